//! What becomes of plans, reports, nominations and people when units merge.
use serde_json::{Value, json};

use super::{NEW_THAI_NGUYEN, THAI_NGUYEN, applied, count, document, merger};
use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, STANDING_BODY, Story, dossier, person, target},
    support::{TestApp, both},
};

const DAY: &str = "2024-06-01";

async fn merged(app: &TestApp) {
    applied(app, &app.admin().await, DAY, merger()).await;
}

#[actix_web::test]
async fn papers_stay_with_the_names_of_their_day_and_the_successor_only_reads_them() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.received_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
        let report = story.accepted_report(BAC_KAN, "2023", &[("TGPL-04", json!({"value": 10}))]).await;
        let draft = story.draft_report(BAC_KAN, "2024", &[("TGPL-04", json!({"value": 3}))]).await;
        let entries = story.app.journal(report.id).await.len();
        merged(&story.app).await;
        let successor = story.officer(NEW_THAI_NGUYEN).await;
        for paper in [&plan, &report, &draft] {
            let read = paper.read_by(&successor).await.is(200);
            assert_eq!(read["via"], "succession", "{}", read.describe());
            assert_eq!(read["unit_name"], "Sở Tư pháp tỉnh Bắc Kạn");
        }
        plan.change(&successor, json!({"starts_on": "2024-06-01"})).await.refused(403, "forbidden");
        report.change(&successor, json!({"narrative": {"results": "Khác"}})).await.refused(403, "forbidden");
        assert_eq!(plan.read_by(&successor).await["status"], "transferred");
        assert_eq!(story.app.journal(report.id).await.len(), entries, "an accepted report is history");
        let sister = story.officer("H60.STP").await;
        plan.read_by(&sister).await.refused(404, "not_found");
        let listed = story.list("/plans", &successor).await;
        assert!(listed.items().iter().any(|item| item["id"] == json!(plan.id)), "{}", listed.describe());
    })
    .await;
}

#[actix_web::test]
async fn one_plan_of_the_successor_restates_what_its_predecessors_had() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut inherited = vec![];
        for unit in [BAC_KAN, THAI_NGUYEN] {
            let plan = story.received_plan(unit, &[target("TGPL-04", 20)]).await;
            inherited.push(plan.now().await["targets"][0]["id"].clone());
        }
        let district = story.received_plan(BA_BE, &[target("TGPL-04", 2)]).await;
        merged(&story.app).await;
        let officer = story.officer(NEW_THAI_NGUYEN).await;
        let drafts = story.list("/plans?status=draft", &officer).await;
        let [draft] = drafts.items() else { panic!("one draft: {}", drafts.describe()) };
        let draft = story.app.get(&format!("/plans/{}", draft["id"].as_str().unwrap()), &officer).await.is(200);
        let from: Vec<_> = draft["targets"].as_array().unwrap().iter().map(|t| t["origins"].clone()).collect();
        let names = ["Sở Tư pháp tỉnh Bắc Kạn", "Sở Tư pháp tỉnh Thái Nguyên"];
        for ((origins, target), name) in from.iter().zip(&inherited).zip(names) {
            assert_eq!((&origins[0]["target_id"], &origins[0]["unit_name"]), (target, &json!(name)), "{from:?}");
        }
        assert_eq!(draft["tasks"].as_array().map(Vec::len), Some(2));
        assert_eq!(district.read_by(&officer).await["status"], "closed_by_reorganisation");
    })
    .await;
}

