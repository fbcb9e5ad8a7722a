//! What an exemplar has brought: figures of reports as they were sent, each once, added up over those who adopted it.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, NA_HANG, PAC_NAM, Paper, Story, target},
    support::both,
};

/// The figure of an accepted report of 2023 of a unit, as a result names it.
async fn figure(story: &Story, unit: &str, value: Value) -> (Paper, Value) {
    story.received_plan(unit, &[target("TGPL-04", 20)]).await;
    let report = story.accepted_report(unit, "2023", &[("TGPL-04", json!({"value": value}))]).await;
    let target = report.now().await["values"][0]["target_id"].clone();
    let result = json!({"report_id": report.id, "target_id": target});
    (report, result)
}

async fn adopted_with(story: &Story, exemplar: &Paper, unit: &str, results: &[Value]) -> Paper {
    let mut body = story.adoption();
    body["results"] = json!(results);
    let made = exemplar.step("adopt", &story.officer(unit).await, body).await.is(201);
    story.paper("exemplar-adoptions", unit, &made)
}

#[actix_web::test]
async fn the_figures_of_all_adopters_are_added_up_once() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (own, shown) = figure(&story, BA_BE, json!(9)).await;
        let mut body = story.exemplar_body(BA_BE, "model").await;
        body["results"] = json!([shown]);
        let made = story.try_tell_of_exemplar(BA_BE, body).await.is(201);
        let exemplar = story.paper("exemplars", BA_BE, &made);
        story.recognise(&exemplar).await;
        story.publicise(&exemplar).await.is(200);
        let (_, theirs) = figure(&story, PAC_NAM, json!(5)).await;
        let (corrected, others) = figure(&story, NA_HANG, json!(7)).await;
        adopted_with(&story, &exemplar, PAC_NAM, &[theirs]).await;
        adopted_with(&story, &exemplar, NA_HANG, &[others]).await;
        adopted_with(&story, &exemplar, BAC_KAN, &[]).await;
        let reader = story.officer(PAC_NAM).await;
        let spread = app.get(&format!("{}/spread", exemplar.path()), &reader).await.is(200);
        assert_eq!(spread["adopters"], 3);
        assert_eq!(
            spread["provinces"],
            json!([{"province_code": "06", "adopters": 2}, {"province_code": "08", "adopters": 1}])
        );
        let total = json!([{"indicator_code": "TGPL-04", "aggregation": "sum", "units": 2, "value": 12,
            "numerator": null, "denominator": null}]);
        assert_eq!(spread["totals"], total);
        // A figure says which version of which report it is of, and the report is named to those who read it.
        let read = exemplar.read_by(&reader).await.is(200);
        let version = own.now().await["content_digest"].clone();
        assert_eq!(
            read["results"],
            json!([{"version_no": 1, "content_digest": version, "period_code": "2023", "indicator_code": "TGPL-04",
                "value": 9, "numerator": null, "denominator": null, "quality": "accepted"}])
        );
        let known = exemplar.read_by(&story.officer(BAC_KAN).await).await.is(200);
        assert_eq!(known["results"][0]["report_id"], json!(own.id));
        // What a correction has taken the place of is flagged, and counts no more.
        story.correct(&corrected).await;
        let less = json!({"values": [{"target_id": corrected.now().await["values"][0]["target_id"], "value": 6}]});
        corrected.change(&story.officer(NA_HANG).await, less).await.is(200);
        story.sign(&corrected).await;
        story.submit(&corrected).await;
        story.accept(&corrected).await;
        let spread = app.get(&format!("{}/spread", exemplar.path()), &reader).await.is(200);
        assert_eq!((&spread["totals"][0]["units"], &spread["totals"][0]["value"]), (&json!(1), &json!(5)));
        let adoptions = story.list("/exemplar-adoptions?province_code=08", &reader).await;
        let path = format!("/exemplar-adoptions/{}", adoptions.each("id")[0]);
        let adoption = app.get(&path, &story.officer(NA_HANG).await).await.is(200);
        assert_eq!(adoption["results"][0]["quality"], "superseded");
        // Its unit names the correction.
        let again = json!({"results": [{"report_id": corrected.id, "target_id": corrected.now().await["values"][0]["target_id"]}]});
        app.patch(&path, &story.officer(NA_HANG).await).if_match("*").json(again).await.is(200);
        let spread = app.get(&format!("{}/spread", exemplar.path()), &reader).await.is(200);
        assert_eq!(spread["totals"][0]["value"], 11);
    })
    .await;
}

#[actix_web::test]
async fn a_figure_is_of_a_sent_report_of_the_unit_itself_and_named_once() {
    both(async |app| {
        let story = Story::of(app).await;
        let (_, own) = figure(&story, BA_BE, json!(9)).await;
        let (_, theirs) = figure(&story, PAC_NAM, json!(5)).await;
        let draft = story.draft_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 3}))]).await;
        let unsent = json!({"report_id": draft.id, "target_id": own["target_id"]});
        let exemplar = story.exemplar(BA_BE, "model").await;
        let officer = story.officer(BA_BE).await;
        for (results, fault) in [
            (vec![&theirs], ("/results/0/report_id", "not_found")),
            (vec![&own, &unsent], ("/results/1/report_id", "not_found")),
            (vec![&own, &own], ("/results/1", "duplicate")),
        ] {
            exemplar.change(&officer, json!({"results": results})).await.faults(&[fault]);
        }
        exemplar.change(&officer, json!({"results": [own]})).await.is(200);
        assert_eq!(exemplar.change(&officer, json!({"results": []})).await.is(200)["results"], json!([]));
    })
    .await;
}
