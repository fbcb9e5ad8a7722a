//! What everybody reads of a dossier: who is proposed, in which position, at which unit, for which form. Nothing else of it.
use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, Story, dossier, person},
    support::both,
};

const NUMBER: &str = "030123456789";

/// Every member of an answer, and every text.
fn walk<'a>(value: &'a Value, members: &mut BTreeSet<&'a str>, texts: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            members.insert(name);
            walk(value, members, texts);
        }),
        Value::Array(items) => items.iter().for_each(|value| walk(value, members, texts)),
        Value::String(text) => texts.push(text),
        _ => {}
    }
}

#[actix_web::test]
async fn a_posted_list_tells_who_is_proposed_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut subject = person("Nguyễn Hoàng Nam (SYN-0017)");
        subject["personal_id"] = json!(NUMBER);
        let one = story.appraised_nomination(BA_BE, &dossier(&subject, "GK")).await;
        let collective = json!({"type": "collective", "full_name": "Phòng Tư pháp huyện Ba Bể"});
        let two = story.appraised_nomination(BA_BE, &dossier(&collective, "GK")).await;
        let posting = story.published_posting(BAC_KAN, &[&one, &two], 5).await;
        let secret = story.object(&posting, &[1]).await;
        let list = story.read_posted(&posting).await.is(200);
        let index = app.get("/public/postings", &crate::support::Caller::Nobody).await.is(200);
        let thread = story.by_secret(&secret, "read").await.is(200);

        let (mut members, mut texts) = (BTreeSet::new(), vec![]);
        for answer in [&list.json, &index.json, &thread.json] {
            walk(answer, &mut members, &mut texts);
        }
        let allowed = BTreeSet::from([
            "article",
            "author",
            "award_form_code",
            "award_form_name",
            "bases",
            "created_at",
            "decision_reason",
            "document_number",
            "entries",
            "first_on",
            "full_name",
            "items",
            "last_on",
            "limit",
            "messages",
            "movement_title",
            "ordinal",
            "ordinals",
            "path",
            "position",
            "status",
            "subject_type",
            "text",
            "title",
            "unit_name",
            "updated_at",
            "verified",
        ]);
        assert!(members.is_subset(&allowed), "{:?}", members.difference(&allowed));
        let entries = list["entries"].as_array().unwrap();
        assert_eq!(
            (&entries[0]["full_name"], &entries[0]["position"]),
            (&json!("Nguyễn Hoàng Nam (SYN-0017)"), &json!("Chuyên viên"))
        );
        assert_eq!(
            (&entries[1]["full_name"], &entries[1]["position"]),
            (&json!("Phòng Tư pháp huyện Ba Bể"), &Value::Null)
        );
        // No id but that of the list itself, no personal number, nobody who handled it, nothing of what was achieved.
        assert!(texts.iter().all(|text| text.parse::<Uuid>().is_err()), "{texts:?}");
        let all = texts.join("\n");
        for hidden in [
            NUMBER,
            NUMBER.get(9..).unwrap(),
            "Vượt chỉ tiêu",
            "Nguyễn Văn Thử",
            &one.id.to_string(),
            &two.id.to_string(),
        ] {
            assert!(!all.contains(hidden), "{hidden}: {all}");
        }
        assert!(!thread.describe().contains("SYN-0017"), "a thread names nobody: {}", thread.describe());
    })
    .await;
}
