//! A streaming replica of the tests' private PostgreSQL.
use std::{path::PathBuf, process::Command};

use tempfile::TempDir;

use super::cluster;

/// Ends when dropped.
pub struct Standby {
    folder: PathBuf,
}

impl Standby {
    /// None where the server of the tests is not ours to copy.
    pub fn start() -> Option<Self> {
        let primary = cluster::url()?.split_once("host=")?.1.to_owned();
        let folder = TempDir::with_prefix_in("thidua-pg-", "/tmp").unwrap().keep();
        let made = cluster::copy(&primary, &folder);
        made.unwrap_or_else(|e| panic!("no replica: {e}"));
        Some(Self { folder })
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
