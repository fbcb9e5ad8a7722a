//! The statements by which obligations, reports and values change hands.
use base::{
    kernel::error::Result,
    store::{
        db::{Uow, bulk::lists},
        inheritance::was,
    },
};
use chrono::NaiveDate;
use entity::{
    obligation::{self, ObligationStatus},
    obligation_change::ObligationChangeKind,
    report,
    report_value::{self, UNSENT},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::Value;
use uuid::Uuid;

use crate::reports::ledger::{self, Why};

pub async fn close(uow: &Uow, ids: &[Uuid]) -> Result<()> {
    uow.change_all::<obligation::Entity>(
        ids,
        &[(obligation::Column::Status, Expr::value(ObligationStatus::ClosedByReorganisation))],
    )
    .await
}

pub async fn hand_obligations(uow: &Uow, ids: &[Uuid], heir: Option<Uuid>) -> Result<()> {
    uow.change_all::<obligation::Entity>(ids, &[(obligation::Column::PreparerUnitId, Expr::value(heir))]).await
}

pub async fn hand_reports(uow: &Uow, ids: &[Uuid], heir: Option<Uuid>) -> Result<()> {
    uow.change_all::<report::Entity>(ids, &[(report::Column::PreparerUnitId, Expr::value(heir))]).await
}

pub async fn end_obligations(uow: &Uow, ids: &[Uuid], last: NaiveDate) -> Result<()> {
    use obligation::{Column, Entity};
    for ids in lists(ids) {
        let update = Entity::update_many().col_expr(Column::DataTo, Expr::value(last));
        update.filter(Column::Id.is_in(ids)).exec(&uow.tx).await?;
    }
    Ok(())
}

pub async fn end_reports(uow: &Uow, ids: &[Uuid], last: NaiveDate) -> Result<()> {
    use report::{Column, Entity};
    for ids in lists(ids) {
        let update = Entity::update_many().col_expr(Column::DataTo, Expr::value(last));
        update.filter(Column::Id.is_in(ids)).exec(&uow.tx).await?;
    }
    Ok(())
}

pub async fn restore_obligations(uow: &Uow, ids: &[Uuid], before: &Value) -> Result<()> {
    use obligation::{Column, Entity};
    let status: ObligationStatus = was(before, "status")?;
    for ids in lists(ids) {
        let update = Entity::update_many().col_expr(Column::Status, Expr::value(status));
        update.filter(Column::Id.is_in(ids)).exec(&uow.tx).await?;
    }
    end_obligations(uow, ids, was(before, "data_to")?).await?;
    hand_obligations(uow, ids, was(before, "preparer_unit_id")?).await
}

/// Values of which a condition is true end with a day, or are of that day alone.
pub async fn clip(uow: &Uow, which: &Expr, last: NaiveDate) -> Result<()> {
    use report_value::{Column, Entity};
    let later = Entity::update_many().col_expr(Column::DataFrom, Expr::value(last)).filter(which.clone());
    later.filter(Column::DataFrom.gt(last)).exec(&uow.tx).await?;
    let ended = Entity::update_many().col_expr(Column::DataTo, Expr::value(last)).filter(which.clone());
    ended.exec(&uow.tx).await?;
    Ok(())
}

/// Of what is being written in some reports the values against a target.
pub async fn set_window(
    uow: &Uow,
    reports: &[Uuid],
    target_id: Uuid,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<()> {
    use report_value::{Column, Entity};
    for reports in lists(reports) {
        Entity::update_many()
            .col_expr(Column::DataFrom, Expr::value(first))
            .col_expr(Column::DataTo, Expr::value(last))
            .filter(Column::ReportId.is_in(reports))
            .filter(Column::VersionNo.eq(UNSENT).and(Column::TargetId.eq(target_id)))
            .exec(&uow.tx)
            .await?;
    }
    Ok(())
}

/// That they were owed stays in the ledger.
pub async fn forget(uow: &Uow, ids: &[Uuid], why: &Why) -> Result<()> {
    use obligation::{Column, Entity};
    for ids in lists(ids) {
        let gone = Entity::find().filter(Column::Id.is_in(ids.clone()));
        let gone = gone.filter(Column::Status.eq(ObligationStatus::Expected)).all(&uow.tx).await?;
        ledger::write(uow, ObligationChangeKind::Withdrawn, why, &gone).await?;
        let delete = Entity::delete_many().filter(Column::Id.is_in(ids));
        delete.filter(Column::Status.eq(ObligationStatus::Expected)).exec(&uow.tx).await?;
    }
    Ok(())
}
