//! Guidance and inspections: drafted by an officer, signed by the head, for units below.
use chrono::Days;
use entity::assignment::Role::Officer;
use serde_json::{Value, json};

use super::{Paper, Story};
use crate::support::Reply;

impl Story {
    /// The body of guidance to these units.
    pub async fn guidance_body(&self, sender: &str, units: &[&str]) -> Value {
        let mut to = vec![];
        for unit in units {
            to.push(self.app.unit(unit).await);
        }
        json!({"movement_id": self.movement, "unit_id": self.app.unit(sender).await, "unit_ids": to,
            "title": "Hướng dẫn lập kế hoạch năm 2024", "topic": "planning",
            "text": "Mỗi đơn vị xác định ít nhất một xã làm điểm."})
    }

    pub async fn try_draft_guidance(&self, sender: &str, body: Value) -> Reply {
        self.app.post("/guidance", &self.officer(sender).await).json(body).await
    }

    pub async fn draft_guidance(&self, sender: &str, units: &[&str]) -> Paper {
        let body = self.guidance_body(sender, units).await;
        let made = self.try_draft_guidance(sender, body).await.is(201);
        self.paper("guidance", sender, &made)
    }

    pub async fn issue_guidance(&self, guidance: &Paper) -> Reply {
        let document = json!({"document": self.document(&self.number("HD-TP"))});
        guidance.step("issue", &self.head(&guidance.owner).await, document).await.is(200)
    }

    pub async fn issued_guidance(&self, sender: &str, units: &[&str]) -> Paper {
        let guidance = self.draft_guidance(sender, units).await;
        self.issue_guidance(&guidance).await;
        guidance
    }

    /// A question that an addressee asks on guidance.
    pub async fn ask(&self, guidance: &Paper, unit: &str) -> Paper {
        let text = json!({"text": "Xã đã sáp nhập có tính là xã làm điểm không?"});
        let asked = guidance.step("ask", &self.officer(unit).await, text).await.is(201);
        self.paper("guidance-questions", unit, &asked)
    }
}

impl Story {
    /// The body of a planned inspection of these units; `content` names somebody who may lead it.
    pub async fn inspection_body(&self, inspecting: &str, units: &[&str]) -> Value {
        let leader = self.app.caller_with(&[(Officer, inspecting)]).await.id();
        let mut inspected = vec![];
        for unit in units {
            inspected.push(self.app.unit(unit).await);
        }
        let today = self.app.clock.today();
        json!({"movement_id": self.movement, "unit_id": self.app.unit(inspecting).await, "unit_ids": inspected,
            "title": "Kiểm tra việc thực hiện phong trào", "content": leader, "starts_on": today,
            "ends_on": today + Days::new(4)})
    }

    pub async fn try_plan_inspection(&self, inspecting: &str, body: Value) -> Reply {
        self.app.post("/inspections", &self.officer(inspecting).await).json(body).await
    }

    /// With a team of one, from today for a month.
    pub async fn planned_inspection(&self, inspecting: &str, units: &[&str]) -> Paper {
        let body = self.inspection_body(inspecting, units).await;
        let made = self.try_plan_inspection(inspecting, body).await.is(201);
        let inspection = self.paper("inspections", inspecting, &made);
        self.set_team(&inspection, &[self.led(&made["content"])]).await.is(200);
        inspection
    }

    /// The leader of a team, from today for a month.
    pub fn led(&self, user: &Value) -> Value {
        let today = self.app.clock.today();
        json!({"user_id": user, "role": "leader", "valid_from": today, "valid_to": today + Days::new(30)})
    }

    pub async fn set_team(&self, inspection: &Paper, members: &[Value]) -> Reply {
        inspection.step("set-team", &self.officer(&inspection.owner).await, json!({"members": members})).await
    }

    /// Signed by the head of the inspecting unit.
    pub async fn sign_inspection(&self, inspection: &Paper, step: &str) -> Reply {
        let document = json!({"document": self.document(&self.number("QĐ-KT"))});
        inspection.step(step, &self.head(&inspection.owner).await, document).await
    }

    pub async fn announced_inspection(&self, inspecting: &str, units: &[&str]) -> Paper {
        let inspection = self.planned_inspection(inspecting, units).await;
        self.sign_inspection(&inspection, "announce").await.is(200);
        inspection
    }

    /// Begun, and its conclusion drafted, with one recommendation for each of these units.
    pub async fn drafted_conclusion(&self, inspecting: &str, units: &[&str], advised: &[&str]) -> Paper {
        let inspection = self.announced_inspection(inspecting, units).await;
        let officer = self.officer(inspecting).await;
        inspection.step("begin", &officer, Value::Null).await.is(200);
        let mut recommendations = vec![];
        for unit in advised {
            let due_on = self.app.clock.today() + Days::new(20);
            let owner = self.app.unit(unit).await;
            recommendations.push(json!({"text": "Bổ sung chỉ tiêu.", "owner_unit_id": owner, "due_on": due_on}));
        }
        let draft = json!({"text": "Kế hoạch còn thiếu chỉ tiêu.", "recommendations": recommendations});
        inspection.step("draft-conclusion", &officer, draft).await.is(200);
        inspection
    }

    pub async fn concluded_inspection(&self, inspecting: &str, units: &[&str], advised: &[&str]) -> Paper {
        let inspection = self.drafted_conclusion(inspecting, units, advised).await;
        self.sign_inspection(&inspection, "conclude").await.is(200);
        inspection
    }

    /// What an inspection recommends, in the order of its text.
    pub async fn recommendations(&self, inspection: &Paper) -> Vec<Paper> {
        let path = format!("/recommendations?inspection_id={}", inspection.id);
        let list = self.list(&path, &self.officer(&inspection.owner).await).await;
        let paper = |item: &Value| Paper {
            app: self.app.clone(),
            collection: "recommendations",
            id: item["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"),
            owner: inspection.owner.clone(),
        };
        list.items().iter().map(paper).collect()
    }
}
