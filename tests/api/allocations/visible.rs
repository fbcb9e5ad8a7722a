//! Who sees a share: the unit that gives it and the unit it is given to; once the plan was sent, whoever reads that.
use serde_json::{Value, json};
use uuid::Uuid;

use super::Target;
use crate::{
    stories::{
        BA_BE, BAC_KAN, CHI_CUC_BA_BE, MINISTRY, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, TUYEN_QUANG, VU, target,
    },
    support::{Caller, Reply, TestApp, both},
};

/// The bytes and headers of an answer, but for what differs from one request to the next.
fn bare(reply: &Reply, id: Uuid) -> (String, Vec<String>) {
    let trace = reply["trace_id"].as_str().unwrap_or_default().to_owned();
    let plain = |text: String| text.replace(&id.to_string(), "<id>").replace(&trace, "<trace>");
    let mut headers: Vec<_> = reply.headers.iter().map(|(name, value)| plain(format!("{name}: {value:?}"))).collect();
    headers.sort();
    (plain(String::from_utf8_lossy(&reply.body).into_owned()), headers)
}

/// What is there and hidden answers like what never was.
async fn is_not_there(app: &TestApp, share: &Paper, caller: &Caller) {
    let ask = async |id: Uuid| app.get(&format!("/allocations/{id}"), caller).await.refused(404, "not_found");
    let never = Uuid::now_v7();
    assert_eq!(bare(&ask(share.id).await, share.id), bare(&ask(never).await, never));
    for step in ["accept", "dispute", "adjust", "withdraw"] {
        let body = json!({"reason": super::REASON});
        let body = match step {
            "accept" => json!({"content_digest": "seen"}),
            "dispute" => super::with(body, &json!({"content_digest": "seen"})),
            "adjust" => super::with(body, &json!({"value": 1})),
            _ => body,
        };
        let reply = share.step(step, caller, body).await;
        assert!(["not_found", "forbidden"].contains(&reply.code()), "{}", reply.describe());
    }
}

/// The shares that a unit's officer finds in a list.
async fn listed(story: &Story, unit: &str, filter: &str) -> Vec<String> {
    let list = story.list(&format!("/allocations?count=exact{filter}"), &story.officer(unit).await).await;
    assert_eq!(list["total"], json!(list.items().len()));
    list.each("id").into_iter().map(str::to_owned).collect()
}

#[actix_web::test]
async fn a_share_is_between_two_units_until_the_plan_is_sent() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let whole = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let share = whole.share(BA_BE, &json!({"value": 20})).await;
        let sees = async |unit: &str| {
            let there = share.read_by(&story.officer(unit).await).await.status == 200;
            assert_eq!(listed(&story, unit, "").await.contains(&share.id.to_string()), there, "{unit}");
            there
        };
        for unit in [BAC_KAN, BA_BE] {
            assert!(sees(unit).await, "{unit}");
        }
        // Sister, stranger, and everybody above: the plan is a draft.
        for unit in [PAC_NAM, CHI_CUC_BA_BE, NA_HANG, TUYEN_QUANG, VU, STANDING_BODY, MINISTRY] {
            assert!(!sees(unit).await, "{unit}");
            is_not_there(&app, &share, &story.officer(unit).await).await;
            is_not_there(&app, &share, &story.head(unit).await).await;
        }
        // The unit below answers its share; of the plan it sees nothing.
        let officer = story.officer(BA_BE).await;
        app.get(&format!("/targets/{}/reconciliation", whole.id), &officer).await.refused(404, "not_found");
        app.get(&format!("/targets/{}/reconciliation", Uuid::now_v7()), &officer).await.refused(404, "not_found");

        story.issue(&whole.plan, "12/KH-STP").await;
        assert!(!sees(STANDING_BODY).await, "issued and not sent");
        story.send(&whole.plan).await;
        assert_eq!(share.now().await["disclosed"], true);
        for unit in [STANDING_BODY, MINISTRY] {
            assert!(sees(unit).await, "{unit}");
        }
        for unit in [PAC_NAM, NA_HANG, TUYEN_QUANG, VU] {
            assert!(!sees(unit).await, "{unit}");
        }
        assert_eq!(share.read_by(&story.officer(STANDING_BODY).await).await["via"], "sector");
        // Whatever is shared out after that is shown from the first.
        assert_eq!(whole.share(PAC_NAM, &json!({"value": 1})).await.now().await["disclosed"], true);
        let given = listed(&story, PAC_NAM, "").await;
        assert_eq!(given.len(), 1, "each its own");
    })
    .await;
}

