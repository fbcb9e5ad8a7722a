//! A thousand random changes of shares over the real tree: the books always say what a model says that is kept here and
//! adds up another way, and nothing is left over.
mod amount;
mod books;
mod model;

use proptest::{collection, prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use self::{
    amount::{Amount, is_shared_out, weights},
    model::{Model, Refusal},
};
use super::{Target, answering, figure, ten_thousandths};
use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, Paper, Story, TUYEN_QUANG, ratio, target},
    support::{Kind, Reply, both},
};

/// One change: which target, which unit or share of it, and how much of the whole, in hundredths of a percent.
#[derive(Clone, Debug)]
enum Change {
    Create { target: Index, unit: Index, part: i128 },
    Adjust { target: Index, share: Index, part: i128 },
    Withdraw { target: Index, share: Index },
    Accept { target: Index, share: Index },
    Dispute { target: Index, share: Index },
    Distribute { target: Index, units: Vec<Index>, weighted: bool, decimals: u32 },
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    // Small parts, so that many fit; now and then nearly all.
    let part = || prop_oneof![4 => 0_i128..1_500, 1 => 0_i128..10_500];
    let units = collection::vec(any::<Index>(), 1..6);
    prop_oneof![
        6 => (index(), index(), part()).prop_map(|(target, unit, part)| Change::Create { target, unit, part }),
        4 => (index(), index(), part()).prop_map(|(target, share, part)| Change::Adjust { target, share, part }),
        4 => (index(), index()).prop_map(|(target, share)| Change::Withdraw { target, share }),
        4 => (index(), index()).prop_map(|(target, share)| Change::Accept { target, share }),
        2 => (index(), index()).prop_map(|(target, share)| Change::Dispute { target, share }),
        2 => (index(), units, any::<bool>(), Just(0_u32)).prop_map(|(target, units, weighted, decimals)| {
            Change::Distribute { target, units, weighted, decimals }
        }),
    ]
}

/// The service and the model side by side.
struct Run {
    story: Story,
    targets: Vec<Target>,
    model: Model,
}

impl Run {
    /// The ministry's target, with shares of two Sở whose targets answer them, and an office below that answers too;
    /// and a ratio beside.
    async fn begin(story: &Story) -> Self {
        let mut model = Model::new(story).await;
        let top = Target::sent(story, MINISTRY, target("TGPL-04", 6_000)).await;
        model.whole(MINISTRY, Amount::counted(6_000), None);
        let mut targets = vec![top.clone()];
        for (unit, amount) in [(BAC_KAN, 700), (TUYEN_QUANG, 500)] {
            let share = top.share(unit, &json!({"value": amount + 11})).await;
            let at = model.share(0, unit, share.id, Amount::counted(amount + 11));
            let answers = [answering(target("TGPL-04", amount), &share), ratio("HGCS-03", 77, 300)];
            let plan = story.sent_plan(unit, &answers).await;
            let of_plan = Target::all_of(story, &plan).await;
            model.whole(unit, Amount::counted(amount), Some(at));
            model.whole(unit, Amount::ratio(77, 300), None);
            targets.extend(of_plan);
        }
        let share = targets[1].share(BA_BE, &json!({"value": 50})).await;
        let at = model.share(1, BA_BE, share.id, Amount::counted(50));
        let bottom = Target::sent(story, BA_BE, answering(target("TGPL-04", 45), &share)).await;
        model.whole(BA_BE, Amount::counted(45), Some(at));
        targets.push(bottom);
        Self { story: story.clone(), targets, model }
    }

    fn paper(&self, at: usize) -> Paper {
        let share = &self.model.shares[at];
        let owner = self.targets[share.target].owner.clone();
        Paper { app: self.story.app.clone(), collection: "allocations", id: share.id, owner }
    }

    async fn step(&mut self, change: &Change, told: &str) {
        match change {
            Change::Create { target, unit, part } => {
                let (target, unit) = self.model.place(*target, *unit);
                let amount = self.model.wholes[target].amount.part(*part);
                let reply = self.targets[target].try_share(&unit, &amount.body()).await;
                match self.model.may_create(target, &unit, amount) {
                    Ok(()) => drop(self.model.share(target, &unit, done(reply, 201, told).id(), amount)),
                    Err(refusal) => refused(&reply, refusal, told),
                }
            }
            Change::Adjust { target, share, part } => {
                let Some(at) = self.model.any_share(*target, *share) else { return };
                let amount = self.model.wholes[self.model.shares[at].target].amount.part(*part);
                let reply = self.paper(at).adjusted(&amount.body()).await;
                match self.model.may_adjust(at, amount) {
                    Ok(()) => {
                        assert_eq!(done(reply, 200, told)["status"], "adjusted", "{told}");
                        self.model.adjust(at, amount);
                    }
                    Err(refusal) => refused(&reply, refusal, told),
                }
            }
            Change::Withdraw { target, share } => self.answer(*target, *share, "withdrawn", told).await,
            Change::Accept { target, share } => self.answer(*target, *share, "accepted", told).await,
            Change::Dispute { target, share } => self.answer(*target, *share, "disputed", told).await,
            Change::Distribute { target, units, weighted, decimals } => {
                self.distribute(*target, units, *weighted, *decimals, told).await;
            }
        }
    }

