//! What a signed report is sent by, in one look.
use base::{
    kernel::error::{Error, Result},
    store::{db::Conn, reminders},
};
use chrono::NaiveDate;
use entity::{obligation, period, plan, reminder::ReminderSubject, report};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef,
    sea_query::Expr,
};

#[derive(FromQueryResult)]
pub struct Ready {
    #[sea_orm(nested)]
    pub obligation: obligation::Model,
    /// The first day of the whole period.
    pub period_from: NaiveDate,
    pub plan_sent: bool,
    /// Whether it is urged for.
    pub is_urged: bool,
}

pub async fn ready(db: &Conn, report: &report::Model) -> Result<Ready> {
    let of_period: RelationDef =
        obligation::Entity::belongs_to(period::Entity).from(obligation::Column::PeriodId).to(period::Column::Id).into();
    let sent = plan::Entity::find_by_id(report.plan_id).filter(plan::Column::SentAt.is_not_null());
    let found = obligation::Entity::find_by_id(report.obligation_id)
        .join(JoinType::InnerJoin, of_period)
        .column_as(period::Column::DataFrom, "period_from")
        .column_as(Expr::exists(sent.select_only().column(plan::Column::Id).into_query()), "plan_sent")
        .column_as(reminders::is_urged(ReminderSubject::Report, report.obligation_id), "is_urged")
        .into_model()
        .one(db)
        .await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a report without its obligation")))
}
