//! The two servers, each a process of its own.
use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::client::{Client, request};

/// USER_HZ, which Linux fixes for everybody.
const TICKS_PER_SECOND: f64 = 100.0;
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first answer that it is ready.
    pub ready_after: Duration,
}

impl Server {
    pub async fn service(binary: &Path, database: &str, log: &Path) -> Result<Self> {
        let (api, admin) = (free_port()?, free_port()?);
        let mut command = Command::new(binary);
        command
            .args(["serve", "--demo-mode", "--rate-limit", "0", "--database-url", database])
            .args(["--listen", &api.to_string(), "--admin-listen", &admin.to_string()])
            .arg("--file-store")
            .arg(log.with_extension("files"))
            .stdout(Stdio::null())
            .stderr(File::create(log)?);
        Self::start(command, api, admin, "/readyz").await
    }

    pub async fn bare(database: &str, unit: &str) -> Result<Self> {
        let address = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", "--database-url", database, "--listen", &address.to_string(), "--unit", unit]);
        Self::start(command, address, address, "/readyz").await
    }

    async fn start(mut command: Command, address: SocketAddr, ask: SocketAddr, path: &str) -> Result<Self> {
        let started = Instant::now();
        let child = command.spawn()?;
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        let question = request("GET", path, &[], None);
        while started.elapsed() < PATIENCE {
            if let Ok(mut client) = Client::connect(ask).await
                && client.send(&question).await.is_ok_and(|answer| answer.status == 200)
            {
                server.ready_after = started.elapsed();
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("a server ended at once: {status}");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("a server was not ready in time")
    }

    /// The most memory that it ever held.
    pub fn peak_megabytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Processor time so far, in user and kernel.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, after_name) = stat.rsplit_once(')').context("no name")?;
        let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.sum::<Result<f64, _>>()? / TICKS_PER_SECOND)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The release binary, built when there is none.
pub fn binary(given: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given);
    }
    let here = std::env::current_exe()?;
    let target = here.parent().and_then(Path::parent).context("no target folder")?;
    let binary = target.join("release/thidua");
    if !binary.exists() {
        let built = Command::new("cargo").args(["build", "--release", "-p", "thidua"]).status()?;
        if !built.success() || !binary.exists() {
            bail!("cargo build --release -p thidua failed");
        }
    }
    Ok(binary)
}
