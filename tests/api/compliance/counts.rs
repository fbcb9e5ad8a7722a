//! What is counted where, for whom, and in which order.
use serde_json::{Value, json};

use super::{counts, rows};
use crate::{
    stories::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, CHO_DON, NA_HANG, PAC_NAM, STANDING_BODY, Story, TUYEN_QUANG, target},
    support::both,
};

/// Of 2024, one of each kind among the eight offices of Bắc Kạn: in time, late, waived; the rest missing.
async fn told(story: &Story) {
    story.app.set_clock("2024-12-16T02:00:00Z");
    for unit in [BA_BE, CHO_DON] {
        story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
    }
    story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
    story.waive(PAC_NAM, "2024").await;
    story.app.set_clock("2024-12-17T17:00:00Z");
    story.submitted_report(CHO_DON, "2024", &[("TGPL-04", json!({"value": 1}))]).await;
}

#[actix_web::test]
async fn every_obligation_stands_in_one_place_by_every_grouping() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        told(&story).await;
        let (department, ministry) = (story.officer(BAC_KAN).await, story.officer(STANDING_BODY).await);
        let offices = "&period=2024&unit_kind=district_justice_office";
        let one = rows(&story, &department, &format!("{offices}&group_by=total")).await;
        assert_eq!(one.iter().map(counts).collect::<Vec<_>>(), [[7, 1, 1, 5, 0, 1]]);
        assert_eq!((&one[0]["on_time_rate"], &one[0]["submission_rate"]), (&json!(0.1428), &json!(0.2857)));
        let by_unit = rows(&story, &department, offices).await;
        assert_eq!(by_unit.len(), 8);
        let of = |code: &str| by_unit.iter().find(|row| row["unit_code"] == code).unwrap();
        assert_eq!((counts(of(PAC_NAM)), &of(PAC_NAM)["on_time_rate"]), ([0, 0, 0, 0, 0, 1], &Value::Null));
        assert_eq!((counts(of(CHO_DON)), &of(CHO_DON)["on_time_rate"]), ([1, 0, 1, 0, 0, 0], &json!(0)));
        assert_eq!(of(BA_BE)["unit_kind"], "district_justice_office");
        // Each grouping adds up to the same, over all years.
        let whole = rows(&story, &ministry, "&group_by=total").await;
        assert_eq!(counts(&whole[0])[0], 1561 * 3 - 1);
        for by in ["unit", "kind", "tier", "province", "period"] {
            let parts = rows(&story, &ministry, &format!("&group_by={by}")).await;
            let sum = parts.iter().map(counts).reduce(|a, b| std::array::from_fn(|at| a[at] + b[at])).unwrap();
            assert_eq!(sum, counts(&whole[0]), "{by}");
        }
        let by_period = rows(&story, &department, "&group_by=period").await;
        assert_eq!(
            by_period.iter().map(|row| row["period_code"].clone()).collect::<Vec<_>>(),
            ["2023", "2024", "2025"]
        );
        assert_eq!(counts(&by_period[2]), [9, 0, 0, 0, 9, 0], "not over yet: the Sở and its eight offices");
        assert_eq!(by_period[2]["on_time_rate"], Value::Null);
        let filtered = rows(&story, &ministry, "&group_by=total&province_code=06&tier=district&period=2024").await;
        assert_eq!(counts(&filtered[0])[0], 15, "offices and Chi cục of Bắc Kạn, less what is waived");
    })
    .await;
}

#[actix_web::test]
async fn nobody_learns_of_units_out_of_reach() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        told(&story).await;
        let unit = async |code: &str| app.unit(code).await;
        for (reader, sees) in [(BA_BE, 1), (BAC_KAN, 9), (CHI_CUC_BA_BE, 1), (TUYEN_QUANG, 8)] {
            assert_eq!(rows(&story, &story.officer(reader).await, "&period=2024").await.len(), sees, "{reader}");
        }
        let officer = story.officer(BAC_KAN).await;
        let hidden = async |path: String| app.get(&path, &officer).await.refused(404, "not_found");
        let movement = story.movement;
        hidden(format!("/compliance?movement_id={movement}&within={}", unit(NA_HANG).await)).await;
        hidden(format!("/compliance?movement_id={movement}&within={}", uuid::Uuid::now_v7())).await;
        hidden(format!("/compliance?movement_id={}", uuid::Uuid::now_v7())).await;
        hidden(format!("/compliance/series?movement_id={movement}&unit_id={}", unit(CHI_CUC_BA_BE).await)).await;
        let part = rows(&story, &officer, &format!("&period=2024&within={}", unit(BA_BE).await)).await;
        assert_eq!((part.len(), &part[0]["unit_code"]), (1, &json!(BA_BE)));
        let unknown = app.get(&format!("/compliance?movement_id={movement}&period=1999"), &officer).await;
        unknown.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_has_a_history_and_lists_have_orders() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        told(&story).await;
        let officer = story.officer(BAC_KAN).await;
        let path = format!("/compliance/series?movement_id={}&unit_id={}", story.movement, app.unit(CHO_DON).await);
        let series = app.get(&path, &officer).await.is(200);
        let told: Vec<_> = series.items().iter().map(|row| (row["period_code"].clone(), counts(row))).collect();
        let expected = [("2023", [1, 0, 0, 1, 0, 0]), ("2024", [1, 0, 1, 0, 0, 0]), ("2025", [1, 0, 0, 0, 1, 0])];
        assert_eq!(told, expected.map(|(code, counts)| (json!(code), counts)));
        assert!(series["as_of_seq"].as_u64() > Some(0));
        let names = async |sort: &str| {
            let rows = rows(&story, &officer, &format!("&period=2024&sort={sort}")).await;
            rows.iter().map(|row| row["unit_code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names("-on_time_rate").await[0], BA_BE);
        assert_eq!(names("-late").await[0], CHO_DON);
        assert_eq!(names("on_time_rate").await.last().map(String::as_str), Some(PAC_NAM), "what is null comes last");
        assert_eq!(names("-on_time_rate").await.last().map(String::as_str), Some(PAC_NAM));
        let (mut up, down) = (names("group").await, names("-group").await);
        up.reverse();
        assert_eq!(up, down);
        let csv = app.get(&format!("/compliance?movement_id={}&period=2024", story.movement), &officer);
        let csv = csv.header("Accept", "text/csv").await.is(200);
        let text = String::from_utf8(csv.body.to_vec()).unwrap();
        assert!(text.lines().count() == 10 && text.lines().next().unwrap().contains("on_time_rate"), "{text}");
    })
    .await;
}
