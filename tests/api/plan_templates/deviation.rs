//! What a plan does differently from the template it began with: shown, and never refused.
use serde_json::{Value, json};

use super::OFFICE;
use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, STANDING_BODY, Story, plan_of, target},
    support::{Caller, Reply, both},
};

async fn deviation(story: &Story, plan: &Paper, caller: &Caller) -> Reply {
    story.app.get(&format!("{}/deviation", plan.path()), caller).await
}

async fn begun(story: &Story, template: &Paper) -> Paper {
    let body = json!({"template_id": template.id});
    story.draft_plan(BA_BE, &body).await
}

/// Part, kind and title of each change, and the members that differ.
fn told(reply: &Reply) -> Vec<(String, String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fields =
        |change: &Value| change["fields"].as_array().unwrap().iter().map(|field| text(&field["field"])).collect();
    let changes = reply["changes"].as_array().unwrap().iter();
    changes.map(|c| (text(&c["part"]), text(&c["kind"]), text(&c["title"]), fields(c))).collect()
}

#[actix_web::test]
async fn a_removed_task_and_a_changed_target_are_shown() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let template = story.published_template(OFFICE).await;
        let plan = begun(&story, &template).await;
        let officer = story.officer(BA_BE).await;
        let same = deviation(&story, &plan, &officer).await.is(200);
        assert_eq!((&same["changes"], &same["from"], &same["to"]), (&json!([]), &Value::Null, &json!(1)));

        // The second task goes first: turned round, it is the same plan.
        let mut turned = super::content();
        turned["tasks"].as_array_mut().unwrap().reverse();
        (turned["measures"][0]["task_no"], turned["targets"][0]["task_no"]) = (json!(2), json!(2));
        turned["tasks"][1]["responsible_unit_id"] = json!(app.unit(BA_BE).await);
        plan.change(&officer, turned).await.is(200);
        assert_eq!(
            told(&deviation(&story, &plan, &officer).await.is(200)),
            vec![],
            "and who does it is the unit's own"
        );

        let mut other = plan_of(&[target("TGPL-04", 15)]);
        other["tasks"] =
            json!([super::content()["tasks"][0], {"title": "Việc của huyện", "no_target_reason": "riêng"}]);
        other["measures"] = super::content()["measures"].clone();
        plan.change(&officer, other).await.is(200);
        let shown = deviation(&story, &plan, &officer).await.is(200);
        let owned = |part: &str, kind: &str, title: &str, fields: &[&str]| {
            let fields: Vec<_> = fields.iter().map(|field| (*field).to_owned()).collect();
            (part.to_owned(), kind.to_owned(), title.to_owned(), fields)
        };
        let name = plan.now().await["targets"][0]["title"].as_str().unwrap().to_owned();
        let expected = [
            owned("task", "added", "Việc của huyện", &["no_target_reason", "title"]),
            owned("task", "removed", "Xã đạt chuẩn tiếp cận pháp luật", &["code", "no_target_reason", "title"]),
            owned("target", "changed", &name, &["target_value"]),
        ];
        let mut found = told(&shown);
        found.iter_mut().for_each(|(.., fields)| fields.sort());
        assert_eq!(found, expected);
        let field = &shown["changes"][2]["fields"][0];
        assert_eq!((&field["before"], &field["after"]), (&json!(20), &json!(15)));
    })
    .await;
}

#[actix_web::test]
async fn whoever_sees_the_plan_sees_its_deviation() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let template = story.published_template(OFFICE).await;
        let plan = begun(&story, &template).await;
        let above = [story.officer(BAC_KAN).await, story.officer(STANDING_BODY).await];
        for caller in &above {
            deviation(&story, &plan, caller).await.refused(404, "not_found");
        }
        // Withdrawing the template changes nothing for what began with it.
        let why = json!({"reason": "Chỉ tiêu chưa phù hợp với miền núi"});
        template.step("withdraw", &story.head("G15").await, why).await.is(200);
        story.issue(&plan, &story.number("KH-PTP")).await;
        story.send(&plan).await;
        for caller in &above {
            assert_eq!(deviation(&story, &plan, caller).await.is(200)["changes"], json!([]));
        }
        deviation(&story, &plan, &story.officer(PAC_NAM).await).await.refused(404, "not_found");
        deviation(&story, &plan, &app.admin().await).await.refused(403, "forbidden");
        // A plan that began without a template deviates from none.
        let own = story.draft_plan(PAC_NAM, &plan_of(&[])).await;
        deviation(&story, &own, &story.officer(PAC_NAM).await).await.refused(404, "not_found");
    })
    .await;
}
