//! Where the history is played: the clock, the people, and dice that fall the same way each time.
use std::collections::BTreeMap;

use base::{
    http::auth::Authenticator,
    kernel::{
        error::{Error, Result},
        organisation::{Organisation, Unit},
        policy::Permission,
        reason::ReasonText,
        scope::Scope,
        text::Text,
    },
    store::{
        db::{Actor, Db, Recorded, Uow},
        document::{DocumentInput, DocumentNumber},
        memory::Snapshot,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::unit_code::CodeScheme;
use planning::movements::Lines;
use uuid::Uuid;

use super::{Course, People};
use crate::{config::DEMO_ISSUER, demo::Progress};

/// Papers of one transaction.
const PILE: usize = 50;

pub struct Stage<'a> {
    pub db: &'a Db,
    pub people: &'a mut People,
    pub movement_id: Uuid,
    /// Units in being that owe plans and reports, in the order of their codes: ids differ from run to run.
    pub units: Vec<Uuid>,
    /// Codes of provinces that the story is told of; none for all.
    provinces: &'a [String],
    progress: &'a Progress,
    lines: Lines,
    snapshot: Snapshot,
    /// Its key ends with the filling; its public half stays, and with it whatever proves the receipts.
    pub auth: Authenticator,
}

impl<'a> Stage<'a> {
    pub async fn set(db: &'a Db, people: &'a mut People, movement_id: Uuid, course: Course<'a>) -> Result<Self> {
        let lines = Lines::of(db.read_latest(), movement_id).await?;
        let snapshot = db.latest_snapshot().await?;
        let Course { provinces, progress, .. } = course;
        let auth = Authenticator::ephemeral(DEMO_ISSUER).map_err(Error::internal)?;
        let mut stage = Self { db, people, movement_id, units: vec![], provinces, progress, lines, snapshot, auth };
        stage.renew().await?;
        Ok(stage)
    }

    /// Says what is being done, and how far it is.
    pub fn say(&self, what: &str, done: usize, of: usize) {
        self.progress.at(what, done, of);
    }

    /// Looks again at who is there.
    pub async fn renew(&mut self) -> Result<()> {
        self.snapshot = self.db.latest_snapshot().await?;
        let today = self.db.clock.today();
        let organisation = &self.snapshot.organisation;
        let told = |unit: &&Unit| match &unit.province_code {
            Some(code) => self.provinces.is_empty() || self.provinces.contains(code),
            None => true,
        };
        let units = organisation.units().filter(told);
        self.units =
            units.filter(|u| u.exists_on(today) && self.lines.oblige(organisation, u, today)).map(|u| u.id).collect();
        self.units.sort_by_cached_key(|id| code(organisation, *id, today));
        Ok(())
    }

    /// Dice for one thing that a unit does: they fall the same way whenever the story is told.
    pub fn dice(&self, unit: Uuid, what: &str) -> Dice {
        Dice::of(&format!("{} {what}", self.code(unit)))
    }

    pub fn code(&self, unit: Uuid) -> String {
        code(self.organisation(), unit, self.db.clock.today())
    }

    pub fn organisation(&self) -> &Organisation {
        &self.snapshot.organisation
    }

    pub fn set_time(&self, to: &str) -> Result<()> {
        let to: DateTime<Utc> = to.parse().map_err(|_| Error::internal(anyhow::anyhow!("a time of the history")))?;
        self.db.clock.set(to);
        Ok(())
    }

    /// One transaction, in which one person acts with one permission.
    pub async fn act<T>(
        &self,
        user_id: Uuid,
        permission: Permission,
        work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>,
    ) -> Result<T> {
        let actor = Actor::person(user_id, "demo".to_owned());
        self.db
            .write(&actor, async |uow| {
                let account = self.snapshot.access.account(user_id);
                let account = account.ok_or_else(|| Error::internal(anyhow::anyhow!("an account of the demo")))?;
                let today = uow.calendar.today(uow.now);
                let organisation = self.snapshot.organisation.clone();
                let scope = Scope::of(user_id, account, permission, organisation, today)?.unheard();
                work(uow, &scope).await
            })
            .await
    }

    /// The same step on several papers by one person, in few transactions.
    pub async fn act_on<T>(
        &self,
        user_id: Uuid,
        permission: Permission,
        papers: &[Uuid],
        step: impl AsyncFn(&Uow, &Scope, Uuid) -> Result<Recorded<T>>,
    ) -> Result<()> {
        for pile in papers.chunks(PILE) {
            let work = async |uow: &Uow, scope: &Scope| {
                let mut last = None;
                for id in pile {
                    last = Some(step(uow, scope, *id).await?);
                }
                last.ok_or_else(|| Error::internal(anyhow::anyhow!("an empty pile")))
            };
            self.act(user_id, permission, work).await?;
        }
        Ok(())
    }

    pub fn ministry(&self) -> Result<Uuid> {
        self.organisation().ministry().ok_or_else(|| Error::internal(anyhow::anyhow!("there is no ministry")))
    }

    /// Of today.
    pub fn standing_body(&self) -> Result<Uuid> {
        Ok(self.superior(self.ministry()?))
    }

    /// The unit to which a unit of the movement sends its papers: its superior or, at the top, the standing body.
    pub fn superior(&self, unit: Uuid) -> Uuid {
        use entity::function_assignment::Function::EmulationStandingBody;
        let organisation = self.organisation();
        let today = self.db.clock.today();
        let parent = organisation.unit(unit).and_then(|u| u.parent_on(today));
        let district = organisation.unit(unit).is_some_and(|u| u.tier() == entity::period_due::Tier::District);
        parent.filter(|_| district).or_else(|| organisation.holder(EmulationStandingBody, today)).unwrap_or(unit)
    }

    /// Units by the superior they send to, so that one officer works through a pile in one go.
    pub fn by_superior(&self, papers: &[(Uuid, Uuid)]) -> Vec<(Uuid, Vec<Uuid>)> {
        let mut piles: BTreeMap<(String, Uuid), Vec<Uuid>> = BTreeMap::new();
        for (unit, paper) in papers {
            let superior = self.superior(*unit);
            piles.entry((self.code(superior), superior)).or_default().push(*paper);
        }
        piles.into_iter().map(|((_, superior), pile)| (superior, pile)).collect()
    }

    pub fn document(&self, number: &str) -> Result<DocumentInput> {
        let wrong = |_| Error::internal(anyhow::anyhow!("a document of the history: {number}"));
        Ok(DocumentInput {
            number: DocumentNumber::parse(number).map_err(wrong)?,
            issued_on: self.db.clock.today().into(),
            signer_name: line("Người ký giả định")?,
            signer_title: line("Thủ trưởng đơn vị")?,
        })
    }
}

fn code(organisation: &Organisation, unit: Uuid, day: NaiveDate) -> String {
    let code = organisation.unit(unit).and_then(|unit| unit.code_on(CodeScheme::Internal, day));
    code.unwrap_or_default().to_owned()
}

pub fn line<const MAX: usize>(text: &str) -> Result<Text<MAX>> {
    Text::parse(text).map_err(|_| Error::internal(anyhow::anyhow!("a text of the history: {text}")))
}

pub fn reason(text: &str) -> Result<ReasonText> {
    ReasonText::parse(text).map_err(|_| Error::internal(anyhow::anyhow!("a reason of the history: {text}")))
}

/// Splitmix64: the same throws in every demonstration.
pub struct Dice(u64);

impl Dice {
    /// Thrown for what is named: the seed is its FNV-1a digest.
    pub fn of(what: &str) -> Self {
        let digest = |seed: u64, byte: u8| (seed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(what.bytes().fold(0xcbf2_9ce4_8422_2325, digest))
    }

    pub fn below(&mut self, bound: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i32::try_from((z ^ (z >> 31)) % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    pub fn chance(&mut self, percent: i32) -> bool {
        self.below(100) < percent
    }
}
