//! What the law says of a dossier: every rule with its place, the facts it was held against, and what has changed since.
use base::kernel::digest::{canonical, sha256_hex};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, Paper, STANDING_BODY, Story, dossier, person, target},
    support::{Reply, both},
};

/// SHA-256 of the canonical JSON of a value, in hexadecimal.
fn digest_of(value: &Value) -> String {
    sha256_hex(canonical(value).expect("canonical JSON").as_bytes())
}

/// A report of the year before, accepted.
pub async fn reported(story: &Story) -> Reply {
    story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    let report = story.accepted_report(BA_BE, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
    report.now().await
}

pub async fn eligibility(story: &Story, nomination: &Paper, reader: &str) -> Reply {
    story.app.get(&format!("{}/eligibility", nomination.path()), &story.officer(reader).await).await.is(200)
}

/// What is found of a rule.
pub fn found<'a>(judgement: &'a Value, code: &str) -> &'a Value {
    let findings = judgement["findings"].as_array().expect("findings");
    findings.iter().find(|found| found["rule_code"] == code).unwrap_or_else(|| panic!("{code} is not asked"))
}

pub fn stated(kind: &str, members: Value) -> Value {
    let mut statement = json!({"kind": kind, "document_number": "95/QĐ-STP", "document_on": "2024-01-02",
        "issuer": "Sở Tư pháp tỉnh Bắc Kạn"});
    for (name, value) in members.as_object().into_iter().flatten() {
        statement[name] = value.clone();
    }
    statement
}

/// A dossier with statements.
pub fn stating(name: &str, form: &str, statements: &[Value]) -> Value {
    let mut content = dossier(&person(name), form);
    content["statements"] = json!(statements);
    content
}

#[actix_web::test]
async fn every_rule_is_answered_with_its_place_in_the_law_and_the_facts() {
    both(async |app| {
        let story = Story::of(app).await;
        let report = reported(&story).await;
        let mut content = dossier(&person("SYN-0017"), "GK");
        content["achievement"]["evidence"] = json!([{"report_id": report["id"]}]);
        let nomination = story.nominate(BA_BE, &content).await;
        let before = eligibility(&story, &nomination, BA_BE).await;
        assert_eq!(before["present"]["regime_code"], "R2022a");
        assert_eq!(found(&before["present"], "CR044")["remedy"], "review_in_unit");
        story.review(&nomination).await;

        let read = eligibility(&story, &nomination, BA_BE).await;
        let present = &read["present"];
        let movement = found(present, "CR044");
        assert_eq!((&movement["outcome"], &movement["binding"]), (&json!("pass"), &json!(true)));
        let fact = movement["facts"].as_array().unwrap().iter().find(|fact| fact["source"] == "report").unwrap();
        assert_eq!((&fact["id"], &fact["digest"]), (&report["id"], &report["content_digest"]));
        // Whether somebody is exemplary no fact says; nor does any that nothing is being looked into.
        assert_eq!(found(present, "CR043")["decided_by"], "person");
        for code in ["CR043", "ELIG_PENDING", "ELIG_AFTER_DISCIPLINE"] {
            assert_eq!((&found(present, code)["outcome"], &present["outcome"]), (&json!("unknown"), &json!("unknown")));
        }
        // Rules of other bodies and choices of the service bind nobody.
        for code in ["ELIG_TRANSFER", "ELIG_INTERVAL", "ELIG_NO_LADDER"] {
            assert_eq!(found(present, code)["binding"], false, "{code}");
        }
        let rules = read["rules"].as_array().unwrap();
        assert_eq!(rules.len(), present["findings"].as_array().unwrap().len());
        for found in present["findings"].as_array().unwrap() {
            let rule = rules.iter().find(|rule| rule["id"] == found["rule_id"]).unwrap();
            let placed = rule["citation"]["document"]["code"].is_string() && rule["verified"].is_boolean();
            assert!(placed && rule["words"].is_string(), "{rule}");
        }
        assert_eq!((&read["kept"], &read["changed"], &read["beside"]), (&json!([]), &json!([]), &json!([])));
    })
    .await;
}

