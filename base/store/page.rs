//! Keyset pages: a cursor names the last row seen, so rows that nobody touches are seen exactly once.
mod mark;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryResult, QueryTrait, Select,
    sea_query::{Asterisk, Expr, ExprTrait, NullOrdering, Query, SelectStatement},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::db::Conn,
};

const DEFAULT_LIMIT: u64 = 50;
pub const MAX_LIMIT: u64 = 200;

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// How many items to return.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
    /// `next_cursor` of the previous page, with the same filters and order.
    #[param(max_length = 1000, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
    /// Fields to order by, `-` for descending, separated by commas. Which fields is told by the operation.
    #[param(max_length = 100)]
    pub sort: Option<String>,
    /// `exact` adds `total`.
    pub count: Option<Count>,
    /// Whether a CSV begins with a byte order mark, by which spreadsheet programs know that it is UTF-8.
    pub bom: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    Exact,
}

impl PageQuery {
    pub const NAMES: [&'static str; 5] = ["limit", "cursor", "sort", "count", "bom"];

    pub fn limit(&self) -> Result<u64> {
        match self.limit.unwrap_or(DEFAULT_LIMIT) {
            limit @ 1..=MAX_LIMIT => Ok(limit),
            _ => Err(Error::with(Code::InvalidParameter, "limit")),
        }
    }

    /// All rows, not a page of them.
    pub const fn is_whole(&self) -> bool {
        self.limit.is_none() && self.cursor.is_none()
    }

    pub fn counts(&self) -> bool {
        self.count == Some(Count::Exact)
    }

    /// The chosen order: (position in `fields`, descending).
    pub fn order(&self, fields: &[&str], default: &str) -> Result<Vec<(usize, bool)>> {
        let chosen = self.sort.as_deref().unwrap_or(default);
        let mut order: Vec<(usize, bool)> = vec![];
        for name in chosen.split(',').filter(|_| !fields.is_empty()) {
            let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
            let at = fields.iter().position(|f| *f == name).filter(|at| order.iter().all(|(o, _)| o != at));
            order.push((at.ok_or_else(|| Error::with(Code::InvalidParameter, "sort"))?, descending));
        }
        Ok(order)
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub next_cursor: Option<String>,
    /// How many items a page has at most.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: u64,
    /// With `count=exact` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub total: Option<u64>,
}

impl<T> Page<T> {
    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, next_cursor, limit, total } = self;
        Page { items: items.into_iter().map(view).collect(), next_cursor, limit, total }
    }
}

/// One page of rows, before they become views.
pub struct Rows<M> {
    pub rows: Vec<M>,
    pub next_cursor: Option<String>,
    pub limit: u64,
    pub total: Option<u64>,
}

impl<M> Rows<M> {
    pub fn into_page<T>(self, view: impl FnMut(M) -> T) -> Page<T> {
        let Self { rows, next_cursor, limit, total } = self;
        Page { items: rows.into_iter().map(view).collect(), next_cursor, limit, total }
    }

    /// For views that are made of all rows together. Of none the database is asked nothing.
    pub async fn page_of<T>(self, views: impl AsyncFnOnce(Vec<M>) -> Result<Vec<T>>) -> Result<Page<T>> {
        let Self { rows, next_cursor, limit, total } = self;
        let items = if rows.is_empty() { vec![] } else { views(rows).await? };
        Ok(Page { items, next_cursor, limit, total })
    }
}

/// One page of what is already in memory, in the order in which it stands there: for lists that are short.
pub fn part<T>(items: Vec<T>, page: &PageQuery, list: &List) -> Result<Page<T>> {
    if page.sort.is_some() {
        return Err(Error::with(Code::InvalidParameter, "sort"));
    }
    cut(items, page, list)
}

/// The same of items that were put in the order that is asked for.
pub fn cut<T>(items: Vec<T>, page: &PageQuery, list: &List) -> Result<Page<T>> {
    let limit = page.limit()?;
    let before = match &page.cursor {
        Some(cursor) => before(list, cursor)?,
        None => 0,
    };
    let (total, all) = (page.counts().then_some(items.len() as u64), items.len());
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let items: Vec<_> = items.into_iter().skip(before).take(size).collect();
    let end = before + items.len();
    let next_cursor = if end < all { Some(list.cursor(vec![Some(end.to_string())], Uuid::nil())?) } else { None };
    Ok(Page { items, next_cursor, limit, total })
}

