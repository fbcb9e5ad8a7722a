//! Reports: owed for a period, written by an officer, signed by the head, submitted, and accepted by the superior.
use actix_web::http::Method;
use serde_json::{Value, json};

use super::{Paper, Story, superior};
use crate::support::Reply;

/// A figure on each of these indicators, as members of a value.
pub fn values(plan: &Reply, figures: &[(&str, Value)]) -> Value {
    let targets = plan["targets"].as_array().expect("a plan has targets");
    let value = |(indicator, figure): &(&str, Value)| {
        let target = targets.iter().find(|target| target["indicator"]["code"] == *indicator);
        let mut value = figure.clone();
        value["target_id"] = target.unwrap_or_else(|| panic!("no target on {indicator}"))["id"].clone();
        value
    };
    figures.iter().map(value).collect()
}

impl Story {
    /// What a unit owes for a period, once the calendar has come round.
    pub async fn obligation(&self, unit: &str, period: &str) -> Paper {
        let path = format!("/obligations?movement_id={}&unit_id={}", self.movement, self.app.unit(unit).await);
        let mut owed = self.list(&path, &self.officer(unit).await).await;
        if owed.items().is_empty() {
            self.app.settle().await;
            owed = self.list(&path, &self.officer(unit).await).await;
        }
        let found = owed.items().iter().find(|item| item["period"]["code"] == period);
        let id = &found.unwrap_or_else(|| panic!("{unit} owes nothing for {period}"))["id"];
        let id = id.as_str().and_then(|id| id.parse().ok()).expect("an id");
        Paper { app: self.app.clone(), collection: "obligations", id, owner: unit.to_owned() }
    }

    /// The plan of a unit that reports answer: its newest version.
    pub async fn plan_in_force(&self, unit: &str) -> Reply {
        let officer = self.officer(unit).await;
        let path = format!("/plans?movement_id={}&unit_id={}", self.movement, self.app.unit(unit).await);
        let plans = self.list(&path, &officer).await;
        let newest = plans.items().iter().max_by_key(|plan| plan["version_no"].as_i64()).expect("a plan");
        self.app.get(&format!("/plans/{}", newest["id"].as_str().expect("an id")), &officer).await.is(200)
    }

    pub async fn try_draft_report(&self, unit: &str, period: &str, figures: &[(&str, Value)]) -> Reply {
        let obligation = self.obligation(unit, period).await;
        let plan = self.plan_in_force(unit).await;
        let body = json!({"obligation_id": obligation.id, "values": values(&plan, figures)});
        self.app.post("/reports", &self.officer(unit).await).json(body).await
    }

    pub async fn draft_report(&self, unit: &str, period: &str, figures: &[(&str, Value)]) -> Paper {
        let made = self.try_draft_report(unit, period, figures).await.is(201);
        self.paper("reports", unit, &made)
    }

    /// Whatever its figures make a reader ask is answered before.
    pub async fn sign(&self, report: &Paper) -> Reply {
        let document = json!({"document": self.document(&self.number("BC-TP"))});
        let reply = report.step("sign", &self.head(&report.owner).await, document.clone()).await;
        if reply.code() != "checks_unanswered" {
            return reply.is(200);
        }
        self.answer_checks(report).await;
        report.step("sign", &self.head(&report.owner).await, document).await.is(200)
    }

    /// Says of all that makes a reader ask that it is right.
    pub async fn answer_checks(&self, report: &Paper) {
        let officer = self.officer(&report.owner).await;
        let found = self.list(&format!("{}/checks", report.path()), &officer).await;
        for check in found.items().iter().filter(|check| check["answer"].is_null()) {
            let path = format!("{}/checks/{}/answer", report.path(), check["code"].as_str().expect("a code"));
            let answer = json!({"text": "Đã đối chiếu với sổ theo dõi"});
            self.app.call(Method::PUT, &path, &officer).if_match("*").json(answer).await.is(200);
        }
    }

    /// The head asks for a correction of what was accepted.
    pub async fn correct(&self, report: &Paper) -> Reply {
        let reason = json!({"reason": "Tính trùng các vụ việc chuyển kỳ"});
        report.step("correct", &self.head(&report.owner).await, reason).await.is(200)
    }

    /// Waits for the day from which on a report may be submitted: the one after the last of its period.
    pub async fn wait_for_end(&self, report: &Paper) {
        let last = report.now().await["period"]["data_to"].as_str().and_then(|day| day.parse().ok()).expect("a day");
        if self.app.clock.today() <= last {
            self.app.set_clock(&format!("{}T02:00:00Z", last + chrono::Days::new(1)));
        }
    }

    pub async fn submit(&self, report: &Paper) -> Reply {
        self.wait_for_end(report).await;
        report.step("submit", &self.officer(&report.owner).await, Value::Null).await.is(200)
    }

    pub async fn return_report(&self, report: &Paper) -> Reply {
        let words = "Số liệu hòa giải chưa khớp với sổ theo dõi";
        let reason = json!({"reason_code": "wrong_figure", "reason": words});
        report.step("return", &self.officer(superior(&report.owner)).await, reason).await.is(200)
    }

    pub async fn accept(&self, report: &Paper) -> Reply {
        report.step("accept", &self.officer(superior(&report.owner)).await, Value::Null).await.is(200)
    }

    pub async fn signed_report(&self, unit: &str, period: &str, figures: &[(&str, Value)]) -> Paper {
        let report = self.draft_report(unit, period, figures).await;
        self.sign(&report).await;
        report
    }

    pub async fn submitted_report(&self, unit: &str, period: &str, figures: &[(&str, Value)]) -> Paper {
        let report = self.signed_report(unit, period, figures).await;
        self.submit(&report).await;
        report
    }

    pub async fn accepted_report(&self, unit: &str, period: &str, figures: &[(&str, Value)]) -> Paper {
        let report = self.submitted_report(unit, period, figures).await;
        self.accept(&report).await;
        report
    }

    /// With a value for each target of a plan, in its order, whether on an indicator or not.
    pub async fn accepted_report_on(&self, plan: &Paper, period: &str, figures: &[Value]) -> Paper {
        let targets = plan.now().await["targets"].as_array().cloned().expect("targets");
        let value = |(target, figure): (&Value, &Value)| json!({"target_id": target["id"], "value": figure});
        let values: Vec<_> = targets.iter().zip(figures).map(value).collect();
        let body = json!({"obligation_id": self.obligation(&plan.owner, period).await.id, "values": values});
        let made = self.app.post("/reports", &self.officer(&plan.owner).await).json(body).await.is(201);
        let report = self.paper("reports", &plan.owner, &made);
        self.sign(&report).await;
        self.submit(&report).await;
        self.accept(&report).await;
        report
    }

    pub async fn waive(&self, unit: &str, period: &str) -> Reply {
        let obligation = self.obligation(unit, period).await;
        let why = json!({"document_number": self.number("TP-VP"), "reason": "Đơn vị mới được thành lập"});
        obligation.step("waive", &self.head(superior(unit)).await, why).await.is(200)
    }
}
