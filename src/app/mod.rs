//! Puts the features together: routes, the published spec, middleware, servers.
pub mod admin;
mod docs;
pub mod events;
pub mod inheritance;
mod inside;
mod problem_pages;
mod readiness;
mod routes;
pub mod spec;
mod unread;

use std::{net::TcpListener, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data},
};
use base::http::edge::edge;
pub use inside::inside;
pub use routes::{App as Shared, configure};

/// After its deadline a request is still told so.
const ANSWER: Duration = Duration::from_secs(2);
/// How many deadlines an answer may lie unread.
const UNREAD: u32 = 4;
/// Of the thirty seconds in which the service stops the last jobs need some.
const LONGEST_GRACE: Duration = Duration::from_secs(20);

/// The API on a bound port. Stops when its handle is told to, and lets running requests finish.
pub fn serve(listener: TcpListener, shared: Shared, workers: Option<usize>) -> std::io::Result<Server> {
    // What runs when the service is told to stop ends by its own deadline.
    let unread = shared.state.deadline * UNREAD;
    let grace = (shared.state.deadline + ANSWER).min(LONGEST_GRACE).as_secs();
    let server = HttpServer::new(move || {
        let shared = shared.clone();
        // Called once on the event loop of each thread that serves.
        actix_web::rt::spawn(shared.state.pulse.clone().beat());
        App::new().wrap(Compress::default()).wrap(from_fn(edge)).configure(move |cfg| configure(cfg, &shared))
    });
    let server = server.on_connect(move |connection, _| unread::bound(connection, unread));
    let server = match workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    Ok(server.disable_signals().shutdown_timeout(grace).listen(listener)?.run())
}

/// State that handlers find by its type.
fn share(cfg: &mut web::ServiceConfig, shared: &Shared) {
    cfg.app_data(Data::from(shared.state.clone()))
        .app_data(Data::from(shared.throttle.clone()))
        .app_data(Data::from(shared.reports.clone()))
        .app_data(Data::from(shared.progress.clone()))
        .app_data(Data::from(shared.compliance.clone()))
        .app_data(Data::from(shared.consolidations.clone()));
}
