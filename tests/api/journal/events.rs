//! What entries say: facts of the published catalogue, with what changed and nothing that somebody wrote.
use std::collections::BTreeSet;

use serde_json::{Value, json};
use thidua::app::spec::DOCUMENT;

use crate::{
    stories::{BAC_KAN, Paper, Story, plan_of, target},
    support::{TestApp, both},
};

/// The events of the catalogue.
fn webhooks() -> impl Iterator<Item = (&'static String, &'static Value)> {
    DOCUMENT["webhooks"].as_object().unwrap().iter().map(|(event, item)| (event, &item["post"]))
}

#[test]
fn the_catalogue_describes_every_event_and_the_list_knows_no_other() {
    let names: Vec<&str> = webhooks().map(|(event, _)| event.as_str()).collect();
    assert!(names.len() > 100, "{names:?}");
    assert_eq!(DOCUMENT["components"]["schemas"]["EventName"]["enum"], json!(names));
    let mut ids = BTreeSet::new();
    for (event, operation) in webhooks() {
        let words = operation["description"].as_str().unwrap();
        let (what, readers) = words.split_once("\n\n").unwrap();
        assert!(what.len() > 15 && what.ends_with('.') && readers.starts_with("Read by"), "{event}: {words}");
        assert_eq!(operation["summary"], json!(event));
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{event}");
    }
}

/// What a person is called, and what somebody said in words of their own: an entry may tell that it changed, by a member
/// of `changed` without content, but has no member for it.
const NOT_TOLD: [&str; 16] = [
    "achievement_summary",
    "full_name",
    "introduction",
    "legal_basis",
    "name",
    "note",
    "opinion",
    "personal_id",
    "position",
    "reason",
    "responsible_person",
    "signer_name",
    "signer_title",
    "text",
    "title",
    "username",
];

#[test]
fn no_event_has_a_member_for_names_or_words_of_people() {
    fn members(schema: &'static Value, found: &mut Vec<String>) {
        if let Some(pointer) = schema["$ref"].as_str() {
            return members(DOCUMENT.pointer(pointer.trim_start_matches('#')).unwrap(), found);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            found.push(name.clone());
            members(member, found);
        }
        for part in ["oneOf", "allOf"].iter().flat_map(|key| schema[key].as_array().into_iter().flatten()) {
            members(part, found);
        }
        if schema["items"].is_object() {
            members(&schema["items"], found);
        }
    }
    for (event, operation) in webhooks() {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["allOf"][1];
        let mut found = vec![];
        members(&schema["properties"]["data"], &mut found);
        // The files that an import read have names.
        found.retain(|name| event != "register.imported" || name != "name");
        let told: Vec<_> = found.iter().filter(|name| NOT_TOLD.contains(&name.as_str())).collect();
        assert!(told.is_empty() && found.contains(&"changed".to_owned()), "{event} tells {told:?} of {found:?}");
    }
}

/// The last entry about a paper: its name, the version of the paper after it, and what it says.
async fn last(app: &TestApp, paper: &Paper) -> (String, Option<i64>, Value) {
    let entry = app.journal(paper.id).await.pop().expect("an entry");
    (entry.event, entry.subject_version, serde_json::from_str(&entry.data).unwrap())
}

#[actix_web::test]
async fn an_edited_draft_tells_its_parts_and_repeats_no_words() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BAC_KAN).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 120), target("TGPL-07", 6)])).await;
        let (event, version, begun) = last(&app, &plan).await;
        assert_eq!((event.as_str(), version), ("plan.created", Some(1)));
        assert_eq!((&begun["tasks"], &begun["measures"], &begun["targets"]), (&json!(1), &json!(1), &json!(2)));
        let before = plan.now().await;
        let mut first = target("TGPL-04", 130);
        first["id"] = before["targets"][0]["id"].clone();
        first["responsible_person"] = json!("Nguyễn Thị Bích Hồng");
        let mut task = json!({"title": "Trợ giúp pháp lý lưu động"});
        task["id"] = before["tasks"][0]["id"].clone();
        let content = json!({"targets": [first, target("HGCS-01", 40)], "tasks": [task]});
        let after = plan.change(&officer, content).await.is(200);
        let (event, version, data) = last(&app, &plan).await;
        assert_eq!((event.as_str(), version), ("plan.updated", Some(after.version())));
        let expected = json!({"parts": [
            {"part": "task", "kind": "changed", "id": before["tasks"][0]["id"],
                "changed": {"title": {}, "code": {"before": "T-05"}, "no_target_reason": {}}},
            {"part": "target", "kind": "changed", "id": before["targets"][0]["id"],
                "changed": {"target_value": {"before": 120, "after": 130}, "responsible_person": {}}},
            {"part": "target", "kind": "added", "id": after["targets"][1]["id"]},
            {"part": "target", "kind": "removed", "id": before["targets"][1]["id"]},
        ]});
        assert_eq!(data, expected);
        // Of one that nothing is changed in.
        plan.change(&officer, json!({})).await.is(200);
        assert_eq!(last(&app, &plan).await.2, json!({"parts": []}));
    })
    .await;
}

#[actix_web::test]
async fn reasons_stand_on_the_paper_and_not_in_the_journal() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let head = story.head(BAC_KAN).await;
        let plan = story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 120)])).await;
        story.request_signature(&plan).await;
        let why = json!({"reason": "Chưa có chỉ tiêu cho xã vùng cao"});
        plan.step("return-to-draft", &head, why.clone()).await.is(200);
        let (event, _, data) = last(&app, &plan).await;
        assert_eq!(event, "plan.returned_to_draft");
        assert_eq!(data, json!({"changed": {"status": {"before": "pending_signature", "after": "draft"}}}));
        assert_eq!(plan.now().await["return_reason"], why["reason"]);
        story.request_signature(&plan).await;
        assert_eq!(plan.now().await["return_reason"], Value::Null);
        let why = json!({"reason": "Phong trào được gộp vào phong trào khác", "document_number": "15/QĐ-STP"});
        plan.step("cancel", &head, why.clone()).await.is(200);
        let (event, version, data) = last(&app, &plan).await;
        let now = plan.now().await;
        assert_eq!((event.as_str(), version), ("plan.cancelled", Some(now.version())));
        assert_eq!((&data["document_number"], data.get("reason")), (&json!("15/QĐ-STP"), None));
        assert_eq!(now["end_reason"], why["reason"]);
    })
    .await;
}

#[actix_web::test]
async fn the_list_tells_the_subjects_version_and_takes_names_of_the_catalogue() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.issued_plan(BAC_KAN, &[target("TGPL-04", 120)]).await;
        let reader = story.head(BAC_KAN).await;
        let about = format!("/journal?subject_id={}", plan.id);
        let all = app.get(&about, &reader).await.is(200);
        assert_eq!(all.each("event"), ["plan.created", "plan.signature_requested", "plan.issued"]);
        let issued = app.get(&format!("{about}&event=plan.issued&event=plan.sent"), &reader).await.is(200);
        let [entry] = issued.items() else { panic!("{}", issued.describe()) };
        assert_eq!((&entry["event_version"], &entry["subject_type"]), (&json!(1), &json!("plan")));
        let now = plan.now().await;
        assert_eq!(entry["subject_version"], json!(now.version()));
        assert_eq!(entry["data"]["content_digest"], now["content_digest"]);
        assert_eq!(entry["data"]["document_number"], now["document"]["number"]);
        for name in ["plan.eaten", "plan", "x"] {
            app.get(&format!("{about}&event={name}"), &reader).await.refused(400, "invalid_parameter");
        }
    })
    .await;
}
