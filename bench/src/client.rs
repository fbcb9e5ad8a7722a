//! Just enough HTTP/1.1 to keep a server busy: keep-alive, one request at a time, bodies of a known length.
use std::{net::SocketAddr, time::Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    /// Seconds.
    pub retry_after: Option<u64>,
    pub body: Vec<u8>,
}

struct Head {
    status: u16,
    length: usize,
    etag: Option<String>,
    retry_after: Option<u64>,
}

impl Answer {
    pub fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The answer, if it has the status that was hoped for.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status != status {
            bail!("{} instead of {status}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        Ok(self)
    }
}

/// One request as it goes over the wire.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: bench\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = body {
        text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    pub async fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            self.fill().await?;
        };
        let Head { status, length, etag, retry_after } = self.head(end)?;
        let whole = end + 4 + length;
        while self.buffer.len() < whole {
            self.fill().await?;
        }
        let body = self.buffer.get(end + 4..whole).unwrap_or_default().to_vec();
        Ok(Answer { status, etag, retry_after, body })
    }

    async fn fill(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }

    fn head(&self, end: usize) -> Result<Head> {
        let head = std::str::from_utf8(self.buffer.get(..end).unwrap_or_default())?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status line")?.parse()?;
        let (mut length, mut etag, mut retry_after) = (None, None, None);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.trim().parse()?);
            } else if name.eq_ignore_ascii_case("etag") {
                etag = Some(value.trim().to_owned());
            } else if name.eq_ignore_ascii_case("retry-after") {
                retry_after = Some(value.trim().parse()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                bail!("an answer of unknown length");
            }
        }
        Ok(Head { status, length: length.context("no Content-Length")?, etag, retry_after })
    }
}

/// Milliseconds of one request.
pub async fn once(address: SocketAddr, request: &[u8]) -> Result<f64> {
    let mut client = Client::connect(address).await?;
    let sent = Instant::now();
    client.send(request).await?.expect(200)?;
    Ok(sent.elapsed().as_secs_f64() * 1000.0)
}
