//! The kinds of stores.
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use object_store::{
    ClientOptions, ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory,
    path::Path as Name, prefix::PrefixStore,
};
use secrecy::{ExposeSecret, SecretString};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two pieces of an answer: a whole one may take as long as the client's line needs.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// A client waits meanwhile.
const RETRIES: usize = 3;
const RETRY_TIMEOUT: Duration = Duration::from_secs(15);

#[derive(Clone, Debug)]
pub enum Place {
    Folder(PathBuf),
    S3(Bucket),
    /// Gone with the process: for tests.
    Memory,
}

/// A bucket of S3, or of a service that speaks like it.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub name: String,
    /// Before the name of each object; may be empty.
    pub prefix: String,
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub access_key_id: SecretString,
    pub secret_access_key: SecretString,
}

impl Place {
    pub(super) fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.clone()),
            Self::S3(_) | Self::Memory => None,
        }
    }

    pub(super) async fn open(&self) -> Result<Arc<dyn ObjectStore>> {
        match self {
            Self::Memory => Ok(Arc::new(InMemory::new())),
            Self::Folder(folder) => open_folder(folder),
            Self::S3(bucket) => bucket.open().await,
        }
    }
}

fn open_folder(folder: &Path) -> Result<Arc<dyn ObjectStore>> {
    let shown = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {shown}"))?;
    tempfile::tempfile_in(folder).with_context(|| format!("cannot write into the folder {shown}"))?;
    // A row that is committed must not outlive its bytes: they are on the disk before it is written.
    Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
}

impl Bucket {
    async fn open(&self) -> Result<Arc<dyn ObjectStore>> {
        let client = ClientOptions::new()
            .with_timeout_disabled()
            .with_connect_timeout(CONNECT_TIMEOUT)
            .with_read_timeout(READ_TIMEOUT);
        let mut builder = AmazonS3Builder::new()
            .with_client_options(client)
            .with_retry(RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIMEOUT, ..Default::default() })
            .with_bucket_name(&self.name)
            .with_access_key_id(self.access_key_id.expose_secret())
            .with_secret_access_key(self.secret_access_key.expose_secret());
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        let store = PrefixStore::new(builder.build()?, self.prefix.as_str());
        let looked = store.list_with_delimiter(Some(&Name::from(crate::store::objects::ROOT))).await;
        looked.with_context(|| format!("cannot read the bucket {}", self.name))?;
        Ok(Arc::new(store))
    }
}
