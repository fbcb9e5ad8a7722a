//! A transaction over a connection of a pool, which gets it back when the transaction has ended well.
use std::{
    sync::{
        self, Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

use super::{
    connection::{Connection, Each},
    statements::Statements,
};
use crate::kernel::trace;

/// Dropped before it has ended, it drops its connection, and the database takes back whatever was done.
pub struct Transaction {
    connection: Mutex<Option<Connection>>,
    home: Arc<Home>,
}

/// Where the connection goes.
pub struct Home {
    pub backend: DbBackend,
    pub back: sync::Mutex<Option<Connection>>,
    /// How many statements were answered.
    pub answers: AtomicU64,
    pub statements: Arc<Statements>,
}

impl Home {
    pub fn taken(&self) -> Option<Connection> {
        self.back.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn gets(&self, connection: Connection) {
        *self.back.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
    }
}

impl Transaction {
    /// With what is looked at first in it.
    pub async fn begin(
        connection: Connection,
        home: Arc<Home>,
        (begin, look): (&str, &str),
    ) -> Result<(Self, Vec<QueryResult>), DbErr> {
        let begun = Self { connection: Mutex::new(Some(connection)), home };
        let mut held = begun.hold().await?;
        let found = held.connection.begin(begin, look).await;
        held.answered();
        drop(held);
        match found {
            Ok(rows) => Ok((begun, rows)),
            Err(e) => {
                begun.rollback().await.ok();
                Err(e)
            }
        }
    }

    pub async fn each(&self, statement: &Statement, each: Each<'_>) -> Result<(), DbErr> {
        let mut held = self.hold().await?;
        let answer = held.connection.each(statement, each).await;
        held.heard(statement, answer)
    }

    /// After these statements, which nobody waits for, it is over.
    pub async fn commit(mut self, last: &[Statement]) -> Result<(), DbErr> {
        let mut connection = self.connection.get_mut().take().ok_or_else(over)?;
        let committed = connection.commit(last).await;
        self.home.answers.fetch_add(1, Ordering::Relaxed);
        match committed {
            Ok(()) => self.home.gets(connection),
            Err(_) => self.take_back(connection).await.unwrap_or_default(),
        }
        committed
    }

    pub async fn rollback(mut self) -> Result<(), DbErr> {
        let connection = self.connection.get_mut().take().ok_or_else(over)?;
        self.take_back(connection).await
    }

    async fn take_back(&self, mut connection: Connection) -> Result<(), DbErr> {
        connection.unprepared("ROLLBACK").await?;
        self.home.answers.fetch_add(1, Ordering::Relaxed);
        self.home.gets(connection);
        Ok(())
    }

    async fn hold(&self) -> Result<Held<'_>, DbErr> {
        let connection = MutexGuard::try_map(self.connection.lock().await, Option::as_mut).map_err(|_| over())?;
        Ok(Held { connection, home: &self.home, began: Instant::now() })
    }
}

fn over() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("what needs a transaction was done after its end".to_owned()))
}

/// The connection, for one statement.
struct Held<'a> {
    connection: MappedMutexGuard<'a, Connection>,
    home: &'a Home,
    began: Instant,
}

impl Held<'_> {
    fn heard<T>(&self, statement: &Statement, answer: Result<T, DbErr>) -> Result<T, DbErr> {
        self.answered();
        self.home.statements.answered(statement);
        trace::statement(&statement.sql, self.began.elapsed(), answer.is_err());
        answer
    }

    fn answered(&self) {
        self.home.answers.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.home.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut held = self.hold().await?;
        let answer = held.connection.execute(&statement).await;
        held.heard(&statement, answer)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut held = self.hold().await?;
        let answer = held.connection.unprepared(sql).await;
        held.heard(&Statement::from_string(self.home.backend, sql), answer)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut held = self.hold().await?;
        let answer = held.connection.one(&statement).await;
        held.heard(&statement, answer)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut held = self.hold().await?;
        let answer = held.connection.all(&statement).await;
        held.heard(&statement, answer)
    }
}
