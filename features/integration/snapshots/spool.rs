//! A file between the database and a client: who writes it does not wait for who reads it.
use std::io::SeekFrom;

use actix_web::web::{Bytes, Data};
use base::{
    http::{state::AppState, streams::Place},
    kernel::error::{Error, Result},
    store::objects::unavailable,
};
use futures_util::stream::{self, Stream};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufWriter},
    sync::{Mutex, OwnedSemaphorePermit, watch},
};

use super::write::{self, Wanted};

/// Bytes that are sent at a time.
const CHUNK: u64 = 64 * 1024;

/// How far the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    So(u64),
    All(u64),
    Failed,
}

/// Begins to write, and answers what is written. Fails if nothing could be; what fails later cuts the answer short, so that
/// no client takes it for the whole.
pub async fn begin(
    state: Data<AppState>,
    wanted: Wanted,
    (place, turn): (Place, OwnedSemaphorePermit),
) -> Result<impl Stream<Item = Result<Bytes>>> {
    let file = state.storage.incoming().map_err(unavailable)?;
    let (out, input) = (file.reopen().map_err(unavailable)?, file.reopen().map_err(unavailable)?);
    let (tell, mut told) = watch::channel(Written::So(0));
    let writing = actix_web::rt::spawn(async move {
        let done = write_all(&state, &wanted, File::from_std(out), &tell).await;
        drop(turn);
        if let Err(error) = &done {
            tracing::warn!(resource = wanted.resource.name(), ?error, "a snapshot was cut short");
            tell.send(Written::Failed).ok();
        }
        done
    });
    told.wait_for(|written| *written != Written::So(0)).await.ok();
    let failed = *told.borrow() == Written::Failed;
    if failed {
        writing.await.map_err(Error::internal)??;
    }
    let reading = (File::from_std(input), 0_u64, told, (file, place));
    Ok(stream::try_unfold(reading, |(mut input, sent, mut told, kept)| async move {
        let written = told.wait_for(|written| *written != Written::So(sent)).await;
        let (until, all) = match written.map(|written| *written) {
            Ok(Written::So(until)) => (until, false),
            Ok(Written::All(until)) => (until, true),
            _ => return Err(unavailable(anyhow::anyhow!("the snapshot was cut short"))),
        };
        if all && sent == until {
            return Ok(None);
        }
        input.seek(SeekFrom::Start(sent)).await.map_err(unavailable)?;
        let mut chunk = vec![];
        let most = (until - sent).min(CHUNK);
        (&mut input).take(most).read_to_end(&mut chunk).await.map_err(unavailable)?;
        let sent = sent + chunk.len() as u64;
        Ok(Some((Bytes::from(chunk), (input, sent, told, kept))))
    }))
}

/// What is being written.
struct Out {
    file: BufWriter<File>,
    written: u64,
    told: u64,
}

/// Ends early where nobody reads any more.
async fn write_all(state: &AppState, wanted: &Wanted, out: File, tell: &watch::Sender<Written>) -> Result<()> {
    let out = Mutex::new(Out { file: BufWriter::new(out), written: 0, told: 0 });
    let put = async |line: Vec<u8>| {
        if tell.is_closed() {
            return Err(unavailable(anyhow::anyhow!("nobody reads the snapshot any more")));
        }
        let mut out = out.lock().await;
        out.file.write_all(&line).await.map_err(unavailable)?;
        out.written += line.len() as u64;
        if out.written - out.told >= CHUNK {
            out.file.flush().await.map_err(unavailable)?;
            out.told = out.written;
            tell.send(Written::So(out.told)).ok();
        }
        Ok(())
    };
    write::lines(state, wanted, put).await?;
    let mut out = out.into_inner();
    out.file.flush().await.map_err(unavailable)?;
    tell.send(Written::All(out.written)).ok();
    Ok(())
}
