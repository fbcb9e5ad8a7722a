//! One unit and the list of reports on tokio-postgres, which asks PostgreSQL with the least between.
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use tokio_postgres::{Client, NoTls, Row, Statement, types::ToSql};

/// Connections that are asked by turns.
pub struct Postgres {
    connections: Vec<Connection>,
    turn: AtomicUsize,
}

/// With both statements prepared.
pub struct Connection {
    client: Client,
    pub unit: Statement,
    pub reports: Statement,
}

impl Postgres {
    pub async fn connect(url: &str, count: u32, [unit, reports]: [&str; 2]) -> Result<Self> {
        let mut connections = vec![];
        for _ in 0..count {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            actix_web::rt::spawn(connection);
            let (unit, reports) = (client.prepare(unit).await?, client.prepare(reports).await?);
            connections.push(Connection { client, unit, reports });
        }
        Ok(Self { connections, turn: AtomicUsize::new(0) })
    }

    pub fn connection(&self) -> Result<&Connection> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.connections.get(turn % self.connections.len()).context("no connection")
    }
}

impl Connection {
    pub async fn all(&self, statement: &Statement, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>> {
        Ok(self.client.query(statement, values).await?)
    }
}
