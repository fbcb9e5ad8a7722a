//! A copy of what one caller sees, made of snapshots and the feed: what every reader of them has to do, and no more.
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use actix_web::http::{Method, header::HeaderMap};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{Caller, Reply, TestApp, off_the_loop};

pub const RESOURCES: [&str; 10] = [
    "units",
    "movements",
    "plans",
    "targets",
    "reports",
    "nominations",
    "decisions",
    "awards",
    "exemplars",
    "indicators",
];
/// In which lists a row is all that `GET` of it answers.
const WHOLE: [&str; 5] = ["units", "movements", "targets", "awards", "indicators"];

pub type Rows = BTreeMap<(String, Uuid), Value>;

/// Whom the reader asks.
pub enum Source<'a> {
    App(&'a TestApp, &'a Caller),
    /// A program, which may be killed at any moment.
    Program(SocketAddr, String),
}

/// There was no answer, or not all of one.
#[derive(Debug)]
pub struct Lost;

impl Source<'_> {
    pub async fn get(&self, path: &str) -> Result<Reply, Lost> {
        match self {
            Self::App(app, caller) => Ok(app.get(path, caller).await),
            Self::Program(at, token) => {
                // One that has just started, or stops, knows no answer yet; and rights may be half a second old.
                let reply = ask(*at, "GET", path, token, "").await?;
                let refused = reply.status == 503 || (reply.status == 403 && path.starts_with("/changes"));
                if refused { Err(Lost) } else { Ok(reply) }
            }
        }
    }
}

/// A request on a connection of its own.
pub async fn ask(at: SocketAddr, method: &str, path: &str, token: &str, body: &str) -> Result<Reply, Lost> {
    let (method, asked): (Method, _) = (method.parse().unwrap(), format!("/api/v1{path}"));
    let head = format!(
        "{method} {asked} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         If-Match: *\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let head = if body.is_empty() {
        head.replace("Content-Type: application/json\r\nContent-Length: 0\r\n", "")
    } else {
        head
    };
    let answer = off_the_loop(move || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(at)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.write_all(head.as_bytes())?;
        let mut answer = vec![];
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    });
    let answer = answer.await.map_err(|_| Lost)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(Lost)?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(Lost)?;
    let body = &answer[end + 4..];
    let body = if head.contains("transfer-encoding: chunked") { whole(body)? } else { body.to_vec() };
    Ok(Reply::new(method, asked, status, HeaderMap::new(), body.into()))
}

/// The chunks of a body, of which the last is empty.
fn whole(mut rest: &[u8]) -> Result<Vec<u8>, Lost> {
    let mut body = vec![];
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").ok_or(Lost)?;
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let size = size.ok_or(Lost)?;
        if size == 0 {
            return Ok(body);
        }
        body.extend(rest.get(end + 2..end + 2 + size).ok_or(Lost)?);
        rest = rest.get(end + 4 + size..).ok_or(Lost)?;
    }
}

/// What is kept: it can be thrown away and taken up again at any place.
#[derive(Clone)]
pub struct Kept {
    pub rows: Rows,
    pub cursor: String,
}

/// The rows of a snapshot, and its last line, which has to be right.
pub fn lines(reply: &Reply) -> (Vec<Value>, Value) {
    let text = std::str::from_utf8(&reply.body).unwrap();
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let end = lines.pop().expect("a last line")["end"].clone();
    let before = text.trim_end().rfind('\n').map_or(0, |at| at + 1);
    assert_eq!(end["count"], lines.len());
    assert_eq!(end["sha256"], base::kernel::digest::sha256_hex(&text.as_bytes()[..before]));
    (lines, end)
}

pub fn id(value: &Value) -> Uuid {
    value.as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {value}"))
}

/// From nothing: every snapshot, and the cursor of the first.
pub async fn begun(source: &Source<'_>) -> Result<Kept, Lost> {
    let mut kept = Kept { rows: Rows::new(), cursor: String::new() };
    for resource in RESOURCES {
        let reply = source.get(&format!("/snapshot/{resource}")).await?;
        if reply.status == 403 {
            continue;
        }
        let (rows, end) = lines(&reply.is(200));
        if kept.cursor.is_empty() {
            kept.cursor = end["cursor"].as_str().unwrap().to_owned();
        }
        kept.rows.extend(rows.into_iter().map(|row| ((resource.to_owned(), id(&row["id"])), row)));
    }
    Ok(kept)
}

impl Kept {
    /// One part; none where there is nothing more. What is lost in the middle leaves a copy that is to be thrown away.
    pub async fn next(&mut self, source: &Source<'_>, limit: usize) -> Result<Option<usize>, Lost> {
        let part = source.get(&format!("/changes?limit={limit}&after={}", self.cursor)).await?.is(200);
        for entry in part.items() {
            self.take(source, entry).await?;
        }
        self.cursor = part["next_cursor"].as_str().unwrap().to_owned();
        let found = part.items().len();
        Ok((found > 0 || part["more"] == true).then_some(found))
    }

