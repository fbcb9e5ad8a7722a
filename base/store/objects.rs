//! Where the bytes of files lie: a store of objects, each named by the SHA-256 of its bytes.
//!
//! The same bytes lie there once, however many files have them. Who knows which files there are says when they may go.
mod incoming;
mod place;
mod scanner;

use std::{
    path::{Path as FilePath, PathBuf},
    sync::Arc,
};

use actix_web::web::{Bytes, BytesMut};
use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt, buffered::BufWriter, path::Path};
use tempfile::NamedTempFile;
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncWriteExt},
};
use uuid::Uuid;

use incoming::Incoming;
pub use place::{Bucket, Place};
pub use scanner::Scanner;

use crate::kernel::error::{Code, Error, Result};

/// What is read from a file at once.
const BLOCK: usize = 256 * 1024;
/// A part of an upload to S3 has at least 5 MiB; what is smaller goes in one request.
const PART: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 2;
const ROOT: &str = "sha256";
/// Beside it: what the service made and keeps for a day.
const MADE: &str = "made";

/// How much a file may hold, and how long one that nobody uses is kept.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub max_bytes: u64,
    /// What a document that is an archive may unpack to.
    pub max_unpacked: u64,
    /// None: for ever.
    pub orphans: Option<TimeDelta>,
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub place: Place,
    pub limits: Limits,
    pub scanner: Option<Scanner>,
}

pub struct Storage {
    store: Arc<dyn ObjectStore>,
    pub limits: Limits,
    scanner: Option<Scanner>,
    /// Where the store is a folder.
    folder: Option<PathBuf>,
    incoming: Incoming,
}

/// The bytes of a file, as they come.
pub struct Content {
    pub size: u64,
    pub stream: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl Storage {
    /// Fails unless the store can be reached.
    pub async fn open(settings: Settings) -> anyhow::Result<Self> {
        let Settings { place, limits, scanner } = settings;
        let (folder, incoming) = (place.folder(), Incoming::open().context("TMPDIR: uploads cannot be taken in")?);
        Ok(Self { store: place.open().await?, limits, scanner, folder, incoming })
    }

    /// Whether the store has these bytes.
    pub async fn holds(&self, sha256: &str) -> Result<bool> {
        match self.store.head(&name_of(sha256)).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(e) => Err(unavailable(e)),
        }
    }

    /// Stores what a file on this machine holds, unless the store has it.
    pub async fn keep(&self, sha256: &str, file: &FilePath) -> Result<()> {
        if self.holds(sha256).await? { Ok(()) } else { self.put(name_of(sha256), file).await }
    }

    /// The same of a file that the service made for somebody, in the place of what was made under that id before.
    pub async fn keep_made(&self, id: Uuid, file: &FilePath) -> Result<()> {
        self.put(name_made(id), file).await
    }

    async fn put(&self, name: Path, file: &FilePath) -> Result<()> {
        let writer = BufWriter::with_capacity(self.store.clone(), name, PART);
        let mut writer = writer.with_max_concurrency(PARTS_AT_ONCE);
        if let Err(e) = copy(file, &mut writer).await {
            // What has come so far would lie in the store unseen.
            writer.abort().await.ok();
            return Err(e);
        }
        writer.shutdown().await.map_err(unavailable)
    }

    pub async fn read(&self, sha256: &str) -> Result<Content> {
        self.get(&name_of(sha256)).await
    }

    pub async fn read_made(&self, id: Uuid) -> Result<Content> {
        self.get(&name_made(id)).await
    }

    async fn get(&self, name: &Path) -> Result<Content> {
        match self.store.get(name).await {
            Ok(found) => Ok(Content { size: found.meta.size, stream: found.into_stream() }),
            Err(e @ StoreError::NotFound { .. }) => Err(Error::internal(e)),
            Err(e) => Err(unavailable(e)),
        }
    }

