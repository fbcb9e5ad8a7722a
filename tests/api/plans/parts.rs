//! The parts of a plan as typed children: what each may say, and that it stays the same part when a plan is edited.
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, PAC_NAM, Paper, Story, plan_of, ratio, target},
    support::{Reply, both},
};

fn with(mut base: Value, members: &Value) -> Value {
    for (name, value) in members.as_object().expect("members") {
        base[name] = value.clone();
    }
    base
}

/// A draft of the Sở with two targets.
async fn draft(story: &Story) -> Paper {
    story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 120), target("TGPL-07", 6)])).await
}

fn id(value: &Value) -> Uuid {
    value["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {value}"))
}

#[actix_web::test]
async fn who_answers_by_when_and_where_is_said_of_every_part() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let own = app.unit(BA_BE).await;
        let charge = json!({"responsible_unit_id": own, "responsible_person": "Trưởng phòng Nghiệp vụ",
            "due_on": "2024-12-14", "pilot_site": "xã Thượng Giáo"});
        let mut content = plan_of(&[with(target("TGPL-04", 120), &charge)]);
        content["tasks"][0] = with(content["tasks"][0].clone(), &charge);
        content["measures"][0] = with(content["measures"][0].clone(), &charge);
        let paper = story.draft_plan(BAC_KAN, &content).await;
        let plan = paper.now().await;
        for list in ["tasks", "measures", "targets"] {
            for member in ["responsible_unit_id", "responsible_person", "due_on", "pilot_site"] {
                assert_eq!(plan[list][0][member], charge[member], "{list} {member}");
            }
            // Outside the movement, and outside the line.
            for day in ["2022-12-31", "2026-01-01"] {
                let mut content = content.clone();
                content[list][0]["due_on"] = json!(day);
                let reply = paper.change(&story.officer(BAC_KAN).await, content).await;
                reply.faults(&[(&format!("/{list}/0/due_on"), "out_of_range")]);
            }
        }
        let pointer = |list: &str| (format!("/{list}/0/responsible_unit_id"), "not_below".to_owned());
        let reply = story.try_draft_plan(PAC_NAM, &content).await;
        assert_eq!(faults(&reply), ["tasks", "measures", "targets"].map(pointer), "{}", reply.describe());
    })
    .await;
}

fn faults(reply: &Reply) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = reply["errors"].as_array().into_iter().flatten();
    found.map(|e| (text(&e["pointer"]), text(&e["code"]))).collect()
}

#[actix_web::test]
async fn a_part_that_names_its_id_stays_the_same_part() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BAC_KAN).await;
        let plan = draft(&story).await;
        let before = plan.now().await;
        let (task, first, second) = (&before["tasks"][0], id(&before["targets"][0]), id(&before["targets"][1]));
        // Turned round, one changed, one new.
        let targets = json!({"targets": [
            with(target("TGPL-07", 9), &json!({"id": second})),
            target("HGCS-01", 40),
            with(target("TGPL-04", 120), &json!({"id": first})),
        ]});
        let after = plan.change(&officer, targets).await.is(200);
        let ids: Vec<Uuid> = after["targets"].as_array().expect("targets").iter().map(id).collect();
        assert_eq!((ids[0], ids[2], &after["targets"][0]["target_value"]), (second, first, &json!(9)));
        assert!(ids[1] != first && ids[1] != second);
        // Tasks that stay keep what names them.
        let tasks = json!({"tasks": [{"id": task["id"], "title": "Trợ giúp pháp lý"}, {"title": "Hòa giải"}]});
        let after = plan.change(&officer, tasks).await.is(200);
        assert_eq!((&after["tasks"][0]["id"], &after["tasks"][0]["title"]), (&task["id"], &json!("Trợ giúp pháp lý")));
        assert_eq!(after["targets"][0]["task_id"], task["id"]);
        // Of another plan, or twice.
        let other = story.draft_plan(PAC_NAM, &plan_of(&[target("TGPL-04", 1)])).await.now().await;
        let foreign = json!({"targets": [with(target("TGPL-04", 1), &json!({"id": other["targets"][0]["id"]}))]});
        plan.change(&officer, foreign).await.faults(&[("/targets/0/id", "not_found")]);
        let one = with(target("TGPL-04", 1), &json!({"id": first}));
        let twice = json!({"targets": [one.clone(), one]});
        plan.change(&officer, twice).await.faults(&[("/targets/1/id", "duplicate")]);
        assert_eq!(plan.now().await["targets"], after["targets"]);
    })
    .await;
}