/// One indicator of two predecessors is asked for twice, says of which, and can be joined into one.
#[actix_web::test]
async fn what_is_restated_of_two_becomes_one() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let aims = &[target("TGPL-04", 20), target("TDKT-02", 7)];
        let mut given = vec![];
        for (unit, office) in [(BAC_KAN, Some(BA_BE)), (THAI_NGUYEN, None)] {
            let plan = story.received_plan(unit, aims).await;
            if let Some(office) = office {
                let target_id = plan.now().await["targets"][0]["id"].clone();
                let body = json!({"target_id": target_id, "unit_id": app.unit(office).await, "value": 4});
                given.push(app.post("/allocations", &story.officer(unit).await).json(body).await.is(201).id());
            }
        }
        let districts: Vec<_> = merger().as_array().unwrap()[..1].to_vec();
        applied(&app, &app.admin().await, DAY, Value::from(districts)).await;
        let officer = story.officer(NEW_THAI_NGUYEN).await;
        let drafts = story.list("/plans?status=draft", &officer).await;
        let draft = story.paper("plans", NEW_THAI_NGUYEN, &read_first(&story, &drafts, &officer).await);
        let targets = draft.now().await["targets"].as_array().unwrap().clone();
        assert_eq!(targets.len(), 4);
        let of = |code: &str| {
            let of_code = targets.iter().filter(|t| t["indicator"]["code"] == code);
            of_code.map(|t| t["id"].clone()).collect::<Vec<_>>()
        };
        let join = async |ids: Value, more: Value| {
            let mut body = json!({"target_ids": ids});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            draft.step("targets/join", &officer, body).await
        };
        let (cases, average) = (of("TGPL-04"), of("TDKT-02"));
        join(json!([cases[0], average[0]]), json!({})).await.faults(&[("/target_ids/1", "not_allowed")]);
        join(json!([cases[0], cases[0]]), json!({})).await.faults(&[("/target_ids/1", "duplicate")]);
        join(json!([cases[0], uuid::Uuid::now_v7()]), json!({})).await.faults(&[("/target_ids/1", "not_found")]);
        join(json!([cases[0]]), json!({})).await.faults(&[("/target_ids", "too_short")]);
        join(json!(average), json!({})).await.faults(&[("/target_value", "required")]);
        let joined = join(json!(cases), json!({})).await.is(200);
        let one: Vec<_> =
            joined["targets"].as_array().unwrap().iter().filter(|t| t["indicator"]["code"] == "TGPL-04").collect();
        assert_eq!((one.len(), &one[0]["target_value"], &one[0]["id"]), (1, &json!(40), &cases[0]));
        let names: Vec<_> = one[0]["origins"].as_array().unwrap().iter().map(|o| o["unit_name"].clone()).collect();
        assert_eq!(names, ["Sở Tư pháp tỉnh Bắc Kạn", "Sở Tư pháp tỉnh Thái Nguyên"]);
        let joined = join(json!(average), json!({"target_value": 9})).await.is(200);
        assert_eq!(joined["targets"].as_array().map(Vec::len), Some(2));

        // Issued, it takes over what the predecessors shared out; its report says whose figures it asks for.
        story.issue(&draft, "77/KH-STP").await;
        story.send(&draft).await;
        story.receive(&draft).await;
        let share = app.get(&format!("/allocations/{}", given[0]), &officer).await.is(200);
        assert_eq!(share["from_unit_id"], json!(app.unit(NEW_THAI_NGUYEN).await));
        let report = story.draft_report(NEW_THAI_NGUYEN, "2024", &[("TGPL-04", json!({"value": 3}))]).await;
        let values = report.now().await["values"].clone();
        assert_eq!(values[0]["origins"], one[0]["origins"]);
        // Another version keeps it.
        story.request_supplement(&draft).await;
        let second = story.amend(&draft).await;
        let kept = second.now().await["targets"].as_array().unwrap().clone();
        assert_eq!(kept.iter().find(|t| t["indicator"]["code"] == "TGPL-04").unwrap()["origins"], one[0]["origins"]);
    })
    .await;
}

async fn read_first(
    story: &Story,
    drafts: &crate::support::Reply,
    officer: &crate::support::Caller,
) -> crate::support::Reply {
    let id = drafts.items()[0]["id"].as_str().unwrap().to_owned();
    story.app.get(&format!("/plans/{id}"), officer).await.is(200)
}