#[actix_web::test]
async fn what_was_found_is_kept_and_a_fact_that_changed_is_shown() {
    both(async |app| {
        let story = Story::of(app).await;
        let first = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let read = eligibility(&story, &first, BA_BE).await;
        let kept = &read["kept"][0];
        assert_eq!((&kept["occasion"], &kept["version_no"]), (&json!("submission"), &json!(1)));
        assert_eq!(kept["digest"], digest_of(&kept["judgement"]));
        assert_eq!((&kept["judgement"], &read["changed"]), (&read["present"], &json!([])));

        // The same person is commended for the same days, at the final review.
        let mut later = dossier(&person("SYN-0017"), "GK");
        later["stage"] = json!("final");
        let other = story.awarded_nomination(BA_BE, &later).await;
        let read = eligibility(&story, &first, BAC_KAN).await;
        let changed = &read["changed"][0];
        assert_eq!((&changed["rule_code"], &changed["since"]), (&json!("ELIG_ONE_ACHIEVEMENT"), &json!("submission")));
        assert_eq!((&changed["was"]["outcome"], &changed["is"]["outcome"]), (&json!("pass"), &json!("unknown")));
        let fact = &changed["is"]["facts"][0];
        assert!(fact["source"] == "award" && fact["digest"].as_str().is_some_and(|digest| digest.len() == 64));
        let beside = &read["beside"][0];
        assert_eq!((&beside["nomination_id"], &beside["overlaps"]), (&json!(other.id), &json!(true)));
        // What was kept stays as it was.
        assert_eq!(read["kept"][0]["digest"], *kept["digest"].as_str().unwrap());

        story.receive_nomination(&first, BAC_KAN).await;
        story.appraise(&first, BAC_KAN).await;
        story.propose(&first, BAC_KAN).await;
        let read = eligibility(&story, &first, BA_BE).await;
        assert_eq!(read["kept"].as_array().unwrap().len(), 2);
        let proposed = &read["kept"][1];
        assert_eq!((&proposed["occasion"], &proposed["judgement"]["outcome"]), (&json!("proposal"), &json!("pass")));
        let once = found(&proposed["judgement"], "ELIG_ONE_ACHIEVEMENT");
        assert_eq!((&once["outcome"], &once["answered"]), (&json!("unknown"), &json!(true)), "a person has said");
    })
    .await;
}

#[actix_web::test]
async fn a_rule_that_is_not_met_refuses_with_its_code() {
    both(async |app| {
        let story = Story::of(app).await;
        let head = story.head(BA_BE).await;
        let disciplined = stated("discipline", json!({"ended_on": "2023-06-30"}));
        for (name, statement, code) in
            [("SYN-0001", disciplined, "not_eligible"), ("SYN-0002", stated("pending_case", json!({})), "case_pending")]
        {
            let nomination = story.nominate(BA_BE, &stating(name, "GK", &[statement])).await;
            story.review(&nomination).await;
            nomination.step("submit", &head, Value::Null).await.refused(409, code);
            assert_eq!(nomination.read_by(&head).await.action("submit"), Err(code));
            assert_eq!(nomination.can(&head, "submit").await, code);
            let withdrawn = json!({"reason": "Chưa đủ điều kiện xét khen thưởng"});
            nomination.step("withdraw", &head, withdrawn).await.is(200);
        }
        // Achievements after the measure count; a case that ended without wrongdoing is stated.
        let over = [stated("discipline", json!({"ended_on": "2022-12-31"})), stated("no_pending_case", json!({}))];
        let nomination = story.submitted_nomination(BA_BE, &stating("SYN-0003", "GK", &over)).await;
        let present = eligibility(&story, &nomination, BAC_KAN).await["present"].clone();
        for code in ["ELIG_AFTER_DISCIPLINE", "ELIG_PENDING"] {
            let found = found(&present, code);
            assert_eq!((&found["outcome"], &found["facts"][0]["source"]), (&json!("pass"), &json!("statement")));
        }
    })
    .await;
}

#[actix_web::test]
async fn an_initiative_is_used_once() {
    both(async |app| {
        let story = Story::of(app).await;
        let new = |number: &str| {
            let mut statement = stated("initiative", json!({"what": "grassroots"}));
            statement["document_number"] = json!(number);
            statement
        };
        let first = story.awarded_nomination(BA_BE, &stating("SYN-0001", "GK", &[new("7/QĐ-STP")])).await;
        // The same one, written otherwise, and another.
        let again = story.nominate(BA_BE, &stating("SYN-0002", "GK", &[new("07/qđ-stp")])).await;
        story.review(&again).await;
        let refused = again.step("submit", &story.head(BA_BE).await, Value::Null).await;
        refused.refused(409, "initiative_used");
        let read = eligibility(&story, &again, BA_BE).await;
        let once = found(&read["present"], "ELIG_INITIATIVE_ONCE");
        assert_eq!((&once["outcome"], &once["facts"][0]["source"]), (&json!("fail"), &json!("award")));
        story.submitted_nomination(BA_BE, &stating("SYN-0003", "GK", &[new("8/QĐ-STP")])).await;
        // Its own award stands in no dossier's way.
        let own = eligibility(&story, &first, BA_BE).await;
        assert_eq!(found(&own["present"], "ELIG_INITIATIVE_ONCE")["outcome"], "pass");
    })
    .await;
}

