//! Two programs on one database, killed at random while they are written to and copied from, by somebody who is killed too.
//! `THIDUA_FEED_WRITES=10000` makes it as long as it may be.
use entity::{assignment::Role, journal};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::copy::{Kept, Source, ask, begun};
use crate::{
    faults::killed::{Program, World, both_worlds, until},
    reorganisations::{applied, merger},
    stories::{
        BA_BE, BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story, TUYEN_QUANG, dossier, person, plan_of, target, values,
    },
    support::{Caller, TestApp},
};

/// The same numbers for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn writes() -> usize {
    std::env::var("THIDUA_FEED_WRITES").map_or(160, |count| count.parse().unwrap())
}

/// What goes on: programs, papers, and who reads.
struct Run<'a> {
    world: &'a World,
    story: Story,
    chance: Chance,
    programs: Vec<Program>,
    exemplars: Vec<(&'static str, Uuid)>,
    given: Option<Uuid>,
    done: usize,
}

const UNITS: [&str; 5] = [BA_BE, PAC_NAM, NA_HANG, BAC_KAN, TUYEN_QUANG];
/// Those that the reorganisation leaves as they are.
const LASTING: [&str; 2] = [NA_HANG, TUYEN_QUANG];

impl Run<'_> {
    fn app(&self) -> &TestApp {
        &self.world.app
    }

    fn token(&self, caller: &Caller) -> String {
        self.app().token(caller).unwrap()
    }

    /// To one of the programs; it may be gone with it. Null is no body.
    async fn write(&mut self, method: &str, path: &str, caller: &Caller, body: &Value) -> Option<Value> {
        let at = self.programs[self.chance.below(self.programs.len())].api;
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let reply = ask(at, method, path, &self.token(caller), &body).await.ok()?;
        assert!(reply.status < 500 || reply.status == 503, "{}\n{}", reply.describe(), self.world.errors());
        self.done += usize::from(reply.status < 300);
        (reply.status < 300).then_some(reply.json)
    }

    async fn something(&mut self, reader: &Caller) {
        let unit = UNITS[self.chance.below(UNITS.len())];
        let (officer, number) = (self.app().officer(unit).await, self.chance.below(100_000));
        let known = self.exemplars.clone();
        match self.chance.below(13) {
            0..=2 => {
                let body = self.story.exemplar_body(unit, "model").await;
                if let Some(made) = self.write("POST", "/exemplars", &officer, &body).await {
                    self.exemplars.push((unit, super::copy::id(&made["id"])));
                }
            }
            3..=5 if !known.is_empty() => {
                let (unit, id) = known[number % known.len()];
                let officer = self.app().officer(unit).await;
                let body = json!({"title": format!("Mô hình số {number}")});
                self.write("PATCH", &format!("/exemplars/{id}"), &officer, &body).await;
            }
            6 if !known.is_empty() => {
                let (unit, id) = known[number % known.len()];
                let (head, document) = (self.app().head(unit).await, self.story.document(&self.story.number("QĐ")));
                self.write("POST", &format!("/exemplars/{id}/recognise"), &head, &json!({"document": document})).await;
            }
            7 => {
                let form = dossier(&person(&format!("SYN-{number}")), "GK");
                let body = self.story.nomination_body(unit, &form).await;
                self.write("POST", "/nominations", &officer, &body).await;
            }
            8 => self.change_a_role(reader).await,
            9..=11 => {
                let unit = LASTING[self.chance.below(LASTING.len())];
                Box::pin(self.go_on_with_a_plan(unit)).await;
            }
            _ => {
                let path = format!("/units/{}", self.app().unit(unit).await);
                let admin = self.app().admin().await;
                self.write("PATCH", &path, &admin, &json!({"name_en": format!("Office {number}")})).await;
            }
        }
    }

    /// The plan of a unit is drafted, signed and sent; then come its reports.
    async fn go_on_with_a_plan(&mut self, unit: &str) {
        let (officer, head) = (self.app().officer(unit).await, self.app().head(unit).await);
        let path = format!("/plans?movement_id={}&unit_id={}", self.story.movement, self.app().unit(unit).await);
        let plans = self.app().get(&path, &officer).await.is(200);
        let Some(plan) = plans.items().first() else {
            let body = self.story.plan_body(unit, &plan_of(&[target("TGPL-04", 3)])).await;
            self.write("POST", "/plans", &officer, &body).await;
            return;
        };
        let path = format!("/plans/{}", super::copy::id(&plan["id"]));
        let document = json!({"document": self.story.document(&self.story.number("KH-TP"))});
        match plan["status"].as_str().unwrap() {
            "draft" if self.chance.below(3) == 0 => {
                let body = plan_of(&[target("TGPL-04", 4), target("TGPL-07", 5)]);
                self.write("PATCH", &path, &officer, &body).await;
            }
            "draft" => drop(self.write("POST", &format!("{path}/request-signature"), &officer, &Value::Null).await),
            "pending_signature" => drop(self.write("POST", &format!("{path}/issue"), &head, &document).await),
            "issued" => drop(self.write("POST", &format!("{path}/send"), &head, &Value::Null).await),
            _ => self.go_on_with_a_report(unit).await,
        }
    }

    /// Of a year that is over: it is drafted, its figures change, and it is signed and submitted.
    async fn go_on_with_a_report(&mut self, unit: &str) {
        let (officer, head) = (self.app().officer(unit).await, self.app().head(unit).await);
        let path = format!("/reports?movement_id={}&unit_id={}", self.story.movement, self.app().unit(unit).await);
        let reports = self.app().get(&path, &officer).await.is(200);
        let plan = self.story.plan_in_force(unit).await;
        let figure = json!({"value": self.chance.below(100)});
        let mut body = json!({"values": values(&plan, &[("TGPL-04", figure)])});
        let Some(report) = reports.items().first() else {
            body["obligation_id"] = json!(self.story.obligation(unit, "2023").await.id);
            self.write("POST", "/reports", &officer, &body).await;
            return;
        };
        let path = format!("/reports/{}", super::copy::id(&report["id"]));
        let document = json!({"document": self.story.document(&self.story.number("BC-TP"))});
        match report["status"].as_str().unwrap() {
            "draft" if self.chance.below(2) == 0 => drop(self.write("PATCH", &path, &officer, &body).await),
            "draft" => drop(self.write("POST", &format!("{path}/sign"), &head, &document).await),
            _ => drop(self.write("POST", &format!("{path}/submit"), &officer, &Value::Null).await),
        }
    }

    /// The reader gets another unit, or loses it.
    async fn change_a_role(&mut self, reader: &Caller) {
        let (admin, today) = (self.app().admin().await, self.app().clock.today());
        if let Some(given) = self.given.take() {
            let over = json!({"valid_to": today.pred_opt()});
            self.write("PATCH", &format!("/assignments/{given}"), &admin, &over).await;
            return;
        }
        let unit = self.app().unit(TUYEN_QUANG).await;
        let body = json!({"user_id": reader.id(), "role": "officer", "unit_id": unit, "valid_from": today.pred_opt()});
        let made = self.write("POST", "/assignments", &admin, &body).await;
        self.given = made.map(|made| super::copy::id(&made["id"]));
    }

    async fn kill_one(&mut self) {
        let at = self.chance.below(self.programs.len());
        let mut killed = self.programs.remove(at);
        killed.child.kill().unwrap();
        killed.child.wait().unwrap();
        let next = self.world.start().await;
        self.programs.push(next);
    }

    /// A part, from any program; lost is what was not kept.
    async fn copy(&mut self, reader: &Caller, kept: &mut Kept) -> bool {
        let at = self.programs[self.chance.below(self.programs.len())].api;
        let source = Source::Program(at, self.token(reader));
        let (mut next, limit) = (kept.clone(), 1 + self.chance.below(30));
        let read = next.next(&source, limit).await;
        // Killed before it was kept.
        let cut_off = self.chance.below(4) == 0;
        match read {
            Ok(found) if !cut_off => {
                *kept = next;
                found.is_some()
            }
            _ => true,
        }
    }
}

