//! Views for SQL tools. SQLite has no roles: there the API serves.
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A later migration that changes a table below them runs `DROP`, its change, and then these two again as they are by then:
/// PostgreSQL refuses to change a column that a view reads.
const VIEWS: &str = include_str!("m20261127_000029_bi/views.sql");
const ROLE: &str = include_str!("m20261127_000029_bi/role.sql");
/// The role stays: it is the server's, and other databases may use it.
const DROP: &str = "DROP SCHEMA IF EXISTS bi CASCADE";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[DROP, VIEWS, ROLE]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[DROP]).await
    }
}

async fn run(manager: &SchemaManager<'_>, scripts: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        for script in scripts {
            manager.get_connection().execute_unprepared(script).await?;
        }
    }
    Ok(())
}
