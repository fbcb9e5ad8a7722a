//! Where a page ended, and the rows after that.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, IdenStatic, QueryResult, Value, sea_query::SimpleExpr};
use uuid::Uuid;

use super::{Kind, SortField};
use crate::kernel::{
    cursor::List,
    day::Day,
    error::{Code, Error, Result},
};

/// The cursor that names a row.
pub fn of<E: EntityTrait>(
    list: &List,
    order: &[(&SortField<E>, bool)],
    id: E::Column,
    row: &QueryResult,
) -> Result<String> {
    let values = order.iter().map(|(field, _)| to_text(row, field)).collect::<Result<_, _>>()?;
    list.cursor(values, row.try_get("", id.as_str())?)
}

/// The rows after the mark: (a > x) or (a = x and b > y) or …, with absent values last.
pub fn after<E: EntityTrait>(
    order: &[(&SortField<E>, bool)],
    values: &[Option<String>],
    id: E::Column,
    last_id: Uuid,
    id_descending: bool,
) -> Result<Condition> {
    let tie = if id_descending { id.lt(last_id) } else { id.gt(last_id) };
    let mut rest = Condition::all().add(tie);
    for ((field, descending), text) in order.iter().zip(values).rev() {
        let column = field.column;
        rest = match from_text(field.kind, text.as_deref())? {
            Some(value) => {
                let beyond: SimpleExpr = if *descending { column.lt(value.clone()) } else { column.gt(value.clone()) };
                let mut beyond = Condition::any().add(beyond);
                if field.kind == Kind::OptionalTime {
                    beyond = beyond.add(column.is_null());
                }
                beyond.add(Condition::all().add(column.eq(value)).add(rest))
            }
            None => Condition::all().add(column.is_null()).add(rest),
        };
    }
    Ok(rest)
}

fn to_text<E: EntityTrait>(row: &QueryResult, field: &SortField<E>) -> Result<Option<String>, DbErr> {
    let name = field.column.as_str();
    Ok(match field.kind {
        Kind::Text => row.try_get("", name)?,
        Kind::Day => row.try_get::<Option<NaiveDate>>("", name)?.map(|day| day.to_string()),
        Kind::Time | Kind::OptionalTime => {
            row.try_get::<Option<DateTime<Utc>>>("", name)?.map(|at| at.timestamp_micros().to_string())
        }
    })
}

fn from_text(kind: Kind, text: Option<&str>) -> Result<Option<Value>> {
    let Some(text) = text else {
        return if kind == Kind::OptionalTime { Ok(None) } else { Err(Error::new(Code::InvalidCursor)) };
    };
    let value = match kind {
        Kind::Text => Some(Value::from(text)),
        Kind::Day => Day::<1990>::parse(text).ok().map(Value::from),
        Kind::Time | Kind::OptionalTime => {
            text.parse().ok().and_then(DateTime::<Utc>::from_timestamp_micros).map(Value::from)
        }
    };
    value.map(Some).ok_or_else(|| Error::new(Code::InvalidCursor))
}
