//! One run: fill, start both servers, measure them in turns, tell.
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::Args;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::{
    awards,
    client::{once, request},
    database::{self, Fresh},
    enlarge, growth,
    load::{self, Round, Step, Work, median},
    process::{self, Server},
    questions,
    report::{Line, Memory, Target, Told},
    rush::{self, Rush},
    same,
    scenario::{self, People, Scenario},
};

const STARTS: usize = 5;
const ACCEPTED_A_SECOND: u32 = 30;
/// Steps of one round against each server.
const STEPS: usize = 150;
/// Of what a bare handler writes, at least so much.
const WRITE_SHARE: f64 = 0.60;

#[derive(Args)]
pub struct Run {
    /// A PostgreSQL server: the run makes a database of its own beside the one named. SQLite when left out
    #[arg(long)]
    database_url: Option<String>,
    /// Seconds that each round is measured, after one second of warming up
    #[arg(long, default_value_t = 5.0)]
    pub seconds: f64,
    /// Connections that send one request after the other
    #[arg(long, default_value_t = 16)]
    pub connections: usize,
    /// Rounds against each server, in turns; the medians are told
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
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
        let bench = Bench::begin(self, binary, fresh, (&log, &password)).await?;
        starts.push(bench.service.ready_after.as_secs_f64());
        let first_ms = bench.first().await?;
        let lines = bench.reads().await?;
        let reads = bench.service.peak_megabytes()?;
        bench.end().await?;
        let first = fresh.copy().await?;
        let enlarged = enlarge::enlarge(&fresh.url).await?;
        fresh.settle().await?;
        first.settle().await?;
        let growth = growth::measure(self, binary, [&first, fresh], (&log, &password)).await;
        first.remove().await?;
        let mut bench = Bench::begin(self, binary, fresh, (&log, &password)).await?;
        let later_ms = bench.first().await?;
        let mut later = bench.reads().await?;
        later.extend(bench.busy().await?);
        later.extend(bench.writes().await?);
        let decision_ms = awards::decision(&bench.db, bench.service.address, &bench.password).await?;
        let (all, rest) = (bench.service.peak_megabytes()?, bench.service.rest_megabytes().await?);
        let memory = Memory { reads, all, rest, bare: bench.bare.peak_megabytes()? };
        let rush = bench.rush().await?;
        bench.end().await?;
        let reform = fresh.reform(binary)?;
        for file in [log.clone(), log.with_extension("pem")] {
            std::fs::remove_file(file).ok();
        }
        std::fs::remove_dir_all(log.with_extension("files")).ok();
        let (database, most_megabytes) = if fresh.is_sqlite() { ("SQLite", 150.0) } else { ("PostgreSQL", 100.0) };
        let (connections, first_ms) = (self.connections, [first_ms, later_ms]);
        Ok(Told {
            database,
            most_megabytes,
            filled,
            filled_seconds,
            connections,
            starts,
            first_ms,
            lines,
            enlarged,
            later,
            growth: growth?,
            decision_ms,
            rush,
            memory,
            reform,
        })
    }
}

impl<'a> Bench<'a> {
    async fn begin(run: &'a Run, binary: &Path, fresh: &Fresh, (log, password): (&Path, &str)) -> Result<Self> {
        let service = Server::service(binary, &fresh.url, log).await?;
        let db = database::connect(&fresh.url, 1).await?;
        let scenario = Scenario::find(&db).await?;
        let bare = Server::bare(&fresh.url, &scenario.department.to_string()).await?;
        Ok(Self { run, db, service, bare, scenario, password: password.to_owned() })
    }

    /// Closes the connection to the database, and with both servers all others.
    async fn end(self) -> Result<()> {
        Ok(self.db.close().await?)
    }

    /// Milliseconds of the first question for progress after the start.
    async fn first(&self) -> Result<f64> {
        let asked = self.asks(&self.scenario.ministry_officer, &self.scenario.progress_path()).await?;
        once(self.service.address, &asked).await
    }

    async fn asks(&self, username: &str, path: &str) -> Result<Vec<u8>> {
        let token = scenario::token(self.service.address, username, &self.password).await?;
        Ok(request("GET", path, &[("Authorization", &format!("Bearer {token}"))], None))
    }

    async fn reads(&self) -> Result<Vec<Line>> {
        let list = questions::reports(&self.scenario).request(self.service.address, &self.password).await?;
        same::items(&self.service, &self.bare, &list).await?;
        let mut lines = vec![];
        for question in questions::all(&self.db, &self.scenario).await? {
            let asked = question.request(self.service.address, &self.password).await?;
            let work = vec![Work::Read(asked); self.run.connections];
            lines.push(match question.target {
                Target::Share(_) => self.turns(&question.name, question.target, &work).await?,
                Target::Within { .. } => self.alone(&question.name, question.target, &work).await?,
            });
        }
        Ok(lines)
    }

