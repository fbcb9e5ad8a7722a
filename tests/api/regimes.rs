//! What people decide about the law as data: the list to confirm, regimes that wait, and the configuration.
use planning::law::kind::RuleKind;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, VU},
    support::{Caller, Reply, TestApp, both, together},
};

impl Story {
    async fn regime_at(&self, at: &str) -> Vec<String> {
        let path = format!("/regimes?at={}", at.replace('+', "%2B"));
        self.list(&path, &self.officer(VU).await).await.each("code").into_iter().map(str::to_owned).collect()
    }

    async fn try_switch(&self, caller: &Caller, code: &str, applied: bool, day: &str, number: &str) -> Reply {
        let body = json!({"applied": applied, "takes_effect_on": day, "document": self.document(number)});
        self.app.post(&format!("/regimes/{code}/switch"), caller).json(body).await
    }

    /// The rule of a kind that a document may change.
    pub async fn configured(&self, regime: &str, kind: &str, has: impl Fn(&Value) -> bool) -> Value {
        let path = format!("/regimes/{regime}/rules?kind={kind}&limit=200");
        let all = self.list(&path, &self.officer(VU).await).await;
        let found = all.items().iter().find(|rule| rule["scope"] == "configuration" && has(rule));
        found.unwrap_or_else(|| panic!("{}", all.describe())).clone()
    }

    pub async fn try_revise(&self, caller: &Caller, rule: &Value, params: &Value, day: &str, number: &str) -> Reply {
        let body = json!({"rule_id": rule["id"], "params": params, "takes_effect_on": day,
            "title": "Quy định về thời hạn", "document": self.document(number)});
        self.app.post("/rule-revisions", caller).json(body).await
    }
}

#[actix_web::test]
async fn the_regime_of_an_instant_changes_at_midnight_in_ha_noi() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for (at, code) in [
            ("2023-12-31T23:59:59+07:00", "R2003"),
            ("2024-01-01T00:00:00+07:00", "R2022a"),
            ("2025-06-30T23:59:59+07:00", "R2022a"),
            ("2025-07-01T00:00:00+07:00", "R2022b"),
            ("2025-06-30T17:00:00Z", "R2022b"),
            // What waits for confirmation is not applied.
            ("2026-10-01T00:00:00+07:00", "R2022b"),
        ] {
            assert_eq!(story.regime_at(at).await, [code], "{at}");
        }
        assert!(story.regime_at("2017-09-30T12:00:00Z").await.is_empty(), "before the first decree that is kept");
        app.get("/regimes?at=yesterday", &story.officer(VU).await).await.refused(400, "invalid_parameter");
        let one = app.get("/regimes/R2022a", &story.officer(VU).await).await.is(200);
        assert_eq!((&one["applies"], &one["switches"]), (&json!(true), &json!([])));
        app.get("/regimes/R1999", &story.officer(VU).await).await.refused(404, "not_found");
    })
    .await;
}

#[actix_web::test]
async fn rules_are_of_a_closed_list_of_kinds() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let caller = story.officer(VU).await;
        for kind in RuleKind::ALL {
            let path = format!("/regimes/R2022a/rules?kind={}&limit=200", kind.name());
            let found = story.list(&path, &caller).await;
            assert!(found.items().iter().all(|rule| rule["kind"] == kind.name()), "{}", found.describe());
            assert!(!found.items().is_empty(), "{kind:?}");
        }
        app.get("/regimes/R2022a/rules?kind=gossip", &caller).await.refused(400, "invalid_parameter");
    })
    .await;
}

