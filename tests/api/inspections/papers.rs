//! What belongs to an inspection: files, explanations before and after the conclusion, and who stands in for whom.
use actix_web::http::Method;
use serde_json::{Value, json};

use crate::{
    files::{PDF, upload},
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story},
    support::both,
};

#[actix_web::test]
async fn an_inspected_unit_explains_itself_before_and_after_the_conclusion() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let inspection = story.drafted_conclusion(BAC_KAN, &[BA_BE], &[]).await;
        let before = inspection.now().await;
        let head = story.head(BA_BE).await;
        let file = upload(&app, &story.officer(BA_BE).await, "a.pdf", PDF).await.id();
        let explain = json!({"text": "Đơn vị chưa được bố trí kinh phí.", "file_ids": [file]});
        let first = inspection.step("explain", &head, explain).await.is(201);
        assert_eq!((&first["after_conclusion"], &first["evidence"][0]["id"]), (&json!(false), &json!(file)));
        assert_eq!(app.get(first.header("Location").unwrap(), &story.officer(BAC_KAN).await).await.json, first.json);
        assert_eq!(inspection.now().await.json, before.json, "its version stays");
        let path = format!("/files/{file}");
        app.get(&path, &story.officer(BAC_KAN).await).await.is(200);
        app.get(&path, &story.officer(PAC_NAM).await).await.refused(404, "not_found");
        story.sign_inspection(&inspection, "conclude").await.is(200);
        let second = inspection.step("explain", &head, json!({"text": "Đơn vị tiếp thu."})).await.is(201);
        assert_eq!(second["after_conclusion"], true);
        let for_another = json!({"text": "Đơn vị tiếp thu.", "unit_id": app.unit(PAC_NAM).await});
        inspection.step("explain", &head, for_another).await.faults(&[("/unit_id", "not_found")]);
        let list = format!("/inspection-explanations?inspection_id={}", inspection.id);
        assert_eq!(story.list(&list, &head).await.items().len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn what_is_attached_is_read_by_whoever_reads_the_inspection() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let inspection = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
        let ours = story.officer(BAC_KAN).await;
        let (annex, scan) =
            (upload(&app, &ours, "a.pdf", PDF).await.id(), upload(&app, &ours, "b.pdf", PDF).await.id());
        let attach = |file: uuid::Uuid, kind: &str| json!({"file_id": file, "kind": kind});
        let made = inspection.step("attachments", &ours, attach(annex, "annex")).await.is(201);
        let other = inspection.step("attachments", &ours, attach(scan, "other")).await.is(201);
        app.call(Method::DELETE, other.header("Location").unwrap(), &ours).if_match("*").await.is(204);
        let theirs = story.officer(BA_BE).await;
        app.get(&format!("/files/{annex}"), &theirs).await.refused(404, "not_found");
        story.sign_inspection(&inspection, "announce").await.is(200);
        inspection.step("attachments", &ours, attach(scan, "annex")).await.refused(409, "invalid_transition");
        inspection.step("attachments", &ours, attach(scan, "signed_scan")).await.is(201);
        let gone = app.call(Method::DELETE, made.header("Location").unwrap(), &ours).if_match("*").await;
        gone.refused(409, "invalid_transition");
        for file in [annex, scan] {
            app.get(&format!("/files/{file}"), &theirs).await.is(200);
            app.get(&format!("/files/{file}"), &story.officer(NA_HANG).await).await.refused(404, "not_found");
        }
        let list = story.list(&format!("{}/attachments", inspection.path()), &theirs).await;
        assert_eq!(list.each("kind"), ["annex", "signed_scan"]);
        inspection.step("attachments", &theirs, attach(scan, "signed_scan")).await.refused(403, "forbidden");
    })
    .await;
}

/// Who took over from either side goes on in its place.
#[actix_web::test]
async fn who_took_over_goes_on() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let below = story.concluded_inspection(BAC_KAN, &[BA_BE], &[BA_BE]).await;
        let above = story.concluded_inspection(STANDING_BODY, &[BAC_KAN], &[BAC_KAN]).await;
        let advice = story.recommendations(&above).await;
        let own = story.recommendations(&below).await;
        applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        let (officer, head) = (story.officer(NEW_THAI_NGUYEN).await, story.head(NEW_THAI_NGUYEN).await);
        above.step("explain", &head, json!({"text": "Đơn vị mới tiếp thu."})).await.is(201);
        advice[0].step("answer", &head, json!({"text": "Đã bổ sung."})).await.is(200);
        advice[0].step("check-off", &story.officer(STANDING_BODY).await, Value::Null).await.is(200);
        below.step("follow-up", &officer, Value::Null).await.is(200);
        own[0].step("drop", &head, json!({"reason": "Đơn vị đã được sắp xếp lại"})).await.is(200);
        below.step("close", &head, Value::Null).await.is(200);
    })
    .await;
}
