//! Obligations as figures know them: who owes what, until when, and how far it is.
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    obligation::{self, ObligationStatus},
    report,
};
use sea_orm::{EntityTrait, FromQueryResult, JoinType, QuerySelect, RelationDef, Select};
use uuid::Uuid;

use super::rows::{Filing, Owed};

#[derive(FromQueryResult)]
pub struct Obligation {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub unit_id: Uuid,
    pub period_id: Uuid,
    pub status: ObligationStatus,
    pub data_to: NaiveDate,
    late_after: NaiveDate,
    closes_minute: Option<i16>,
    /// Of its report, if there is one.
    first_submitted_at: Option<DateTime<Utc>>,
    late: Option<bool>,
}

impl Obligation {
    pub fn owed(&self, unit: u32, period: u16) -> Owed {
        let filing = match (self.status, self.first_submitted_at, self.late) {
            (ObligationStatus::Waived, ..) => Filing::Waived,
            (_, Some(_), Some(true)) => Filing::Late,
            (_, Some(_), _) => Filing::OnTime,
            (_, None, _) => Filing::Open,
        };
        let (data_to, late_after, closes_minute) = (self.data_to, self.late_after, self.closes_minute);
        Owed { unit, period, data_to, late_after, closes_minute, filing }
    }
}

pub fn obligations() -> Select<obligation::Entity> {
    use obligation::Column;
    let its_report: RelationDef =
        obligation::Entity::belongs_to(report::Entity).from(Column::Id).to(report::Column::ObligationId).into();
    let select = obligation::Entity::find().select_only().join(JoinType::LeftJoin, its_report);
    select
        .columns([Column::Id, Column::MovementId, Column::UnitId, Column::PeriodId, Column::Status, Column::DataTo])
        .columns([Column::LateAfter, Column::ClosesMinute])
        .columns([report::Column::FirstSubmittedAt, report::Column::Late])
}
