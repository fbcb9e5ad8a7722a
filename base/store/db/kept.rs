//! A connection that is kept from one statement to the next. The driver's pool asks each one that is given back whether it
//! still lives: a message to the database and its answer, after every statement.
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, SqlxError, Statement,
    sqlx::{
        AssertSqlSafe, Connection, Database, IntoArguments, Postgres, Sqlite, database::HasStatementCache,
        pool::PoolConnection, query::Query, query_with,
    },
};
use sea_query_sqlx::SqlxValues;

use super::connect::{IDLE, bounded};

/// After so long it is given back once, and the driver looks how old it is.
const KEPT: Duration = Duration::from_secs(60);
/// Values of a statement that is worth remembering.
const VALUES: usize = 1_000;

/// Whether a statement is one of a kind: as many rows or ids as there were this time. A connection that remembers it keeps
/// it and room for its values, megabytes on either side, for a next time that does not come.
pub fn is_one_of_a_kind(statement: &Statement) -> bool {
    statement.values.as_ref().is_some_and(|values| values.0.len() >= VALUES)
}

pub struct Kept {
    connection: Either,
    had: Instant,
    used: Instant,
}

enum Either {
    Postgres(PoolConnection<Postgres>),
    Sqlite(PoolConnection<Sqlite>),
}

impl Kept {
    /// The connection of a pool of one. Whoever drops it gives it back to that pool.
    pub async fn of(pool: &DatabaseConnection) -> Result<Self, DbErr> {
        let had = match pool.get_database_backend() {
            DbBackend::Postgres => pool.get_postgres_connection_pool().acquire().await.map(Either::Postgres),
            _ => pool.get_sqlite_connection_pool().acquire().await.map(Either::Sqlite),
        };
        let connection = had.map_err(not_had)?;
        let now = Instant::now();
        Ok(Self { connection, had: now, used: now })
    }

    /// Itself, if it still lives; of one that was used a moment ago that is taken for granted. To be asked before it is given
    /// back too: the driver would wait for its answer without end.
    pub async fn alive(mut self) -> Option<Self> {
        if self.used.elapsed() < IDLE || self.lives().await {
            return Some(self);
        }
        self.abandon();
        None
    }

    pub fn is_due_back(&self) -> bool {
        self.had.elapsed() >= KEPT
    }

    /// Whether it answers.
    async fn lives(&mut self) -> bool {
        match &mut self.connection {
            Either::Postgres(connection) => bounded(connection.ping()).await.is_ok(),
            Either::Sqlite(_) => true,
        }
    }

    /// Ends it without a word, and without anybody who would wait for one.
    pub fn abandon(self) {
        match self.connection {
            Either::Postgres(connection) => drop(connection.detach()),
            Either::Sqlite(connection) => drop(connection.detach()),
        }
    }

    pub async fn close(self) -> Result<(), DbErr> {
        let closed = match self.connection {
            Either::Postgres(connection) => connection.close().await,
            Either::Sqlite(connection) => connection.close().await,
        };
        closed.map_err(|e| DbErr::Conn(of_driver(e)))
    }

    pub async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, DbErr> {
        self.used = Instant::now();
        let done = match &mut self.connection {
            Either::Postgres(connection) => query(statement).execute(&mut **connection).await.map(ExecResult::from),
            Either::Sqlite(connection) => query(statement).execute(&mut **connection).await.map(ExecResult::from),
        };
        done.map_err(|e| DbErr::Exec(of_driver(e)))
    }

    pub async fn one(&mut self, statement: &Statement) -> Result<Option<QueryResult>, DbErr> {
        self.used = Instant::now();
        let found = match &mut self.connection {
            Either::Postgres(connection) => {
                query(statement).fetch_optional(&mut **connection).await.map(|row| row.map(QueryResult::from))
            }
            Either::Sqlite(connection) => {
                query(statement).fetch_optional(&mut **connection).await.map(|row| row.map(QueryResult::from))
            }
        };
        found.map_err(|e| DbErr::Query(of_driver(e)))
    }

    pub async fn all(&mut self, statement: &Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.used = Instant::now();
        let found = match &mut self.connection {
            Either::Postgres(connection) => {
                query(statement).fetch(&mut **connection).map_ok(QueryResult::from).try_collect().await
            }
            Either::Sqlite(connection) => {
                query(statement).fetch(&mut **connection).map_ok(QueryResult::from).try_collect().await
            }
        };
        found.map_err(|e| DbErr::Query(of_driver(e)))
    }
}

fn query<DB: Database + HasStatementCache>(statement: &Statement) -> Query<'_, DB, SqlxValues>
where
    SqlxValues: IntoArguments<DB>,
{
    let values = statement.values.clone().unwrap_or_else(|| sea_orm::Values(vec![]));
    let query = query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values));
    query.persistent(!is_one_of_a_kind(statement))
}

fn of_driver(e: SqlxError) -> RuntimeErr {
    RuntimeErr::SqlxError(e.into())
}

fn not_had(e: SqlxError) -> DbErr {
    match e {
        SqlxError::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        SqlxError::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(of_driver(other)),
    }
}
