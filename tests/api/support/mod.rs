//! What the tests share: an application on a fresh database, people, requests, and the contract every answer keeps.
mod app;
mod catalogue;
mod cluster;
pub mod contract;
mod database;
mod http;
mod names;
mod people;
mod place;
mod proxy;
pub mod spec;
mod standby;
mod wire;

use std::{
    future::{Future, poll_fn},
    rc::Rc,
    task::Poll,
};

pub use app::{ISSUER, TestApp, clock, instant, options, signing_key};
pub use database::{Database, Kind};
pub use http::{Reply, absolute};
pub use people::{Caller, EVERY_ROLE};
pub use proxy::Proxy;
pub use standby::Standby;
use thidua::boot::Options;
pub use wire::{Connection, ask, off_the_loop};

/// Runs a test once on SQLite and once on PostgreSQL, each time with an application on a fresh database.
pub async fn both(test: impl AsyncFn(TestApp) + Copy + 'static) {
    both_with(|_| (), test).await;
}

/// The same with other options.
pub async fn both_with(change: impl Fn(&mut Options), test: impl AsyncFn(TestApp) + Copy + 'static) {
    for kind in Kind::available() {
        let database = Rc::new(Database::fresh(kind).await);
        let app = TestApp::on(database.clone(), &change).await;
        named(kind, async move { test(app).await }).await;
        names::journal_names_nobody(&database).await;
        catalogue::journal_keeps_to_the_catalogue(&database).await;
        database.remove().await;
    }
}

/// A panic of `test` names the database.
pub async fn named(kind: Kind, test: impl Future<Output = ()> + 'static) {
    if let Err(e) = actix_web::rt::spawn(test).await {
        let panic = e.into_panic();
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        panic!("on {kind:?}: {}", text.unwrap_or("a panic without words"));
    }
}

/// Runs several pieces of work at once and waits for all.
pub async fn together<F: Future>(work: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = work.into_iter().map(|one| (Box::pin(one), None)).collect();
    poll_fn(|context| {
        for (one, done) in &mut running {
            if done.is_none()
                && let Poll::Ready(output) = one.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if running.iter().all(|(_, done)| done.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, done)| done).collect()
}
