//! Whatever is signed by a delegated right says whose right it was and by which document it was given, and goes on saying so.
use entity::assignment::Role::Officer;
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, dossier, person, plan_of, target},
    support::{Caller, Reply, TestApp, both},
};

/// What waits for the head of a unit to sign it.
struct Unsigned {
    unit: &'static str,
    path: String,
    body: Value,
    /// Where the answer has the document.
    at: &'static str,
}

impl Unsigned {
    /// A step of a paper.
    fn step(story: &Story, unit: &'static str, paper: &Paper, step: &str) -> Self {
        Self::new(story, unit, format!("{}/{step}", paper.path()), json!({}))
    }

    fn new(story: &Story, unit: &'static str, path: impl Into<String>, mut body: Value) -> Self {
        body["document"] = story.document(&story.number("QĐ-TP"));
        Self { unit, path: path.into(), body, at: "/document" }
    }

    fn at(self, at: &'static str) -> Self {
        Self { at, ..self }
    }

    async fn sign(&self, app: &TestApp, caller: &Caller, query: &str) -> Reply {
        let call = app.post(&format!("{}{query}", self.path), caller).if_match("*");
        let reply = call.json(self.body.clone()).await;
        assert!(reply.status < 300, "{}", reply.describe());
        reply
    }

    /// Whose right it was, as a reply shows the document; null where it was the signer's own.
    fn delegated_by(&self, shown: &Reply) -> Value {
        let found = shown.json.pointer(self.at);
        let document = found.unwrap_or_else(|| panic!("no {}: {}", self.at, shown.describe()));
        assert_eq!(document["number"], self.body["document"]["number"], "{}", shown.describe());
        document["delegated_by"].clone()
    }
}

async fn of_plans_and_oversight(story: &Story) -> Vec<Unsigned> {
    let aims = [target("TGPL-04", 20)];
    let plan = story.draft_plan(BAC_KAN, &plan_of(&aims)).await;
    story.request_signature(&plan).await;
    story.received_plan(PAC_NAM, &aims).await;
    let report = story.draft_report(PAC_NAM, "2023", &[("TGPL-04", json!({"value": 12}))]).await;
    story.answer_checks(&report).await;
    let guidance = story.draft_guidance(BAC_KAN, &[BA_BE]).await;
    let planned = story.planned_inspection(BAC_KAN, &[BA_BE]).await;
    let found = story.drafted_conclusion(BAC_KAN, &[PAC_NAM], &[]).await;
    let owed = story.obligation(BA_BE, "2023").await;
    let letter = story.reminder(BAC_KAN, "report", owed.id, 3).await;
    vec![
        Unsigned::step(story, BAC_KAN, &plan, "issue"),
        Unsigned::step(story, PAC_NAM, &report, "sign"),
        Unsigned::step(story, BAC_KAN, &guidance, "issue"),
        Unsigned::step(story, BAC_KAN, &planned, "announce"),
        Unsigned::step(story, BAC_KAN, &found, "conclude").at("/conclusion/document"),
        Unsigned::step(story, BAC_KAN, &letter, "sign"),
    ]
}

async fn of_awards(story: &Story) -> Vec<Unsigned> {
    let members = story.council_members(BAC_KAN, 3).await;
    let council = story.draft_council(BAC_KAN, &members).await;
    let proposed = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
    let decision = story.draft_decision(BAC_KAN, &[(&proposed, 1)]).await;
    let awarded = story.awarded_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
    let revocation = story.proposed_revocation(BA_BE, &story.award_of(&awarded).await).await;
    let reviewed = story.nominate(BA_BE, &dossier(&person("SYN-0019"), "BK_BT")).await;
    story.review(&reviewed).await;
    let submission = story.submission_body(BA_BE, &[&reviewed]).await;
    let model = story.exemplar(BA_BE, "model").await;
    let known = story.recognised_exemplar(BA_BE, "model").await;
    vec![
        Unsigned::step(story, BAC_KAN, &council, "found"),
        Unsigned::step(story, BAC_KAN, &decision, "sign"),
        Unsigned::step(story, BAC_KAN, &revocation, "revoke"),
        Unsigned::new(story, BA_BE, "/submissions", submission),
        Unsigned::step(story, BA_BE, &model, "recognise").at("/recognitions/0/document"),
        Unsigned::step(story, BAC_KAN, &known, "recognise-above").at("/recognitions/1/document"),
    ]
}