#[actix_web::test]
async fn every_row_that_nobody_read_is_to_be_confirmed() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let caller = story.head(BAC_KAN).await;
        let mut found = vec![];
        let mut path = "/regimes/to-confirm?limit=200".to_owned();
        loop {
            let page = story.list(&path, &caller).await;
            found.extend(page.items().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { break };
            path = format!("/regimes/to-confirm?limit=200&cursor={next}");
        }
        let of = |what: &str| found.iter().filter(|row| row["of"] == what).count();
        let files = |names: &[&str]| -> usize { names.iter().map(|name| unread(&format!("data/{name}.csv"))).sum() };
        assert_eq!(of("document"), files(&["regimes/documents", "calendar/documents"]));
        assert_eq!(of("regime"), 1);
        assert_eq!(of("award_form"), files(&["regimes/award_forms"]));
        assert_eq!(of("authority"), files(&["regimes/award_authorities"]));
        assert_eq!(of("ballot"), files(&["regimes/vote_rules"]));
        let others = [
            "criteria",
            "guards",
            "council_rules",
            "posting_rules",
            "processing_times",
            "submission_deadlines",
            "dossier_items",
            "prize_multiples",
            "prize_rules",
            "base_pay",
            "revocation_grounds",
            "recovery_rules",
            "conferral_rules",
            "reporting_rules",
            "document_abbreviations",
            "document_templates",
            "personal_data",
            "data_subject_clocks",
            "exemplars",
        ];
        let others: Vec<String> = others.iter().map(|name| format!("regimes/{name}")).collect();
        assert_eq!(of("rule"), files(&others.iter().map(String::as_str).collect::<Vec<_>>()));
        for row in &found {
            assert!(!row["legal_document"]["number"].as_str().unwrap().is_empty(), "{row}");
            assert!(row["of"] == "document" || row["citation"]["verified"] == false, "{row}");
            let configured = row["params"]["publisher"] == "standing_body";
            assert!(!configured || row["check"] == "decide_value", "{row}");
        }
        let regime = found.iter().find(|row| row["of"] == "regime").unwrap();
        assert_eq!((&regime["check"], &regime["regime_codes"]), (&json!("confirm_regime"), &json!(["R2026"])));
        assert!(found.iter().any(|row| row["check"] == "give_value" && row["award_form_code"] == "CSTDTQ"));
    })
    .await;
}

/// How many rows of a file were not read.
fn unread(path: &str) -> usize {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.deserialize::<std::collections::HashMap<String, String>>();
    rows.filter(|row| row.as_ref().is_ok_and(|row| row["verified"] == "false")).count()
}

#[actix_web::test]
async fn a_regime_that_waits_is_switched_by_documents_and_only_forward() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        app.set_clock("2026-11-26T02:00:00Z");
        let admin = app.admin().await;
        for caller in [story.head(MINISTRY).await, story.head(STANDING_BODY).await, story.officer(BA_BE).await] {
            story.try_switch(&caller, "R2026", true, "2026-12-01", "1/QĐ-BTP").await.refused(403, "forbidden");
        }
        let local = app.user(entity::assignment::Role::Administrator, BAC_KAN).await;
        story.try_switch(&local, "R2026", true, "2026-12-01", "1/QĐ-BTP").await.refused(403, "forbidden");
        // What is the law already is no matter of a switch.
        story.try_switch(&admin, "R2022a", false, "2026-12-01", "1/QĐ-BTP").await.refused(409, "invalid_transition");
        story.try_switch(&admin, "R2026", false, "2026-12-01", "1/QĐ-BTP").await.refused(409, "invalid_transition");
        let past = story.try_switch(&admin, "R2026", true, "2026-11-25", "1/QĐ-BTP").await;
        past.faults(&[("/takes_effect_on", "wrong_order")]);
        let on = story.try_switch(&admin, "R2026", true, "2026-12-01", "1/QĐ-BTP").await.is(200);
        assert_eq!((&on["applies"], &on["switches"][0]["document"]["number"]), (&json!(false), &json!("1/QĐ-BTP")));
        story.try_switch(&admin, "R2026", true, "2026-12-02", "2/QĐ-BTP").await.refused(409, "invalid_transition");
        assert_eq!(story.regime_at("2026-11-30T23:59:59+07:00").await, ["R2022b"]);
        assert_eq!(story.regime_at("2026-12-01T00:00:00+07:00").await, ["R2026"]);
        // Only another document takes it back, from a later day on.
        let again = story.try_switch(&admin, "R2026", false, "2027-01-01", "1/QĐ-BTP").await;
        again.refused(409, "duplicate_document_number");
        story
            .try_switch(&admin, "R2026", false, "2026-12-01", "2/QĐ-BTP")
            .await
            .faults(&[("/takes_effect_on", "wrong_order")]);
        story.try_switch(&admin, "R2026", false, "2027-01-01", "2/QĐ-BTP").await.is(200);
        assert_eq!(story.regime_at("2026-12-31T23:59:59+07:00").await, ["R2026"], "what was the law stays so");
        assert_eq!(story.regime_at("2027-01-01T00:00:00+07:00").await, ["R2022b"]);
        // A regime that only amends leaves the forms what they are.
        let forms = story.list("/regimes/R2026/award-forms", &admin).await;
        assert!(forms.items().len() == 13 && forms.items().iter().all(|form| form["regime_code"] == "R2022b"));
    })
    .await;
}

