//! A command: who may give it, whether it is a dry run, and its idempotency key; and what it answers.
mod order;

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Data};
use order::Order;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::http::{
    answer::{Answer, Resource},
    auth::Can,
    body::Nothing,
    etag,
    idempotency::{self, BodyDigest},
    later, query,
    state::AppState,
};
use crate::{
    kernel::{
        error::{Code, Error, Result},
        policy::Grant,
        scope::Scope,
    },
    store::db::{Actor, Recorded, Uow},
};

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    #[serde(default)]
    dry_run: bool,
}

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
        self.order().answered().await
    }

    /// Answers 201 with the place of what was made.
    pub async fn create<T: Resource>(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>) -> Result<Answer> {
        let order = self.order();
        let work = async |uow: &Uow| {
            let made = work(uow, &order.scope_in(uow)?).await?;
            let location = Some(made.get().location());
            made.try_map(|made| answer(201, location, &made))
        };
        order.carry_out(&work).await
    }

    /// Answers 200 with the resource as it is now.
    pub async fn run<T: Resource>(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>) -> Result<Answer> {
        let order = self.order();
        let work = async |uow: &Uow| {
            let done = work(uow, &order.scope_in(uow)?).await?;
            done.try_map(|done| answer(200, None, &done))
        };
        order.carry_out(&work).await
    }

    /// Answers 200 with what has no version of its own: its tag is of its content, as that of a list.
    pub async fn tell<T: Serialize>(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<T>>) -> Result<Answer> {
        let order = self.order();
        let work = async |uow: &Uow| {
            let told = work(uow, &order.scope_in(uow)?).await?;
            told.try_map(|told| Answer::tagged(200, None, &told))
        };
        order.carry_out(&work).await
    }

    /// Answers 204: what was there is gone.
    pub async fn delete(&self, work: impl AsyncFn(&Uow, &Scope) -> Result<Recorded<()>>) -> Result<Answer> {
        let order = self.order();
        let work = async |uow: &Uow| Ok(work(uow, &order.scope_in(uow)?).await?.map(|()| Answer::empty()));
        order.carry_out(&work).await
    }

    fn order(&self) -> Order<'_> {
        Order {
            state: &self.state,
            scope: &self.scope,
            permission: P::PERMISSION,
            actor: &self.actor,
            dry_run: self.dry_run,
            is_put_down: self.is_put_down(),
            key: self.key.as_deref(),
            req: &self.req,
        }
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
