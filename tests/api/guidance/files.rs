//! What is attached to guidance: read by whoever reads it.
use actix_web::http::Method;
use serde_json::json;

use crate::{
    files::{PDF, upload},
    stories::{BA_BE, BAC_KAN, NA_HANG, STANDING_BODY, Story},
    support::both,
};

#[actix_web::test]
async fn addressees_read_what_is_attached_once_it_is_issued() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        let ours = story.officer(BAC_KAN).await;
        let (annex, scan) = (upload(&app, &ours, "a.pdf", PDF).await, upload(&app, &ours, "b.pdf", PDF).await);
        let attach = |file: &crate::support::Reply, kind: &str| json!({"file_id": file["id"], "kind": kind});
        let step = "attachments";
        guidance.step(step, &ours, attach(&scan, "signed_scan")).await.refused(409, "invalid_transition");
        let made = guidance.step(step, &ours, attach(&annex, "annex")).await.is(201);
        assert_eq!(app.get(made.header("Location").unwrap(), &ours).await.is(200).json, made.json);
        let (theirs, above) = (story.officer(BA_BE).await, story.officer(STANDING_BODY).await);
        let path = format!("/files/{}", annex.id());
        for reader in [&theirs, &above] {
            app.get(&path, reader).await.refused(404, "not_found");
        }
        story.issue_guidance(&guidance).await;
        for reader in [&theirs, &above] {
            app.get(&path, reader).await.is(200);
            assert_eq!(&app.get(&format!("{path}/content"), reader).await.is(200).body[..], PDF);
            let list = app.get(&format!("{}/attachments", guidance.path()), reader).await.is(200);
            assert_eq!(list.items(), std::slice::from_ref(&made.json));
        }
        app.get(&path, &story.officer(NA_HANG).await).await.refused(404, "not_found");
        // What was issued keeps what it was issued with.
        guidance.step(step, &ours, attach(&annex, "annex")).await.refused(409, "invalid_transition");
        guidance.step(step, &ours, attach(&scan, "signed_scan")).await.is(201);
        let gone = app.call(Method::DELETE, made.header("Location").unwrap(), &ours).if_match("*").await;
        gone.refused(409, "invalid_transition");
        let deleted = app.call(Method::DELETE, &path, &ours).if_match("*").await;
        deleted.refused(409, "file_in_use");
        // A file of another unit cannot be attached, and the addressee attaches nothing.
        let others = upload(&app, &theirs, "c.pdf", PDF).await;
        let reply = guidance.step(step, &ours, attach(&others, "signed_scan")).await;
        reply.faults(&[("/file_id", "not_found")]);
        guidance.step(step, &theirs, attach(&others, "signed_scan")).await.refused(403, "forbidden");
    })
    .await;
}

#[actix_web::test]
async fn what_was_attached_to_a_draft_is_taken_away_again() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let guidance = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
        let ours = story.officer(BAC_KAN).await;
        let file = upload(&app, &ours, "a.pdf", PDF).await;
        let made = guidance.step("attachments", &ours, json!({"file_id": file["id"], "kind": "other"})).await.is(201);
        let list = story.list("/files?attached=true", &ours).await;
        assert_eq!(list.each("id"), [file.id().to_string()]);
        app.call(Method::DELETE, made.header("Location").unwrap(), &ours).if_match("*").await.is(204);
        assert!(story.list("/files?attached=true", &ours).await.items().is_empty());
        assert!(story.list(&format!("{}/attachments", guidance.path()), &ours).await.items().is_empty());
        let events = app.events(guidance.id).await;
        assert_eq!(events, ["guidance.created", "guidance.file_attached", "guidance.file_detached"]);
    })
    .await;
}
