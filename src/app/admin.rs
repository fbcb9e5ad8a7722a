//! The admin port: health and metrics, for the platform and not for clients.
use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use actix_web::{App, HttpResponse, HttpServer, dev::Server, get, web::Data};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::http::state::AppState;

/// Set when the service has been told to stop: load balancers look elsewhere while requests finish.
#[derive(Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    pub fn start(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Alive, whatever the state of anything else.
#[get("/livez")]
async fn livez() -> HttpResponse {
    HttpResponse::Ok().body("ok\n")
}

/// Ready to serve: not stopping, and the database answers.
#[get("/readyz")]
async fn readyz(state: Data<AppState>, draining: Data<Draining>) -> HttpResponse {
    if draining.0.load(Ordering::SeqCst) {
        return HttpResponse::ServiceUnavailable().body("stopping\n");
    }
    match state.db.latest_snapshot().await {
        Ok(_) => HttpResponse::Ok().body("ok\n"),
        Err(_) => HttpResponse::ServiceUnavailable().body("no database\n"),
    }
}

#[get("/metrics")]
async fn metrics(handle: Data<PrometheusHandle>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(handle.render())
}

pub fn serve(
    listener: TcpListener,
    state: Arc<AppState>,
    draining: Draining,
    handle: PrometheusHandle,
) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::from(state.clone()))
            .app_data(Data::new(draining.clone()))
            .app_data(Data::new(handle.clone()))
            .service(livez)
            .service(readyz)
            .service(metrics)
    });
    Ok(server.workers(1).disable_signals().listen(listener)?.run())
}
