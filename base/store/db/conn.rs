//! What statements are sent over, as one type: whatever asks the database is compiled once, not for each way to it.
use std::{pin::Pin, sync::Arc};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    StreamTrait, TransactionOptions, TransactionTrait,
};

use super::{pool::Pool, reads::Reads};

/// A pool of connections, or one transaction.
pub enum Conn {
    Pool(Arc<Pool>),
    Reads(Arc<Reads>),
    Transaction(DatabaseTransaction),
}

impl Conn {
    fn transaction(&self) -> Result<&DatabaseTransaction, DbErr> {
        match self {
            Self::Transaction(tx) => Ok(tx),
            Self::Pool(_) | Self::Reads(_) => Err(no_transaction()),
        }
    }

    /// A savepoint, which ends as a transaction does.
    pub(super) async fn begin_within(&self) -> Result<Self, DbErr> {
        self.transaction()?.begin_with_options(TransactionOptions::default()).await.map(Self::Transaction)
    }

    pub(super) async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Transaction(tx) => tx.commit().await,
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

/// Rows one by one are read in a transaction.
impl StreamTrait for Conn {
    type Stream<'a> = <DatabaseTransaction as StreamTrait>::Stream<'a>;

    fn get_database_backend(&self) -> DbBackend {
        ConnectionTrait::get_database_backend(self)
    }

    fn stream_raw<'a>(
        &'a self,
        statement: Statement,
    ) -> Pin<Box<dyn Future<Output = Result<Self::Stream<'a>, DbErr>> + 'a + Send>> {
        match self.transaction() {
            Ok(tx) => tx.stream_raw(statement),
            Err(e) => Box::pin(std::future::ready(Err(e))),
        }
    }
}
