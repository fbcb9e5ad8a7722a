//! Files: where their bytes lie, what they may hold, who looks at them.
use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use base::store::objects::{Bucket, Limits, Place, Scanner, Settings};
use chrono::TimeDelta;
use clap::Args;
use secrecy::SecretString;

use super::read_secret;

/// Longer than any program takes for one file.
const SCAN_PATIENCE: Duration = Duration::from_secs(60);

#[derive(Args, Clone, Debug)]
pub struct StorageArgs {
    /// Where the bytes of files lie: a folder, or `s3://bucket/prefix`.
    #[arg(long, env = "THIDUA_FILE_STORE", default_value = "file://./thidua-files")]
    pub file_store: String,
    /// Bytes that a file may have.
    #[arg(long, env = "THIDUA_FILE_MAX_BYTES", default_value_t = 25 * 1024 * 1024, value_parser = clap::value_parser!(u64).range(1..=1024 * 1024 * 1024))]
    pub file_max_bytes: u64,
    /// Bytes that a document which is an archive (DOCX, XLSX, ODT, ODS) may unpack to.
    #[arg(long, env = "THIDUA_FILE_MAX_UNPACKED", default_value_t = 200 * 1024 * 1024, value_parser = clap::value_parser!(u64).range(1..=4 * 1024 * 1024 * 1024))]
    pub file_max_unpacked: u64,
    /// Hours after which a file that was never attached is deleted; 0 for never.
    #[arg(long, env = "THIDUA_FILE_ORPHAN_HOURS", default_value_t = 24, value_parser = clap::value_parser!(u32).range(0..=87_600))]
    pub file_orphan_hours: u32,
    /// A program, and its arguments between spaces, that looks at every upload. The path of the file comes last; it
    /// ends with 0 for what is clean and with 1 for what is not.
    #[arg(long, env = "THIDUA_SCAN_COMMAND")]
    pub scan_command: Option<String>,
    /// The address of a service that speaks like S3; Amazon's when left out.
    #[arg(long, env = "THIDUA_S3_ENDPOINT")]
    pub s3_endpoint: Option<String>,
    #[arg(long, env = "THIDUA_S3_REGION")]
    pub s3_region: Option<String>,
    #[arg(long, env = "THIDUA_S3_ACCESS_KEY_ID", hide_env_values = true)]
    pub s3_access_key_id: Option<SecretString>,
    #[arg(long, env = "THIDUA_S3_SECRET_ACCESS_KEY", hide_env_values = true)]
    pub s3_secret_access_key: Option<SecretString>,
    /// A file that holds the secret access key.
    #[arg(long, env = "THIDUA_S3_SECRET_ACCESS_KEY_FILE", conflicts_with = "s3_secret_access_key")]
    pub s3_secret_access_key_file: Option<PathBuf>,
}

impl StorageArgs {
    pub fn settings(&self) -> Result<Settings> {
        let hours = i64::from(self.file_orphan_hours);
        let limits = Limits {
            max_bytes: self.file_max_bytes,
            max_unpacked: self.file_max_unpacked,
            orphans: (hours > 0).then(|| TimeDelta::hours(hours)),
        };
        Ok(Settings { place: self.place()?, limits, scanner: self.scanner()? })
    }

    fn place(&self) -> Result<Place> {
        if let Some(bucket) = self.file_store.strip_prefix("s3://") {
            return self.bucket(bucket).map(Place::S3);
        }
        let folder = self.file_store.strip_prefix("file://").unwrap_or(&self.file_store);
        if folder.is_empty() || folder.contains("://") {
            bail!("--file-store: give a folder, a file:// or an s3:// URL");
        }
        Ok(Place::Folder(folder.into()))
    }

    fn bucket(&self, address: &str) -> Result<Bucket> {
        let (name, prefix) = address.split_once('/').unwrap_or((address, ""));
        if name.is_empty() {
            bail!("--file-store: s3:// needs the name of a bucket");
        }
        if let Some(endpoint) = &self.s3_endpoint
            && !["http://", "https://"].iter().any(|scheme| endpoint.starts_with(scheme))
        {
            bail!("--s3-endpoint: give an http:// or https:// URL");
        }
        let secret_access_key = match &self.s3_secret_access_key_file {
            Some(file) => Some(read_secret(file, "--s3-secret-access-key-file")?),
            None => self.s3_secret_access_key.clone(),
        };
        Ok(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            access_key_id: self.s3_access_key_id.clone().context("--s3-access-key-id: s3:// needs it")?,
            secret_access_key: secret_access_key.context("--s3-secret-access-key: s3:// needs it")?,
        })
    }

    fn scanner(&self) -> Result<Option<Scanner>> {
        let Some(command) = &self.scan_command else { return Ok(None) };
        let mut words = command.split_whitespace().map(str::to_owned);
        let program = words.next().context("--scan-command: names no program")?;
        let program = find(&program).with_context(|| format!("--scan-command: there is no program {program}"))?;
        Ok(Some(Scanner { program, arguments: words.collect(), patience: SCAN_PATIENCE }))
    }
}

/// A program by its path, or by its name in one of the folders of PATH.
fn find(program: &str) -> Option<PathBuf> {
    let executable = |path: &Path| path.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0);
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| executable(path));
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| executable(path))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{Place, StorageArgs};

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        storage: StorageArgs,
    }

    fn refusal(flags: &[&str]) -> String {
        let line = Line::parse_from([&["thidua"], flags].concat());
        line.storage.settings().map(|settings| format!("{settings:?}")).unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_work_is_refused_and_names_its_flag() {
        let keys = ["--s3-access-key-id", "a", "--s3-secret-access-key", "b"];
        for (flags, named) in [
            (&["--file-store", "ftp://host/files"][..], "--file-store:"),
            (&["--file-store", "file://"], "--file-store:"),
            (&[&keys[..], &["--file-store", "s3:///files"]].concat(), "--file-store:"),
            (&["--file-store", "s3://bucket", "--s3-secret-access-key", "b"], "--s3-access-key-id:"),
            (&["--file-store", "s3://bucket", "--s3-access-key-id", "a"], "--s3-secret-access-key:"),
            (&[&keys[..], &["--file-store", "s3://bucket", "--s3-endpoint", "minio:9000"]].concat(), "--s3-endpoint:"),
            (&["--scan-command", "/there/is/no/scanner --fast"], "--scan-command:"),
            (&["--scan-command", " "], "--scan-command:"),
        ] {
            let told = refusal(flags);
            assert!(told.starts_with(named), "{flags:?}: {told}");
        }
    }

    #[test]
    fn a_store_is_a_folder_or_a_bucket() {
        let flags = ["thidua", "--s3-access-key-id", "a", "--s3-secret-access-key", "b", "--file-store"];
        let place = |store| Line::parse_from([&flags[..], &[store]].concat()).storage.settings().unwrap().place;
        for (store, folder) in [("file://./files", "./files"), ("file:///var/files", "/var/files"), ("files", "files")]
        {
            assert!(matches!(place(store), Place::Folder(path) if path.as_os_str() == folder), "{store}");
        }
        for (store, prefix) in [("s3://bucket", ""), ("s3://bucket/", ""), ("s3://bucket/a/b/", "a/b")] {
            let Place::S3(bucket) = place(store) else { panic!("{store} is no bucket") };
            assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("bucket", prefix));
            assert!(!format!("{bucket:?}").contains("\"b\""), "a secret is printed");
        }
    }
}
