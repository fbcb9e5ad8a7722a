//! Exemplars: found by an officer, recognised by the head, published by the standing body, adopted elsewhere.
use serde_json::{Value, json};

use super::{Paper, STANDING_BODY, Story};
use crate::support::Reply;

impl Story {
    /// The body of a new exemplar of a unit.
    pub async fn exemplar_body(&self, unit: &str, kind: &str) -> Value {
        json!({"movement_id": self.movement, "unit_id": self.app.unit(unit).await, "kind": kind,
            "title": "Tổ hòa giải lưu động", "description": "Hai hòa giải viên đi cùng đoàn trợ giúp pháp lý.",
            "discovered_on": self.app.clock.today()})
    }

    pub async fn try_tell_of_exemplar(&self, unit: &str, body: Value) -> Reply {
        self.app.post("/exemplars", &self.officer(unit).await).json(body).await
    }

    pub async fn exemplar(&self, unit: &str, kind: &str) -> Paper {
        let body = self.exemplar_body(unit, kind).await;
        let made = self.try_tell_of_exemplar(unit, body).await.is(201);
        self.paper("exemplars", unit, &made)
    }

    pub async fn foster(&self, exemplar: &Paper) -> Reply {
        exemplar.step("foster", &self.officer(&exemplar.owner).await, self.fostering()).await.is(200)
    }

    pub fn fostering(&self) -> Value {
        let until = self.app.clock.today() + chrono::Days::new(90);
        json!({"plan": "Tập huấn mỗi quý", "responsible": "Phó Trưởng phòng", "until": until})
    }

    pub async fn recognise(&self, exemplar: &Paper) -> Reply {
        let document = json!({"document": self.document(&self.number("QĐ-PTP"))});
        exemplar.step("recognise", &self.head(&exemplar.owner).await, document).await.is(200)
    }

    pub async fn recognised_exemplar(&self, unit: &str, kind: &str) -> Paper {
        let exemplar = self.exemplar(unit, kind).await;
        self.recognise(&exemplar).await;
        exemplar
    }

    pub async fn publicise(&self, exemplar: &Paper) -> Reply {
        exemplar.step("publicise", &self.head(STANDING_BODY).await, Value::Null).await
    }

    pub async fn published_exemplar(&self, unit: &str, kind: &str) -> Paper {
        let exemplar = self.recognised_exemplar(unit, kind).await;
        self.publicise(&exemplar).await.is(200);
        exemplar
    }

    pub fn adoption(&self) -> Value {
        json!({"started_on": self.app.clock.today(), "description": "Hai xã làm điểm từ quý III."})
    }

    pub async fn adopt(&self, exemplar: &Paper, unit: &str) -> Paper {
        let made = exemplar.step("adopt", &self.officer(unit).await, self.adoption()).await.is(201);
        self.paper("exemplar-adoptions", unit, &made)
    }
}