#[actix_web::test]
async fn an_obligation_is_split_at_the_day_and_the_successor_prepares_what_was_not_sent() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let obligation = story.obligation(BA_BE, "2024").await;
        merged(&story.app).await;
        let successor = story.officer(NEW_THAI_NGUYEN).await;
        let old = obligation.read_by(&successor).await.is(200);
        assert_eq!(
            (&old["period"]["data_from"], &old["period"]["data_to"]),
            (&json!("2023-12-15"), &json!("2024-05-31"))
        );
        assert_eq!(old["preparer_unit_id"], json!(story.app.unit(NEW_THAI_NGUYEN).await));
        let own = story.list("/obligations?status=expected", &successor).await;
        let unit = json!(story.app.unit(NEW_THAI_NGUYEN).await);
        let mine = own.items().iter().find(|o| o["unit_id"] == unit && o["period"]["code"] == "2024");
        let mine = mine.unwrap_or_else(|| panic!("the successor owes the rest: {}", own.describe()));
        assert_eq!(
            (&mine["period"]["data_from"], &mine["period"]["data_to"]),
            (&json!("2024-06-01"), &json!("2024-12-14"))
        );
        // What the office did until its last day is told by whoever took over, and counts as the office's.
        let target = plan.read_by(&successor).await["targets"][0]["id"].clone();
        let body = json!({"obligation_id": obligation.id, "values": [{"target_id": target, "value": 7}]});
        let made = story.app.post("/reports", &successor).json(body).await.is(201);
        assert_eq!(made["unit_name"], "Phòng Tư pháp huyện Ba Bể");
        assert_eq!(made["preparer_unit_id"], unit);
        story
            .app
            .get(&format!("/obligations/{}", obligation.id), &story.officer("H60.STP").await)
            .await
            .refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn individuals_move_and_a_dissolved_collective_is_out() {
    both(async |app| {
        let story = Story::of(app).await;
        let of_person = story.submitted_nomination(BA_BE, &dossier(&person("Hoàng Thị Thử"), "GK")).await;
        let unit = story.app.unit(BA_BE).await;
        let collective = json!({"type": "collective", "full_name": "Phòng Tư pháp huyện Ba Bể", "unit_id": unit});
        let of_office = story.submitted_nomination(BA_BE, &dossier(&collective, "GK")).await;
        let paper = document(&story.app, &story.app.admin().await, DAY, merger()).await;
        let previewed = paper.step("preview", &story.app.admin().await, Value::Null).await.is(200);
        assert_eq!((count(&previewed, "nomination", "moved"), count(&previewed, "nomination", "ineligible")), (1, 1));
        merged_by(&story, &paper, &previewed["preview"]["digest"]).await;
        let successor = story.officer(NEW_THAI_NGUYEN).await;
        assert_eq!(of_office.read_by(&successor).await.is(200)["status"], "ineligible");
        let moved = of_person.read_by(&successor).await.is(200);
        assert_eq!(moved["nominating_unit_id"], json!(story.app.unit(NEW_THAI_NGUYEN).await));
        // Nor can it be nominated any more.
        let body = story.nomination_body(NEW_THAI_NGUYEN, &dossier(&collective, "GK")).await;
        story.app.post("/nominations", &successor).json(body).await.refused(409, "subject_dissolved");
    })
    .await;
}

async fn merged_by(story: &Story, paper: &crate::stories::Paper, digest: &Value) {
    paper.step("apply", &story.app.admin().await, json!({"digest": digest})).await.is(200);
}

#[actix_web::test]
async fn what_was_addressed_to_a_predecessor_is_for_the_successor() {
    both(async |app| {
        let story = Story::of(app).await;
        story.received_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        let report = story.submitted_report(PAC_NAM, "2023", &[("TGPL-04", json!({"value": 5}))]).await;
        merged(&story.app).await;
        let stranger = story.officer("H60.STP").await;
        report.step("accept", &stranger, Value::Null).await.refused(404, "not_found");
        let accepted = report.step("accept", &story.officer(NEW_THAI_NGUYEN).await, Value::Null).await.is(200);
        assert_eq!(accepted["status"], "accepted");
    })
    .await;
}

