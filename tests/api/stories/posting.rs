//! Postings: drafted by an officer, published by the head, read and objected to by anybody.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Paper, STANDING_BODY, Story};
use crate::support::{Caller, Reply};

/// From where somebody without an account writes.
pub const OUTSIDE: [u8; 4] = [192, 0, 2, 7];

impl Story {
    /// From today on the standing body wants certificates of the Minister posted for ten working days.
    pub async fn posting_is_asked_for(&self) {
        let head = self.head(STANDING_BODY).await;
        let rules = self.list("/regimes/R2022a/rules?kind=posting&award_form_code=BK_BT", &head).await;
        let rule = rules.items().iter().find(|rule| rule["scope"] == "configuration").expect("the example").clone();
        let body = json!({"rule_id": rule["id"], "params": rule["params"], "takes_effect_on": self.app.clock.today(),
            "title": "Quy chế xét khen thưởng", "document": self.document(&self.number("QĐ-TĐKT"))});
        self.app.post("/rule-revisions", &head).json(body).await.is(201);
    }

    /// On certificates of the Minister: with the standing body, and appraised.
    pub async fn at_the_ministry(&self, unit: &str, content: &Value) -> Paper {
        let nomination = self.forwarded_nomination(unit, content).await;
        self.receive_nomination(&nomination, STANDING_BODY).await;
        self.appraise(&nomination, STANDING_BODY).await;
        nomination
    }

    pub fn posting_body(&self, dossiers: &[&Paper]) -> Value {
        let ids: Vec<Uuid> = dossiers.iter().map(|paper| paper.id).collect();
        json!({"title": "Danh sách đề nghị khen thưởng", "nomination_ids": ids})
    }

    pub async fn try_draft_posting(&self, unit: &str, body: Value) -> Reply {
        self.app.post("/postings", &self.officer(unit).await).json(body).await
    }

    /// For so many working days.
    pub async fn draft_posting(&self, unit: &str, dossiers: &[&Paper], days: i32) -> Paper {
        let mut body = self.posting_body(dossiers);
        body["days"] = json!(days);
        let made = self.try_draft_posting(unit, body).await.is(201);
        self.paper("postings", unit, &made)
    }

    pub async fn publish(&self, posting: &Paper) -> Reply {
        posting.step("publish", &self.head(&posting.owner).await, Value::Null).await
    }

    pub async fn published_posting(&self, unit: &str, dossiers: &[&Paper], days: i32) -> Paper {
        let posting = self.draft_posting(unit, dossiers, days).await;
        self.publish(&posting).await.is(200);
        posting
    }

    /// As everybody reads it.
    pub async fn read_posted(&self, posting: &Paper) -> Reply {
        self.app.get(&format!("/public{}", posting.path()), &Caller::Nobody).at_address(OUTSIDE).await
    }

    pub async fn try_object(&self, posting: &Paper, body: Value, from: [u8; 4]) -> Reply {
        let path = format!("/public{}/objections", posting.path());
        self.app.post(&path, &Caller::Nobody).at_address(from).json(body).await
    }

    /// The secret of an objection to these numbers.
    pub async fn object(&self, posting: &Paper, ordinals: &[i32]) -> String {
        let body = json!({"ordinals": ordinals, "text": "Kết quả này là của tổ hòa giải khác."});
        let raised = self.try_object(posting, body, OUTSIDE).await.is(201);
        raised["secret"].as_str().expect("a secret").to_owned()
    }

    /// A list of one dossier, to which somebody objects.
    pub async fn objected_posting(&self, unit: &str, dossier: &Paper) -> (Paper, Paper) {
        let posting = self.published_posting(unit, &[dossier], 5).await;
        self.object(&posting, &[1]).await;
        let objection = self.objections(&posting).await.remove(0);
        (posting, objection)
    }

    /// What whoever has a secret does: `read`, `write` or `withdraw`.
    pub async fn by_secret(&self, secret: &str, what: &str) -> Reply {
        let mut body = json!({"secret": secret});
        if what == "write" {
            body["text"] = json!("Tôi gửi thêm số biên bản.");
        }
        let path = format!("/public/objections/{what}");
        self.app.post(&path, &Caller::Nobody).at_address(OUTSIDE).json(body).await
    }

    /// The objections to a posting as its unit reads them, the newest first.
    pub async fn objections(&self, posting: &Paper) -> Vec<Paper> {
        let path = format!("/posting-objections?posting_id={}", posting.id);
        let listed = self.list(&path, &self.officer(&posting.owner).await).await;
        let ids = listed.each("id").into_iter().map(|id| id.parse().expect("an id"));
        let paper =
            |id| Paper { app: self.app.clone(), collection: "posting-objections", id, owner: posting.owner.clone() };
        ids.map(paper).collect()
    }

    pub async fn decide(&self, objection: &Paper, step: &str) -> Reply {
        let reason = json!({"reason": "Đã xác minh với đơn vị và các bên"});
        objection.step(step, &self.head(&objection.owner).await, reason).await
    }
}
