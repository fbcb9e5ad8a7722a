//! A command: who may give it, whether it is a dry run, and its idempotency key; and how it is carried out.
use std::{future::Future, pin::Pin, time::Duration};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Data};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::time::timeout;

use crate::http::{
    answer::{Answer, Resource},
    body::Nothing,
    etag,
    idempotency::{self, BodyDigest, Key},
    later, query,
};
use crate::{
    http::{auth::Can, state::AppState},
    kernel::{
        calendar::Today,
        error::{Code, Error, Result},
        policy::Grant,
        scope::Scope,
    },
    store::{
        db::{Actor, Keep, Recorded, Uow},
        memory::Snapshot,
    },
};

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    #[serde(default)]
    dry_run: bool,
}

/// How long a command that is to be carried out later is tried first, to see whether it is refused.
const TRIAL: Duration = Duration::from_secs(1);

/// The parameter of every command.
const DRY_RUN: &str = "dry_run";

/// A write that permission `P` allows, with parameters `Q` beside `dry_run`.
pub struct Command<P, Q = Nothing> {
    pub state: Data<AppState>,
    pub scope: Scope,
    pub params: Q,
    actor: Actor,
    dry_run: bool,
    /// A dry run that may take long: it may be put down too.
    rehearsed: bool,
    key: Option<String>,
    req: HttpRequest,
    permission: std::marker::PhantomData<P>,
}

impl<P: Grant, Q: DeserializeOwned + 'static> FromRequest for Command<P, Q> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let can = Can::<P>::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let Can { state, scope, actor, .. } = can.await?;
            let (own, params): (Vec<_>, Vec<_>) =
                query::pairs(&req)?.into_iter().partition(|(name, _)| name == DRY_RUN);
            let Options { dry_run } = query::parse(&own)?;
            let params = query::parse(&params)?;
            let key = req.headers().get(idempotency::HEADER).map(read_key).transpose()?;
            let permission = std::marker::PhantomData;
            Ok(Self { state, scope, params, actor, dry_run, rehearsed: false, key, req, permission })
        })
    }
}

/// A quoted string of structured fields (RFC 8941), or the same without quotes.
fn read_key(value: &actix_web::http::header::HeaderValue) -> Result<String> {
    let text = value.to_str().unwrap_or_default().trim();
    let bare = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    if (1..=255).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_graphic() && b != b'"') {
        return Ok(bare.to_owned());
    }
    Err(Error::with(Code::MalformedRequest, idempotency::HEADER))
}

impl<P: Grant, Q> Command<P, Q> {
    pub const fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// The same as a dry run, whatever the request says of that.
    pub fn rehearsed(self) -> Self {
        Self { rehearsed: !self.dry_run, dry_run: true, ..self }
    }

    /// Whether it is put down, to be carried out later: what it does now is only tried.
    pub fn is_put_down(&self) -> bool {
        (!self.dry_run || self.rehearsed) && later::is_wanted(&self.req)
    }

    /// Says what the request holds, where it was not read by `Body`: for the fingerprint of its key.
    pub fn holds(&self, content: &[u8]) {
        self.req.extensions_mut().insert(BodyDigest::of(content));
    }

    /// The answer that was given to this key before: for what is better known before costly work is begun.
    pub async fn answered(&self) -> Result<Option<Answer>> {
        match self.key() {
            Some(key) => self.recall(&key).await,
            None => Ok(None),
        }
    }

    /// Answers 201 with the place of what was made.
    pub async fn create<T: Resource>(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>) -> Result<Answer> {
        self.carry_out(async |uow| {
            let made = work(uow, &self.scope_in(uow)?).await?;
            let location = Some(made.get().location());
            made.try_map(|made| answer(201, location, &made))
        })
        .await
    }

    /// Answers 200 with the resource as it is now.
    pub async fn run<T: Resource>(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>) -> Result<Answer> {
        self.carry_out(async |uow| work(uow, &self.scope_in(uow)?).await?.try_map(|done| answer(200, None, &done)))
            .await
    }

    /// Answers 200 with what has no version of its own: its tag is of its content, as that of a list.
    pub async fn tell<T: Serialize>(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>) -> Result<Answer> {
        self.carry_out(async |uow| {
            work(uow, &self.scope_in(uow)?).await?.try_map(|told| Answer::tagged(200, None, &told))
        })
        .await
    }

    /// Answers 204: what was there is gone.
    pub async fn delete(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<()>>) -> Result<Answer> {
        self.carry_out(async |uow| Ok(work(uow, &self.scope_in(uow)?).await?.map(|()| Answer::empty()))).await
    }

