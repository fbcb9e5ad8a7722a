//! What is left with nobody of targets that were shared out.
use std::collections::HashMap;

use base::{
    kernel::error::{Fault, FieldError, Result},
    store::db::Conn,
};
use entity::{
    Quantity,
    allocation::{self, AllocationStatus},
    plan, target,
};
use uuid::Uuid;

use super::repo;

/// Value, numerator and denominator of a target, each with what some of its shares add up to.
fn amounts(target: &target::Model, shares: &[&allocation::Model]) -> Vec<(i64, i64)> {
    let mut sums = [0_i64; 3];
    for share in shares {
        for (sum, amount) in sums.iter_mut().zip([share.value, share.numerator, share.denominator]) {
            *sum = sum.saturating_add(amount.unwrap_or_default().0);
        }
    }
    let wholes = [target.target_value, target.numerator, target.denominator];
    wholes.into_iter().zip(sums).filter_map(|(whole, sum)| Some((whole?.0, sum))).collect()
}

/// What is left of a target with nobody: of a ratio, the larger of the two amounts.
pub fn left(target: &target::Model, shares: &[&allocation::Model]) -> Quantity {
    let rest = amounts(target, shares).into_iter().map(|(whole, sum)| whole.saturating_sub(sum).max(0));
    Quantity(rest.max().unwrap_or(0))
}

/// Whether the shares of a target are more than the whole.
pub fn exceeds(target: &target::Model, shares: &[&allocation::Model]) -> bool {
    amounts(target, shares).into_iter().any(|(whole, sum)| sum > whole)
}

/// By target that was ever shared out: what is left of it.
pub async fn gaps(db: &Conn, targets: &[target::Model]) -> Result<HashMap<Uuid, Quantity>> {
    let roots: Vec<Uuid> = targets.iter().map(|target| target.root_id).collect();
    let all = repo::shares::of_roots(db, &roots).await?;
    let mut gaps = HashMap::new();
    for target in targets {
        let of_target = || all.iter().filter(|share| share.target_root_id == target.root_id);
        if of_target().next().is_some() {
            let live: Vec<_> = of_target().filter(|share| share.status != AllocationStatus::Withdrawn).collect();
            gaps.insert(target.id, left(target, &live));
        }
    }
    Ok(gaps)
}

/// A plan that promises full allocation is not issued while part of a target that was shared out is with nobody, unless
/// the head has said why so much of it may be. Answers title and place of each such target.
pub async fn unexplained(db: &Conn, plan: &plan::Model) -> Result<Vec<(String, FieldError)>> {
    if !plan.full_allocation {
        return Ok(vec![]);
    }
    let targets = repo::targets(db, plan.id).await?;
    let gaps = gaps(db, &targets).await?;
    let unexplained = |target: &&target::Model| {
        let gap = gaps.get(&target.id).copied().unwrap_or_default();
        gap > target.gap_waived.unwrap_or_default()
    };
    let fault = |target: &target::Model| {
        let at = usize::try_from(target.ordinal).unwrap_or(1).saturating_sub(1);
        (target.title.clone(), FieldError { pointer: format!("/targets/{at}"), fault: Fault::Required })
    };
    Ok(targets.iter().filter(unexplained).map(fault).collect())
}
