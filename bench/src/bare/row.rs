//! A row of either driver: of the service's own, and of the one that asks PostgreSQL with the least between.
use std::error::Error;

use anyhow::Result;
use sea_orm::{QueryResult, TryGetable};
use tokio_postgres::types::{FromSql, FromSqlOwned, Json, Type};

use super::shape::Signature;

pub trait Row {
    fn cell<T: TryGetable + FromSqlOwned>(&self, name: &str) -> Result<T>;
}

impl Row for QueryResult {
    fn cell<T: TryGetable + FromSqlOwned>(&self, name: &str) -> Result<T> {
        Ok(self.try_get("", name)?)
    }
}

impl Row for tokio_postgres::Row {
    fn cell<T: TryGetable + FromSqlOwned>(&self, name: &str) -> Result<T> {
        Ok(self.try_get(name)?)
    }
}

impl<'a> FromSql<'a> for Signature {
    fn from_sql(of: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Json::<Self>::from_sql(of, bytes)?.0)
    }

    fn accepts(of: &Type) -> bool {
        Json::<Self>::accepts(of)
    }
}
