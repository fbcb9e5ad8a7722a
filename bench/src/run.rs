//! One run: fill, start both servers, measure them in turns, tell.
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::Result;
use clap::Args;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use crate::{
    client::{Client, request},
    database::{self, Fresh},
    load::{self, Round, Work, median},
    process::{self, Server},
    report::{Cold, Line, Memory, READ_SHARE, SECTOR_SHARE, Told},
    scenario::{self, Scenario},
};

const STARTS: usize = 5;
const COLD: usize = 11;

#[derive(Args)]
pub struct Run {
    /// A PostgreSQL server: the run makes a database of its own beside the one named. SQLite when left out
    #[arg(long)]
    database_url: Option<String>,
    /// Seconds that each round is measured, after one second of warming up
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Connections that send one request after the other
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Rounds against each server, in turns; the medians are told
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Leaves the database where it is
    #[arg(long)]
    keep: bool,
    /// The service; target/release/thidua when left out, built if need be
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// The two servers and the database between them.
struct Bench<'a> {
    run: &'a Run,
    db: DatabaseConnection,
    service: Server,
    bare: Server,
    scenario: Scenario,
    password: String,
}

impl Run {
    pub async fn run(self) -> Result<()> {
        let binary = process::binary(self.binary.clone())?;
        let fresh = Fresh::make(self.database_url.as_deref()).await?;
        let done = self.measure(&binary, &fresh).await;
        if self.keep {
            crate::report::say(&format!("kept: {}", fresh.url))?;
        } else {
            fresh.remove().await?;
        }
        crate::report::say(&done?.markdown())
    }

    async fn measure(&self, binary: &Path, fresh: &Fresh) -> Result<Told> {
        let password = Uuid::now_v7().simple().to_string();
        let filling = Instant::now();
        let filled = fresh.fill(binary, &password)?;
        fresh.settle().await?;
        let filled_seconds = filling.elapsed().as_secs_f64();
        let log = std::env::temp_dir().join(format!("thidua_bench_{}.log", Uuid::now_v7().simple()));
        let mut starts = vec![];
        for _ in 1..STARTS {
            starts.push(Server::service(binary, &fresh.url, &log).await?.ready_after.as_secs_f64());
        }
        let service = Server::service(binary, &fresh.url, &log).await?;
        starts.push(service.ready_after.as_secs_f64());
        let db = database::connect(&fresh.url, 1).await?;
        let scenario = Scenario::find(&db).await?;
        let bare = Server::bare(&fresh.url, &scenario.department.to_string()).await?;
        let bench = Bench { run: self, db, service, bare, scenario, password };
        let cold = bench.cold().await?;
        let reads = bench.reads().await?;
        let read_memory = bench.service.peak_megabytes()?;
        let writes = bench.writes().await?;
        let memory =
            Memory { reads: read_memory, all: bench.service.peak_megabytes()?, bare: bench.bare.peak_megabytes()? };
        bench.db.close().await?;
        let reform = fresh.reform(binary)?;
        std::fs::remove_file(&log).ok();
        let database = if fresh.is_sqlite() { "SQLite" } else { "PostgreSQL" };
        let lines = reads.into_iter().chain(writes).collect();
        Ok(Told {
            database,
            filled,
            filled_seconds,
            starts,
            cold,
            lines,
            memory,
            reform,
            connections: self.connections,
        })
    }
}

impl Bench<'_> {
    /// Progress that nobody has asked for yet, and right after a change.
    async fn cold(&self) -> Result<Cold> {
        let token = scenario::token(self.service.address, &self.scenario.ministry_officer, &self.password).await?;
        let bearer = format!("Bearer {token}");
        let asked = request("GET", &self.scenario.progress_path(), &[("Authorization", &bearer)], None);
        let computed = request("GET", &format!("/computed?{}", self.scenario.progress_query()), &[], None);
        let first_ms = once(self.service.address, &asked).await?;
        let (mut changed, mut bare) = (vec![], vec![]);
        for _ in 0..COLD {
            // What every write that moves a figure does.
            let bump = "UPDATE snapshot_version SET value = value + 1 WHERE topic = 'figures'";
            self.db.execute_unprepared(bump).await?;
            changed.push(once(self.service.address, &asked).await?);
            bare.push(once(self.bare.address, &computed).await?);
        }
        Ok(Cold { first_ms, changed_ms: median(changed), bare_ms: median(bare) })
    }

    async fn reads(&self) -> Result<Vec<Line>> {
        let (department, ministry) = (&self.scenario.department_officer, &self.scenario.ministry_officer);
        let reports = format!("50 reports of province {}", self.scenario.province);
        let shares = format!("reconciliation of the ministry, {} shares", self.scenario.shares);
        let asked = [
            ("one unit", department, self.scenario.unit_path(), READ_SHARE),
            (reports.as_str(), department, self.scenario.reports_path(), READ_SHARE),
            ("progress of the ministry, kept", ministry, self.scenario.progress_path(), READ_SHARE),
            (shares.as_str(), ministry, self.scenario.reconciliation_path(), SECTOR_SHARE),
            ("plan coverage of the sector", ministry, self.scenario.coverage_path(), SECTOR_SHARE),
        ];
        let mut lines = vec![];
        for (name, username, path, least) in asked {
            let token = scenario::token(self.service.address, username, &self.password).await?;
            let work = scenario::read(&token, &path, self.run.connections);
            lines.push(self.turns(name, Some(least), &work).await?);
        }
        Ok(lines)
    }

    async fn writes(&self) -> Result<Option<Line>> {
        let work = scenario::drafts(&self.db, self.service.address, &self.password, self.run.connections).await?;
        Ok(Some(self.turns("a report with ten values written", None, &work).await?))
    }

    /// Service and bare handler by turns, so that a noisy moment meets both.
    async fn turns(&self, name: &str, least: Option<f64>, work: &[Work]) -> Result<Line> {
        let (mut service, mut bare) = (vec![], vec![]);
        for _ in 0..self.run.rounds {
            service.push(load::round(&self.service, work, self.run.seconds).await?);
            bare.push(load::round(&self.bare, work, self.run.seconds).await?);
        }
        // Each round beside the one that followed it: what slows one slows the other.
        let ratio = median(service.iter().zip(&bare).map(|(s, b)| s.per_second / b.per_second).collect());
        let (service, bare) = (Round::median(&service), Round::median(&bare));
        Ok(Line { name: name.to_owned(), least, service, bare, ratio })
    }
}

/// Milliseconds of one request.
async fn once(address: SocketAddr, request: &[u8]) -> Result<f64> {
    let mut client = Client::connect(address).await?;
    let sent = Instant::now();
    client.send(request).await?.expect(200)?;
    Ok(sent.elapsed().as_secs_f64() * 1000.0)
}
