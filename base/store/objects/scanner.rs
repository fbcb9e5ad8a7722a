//! The scan hook: a program of the operator's that looks at every upload before it is kept.
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{process::Command, time::timeout};

use crate::kernel::error::{Code, Error, Result};
use crate::store::objects::unavailable;

/// Ends with 0 for what is clean and with 1 for what is not, as ClamAV's programs do.
#[derive(Clone, Debug)]
pub struct Scanner {
    pub program: PathBuf,
    /// Before the path of the file.
    pub arguments: Vec<String>,
    pub patience: Duration,
}

impl Scanner {
    /// What could not be looked at is not clean.
    pub(super) async fn scan(&self, file: &Path) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(file).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = timeout(self.patience, command.status()).await.map_err(unavailable)?.map_err(unavailable)?;
        match status.code() {
            Some(0) => Ok(()),
            Some(1) => Err(Error::new(Code::FileRefused)),
            _ => Err(unavailable(anyhow::anyhow!("--scan-command: {status}"))),
        }
    }
}
