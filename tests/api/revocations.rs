//! Revocations: one award of a decision falls, by whoever granted it, and what went with it comes back.
mod life;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{Paper, Story, VU},
    support::{Caller, Reply},
};

impl Story {
    /// The award of a dossier, as the register shows it.
    pub async fn award_of(&self, nomination: &Paper) -> Value {
        let register = self.list("/awards?limit=200", &self.officer(VU).await).await;
        let name = nomination.now().await["subject"]["full_name"].clone();
        let found = register.items().iter().find(|award| award["subject"]["full_name"] == name);
        found.unwrap_or_else(|| panic!("no award of {name}")).clone()
    }

    pub async fn revocation_body(&self, unit: &str, award: &Value, members: Value) -> Value {
        let mut body = json!({"award_id": award["id"], "unit_id": self.app.unit(unit).await, "ground": "a",
            "conclusion": {"document_number": "18/KL-TTr", "issued_on": self.app.clock.today(),
                "issuer": "Thanh tra Bộ Tư pháp"},
            "reason": "Số liệu trong báo cáo thành tích không có thật"});
        for (name, value) in members.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    }

    pub async fn try_revocation(&self, caller: &Caller, body: Value) -> Reply {
        self.app.post("/revocations", caller).json(body).await
    }

    /// Proposed by an officer of a unit.
    pub async fn proposed_revocation(&self, unit: &str, award: &Value) -> Paper {
        let body = self.revocation_body(unit, award, json!({})).await;
        let made = self.try_revocation(&self.officer(unit).await, body).await.is(201);
        self.paper("revocations", unit, &made)
    }
}

/// What may be read of a list, by id.
fn ids(reply: &Reply) -> Vec<Uuid> {
    reply.items().iter().map(|item| item["id"].as_str().unwrap().parse().unwrap()).collect()
}
