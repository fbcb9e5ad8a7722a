//! Whether both servers answer the same: a ratio says nothing where they do not.
use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::{client::Client, process::Server};

/// To one question, the same items.
pub async fn items(service: &Server, bare: &Server, asked: &[u8]) -> Result<()> {
    let of = async |server| anyhow::Ok(answer(server, asked).await?.get("items").cloned().context("no items")?);
    ensure!(of(service).await? == of(bare).await?, "the bare handler does not answer the items of the service");
    Ok(())
}

/// To a write of one report each, the same members.
pub async fn members(service: &Server, bare: &Server, one_each: impl Iterator<Item = Vec<u8>>) -> Result<()> {
    let mut told = vec![];
    for (server, write) in [service, bare].into_iter().zip(one_each) {
        let mut names = BTreeSet::new();
        name(&answer(server, &write).await?, "", &mut names);
        told.push(names);
    }
    let [of_service, of_bare] = told.as_slice() else { bail!("one write for each server") };
    let other: Vec<_> = of_service.symmetric_difference(of_bare).collect();
    ensure!(other.is_empty(), "only one of the servers answers {other:?}");
    Ok(())
}

async fn answer(server: &Server, asked: &[u8]) -> Result<Value> {
    Client::connect(server.address).await?.send(asked).await?.expect(200)?.json()
}

/// Items of a list are told as one, with the members of them all.
fn name(value: &Value, path: &str, names: &mut BTreeSet<String>) {
    names.insert(path.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| name(value, &format!("{path}/{key}"), names)),
        Value::Array(items) => items.iter().for_each(|item| name(item, &format!("{path}/-"), names)),
        _ => {}
    }
}
