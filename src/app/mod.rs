//! Puts the features together: routes, the published spec, middleware, servers.
pub mod admin;
mod docs;
pub mod inheritance;
mod problem_pages;
mod routes;
pub mod spec;

use std::net::TcpListener;

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web::{self, Data},
};

pub use routes::{App as Shared, configure};

use crate::http::edge::edge;

/// The API on a bound port. Stops when its handle is told to, and lets running requests finish.
pub fn serve(listener: TcpListener, shared: Shared, workers: Option<usize>) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        let shared = shared.clone();
        App::new().wrap(Compress::default()).wrap(from_fn(edge)).configure(move |cfg| configure(cfg, &shared))
    });
    let server = match workers {
        Some(workers) => server.workers(workers),
        None => server,
    };
    Ok(server.disable_signals().shutdown_timeout(30).listen(listener)?.run())
}

/// State that handlers find by its type.
fn share(cfg: &mut web::ServiceConfig, shared: &Shared) {
    cfg.app_data(Data::from(shared.state.clone()))
        .app_data(Data::from(shared.throttle.clone()))
        .app_data(Data::from(shared.progress.clone()));
}
