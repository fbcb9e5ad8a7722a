//! Plans: drafted by an officer, issued and sent by the head, received by the superior.
use serde_json::{Value, json};

use super::{Paper, Story, superior};
use crate::support::Reply;

/// At least so much on an indicator.
pub fn target(indicator: &str, at_least: i64) -> Value {
    json!({"task_no": 1, "indicator_code": indicator, "comparator": "gte", "target_value": at_least})
}

/// At least so many of so many.
pub fn ratio(indicator: &str, numerator: i64, denominator: i64) -> Value {
    json!({"task_no": 1, "indicator_code": indicator, "comparator": "gte",
        "numerator": numerator, "denominator": denominator})
}

/// What a plan with these targets holds: one task, one measure.
pub fn plan_of(targets: &[Value]) -> Value {
    json!({
        "tasks": [{"code": "T-05", "title": "Trợ giúp pháp lý cho người nghèo", "no_target_reason": "chỉ theo dõi"}],
        "measures": [{"task_no": 1, "title": "Trợ giúp pháp lý lưu động tại xã"}],
        "targets": targets,
    })
}

impl Paper {
    /// The body of whoever has seen what a plan says.
    pub async fn seen(&self) -> Value {
        json!({"content_digest": self.now().await["content_digest"]})
    }

    /// The body of whoever has seen it and asks for more by a day.
    pub async fn supplement(&self, reason: &str, due_on: &str) -> Value {
        let mut asked = self.seen().await;
        asked["reason"] = json!(reason);
        asked["due_on"] = json!(due_on);
        asked
    }
}

impl Story {
    /// The body of a new plan.
    pub async fn plan_body(&self, unit: &str, content: &Value) -> Value {
        let mut body = content.clone();
        body["movement_id"] = json!(self.movement);
        body["unit_id"] = json!(self.app.unit(unit).await);
        body
    }

    pub async fn try_draft_plan(&self, unit: &str, content: &Value) -> Reply {
        let body = self.plan_body(unit, content).await;
        self.app.post("/plans", &self.officer(unit).await).json(body).await
    }

    pub async fn draft_plan(&self, unit: &str, content: &Value) -> Paper {
        let made = self.try_draft_plan(unit, content).await.is(201);
        self.paper("plans", unit, &made)
    }

    pub async fn request_signature(&self, plan: &Paper) {
        plan.step("request-signature", &self.officer(&plan.owner).await, Value::Null).await.is(200);
    }

    pub async fn try_issue(&self, plan: &Paper, number: &str) -> Reply {
        plan.step("issue", &self.head(&plan.owner).await, json!({"document": self.document(number)})).await
    }

    /// Signature asked for and given.
    pub async fn issue(&self, plan: &Paper, number: &str) -> Reply {
        self.request_signature(plan).await;
        self.try_issue(plan, number).await.is(200)
    }

    pub async fn send(&self, plan: &Paper) -> Reply {
        plan.step("send", &self.head(&plan.owner).await, Value::Null).await.is(200)
    }

    pub async fn receive(&self, plan: &Paper) -> Reply {
        plan.step("receive", &self.officer(superior(&plan.owner)).await, plan.seen().await).await.is(200)
    }

    pub async fn request_supplement(&self, plan: &Paper) -> Reply {
        let today = self.app.clock.today().to_string();
        let asked = plan.supplement("Chưa có chỉ tiêu trợ giúp pháp lý lưu động", &today).await;
        plan.step("request-supplement", &self.officer(superior(&plan.owner)).await, asked).await.is(200)
    }

    /// The next version, as a draft.
    pub async fn amend(&self, plan: &Paper) -> Paper {
        let made = plan.step("amend", &self.officer(&plan.owner).await, Value::Null).await.is(201);
        self.paper("plans", &plan.owner, &made)
    }

    pub async fn issued_plan(&self, unit: &str, targets: &[Value]) -> Paper {
        let plan = self.draft_plan(unit, &plan_of(targets)).await;
        self.issue(&plan, &self.number("KH-TP")).await;
        plan
    }

    pub async fn sent_plan(&self, unit: &str, targets: &[Value]) -> Paper {
        let plan = self.issued_plan(unit, targets).await;
        self.send(&plan).await;
        plan
    }

    pub async fn received_plan(&self, unit: &str, targets: &[Value]) -> Paper {
        let plan = self.sent_plan(unit, targets).await;
        self.receive(&plan).await;
        plan
    }
}
