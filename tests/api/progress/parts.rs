//! Parts of the tree, groups, who sees what, and when an answer has changed.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ask, row, rows};
use crate::{
    stories::{
        BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, TONG_CUC, VU,
        target,
    },
    support::both,
};

/// A power of ten for each unit: every sum tells which units are in it.
const UNITS: [(&str, i64); 6] =
    [(BA_BE, 1), (BAC_KAN, 10), (CHI_CUC_BA_BE, 100), (CUC_BAC_KAN, 1000), (VU, 10_000), (NA_HANG, 100_000)];
/// Houses built: of units of every kind.
const HOUSES: &str = "&indicator_code=ASXH-04&period=2024";

async fn built(story: &Story) {
    for (unit, houses) in UNITS {
        story.received_plan(unit, &[target("ASXH-04", 1)]).await;
        story.accepted_report(unit, "2024", &[("ASXH-04", json!({"value": houses}))]).await;
    }
}

#[actix_web::test]
async fn figures_are_grouped_by_indicator_unit_kind_and_province() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        let reader = story.officer(STANDING_BODY).await;
        let grouped = async |by: &str, member: &str| {
            let rows = rows(&story, &reader, &format!("{HOUSES}&group_by={by}")).await;
            let some = |row: &&Value| !row["value"].is_null();
            let cell = |row: &Value| (row[member].clone(), row["value"].clone(), row["expected"].clone());
            let mut cells: Vec<_> = rows.iter().filter(some).map(cell).collect();
            cells.sort_by_key(|(_, value, _)| value.as_i64());
            (rows.len(), cells)
        };
        assert_eq!(grouped("indicator", "unit_id").await, (1, vec![(Value::Null, json!(111_111), json!(1561))]));
        let by_kind = vec![
            (json!("provincial_justice_department"), json!(10), json!(63)),
            (json!("district_enforcement_subdepartment"), json!(100), json!(702)),
            (json!("provincial_enforcement_department"), json!(1000), json!(63)),
            (json!("ministry_unit"), json!(10_000), json!(31)),
            (json!("district_justice_office"), json!(100_001), json!(702)),
        ];
        assert_eq!(grouped("kind", "kind").await, (5, by_kind));
        let by_province = vec![
            (json!("06"), json!(1111), json!(18)),
            (Value::Null, json!(10_000), json!(31)),
            (json!("08"), json!(100_000), json!(16)),
        ];
        assert_eq!(grouped("province", "province_code").await, (64, by_province));
        let (units, cells) = grouped("unit", "unit_id").await;
        assert_eq!((units, cells.len()), (1561, 6));
        for ((unit, houses), cell) in UNITS.iter().zip(&cells) {
            assert_eq!(*cell, (json!(app.unit(unit).await), json!(houses), json!(1)), "{unit}");
        }
        let answered = ask(&story, &reader, &format!("{HOUSES}&group_by=kind&quality=submitted")).await;
        assert_eq!(
            (&answered["group_by"], &answered["quality"], &answered["periods"]),
            (&json!("kind"), &json!("submitted"), &json!(["2024"]))
        );
    })
    .await;
}

