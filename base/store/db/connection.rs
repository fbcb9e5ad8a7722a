//! One connection to a database, whichever that is. It is kept from one statement to the next: the driver's pool asks each
//! one that is given back whether it still lives, a message to the database and its answer after every use.
use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use futures_util::{TryStreamExt, stream::BoxStream};
use sea_orm::{
    DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, SqlxError, Statement, Value, Values,
    sqlx::{
        AssertSqlSafe, Connection as _, Database, IntoArguments, PgConnection, SqliteConnection,
        database::HasStatementCache, query::Query, query_with, raw_sql,
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::runtime::{self, Handle};
use tracing::Dispatch;

use super::connect::{Way, bounded};
use crate::kernel::error::{Fate, fate};

/// One that nobody used for so long is asked whether it still lives.
const IDLE: Duration = Duration::from_secs(1);
/// One that is older is ended: what it has remembered goes with it.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// One that nobody used for so long is not needed.
const UNUSED: Duration = Duration::from_secs(10 * 60);
/// Values of a statement that is worth remembering.
const VALUES: usize = 1_000;

pub struct Connection {
    driver: Driver,
    /// The runtime that hears its answers.
    runtime: Option<runtime::Id>,
    opened: Instant,
    used: Instant,
    /// It was asked something, and nobody has heard the answer, or it was an error.
    doubtful: bool,
    broken: bool,
    /// It holds what nobody will ask for again. Not said of SQLite, whose file is free only some time after a connection was
    /// ended.
    laden: bool,
}

enum Driver {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Connection {
    pub async fn open(way: &Way) -> Result<Self, SqlxError> {
        let driver = match way {
            Way::Postgres(options) => Driver::Postgres(PgConnection::connect_with(options).await?),
            Way::Sqlite(options) => Driver::Sqlite(SqliteConnection::connect_with(options).await?),
        };
        let (now, runtime) = (Instant::now(), here());
        Ok(Self { driver, runtime, opened: now, used: now, doubtful: false, broken: false, laden: false })
    }

    /// Itself, if it still lives; of one that was used a moment ago that is taken for granted.
    pub async fn alive(mut self) -> Option<Self> {
        if self.opened.elapsed() >= LIFE {
            self.close().await.ok();
            return None;
        }
        if self.doubtful || self.used.elapsed() >= IDLE {
            bounded(self.ping()).await.ok()?;
            self.doubtful = false;
        }
        Some(self)
    }

    async fn ping(&mut self) -> Result<(), SqlxError> {
        match &mut self.driver {
            // Whatever it still has to say is heard out first.
            Driver::Postgres(connection) => connection.ping().await,
            Driver::Sqlite(_) => Ok(()),
        }
    }

    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// It has fallen silent.
    pub const fn give_up(&mut self) {
        self.broken = true;
    }

    /// Whether nobody needs it: nobody used it for long, or it holds too much.
    pub fn is_needless(&self) -> bool {
        self.laden || self.used.elapsed() >= UNUSED
    }

    /// Whether its answers are heard where this is asked. Else another thread hears each of them, and wakes this one.
    pub fn is_heard_by(&self, runtime: Option<runtime::Id>) -> bool {
        self.runtime == runtime || matches!(self.driver, Driver::Sqlite(_))
    }

    pub const fn doubt(&mut self) {
        self.doubtful = true;
    }

    pub async fn close(self) -> Result<(), DbErr> {
        let closed = match self.driver {
            Driver::Postgres(connection) => bounded(connection.close()).await,
            Driver::Sqlite(connection) => connection.close().await,
        };
        closed.map_err(|e| DbErr::Conn(of_driver(e)))
    }

    fn asks_unprepared(&mut self) {
        self.used = Instant::now();
        self.doubtful = true;
    }

    fn asks(&mut self, statement: &Statement) {
        self.asks_unprepared();
        self.laden |= matches!(self.driver, Driver::Postgres(_)) && is_one_of_a_kind(statement);
    }

    /// One that is gone is not used again; one that has said no, for whatever reason, is looked at before its next use.
    fn heard<T>(&mut self, answer: Result<T, DbErr>) -> Result<T, DbErr> {
        match &answer {
            Ok(_) => self.doubtful = false,
            Err(e) => self.broken |= fate(e) == Fate::Broken,
        }
        answer
    }

    pub async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, DbErr> {
        self.asks(statement);
        let done = match &mut self.driver {
            Driver::Postgres(connection) => query(statement).execute(connection).await.map(ExecResult::from),
            Driver::Sqlite(connection) => query(&limited(statement)).execute(connection).await.map(ExecResult::from),
        };
        self.heard(done.map_err(|e| DbErr::Exec(of_driver(e))))
    }

    pub async fn one(&mut self, statement: &Statement) -> Result<Option<QueryResult>, DbErr> {
        self.asks(statement);
        let found = match &mut self.driver {
            Driver::Postgres(connection) => {
                query(statement).fetch_optional(connection).await.map(|row| row.map(QueryResult::from))
            }
            Driver::Sqlite(connection) => {
                query(&limited(statement)).fetch_optional(connection).await.map(|row| row.map(QueryResult::from))
            }
        };
        self.heard(found.map_err(|e| DbErr::Query(of_driver(e))))
    }

    pub async fn all(&mut self, statement: &Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut rows = vec![];
        let keep = &mut |row| {
            rows.push(row);
            Ok(())
        };
        self.each(statement, keep).await?;
        Ok(rows)
    }

    /// Rows one by one, as they come.
    pub async fn each(&mut self, statement: &Statement, each: Each<'_>) -> Result<(), DbErr> {
        self.asks(statement);
        let read = match &mut self.driver {
            Driver::Postgres(connection) => read(beside_spans(|| query(statement).fetch(connection)), each).await,
            Driver::Sqlite(connection) => {
                let statement = limited(statement);
                read(beside_spans(|| query(&statement).fetch(connection)), each).await
            }
        };
        self.heard(read)
    }

    /// Statements without values, in one message.
    pub async fn unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        self.asks_unprepared();
        let sql = raw_sql(AssertSqlSafe(sql));
        let done = match &mut self.driver {
            Driver::Postgres(connection) => sql.execute(connection).await.map(ExecResult::from),
            Driver::Sqlite(connection) => sql.execute(connection).await.map(ExecResult::from),
        };
        self.heard(done.map_err(|e| DbErr::Exec(of_driver(e))))
    }

    /// Begins a transaction and asks, in one message, what is looked at first in it.
    pub async fn begin(&mut self, begin: &str, look: &str) -> Result<Vec<QueryResult>, DbErr> {
        let sql = format!("{begin}; {look}");
        self.asks_unprepared();
        let found = match &mut self.driver {
            // What is prepared is a single statement there.
            Driver::Postgres(connection) => {
                let rows = raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await;
                rows.map(|rows| rows.into_iter().map(QueryResult::from).collect())
            }
            Driver::Sqlite(connection) => {
                let rows = query_with(AssertSqlSafe(sql), SqlxValues(Values(vec![]))).fetch_all(connection).await;
                rows.map(|rows| rows.into_iter().map(QueryResult::from).collect())
            }
        };
        self.heard(found.map_err(|e| DbErr::Query(of_driver(e))))
    }

    /// Carries out the last statements of a transaction and commits it, in one message: what they hold of locks is held for
    /// no longer than the database takes.
    pub async fn commit(&mut self, last: &[Statement]) -> Result<(), DbErr> {
        if let Driver::Postgres(_) = self.driver {
            let last: String = last.iter().map(|statement| format!("{statement}; ")).collect();
            return self.unprepared(&format!("{last}COMMIT")).await.map(drop);
        }
        let sql: String = last.iter().map(|statement| format!("{}; ", statement.sql)).collect();
        let values: Vec<Value> = last.iter().flat_map(|statement| statement.values.clone()).flat_map(|v| v.0).collect();
        let all = Statement::from_sql_and_values(DbBackend::Sqlite, format!("{sql}COMMIT"), values);
        self.execute(&all).await.map(drop)
    }
}

/// Each worker of the server has a runtime of its own.
pub fn here() -> Option<runtime::Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

/// Begins a stream of rows that knows of no span. The driver would enter that of the request for each row, though whoever
/// asks for them is in it all the time.
fn beside_spans<T>(begin: impl FnOnce() -> T) -> T {
    tracing::dispatcher::with_default(&Dispatch::none(), begin)
}

/// What is done with a row.
pub type Each<'a> = &'a mut (dyn FnMut(QueryResult) -> Result<(), DbErr> + Send);

async fn read<R>(mut rows: BoxStream<'_, Result<R, SqlxError>>, each: Each<'_>) -> Result<(), DbErr>
where
    QueryResult: From<R>,
{
    while let Some(row) = rows.try_next().await.map_err(|e| DbErr::Query(of_driver(e)))? {
        each(row.into())?;
    }
    Ok(())
}

/// Whether a statement is one of a kind: as many rows or ids as there were this time. A connection that remembers it keeps
/// it and room for its values, megabytes on either side, for a next time that does not come.
fn is_one_of_a_kind(statement: &Statement) -> bool {
    statement.values.as_ref().is_some_and(|values| values.0.len() >= VALUES)
}

/// With its limit as a number. SQLite plans by the limit: where that is bound, it makes the plan anew for each execution.
fn limited(statement: &Statement) -> Cow<'_, Statement> {
    let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
    let Some((sql, (Value::BigUnsigned(Some(limit)), others))) =
        statement.sql.strip_suffix(" LIMIT ?").zip(values.split_last())
    else {
        return Cow::Borrowed(statement);
    };
    let sql = format!("{sql} LIMIT {limit}");
    Cow::Owned(Statement::from_sql_and_values(DbBackend::Sqlite, sql, others.to_vec()))
}

fn query<DB: Database + HasStatementCache>(statement: &Statement) -> Query<'_, DB, SqlxValues>
where
    SqlxValues: IntoArguments<DB>,
{
    let values = statement.values.clone().unwrap_or_else(|| Values(vec![]));
    let query = query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values));
    query.persistent(!is_one_of_a_kind(statement))
}

fn of_driver(e: SqlxError) -> RuntimeErr {
    RuntimeErr::SqlxError(e.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_stands_in_the_statement() {
        let id = || Value::from("3b");
        for (sql, values, expected, left) in [
            ("SELECT a FROM t WHERE b = ? LIMIT ?", vec![id(), 1_u64.into()], "SELECT a FROM t WHERE b = ? LIMIT 1", 1),
            ("SELECT a FROM t LIMIT ?", vec![201_u64.into()], "SELECT a FROM t LIMIT 201", 0),
            (
                "SELECT a FROM t LIMIT ? OFFSET ?",
                vec![1_u64.into(), 2_u64.into()],
                "SELECT a FROM t LIMIT ? OFFSET ?",
                2,
            ),
            ("SELECT a FROM t WHERE b = ?", vec![id()], "SELECT a FROM t WHERE b = ?", 1),
            ("SELECT a FROM t LIMIT 5", vec![], "SELECT a FROM t LIMIT 5", 0),
        ] {
            let given = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
            let limited = limited(&given);
            assert_eq!((limited.sql.as_str(), limited.values.as_ref().map_or(0, |v| v.0.len())), (expected, left));
        }
    }
}