#[actix_web::test]
async fn a_copy_survives_that_everything_is_killed() {
    Box::pin(both_worlds(async |world| {
        let seed = u64::from_le_bytes(Uuid::new_v4().as_bytes()[..8].try_into().unwrap());
        eprintln!("seed {seed}");
        let story = Story::of(world.app.clone()).await;
        // What is owed is there before anybody else looks for it.
        world.app.settle().await;
        let programs = vec![world.start().await, world.start().await];
        let (exemplars, given) = (vec![], None);
        let mut run = Run { world: &world, story, chance: Chance(seed), programs, exemplars, given, done: 0 };
        let wanted: [&[(Role, &str)]; 3] = [
            &[(Role::Officer, NA_HANG)],
            &[(Role::Head, BAC_KAN), (Role::Officer, NA_HANG)],
            &[(Role::Officer, STANDING_BODY)],
        ];
        let mut readers = vec![];
        for roles in wanted {
            let caller = world.app.caller_with(roles).await;
            let source = Source::App(&world.app, &caller);
            let kept = begun(&source).await.unwrap();
            readers.push((caller, kept));
        }
        // Nobody begins at a unit that has ended: whoever may be asked is there before the reorganisation.
        for unit in UNITS {
            world.app.officer(unit).await;
            world.app.head(unit).await;
        }
        let (writes, first) = (writes(), readers[0].0.clone());
        for number in 0..writes {
            Box::pin(run.something(&first)).await;
            if number % (writes / 3).max(1) == writes / 4 {
                run.kill_one().await;
            }
            if number == writes / 2 {
                let (admin, today) = (world.app.admin().await, world.app.clock.today().to_string());
                Box::pin(applied(&world.app, &admin, &today, merger())).await;
            }
            for (caller, kept) in &mut readers {
                if run.chance.below(6) == 0 {
                    run.copy(caller, kept).await;
                }
            }
        }
        assert!(run.done > writes / 3, "only {} of {writes} were done", run.done);
        until("everything is sealed", async || {
            !base::store::journal::anything_unsealed(world.app.state.db.primary()).await.unwrap()
        })
        .await;
        let sent = journal::Entity::find().filter(journal::Column::Event.eq("plan.sent"));
        let sent = sent.count(world.app.state.db.primary()).await.unwrap();
        assert!(sent > 0 || writes < 160, "no plan was sent");
        // Each of them still has a unit, so that none is left out.
        for (caller, kept) in &mut readers {
            world.app.get("/changes?limit=1", caller).await.is(200);
            while run.copy(caller, kept).await {}
            kept.equals_the_api(&world.app, caller).await;
        }
    }))
    .await;
}