#[actix_web::test]
async fn everybody_counts_the_part_of_the_tree_that_it_reads() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        for (reader, all, expected) in [
            (BA_BE, json!(1), 1),
            (PAC_NAM, Value::Null, 1),
            (BAC_KAN, json!(11), 9),
            (CHI_CUC_BA_BE, json!(100), 1),
            (CUC_BAC_KAN, json!(1100), 9),
            (TONG_CUC, json!(1100), 1 + 63 + 702),
            (VU, json!(10_000), 1),
            (STANDING_BODY, json!(111_111), 1561),
            (MINISTRY, json!(111_111), 1561),
        ] {
            // Asked in the same words by one after the other: an answer that is kept is kept for its reader.
            for caller in [story.officer(reader).await, story.head(reader).await] {
                let row = row(&story, &caller, HOUSES).await;
                assert_eq!((&row["value"], &row["expected"]), (&all, &json!(expected)), "{reader}");
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn a_part_is_asked_for_by_its_top() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        built(&story).await;
        let parts = [BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, NA_HANG, MINISTRY];
        for (reader, seen) in [
            (STANDING_BODY, [Some(1), Some(11), Some(100), Some(1100), Some(100_000), Some(111_111)]),
            (MINISTRY, [Some(1), Some(11), Some(100), Some(1100), Some(100_000), Some(111_111)]),
            (BAC_KAN, [Some(1), Some(11), None, None, None, None]),
            (CUC_BAC_KAN, [None, None, Some(100), Some(1100), None, None]),
            (BA_BE, [Some(1), None, None, None, None, None]),
            (PAC_NAM, [None; 6]),
        ] {
            let caller = story.officer(reader).await;
            for (part, houses) in parts.iter().zip(seen) {
                let query = format!("{HOUSES}&within={}", app.unit(part).await);
                match houses {
                    Some(houses) => assert_eq!(row(&story, &caller, &query).await["value"], houses, "{reader} {part}"),
                    None => drop(ask(&story, &caller, &query).await.refused(404, "not_found")),
                }
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn questions_are_understood_or_refused() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let reader = story.officer(STANDING_BODY).await;
        for (query, code) in [
            ("&indicator_code=TGPL-99", "invalid_parameter"),
            ("&indicator_code=TGPL-04&indicator_code=tgpl-04", "invalid_parameter"),
            ("&period=2022", "invalid_parameter"),
            ("&group_by=colour", "invalid_parameter"),
            ("&quality=good", "invalid_parameter"),
            ("&within=H03.STP", "invalid_parameter"),
            ("&limits=1", "unknown_parameter"),
            ("&limit=0", "invalid_parameter"),
            ("&sort=colour", "invalid_parameter"),
            ("&group_by=kind&sort=name", "invalid_parameter"),
            ("&cursor=abc", "invalid_cursor"),
            ("&basis=yesterday", "invalid_parameter"),
            ("&basis=as_of:2024-1-1", "invalid_parameter"),
        ] {
            ask(&story, &reader, query).await.refused(400, code);
        }
        app.get("/progress", &reader).await.refused(400, "invalid_parameter");
        let ask_of = async |movement: Uuid, caller| app.get(&format!("/progress?movement_id={movement}"), caller).await;
        ask_of(Uuid::now_v7(), &reader).await.refused(404, "not_found");
        // A movement that is being drafted is its own unit's affair.
        let draft = app.post("/movements", &reader).json(json!({"code": "TEST", "title": "Phong trào thử",
            "starts_on": "2024-01-01", "ends_on": "2024-12-31", "launched_by_unit_id": app.unit(MINISTRY).await}));
        let draft = draft.await.is(201).id();
        ask_of(draft, &reader).await.is(200);
        ask_of(draft, &story.officer(BA_BE).await).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn an_answer_is_sent_again_when_a_figure_has_changed_and_only_then() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let department = story.officer(BAC_KAN).await;
        story.received_plan(BA_BE, &[target("ASXH-04", 1)]).await;
        story.received_plan(PAC_NAM, &[target("ASXH-04", 1)]).await;
        let report = story.submitted_report(BA_BE, "2024", &[("ASXH-04", json!({"value": 3}))]).await;
        let path = format!("/progress?movement_id={}{HOUSES}", story.movement);
        let again = async |tag: &str| app.get(&path, &department).if_none_match(tag).await;
        let before = app.get(&path, &department).await.is(200).etag();
        assert_eq!(again(&before).await.is(304).etag(), before);

        // What concerns no figure leaves it as it is.
        story.draft_report(PAC_NAM, "2024", &[("ASXH-04", json!({"value": 1}))]).await;
        again(&before).await.is(304);
        story.accept(&report).await;
        let after = again(&before).await.is(200);
        assert_ne!(after.etag(), before);
        assert_eq!(after["items"][0]["value"], 3);
        // And so does what is owed.
        story.waive("H03.D062.PTP", "2024").await;
        let waived = again(&after.etag()).await.is(200);
        assert_eq!(waived["items"][0]["expected"], 8);
        again(&waived.etag()).await.is(304);
    })
    .await;
}