#[actix_web::test]
async fn a_reader_counts_what_it_sees() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::sent(&story, MINISTRY, target("TGPL-04", 1_000)).await;
        let share = top.share(BAC_KAN, &json!({"value": 100})).await;
        let plan = story
            .draft_plan(BAC_KAN, &crate::stories::plan_of(&[super::answering(target("TGPL-04", 90), &share)]))
            .await;
        let middle = Target::all_of(&story, &plan).await.remove(0);
        middle.share(BA_BE, &json!({"value": 20})).await;
        let figures = async |unit: &str| {
            let books = top.reconciled_by(unit).await;
            let levels = books["levels"].as_array().map_or(0, Vec::len);
            (levels, books["total"]["committed"].clone(), books["total"]["gap"].clone())
        };
        let value = |value: i64| json!({ "value": value });
        // A draft commits nobody.
        assert_eq!(figures(MINISTRY).await, (1, value(0), value(1_000)));
        story.issue(&plan, "12/KH-STP").await;
        assert_eq!(figures(MINISTRY).await, (1, value(0), value(1_000)), "issued, and nobody's business yet");
        story.send(&plan).await;
        assert_eq!(figures(MINISTRY).await, (2, value(90), value(910)));
        // The Sở itself does not see the ministry's target at all.
        let path = format!("/targets/{}/reconciliation", top.id);
        app.get(&path, &story.officer(BAC_KAN).await).await.refused(404, "not_found");
        // Over its own target it sees its own share of the books.
        let books = middle.reconciled().await;
        assert_eq!((&books["total"]["aimed"], &books["total"]["unallocated"]), (&value(90), &value(70)));
    })
    .await;
}

#[actix_web::test]
async fn lists_are_filtered_and_paged() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = Target::drafted(&story, BAC_KAN, target("TGPL-04", 100)).await;
        let second = Target::drafted(&story, TUYEN_QUANG, target("TGPL-04", 100)).await;
        let mut made = vec![];
        for unit in [BA_BE, PAC_NAM] {
            made.push(first.share(unit, &json!({"value": 10})).await);
        }
        let elsewhere = second.share(NA_HANG, &json!({"value": 10})).await;
        made[0].accepted_by(BA_BE).await;
        for plan in [&first.plan, &second.plan] {
            story.issue(plan, &story.number("KH-STP")).await;
            story.send(plan).await;
        }
        let ids = |shares: &[&Paper]| shares.iter().map(|share| share.id.to_string()).collect::<Vec<_>>();
        let (ba_be, pac_nam) = (&made[0], &made[1]);
        let (bac_kan, below) = (app.unit(BAC_KAN).await, app.unit(BA_BE).await);
        for (filter, expected) in [
            (String::new(), ids(&[ba_be, pac_nam, &elsewhere])),
            (format!("&target_id={}", first.id), ids(&[ba_be, pac_nam])),
            (format!("&target_id={}", Uuid::now_v7()), vec![]),
            (format!("&movement_id={}", story.movement), ids(&[ba_be, pac_nam, &elsewhere])),
            (format!("&from_unit_id={bac_kan}"), ids(&[ba_be, pac_nam])),
            (format!("&unit_id={below}"), ids(&[ba_be])),
            (format!("&within={bac_kan}"), ids(&[ba_be, pac_nam])),
            ("&status=accepted&status=disputed".to_owned(), ids(&[ba_be])),
        ] {
            assert_eq!(listed(&story, STANDING_BODY, &filter).await, expected, "{filter}");
        }
        let reader = story.officer(STANDING_BODY).await;
        let page = story.list("/allocations?limit=2", &reader).await;
        let next = page["next_cursor"].as_str().expect("a cursor");
        let rest = story.list(&format!("/allocations?limit=2&cursor={next}"), &reader).await;
        assert_eq!((rest.each("id"), &rest["next_cursor"]), (vec![elsewhere.id.to_string().as_str()], &Value::Null));
        app.get("/allocations?sort=status", &reader).await.refused(400, "invalid_parameter");
        app.get("/allocations?colour=red", &reader).await.refused(400, "unknown_parameter");
    })
    .await;
}