#[actix_web::test]
async fn one_part_is_added_replaced_and_removed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BAC_KAN).await;
        let plan = draft(&story).await;
        let path = |rest: &str| format!("{}/{rest}", plan.path());
        let more = json!({"title": "Hòa giải ở cơ sở", "no_target_reason": "chỉ theo dõi"});
        let added = app.post(&path("tasks"), &officer).if_match("*").json(more).await.is(200);
        let (first, second) = (id(&added["tasks"][0]), id(&added["tasks"][1]));
        let moved = with(target("TGPL-07", 8), &json!({"task_no": 2}));
        let target_id = id(&added["targets"][1]);
        let put = |rest: String, body: Value| {
            app.call("PUT".parse().expect("a method"), &path(&rest), &officer).if_match("*").json(body)
        };
        let replaced = put(format!("targets/{target_id}"), moved).await.is(200);
        let changed = &replaced["targets"][1];
        assert_eq!(
            (id(changed), &changed["target_value"], id(&json!({"id": changed["task_id"]}))),
            (target_id, &json!(8), second)
        );
        // What is wrong is pointed out in what was sent.
        put(format!("targets/{target_id}"), target("TGPL-99", 8)).await.faults(&[("/indicator_code", "not_found")]);
        put(format!("tasks/{}", Uuid::now_v7()), json!({"title": "Một"})).await.refused(404, "not_found");
        let remove = |rest: String| app.call("DELETE".parse().expect("a method"), &path(&rest), &officer).if_match("*");
        remove(format!("tasks/{second}")).await.refused(409, "conflict");
        remove(format!("targets/{target_id}")).await.is(200);
        let left = remove(format!("tasks/{second}")).await.is(200);
        assert_eq!(left["tasks"].as_array().map(Vec::len), Some(1));
        assert_eq!((id(&left["tasks"][0]), left["targets"].as_array().map(Vec::len)), (first, Some(1)));
        let stale = app.call("DELETE".parse().expect("a method"), &path(&format!("tasks/{first}")), &officer);
        stale.version(1).await.refused(412, "version_mismatch");
    })
    .await;
}

#[actix_web::test]
async fn a_unit_may_measure_what_the_movement_does_not() {
    both(async |app| {
        let story = Story::of(app).await;
        let own = json!({"task_no": 1, "title": "Số tủ sách pháp luật", "unit_of_measure": "tủ", "comparator": "gte",
            "target_value": 12});
        let draft = async |members: Value| story.try_draft_plan(BA_BE, &plan_of(&[with(own.clone(), &members)])).await;
        for (members, fault) in [
            (json!({"aggregation": "ratio"}), ("/targets/0/numerator", "required")),
            (json!({"numerator": 1, "denominator": 2}), ("/targets/0/target_value", "not_allowed")),
            (json!({"indicator_code": "TGPL-04", "aggregation": "sum"}), ("/targets/0/aggregation", "not_allowed")),
            (json!({"levels": ["Đạt"]}), ("/targets/0/levels", "too_short")),
            (json!({"levels": ["Chưa đạt", "Đạt"]}), ("/targets/0/target_value", "out_of_range")),
            (json!({"levels": ["Chưa đạt", "Đạt"], "target_value": 1.5}), ("/targets/0/target_value", "out_of_range")),
            (
                json!({"levels": ["Chưa đạt", "Đạt"], "target_value": 2, "aggregation": "sum"}),
                ("/targets/0/aggregation", "not_allowed"),
            ),
        ] {
            let reply = draft(members).await;
            let found = faults(&reply);
            assert!(found.contains(&(fault.0.to_owned(), fault.1.to_owned())), "{}", reply.describe());
        }
        let judged = draft(json!({"levels": ["Chưa đạt", "Đạt", "Tốt"], "target_value": 3})).await.is(201);
        let seen = &judged["targets"][0];
        assert_eq!((&seen["levels"], &seen["aggregation"]), (&json!(["Chưa đạt", "Đạt", "Tốt"]), &json!("latest")));
        let counted = story.try_draft_plan(PAC_NAM, &plan_of(&[own])).await.is(201);
        assert_eq!(counted["targets"][0]["aggregation"], "sum");
    })
    .await;
}

