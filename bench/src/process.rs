//! The two servers, each a process of its own.
use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use uuid::Uuid;

use crate::client::{Client, request};

/// USER_HZ, which Linux fixes for everybody.
const TICKS_PER_SECOND: f64 = 100.0;
const PATIENCE: Duration = Duration::from_secs(30);
const REST: Duration = Duration::from_secs(5);

pub struct Server {
    child: Child,
    /// How it was started, and where it is asked whether it is ready.
    command: Command,
    ask: SocketAddr,
    path: &'static str,
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
            .arg("--signing-key-file")
            .arg(signing_key(log)?)
            .stdout(Stdio::null())
            .stderr(File::options().create(true).append(true).open(log)?);
        Self::start(command, api, admin, "/readyz").await
    }

    pub async fn bare(database: &str, unit: &str) -> Result<Self> {
        let address = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", "--database-url", database, "--listen", &address.to_string(), "--unit", unit]);
        Self::start(command, address, address, "/readyz").await
    }

    async fn start(mut command: Command, address: SocketAddr, ask: SocketAddr, path: &'static str) -> Result<Self> {
        let child = command.spawn()?;
        let mut server = Self { child, command, ask, path, address, ready_after: Duration::ZERO };
        server.wait().await?;
        Ok(server)
    }

    /// Ends it as a lost machine would, and starts it again at the same address.
    pub async fn kill_and_start(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        // Where it writes its log is inherited once only.
        self.command.stderr(Stdio::null());
        self.child = self.command.spawn()?;
        self.wait().await
    }

    async fn wait(&mut self) -> Result<()> {
        let started = Instant::now();
        let question = request("GET", self.path, &[], None);
        while started.elapsed() < PATIENCE {
            if let Ok(mut client) = Client::connect(self.ask).await
                && client.send(&question).await.is_ok_and(|answer| answer.status == 200)
            {
                self.ready_after = started.elapsed();
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("a server ended at once: {status}");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("a server was not ready in time")
    }

    /// The most memory that it ever held.
    pub fn peak_megabytes(&self) -> Result<f64> {
        self.megabytes("VmHWM:")
    }

    /// What it holds once it has had nothing to do for a while.
    pub async fn rest_megabytes(&self) -> Result<f64> {
        tokio::time::sleep(REST).await;
        self.megabytes("VmRSS:")
    }

    fn megabytes(&self, what: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)).with_context(|| format!("no {what}"))?;
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

/// A key beside the log, made once: what was signed before a restart is good after it. PKCS#8 (RFC 8410) of 32 bytes that
/// are as random as this needs.
fn signing_key(log: &Path) -> Result<PathBuf> {
    let file = log.with_extension("pem");
    if !file.exists() {
        let prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        let mut der = prefix.to_vec();
        der.extend_from_slice(Uuid::new_v4().as_bytes());
        der.extend_from_slice(Uuid::new_v4().as_bytes());
        let text = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der));
        std::fs::write(&file, text)?;
    }
    Ok(file)
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
