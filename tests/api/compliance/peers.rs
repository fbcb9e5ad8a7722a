//! Groups of peers, and ranks within them.
use serde_json::{Value, json};

use super::rows;
use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, NA_HANG, PAC_NAM, STANDING_BODY, Story, TUYEN_QUANG, VU, target},
    support::{Reply, both},
};

async fn group(story: &Story, code: &str, units: &[&str]) -> Reply {
    let mut ids = vec![];
    for unit in units {
        ids.push(story.app.unit(unit).await);
    }
    let body = json!({"code": code, "name": "Cụm thi đua", "document_number": story.number("QĐ-BTP"),
        "valid_from": "2024-01-01", "unit_ids": ids});
    story.app.post("/peer-groups", &story.head(STANDING_BODY).await).json(body).await
}

#[actix_web::test]
async fn equals_share_a_rank_and_only_who_reads_all_is_told_one() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        for unit in [BA_BE, CHO_DON] {
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
            story.submitted_report(unit, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
        }
        story.waive("H03.D062.PTP", "2024").await;
        app.set_clock("2024-12-17T17:00:00Z");
        let members = [BA_BE, CHO_DON, PAC_NAM, "H03.D062.PTP"];
        let near = group(&story, "CUM-1", &members).await.is(201).id();
        let far = group(&story, "CUM-2", &[BA_BE, NA_HANG]).await.is(201).id();
        let ranks = async |reader: &str, query: String| {
            let rows = rows(&story, &story.officer(reader).await, &format!("&period=2024&sort=rank{query}")).await;
            let told = |row: &Value| (row["unit_code"].as_str().unwrap().to_owned(), row["rank"].as_u64());
            rows.iter().map(told).collect::<Vec<_>>()
        };
        let told = ranks(BAC_KAN, format!("&peer_group_id={near}")).await;
        let mut first: Vec<_> =
            told.iter().filter(|(_, rank)| *rank == Some(1)).map(|(code, _)| code.as_str()).collect();
        first.sort_unstable();
        assert_eq!(first, [BA_BE, CHO_DON]);
        assert_eq!(told[2..], [(PAC_NAM.to_owned(), Some(3)), ("H03.D062.PTP".to_owned(), None)]);
        assert_eq!(ranks(BAC_KAN, format!("&peer_group_id={far}")).await, [(BA_BE.to_owned(), None)]);
        assert_eq!(ranks(BA_BE, format!("&peer_group_id={near}")).await, [(BA_BE.to_owned(), None)]);
        let whole = ranks(STANDING_BODY, format!("&peer_group_id={far}")).await;
        assert_eq!(whole, [(BA_BE.to_owned(), Some(1)), (NA_HANG.to_owned(), Some(2))]);
        assert!(ranks(BAC_KAN, format!("&peer_group_id={}", uuid::Uuid::now_v7())).await.is_empty());
        let by = format!("/compliance?movement_id={}&peer_group_id={near}&group_by=kind", story.movement);
        app.get(&by, &story.officer(BAC_KAN).await).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn the_standing_body_forms_and_ends_groups_by_documents() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let made = group(&story, "CUM-1", &[BAC_KAN, TUYEN_QUANG]).await.is(201);
        group(&story, "CUM-1", &[BAC_KAN, TUYEN_QUANG]).await.refused(409, "code_in_use");
        group(&story, "CUM-2", &[BAC_KAN, BAC_KAN]).await.faults(&[("/unit_ids/1", "duplicate")]);
        let body = json!({"code": "X", "name": "Cụm", "document_number": "1/QĐ-BTP", "valid_from": "2024-01-02",
            "valid_to": "2024-01-01", "unit_ids": [uuid::Uuid::now_v7(), uuid::Uuid::now_v7()]});
        let head = story.head(STANDING_BODY).await;
        app.post("/peer-groups", &head).json(body.clone()).await.faults(&[("/valid_to", "wrong_order")]);
        let mut unknown = body;
        unknown["valid_to"] = Value::Null;
        app.post("/peer-groups", &head)
            .json(unknown.clone())
            .await
            .faults(&[("/unit_ids/0", "not_found"), ("/unit_ids/1", "not_found")]);
        for stranger in [story.head(VU).await, story.head(BAC_KAN).await] {
            app.post("/peer-groups", &stranger).json(unknown.clone()).await.refused(403, "forbidden");
        }
        let path = format!("/peer-groups/{}", made.id());
        let reader = story.officer(BA_BE).await;
        assert_eq!(app.get(&path, &reader).await.is(200)["unit_ids"], made["unit_ids"]);
        let listed = async |query: &str| story.list(&format!("/peer-groups?{query}"), &reader).await.items().len();
        let (member, stranger) = (app.unit(BAC_KAN).await, app.unit(NA_HANG).await);
        assert_eq!((listed(&format!("unit_id={member}")).await, listed(&format!("unit_id={stranger}")).await), (1, 0));
        let end = json!({"valid_to": "2024-06-02", "document_number": "412/QĐ-BTP"});
        app.post(&format!("{path}/end"), &head).version(2).json(end.clone()).await.refused(412, "version_mismatch");
        let ended = app.post(&format!("{path}/end"), &head).version(1).json(end.clone()).await.is(200);
        assert_eq!((&ended["valid_to"], &ended["end_document"]), (&json!("2024-06-02"), &json!("412/QĐ-BTP")));
        app.post(&format!("{path}/end"), &head).version(2).json(end).await.refused(409, "window_closed");
        assert_eq!((listed("as_of=2024-06-02").await, listed("as_of=2024-06-03").await), (1, 0));
        assert_eq!(app.events(made.id()).await, ["peer_group.created", "peer_group.ended"]);
    })
    .await;
}
