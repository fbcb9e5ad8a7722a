//! Files of a session and of the dossiers on its agenda: read by whoever reads the session, but not by whom an interest keeps from
//! that dossier, and by nobody else.
use entity::assignment::Role::{CouncilMember, CouncilSecretary, Head, Officer};
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    files::{PDF, PNG, docx, upload},
    stories::{BA_BE, BAC_KAN, Council, NA_HANG, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person},
    support::{Caller, Reply, TestApp, both},
};

impl Story {
    async fn attach_to(&self, session: &Paper, caller: &Caller, members: Value) -> Reply {
        self.app.post(&format!("{}/attachments", session.path()), caller).if_match("*").json(members).await
    }

    async fn file_of(&self, unit: &str, name: &str) -> Value {
        let bytes = if name.ends_with("docx") { docx() } else { PDF.to_vec() };
        json!(upload(&self.app, &self.officer(unit).await, name, &bytes).await.is(201).id())
    }
}

/// A council one of whose members heads the nominee's unit, and is an officer of the council's own besides.
async fn council(app: &TestApp, story: &Story) -> (Council, Caller) {
    let mut members = story.council_members(COUNCIL_OF, 4).await;
    let leads = app.caller_with(&[(CouncilMember, BAC_KAN), (Head, BA_BE), (Officer, BAC_KAN)]).await;
    members.push(leads.clone());
    let paper = story.draft_council(COUNCIL_OF, &members).await;
    story.found_council(&paper, COUNCIL_OF).await.is(200);
    (Council { paper, members }, leads)
}

#[actix_web::test]
async fn files_are_read_by_the_council_but_for_the_dossier_of_an_interest() {
    both(async |app| {
        let story = with_titles(&app).await;
        let (council, leads) = council(&app, &story).await;
        let elsewhere = story.appraised_nomination(PAC_NAM, &dossier(&person("SYN-0300"), "GK")).await;
        let local = &appraised(&story, "GK", 1).await[0];
        let session = story.planned_session(&council, "open", &[local, &elsewhere]).await;
        let agenda = story.agenda(&session, council.chair()).await;
        let secretary = council.secretary();
        let [own, first, second] = [
            story.file_of(BAC_KAN, "Tài liệu họp.docx").await,
            story.file_of(BAC_KAN, "Báo cáo thành tích 1.pdf").await,
            story.file_of(BAC_KAN, "Báo cáo thành tích 2.pdf").await,
        ];
        let attach = async |file: &Value, item: Value| {
            let body = json!({"file_id": file, "kind": "annex", "item_id": item});
            story.attach_to(&session, secretary, body).await.is(201)
        };
        attach(&own, Value::Null).await;
        let of_interest = attach(&first, agenda[0]["id"].clone()).await;
        assert_eq!(of_interest["item_id"], agenda[0]["id"]);
        attach(&second, agenda[1]["id"].clone()).await;
        let path = format!("{}/attachments", session.path());
        let seen = async |caller: &Caller| story.list(&path, caller).await.each("item_id").len();
        for reader in [council.chair(), secretary, &council.members[2], &story.officer(BAC_KAN).await] {
            assert_eq!(seen(reader).await, 3);
        }
        // The interest was found when the agenda was made: whoever leads the unit of the first dossier reads nothing of it, though
        // the file is of a unit all whose papers it reads.
        assert_eq!(seen(&leads).await, 2);
        let hidden = format!("{path}/{}", of_interest.id());
        let content = format!("{hidden}/content");
        for path in [hidden.clone(), content.clone(), format!("/files/{}", first.as_str().unwrap())] {
            app.get(&path, &leads).await.refused(404, "not_found");
        }
        app.get(&format!("/files/{}/content", first.as_str().unwrap()), &leads).await.refused(404, "not_found");
        let files = story.list("/files?limit=200", &leads).await;
        assert!(
            !files.each("id").contains(&first.as_str().unwrap())
                && files.each("id").contains(&second.as_str().unwrap())
        );
        assert_eq!(app.get(&content, &council.members[2]).await.is(200).body, PDF);
        // Members read what belongs to the session there, and no file of the unit besides.
        app.get(&format!("/files/{}", first.as_str().unwrap()), &council.members[2]).await.refused(403, "forbidden");
        for stranger in [
            app.caller_with(&[(CouncilMember, BAC_KAN)]).await,
            app.caller_with(&[(CouncilMember, NA_HANG)]).await,
            story.officer(BA_BE).await,
            story.officer(STANDING_BODY).await,
        ] {
            for path in [&path, &hidden, &content] {
                app.get(path, &stranger).await.refused(404, "not_found");
            }
        }
        // Nor does it help to declare an interest afterwards and read on.
        let declared = json!({"item_ids": [agenda[1]["id"]]});
        session.step("declare-conflict", &council.members[2], declared).await.is(200);
        assert_eq!(seen(&council.members[2]).await, 2);
    })
    .await;
}

