//! Coverage: who owes a plan, and how far everybody is, counted by hand.
mod formats;
mod queries;
mod scope;

use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Paper, STANDING_BODY, Story, plan_of, target},
    support::{Caller, Reply, both},
};

const CITY: &str = "H03.D058.PTP";
const NGAN_SON: &str = "H03.D062.PTP";
const BACH_THONG: &str = "H03.D063.PTP";
const CHO_MOI: &str = "H03.D065.PTP";
const NA_RI: &str = "H03.D066.PTP";
/// Sở Tư pháp tỉnh Bắc Kạn and its eight Phòng, in the order of an answer: by level, then by name.
const LINE: [&str; 9] = [BAC_KAN, BA_BE, BACH_THONG, CHO_DON, CHO_MOI, NA_RI, NGAN_SON, PAC_NAM, CITY];

impl Story {
    pub async fn coverage(&self, caller: &Caller, more: &str) -> Reply {
        self.list(&format!("/plan-coverage?movement_id={}{more}", self.movement), caller).await
    }
}

/// Counts, as they are written out in the tests: owed, the six states, late, supplements overdue.
fn counts([owed, missing, drafted, issued, sent, received, asked, late, overdue]: [u64; 9]) -> Value {
    json!({"owed": owed, "missing": missing, "drafted": drafted, "issued": issued, "sent": sent, "received": received,
        "supplement_asked": asked, "late": late, "supplement_overdue": overdue, "in_children": 0})
}

/// One office of Bắc Kạn in each state, and some in the states that count as one.
struct Life {
    issued: Paper,
    sent: Paper,
    in_effect: Paper,
    asked: Paper,
}

async fn life(story: &Story) -> Life {
    let targets = [target("TGPL-04", 20)];
    let in_effect = story.received_plan(NA_RI, &targets).await;
    story.app.settle().await;
    // A next version that is only drafted changes nothing.
    story.amend(&in_effect).await;
    story.draft_plan(PAC_NAM, &plan_of(&targets)).await;
    let pending = story.draft_plan(BA_BE, &plan_of(&targets)).await;
    story.request_signature(&pending).await;
    let cancelled = story.draft_plan(CITY, &plan_of(&targets)).await;
    let why = json!({"reason": "Ban hành nhầm thẩm quyền", "document_number": story.number("QĐ-PTP")});
    cancelled.step("cancel", &story.head(CITY).await, why).await.is(200);
    story.received_plan(CHO_DON, &targets).await;
    let asked = story.sent_plan(CHO_MOI, &targets).await;
    story.request_supplement(&asked).await;
    Life {
        issued: story.issued_plan(NGAN_SON, &targets).await,
        sent: story.sent_plan(BACH_THONG, &targets).await,
        in_effect,
        asked,
    }
}

const STATES: [&str; 9] =
    ["missing", "drafted", "sent", "received", "supplement_asked", "received", "issued", "drafted", "missing"];

#[actix_web::test]
async fn every_unit_stands_in_one_state() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let life = life(&story).await;
        let officer = story.officer(BAC_KAN).await;
        let by_unit = story.coverage(&officer, "&group_by=unit").await;
        let mut units = vec![];
        for code in LINE {
            units.push(json!(app.unit(code).await));
        }
        let rows = by_unit["rows"].as_array().unwrap();
        assert_eq!(rows.iter().map(|row| row["unit_id"].clone()).collect::<Vec<_>>(), units);
        assert_eq!(rows.iter().map(|row| &row["state"]).collect::<Vec<_>>(), STATES);
        assert_eq!(by_unit["total"], counts([9, 2, 2, 1, 1, 2, 1, 0, 0]));
        assert_eq!(
            (&by_unit["as_of"], &by_unit["group_by"], &by_unit["within"]),
            (&json!("2024-06-03"), &json!("unit"), &Value::Null)
        );
        assert!(by_unit.json.get("groups").is_none());

        // Of the newest version in force; and only where the caller may look at it.
        let plans: Vec<_> = rows.iter().map(|row| row["plan_id"].clone()).collect();
        assert_eq!(
            (&plans[2], &plans[4], &plans[5]),
            (&json!(life.sent.id), &json!(life.asked.id), &json!(life.in_effect.id))
        );
        for unsent in [0, 1, 6, 7, 8] {
            assert_eq!(plans[unsent], Value::Null, "{}", LINE[unsent]);
        }
        let own = story.coverage(&story.officer(NGAN_SON).await, "&group_by=unit").await;
        assert_eq!(own["rows"][0]["plan_id"], json!(life.issued.id));
        let ba_be = &rows[1];
        assert_eq!((&ba_be["unit_name"], &ba_be["level"]), (&json!("Phòng Tư pháp huyện Ba Bể"), &json!("district")));
        assert_eq!((&ba_be["unit_kind"], &ba_be["province_code"]), (&json!("district_justice_office"), &json!("06")));
        assert_eq!((&ba_be["sent_at"], &rows[2]["sent_at"]), (&Value::Null, &json!("2024-06-03T02:00:00Z")));
    })
    .await;
}

