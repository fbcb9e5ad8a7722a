//! Votes by the rule of the day: of all members, by whole numbers.
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, Story, dossier, person},
    support::both,
};

/// The state of a session's only item once it is closed.
async fn outcome(story: &Story, members: usize, form: &str, yes: usize, (present, written): (usize, usize)) -> Value {
    let council = story.council(COUNCIL_OF, members).await;
    let dossiers = appraised(story, form, 1).await;
    let session = story.planned_session(&council, "open", &[&dossiers[0]]).await;
    story.attend(&session, &council, present, written).await.is(200);
    story.open_session(&session, &council).await.is(200);
    let item = &story.agenda(&session, council.chair()).await[0];
    for (at, member) in council.members.iter().take(present + written).enumerate() {
        let choice = if at < yes { "yes" } else { "no" };
        if at < present {
            story.vote(&session, member, item, choice).await.is(200);
        } else {
            let opinion = json!({"user_id": member.id(), "document_number": story.number("YK-HĐ"),
                "votes": [{"item_id": item["id"], "choice": choice}]});
            session.step("record-opinion", council.secretary(), opinion).await.is(200);
        }
    }
    story.close_session(&session, &council).await.is(200);
    let item = story.agenda(&session, council.chair()).await[0].clone();
    let withdrawn = json!({"reason": "Dọn dẹp giữa các lần thử"});
    dossiers[0].step("withdraw", &story.head(&dossiers[0].owner).await, withdrawn).await.is(200);
    let gone = json!({"reason": "Kết thúc nhiệm kỳ của hội đồng", "document_number": "9/QĐ-STP"});
    let minutes = json!({"document": story.document(&story.number("BB-HĐ")), "content_digest": session.now().await["content_digest"]});
    session.step("sign-minutes", council.chair(), minutes).await.is(200);
    council.paper.step("dissolve", &story.head(BAC_KAN).await, gone).await.is(200);
    item
}

/// S12: fractions of all members, whoever came.
#[actix_web::test]
async fn shares_are_of_all_members_and_never_rounded() {
    both(async |app| {
        let story = with_titles(&app).await;
        for (members, form, yes, taking_part, expected) in [
            (13, "CSTDCS", 10, (13, 0), "not_passed"),
            (13, "CSTDCS", 11, (13, 0), "passed"),
            (15, "CSTDCS", 11, (15, 0), "not_passed"),
            (15, "CSTDCS", 12, (15, 0), "passed"),
            // Two are absent and have said nothing: twelve of those thirteen are not 90 % of fifteen.
            (15, "CSTDCS", 11, (13, 0), "not_passed"),
            (15, "CSTDCS", 12, (10, 2), "passed"),
            (4, "GK", 2, (4, 0), "not_passed"),
            (4, "GK", 3, (4, 0), "passed"),
        ] {
            let item = outcome(&story, members, form, yes, taking_part).await;
            let told = format!("{yes} of {members} for {form}: {item}");
            assert_eq!((&item["outcome"], &item["yes"]), (&json!(expected), &json!(yes)), "{told}");
        }
    })
    .await;
}

#[actix_web::test]
async fn without_a_quorum_nothing_is_opened_nor_closed() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 15).await;
        let dossiers = appraised(&story, "CSTDCS", 1).await;
        let session = story.planned_session(&council, "open", &[&dossiers[0]]).await;
        // 11 of 15 are 73 %: for an award 80 % take part. Of ten who are there and two who write, enough.
        for (present, written, met) in [(0, 0, false), (11, 0, false), (9, 6, false), (10, 2, true)] {
            let seats = story.attend(&session, &council, present, written).await.is(200);
            assert_eq!(seats["quorum"], json!({"members": 15, "present": present, "written": written, "met": met}));
            if !met {
                story.open_session(&session, &council).await.refused(409, "quorum_not_met");
            }
        }
        story.open_session(&session, &council).await.is(200);
        // Somebody who has not voted leaves.
        let leaves = json!({"seats": [{"user_id": council.members[5].id(), "presence": "absent"}]});
        session.step("record-attendance", council.secretary(), leaves).await.is(200);
        story.close_session(&session, &council).await.refused(409, "quorum_not_met");
        let back = json!({"seats": [{"user_id": council.members[5].id(), "presence": "present"}]});
        session.step("record-attendance", council.secretary(), back).await.is(200);
        story.close_session(&session, &council).await.is(200);
    })
    .await;
}

/// Where there are places for some, those with most votes get them; who is equal at the end is voted on again.
#[actix_web::test]
async fn few_places_go_to_the_most_votes() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 4).await;
        let papers: Vec<&Paper> = dossiers.iter().collect();
        let mut body = story.session_body(&council, "open", &papers);
        body["places"] = json!([{"award_form_code": "GK", "places": 2}]);
        let made = story.try_plan_session(&council, body).await.is(201);
        let session = story.paper("council-sessions", BAC_KAN, &made);
        story.attend(&session, &council, 5, 0).await.is(200);
        story.open_session(&session, &council).await.is(200);
        let items = story.agenda(&session, council.chair()).await;
        for (item, yes) in items.iter().zip([5, 4, 4, 2]) {
            story.votes(&session, &council, item, yes).await;
        }
        story.close_session(&session, &council).await.is(200);
        let items = story.agenda(&session, council.chair()).await;
        let told: Vec<_> = items.iter().map(|item| (item["outcome"].as_str().unwrap(), &item["place"])).collect();
        let none = Value::Null;
        assert_eq!(told, [("passed", &json!(1)), ("tied", &json!(2)), ("tied", &json!(2)), ("not_passed", &none)]);
        // Who was tied is voted on again; who did not pass is not.
        let again = story.session_body(&council, "open", &papers[1..3]);
        let next = story.try_plan_session(&council, again).await.is(201);
        assert_eq!(next["status"], "planned");
        for settled in [0, 3] {
            let body = story.session_body(&council, "open", &[papers[settled]]);
            story.try_plan_session(&council, body).await.faults(&[("/nomination_ids/0", "not_allowed")]);
        }
        papers[3].step("propose", &story.head(BAC_KAN).await, Value::Null).await.refused(409, "ballot_not_passed");
        papers[0].step("propose", &story.head(BAC_KAN).await, Value::Null).await.is(200);
    })
    .await;
}