#[actix_web::test]
async fn a_judged_target_is_reported_by_its_levels() {
    both(async |app| {
        let story = Story::of(app).await;
        let judged = json!({"task_no": 1, "title": "Mức độ hoàn thành", "comparator": "reach", "target_value": 2,
            "levels": ["Chưa đạt", "Đạt", "Tốt"]});
        let plan = story.received_plan(BA_BE, &[judged]).await;
        let report = story.draft_report(BA_BE, "2024", &[]).await;
        let target_id = plan.now().await["targets"][0]["id"].clone();
        let officer = story.officer(BA_BE).await;
        let say = async |value: Value| {
            let values = json!({"values": [{"target_id": target_id, "value": value}]});
            report.change(&officer, values).await
        };
        for wrong in [json!(0), json!(4), json!(1.5)] {
            say(wrong).await.faults(&[("/values/0/value", "out_of_range")]);
        }
        say(json!(3)).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn milestones_and_bands_look_like_their_target() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (ba_be, cho_don, tuyen_quang) = (app.unit(BA_BE).await, app.unit(CHO_DON).await, app.unit("H60.STP").await);
        let milestones = json!([{"period_code": "2023", "value": 40}, {"period_code": "2024", "value": 80}]);
        let bands = json!([{"title": "Miền núi", "unit_ids": [ba_be], "value": 10},
            {"title": "Còn lại", "unit_ids": [cho_don], "value": 20}]);
        let whole = with(target("TGPL-04", 120), &json!({"milestones": milestones, "bands": bands}));
        let paper = story.draft_plan(BAC_KAN, &plan_of(std::slice::from_ref(&whole))).await;
        let plan = paper.now().await;
        let seen = &plan["targets"][0];
        assert_eq!(
            (&seen["milestones"][1]["period_code"], &seen["milestones"][1]["value"]),
            (&json!("2024"), &json!(80))
        );
        assert_eq!((&seen["bands"][0]["unit_ids"], &seen["bands"][1]["value"]), (&json!([ba_be]), &json!(20)));
        let share = ratio("HGCS-03", 80, 100);
        for (base, members, fault) in [
            (
                &whole,
                json!({"milestones": [{"period_code": "1999", "value": 1}]}),
                ("milestones/0/period_code", "not_found"),
            ),
            (&whole, json!({"milestones": [milestones[0], milestones[0]]}), ("milestones/1/period_code", "duplicate")),
            (
                &whole,
                json!({"milestones": [{"period_code": "2023", "numerator": 1, "denominator": 2}]}),
                ("milestones/0/numerator", "not_allowed"),
            ),
            (
                &share,
                json!({"milestones": [{"period_code": "2023", "numerator": 1}]}),
                ("milestones/0/denominator", "required"),
            ),
            (&whole, json!({"milestones": [{"period_code": "2023", "value": -1}]}), ("milestones/0/value", "negative")),
            (
                &whole,
                json!({"bands": [{"title": "Khác", "unit_ids": [tuyen_quang], "value": 1}]}),
                ("bands/0/unit_ids/0", "not_below"),
            ),
            (&whole, json!({"bands": [bands[0], bands[0]]}), ("bands/1/unit_ids/0", "duplicate")),
            (
                &share,
                json!({"bands": [{"title": "Khác", "unit_ids": [ba_be], "value": 1}]}),
                ("bands/0/value", "not_allowed"),
            ),
        ] {
            let content = plan_of(&[with(base.clone(), &members)]);
            let reply = paper.change(&story.officer(BAC_KAN).await, json!({"targets": content["targets"]})).await;
            let found = faults(&reply);
            let expected = (format!("/targets/0/{}", fault.0), fault.1.to_owned());
            assert!(reply.status == 422 && found.contains(&expected), "{}", reply.describe());
        }
    })
    .await;
}
