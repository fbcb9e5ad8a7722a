//! Who reads councils, sessions and minutes, and that the minutes hold all of it.
use entity::assignment::Role::{CouncilMember, CouncilSecretary, Officer};
use serde_json::json;

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, STANDING_BODY},
    support::both,
};

#[actix_web::test]
async fn a_council_and_its_sessions_are_read_by_its_unit_and_its_members() {
    both(async |app| {
        let story = with_titles(&app).await;
        let members = story.council_members(COUNCIL_OF, 3).await;
        let draft = story.draft_council(COUNCIL_OF, &members).await;
        let secretary = &members[1];
        let stranger = app.caller_with(&[(CouncilMember, BAC_KAN)]).await;
        for member in [&members[0], secretary, &stranger] {
            draft.read_by(member).await.refused(404, "not_found");
        }
        let council = story.council(COUNCIL_OF, 3).await;
        let dossiers = appraised(&story, "GK", 1).await;
        let session = story.opened_session(&council, "open", &[&dossiers[0]]).await;
        let other_secretary = app.caller_with(&[(CouncilSecretary, BAC_KAN)]).await;
        let readers = [
            (council.chair().clone(), true),
            (council.members[2].clone(), true),
            (story.officer(BAC_KAN).await, true),
            (story.head(BAC_KAN).await, true),
            // Whoever is a secretary of the unit runs its sessions.
            (other_secretary, true),
            (stranger, false),
            (story.officer(BA_BE).await, false),
            (story.officer(MINISTRY).await, false),
            (story.officer(NA_HANG).await, false),
            (app.caller_with(&[(CouncilMember, NA_HANG)]).await, false),
        ];
        for (reader, reads) in &readers {
            let status = if *reads { 200 } else { 404 };
            for path in [council.paper.path(), session.path(), format!("{}/items", session.path())] {
                assert_eq!(app.get(&path, reader).await.status, status, "{path}");
            }
            let listed = story.list("/council-sessions", reader).await;
            assert_eq!(listed.each("id").contains(&session.id.to_string().as_str()), *reads);
            let listed = story.list("/councils", reader).await;
            assert_eq!(listed.each("id").contains(&council.paper.id.to_string().as_str()), *reads);
        }
        // The ministry's council is prepared by its standing body.
        let ministry = story.council(MINISTRY, 3).await;
        ministry.paper.read_by(&story.officer(STANDING_BODY).await).await.is(200);
        ministry.paper.read_by(&story.officer(BAC_KAN).await).await.refused(404, "not_found");
        // Who is in it no longer reads it no more; nor does it vote.
        app.set_clock("2024-06-10T02:00:00Z");
        let mut listed = crate::stories::Council::listed(&council.members, "2024-06-03");
        listed[2]["valid_to"] = json!("2024-06-09");
        let change = json!({"document_number": "16/QĐ-STP", "members": listed});
        council.paper.step("change-members", &story.head(BAC_KAN).await, change).await.is(200);
        session.read_by(&council.members[2]).await.refused(404, "not_found");
        session.read_by(council.chair()).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn the_minutes_hold_all_of_it_and_the_chair_signs_what_it_read() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 1).await;
        let session = story.opened_session(&council, "open", &[&dossiers[0]]).await;
        let minutes = format!("{}/minutes", session.path());
        app.get(&minutes, council.chair()).await.refused(404, "not_found");
        let item = story.agenda(&session, council.chair()).await[0].clone();
        story.votes(&session, &council, &item, 4).await;
        story.close_session(&session, &council).await.is(200);
        let read = app.get(&minutes, council.chair()).await.is(200);
        let kept = &read["items"][0];
        assert_eq!(kept["votes"].as_array().map(Vec::len), Some(5));
        assert_eq!((&kept["yes"], &kept["no"], &kept["outcome"]), (&json!(4), &json!(1), &json!("passed")));
        assert_eq!((&kept["rule"]["yes_num"], &kept["rule"]["yes_den"]), (&json!(80), &json!(100)));
        assert_eq!(kept["citation"]["article"], "30(7)");
        assert_eq!(read["quorum"], json!({"members": 5, "present": 5, "written": 0, "met": true}));
        assert!(read["rules"].as_array().is_some_and(|rules| rules.len() >= 2), "{}", read.describe());
        let sign = |digest: &str| json!({"document": story.document("7/BB-HĐ"), "content_digest": digest});
        session.step("sign-minutes", council.chair(), sign("0")).await.refused(412, "digest_mismatch");
        let digest = read["content_digest"].as_str().unwrap();
        for (day, fault) in [("2024-06-04", "in_the_future"), ("2024-06-02", "before_council")] {
            let mut early = sign(digest);
            early["document"]["issued_on"] = json!(day);
            let reply = session.step("sign-minutes", council.chair(), early).await;
            reply.faults(&[("/document/issued_on", fault)]);
        }
        session.step("sign-minutes", council.secretary(), sign(digest)).await.refused(403, "forbidden");
        session.step("sign-minutes", council.chair(), sign(digest)).await.is(200);
        let again = app.get(&minutes, &story.officer(BAC_KAN).await).await.is(200);
        assert_eq!(again.json, read.json, "minutes never change");
        let mut untyped = read.json.clone();
        untyped.as_object_mut().unwrap().remove("content_digest");
        let canonical = serde_json_canonicalizer::to_string(&untyped).unwrap();
        assert_eq!(base::kernel::digest::sha256_hex(canonical.as_bytes()), digest);
    })
    .await;
}

/// A member of the council is not told the id of a dossier that it may not open as such; its officer is.
#[actix_web::test]
async fn ids_of_dossiers_are_told_to_those_who_read_them() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 3).await;
        let dossiers = appraised(&story, "GK", 1).await;
        let session = story.planned_session(&council, "open", &[&dossiers[0]]).await;
        assert!(story.agenda(&session, council.chair()).await[0]["nomination_id"].is_null());
        let officer = app.caller_with(&[(Officer, BAC_KAN)]).await;
        assert_eq!(story.agenda(&session, &officer).await[0]["nomination_id"], json!(dossiers[0].id));
    })
    .await;
}
