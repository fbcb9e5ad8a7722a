//! Tasks, measures and targets of a plan as tables.
use serde_json::{Value, json};

use super::{CSV, FORMATS, NDJSON, XLSX, comes_back, counts, import, refusals, sheet};
use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Paper, Story, ratio, target},
    support::{Caller, Reply, both},
};

/// A plan of all that a plan can hold.
async fn drafted(story: &Story) -> (Paper, Caller) {
    let (district, other) = (story.app.unit(BA_BE).await, story.app.unit(PAC_NAM).await);
    let mut counted = target("TGPL-04", 120);
    counted["milestones"] = json!([{"period_code": "2023", "value": 60}, {"period_code": "2024", "value": 120}]);
    counted["bands"] = json!([{"title": "Trên 1.000 việc", "unit_ids": [district], "value": 20},
        {"title": "Còn lại", "unit_ids": [other], "value": 10.5}]);
    counted["bands"][1]["value"] = json!(10);
    counted["responsible_unit_id"] = json!(district);
    counted["due_on"] = json!("2024-04-03");
    let own = json!({"task_no": 2, "title": "Số buổi '=1+1'", "unit_of_measure": "buổi", "comparator": "lte",
        "target_value": 1234.5, "baseline": 0.25, "responsible_person": "Phó phòng", "pilot_site": "Xã A; xã B"});
    let judged = json!({"task_no": 2, "title": "Mức độ", "comparator": "gte", "target_value": 2,
        "levels": ["Chưa đạt", "Đạt; một phần", "Tốt \\ khá; giỏi"]});
    let content = json!({
        "tasks": [{"code": "T-05", "title": "Trợ giúp pháp lý", "no_target_reason": "chỉ theo dõi"},
            {"code": "012", "title": "=Tuyên truyền", "due_on": "2024-12-01"}],
        "measures": [{"task_no": 2, "title": "Lưu động tại xã"}, {"title": "'=Lồng ghép"},
            {"title": "''+84 204"}],
        "targets": [counted, ratio("HGCS-03", 80, 100), own, judged],
    });
    (story.draft_plan(BAC_KAN, &content).await, story.officer(BAC_KAN).await)
}

fn lists() -> [&'static str; 3] {
    ["tasks", "measures", "targets"]
}

fn to(plan: &Paper, list: &str) -> String {
    format!("{}/{list}/import", plan.path())
}

#[actix_web::test]
async fn what_is_exported_comes_back_without_a_change() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = drafted(&story).await;
        let (before, events) = (plan.now().await, app.events(plan.id).await);
        for list in lists() {
            for media_type in FORMATS {
                let path = format!("{}/{list}", plan.path());
                let reply = comes_back(&app, &officer, (&path, &to(&plan, list)), media_type).await;
                assert!(reply["total"].as_u64().unwrap() >= 2);
                assert_eq!(plan.now().await.json, before.json, "{list} {media_type}");
            }
        }
        assert_eq!(app.events(plan.id).await, events, "nothing was told of what did not happen");
    })
    .await;
}

#[actix_web::test]
async fn a_part_is_changed_by_its_id_and_added_without() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = drafted(&story).await;
        let before = plan.now().await;
        let first = before["targets"][0]["id"].as_str().unwrap();
        let lines: [&[&str]; 4] = [
            &["id", "Mã nhiệm vụ", "indicator_code", "title", "So sánh", "Chỉ tiêu", "responsible_unit_id", "due_on"],
            &[first, "T-05", "TGPL-04", "", "Ít nhất", "1.150", "H03.D060.PTP", "03/05/2024"],
            &["", "012", "TGPL-07", "", "gte", "6", "", ""],
            &["", "012", "", "Số buổi khác", "lte", "1.234,5", "", "2024-12-01"],
        ];
        let reply = import(&app, &officer, &to(&plan, "targets"), (XLSX, sheet(&lines))).await.is(200);
        assert_eq!((counts(&reply), refusals(&reply)), ([2, 1, 0, 0], vec![]), "{}", reply.describe());
        let after = plan.now().await;
        let targets = after["targets"].as_array().unwrap();
        assert_eq!((targets.len(), after.version()), (6, before.version() + 1));
        let changed = &targets[0];
        assert_eq!((&changed["id"], &changed["target_value"]), (&json!(first), &json!(1150)));
        assert_eq!(changed["responsible_unit_id"], json!(app.unit(PAC_NAM).await));
        assert_eq!(
            (&changed["due_on"], &changed["milestones"]),
            (&json!("2024-05-03"), &before["targets"][0]["milestones"])
        );
        assert_eq!((&targets[5]["target_value"], &targets[5]["comparator"]), (&json!(1234.5), &json!("lte")));
        assert_eq!(targets[4]["task_id"], after["tasks"][1]["id"]);
        // A cell that is emptied empties.
        let line = format!("id,no_target_reason\n{},\n", after["tasks"][0]["id"].as_str().unwrap());
        assert_eq!(counts(&import(&app, &officer, &to(&plan, "tasks"), (CSV, line)).await.is(200)), [0, 1, 0, 0]);
        assert_eq!(plan.now().await["tasks"][0]["no_target_reason"], Value::Null);
        let line = json!({"title": "Biện pháp mới", "task_no": 1}).to_string();
        assert_eq!(counts(&import(&app, &officer, &to(&plan, "measures"), (NDJSON, line)).await.is(200)), [1, 0, 0, 0]);
    })
    .await;
}

