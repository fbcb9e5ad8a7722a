//! Allocations: shares of targets, from the unit that gives them to those that answer, and what they come to.
mod answers;
mod bad_input;
mod distribution;
mod life;
mod limits;
mod queries;
mod random;
mod reconciliation;
mod reforms;
mod reported;
mod sum;
mod versions;
mod visible;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{Paper, Story, plan_of},
    support::Reply,
};

const REASON: &str = "Địa bàn chỉ còn năm xã đặc biệt khó khăn";

fn with(mut base: Value, members: &Value) -> Value {
    for (name, value) in members.as_object().expect("members") {
        base[name] = value.clone();
    }
    base
}

/// The digits of an amount in ten-thousandths.
fn figure(ten_thousandths: i128) -> Value {
    let text = format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000);
    serde_json::from_str(&text).expect("a number")
}

/// The same the other way round; nothing where there is none.
fn ten_thousandths(value: &Value) -> Option<i128> {
    value.as_f64().map(|value| format!("{:.0}", value * 10_000.0).parse().expect("a whole number"))
}

/// A target in the hands of the unit whose plan has it.
#[derive(Clone)]
struct Target {
    story: Story,
    owner: String,
    plan: Paper,
    id: Uuid,
}

impl Target {
    /// The targets of a plan, in its order.
    async fn all_of(story: &Story, plan: &Paper) -> Vec<Self> {
        let read = plan.now().await;
        let ids = read["targets"].as_array().expect("targets").iter();
        let ids = ids.map(|target| target["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
        let made = |id| Self { story: story.clone(), owner: plan.owner.clone(), plan: plan.clone(), id };
        ids.map(made).collect()
    }

    /// The only target of a draft.
    async fn drafted(story: &Story, unit: &str, target: Value) -> Self {
        let plan = story.draft_plan(unit, &plan_of(&[target])).await;
        Self::all_of(story, &plan).await.remove(0)
    }

    /// The only target of a plan that was sent.
    async fn sent(story: &Story, unit: &str, target: Value) -> Self {
        let plan = story.sent_plan(unit, &[target]).await;
        Self::all_of(story, &plan).await.remove(0)
    }

    async fn try_share(&self, to: &str, amounts: &Value) -> Reply {
        let unit = self.story.app.unit(to).await;
        let body = with(json!({"target_id": self.id, "unit_id": unit}), amounts);
        self.story.app.post("/allocations", &self.story.officer(&self.owner).await).json(body).await
    }

    async fn share(&self, to: &str, amounts: &Value) -> Paper {
        let made = self.try_share(to, amounts).await.is(201);
        self.story.paper("allocations", &self.owner, &made)
    }

    /// `body` without the target.
    async fn distribute(&self, body: &Value) -> Reply {
        let body = with(json!({"target_id": self.id}), body);
        self.story.app.post("/distributions", &self.story.officer(&self.owner).await).json(body).await
    }

    async fn reconciled(&self) -> Reply {
        self.reconciled_by(&self.owner).await
    }

    async fn reconciled_by(&self, unit: &str) -> Reply {
        let reader = self.story.officer(unit).await;
        self.story.app.get(&format!("/targets/{}/reconciliation", self.id), &reader).await.is(200)
    }
}

impl Paper {
    /// The head of the unit that a share is given to accepts it as it is.
    async fn accepted_by(&self, unit: &str) -> Reply {
        let seen = json!({"content_digest": self.now().await["content_digest"]});
        self.step("accept", &self.app.head(unit).await, seen).await.is(200)
    }

    async fn disputed_by(&self, unit: &str) -> Reply {
        let seen = json!({"content_digest": self.now().await["content_digest"], "reason": REASON});
        self.step("dispute", &self.app.head(unit).await, seen).await.is(200)
    }

    async fn adjusted(&self, amounts: &Value) -> Reply {
        let body = with(json!({"reason": REASON}), amounts);
        self.step("adjust", &self.app.officer(&self.owner).await, body).await
    }

    async fn withdrawn(&self) -> Reply {
        self.step("withdraw", &self.app.officer(&self.owner).await, json!({"reason": REASON})).await
    }
}

/// A target of a unit's own, without an indicator.
fn own_target(at_least: i64) -> Value {
    json!({"task_no": 1, "title": "Số hội nghị", "unit_of_measure": "cuộc", "comparator": "gte",
        "target_value": at_least})
}

/// A target that answers a share.
fn answering(mut target: Value, share: &Paper) -> Value {
    target["allocation_id"] = json!(share.id);
    target
}