    /// What is not there need not be removed.
    pub async fn remove(&self, digests: &[String]) -> Result<()> {
        self.delete(digests.iter().map(|sha256| name_of(sha256)).collect()).await
    }

    pub async fn remove_made(&self, ids: &[Uuid]) -> Result<()> {
        self.delete(ids.iter().map(|id| name_made(*id)).collect()).await
    }

    async fn delete(&self, names: Vec<Path>) -> Result<()> {
        let names: Vec<_> = names.into_iter().map(Ok).collect();
        let mut removed = self.store.delete_stream(Box::pin(stream::iter(names)));
        while let Some(one) = removed.next().await {
            match one {
                Ok(_) | Err(StoreError::NotFound { .. }) => {}
                Err(e) => return Err(unavailable(e)),
            }
        }
        Ok(())
    }

    /// The parts of the store, in order: by the first two digits of what lies in them.
    pub async fn parts(&self) -> Result<Vec<String>> {
        let found = self.store.list_with_delimiter(Some(&Path::from(ROOT))).await.map_err(unavailable)?;
        let mut parts: Vec<_> =
            found.common_prefixes.iter().filter_map(|part| part.filename().map(str::to_owned)).collect();
        parts.sort_unstable();
        Ok(parts)
    }

    /// What was last written to a part of the store before an instant.
    pub async fn written_before(&self, part: &str, instant: DateTime<Utc>) -> Result<Vec<String>> {
        let mut objects = self.store.list(Some(&Path::from(format!("{ROOT}/{part}"))));
        let mut found = vec![];
        while let Some(object) = objects.next().await.transpose().map_err(unavailable)? {
            if object.last_modified < instant {
                found.extend(object.location.filename().map(str::to_owned));
            }
        }
        Ok(found)
    }

    /// Removes what uploads that were cut off left in a part of a folder before an instant. A bucket does so by a rule
    /// of its own.
    pub async fn clear_unfinished(&self, part: &str, before: DateTime<Utc>) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut entries = match tokio::fs::read_dir(folder.join(ROOT).join(part)).await {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(unavailable(e)),
        };
        while let Some(entry) = entries.next_entry().await.map_err(unavailable)? {
            // So the store calls what has not come in whole, and shows it to nobody.
            let unfinished = entry.file_name().to_string_lossy().contains('#');
            let written = entry.metadata().await.and_then(|m| m.modified()).ok();
            if unfinished && written.is_some_and(|at| DateTime::<Utc>::from(at) < before) {
                tokio::fs::remove_file(entry.path()).await.ok();
            }
        }
        Ok(())
    }

    /// A new file on this machine for what comes in; gone when it is dropped.
    pub fn incoming(&self) -> std::io::Result<NamedTempFile> {
        self.incoming.file()
    }

    /// Asks the scanner, where there is one, about a file on this machine.
    pub async fn scan(&self, file: &FilePath) -> Result<()> {
        match &self.scanner {
            Some(scanner) => scanner.scan(file).await,
            None => Ok(()),
        }
    }
}

/// The store or the disk does not do what it should: the same request may succeed later.
pub fn unavailable(source: impl Into<anyhow::Error>) -> Error {
    Error { source: Some(source.into()), ..Error::new(Code::Unavailable) }
}

async fn copy(file: &FilePath, writer: &mut BufWriter) -> Result<()> {
    let mut file = File::open(file).await.map_err(unavailable)?;
    loop {
        let mut block = BytesMut::with_capacity(BLOCK);
        if file.read_buf(&mut block).await.map_err(unavailable)? == 0 {
            return Ok(());
        }
        writer.put(block.freeze()).await.map_err(unavailable)?;
    }
}

fn name_made(id: Uuid) -> Path {
    Path::from(format!("{MADE}/{id}"))
}

fn name_of(sha256: &str) -> Path {
    let part = sha256.get(..2).unwrap_or_default();
    Path::from(format!("{ROOT}/{part}/{sha256}"))
}
