//! A PostgreSQL with a streaming replica, apart from that of the other tests: a replica copies all that its primary has.
use std::{path::PathBuf, process::Command, sync::OnceLock};

use tempfile::TempDir;

use super::{Kind, cluster, place};

/// Ends when dropped.
pub struct Standby {
    folder: PathBuf,
}

impl Standby {
    /// The server to copy. None where no PostgreSQL is to be had.
    pub fn primary() -> Option<&'static str> {
        static URL: OnceLock<Option<String>> = OnceLock::new();
        let wanted = Kind::available().contains(&Kind::Postgres);
        URL.get_or_init(|| wanted.then(|| cluster::start().ok()).flatten()).as_deref()
    }

    pub fn of(primary: &str) -> Self {
        let (_, socket) = primary.split_once("host=").expect("a server on a socket");
        let folder = TempDir::with_prefix_in("thidua-pg-", place::folder()).unwrap().keep();
        cluster::copy(socket, &folder).unwrap_or_else(|e| panic!("no replica: {e}"));
        Self { folder }
    }

    /// A database of the primary, on the replica.
    pub fn url(&self, primary: &str) -> String {
        let name = primary.split('?').next().and_then(|address| address.rsplit('/').next()).unwrap();
        format!("postgres://postgres@localhost/{name}?host={}", self.folder.display())
    }

    pub fn stop(&self) {
        cluster::stop(&self.folder).ok();
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        self.stop();
        Command::new("rm").arg("-rf").arg(&self.folder).status().ok();
    }
}
