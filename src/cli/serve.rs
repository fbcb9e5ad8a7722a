//! `thidua serve`.
use std::{net::TcpListener, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use base::{
    http::{auth::Authenticator, cors::Origins, streams::Streams},
    kernel::clock::Clock,
};
use chrono::TimeDelta;
use clap::Args;
use secrecy::ExposeSecret;
use tokio::sync::watch;

use super::follow;
use crate::{
    app::{self, admin::Draining},
    boot::{self, Booted, Options},
    config::{DatabaseArgs, KeyArgs, ServerArgs, SsoArgs, StorageArgs, read_secret},
    platform::{telemetry, traces},
    worker,
};

/// Between the moment the service says that it is no longer ready and the moment it stops listening.
const GRACE: Duration = Duration::from_millis(500);
/// For the last jobs, after the last request.
const LAST_JOBS: Duration = Duration::from_secs(6);
const REPLICA_CHECK: Duration = Duration::from_millis(500);
/// The recorder keeps every single figure until then, whether or not anybody asks for metrics.
const METRICS_UPKEEP: Duration = Duration::from_secs(5);

#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub server: ServerArgs,
    #[command(flatten)]
    pub keys: KeyArgs,
    #[command(flatten)]
    pub sso: SsoArgs,
    #[command(flatten)]
    pub storage: StorageArgs,
    /// Lets the accounts of the demonstration sign in. Never for real data.
    #[arg(long, env = "THIDUA_DEMO_MODE")]
    pub demo_mode: bool,
}

/// Bound before the database is touched: who cannot have them learns it at once.
pub struct Ports {
    pub api: TcpListener,
    admin: TcpListener,
}

impl Serve {
    pub async fn run(&self) -> Result<()> {
        let _written = telemetry::json();
        let options = self.options()?;
        let ports = self.bind()?;
        let booted = boot::boot(options).await?;
        self.listen(booted, ports).await
    }

    pub fn bind(&self) -> Result<Ports> {
        let api = bind(self.server.listen, "--listen")?;
        let admin = bind(self.server.admin_listen, "--admin-listen")?;
        Ok(Ports { api, admin })
    }

    pub fn options(&self) -> Result<Options> {
        Ok(Options {
            database: self.database.settings()?,
            clock: Clock::System,
            auth: self.authenticator()?,
            keys: self.keys.given()?,
            rate_limit: self.server.rate_limit,
            trusted_proxies: self.server.trusted_proxies.clone(),
            cors: Origins::new(self.server.cors_origins.clone())?,
            webhook_ranges: self.server.webhook_allow_private.clone(),
            deadline: Duration::from_secs(self.server.request_deadline),
            working_day_closes: self.server.working_day_closes,
            feed_retention: TimeDelta::days(self.server.feed_retention_days.into()),
            longest_stream: Duration::from_secs(self.server.longest_stream),
            demo_mode: self.demo_mode,
            sso: self.sso.settings(self.keys.issuer(self.demo_mode)?)?,
            second_factor: self.server.second_factor,
            storage: self.storage.settings()?,
        })
    }

    fn authenticator(&self) -> Result<Authenticator> {
        let issuer = self.keys.issuer(self.demo_mode)?;
        let Some(file) = &self.keys.signing_key_file else {
            if !self.demo_mode {
                tracing::warn!(
                    "no --signing-key-file: access tokens end with this process and no other instance knows them"
                );
            }
            return Authenticator::ephemeral(issuer);
        };
        let pem = read_secret(file, "--signing-key-file")?;
        Authenticator::new(issuer, pem.expose_secret()).context("--signing-key-file")
    }

    /// Serves until SIGTERM or SIGINT, then lets running requests finish for up to 30 seconds.
    pub async fn listen(&self, booted: Booted, ports: Ports) -> Result<()> {
        let Booted { shared, looks } = booted;
        let metrics = telemetry::metrics()?;
        let traces = traces::start()?;
        let draining = Draining::default();
        actix_web::rt::spawn(repeat(METRICS_UPKEEP, metrics.clone(), async |metrics| metrics.run_upkeep()));
        if shared.state.db.has_replica() {
            let db = shared.state.db.clone();
            actix_web::rt::spawn(repeat(REPLICA_CHECK, db, async |db| db.look_at_replica().await));
        }
        let admin = app::admin::serve(ports.admin, shared.state.clone(), draining.clone(), metrics)?;
        let admin_handle = admin.handle();
        actix_web::rt::spawn(admin);
        let server = app::serve(ports.api, shared.clone(), self.server.workers.map(usize::from))?;
        let (stop, stopped) = watch::channel(false);
        let inside = app::inside(&shared).await?;
        let jobs = actix_web::rt::spawn(worker::run(shared.state.clone(), inside, looks, stopped));
        follow::key_files(&self.keys, &shared.state);
        tracing::info!(address = %self.server.listen, admin = %self.server.admin_listen, "serving");
        let streams = shared.state.streams.clone();
        actix_web::rt::spawn(stop_on_signal(draining, streams, server.handle()));
        server.await?;
        shared.state.db.forget_idle();
        stop.send(true).ok();
        if tokio::time::timeout(LAST_JOBS, jobs).await.is_err() {
            tracing::warn!("the last jobs were left unfinished; the next start does them");
        }
        admin_handle.stop(true).await;
        traces.end().await;
        tracing::info!("stopped");
        Ok(())
    }
}

fn bind(address: std::net::SocketAddr, flag: &str) -> Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("{flag}: cannot listen on {address}"))
}

async fn stop_on_signal(draining: Draining, streams: Arc<Streams>, server: actix_web::dev::ServerHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("cannot listen for signals");
        return;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    tracing::info!("stopping");
    draining.start();
    streams.end();
    tokio::time::sleep(GRACE).await;
    server.stop(true).await;
}

async fn repeat<T>(every: Duration, of: T, what: impl AsyncFn(&T)) {
    loop {
        what(&of).await;
        tokio::time::sleep(every).await;
    }
}
