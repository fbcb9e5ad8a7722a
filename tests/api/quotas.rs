//! Quotas of awards: given by documents, counted from the register, and held to by whoever signs or sends dossiers up.
mod alone;
mod bounds;
mod given;
mod held;
mod once;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{MINISTRY, Paper, Story},
    support::{Caller, Reply},
};

/// So many certificates for people of a unit.
fn places(number: i64) -> Value {
    json!({"award_form_code": "GK", "subject_type": "individual", "kind": "absolute", "num": number})
}

/// A part of so many people, at least one.
fn part(num: i64, den: i64, rounding: &str) -> Value {
    json!({"award_form_code": "GK", "subject_type": "individual", "kind": "percent", "num": num, "den": den,
        "base": "direct_participants", "base_count": 41, "rounding": rounding, "minimum": 1})
}

impl Story {
    async fn quota_body(&self, number: &str, items: &[(&str, Value)]) -> Value {
        let mut said = vec![];
        for (unit, item) in items {
            let mut item = item.clone();
            item["unit_id"] = json!(self.app.unit(unit).await);
            said.push(item);
        }
        json!({"movement_id": self.movement, "stage": "interim", "document": self.document(number), "items": said})
    }

    async fn try_quota(&self, caller: &Caller, number: &str, items: &[(&str, Value)]) -> Reply {
        let body = self.quota_body(number, items).await;
        self.app.post("/award-quotas", caller).json(body).await
    }

    /// By the Minister.
    async fn quota(&self, items: &[(&str, Value)]) -> Uuid {
        let number = self.number("QĐ-BTP");
        self.try_quota(&self.head(MINISTRY).await, &number, items).await.is(201).id()
    }

    /// What holds of the items of a quota: places, granted, left.
    async fn held(&self, quota: Uuid) -> Vec<Value> {
        let read = self.app.get(&format!("/award-quotas/{quota}"), &self.officer(MINISTRY).await).await.is(200);
        let told = |item: &Value| match &item["held"] {
            Value::Null => Value::Null,
            held => json!([held["places"], held["granted"], held["left"]]),
        };
        read["items"].as_array().expect("items").iter().map(told).collect()
    }

    async fn try_sign(&self, decision: &Paper, number: &str, refused: &[&Paper]) -> Reply {
        let refused: Vec<_> = refused
            .iter()
            .map(|one| json!({"nomination_id": one.id, "reason": "Vượt chỉ tiêu được giao cho đơn vị"}))
            .collect();
        let body = json!({"document": self.document(number), "refused": refused});
        decision.step("sign", &self.head(&decision.owner).await, body).await
    }
}

/// Where the request names dossiers for which no place is left.
fn without_a_place(reply: &Reply) -> Vec<&str> {
    let errors = reply["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(errors.iter().all(|error| error["code"] == "no_place_left"), "{}", reply.describe());
    errors.iter().filter_map(|error| error["pointer"].as_str()).collect()
}
