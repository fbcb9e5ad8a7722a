//! The acceptance stories, told as they happened, and the words they are told in.
mod balloting;
mod branches;
mod cascade;
mod commending;
mod consolidating;
mod cross_province;
mod district_plan;
mod golden_book;
mod lateness;
mod made;
mod minister_award;
mod overseeing;
mod planning;
pub mod posting;
mod reminding;
mod reporting;
mod revoking;
mod scheduled;
mod setbacks;
mod spreading;
mod standing_body;
mod supplement;
pub mod traces;
mod voting;
mod weighted_ratio;
mod whole_thread;

use entity::movement;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, Reply, TestApp};

pub use balloting::{Token, asking, blinded, finalized};
pub use commending::{dossier, person};
pub use planning::{plan_of, ratio, target};
pub use reporting::values;
pub use voting::Council;

pub const MINISTRY: &str = "G15";
pub const STANDING_BODY: &str = "G15.TDKT";
/// Sở Tư pháp tỉnh Bắc Kạn, and two of its eight Phòng Tư pháp.
pub const BAC_KAN: &str = "H03.STP";
pub const BA_BE: &str = "H03.D061.PTP";
pub const PAC_NAM: &str = "H03.D060.PTP";
pub const CHO_DON: &str = "H03.D064.PTP";
pub const NA_RI: &str = "H03.D066.PTP";
/// Cục Thi hành án dân sự tỉnh Bắc Kạn, and its Chi cục in the same district.
pub const CUC_BAC_KAN: &str = "G15.THADS.H03";
pub const CHI_CUC_BA_BE: &str = "G15.THADS.H03.D061";
pub const CHI_CUC_NA_RI: &str = "G15.THADS.H03.D066";
pub const TONG_CUC: &str = "G15.TCTHADS";
/// Phòng Tư pháp huyện Na Hang, of Tuyên Quang, and its Sở.
pub const NA_HANG: &str = "H60.D072.PTP";
pub const TUYEN_QUANG: &str = "H60.STP";
/// A Vụ that has nothing to do with other units' papers.
pub const VU: &str = "G15.PLQT";

/// To whom a unit sends its papers in the movement of Decision 303.
pub fn superior(unit: &str) -> &str {
    let is_district = |part: &str| part.strip_prefix('D').is_some_and(|code| code.parse::<u16>().is_ok());
    let district = unit.split('.').any(is_district);
    match () {
        () if district && unit.starts_with("G15.") => unit.rsplit_once('.').map_or(unit, |(cuc, _)| cuc),
        () if district && unit.starts_with("H03.") => BAC_KAN,
        () if district && unit.starts_with("H60.") => TUYEN_QUANG,
        () if district => panic!("{unit}: name its Sở here"),
        () => STANDING_BODY,
    }
}

/// One application in which a story happens, in the movement of Decision 303.
#[derive(Clone)]
pub struct Story {
    pub app: TestApp,
    pub movement: Uuid,
}

impl Story {
    pub async fn of(app: TestApp) -> Self {
        let found = movement::Entity::find().one(app.state.db.primary()).await.unwrap();
        let movement = found.expect("the template holds the movement of Decision 303").id;
        Self { app, movement }
    }

    pub async fn officer(&self, unit: &str) -> Caller {
        self.app.officer(unit).await
    }

    pub async fn head(&self, unit: &str) -> Caller {
        self.app.head(unit).await
    }

    /// A document of this number, signed today.
    pub fn document(&self, number: &str) -> Value {
        let issued_on = self.app.clock.today();
        json!({"number": number, "issued_on": issued_on, "signer_name": "Ngô Duy Sơn", "signer_title": "Thủ trưởng"})
    }

    /// A document number that nothing has yet: `KH-PTP` becomes `<number>/KH-PTP`.
    pub fn number(&self, symbol: &str) -> String {
        use std::sync::atomic::{AtomicU32, Ordering};
        static LAST: AtomicU32 = AtomicU32::new(1000);
        format!("{}/{symbol}", LAST.fetch_add(1, Ordering::SeqCst))
    }

    pub fn paper(&self, collection: &'static str, owner: &str, made: &Reply) -> Paper {
        Paper { app: self.app.clone(), collection, id: made.id(), owner: owner.to_owned() }
    }