    async fn take(&mut self, source: &Source<'_>, entry: &Value) -> Result<(), Lost> {
        match entry["kind"].as_str().unwrap() {
            "changed" => self.read(source, entry["resource"].as_str().unwrap(), id(&entry["id"])).await?,
            "gone" => self.drop_row(entry["resource"].as_str().unwrap(), id(&entry["id"])),
            _ if entry["resource"].is_string() => self.read_whole(source, entry["resource"].as_str().unwrap()).await?,
            _ if entry["unit_id"].is_null() => self.rows = begun(source).await?.rows,
            _ => self.read_unit(source, id(&entry["unit_id"])).await?,
        }
        Ok(())
    }

    async fn read(&mut self, source: &Source<'_>, resource: &str, id: Uuid) -> Result<(), Lost> {
        let reply = source.get(&format!("/{resource}/{id}")).await?;
        self.drop_row(resource, id);
        if reply.status != 404 {
            self.put(resource, reply.is(200).json);
        }
        Ok(())
    }

    fn put(&mut self, resource: &str, row: Value) {
        // Targets are parts of their plan.
        for target in row["targets"].as_array().into_iter().flatten().filter(|_| resource == "plans") {
            self.rows.insert(("targets".to_owned(), id(&target["id"])), target.clone());
        }
        self.rows.insert((resource.to_owned(), id(&row["id"])), row);
    }

    fn drop_row(&mut self, resource: &str, dropped: Uuid) {
        if resource == "plans" {
            self.rows.retain(|(kind, _), row| kind != "targets" || id(&row["plan_id"]) != dropped);
        }
        self.rows.remove(&(resource.to_owned(), dropped));
    }

    /// A snapshot in the place of all that is held of its resource.
    async fn read_whole(&mut self, source: &Source<'_>, resource: &str) -> Result<(), Lost> {
        let reply = source.get(&format!("/snapshot/{resource}")).await?;
        self.rows.retain(|(kind, _), _| kind != resource);
        if reply.status != 403 {
            lines(&reply.is(200)).0.into_iter().for_each(|row| self.put(resource, row));
        }
        Ok(())
    }

    /// The part of each snapshot that is a unit's, in the place of what is held of it.
    async fn read_unit(&mut self, source: &Source<'_>, unit: Uuid) -> Result<(), Lost> {
        let held: Vec<(String, Uuid)> =
            self.rows.iter().filter(|((kind, _), row)| belongs(kind, row, unit)).map(|(key, _)| key.clone()).collect();
        for (resource, id) in held {
            self.drop_row(&resource, id);
        }
        for resource in RESOURCES {
            let reply = source.get(&format!("/snapshot/{resource}?unit_id={unit}")).await?;
            if reply.status != 403 {
                lines(&reply.is(200)).0.into_iter().for_each(|row| self.put(resource, row));
            }
        }
        Ok(())
    }

    /// Held against the API, field for field.
    pub async fn equals_the_api(&self, app: &TestApp, caller: &Caller) {
        let mut known = BTreeSet::new();
        for resource in RESOURCES {
            for row in listed(app, caller, resource).await {
                let key = (resource.to_owned(), id(&row["id"]));
                let path = format!("/{resource}/{}", key.1);
                let whole = WHOLE.contains(&resource);
                let now = if whole { row } else { app.get(&path, caller).await.is(200).json };
                let held = self.rows.get(&key).unwrap_or_else(|| panic!("{path} is missing in the copy"));
                assert_eq!(lasting(held), lasting(&now), "{path}");
                known.insert(key);
            }
        }
        let more: Vec<_> = self.rows.keys().filter(|key| !known.contains(*key)).collect();
        assert!(more.is_empty(), "the copy holds what the API has not: {more:?}");
    }
}

fn belongs(resource: &str, row: &Value, unit: Uuid) -> bool {
    let members: &[&str] = match resource {
        "movements" => &["launched_by_unit_id"],
        "plans" | "exemplars" => &["unit_id"],
        "reports" => &["unit_id", "preparer_unit_id"],
        "nominations" => &["nominating_unit_id"],
        "decisions" => &["deciding_unit_id", "preparing_unit_id"],
        _ => &[],
    };
    members.iter().any(|member| row[*member] == unit.to_string())
}

async fn listed(app: &TestApp, caller: &Caller, resource: &str) -> Vec<Value> {
    let (mut rows, mut cursor) = (vec![], String::new());
    loop {
        let reply = app.get(&format!("/{resource}?limit=200{cursor}"), caller).await;
        if reply.status == 403 {
            return rows;
        }
        let reply = reply.is(200);
        rows.extend(reply.items().iter().cloned());
        match reply["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

/// Without what tells how a row stands at the moment of reading: by the clock, roles and other papers.
fn lasting(row: &Value) -> Value {
    let mut row = row.clone();
    row.as_object_mut().unwrap().remove("actions");
    row
}