#[actix_web::test]
async fn the_standing_body_changes_what_is_configuration_and_never_the_law() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let head = story.head(STANDING_BODY).await;
        let rule = story.configured("R2022a", "posting", |rule| rule["award_form_code"] == "BK_BT").await;
        assert_eq!(rule["params"]["days"], 10);
        let mut params = rule["params"].clone();
        params["days"] = json!(7);
        for caller in [story.head(BA_BE).await, story.head(BAC_KAN).await, story.officer(STANDING_BODY).await] {
            story.try_revise(&caller, &rule, &params, "2024-07-01", "9/QĐ-TĐKT").await.refused(403, "forbidden");
        }
        let revise = |params: Value, day: &'static str| {
            let (story, head, rule) = (&story, &head, &rule);
            async move { story.try_revise(head, rule, &params, day, "9/QĐ-TĐKT").await }
        };
        let mut wrong = params.clone();
        wrong["days"] = json!(-7);
        revise(wrong, "2024-07-01").await.faults(&[("/params/days", "negative")]);
        revise(json!({"days": 7}), "2024-07-01").await.is(422);
        revise(params.clone(), "2024-06-02").await.faults(&[("/takes_effect_on", "wrong_order")]);
        revise(params.clone(), "2025-07-01").await.faults(&[("/takes_effect_on", "wrong_order")]);
        let law =
            story.list("/regimes/R2022a/rules?kind=posting&award_form_code=HCLD3", &head).await.items()[0].clone();
        let refused = story.try_revise(&head, &law, &law["params"], "2024-07-01", "9/QĐ-TĐKT").await;
        refused.faults(&[("/rule_id", "not_allowed")]);

        let made = revise(params.clone(), "2024-07-01").await.is(201);
        let path = format!("/rule-revisions/{}", made["id"].as_str().unwrap());
        assert_eq!(app.get(&path, &story.officer(VU).await).await.is(200).json, made.json);
        let rows = story.list("/regimes/R2022a/rules?kind=posting&award_form_code=BK_BT", &head).await;
        let row = |id: &Value| rows.items().iter().find(|row| row["id"] == *id).unwrap().clone();
        let (before, after) = (row(&rule["id"]), row(&made["made_rule_id"]));
        assert_eq!((&before["valid_to"], &before["params"]["days"]), (&json!("2024-06-30"), &json!(10)));
        assert_eq!((&after["valid_from"], &after["valid_to"]), (&json!("2024-07-01"), &json!("2025-06-30")));
        assert_eq!((&after["params"], &after["verified"]), (&params, &json!(true)));
        assert_eq!(after["citation"]["document"]["number"], "9/QĐ-TĐKT");
        assert_eq!(story.list("/rule-revisions", &head).await.items().len(), 1);
        // A row that has ended ends no second time.
        story.try_revise(&head, &rule, &params, "2024-06-20", "10/QĐ-TĐKT").await.refused(409, "conflict");
    })
    .await;
}

#[actix_web::test]
async fn of_two_revisions_at_once_one_is_too_late() {
    both(async |app: TestApp| {
        let story = Story::of(app.clone()).await;
        let head = story.head(STANDING_BODY).await;
        let votes = story.list("/regimes/R2022a/vote-rules", &head).await;
        let ballot = votes.items().iter().find(|rule| rule["award_form_code"] == "BK_BT").unwrap().clone();
        assert_eq!(ballot["scope"], "configuration");
        let params = json!({"ballot_required": false, "secrecy": "open", "yes_num": 2, "yes_den": 3, "op": "ge"});
        let revise = |number: &'static str| story.try_revise(&head, &ballot, &params, "2024-07-01", number);
        let replies = together([revise("11/QĐ-TĐKT"), revise("12/QĐ-TĐKT")]).await;
        let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        let votes = story.list("/regimes/R2022a/vote-rules", &head).await;
        let mut rows: Vec<_> = votes.items().iter().filter(|rule| rule["award_form_code"] == "BK_BT").collect();
        rows.sort_by_key(|rule| rule["valid_from"].to_string());
        assert_eq!(rows.iter().map(|rule| &rule["yes_num"]).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((&rows[0]["valid_to"], &rows[1]["valid_from"]), (&json!("2024-06-30"), &json!("2024-07-01")));
    })
    .await;
}
