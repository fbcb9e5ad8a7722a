//! The admin port: health and metrics, for the platform and not for clients.
use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use actix_web::{App, HttpResponse, HttpServer, dev::Server, get, http::header::RETRY_AFTER, web::Data};
use base::http::state::AppState;
use metrics_exporter_prometheus::PrometheusHandle;

use super::readiness::Readiness;

/// Set when the service has been told to stop: load balancers look elsewhere while requests finish.
#[derive(Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    pub fn start(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Alive: requests are answered, be it by saying that the database is away. Only a new start helps one that is not.
#[get("/livez")]
async fn livez(state: Data<AppState>) -> HttpResponse {
    match state.pulse.fault(state.deadline) {
        None => HttpResponse::Ok().body("ok\n"),
        Some(fault) => unavailable(&[fault.to_owned()]),
    }
}

/// Ready to serve: not stopping, the database answers and takes a write, the journal is being sealed.
#[get("/readyz")]
async fn readyz(state: Data<AppState>, draining: Data<Draining>, readiness: Data<Readiness>) -> HttpResponse {
    if draining.0.load(Ordering::SeqCst) {
        return unavailable(&["stopping".to_owned()]);
    }
    let faults = readiness.faults(&state).await;
    if !faults.is_empty() {
        return unavailable(&faults);
    }
    let left_out = state.db.has_replica() && !state.db.replica_is_fit();
    HttpResponse::Ok().body(if left_out { "ok\nthe replica is left out\n" } else { "ok\n" })
}

fn unavailable(faults: &[String]) -> HttpResponse {
    HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, "5")).body(faults.join("\n") + "\n")
}

#[get("/metrics")]
async fn metrics(handle: Data<PrometheusHandle>, state: Data<AppState>) -> HttpResponse {
    state.db.report();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(handle.render())
}

pub fn serve(
    listener: TcpListener,
    state: Arc<AppState>,
    draining: Draining,
    handle: PrometheusHandle,
) -> std::io::Result<Server> {
    let readiness = Data::new(Readiness::default());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::from(state.clone()))
            .app_data(readiness.clone())
            .app_data(Data::new(draining.clone()))
            .app_data(Data::new(handle.clone()))
            .service(livez)
            .service(readyz)
            .service(metrics)
    });
    Ok(server.workers(1).disable_signals().shutdown_timeout(1).listen(listener)?.run())
}
