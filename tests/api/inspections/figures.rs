//! Shares, progress, coverage and compliance of the units that are inspected: theirs, and nobody else's.
use entity::assignment::Role::Inspector;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, STANDING_BODY, Story, plan_of, target},
    support::{Caller, both},
};

/// Two sisters with a share, a plan and a figure each; the shares are those of a plan that was sent.
async fn two_sisters(story: &Story) -> Vec<Value> {
    let (app, above) = (&story.app, story.draft_plan(BAC_KAN, &plan_of(&[target("TGPL-04", 100)])).await);
    let (target_id, mut shares) = (above.now().await["targets"][0]["id"].clone(), vec![]);
    for (unit, cases) in [(BA_BE, 8), (PAC_NAM, 9)] {
        let body = json!({"target_id": target_id, "unit_id": app.unit(unit).await, "value": cases});
        let made = app.post("/allocations", &story.officer(BAC_KAN).await).json(body).await.is(201);
        shares.push(made["id"].clone());
        story.received_plan(unit, &[target("TGPL-04", cases)]).await;
        story.accepted_report(unit, "2023", &[("TGPL-04", json!({"value": cases}))]).await;
    }
    story.issue(&above, &story.number("KH-STP")).await;
    story.send(&above).await;
    shares
}

/// Units with a figure, units of the coverage, shares, units with reports that are owed.
async fn read(story: &Story, caller: &Caller) -> [Vec<Value>; 4] {
    let path = format!("/progress?movement_id={}&indicator_code=TGPL-04&group_by=unit&limit=200", story.movement);
    let progress = story.list(&path, caller).await;
    let told = progress.items().iter().filter(|row| !row["value"].is_null());
    let covered = format!("/plan-coverage?movement_id={}&group_by=unit", story.movement);
    let covered = story.list(&covered, caller).await;
    let rows = covered["rows"].as_array().unwrap().iter();
    let shares = story.list("/allocations", caller).await;
    let complied = format!("/compliance?movement_id={}&group_by=unit&period=2023", story.movement);
    let complied = story.list(&complied, caller).await;
    [
        told.map(|row| json!([row["unit_id"], row["value"]])).collect(),
        rows.map(|row| json!([row["unit_id"], row["state"], row["plan_id"].is_null()])).collect(),
        shares.each("id").into_iter().map(|id| json!(id)).collect(),
        complied.items().iter().map(|row| json!([row["unit_id"], row["owed"], row["late"]])).collect(),
    ]
}

#[actix_web::test]
async fn a_team_reads_the_figures_of_whom_it_inspects() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let shares = two_sisters(&story).await;
        let member = app.caller_with(&[(Inspector, STANDING_BODY)]).await;
        let nothing: [Vec<Value>; 4] = Default::default();
        assert_eq!(read(&story, &member).await, nothing);
        let inspection = story.announced_inspection(STANDING_BODY, &[BA_BE]).await;
        let whole =
            json!([{"user_id": member.id(), "role": "member", "valid_from": "2024-06-01", "valid_to": "2024-12-31"}]);
        let officer = story.officer(STANDING_BODY).await;
        inspection.step("set-team", &officer, json!({"members": whole})).await.is(200);
        let (own, sister) = (app.unit(BA_BE).await, app.unit(PAC_NAM).await);
        let expected = [
            vec![json!([own, 8])],
            vec![json!([own, "received", false])],
            vec![shares[0].clone()],
            vec![json!([own, 1, 1])],
        ];
        assert_eq!(read(&story, &member).await, expected);
        let within = |unit| format!("/progress?movement_id={}&indicator_code=TGPL-04&within={unit}", story.movement);
        assert_eq!(story.list(&within(own), &member).await["items"][0]["value"], 8);
        app.get(&within(sister), &member).await.refused(404, "not_found");
        let series = |unit| format!("/compliance/series?movement_id={}&unit_id={unit}", story.movement);
        assert!(!story.list(&series(own), &member).await.items().is_empty());
        app.get(&series(sister), &member).await.refused(404, "not_found");
        let complied = |unit| format!("/compliance?movement_id={}&within={unit}", story.movement);
        assert_eq!(story.list(&complied(own), &member).await["items"].as_array().map(Vec::len), Some(1));
        app.get(&complied(sister), &member).await.refused(404, "not_found");
        let share = |id: &Value| format!("/allocations/{}", id.as_str().unwrap());
        app.get(&share(&shares[0]), &member).await.is(200);
        app.get(&share(&shares[1]), &member).await.refused(404, "not_found");
        // Another who inspects nobody is told nothing of it, also where answers are kept.
        let other = app.caller_with(&[(Inspector, STANDING_BODY)]).await;
        assert_eq!(read(&story, &other).await, nothing);
        inspection.step("set-team", &officer, json!({"members": []})).await.is(200);
        assert_eq!(read(&story, &member).await, nothing);
    })
    .await;
}