/// Reviews and places are of the final stage, which nothing else here is in.
async fn of_the_ministry(story: &Story) -> Vec<Unsigned> {
    let app = &story.app;
    let (ministry, bac_kan) = (app.unit(MINISTRY).await, app.unit(BAC_KAN).await);
    let movement = json!({"code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01",
        "ends_on": "2024-12-31", "launched_by_unit_id": ministry});
    let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(movement).await.is(201);
    let movement = story.paper("movements", MINISTRY, &made);
    let stage = json!({"movement_id": story.movement, "stage": "final", "award_form_codes": ["GK"],
        "opens_on": "2024-06-01", "closes_on": "2024-08-31"});
    let places = json!({"unit_id": bac_kan, "award_form_code": "GK", "subject_type": "individual", "kind": "absolute",
        "num": 3});
    let quota = json!({"movement_id": story.movement, "stage": "final", "items": [places]});
    let rule = story.configured("R2022a", "posting", |rule| rule["award_form_code"] == "BK_BT").await;
    let mut params = rule["params"].clone();
    params["days"] = json!(7);
    let revision = json!({"rule_id": rule["id"], "params": params, "takes_effect_on": "2024-07-01",
        "title": "Quy định về thời hạn"});
    vec![
        Unsigned::step(story, MINISTRY, &movement, "launch"),
        Unsigned::new(story, MINISTRY, "/award-stages", stage),
        Unsigned::new(story, MINISTRY, "/award-quotas", quota),
        Unsigned::new(story, MINISTRY, "/rule-revisions", revision),
    ]
}

/// To whom the head of a unit has delegated its powers.
struct Delegate {
    unit: &'static str,
    head: Caller,
    caller: Caller,
    delegation: String,
    /// What the documents say of it.
    told: Value,
}

impl Delegate {
    async fn of(story: &Story, unit: &'static str) -> Self {
        let (app, number, issued_on) = (&story.app, story.number("QĐ-UQ"), "2024-05-31");
        let (head, caller) = (app.head(unit).await, app.caller_with(&[(Officer, unit)]).await);
        let username = app.get("/me", &caller).await.is(200)["username"].clone();
        let body = json!({"username": username, "role": "head", "unit_id": app.unit(unit).await,
            "valid_from": "2024-06-03", "valid_to": "2024-06-09", "document_number": number,
            "document_issued_on": issued_on});
        let delegation = format!("/delegations/{}", app.post("/delegations", &head).json(body).await.is(201).id());
        let told = json!({"user_id": head.id(), "full_name": "Nguyễn Văn Thử", "document_number": number,
            "document_issued_on": issued_on});
        Self { unit, head, caller, delegation, told }
    }

    /// The delegation is over, and its delegator has another name.
    async fn ends(&self, app: &TestApp) {
        app.post(&format!("{}/revoke", self.delegation), &self.head).if_match("*").await.is(200);
        let renamed = app.patch(&format!("/users/{}", self.head.id()), &app.admin().await).if_match("*");
        renamed.json(json!({"full_name": "Trần Thị Bưởi"})).await.is(200);
    }
}

#[actix_web::test]
async fn whatever_a_delegate_signs_names_whose_right_it_was() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut waiting = of_plans_and_oversight(&story).await;
        waiting.extend(of_awards(&story).await);
        waiting.extend(of_the_ministry(&story).await);
        let mut delegates = vec![];
        for unit in [BA_BE, BAC_KAN, PAC_NAM, MINISTRY] {
            delegates.push(Delegate::of(&story, unit).await);
        }
        let of = |one: &Unsigned| delegates.iter().find(|delegate| delegate.unit == one.unit).expect("a delegate");
        let mut kept = vec![];
        for one in &waiting {
            let delegate = of(one);
            let own = one.sign(&app, &delegate.head, "?dry_run=true").await;
            assert_eq!(one.delegated_by(&own), Value::Null, "{}", own.describe());
            let signed = one.sign(&app, &delegate.caller, "").await;
            assert_eq!(one.delegated_by(&signed), delegate.told, "{}", signed.describe());
            let collection = one.path.split('/').nth(1).expect("a collection");
            kept.push((one, format!("/{collection}/{}", signed.id())));
        }
        for delegate in &delegates {
            delegate.ends(&app).await;
        }
        for (one, path) in kept {
            let read = app.get(&path, &of(one).head).await.is(200);
            assert_eq!(one.delegated_by(&read), of(one).told, "{}", read.describe());
        }
    })
    .await;
}