#[actix_web::test]
async fn a_statement_is_whole_or_refused() {
    both(async |app| {
        let story = Story::of(app).await;
        let title = || stated("title", json!({"what": "CSTDCS", "year": 2023}));
        for (statements, place, code) in [
            (vec![stated("title", json!({"year": 2023}))], "what", "required"),
            (vec![stated("title", json!({"what": "GK", "year": 2023}))], "what", "not_found"),
            (vec![stated("title", json!({"what": "CSTDCS", "year": 2025}))], "year", "in_the_future"),
            (vec![stated("title", json!({"what": "CSTDCS", "year": 1912}))], "year", "out_of_range"),
            (vec![stated("evaluation", json!({"what": "HTXSNV"}))], "year", "required"),
            (vec![stated("evaluation", json!({"what": "XS", "year": 2023}))], "what", "not_found"),
            (vec![stated("discipline", json!({}))], "ended_on", "required"),
            (vec![stated("no_discipline", json!({"year": 2023}))], "year", "not_allowed"),
            (vec![stated("titles_in_unit", json!({"what": "LDTT", "year": 2023}))], "number", "required"),
            (
                vec![stated("initiative", json!({"what": "grassroots", "document_on": "2024-06-04"}))],
                "document_on",
                "in_the_future",
            ),
            (
                vec![stated("title", json!({"what": "CSTDCS", "year": 2023, "document_number": "không số"}))],
                "document_number",
                "document_number",
            ),
            (vec![title(), title()], "kind", "duplicate"),
            (
                vec![stated("discipline", json!({"ended_on": "2022-12-31"})), stated("no_discipline", json!({}))],
                "kind",
                "not_allowed",
            ),
        ] {
            let at = statements.len() - 1;
            let refused = story.try_nominate(BA_BE, &stating("SYN-0017", "GK", &statements)).await;
            refused.faults(&[(format!("/statements/{at}/{place}").as_str(), code)]);
        }
        let nomination = story.nominate(BA_BE, &stating("SYN-0017", "GK", &[title()])).await;
        let officer = story.officer(BA_BE).await;
        assert_eq!(nomination.now().await["statements"][0]["what"], "CSTDCS");
        let emptied = nomination.change(&officer, json!({"statements": []})).await.is(200);
        assert_eq!(emptied["statements"], json!([]));
    })
    .await;
}

#[actix_web::test]
async fn what_no_fact_decides_the_appraisal_answers() {
    both(async |app| {
        let story = Story::of(app).await;
        let (officer, head) = (story.officer(BAC_KAN).await, story.head(BAC_KAN).await);
        for (name, met, code) in [
            ("SYN-0001", json!(true), ""),
            ("SYN-0002", json!(false), "not_eligible"),
            ("SYN-0003", json!(null), "not_answered"),
        ] {
            let nomination = story.received_nomination(BA_BE, &dossier(&person(name), "GK")).await;
            let present = eligibility(&story, &nomination, BAC_KAN).await["present"].clone();
            let appraise = async |rule: &Value, query: &str| {
                let findings = json!([{"rule_id": rule, "met": met, "note": "Theo xác nhận của đơn vị"}]);
                let path = format!("{}/appraise{query}", nomination.path());
                let call = story.app.post(&path, &officer).if_match("*");
                call.json(json!({"opinion": "Đã thẩm định", "findings": findings})).await
            };
            // Only what no fact decides, and what the law asks of this dossier.
            let (decided, asked) = (&found(&present, "CR044")["rule_id"], &found(&present, "CR043")["rule_id"]);
            appraise(decided, "?dry_run=true").await.faults(&[("/findings/0/rule_id", "not_allowed")]);
            appraise(&json!(nomination.id), "?dry_run=true").await.faults(&[("/findings/0/rule_id", "not_found")]);
            assert_eq!(appraise(asked, "").await.is(200)["findings"][0]["met"], met);
            let reply = nomination.step("propose", &head, Value::Null).await;
            assert_eq!(reply.code(), code, "{}", reply.describe());
        }
    })
    .await;
}

#[actix_web::test]
async fn what_the_law_says_takes_as_many_statements_however_much_there_is() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let statements = async |nomination: &Paper| {
            let mut fewest = u64::MAX;
            for _ in 0..3 {
                let before = app.state.db.statements();
                eligibility(&story, nomination, BAC_KAN).await;
                fewest = fewest.min(app.state.db.statements() - before);
            }
            fewest
        };
        let bare = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0001"), "GK")).await;
        assert!(statements(&bare).await <= 20, "{}", statements(&bare).await);
        let report = reported(&story).await;
        let years = (2016..2024).map(|year| stated("title", json!({"what": "CSTDCS", "year": year})));
        let mut content = stating("SYN-0002", "GK", &years.collect::<Vec<_>>());
        let exemplar = story.recognised_exemplar(BA_BE, "initiative").await;
        content["achievement"]["evidence"] = json!([{"report_id": report["id"]}, {"exemplar_id": exemplar.id}]);
        let mut later = dossier(&person("SYN-0002"), "GK");
        later["stage"] = json!("final");
        story.awarded_nomination(BA_BE, &later).await;
        let full = story.submitted_nomination(BA_BE, &content).await;
        assert!(statements(&full).await <= 26, "{}", statements(&full).await);
        let again = story.forwarded_nomination(BA_BE, &dossier(&person("SYN-0003"), "BK_BT")).await;
        story.receive_nomination(&again, STANDING_BODY).await;
        assert!(statements(&again).await <= 22);
    })
    .await;
}
