//! How a command is carried out, whatever it is: at once or later, once for each key, tried or kept. What a use case does stands
//! behind a pointer, so that all of this is compiled once.
use std::time::Duration;

use actix_web::{HttpMessage, HttpRequest};
use sea_orm::ConnectionTrait;
use tokio::time::timeout;

use crate::{
    http::{
        answer::Answer,
        idempotency::{self, BodyDigest, Key},
        later,
        state::AppState,
    },
    kernel::{calendar::Today, error::Result, policy::Permission, scope::Scope},
    store::{
        db::{Actor, Keep, Recorded, Uow, Work},
        memory::Snapshot,
    },
};

/// How long a command that is to be carried out later is tried first, to see whether it is refused.
const TRIAL: Duration = Duration::from_secs(1);

/// What of a command is no matter of its kind.
pub struct Order<'a> {
    pub state: &'a AppState,
    pub scope: &'a Scope,
    pub permission: Permission,
    pub actor: &'a Actor,
    pub dry_run: bool,
    pub is_put_down: bool,
    pub key: Option<&'a str>,
    pub req: &'a HttpRequest,
}

impl Order<'_> {
    pub async fn carry_out(&self, work: &dyn Work<Recorded<Answer>>) -> Result<Answer> {
        if self.is_put_down {
            return self.put_down(work).await;
        }
        let keep = if self.dry_run { Keep::Rollback } else { Keep::Commit };
        let Some(key) = self.key() else {
            let done = self.state.db.write_or_try(self.actor, keep, async |uow: &Uow| work.run(uow).await).await?;
            return Ok(Answer { dry_run: self.dry_run, ..done });
        };
        // What has been answered needs no turn: however many ask at once, each gets the answer.
        if let Some(kept) = self.recall(&key).await? {
            let again = async |uow: &Uow| still_may(uow, work).await.map(Recorded::replay);
            self.state.db.write_or_try(self.actor, Keep::Rollback, again).await?;
            return Ok(kept);
        }
        let _running = self.state.running.start(&key)?;
        let once = async || {
            let attempt = async |uow: &Uow| {
                if let Some(kept) = idempotency::recall(&uow.tx, uow.now, &key).await? {
                    still_may(uow, work).await?;
                    return Ok(Recorded::replay(kept));
                }
                let done = work.run(uow).await?;
                idempotency::keep(uow, &key, done.get()).await?;
                Ok(done)
            };
            self.state.db.write_or_try(self.actor, keep, attempt).await
        };
        match once().await {
            Err(refused) if refused.is_about_rights() => Err(refused),
            // Another process may have been first with this key; then its answer is there by now.
            Err(refused) => self.recall(&key).await?.ok_or(refused),
            Ok(done) => Ok(Answer { dry_run: self.dry_run, ..done }),
        }
    }

    /// Answers 202: a job carries it out. What is refused within a moment is refused at once.
    async fn put_down(&self, work: &dyn Work<Recorded<Answer>>) -> Result<Answer> {
        let key = self.key();
        if let Some(key) = &key
            && let Some(kept) = self.recall(key).await?
        {
            return Ok(kept);
        }
        let _running = key.as_ref().map(|key| self.state.running.start(key)).transpose()?;
        let trial = self.state.db.write_or_try(self.actor, Keep::Rollback, async |uow: &Uow| work.run(uow).await);
        if let Ok(tried) = timeout(TRIAL, trial).await {
            tried?;
        }
        let put_down = async |uow: &Uow| {
            let user_id = self.scope_in(uow)?.user_id;
            if let Some(key) = &key
                && let Some(kept) = idempotency::recall(&uow.tx, uow.now, key).await?
            {
                return Ok(kept);
            }
            let operation = later::put_down(uow, self.req, user_id).await?;
            let answer = Answer::tagged(202, Some(later::place(operation.id)), &operation)?;
            if let Some(key) = &key {
                idempotency::keep(uow, key, &answer).await?;
            }
            Ok(answer)
        };
        self.state.db.maintain("operations", put_down).await
    }

    /// The answer that was given to this key before.
    pub async fn answered(&self) -> Result<Option<Answer>> {
        match self.key() {
            Some(key) => self.recall(&key).await,
            None => Ok(None),
        }
    }

    /// What was answered to this key, for whoever still may ask: rights first, as they are now.
    async fn recall(&self, key: &Key) -> Result<Option<Answer>> {
        let db = &self.state.db;
        let snapshot = db.latest_snapshot().await?;
        let today = self.state.calendar.today(self.state.clock.now());
        self.rights(&snapshot, today)?;
        let kept = idempotency::recall(db.read_latest(), self.state.clock.now(), key).await?;
        Ok(kept.map(|kept| Answer { dry_run: self.dry_run, ..kept }))
    }

    /// The caller's rights as they are when the work is done, not when the request came in.
    pub fn scope_in(&self, uow: &Uow) -> Result<Scope> {
        let scope = self.rights(&uow.snapshot, uow.calendar.today(uow.now))?;
        uow.acts_as(&scope);
        Ok(scope)
    }

    fn rights(&self, snapshot: &Snapshot, today: Today) -> Result<Scope> {
        let principal = self.scope.principal();
        principal.scope(&snapshot.access, self.permission, snapshot.organisation.clone(), today)
    }

    fn key(&self) -> Option<Key> {
        let key = self.key?.to_owned();
        let body = self.req.extensions().get::<BodyDigest>().cloned();
        let line = format!("{} {}", self.req.method(), self.req.uri());
        Some(Key::new(self.scope.user_id, key, &line, body, &self.state.keys.now().fingerprints))
    }
}

/// Rights first, then the kept answer: whoever may not do a thing any more is not told what it once answered. What a
/// use case asks first is rights, so it is asked once more, and whatever it does is taken back. That it meets the state
/// which it made itself is no matter here.
async fn still_may(uow: &Uow, work: &dyn Work<Recorded<Answer>>) -> Result<()> {
    uow.tx.execute_unprepared("SAVEPOINT again").await?;
    let again = work.run(uow).await;
    uow.tx.execute_unprepared("ROLLBACK TO SAVEPOINT again").await?;
    match again {
        Err(e) if e.is_about_rights() || e.code.spec().status >= 500 => Err(e),
        _ => Ok(()),
    }
}
