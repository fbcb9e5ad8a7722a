//! Two at once: together they never exceed the whole, and no share is answered while it changes.
use serde_json::json;

use super::Target;
use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Story, target},
    support::{both, together},
};

#[actix_web::test]
async fn two_at_once_never_exceed_the_whole() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let officer = story.officer(BAC_KAN).await;
        let mut calls = vec![];
        for unit in [BA_BE, PAC_NAM, CHO_DON] {
            let body = json!({"target_id": whole.id, "unit_id": app.unit(unit).await, "value": 60});
            calls.push((&app, &officer, body));
        }
        let send = |(app, caller, body)| async move {
            let app: &crate::support::TestApp = app;
            let reply = app.post("/allocations", caller).json(body).await;
            (reply.status, reply.code().to_owned())
        };
        let mut answers = together(calls.into_iter().map(send)).await;
        answers.sort_unstable();
        let refused = || (409, "over_allocated".to_owned());
        assert_eq!(answers, [(201, String::new()), refused(), refused()]);
        assert_eq!(whole.reconciled().await["total"]["allocated"], json!({"value": 60}));
    })
    .await;
}

#[actix_web::test]
async fn of_two_shares_of_one_unit_at_once_one_is_too_many() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let one = json!({"value": 10});
        let replies = together([whole.try_share(BA_BE, &one), whole.try_share(BA_BE, &one)]).await;
        let mut answers: Vec<_> = replies.iter().map(|reply| (reply.status, reply.code())).collect();
        answers.sort_unstable();
        assert_eq!(answers, [(201, ""), (409, "conflict")]);
    })
    .await;
}

/// Whichever comes first: a share that is shared out anew is withdrawn or stands, and never comes back.
#[actix_web::test]
async fn what_is_withdrawn_while_a_target_is_shared_out_stays_withdrawn() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let share = whole.share(BA_BE, &json!({"value": 10})).await;
        let out = json!({"rule": {"type": "equal"}, "unit_ids": [app.unit(BA_BE).await, app.unit(PAC_NAM).await],
            "remainder_unit_id": app.unit(BA_BE).await, "reason": super::REASON});
        let (distributed, withdrawn) = (whole.distribute(&out), share.withdrawn());
        let calls: [std::pin::Pin<Box<dyn Future<Output = crate::support::Reply>>>; 2] =
            [Box::pin(distributed), Box::pin(withdrawn)];
        let replies = together(calls).await;
        replies[0].clone().is(200);
        assert!([200, 412].contains(&replies[1].status), "{}", replies[1].describe());
        let events = app.events(share.id).await;
        let after = events.iter().position(|event| event == "allocation.withdrawn");
        assert!(after.is_none_or(|at| at == events.len() - 1), "{events:?}");
        assert_eq!(after.is_some(), share.status().await == "withdrawn", "{events:?}");
        let allocated = whole.reconciled().await["total"]["allocated"].clone();
        let first = replies[0]["shares"][0]["id"] == json!(share.id);
        // Withdrawn after it was shared out, it leaves its half; before, its unit was given another.
        let left = if after.is_some() && first { 50 } else { 100 };
        assert_eq!(allocated, json!({"value": left}), "{events:?}");
    })
    .await;
}