    /// A list as a caller reads it.
    pub async fn list(&self, path: &str, caller: &Caller) -> Reply {
        self.app.get(path, caller).await.is(200)
    }
}

/// What depends on the body of a step, or on what only a rehearsal of it tells.
const OF_THE_BODY: [&str; 12] = [
    "already_voted",
    "conflict_of_interest",
    "digest_mismatch",
    "duplicate_award",
    "duplicate_document_number",
    "no_authority",
    "over_allocated",
    "own_exemplar",
    "quota_exceeded",
    "stale_preview",
    "successor_has_data",
    "token_taken",
];

/// Every step of the whole suite answers what `actions` foretold of it.
#[track_caller]
fn is_as(foretold: &Option<String>, name: &str, reply: &Reply) {
    let told = format!("{name}: {foretold:?} was foretold, {}", reply.describe());
    match foretold {
        // A body that is wrong is told first.
        Some(_) if [400, 422].contains(&reply.status) => {}
        Some(reason) => assert_eq!(reply.code(), reason, "{told}"),
        None => {
            let refused = [403, 409].contains(&reply.status) && !OF_THE_BODY.contains(&reply.code());
            assert!(!refused, "{told}");
        }
    }
}

/// A plan, an obligation, a report, a nomination or a decision.
#[derive(Clone)]
pub struct Paper {
    pub app: TestApp,
    pub collection: &'static str,
    pub id: Uuid,
    /// Code of the unit whose paper it is.
    pub owner: String,
}

impl Paper {
    pub fn path(&self) -> String {
        format!("/{}/{}", self.collection, self.id)
    }

    /// What a caller gets to see of it.
    pub async fn read_by(&self, caller: &Caller) -> Reply {
        self.app.get(&self.path(), caller).await
    }

    /// As it is now, read by an officer of its own unit.
    pub async fn now(&self) -> Reply {
        self.read_by(&self.app.officer(&self.owner).await).await.is(200)
    }

    pub async fn status(&self) -> String {
        self.now().await["status"].as_str().unwrap_or_default().to_owned()
    }

    /// A caller takes a step on it, whatever its version; a null body is none. Who accepts a report names what it reads.
    pub async fn step(&self, name: &str, caller: &Caller, body: Value) -> Reply {
        let accepts = self.collection == "reports" && name == "accept" && body.is_null();
        let body = if accepts { self.digest(caller).await } else { body };
        let foretold = self.foretold(name, caller).await;
        let reply = self.attempt(&format!("{}/{name}", self.path()), caller, body).await;
        foretold.inspect(|foretold| is_as(foretold, name, &reply));
        reply
    }

    /// What a caller names who accepts a report.
    pub async fn digest(&self, caller: &Caller) -> Value {
        let read = self.read_by(caller).await;
        json!({"content_digest": read["content_digest"].as_str().unwrap_or("unseen")})
    }

    /// What `actions` says of a step: nothing, or the code of what it would meet; none where the caller sees no paper.
    async fn foretold(&self, name: &str, caller: &Caller) -> Option<Option<String>> {
        let read = self.read_by(caller).await;
        let action = name.replace('-', "_");
        let told = read["actions"].as_array()?.iter().find(|told| told["name"] == action)?;
        Some(told["reason"].as_str().map(str::to_owned))
    }

    /// The same as a dry run: what would happen, without its happening.
    pub async fn rehearse(&self, name: &str, caller: &Caller, body: Value) -> Reply {
        self.attempt(&format!("{}/{name}?dry_run=true", self.path()), caller, body).await
    }

    async fn attempt(&self, path: &str, caller: &Caller, body: Value) -> Reply {
        let call = self.app.post(path, caller).if_match("*");
        if body.is_null() { call.await } else { call.json(body).await }
    }

    pub async fn change(&self, caller: &Caller, patch: Value) -> Reply {
        self.app.patch(&self.path(), caller).if_match("*").json(patch).await
    }

    /// What `/me/can` answers: `granted`, or the code of the problem that the action would meet.
    pub async fn can(&self, caller: &Caller, action: &str) -> String {
        let question = format!("/me/can?action={action}&resource={}/{}", self.collection, self.id);
        let verdict = self.app.get(&question, caller).await.is(200);
        let because = verdict["because"].as_str().unwrap_or_default().to_owned();
        assert_eq!(verdict["allowed"], because == "granted", "{}", verdict.describe());
        because
    }
}
