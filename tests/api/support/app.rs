//! One application on its own database.
use std::{
    cell::RefCell, collections::HashMap, future::Future, ops::Deref, pin::Pin, rc::Rc, sync::Arc, time::Duration,
};

use actix_web::{
    App,
    body::BoxBody,
    dev::{Service, ServiceResponse},
    middleware::{Compress, from_fn},
    test::{self, TestRequest},
};
use base::{
    http::{
        auth::{Authenticator, generate_key},
        edge::edge,
        state::AppState,
    },
    kernel::clock::Clock,
    store::objects::{Limits, Place, Settings},
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::journal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use thidua::{
    app::Shared,
    boot::{Options, boot},
    worker::{Jobs, Worker},
};
use uuid::Uuid;

use super::{Caller, Database};

pub const ISSUER: &str = "https://thidua.test";
/// Monday, 09:00 in Ha Noi.
pub const START: &str = "2024-06-03T02:00:00Z";

/// A clock that stands at `START` until a test sets it.
pub fn clock() -> Clock {
    Clock::manual(instant(START))
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Those that an operator finds.
const LIMITS: Limits =
    Limits { max_bytes: 25 * 1024 * 1024, max_unpacked: 200 * 1024 * 1024, orphans: Some(TimeDelta::hours(24)) };

pub fn options(database: &Database, clock: Clock) -> Options {
    Options {
        database: database.settings(),
        clock,
        auth: Authenticator::new(ISSUER, signing_key()).unwrap(),
        keys: Default::default(),
        rate_limit: 0,
        trusted_proxies: Default::default(),
        cors: Default::default(),
        webhook_ranges: Default::default(),
        deadline: Duration::from_secs(60),
        working_day_closes: Default::default(),
        feed_retention: TimeDelta::days(90),
        longest_stream: Duration::ZERO,
        demo_mode: true,
        second_factor: Default::default(),
        sso: None,
        storage: Settings { place: Place::Memory, limits: LIMITS, scanner: None },
    }
}

/// One for all applications of this run.
pub fn signing_key() -> &'static str {
    static KEY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    KEY.get_or_init(|| generate_key().unwrap())
}

type Answered = Pin<Box<dyn Future<Output = Result<ServiceResponse<BoxBody>, actix_web::Error>>>>;

/// Cheap to clone: all clones are the same application.
#[derive(Clone)]
pub struct TestApp(Rc<Inner>);

pub struct Inner {
    pub database: Rc<Database>,
    pub shared: Shared,
    pub state: Arc<AppState>,
    pub clock: Clock,
    pub(super) service: Box<dyn Fn(TestRequest) -> Answered>,
    pub(super) people: RefCell<HashMap<String, Caller>>,
    jobs: tokio::sync::Mutex<Jobs>,
}

impl Deref for TestApp {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl TestApp {
    pub async fn on(database: Rc<Database>, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = options(&database, clock());
        change(&mut options);
        let clock = options.clock.clone();
        let booted = boot(options).await.unwrap();
        let shared = booted.shared;
        let state = shared.state.clone();
        let inside = thidua::app::inside(&shared).await.unwrap();
        let worker = Worker { state: state.clone(), inside, holder: Uuid::now_v7() };
        let jobs = tokio::sync::Mutex::new(Jobs::new(worker, booted.looks));
        let service = service(shared.clone()).await;
        let people = RefCell::default();
        Self(Rc::new(Inner { database, shared, state, clock, service, people, jobs }))
    }

    /// Runs the background jobs until nothing is left to do.
    pub async fn settle(&self) {
        self.try_settle().await.unwrap();
    }

    /// The same, told of a failure.
    pub async fn try_settle(&self) -> base::kernel::error::Result<()> {
        self.jobs.lock().await.settle().await
    }

    /// The key that signs access tokens.
    pub fn signing_key(&self) -> &'static str {
        signing_key()
    }

    /// Sets the clock, e.g. to `2024-12-17T17:00:00Z`, the first instant of 18 December in Ha Noi.
    pub fn set_clock(&self, to: &str) {
        self.clock.set(instant(to));
    }

    /// The id of a unit of the register.
    pub async fn unit(&self, code: &str) -> Uuid {
        let organisation = self.state.db.latest_snapshot().await.unwrap().organisation;
        organisation.by_code(code).unwrap_or_else(|| panic!("there is no unit {code}")).id
    }

    /// What the journal says about a subject, oldest first.
    pub async fn journal(&self, subject: Uuid) -> Vec<journal::Model> {
        let found = journal::Entity::find().filter(journal::Column::SubjectId.eq(subject));
        found.order_by_asc(journal::Column::Id).all(self.state.db.primary()).await.unwrap()
    }

    /// The names of what happened to a subject, oldest first.
    pub async fn events(&self, subject: Uuid) -> Vec<String> {
        self.journal(subject).await.into_iter().map(|entry| entry.event).collect()
    }
}

/// The stack of `thidua::app::serve`, without a socket.
async fn service(shared: Shared) -> Box<dyn Fn(TestRequest) -> Answered> {
    let app = App::new().wrap(Compress::default()).wrap(from_fn(edge));
    let service = test::init_service(app.configure(move |cfg| thidua::app::configure(cfg, &shared))).await;
    Box::new(move |request| {
        let answered = service.call(request.to_request());
        Box::pin(async move { answered.await.map(ServiceResponse::map_into_boxed_body) })
    })
}