    /// Progress while others accept reports.
    async fn busy(&self) -> Result<Vec<Line>> {
        let mut people = People::new(self.service.address, &self.password);
        let seconds = Duration::from_secs_f64(self.run.seconds + 2.0).as_secs() + 1;
        let each = usize::try_from(seconds * u64::from(ACCEPTED_A_SECOND))?;
        let (department, ministry) = (&self.scenario.department_officer, &self.scenario.ministry_officer);
        let target = Target::Within { p99_ms: 20.0, per_second: Some(8_000.0) };
        let mut lines = vec![];
        for (name, username) in [("progress of the ministry", ministry), ("progress of a province", department)] {
            let name = format!("{name} while {ACCEPTED_A_SECOND} reports a second are accepted");
            let work =
                vec![Work::Read(self.asks(username, &self.scenario.progress_path()).await?); self.run.connections];
            let mut measured = vec![];
            for _ in 0..self.run.rounds {
                let steps = scenario::to_accept(&self.db, &mut people, each).await?;
                let ends = Instant::now() + Duration::from_secs_f64(self.run.seconds + 1.0);
                let every = Duration::from_secs(1) / ACCEPTED_A_SECOND;
                let writer = actix_web::rt::spawn(load::trickle(self.service.address, steps, every, ends));
                measured.push(load::round(&self.service, &work, self.run.seconds).await?);
                writer.await??;
            }
            lines.push(Line { name, target, service: Round::median(&measured), bare: None });
        }
        Ok(lines)
    }

    async fn writes(&self) -> Result<Vec<Line>> {
        let connections = self.run.connections;
        let mut work = scenario::drafts(&self.db, self.service.address, &self.password, connections + 2).await?;
        same::members(&self.service, &self.bare, work.drain(connections..).map(|work| work.request())).await?;
        let target = Target::Share(WRITE_SHARE);
        let mut people = People::new(self.service.address, &self.password);
        let written = self.turns("a report with ten values written", target, &work).await?;
        for steps in
            [scenario::to_submit(&self.db, &mut people, 2).await?, scenario::to_accept(&self.db, &mut people, 2).await?]
        {
            same::members(&self.service, &self.bare, steps.iter().map(Step::request)).await?;
        }
        let (mut submitted, mut accepted) = (vec![], vec![]);
        for _ in 0..self.run.rounds {
            let steps = scenario::to_submit(&self.db, &mut people, STEPS * 2).await?;
            submitted.push(self.both(steps).await?);
            let steps = scenario::to_accept(&self.db, &mut people, STEPS * 2).await?;
            accepted.push(self.both(steps).await?);
        }
        let line = |name: &str, rounds| compared(name.to_owned(), target, rounds);
        Ok(vec![written, line("a report submitted", submitted), line("a report accepted", accepted)])
    }

    /// Everybody at once, with the service killed in the middle of it.
    async fn rush(&mut self) -> Result<Rush> {
        let reading = self.asks(&self.scenario.ministry_officer, &self.scenario.progress_path()).await?;
        let mut people = People::new(self.service.address, &self.password);
        let steps = scenario::to_submit(&self.db, &mut people, rush::SUBMISSIONS).await?;
        rush::rush(&mut self.service, &self.db, steps, reading).await
    }

    /// Half of the steps by the service, half by the bare handler.
    async fn both(&self, mut steps: Vec<Step>) -> Result<(Round, Round)> {
        let others = steps.split_off(steps.len() / 2);
        let service = load::batch(&self.service, steps, self.run.connections).await?;
        Ok((service, load::batch(&self.bare, others, self.run.connections).await?))
    }

    async fn alone(&self, name: &str, target: Target, work: &[Work]) -> Result<Line> {
        let mut rounds = vec![];
        for _ in 0..self.run.rounds {
            rounds.push(load::round(&self.service, work, self.run.seconds).await?);
        }
        Ok(Line { name: name.to_owned(), target, service: Round::median(&rounds), bare: None })
    }

    /// Service and bare handler by turns, so that a noisy moment meets both.
    async fn turns(&self, name: &str, target: Target, work: &[Work]) -> Result<Line> {
        let mut rounds = vec![];
        for _ in 0..self.run.rounds {
            let service = load::round(&self.service, work, self.run.seconds).await?;
            rounds.push((service, load::round(&self.bare, work, self.run.seconds).await?));
        }
        Ok(compared(name.to_owned(), target, rounds))
    }
}

/// Each round beside the one that followed it: what slows one slows the other.
fn compared(name: String, target: Target, rounds: Vec<(Round, Round)>) -> Line {
    let ratio = median(rounds.iter().map(|(s, b)| s.per_second / b.per_second).collect());
    let (service, bare): (Vec<_>, Vec<_>) = rounds.into_iter().unzip();
    Line { name, target, service: Round::median(&service), bare: Some((Round::median(&bare), ratio)) }
}
