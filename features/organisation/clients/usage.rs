//! How much clients ask, by day: written down by each instance, a batch at a time, and kept for more than a year.
use base::{
    http::usage::{Count, Counted, Usage},
    kernel::{cursor::List, day::Day, error::Result},
    store::{
        db::{Conn, Db, Uow, bulk},
        page::{self, Kind, PageQuery, Rows, SortField},
    },
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::client_usage::{self, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IdenStatic, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Rows of one statement.
const BATCH: usize = 500;
/// So that a day is still there beside the same one of the year before.
const KEPT: Days = Days::new(400);

/// Requests of a machine client on a day, by how they were answered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ClientUsage)]
pub struct UsageView {
    /// In Asia/Ho_Chi_Minh.
    pub day: NaiveDate,
    /// Answered 2xx.
    #[schema(minimum = 0, example = 1240)]
    pub succeeded: i64,
    /// Answered 3xx: mostly that nothing has changed.
    #[schema(minimum = 0, example = 310)]
    pub redirected: i64,
    /// Answered 4xx, but for what was refused.
    #[schema(minimum = 0, example = 7)]
    pub rejected: i64,
    /// Answered 5xx.
    #[schema(minimum = 0, example = 0)]
    pub failed: i64,
    /// Answered 401, 403 or 429: without the right, or too many.
    #[schema(minimum = 0, example = 3)]
    pub refused: i64,
    /// When the last one came.
    pub last_used_at: DateTime<Utc>,
}

impl From<client_usage::Model> for UsageView {
    fn from(m: client_usage::Model) -> Self {
        Self {
            day: m.day,
            succeeded: m.succeeded,
            redirected: m.redirected,
            rejected: m.rejected,
            failed: m.failed,
            refused: m.refused,
            last_used_at: m.last_used_at,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UsageFilter {
    /// From this day on.
    pub day_from: Option<Day>,
    /// Until this day, included.
    pub day_to: Option<Day>,
}

pub async fn page(
    db: &Conn,
    client_id: Uuid,
    filter: &UsageFilter,
    page: &PageQuery,
    list: &List,
) -> Result<Rows<client_usage::Model>> {
    let mut select = Entity::find().filter(Column::ClientId.eq(client_id));
    if let Some(from) = filter.day_from {
        select = select.filter(Column::Day.gte(*from));
    }
    if let Some(to) = filter.day_to {
        select = select.filter(Column::Day.lte(*to));
    }
    let sorts = [SortField { name: "day", column: Column::Day, kind: Kind::Day }];
    page::fetch(db, select, &sorts, "-day", Column::Id, page, list).await
}

/// Writes down what this instance has counted. What cannot be written now is kept for the next time.
pub async fn write_down(db: &Db, usage: &Usage) -> Result<()> {
    loop {
        let counted = usage.take(BATCH);
        if counted.is_empty() {
            return Ok(());
        }
        if let Err(e) = db.maintain("client usage", async |uow| add(uow, &counted).await).await {
            usage.give_back(counted);
            return Err(e);
        }
    }
}

/// In one statement, to what other instances have written of the same day.
async fn add(uow: &Uow, counted: &[Counted]) -> Result<()> {
    let rows = counted.iter().map(|((client_id, day), count)| row(*client_id, *day, *count));
    let mut both = OnConflict::columns([Column::ClientId, Column::Day]);
    for column in [Column::Succeeded, Column::Redirected, Column::Rejected, Column::Failed, Column::Refused] {
        let new = Expr::col((Alias::new("excluded"), Alias::new(column.as_str())));
        both.value(column, Expr::col((Entity, column)).add(new));
    }
    both.update_column(Column::LastUsedAt);
    Entity::insert_many(rows).on_conflict(both).exec_without_returning(&uow.tx).await?;
    Ok(())
}

fn row(client_id: Uuid, day: NaiveDate, count: Count) -> client_usage::ActiveModel {
    client_usage::ActiveModel {
        id: Set(Uuid::now_v7()),
        client_id: Set(client_id),
        day: Set(day),
        succeeded: Set(count.succeeded),
        redirected: Set(count.redirected),
        rejected: Set(count.rejected),
        failed: Set(count.failed),
        refused: Set(count.refused),
        last_used_at: Set(count.last),
    }
}

/// Clears away a batch of days that were kept long enough; how many it was.
pub async fn forget_old(uow: &Uow) -> Result<u64> {
    let first = uow.today().checked_sub_days(KEPT).unwrap_or_default();
    bulk::delete::<Entity>(&uow.tx, Column::Day.lt(first)).await
}
