//! Only what differs is written.
use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, Story, plan_of, ratio, target, values},
    support::{TestApp, both},
};

/// The tables that statements write to, in turn.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<String>>>);

impl Written {
    fn by(app: &TestApp) -> Self {
        let written = Self::default();
        let heard = written.0.clone();
        app.state.db.on_statement(move |statement| {
            let mut words = statement.sql.split([' ', '"', '(']).filter(|word| !word.is_empty());
            let verb = words.next().unwrap_or_default();
            let table = match verb {
                "INSERT" | "DELETE" => words.nth(1),
                "UPDATE" => words.next(),
                _ => None,
            };
            heard.lock().unwrap().push(table.map_or_else(|| "-".to_owned(), |table| format!("{verb} {table}")));
        });
        written
    }

    /// How many statements there were, and those that wrote.
    fn take(&self) -> (usize, Vec<String>) {
        let all = std::mem::take(&mut *self.0.lock().unwrap());
        (all.len(), all.into_iter().filter(|one| one != "-").collect())
    }
}

#[actix_web::test]
async fn a_part_that_is_replaced_is_one_row() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut judged = target("TGPL-07", 6);
        judged["milestones"] = json!([{"period_code": "2024", "value": 3}]);
        let content = plan_of(&[target("TGPL-04", 20), judged, ratio("HGCS-03", 80, 100)]);
        let plan = story.draft_plan(BA_BE, &content).await;
        let officer = story.officer(BA_BE).await;
        let read = plan.now().await;
        let written = Written::by(&app);
        let put = async |at: usize, body: &Value| {
            let id = read["targets"][at]["id"].as_str().unwrap();
            let path = format!("{}/targets/{id}", plan.path());
            written.take();
            app.call(Method::PUT, &path, &officer).if_match("*").json(body.clone()).await.is(200);
            written.take()
        };
        let (statements, rows) = put(0, &target("TGPL-04", 21)).await;
        assert_eq!(rows, ["INSERT target", "UPDATE plan", "INSERT journal"]);
        // Most of them read the plan: to judge it, for the journal, and for the answer.
        assert!(statements <= 50, "{statements} statements");
        // The same again is no change of the parts.
        assert_eq!(put(0, &target("TGPL-04", 21)).await.1, ["UPDATE plan", "INSERT journal"]);
        let mut later = target("TGPL-07", 6);
        later["milestones"] = json!([{"period_code": "2024", "value": 4}]);
        let rows = put(1, &later).await.1;
        assert_eq!(
            rows,
            [
                "DELETE target_level",
                "DELETE target_milestone",
                "DELETE target_band_unit",
                "DELETE target_band",
                "INSERT target_milestone",
                "UPDATE plan",
                "INSERT journal",
            ]
        );
        let now = plan.now().await;
        assert_eq!((&now["targets"][0]["target_value"], &now["targets"][2]), (&json!(21), &read["targets"][2]));
        assert_eq!(now["targets"][1]["milestones"][0]["value"], 4);
    })
    .await;
}

#[actix_web::test]
async fn parts_may_change_places() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story
            .draft_plan(BA_BE, &plan_of(&[target("TGPL-04", 20), target("TGPL-07", 6), ratio("HGCS-03", 80, 100)]))
            .await;
        let officer = story.officer(BA_BE).await;
        let ids: Vec<Value> = plan.now().await["targets"].as_array().unwrap().iter().map(|t| t["id"].clone()).collect();
        let known = |id: usize, mut input: Value| {
            input["id"] = ids[id].clone();
            input
        };
        // The third comes first, the second goes, a new one comes between.
        let targets =
            json!([known(2, ratio("HGCS-03", 80, 100)), target("TGPL-07", 9), known(0, target("TGPL-04", 20))]);
        let after = plan.change(&officer, json!({"targets": targets})).await.is(200);
        let found: Vec<_> = after["targets"].as_array().unwrap().iter().map(|t| t["id"].clone()).collect();
        assert_eq!((&found[0], &found[2], found.len()), (&ids[2], &ids[0], 3));
        assert!(!ids.contains(&found[1]) && after["targets"][1]["target_value"] == 9);
    })
    .await;
}

#[actix_web::test]
async fn a_value_that_is_changed_is_one_row() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20), ratio("HGCS-03", 80, 100)]).await;
        let plan = story.plan_in_force(BA_BE).await;
        let share = json!({"numerator": 4, "denominator": 5});
        let figures = |value: i64| values(&plan, &[("TGPL-04", json!({"value": value})), ("HGCS-03", share.clone())]);
        let report =
            story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 1})), ("HGCS-03", share.clone())]).await;
        let officer = story.officer(BA_BE).await;
        let written = Written::by(&app);
        let change = async |values: Value| {
            written.take();
            report.change(&officer, json!({"values": values})).await.is(200);
            written.take().1.into_iter().filter(|one| one.contains("report_value")).collect::<Vec<_>>()
        };
        assert_eq!(change(figures(2)).await, ["INSERT report_value"]);
        assert!(change(figures(2)).await.is_empty());
        let fewer = values(&plan, &[("TGPL-04", json!({"value": 2}))]);
        assert_eq!(change(fewer).await, ["DELETE report_value"]);
        assert_eq!(report.now().await["values"].as_array().map(Vec::len), Some(1));
    })
    .await;
}
