//! S1. A district plan goes to the Sở, not to the ministry.
use serde_json::{Value, json};

use super::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story};
use crate::support::both;

/// Three tasks; 6 rounds of mobile legal aid, 15 communes up to the standard.
fn content() -> Value {
    json!({
        "tasks": [
            {"code": "T-04", "title": "Phổ biến, giáo dục pháp luật", "no_target_reason": "Theo kế hoạch của tỉnh"},
            {"code": "T-05", "title": "Trợ giúp pháp lý cho người nghèo"},
            {"code": "T-07", "title": "Xã đạt chuẩn tiếp cận pháp luật"},
        ],
        "measures": [{"title": "Lồng ghép vào kế hoạch công tác năm"}],
        "targets": [
            {"task_no": 2, "indicator_code": "TGPL-07", "comparator": "gte", "target_value": 6, "due_on": "2023-12-14"},
            {"task_no": 3, "indicator_code": "TCPL-02", "comparator": "gte", "target_value": 15},
        ],
    })
}

#[actix_web::test]
async fn a_district_plan_goes_to_its_department_and_not_to_the_ministry() {
    both(async |app| {
        app.set_clock("2023-04-20T02:00:00Z");
        let story = Story::of(app).await;
        let (department, standing_body) = (story.officer(BAC_KAN).await, story.officer(STANDING_BODY).await);
        let minister = story.head(MINISTRY).await;

        // An officer of Phòng Tư pháp huyện Ba Bể drafts, the head issues: so far nobody else sees anything.
        let plan = story.draft_plan(BA_BE, &content()).await;
        for _ in ["a draft", "an issued plan"] {
            for superior in [&department, &standing_body, &minister] {
                plan.read_by(superior).await.refused(404, "not_found");
            }
            if plan.status().await == "draft" {
                story.issue(&plan, "12/KH-PTP").await;
            }
        }
        let issued = plan.now().await;
        assert_eq!((&issued["status"], &issued["document"]["number"]), (&json!("issued"), &json!("12/KH-PTP")));
        assert_eq!(issued["unit_name"], "Phòng Tư pháp huyện Ba Bể");

        // It is sent: the receiver is Sở Tư pháp tỉnh Bắc Kạn.
        let sent = story.send(&plan).await;
        assert_eq!(sent["receiver_unit_id"], json!(story.app.unit(BAC_KAN).await));
        assert_eq!((&sent["status"], &sent["received_by_unit_id"]), (&json!("sent"), &Value::Null));

        // The ministry monitors, and that is all: it reads, it does not receive, and nobody approves.
        for above in [&standing_body, &minister] {
            plan.read_by(above).await.is(200);
            plan.step("receive", above, plan.seen().await).await.refused(403, "forbidden");
        }
        for caller in [&department, &standing_body, &minister] {
            plan.step("approve", caller, Value::Null).await.refused(404, "not_found");
        }

        // The Sở's page: one of its eight Phòng has sent.
        let bac_kan = story.app.unit(BAC_KAN).await;
        let offices = format!("/units?parent_id={bac_kan}&kind=district_justice_office&count=exact");
        assert_eq!(story.list(&offices, &department).await["total"], 8);
        let received = format!("/plans?receiver_unit_id={bac_kan}&count=exact");
        let plans = story.list(&received, &department).await;
        assert_eq!((&plans["total"], plans.each("unit_name")), (&json!(1), vec!["Phòng Tư pháp huyện Ba Bể"]));

        let acknowledged = story.receive(&plan).await;
        assert_eq!(
            (&acknowledged["status"], &acknowledged["received_by_unit_id"]),
            (&json!("received"), &json!(bac_kan))
        );
        let told = ["plan.created", "plan.signature_requested", "plan.issued", "plan.sent", "plan.received"];
        assert_eq!(story.app.events(plan.id).await, told);
    })
    .await;
}
