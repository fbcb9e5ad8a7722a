//! S7. Ratios are weighted.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, STANDING_BODY, Story, ratio};
use crate::support::{Reply, both};

const SETTLED: &str = "HGCS-03";

async fn progress(story: &Story, unit: &str, more: &str) -> Reply {
    let caller = story.officer(unit).await;
    let path = format!("/progress?movement_id={}&period=2024&indicator_code={SETTLED}{more}", story.movement);
    story.app.get(&path, &caller).await.is(200)
}

fn settled(numerator: i64, denominator: i64) -> [(&'static str, Value); 1] {
    [(SETTLED, json!({"numerator": numerator, "denominator": denominator}))]
}

#[actix_web::test]
async fn two_offices_together_settle_81_point_12_percent() {
    both(async |app| {
        let story = Story::of(app).await;
        for (unit, numerator, denominator) in [(BA_BE, 6075, 7500), (CHO_DON, 90, 100)] {
            story.received_plan(unit, &[ratio(SETTLED, 80, 100)]).await;
            story.accepted_report(unit, "2024", &settled(numerator, denominator)).await;
        }
        for reader in [BAC_KAN, STANDING_BODY] {
            let row = &progress(&story, reader, "").await["items"][0];
            assert_eq!((&row["numerator"], &row["denominator"]), (&json!(6165), &json!(7600)));
            assert_eq!((&row["percent"], &row["value"], &row["reported"]), (&json!(81.12), &Value::Null, &json!(2)));
        }

        // A unit without cases shows null, and lowers nothing.
        story.received_plan(PAC_NAM, &[ratio(SETTLED, 80, 100)]).await;
        story.accepted_report(PAC_NAM, "2024", &settled(0, 0)).await;
        let row = &progress(&story, BAC_KAN, "").await["items"][0];
        assert_eq!((&row["percent"], &row["reported"]), (&json!(81.12), &json!(3)));
        let units = progress(&story, BAC_KAN, "&group_by=unit").await;
        let percent_of = |name: &str| {
            let rows = units.items().iter();
            rows.filter(|row| row["unit_name"] == name).map(|row| row["percent"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(percent_of("Phòng Tư pháp huyện Ba Bể"), [json!(81)]);
        assert_eq!(percent_of("Phòng Tư pháp huyện Chợ Đồn"), [json!(90)]);
        assert_eq!(percent_of("Phòng Tư pháp huyện Pác Nặm"), [Value::Null]);
    })
    .await;
}

#[actix_web::test]
async fn more_than_all_is_refused() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.received_plan(BA_BE, &[ratio(SETTLED, 80, 100)]).await;
        let refused = story.try_draft_report(BA_BE, "2024", &settled(101, 100)).await;
        let refused = refused.refused(422, "ratio_out_of_range");
        assert_eq!(refused["errors"][0]["pointer"], "/values/0/numerator");
        // Not in a correction either, and not in a target.
        let report = story.draft_report(BA_BE, "2024", &settled(100, 100)).await;
        let more = json!({"values": super::values(&plan.now().await, &settled(101, 100))});
        report.change(&story.officer(BA_BE).await, more).await.refused(422, "ratio_out_of_range");
        assert_eq!(report.now().await["values"][0]["numerator"], 100);
        let aim = super::plan_of(&[ratio(SETTLED, 101, 100)]);
        story.try_draft_plan(PAC_NAM, &aim).await.refused(422, "ratio_out_of_range");
    })
    .await;
}