#[actix_web::test]
async fn the_secretary_attaches_what_the_session_takes() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 2).await;
        let session = story.planned_session(&council, "open", &[&dossiers[0], &dossiers[1]]).await;
        let items = story.agenda(&session, council.chair()).await;
        let file = story.file_of(BAC_KAN, "Tài liệu.pdf").await;
        let foreign = story.file_of(BA_BE, "Của đơn vị khác.pdf").await;
        let secretary = council.secretary();
        let body = |file: &Value, kind: &str, item: Value| json!({"file_id": file, "kind": kind, "item_id": item});
        let attach = async |file: &Value, kind: &str, item: Value| {
            story.attach_to(&session, secretary, body(file, kind, item)).await
        };
        let member = &council.members[2];
        story.attach_to(&session, member, body(&file, "annex", Value::Null)).await.refused(403, "forbidden");
        let elsewhere = app.caller_with(&[(CouncilSecretary, NA_HANG)]).await;
        story.attach_to(&session, &elsewhere, body(&file, "annex", Value::Null)).await.refused(404, "not_found");
        attach(&foreign, "annex", Value::Null).await.faults(&[("/file_id", "not_found")]);
        attach(&file, "annex", json!(uuid::Uuid::now_v7())).await.faults(&[("/item_id", "not_found")]);
        attach(&file, "signed_scan", Value::Null).await.refused(409, "invalid_transition");
        let before = session.now().await.version();
        attach(&file, "annex", items[1]["id"].clone()).await.is(201);
        let again = attach(&file, "annex", items[1]["id"].clone()).await;
        assert_eq!(again.status, 409, "{}", again.describe());
        assert_eq!(session.now().await.version(), before, "the version of the session stays");
        assert!(app.events(session.id).await.contains(&"council_session.file_attached".to_owned()));
        // What leaves the agenda has no file there; the file stays.
        session.change(secretary, json!({"nomination_ids": [dossiers[0].id]})).await.is(200);
        let path = format!("{}/attachments", session.path());
        assert!(story.list(&path, secretary).await.items().is_empty());
        app.get(&format!("/files/{}", file.as_str().unwrap()), &story.officer(BAC_KAN).await).await.is(200);
        let made = attach(&file, "annex", items[0]["id"].clone()).await.is(201);
        let one = format!("{path}/{}", made.id());
        app.call("DELETE".parse().unwrap(), &one, member).if_match("*").await.refused(403, "forbidden");
        app.call("DELETE".parse().unwrap(), &one, secretary).if_match("*").await.is(204);
        attach(&file, "annex", items[0]["id"].clone()).await.is(201);
        // Voting begins: nothing is taken away; and after the close nothing is laid beside a dossier.
        story.attend(&session, &council, 5, 0).await.is(200);
        story.open_session(&session, &council).await.is(200);
        let attached = story.list(&path, secretary).await;
        let one = format!("{path}/{}", attached.items()[0]["id"].as_str().unwrap());
        app.call("DELETE".parse().unwrap(), &one, secretary).if_match("*").await.refused(409, "invalid_transition");
        let closed = story.close_session(&session, &council).await.is(200);
        let late = story.file_of(BAC_KAN, "Bổ sung.pdf").await;
        attach(&late, "annex", items[0]["id"].clone()).await.refused(409, "invalid_transition");
        attach(&late, "annex", Value::Null).await.is(201);
        let signed = json!({"document": story.document("7/BB-HĐ"), "content_digest": closed["content_digest"]});
        session.step("sign-minutes", council.chair(), signed).await.is(200);
        // The scan of the signed minutes is an image or a PDF.
        let text = story.file_of(BAC_KAN, "Biên bản.docx").await;
        attach(&text, "signed_scan", Value::Null).await.refused(422, "file_type_not_allowed");
        let scan = json!(upload(&app, &story.officer(BAC_KAN).await, "Biên bản.png", PNG).await.is(201).id());
        attach(&scan, "annex", Value::Null).await.refused(409, "invalid_transition");
        attach(&scan, "signed_scan", Value::Null).await.is(201);
        assert_eq!(story.list(&path, member).await.items().len(), 3);
    })
    .await;
}