#[actix_web::test]
async fn every_row_that_is_wrong_is_told_as_its_operation_would() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = drafted(&story).await;
        let before = plan.now().await;
        let (first, strange) = (before["targets"][0]["id"].clone(), before["tasks"][0]["id"].clone());
        let text = format!(
            "id,task_no,indicator_code,title,comparator,target_value,numerator,denominator,due_on\n\
             ,1,TGPL-07,,gte,6,,,\n\
             ,9,TGPL-07,,gte,7,,,\n\
             ,1,NO-01,,gte,8,,,\n\
             ,1,HGCS-03,,gte,,101,100,\n\
             ,1,TGPL-07,,gte,-1,,,\n\
             ,1,TGPL-07,,above,9,,,\n\
             ,1,TGPL-07,,gte,9,,,01/01/2031\n\
             {0},1,TGPL-04,,gte,120,,,\n\
             {0},1,TGPL-04,,gte,121,,,\n\
             {1},1,TGPL-04,,gte,121,,,\n",
            first.as_str().unwrap(),
            strange.as_str().unwrap()
        );
        let told = [
            "3 validation_failed: B3 /task_no not_found",
            "4 validation_failed: C4 /indicator_code not_found",
            "5 ratio_out_of_range: G5 /numerator ratio_out_of_range",
            "6 validation_failed: F6 /target_value negative",
            "7 validation_failed: E7 /comparator invalid_value",
            "8 validation_failed: I8 /due_on out_of_range",
            "10 validation_failed: A10 /id duplicate",
            "11 validation_failed: A11 /id not_found",
        ];
        let at = to(&plan, "targets");
        let all = import(&app, &officer, &at, (CSV, text.clone())).await.is(200);
        assert_eq!((refusals(&all), &all["accepted"]), (told.map(str::to_owned).to_vec(), &json!(false)));
        assert_eq!(plan.now().await.json, before.json, "one bad row and nothing is kept");
        let rows = import(&app, &officer, &format!("{at}?atomic=row"), (CSV, text)).await.is(200);
        assert_eq!((refusals(&rows), &rows["accepted"]), (told.map(str::to_owned).to_vec(), &json!(true)));
        assert_eq!(plan.now().await["targets"].as_array().unwrap().len(), 5);
        single(&story, &plan, &officer).await;
    })
    .await;
}

/// The same by the operation on one.
async fn single(story: &Story, plan: &Paper, officer: &Caller) {
    let post = async |target: Value| -> Reply {
        story.app.post(&format!("{}/targets", plan.path()), officer).if_match("*").json(target).await
    };
    post(ratio("HGCS-03", 101, 100))
        .await
        .refused(422, "ratio_out_of_range")
        .faults(&[("/numerator", "ratio_out_of_range")]);
    post(target("NO-01", 8)).await.faults(&[("/indicator_code", "not_found")]);
}

#[actix_web::test]
async fn a_plan_that_is_nobodys_to_write_takes_no_rows() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (plan, officer) = drafted(&story).await;
        let stranger = story.officer(NA_HANG).await;
        for list in lists() {
            let file = (CSV, "title\nA\n");
            let file = if list == "targets" { (CSV, "title,comparator\nA,gte\n") } else { file };
            import(&app, &stranger, &to(&plan, list), file).await.refused(404, "not_found");
            app.get(&format!("{}/template", to(&plan, list)), &stranger).await.refused(404, "not_found");
            let template = app.get(&format!("{}/template", to(&plan, list)), &officer).await.is(200);
            let reply = import(&app, &officer, &to(&plan, list), (XLSX, template.body.clone())).await.is(200);
            assert_eq!(reply["total"], 0, "a template is empty");
        }
        story.request_signature(&plan).await;
        let file = (CSV, "title\nA\n");
        import(&app, &officer, &to(&plan, "tasks"), file).await.refused(409, "invalid_transition");
    })
    .await;
}