/// Where no number is given, as many pass as the quotas leave to the council's unit; what speaks of others says nothing.
#[actix_web::test]
async fn places_are_those_that_quotas_leave() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let give = async |unit: &str, kind: &str, number: i64, document: &str| {
            let item = json!({"award_form_code": "GK", "subject_type": kind, "kind": "absolute", "num": number,
                "unit_id": app.unit(unit).await});
            let body = json!({"movement_id": story.movement, "stage": "interim", "document": story.document(document),
                "items": [item]});
            app.post("/award-quotas", &story.head(MINISTRY).await).json(body).await.is(201);
        };
        give(BAC_KAN, "individual", 3, "901/QĐ-BTP").await;
        give(BAC_KAN, "collective", 9, "902/QĐ-BTP").await;
        give(BA_BE, "individual", 1, "903/QĐ-BTP").await;
        // One of the three is proposed already.
        let before = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0900"), "GK")).await;
        story.propose(&before, BAC_KAN).await;
        let dossiers = appraised_of(&story, &["SYN-0901", "SYN-0902", "SYN-0903"]).await;
        let papers: Vec<&Paper> = dossiers.iter().collect();
        let session = story.planned_session(&council, "open", &papers).await;
        let places = async || session.read_by(council.chair()).await["places"].clone();
        let left = |number: i64| {
            json!([{"award_form_code": "GK", "places": number, "movement_id": story.movement, "stage": "interim",
                "subject_type": "individual"}])
        };
        assert_eq!(places().await, left(2));
        // A number that is given stands above them, until it is taken back.
        let given = json!({"places": [{"award_form_code": "GK", "places": 3}]});
        session.change(council.secretary(), given).await.is(200);
        let told = places().await;
        assert_eq!((&told[0]["places"], &told[0]["subject_type"], told[1].is_null()), (&json!(3), &Value::Null, true));
        session.change(council.secretary(), json!({"places": []})).await.is(200);
        assert_eq!(places().await, left(2));
        // As the quotas are when it is opened.
        give(BAC_KAN, "individual", 2, "904/QĐ-BTP").await;
        story.attend(&session, &council, 5, 0).await.is(200);
        story.open_session(&session, &council).await.is(200);
        assert_eq!(places().await, left(1));
        for (item, yes) in story.agenda(&session, council.chair()).await.iter().zip([3, 5, 4]) {
            story.votes(&session, &council, item, yes).await;
        }
        story.close_session(&session, &council).await.is(200);
        let outcomes: Vec<_> =
            story.agenda(&session, council.chair()).await.iter().map(|item| item["outcome"].clone()).collect();
        assert_eq!(json!(outcomes), json!(["over_quota", "passed", "over_quota"]));
    })
    .await;
}

/// Of an office of which no quota speaks.
async fn appraised_of(story: &Story, names: &[&str]) -> Vec<Paper> {
    let mut made = vec![];
    for name in names {
        made.push(story.appraised_nomination(PAC_NAM, &dossier(&person(name), "GK")).await);
    }
    made
}

/// A dossier whose form needs a ballot goes on once a closed session has passed it, that version of it.
#[actix_web::test]
async fn a_dossier_goes_on_with_the_vote_it_needs() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 3).await;
        let head = story.head(BAC_KAN).await;
        let propose = async |paper: &Paper| paper.step("propose", &head, Value::Null).await;
        propose(&dossiers[0]).await.refused(409, "ballot_required");
        let papers: Vec<&Paper> = dossiers.iter().collect();
        let session = story.opened_session(&council, "open", &papers).await;
        let items = story.agenda(&session, council.chair()).await;
        story.votes(&session, &council, &items[0], 4).await;
        story.votes(&session, &council, &items[1], 3).await;
        story.votes(&session, &council, &items[2], 5).await;
        propose(&dossiers[0]).await.refused(409, "ballot_required");
        // One goes back to its unit while the council meets: its vote is of a version that is no more.
        story.return_nomination(&dossiers[2], BAC_KAN).await;
        story.close_session(&session, &council).await.is(200);
        assert_eq!(propose(&dossiers[0]).await.is(200)["status"], "proposed");
        propose(&dossiers[1]).await.refused(409, "ballot_not_passed");
        let reason = json!({"reason": "Không đạt tỷ lệ phiếu theo quy định"});
        dossiers[1].step("refuse", &head, reason).await.is(200);
        assert_eq!(story.agenda(&session, council.chair()).await[2]["outcome"], "lapsed");
        story.submit_nomination(&dossiers[2]).await;
        story.receive_nomination(&dossiers[2], BAC_KAN).await;
        story.appraise(&dossiers[2], BAC_KAN).await;
        propose(&dossiers[2]).await.refused(409, "ballot_required");
        story.planned_session(&council, "open", &[&dossiers[2]]).await;
    })
    .await;
}
