//! The cells of a row one after the other, as the database sent them: nothing is looked up by its name, no text is copied.
use sea_orm::{
    DbErr, QueryResult, RuntimeErr,
    sqlx::{Decode, Postgres, Row, Sqlite, postgres::PgRow, sqlite::SqliteRow},
};

/// A row, and the place of the next cell in it.
pub struct Cells<'r> {
    row: Source<'r>,
    at: usize,
}

enum Source<'r> {
    Postgres(&'r PgRow),
    Sqlite(&'r SqliteRow),
}

impl<'r> Cells<'r> {
    pub fn of(row: &'r QueryResult) -> Result<Self, DbErr> {
        let row = match (row.try_as_pg_row(), row.try_as_sqlite_row()) {
            (Some(row), _) => Source::Postgres(row),
            (_, Some(row)) => Source::Sqlite(row),
            (None, None) => return Err(DbErr::Type("a row of another database".to_owned())),
        };
        Ok(Self { row, at: 0 })
    }

    /// The next cell, which has to be of a column of this type. One that may be empty is asked for as an `Option`.
    pub fn take<T>(&mut self) -> Result<T, DbErr>
    where
        T: Decode<'r, Postgres> + Decode<'r, Sqlite>,
    {
        let at = self.at;
        self.at += 1;
        let read = match self.row {
            Source::Postgres(row) => row.try_get_unchecked(at),
            Source::Sqlite(row) => row.try_get_unchecked(at),
        };
        read.map_err(|e| DbErr::Query(RuntimeErr::SqlxError(e.into())))
    }
}
