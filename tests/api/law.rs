//! The law as data: read by everybody, each row with its document, its article and whether it was read.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, MINISTRY, Story, VU, dossier, person},
    support::{TestApp, both},
};

/// Every citation anywhere in an answer.
fn citations(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(members) if members.contains_key("article") => vec![value],
        Value::Object(members) => members.values().flat_map(citations).collect(),
        Value::Array(items) => items.iter().flat_map(citations).collect(),
        _ => vec![],
    }
}

fn is_complete(citation: &Value) -> bool {
    let document = &citation["document"];
    citation["verified"].is_boolean()
        && citation["source"].as_str().is_some_and(|source| source.len() > 5)
        && ["code", "number", "title"].iter().all(|member| document[*member].as_str().is_some_and(|s| !s.is_empty()))
        && document["verified"].is_boolean()
}

#[actix_web::test]
async fn every_row_says_where_it_stands() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let caller = story.officer(VU).await;
        let regimes = story.list("/regimes", &caller).await;
        assert_eq!(regimes.each("code"), ["R2003", "R2022a", "R2022b", "R2026"]);
        assert_eq!(regimes.each("status"), ["ended", "in_force", "planned", "to_confirm"]);
        let at = |day: &str| format!("/regimes?at={day}T02:00:00Z");
        for (day, code) in [("2023-06-01", "R2003"), ("2025-08-01", "R2022b")] {
            let then = story.list(&at(day), &caller).await;
            assert_eq!((then.each("code"), then.each("status")), (vec![code], vec!["in_force"]), "{day}");
        }
        assert_eq!(regimes.items()[1]["law"]["number"], "06/2022/QH15");
        assert_eq!(regimes.items()[1]["decree"]["number"], "98/2023/NĐ-CP");
        assert_eq!(regimes.items()[0]["valid_from"], "2017-10-01", "91/2017/NĐ-CP, not the law of 2003, begins then");
        for regime in ["R2003", "R2022a", "R2022b"] {
            for (list, least) in [("award-forms", 13), ("authorities", 20), ("vote-rules", 13), ("rules?limit=200", 40)]
            {
                let found = story.list(&format!("/regimes/{regime}/{list}"), &caller).await;
                assert!(found.items().len() >= least, "{regime} {list}: {}", found.items().len());
                for item in found.items() {
                    let cited = citations(item);
                    assert!(!cited.is_empty() && cited.iter().all(|one| is_complete(one)), "{item}");
                    assert_eq!(item["verified"], item["citation"]["verified"], "{item}");
                }
            }
        }
        let all = story.list("/regimes/R2022a/rules?kind=criterion&award_form_code=CSTDCS", &caller).await;
        assert!(all.items().iter().all(|rule| rule["kind"] == "criterion" && rule["award_form_code"] == "CSTDCS"));
        let unread = story.list("/regimes/R2022b/rules?verified=false&limit=200", &caller).await;
        assert!(!unread.items().is_empty() && unread.items().iter().all(|rule| rule["verified"] == false));
        app.get("/regimes/R1999/rules", &caller).await.refused(404, "not_found");
        app.get("/regimes/R2003/rules?kin=criterion", &caller).await.refused(400, "unknown_parameter");
        let of_reports = app.get("/report-rules", &caller).await.is(200);
        for list in ["return_reasons", "required_sections", "checks"] {
            let rows = of_reports[list].as_array().unwrap();
            let own = |row: &Value| row["scope"] == "configuration" && row["verified"] == false;
            assert!(!rows.is_empty() && rows.iter().all(own), "{list}: what is no law is not told as such");
        }
        let documents = story.list("/legal-documents", &caller).await;
        assert!(documents.items().iter().any(|one| one["number"] == "152/2025/NĐ-CP"));
    })
    .await;
}

/// The authority of a form, by its decider, as the law of a day has it.
async fn authority(story: &Story, form: &str, decider: &str) -> Value {
    let path = format!("/movements/{}/award-forms", story.movement);
    let forms = story.list(&path, &story.officer(VU).await).await;
    let form = forms.items().iter().find(|one| one["code"] == form).expect("a form of the movement").clone();
    let found = form["authorities"].as_array().unwrap().iter().find(|one| one["decider"] == decider);
    found.unwrap_or_else(|| panic!("{form}")).clone()
}

#[actix_web::test]
async fn an_award_of_2023_rests_on_the_law_of_2003() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        for (day, regime, law) in [
            ("2023-12-31T16:59:59Z", "R2003", "15/2003/QH11"),
            ("2023-12-31T17:00:00Z", "R2022a", "06/2022/QH15"),
            ("2025-06-30T16:59:59Z", "R2022a", "06/2022/QH15"),
            ("2025-06-30T17:00:00Z", "R2022b", "06/2022/QH15"),
            // A regime that waits for confirmation is never applied.
            ("2026-11-26T02:00:00Z", "R2022b", "06/2022/QH15"),
        ] {
            app.set_clock(day);
            let found = authority(&story, "GK", "provincial_justice_department").await;
            assert_eq!(
                (&found["regime_code"], &found["citation"]["document"]["number"]),
                (&json!(regime), &json!(law))
            );
        }
    })
    .await;
}

#[actix_web::test]
async fn papers_show_the_rules_they_rest_on() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("Hoàng Thị Thử"), "BK_BT")).await;
        let seen = nomination.now().await;
        let rules: Vec<_> = seen["legal_bases"].as_array().unwrap().iter().map(|rule| rule["rule"].clone()).collect();
        assert_eq!(rules, ["regime", "award_form", "ballot"]);
        assert!(citations(&seen["legal_bases"]).iter().all(|one| is_complete(one)), "{}", seen.describe());
        let decision = story.draft_decision(MINISTRY, &[(&nomination, 1)]).await;
        let drafted = decision.now().await;
        let rule = &drafted["authorities"][0];
        assert_eq!((&rule["decider"], &rule["citation"]["article"]), (&json!("ministry"), &json!("79")));
        // Article 79 was not read: the answer says so.
        assert_eq!((&rule["verified"], &rule["citation"]["verified"]), (&json!(false), &json!(false)));
        story.sign_decision(&decision, "1742/QĐ-BTP").await;
        let awards = story.list("/awards", &story.officer(VU).await).await;
        let award = &awards.items()[0];
        assert_eq!(award["authority"]["id"], rule["id"]);
        let one =
            app.get(&format!("/awards/{}", award["id"].as_str().unwrap()), &story.officer(VU).await).await.is(200);
        assert!(citations(&one["authority"]).iter().all(|one| is_complete(one)), "{}", one.describe());
    })
    .await;
}
