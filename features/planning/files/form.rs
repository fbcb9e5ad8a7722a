//! An upload: `multipart/form-data` with one part, read as it comes into a file that ends with the request.
use std::{
    future::Future,
    path::Path,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{self, ContentDisposition},
};
use aws_lc_rs::digest::{Context, SHA256};
use base::{
    http::{
        auth::{let_in, state},
        problem::MULTIPART,
    },
    kernel::{
        digest,
        error::{Code, Error, Fault, Result},
    },
    store::objects::{Storage, unavailable},
};
use futures_util::StreamExt;
use tempfile::NamedTempFile;
use tokio::{fs::File, io::AsyncWriteExt};

use super::rules;

const PART: &str = "file";
/// Room for what surrounds the file in the body.
const FRAME: u64 = 64 * 1024;
/// As much of an unknown part's name as is told.
const TOLD: usize = 100;

/// Bytes a second that a file comes in with at least: a line that is slower holds what others need.
const PACE: u64 = 16 * 1024;

/// How long is waited for the bytes of a file.
struct Patience {
    began: Instant,
    deadline: Duration,
}

impl Patience {
    /// The next piece, if it comes before its time: later, the more there is already.
    async fn next<T>(&self, received: u64, piece: impl Future<Output = T>) -> Result<T> {
        let until = self.began + self.deadline + Duration::from_secs(received / PACE);
        let late = |_| Error::new(Code::Unavailable);
        tokio::time::timeout_at(until.into(), piece).await.map_err(late)
    }
}

/// A body that has not been read yet.
pub struct Form {
    patience: Patience,
    parts: Multipart,
    announced: Option<u64>,
}

/// A file that has come in.
pub struct Received {
    pub name: String,
    pub size: u64,
    pub sha256: String,
    /// Gone when this is dropped.
    file: NamedTempFile,
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let parts = Multipart::from_request(&req, payload).into_inner();
        Box::pin(async move {
            let_in(&req).await;
            let text = |name| req.headers().get(name).and_then(|value| value.to_str().ok());
            let media_type = text(header::CONTENT_TYPE).and_then(|given| given.split(';').next()).unwrap_or_default();
            if !media_type.trim().eq_ignore_ascii_case(MULTIPART) {
                return Err(Error::with(Code::UnsupportedMediaType, MULTIPART));
            }
            let parts = parts.map_err(|e| Error::with(Code::MalformedRequest, e.to_string()))?;
            let patience = Patience { began: Instant::now(), deadline: state(&req)?.deadline };
            Ok(Self { patience, parts, announced: text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok()) })
        })
    }
}

impl Form {
    /// Reads the body, and no further than a file may go.
    pub async fn receive(mut self, storage: &Arc<Storage>) -> Result<Received> {
        let most = storage.limits.max_bytes;
        if self.announced.is_some_and(|length| length > most.saturating_add(FRAME)) {
            return Err(too_large(most));
        }
        let mut received = None;
        loop {
            let sent = received.as_ref().map_or(0, |file: &Received| file.size);
            let Some(part) = self.patience.next(sent, self.parts.next()).await? else { break };
            let part = part.map_err(malformed)?;
            let name = part.name().unwrap_or_default();
            if name != PART {
                let told: String = name.chars().take(TOLD).collect();
                let pointer = format!("/{}", told.replace('~', "~0").replace('/', "~1"));
                return Err(Error::field(pointer, Fault::UnknownMember));
            }
            if received.is_some() {
                return Err(Error::field("/file", Fault::Duplicate));
            }
            received = Some(read(part, storage, &self.patience).await?);
        }
        received.ok_or_else(|| Error::field("/file", Fault::Required))
    }
}

impl Received {
    pub fn path(&self) -> &Path {
        self.file.path()
    }
}

async fn read(mut part: Field, storage: &Arc<Storage>, patience: &Patience) -> Result<Received> {
    let (name, most, place) = (name_of(&part)?, storage.limits.max_bytes, storage.clone());
    let file =
        tokio::task::spawn_blocking(move || place.incoming()).await.map_err(unavailable)?.map_err(unavailable)?;
    let mut to = File::from_std(file.reopen().map_err(unavailable)?);
    let (mut size, mut context) = (0_u64, Context::new(&SHA256));
    while let Some(block) = patience.next(size, part.next()).await? {
        let block = block.map_err(malformed)?;
        size += block.len() as u64;
        if size > most {
            return Err(too_large(most));
        }
        context.update(&block);
        to.write_all(&block).await.map_err(unavailable)?;
    }
    to.flush().await.map_err(unavailable)?;
    Ok(Received { name, size, sha256: digest::hex(context.finish().as_ref()), file })
}

/// `filename*` where there is one (RFC 6266, section 4.3), else `filename`.
fn name_of(part: &Field) -> Result<String> {
    let wrong = || Error::field("/file", Fault::FileName);
    let raw = part.headers().get(header::CONTENT_DISPOSITION).map(|value| value.as_bytes()).unwrap_or_default();
    // Reading a quoted string drops backslashes: of a path only its letters would be left.
    if raw.split(|byte| *byte == b'\\').skip(1).any(|rest| rest.first() != Some(&b'"')) {
        return Err(wrong());
    }
    let disposition = part.content_disposition().ok_or_else(wrong)?;
    let name = extended(disposition).or_else(|| disposition.get_filename().map(str::to_owned));
    rules::name(&name.ok_or_else(wrong)?)
}

fn extended(disposition: &ContentDisposition) -> Option<String> {
    disposition.get_filename_ext().and_then(|name| String::from_utf8(name.value.clone()).ok())
}

fn too_large(most: u64) -> Error {
    Error::with(Code::PayloadTooLarge, most.to_string())
}

fn malformed(e: MultipartError) -> Error {
    Error::with(Code::MalformedRequest, e.to_string())
}
