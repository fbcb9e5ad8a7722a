//! What statements are sent over, as one type: whatever asks the database is compiled once, not for each way to it.
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};

use super::{connection::Each, pool::Pool, reads::Reads, transaction::Transaction};

/// A pool of connections, or one transaction.
pub enum Conn {
    Pool(Arc<Pool>),
    Reads(Arc<Reads>),
    Transaction(Transaction),
}

impl Conn {
    /// Rows one by one, as they come: in a transaction.
    pub async fn each(&self, statement: &Statement, each: Each<'_>) -> Result<(), DbErr> {
        match self {
            Self::Transaction(tx) => tx.each(statement, each).await,
            Self::Pool(_) | Self::Reads(_) => Err(no_transaction()),
        }
    }

    /// After these statements, which nobody waits for, the transaction is over.
    pub(super) async fn commit(self, last: &[Statement]) -> Result<(), DbErr> {
        match self {
            Self::Transaction(tx) => tx.commit(last).await,
            Self::Pool(_) | Self::Reads(_) => Err(no_transaction()),
        }
    }

    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        match self {
            Self::Transaction(tx) => tx.rollback().await,
            Self::Pool(_) | Self::Reads(_) => Err(no_transaction()),
        }
    }
}

fn no_transaction() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("what needs a transaction was done without one".to_owned()))
}

#[async_trait::async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Reads(reads) => reads.get_database_backend(),
            Self::Transaction(tx) => ConnectionTrait::get_database_backend(tx),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Reads(reads) => reads.execute_raw(statement).await,
            Self::Transaction(tx) => tx.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Reads(reads) => reads.execute_unprepared(sql).await,
            Self::Transaction(tx) => tx.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Reads(reads) => reads.query_one_raw(statement).await,
            Self::Transaction(tx) => tx.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Reads(reads) => reads.query_all_raw(statement).await,
            Self::Transaction(tx) => tx.query_all_raw(statement).await,
        }
    }
}
