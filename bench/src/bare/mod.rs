//! The bare handlers: SQL in, JSON out. No sign-in, no checks, no log; and no transaction around what is only read.
mod postgres;
mod read;
mod row;
mod shape;
mod write;

use std::{collections::HashMap, net::SocketAddr};

use actix_web::{
    App, HttpResponse, HttpServer,
    web::{self, Data},
};
use anyhow::Result;
use clap::Args;
use sea_orm::{DatabaseConnection, DbBackend};
use uuid::Uuid;

use self::postgres::Postgres;
use crate::database;

/// As many as the service has by default.
const CONNECTIONS: u32 = 10;

#[derive(Args)]
pub struct Bare {
    #[arg(long)]
    database_url: String,
    #[arg(long)]
    listen: SocketAddr,
    /// The unit whose part of the tree the list of reports shows
    #[arg(long)]
    unit: Uuid,
}

pub struct State {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    own: Uuid,
    below: Vec<Uuid>,
    reports_sql: String,
    /// Asked for one unit and for the list of reports, where there is a PostgreSQL.
    postgres: Option<Postgres>,
    /// Indicator and place of each target.
    targets: HashMap<Uuid, (Option<Uuid>, i32)>,
    /// The parts of a receipt that the service has signed.
    receipt: (String, Vec<u8>, Vec<u8>),
}

impl Bare {
    pub async fn serve(self) -> Result<()> {
        let state = Data::new(self.state().await?);
        let app = move || {
            App::new()
                .app_data(state.clone())
                .route("/readyz", web::get().to(HttpResponse::Ok))
                .route("/api/v1/units/{id}", web::get().to(read::unit))
                .route("/api/v1/reports", web::get().to(read::reports))
                .route("/api/v1/reports/{id}", web::patch().to(write::report))
                .route("/api/v1/reports/{id}/{step}", web::post().to(write::step))
                .route("/api/v1/consolidations", web::post().to(read::consolidation))
                .route("/api/v1/me", web::get().to(read::nothing))
        };
        Ok(HttpServer::new(app).bind(self.listen)?.run().await?)
    }

    async fn state(&self) -> Result<State> {
        let reader = database::connect(&self.database_url, CONNECTIONS).await?;
        let sqlite = reader.get_database_backend() == DbBackend::Sqlite;
        let writer = database::connect(&self.database_url, if sqlite { 1 } else { CONNECTIONS }).await?;
        let below = read::below(&reader, self.unit).await?;
        let reports_sql = read::reports_sql(reader.get_database_backend(), below.len());
        let postgres = match sqlite {
            true => None,
            false => {
                let unit_sql = database::spelled(DbBackend::Postgres, read::UNIT);
                Some(Postgres::connect(&self.database_url, CONNECTIONS, [&unit_sql, &reports_sql]).await?)
            }
        };
        let rows = database::all(&reader, "SELECT id, indicator_id, ordinal FROM target", vec![]).await?;
        let target = |row: &sea_orm::QueryResult| {
            anyhow::Ok((row.try_get("", "id")?, (row.try_get("", "indicator_id")?, row.try_get("", "ordinal")?)))
        };
        let targets = rows.iter().map(target).collect::<Result<_>>()?;
        let row = database::one(&reader, "SELECT header, payload, signature FROM receipt LIMIT 1", vec![]).await?;
        let receipt = (row.try_get("", "header")?, row.try_get("", "payload")?, row.try_get("", "signature")?);
        Ok(State { reader, writer, own: self.unit, below, reports_sql, postgres, targets, receipt })
    }
}

/// Any failure is a 500 that tells why.
pub struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(e: E) -> Self {
        Self(e.into())
    }
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl actix_web::ResponseError for Failure {}
