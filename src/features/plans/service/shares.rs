//! What the shares of its targets mean for a plan.
use std::collections::HashMap;

use entity::{
    Quantity,
    allocation::{self, Column},
    plan, target,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{begin, finish};
use crate::{
    core::{
        db::{Recorded, Uow},
        error::{Code, Error, Fault, FieldError, Result},
        http::etag::IfMatch,
        reason,
        scope::Scope,
    },
    features::plans::{dto::WaiveGap, repo, rules::PlanAction},
};

/// Whoever reads a plan that was sent reads its shares.
pub async fn disclose(uow: &Uow, plan_id: Uuid) -> Result<()> {
    let roots = target::Entity::find()
        .select_only()
        .column(target::Column::RootId)
        .filter(target::Column::PlanId.eq(plan_id))
        .into_query();
    allocation::Entity::update_many()
        .col_expr(Column::Disclosed, Expr::value(true))
        .filter(Column::TargetRootId.in_subquery(roots))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

/// A plan that promises full allocation is not issued while part of an allocated target is with nobody, unless the
/// head has said why.
pub async fn require_no_gap(uow: &Uow, plan: &plan::Model) -> Result<()> {
    if !plan.full_allocation {
        return Ok(());
    }
    let targets = repo::targets(&uow.tx, plan.id).await?;
    let roots: Vec<Uuid> = targets.iter().map(|target| target.root_id).collect();
    let mut allocated: HashMap<Uuid, [i64; 3]> = HashMap::new();
    for share in repo::live_shares(&uow.tx, &roots).await? {
        let sums = allocated.entry(share.target_root_id).or_default();
        for (sum, amount) in sums.iter_mut().zip([share.value, share.numerator, share.denominator]) {
            *sum = sum.saturating_add(amount.unwrap_or_default().0);
        }
    }
    let mut gaps = vec![];
    let mut titles = vec![];
    for (at, target) in targets.iter().enumerate().filter(|(_, target)| target.gap_reason.is_none()) {
        let Some(sums) = allocated.get(&target.root_id) else { continue };
        let whole = [target.target_value, target.numerator, target.denominator];
        if whole.into_iter().zip(sums).any(|(whole, sum)| whole.is_some_and(|whole| Quantity(*sum) < whole)) {
            gaps.push(FieldError { pointer: format!("/targets/{at}"), fault: Fault::Required });
            titles.push(target.title.as_str());
        }
    }
    if gaps.is_empty() {
        return Ok(());
    }
    Err(Error { particulars: titles.join("; ").into(), ..Error::fields(Code::UnexplainedGap, gaps) })
}

/// The head says why part of a target may stay with nobody, or takes it back.
pub async fn waive_gap(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &WaiveGap,
) -> Result<Recorded<plan::Model>> {
    let (plan, step) = begin(uow, scope, id, if_match, PlanAction::WaiveGap).await?;
    let reason = match &input.reason {
        Some(_) => Some(reason::given(input.reason.as_ref())?),
        None => None,
    };
    let found = target::Entity::find_by_id(input.target_id).filter(target::Column::PlanId.eq(id)).one(&uow.tx).await?;
    let target = found.ok_or_else(|| Error::field("/target_id", Fault::NotFound))?;
    let mut waived = target.into_active_model();
    waived.gap_reason = Set(reason.map(str::to_owned));
    waived.gap_waived_by = Set(reason.map(|_| scope.user_id));
    waived.gap_waived_at = Set(reason.map(|_| uow.now));
    target::Entity::update(waived).exec(&uow.tx).await?;
    let mut next = plan.clone().into_active_model();
    next.status = Set(step.to);
    let said = json!({ "target_id": input.target_id, "reason": reason });
    finish(uow, scope, (&plan, next), "plan.gap_waived", said).await
}