    async fn carry_out(&self, work: impl AsyncFn(&Uow) -> Result<Recorded<Answer>>) -> Result<Answer> {
        if self.is_put_down() {
            return self.put_down(work).await;
        }
        let keep = if self.dry_run { Keep::Rollback } else { Keep::Commit };
        let Some(key) = self.key() else {
            let done = self.state.db.write_or_try(&self.actor, keep, work).await?;
            return Ok(Answer { dry_run: self.dry_run, ..done });
        };
        // What has been answered needs no turn: however many ask at once, each gets the answer.
        if let Some(kept) = self.recall(&key).await? {
            let again = async |uow: &Uow| still_may(uow, &work).await.map(Recorded::replay);
            self.state.db.write_or_try(&self.actor, Keep::Rollback, again).await?;
            return Ok(kept);
        }
        let _running = self.state.running.start(&key)?;
        let once = async || {
            let attempt = async |uow: &Uow| {
                if let Some(kept) = idempotency::recall(&uow.tx, uow.now, &key).await? {
                    still_may(uow, &work).await?;
                    return Ok(Recorded::replay(kept));
                }
                let done = work(uow).await?;
                idempotency::keep(uow, &key, done.get()).await?;
                Ok(done)
            };
            self.state.db.write_or_try(&self.actor, keep, attempt).await
        };
        match once().await {
            Err(refused) if refused.is_about_rights() => Err(refused),
            // Another process may have been first with this key; then its answer is there by now.
            Err(refused) => self.recall(&key).await?.ok_or(refused),
            Ok(done) => Ok(Answer { dry_run: self.dry_run, ..done }),
        }
    }

    /// Answers 202: a job carries it out. What is refused within a moment is refused at once.
    async fn put_down(&self, work: impl AsyncFn(&Uow) -> Result<Recorded<Answer>>) -> Result<Answer> {
        let key = self.key();
        if let Some(key) = &key
            && let Some(kept) = self.recall(key).await?
        {
            return Ok(kept);
        }
        let _running = key.as_ref().map(|key| self.state.running.start(key)).transpose()?;
        let trial = self.state.db.write_or_try(&self.actor, Keep::Rollback, &work);
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
            let operation = later::put_down(uow, &self.req, user_id).await?;
            let answer = Answer::tagged(202, Some(later::place(operation.id)), &operation)?;
            if let Some(key) = &key {
                idempotency::keep(uow, key, &answer).await?;
            }
            Ok(answer)
        };
        self.state.db.maintain("operations", put_down).await
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
    fn scope_in(&self, uow: &Uow) -> Result<Scope> {
        let scope = self.rights(&uow.snapshot, uow.calendar.today(uow.now))?;
        uow.acts_as(&scope);
        Ok(scope)
    }

    fn rights(&self, snapshot: &Snapshot, today: Today) -> Result<Scope> {
        let principal = self.scope.principal();
        principal.scope(&snapshot.access, P::PERMISSION, snapshot.organisation.clone(), today)
    }

    fn key(&self) -> Option<Key> {
        let key = self.key.clone()?;
        let body = self.req.extensions().get::<BodyDigest>().cloned();
        let line = format!("{} {}", self.req.method(), self.req.uri());
        Some(Key::new(self.scope.user_id, key, &line, body, &self.state.keys.now().fingerprints))
    }
}

/// Rights first, then the kept answer: whoever may not do a thing any more is not told what it once answered. What a
/// use case asks first is rights, so it is asked once more, and whatever it does is taken back. That it meets the state
/// which it made itself is no matter here.
async fn still_may(uow: &Uow, work: &impl AsyncFn(&Uow) -> Result<Recorded<Answer>>) -> Result<()> {
    uow.tx.execute_unprepared("SAVEPOINT again").await?;
    let again = work(uow).await;
    uow.tx.execute_unprepared("ROLLBACK TO SAVEPOINT again").await?;
    match again {
        Err(e) if e.is_about_rights() || e.code.spec().status >= 500 => Err(e),
        _ => Ok(()),
    }
}

fn answer<T: Resource>(status: u16, location: Option<String>, resource: &T) -> Result<Answer> {
    let body = serde_json::to_string(resource).map_err(Error::internal)?;
    Ok(Answer {
        status,
        etag: Some(etag::of_shown(resource.version(), body.as_bytes())),
        location,
        body,
        replayed: false,
        dry_run: false,
    })
}
