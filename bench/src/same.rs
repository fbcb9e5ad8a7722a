//! Whether both servers answer the same: a ratio says nothing where they do not.
use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{client::Client, load::Step, process::Server};

/// To one question, the same items.
pub async fn items(service: &Server, bare: &Server, asked: &[u8]) -> Result<()> {
    let of = async |server| anyhow::Ok(answer(server, asked).await?.get("items").cloned().context("no items")?);
    ensure!(of(service).await? == of(bare).await?, "the bare handler does not answer the items of the service");
    Ok(())
}

/// To a step of one report each, the same members.
pub async fn members(service: &Server, bare: &Server, steps: Vec<Step>) -> Result<()> {
    let mut told = vec![];
    for (server, step) in [service, bare].into_iter().zip(steps) {
        let mut names = BTreeSet::new();
        name(&answer(server, &step.request()).await?, "", &mut names);
        told.push(names);
    }
    ensure!(told.first() == told.last(), "the bare handler answers a step with other members: {told:?}");
    Ok(())
}

async fn answer(server: &Server, asked: &[u8]) -> Result<Value> {
    Client::connect(server.address).await?.send(asked).await?.expect(200)?.json()
}

/// Of a list, the first item stands for all.
fn name(value: &Value, path: &str, names: &mut BTreeSet<String>) {
    names.insert(path.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| name(value, &format!("{path}/{key}"), names)),
        Value::Array(items) => items.iter().take(1).for_each(|item| name(item, &format!("{path}/0"), names)),
        _ => {}
    }
}