/// How many items stand before a page of a list in memory.
fn before(list: &List, cursor: &str) -> Result<usize> {
    let (values, _) = list.read(cursor, 1)?;
    let count = values.into_iter().next().flatten().and_then(|text| text.parse().ok());
    count.ok_or_else(|| Error::new(Code::InvalidCursor))
}

/// A column that a list may be ordered by.
pub struct SortField<E: EntityTrait> {
    pub name: &'static str,
    pub column: E::Column,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Day,
    Time,
    /// May be absent; absent ones come last.
    OptionalTime,
}

/// Reads one page of `select` in the chosen order, by one query (two with `count=exact`). What is selected has to hold the
/// id and whatever the list may be ordered by.
pub async fn fetch<E, R>(
    db: &Conn,
    select: Select<E>,
    fields: &[SortField<E>],
    default: &str,
    id: E::Column,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<R>>
where
    E: EntityTrait,
    R: FromQueryResult,
{
    let select = select.into_query();
    let Rows { rows, next_cursor, limit, total } = fetch_raw(db, select, fields, default, id, page, list).await?;
    let rows = rows.iter().map(|row| R::from_query_result(row, "")).collect::<Result<_, _>>()?;
    Ok(Rows { rows, next_cursor, limit, total })
}

/// The same, as the database sent the rows.
pub async fn fetch_raw<E: EntityTrait>(
    db: &Conn,
    mut select: SelectStatement,
    fields: &[SortField<E>],
    default: &str,
    id: E::Column,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<QueryResult>> {
    let names: Vec<_> = fields.iter().map(|f| f.name).collect();
    let chosen = page.order(&names, default)?;
    let order: Vec<(&SortField<E>, bool)> =
        chosen.into_iter().filter_map(|(at, descending)| Some((fields.get(at)?, descending))).collect();
    let limit = page.limit()?;
    let total = if page.counts() { Some(count(db, select.clone()).await?) } else { None };
    let way = |descending| if descending { Order::Desc } else { Order::Asc };
    for (field, descending) in &order {
        let column = field.column.into_expr();
        match field.kind {
            Kind::OptionalTime => select.order_by_expr_with_nulls(column, way(*descending), NullOrdering::Last),
            _ => select.order_by_expr(column, way(*descending)),
        };
    }
    // The id runs the way of the last field, so that one index serves both.
    let last_descending = order.last().is_some_and(|(_, descending)| *descending);
    select.order_by_expr(id.into_expr(), way(last_descending)).limit(limit + 1);
    if let Some(cursor) = &page.cursor {
        let (values, last_id) = list.read(cursor, order.len())?;
        select.cond_where(mark::after(&order, &values, id, last_id, last_descending)?);
    }
    let mut found = db.query_all(&select).await?;
    let more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = match found.last().filter(|_| more) {
        Some(row) => Some(mark::of(list, &order, id, row)?),
        None => None,
    };
    Ok(Rows { rows: found, next_cursor, limit, total })
}

/// How many rows a statement finds.
async fn count(db: &Conn, rows: SelectStatement) -> Result<u64> {
    let mut counted = Query::select();
    counted.expr(Expr::col(Asterisk).count()).from_subquery(rows, "rows");
    let row = db.query_one(&counted).await?;
    let found = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
    Ok(u64::try_from(found).unwrap_or_default())
}

/// Reads one page in the order of the ids, which is the order of making: for lists without another order.
pub async fn fetch_by_id<E, R>(
    db: &Conn,
    select: Select<E>,
    id: E::Column,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<R>>
where
    E: EntityTrait,
    R: FromQueryResult,
{
    if page.sort.is_some() {
        return Err(Error::with(Code::InvalidParameter, "sort"));
    }
    fetch(db, select, &[], "", id, page, list).await
}