#[actix_web::test]
async fn figures_are_told_on_three_bases_with_one_total() {
    both(async |app| {
        let story = Story::of(app).await;
        for (unit, value) in [(BAC_KAN, 10), (THAI_NGUYEN, 11)] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
            story.accepted_report(unit, "2023", &[("TGPL-04", json!({"value": value}))]).await;
        }
        merged(&story.app).await;
        let officer = story.officer(NEW_THAI_NGUYEN).await;
        let drafts = story.list("/plans?status=draft", &officer).await;
        let id = drafts.items()[0]["id"].as_str().unwrap().parse().unwrap();
        let plan = crate::stories::Paper {
            app: story.app.clone(),
            collection: "plans",
            id,
            owner: NEW_THAI_NGUYEN.to_owned(),
        };
        story.issue(&plan, &story.number("KH-STP")).await;
        story.send(&plan).await;
        plan.step("receive", &story.officer(STANDING_BODY).await, plan.seen().await).await.is(200);
        let targets = plan.now().await["targets"].as_array().unwrap().clone();
        let obligation = story.obligation(NEW_THAI_NGUYEN, "2024").await;
        let values: Vec<_> =
            targets.iter().zip([5, 0]).map(|(t, value)| json!({"target_id": t["id"], "value": value})).collect();
        let body = json!({"obligation_id": obligation.id, "values": values});
        let made = story.app.post("/reports", &officer).json(body).await.is(201);
        let report = story.paper("reports", NEW_THAI_NGUYEN, &made);
        story.sign(&report).await;
        story.submit(&report).await;
        report.step("accept", &story.officer(STANDING_BODY).await, Value::Null).await.is(200);

        let reader = story.officer(STANDING_BODY).await;
        let movement = story.movement;
        let told = async |query: &str| -> Vec<(String, Value)> {
            let path =
                format!("/progress?movement_id={movement}&indicator_code=TGPL-04&group_by=unit&sort=-value{query}");
            let rows = story.app.get(&path, &reader).await.is(200)["items"].as_array().unwrap().clone();
            let figure = |row: &Value| (row["unit_name"].as_str().unwrap().to_owned(), row["value"].clone());
            rows.iter().filter(|row| !row["value"].is_null()).map(figure).collect()
        };
        let (old, new) = ("Sở Tư pháp tỉnh Bắc Kạn".to_owned(), "Sở Tư pháp tỉnh Thái Nguyên".to_owned());
        assert_eq!(told("&basis=current&period=2023").await, [(new.clone(), json!(21))]);
        assert_eq!(told("&basis=current&period=2024").await, [(new.clone(), json!(5))]);
        let mut filed = told("&basis=as_reported&period=2023").await;
        filed.sort_by_key(|(_, value)| value.to_string());
        assert_eq!(filed, [(old.clone(), json!(10)), (new.clone(), json!(11))]);
        let mut then = told("&basis=as_of:2024-05-31&period=2023").await;
        then.sort_by_key(|(_, value)| value.to_string());
        assert_eq!(then, filed);
        for basis in ["as_reported", "current", "as_of:2024-05-31", "as_of:2024-06-01"] {
            let path = format!("/progress?movement_id={movement}&indicator_code=TGPL-04&basis={basis}");
            let total = story.app.get(&path, &reader).await.is(200)["items"][0]["value"].clone();
            assert_eq!(total, 26, "{basis}");
        }
        let path = format!("/progress?movement_id={movement}&basis=as_of:yesterday");
        story.app.get(&path, &reader).await.refused(400, "invalid_parameter");
    })
    .await;
}
