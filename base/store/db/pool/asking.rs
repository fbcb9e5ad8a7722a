//! One statement after the other, each on a connection that is kept for the next.
use std::{collections::VecDeque, time::Instant};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::{Lease, Pool};
use crate::{kernel::trace, store::db::kept::Kept};

/// One statement on a connection. Dropped before it was answered, it gives the connection back to the driver, which hears
/// the answer out.
struct Asking<'a> {
    lease: Lease<'a>,
    kept: Kept,
    began: Instant,
}

impl Asking<'_> {
    /// The connection is kept if it has answered well. One that has failed is looked at by the driver before its next use.
    fn heard<T>(mut self, statement: &Statement, answer: Result<T, DbErr>) -> Result<T, DbErr> {
        self.lease.pool.statements.answered(statement);
        trace::statement(&statement.sql, self.began.elapsed(), answer.is_err());
        if let (Ok(_), Some(slot)) = (&answer, &mut self.lease.slot) {
            slot.kept = Some(self.kept);
        }
        answer
    }
}

impl Pool {
    /// The one that was used last, for one statement.
    async fn ask(&self) -> Result<Asking<'_>, DbErr> {
        let mut lease = self.take_from(VecDeque::pop_back).await?;
        let kept = lease.hold().await?;
        Ok(Asking { lease, kept, began: Instant::now() })
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut asking = self.ask().await?;
        let answer = asking.lease.answer(asking.kept.execute(&statement)).await;
        asking.heard(&statement, answer)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lease = self.take().await?;
        let kept = lease.kept().await;
        let connection = lease.driver(kept)?;
        lease.answer(connection.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut asking = self.ask().await?;
        let answer = asking.lease.answer(asking.kept.one(&statement)).await;
        asking.heard(&statement, answer)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut asking = self.ask().await?;
        let answer = asking.lease.answer(asking.kept.all(&statement)).await;
        asking.heard(&statement, answer)
    }
}
