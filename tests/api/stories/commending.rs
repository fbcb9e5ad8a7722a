//! Nominations and decisions: from the unit's dossier to the award.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, superior};
use crate::support::Reply;

/// A synthetic individual.
pub fn person(full_name: &str) -> Value {
    json!({"type": "individual", "full_name": full_name, "position": "Chuyên viên"})
}

/// A dossier of a subject for a form of award, for the interim review.
pub fn dossier(subject: &Value, form: &str) -> Value {
    json!({
        "stage": "interim", "subject": subject, "award_form_code": form,
        "achievement": {"summary": "Vượt chỉ tiêu trợ giúp pháp lý lưu động", "from": "2023-01-01", "to": "2024-05-31"},
    })
}

impl Story {
    pub async fn nomination_body(&self, unit: &str, content: &Value) -> Value {
        let mut body = content.clone();
        body["movement_id"] = json!(self.movement);
        body["nominating_unit_id"] = json!(self.app.unit(unit).await);
        body
    }

    pub async fn try_nominate(&self, unit: &str, content: &Value) -> Reply {
        let body = self.nomination_body(unit, content).await;
        self.app.post("/nominations", &self.officer(unit).await).json(body).await
    }

    pub async fn nominate(&self, unit: &str, content: &Value) -> Paper {
        let made = self.try_nominate(unit, content).await.is(201);
        self.paper("nominations", unit, &made)
    }

    /// The unit's review, with its minutes of today.
    pub async fn review(&self, nomination: &Paper) -> Reply {
        let minutes = json!({"minutes_number": self.number("BB-TP"), "minutes_on": self.app.clock.today()});
        nomination.step("review", &self.head(&nomination.owner).await, minutes).await.is(200)
    }

    pub async fn submit_nomination(&self, nomination: &Paper) -> Reply {
        nomination.step("submit", &self.head(&nomination.owner).await, Value::Null).await.is(200)
    }

    pub async fn receive_nomination(&self, nomination: &Paper, at: &str) -> Reply {
        nomination.step("receive", &self.officer(at).await, Value::Null).await.is(200)
    }

    pub async fn return_nomination(&self, nomination: &Paper, at: &str) -> Reply {
        let reason = json!({"reason": "Thiếu biên bản bình xét của đơn vị"});
        nomination.step("return", &self.officer(at).await, reason).await.is(200)
    }

    /// Received, and returned to its unit.
    pub async fn return_nomination_at_once(&self, nomination: &Paper) -> Reply {
        self.receive_nomination(nomination, superior(&nomination.owner)).await;
        self.return_nomination(nomination, superior(&nomination.owner)).await
    }

    pub async fn appraise(&self, nomination: &Paper, at: &str) -> Reply {
        let opinion = json!({"opinion": "Đủ điều kiện theo quy định"});
        nomination.step("appraise", &self.officer(at).await, opinion).await.is(200)
    }

    pub async fn forward(&self, nomination: &Paper, at: &str, number: &str) -> Reply {
        nomination.step("forward", &self.head(at).await, json!({"document_number": number})).await.is(200)
    }

    pub async fn propose(&self, nomination: &Paper, at: &str) -> Reply {
        nomination.step("propose", &self.head(at).await, Value::Null).await.is(200)
    }

    pub async fn submitted_nomination(&self, unit: &str, content: &Value) -> Paper {
        let nomination = self.nominate(unit, content).await;
        self.review(&nomination).await;
        self.submit_nomination(&nomination).await;
        nomination
    }

    pub async fn received_nomination(&self, unit: &str, content: &Value) -> Paper {
        let nomination = self.submitted_nomination(unit, content).await;
        self.receive_nomination(&nomination, superior(unit)).await;
        nomination
    }

    pub async fn appraised_nomination(&self, unit: &str, content: &Value) -> Paper {
        let nomination = self.received_nomination(unit, content).await;
        self.appraise(&nomination, superior(unit)).await;
        nomination
    }

    /// Through the Sở to the ministry.
    pub async fn forwarded_nomination(&self, unit: &str, content: &Value) -> Paper {
        let nomination = self.appraised_nomination(unit, content).await;
        self.forward(&nomination, superior(unit), &self.number("TTr-TP")).await;
        nomination
    }

    /// As far as a unit's dossier for this form goes before the decision.
    pub async fn proposed_nomination(&self, unit: &str, content: &Value) -> Paper {
        if content["award_form_code"] == "GK" {
            let nomination = self.appraised_nomination(unit, content).await;
            self.propose(&nomination, superior(unit)).await;
            return nomination;
        }
        let nomination = self.forwarded_nomination(unit, content).await;
        self.receive_nomination(&nomination, STANDING_BODY).await;
        self.appraise(&nomination, STANDING_BODY).await;
        self.propose(&nomination, STANDING_BODY).await;
        nomination
    }

    pub async fn submission_body(&self, unit: &str, nominations: &[&Paper]) -> Value {
        let ids: Vec<Uuid> = nominations.iter().map(|nomination| nomination.id).collect();
        json!({"movement_id": self.movement, "stage": "interim", "unit_id": self.app.unit(unit).await,
            "document": self.document(&self.number("TTr-TP")), "nomination_ids": ids})
    }

    /// Dossiers that go up together, ranked as they are named.
    pub async fn sent_together(&self, unit: &str, nominations: &[&Paper]) -> Paper {
        let body = self.submission_body(unit, nominations).await;
        let made = self.app.post("/submissions", &self.head(unit).await).json(body).await.is(201);
        self.paper("submissions", unit, &made)
    }

    pub async fn decision_body(&self, deciding: &str, items: &[(&Paper, i32)]) -> Value {
        let item = |(nomination, order_no): &(&Paper, i32)| {
            let nomination_id: Uuid = nomination.id;
            json!({"nomination_id": nomination_id, "order_no": order_no})
        };
        let items: Vec<_> = items.iter().map(item).collect();
        json!({"movement_id": self.movement, "deciding_unit_id": self.app.unit(deciding).await, "items": items})
    }

    /// Drafted by an officer of the deciding unit; for the Minister, of the standing body.
    pub async fn draft_decision(&self, deciding: &str, items: &[(&Paper, i32)]) -> Paper {
        let preparing = if deciding == MINISTRY { STANDING_BODY } else { deciding };
        let body = self.decision_body(deciding, items).await;
        let made = self.app.post("/decisions", &self.officer(preparing).await).json(body).await.is(201);
        self.paper("decisions", preparing, &made)
    }

    pub async fn sign_decision(&self, decision: &Paper, number: &str) -> Reply {
        let head = self.head(if decision.owner == STANDING_BODY { MINISTRY } else { &decision.owner }).await;
        decision.step("sign", &head, json!({"document": self.document(number)})).await.is(200)
    }

    /// A certificate of merit of the Director of Sở Tư pháp tỉnh Bắc Kạn, granted.
    pub async fn awarded_nomination(&self, unit: &str, content: &Value) -> Paper {
        let nomination = self.proposed_nomination(unit, content).await;
        let decision = self.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        self.sign_decision(&decision, &self.number("QĐ-STP")).await;
        nomination
    }
}