#[actix_web::test]
async fn groups_count_what_their_units_are() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        life(&story).await;
        let officer = story.officer(BAC_KAN).await;
        let (department, offices) = (counts([1, 1, 0, 0, 0, 0, 0, 0, 0]), counts([8, 1, 2, 1, 1, 2, 1, 0, 0]));
        let group = |key: &str, name: &str, counts: &Value| json!({"key": key, "name": name, "counts": counts});
        for query in ["", "&group_by=level"] {
            let found = story.coverage(&officer, query).await;
            let expected = [group("provincial", "Cấp tỉnh", &department), group("district", "Cấp huyện", &offices)];
            assert_eq!((&found["groups"], &found["group_by"]), (&json!(expected), &json!("level")));
            assert!(found.json.get("rows").is_none());
        }
        let kinds = story.coverage(&officer, "&group_by=kind").await;
        let expected = [
            group("provincial_justice_department", "Sở Tư pháp", &department),
            group("district_justice_office", "Phòng Tư pháp", &offices),
        ];
        assert_eq!(kinds["groups"], json!(expected));
        let provinces = story.coverage(&officer, "&group_by=province").await;
        assert_eq!(provinces["groups"], json!([group("06", "Tỉnh Bắc Kạn", &counts([9, 2, 2, 1, 1, 2, 1, 0, 0]))]));

        // Of one state or of several, nothing else counts.
        let some = story.coverage(&officer, "&group_by=kind&state=missing&state=drafted").await;
        assert_eq!(some["total"], counts([4, 2, 2, 0, 0, 0, 0, 0, 0]));
        let sent = story.coverage(&officer, "&group_by=unit&state=sent").await;
        assert_eq!(sent["rows"].as_array().map(Vec::len), Some(1));
        let path = format!("/plan-coverage?movement_id={}", story.movement);
        for wrong in ["&state=lost", "&group_by=colour", "&within=here", "&bom=maybe"] {
            app.get(&format!("{path}{wrong}"), &officer).await.refused(400, "invalid_parameter");
        }
        app.get(&format!("{path}&order=name"), &officer).await.refused(400, "unknown_parameter");
        app.get("/plan-coverage", &officer).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn lateness_and_supplements_go_by_the_days_of_ha_noi() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let life = life(&story).await;
        let officer = story.officer(BAC_KAN).await;
        let total = async || story.coverage(&officer, "").await["total"].clone();
        story.set_deadline(json!({"due_on": "2024-06-10"})).await;
        assert_eq!(total().await, counts([9, 2, 2, 1, 1, 2, 1, 0, 0]));

        // The supplement was to be there on the day it was asked for.
        app.set_clock("2024-06-03T16:59:59Z");
        assert_eq!(total().await, counts([9, 2, 2, 1, 1, 2, 1, 0, 0]));
        app.set_clock("2024-06-03T17:00:00Z");
        assert_eq!(total().await, counts([9, 2, 2, 1, 1, 2, 1, 0, 1]));

        // Missing, drafted and issued ones are late together, once the day is over.
        app.set_clock("2024-06-10T16:59:59Z");
        assert_eq!(total().await, counts([9, 2, 2, 1, 1, 2, 1, 0, 1]));
        app.set_clock("2024-06-10T17:00:00Z");
        assert_eq!(total().await, counts([9, 2, 2, 1, 1, 2, 1, 5, 1]));

        // Sent too late is late for ever; sent in time never is.
        story.send(&life.issued).await;
        assert_eq!(total().await, counts([9, 2, 2, 0, 2, 2, 1, 5, 1]));
        let next = story.amend(&life.asked).await;
        story.issue(&next, &story.number("KH-PTP")).await;
        assert_eq!(total().await, counts([9, 2, 2, 1, 2, 2, 0, 5, 1]), "written, and nobody has been sent it");
        story.send(&next).await;
        assert_eq!(total().await, counts([9, 2, 2, 0, 3, 2, 0, 5, 0]));

        // A later day for one unit, and one for its kind.
        let pac_nam = app.unit(PAC_NAM).await;
        story.set_deadline(json!({"unit_id": pac_nam, "due_on": "2024-07-01"})).await;
        assert_eq!(total().await["late"], 4);
        story.set_deadline(json!({"unit_kind": "district_justice_office", "due_on": "2024-06-11"})).await;
        assert_eq!(total().await["late"], 1, "the Sở alone");
        let rows = story.coverage(&officer, "&group_by=unit").await;
        let due: Vec<_> = rows["rows"].as_array().unwrap().iter().map(|row| row["due_on"].as_str().unwrap()).collect();
        let mut expected = ["2024-06-11"; 9];
        (expected[0], expected[7]) = ("2024-06-10", "2024-07-01");
        assert_eq!(due, expected);
        let late: Vec<_> = rows["rows"].as_array().unwrap().iter().map(|row| row["late"] == true).collect();
        assert_eq!(late, [true, false, false, false, false, false, false, false, false]);
        assert_eq!(story.coverage(&story.officer(STANDING_BODY).await, "").await["as_of"], "2024-06-11");
    })
    .await;
}