    async fn answer(&mut self, target: Index, share: Index, to: &'static str, told: &str) {
        let Some(at) = self.model.any_share(target, share) else { return };
        let (paper, unit) = (self.paper(at), self.model.shares[at].unit.clone());
        let seen = json!({"content_digest": paper.now().await["content_digest"]});
        let why = super::with(seen.clone(), &json!({"reason": super::REASON}));
        let head = self.story.head(&unit).await;
        let reply = match to {
            "accepted" => paper.step("accept", &head, seen).await,
            "disputed" => paper.step("dispute", &head, why).await,
            _ => paper.withdrawn().await,
        };
        if self.model.may_become(at, to) {
            assert_eq!(done(reply, 200, told)["status"], to, "{told}");
            self.model.set(at, to);
        } else {
            refused(&reply, Refusal::InvalidTransition, told);
        }
    }

    async fn distribute(&mut self, target: Index, units: &[Index], weighted: bool, decimals: u32, told: &str) {
        let (target, units) = self.model.tier(target, units);
        let mut ids = vec![];
        for unit in &units {
            ids.push(self.story.app.unit(unit).await);
        }
        let weights = weights(units.len(), weighted);
        let rule = if weighted {
            let weights: Vec<Value> =
                ids.iter().zip(&weights).map(|(id, w)| json!({"unit_id": id, "weight": figure(*w)})).collect();
            json!({"rule": {"type": "by_weight", "weights": weights}})
        } else {
            json!({"rule": {"type": "equal"}, "unit_ids": ids})
        };
        let last = units.len() - 1;
        let body =
            super::with(rule, &json!({"remainder_unit_id": ids[last], "decimals": decimals, "reason": super::REASON}));
        let reply = self.targets[target].distribute(&body).await;
        if let Err(refusal) = self.model.may_distribute(target, &units) {
            return refused(&reply, refusal, told);
        }
        let reply = done(reply, 200, told);
        let shares = reply["shares"].as_array().expect("shares");
        let amounts: Vec<Amount> = shares.iter().map(Amount::read).collect();
        let whole = self.model.wholes[target].amount;
        is_shared_out(whole, &weights, &amounts, 10_i128.pow(4 - decimals), told);
        for ((unit, share), amount) in units.iter().zip(shares).zip(amounts) {
            let id = share["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            match self.model.live(target, unit) {
                Some(at) if self.model.shares[at].amount == amount => {}
                Some(at) => self.model.adjust(at, amount),
                None => drop(self.model.share(target, unit, id, amount)),
            }
            let at = self.model.live(target, unit).expect("a share");
            assert_eq!(
                (self.model.shares[at].id, &json!(self.model.shares[at].status)),
                (id, &share["status"]),
                "{told}"
            );
        }
    }

    /// Every target's books against the model's.
    async fn compare(&self, told: &str) {
        for (at, target) in self.targets.iter().enumerate() {
            let books = target.reconciled().await;
            self.model.agrees(at, &books.json, told);
        }
    }
}

fn done(reply: Reply, status: u16, told: &str) -> Reply {
    assert_eq!(reply.status, status, "{told}: {}", reply.describe());
    reply
}

fn refused(reply: &Reply, refusal: Refusal, told: &str) {
    let (status, code) = refusal.problem();
    assert_eq!((reply.status, reply.code()), (status, code), "{told}: {}", reply.describe());
}

#[actix_web::test]
async fn a_thousand_random_changes_leave_no_residue() {
    both(async |app| {
        let steps = if app.database.kind == Kind::Sqlite { 1_000 } else { 200 };
        let story = Story::of(app).await;
        let mut run = Run::begin(&story).await;
        run.compare("at the beginning").await;
        let mut runner = TestRunner::deterministic();
        let changes = collection::vec(change(), steps).new_tree(&mut runner).expect("changes").current();
        for (at, change) in changes.iter().enumerate() {
            run.step(change, &format!("step {at}: {change:?}")).await;
            if at % 50 == 49 {
                run.compare(&format!("after step {at}")).await;
            }
        }
        run.compare("at the end").await;
        run.model.is_worth_it(steps);
        // Withdrawn one by one, nothing is left of anything.
        for at in 0..run.model.shares.len() {
            if run.model.may_become(at, "withdrawn") {
                run.paper(at).withdrawn().await.is(200);
                run.model.set(at, "withdrawn");
            }
        }
        run.compare("when all is withdrawn").await;
        let books = run.targets[0].reconciled().await;
        assert_eq!(ten_thousandths(&books["total"]["gap"]["value"]), Some(60_000_000));
        assert_eq!((&books["levels"], &books["rows"]), (&json!([]), &json!([])));
    })
    .await;
}
