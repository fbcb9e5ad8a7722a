//! How shares look to clients.
use base::{
    kernel::{
        digest,
        error::{Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::{db::Conn, journal},
};
use entity::allocation;
use serde_json::json;

use super::{
    dto::AllocationView,
    repo::{self, Stated},
    rules::AllocationAction,
};

/// Of what a unit accepts or disputes: what of which target is asked of whom.
pub fn digest(m: &allocation::Model, stated: &Stated) -> Result<String> {
    let content = json!({
        "id": m.id,
        "target_root_id": m.target_root_id,
        "title": stated.title,
        "indicator_id": stated.indicator_id,
        "unit_of_measure": stated.unit_of_measure,
        "unit_id": m.unit_id,
        "value": m.value,
        "numerator": m.numerator,
        "denominator": m.denominator,
    });
    Ok(digest::sha256_hex(journal::canonical(&content)?.as_bytes()))
}

/// Shares with what their targets say, by one query.
pub async fn views(db: &Conn, scope: &Scope, shares: Vec<allocation::Model>) -> Result<Vec<AllocationView>> {
    let stated = repo::stated(db, &shares).await?;
    let view = |m: allocation::Model| whole(scope, stated.get(&m.target_root_id).ok_or_else(repo::orphan)?, m);
    shares.into_iter().map(view).collect()
}

/// The same of one share.
pub async fn one(db: &Conn, scope: &Scope, share: allocation::Model) -> Result<AllocationView> {
    let view = views(db, scope, vec![share]).await?.pop();
    view.ok_or_else(|| Error::internal(anyhow::anyhow!("a share without a view")))
}

fn whole(scope: &Scope, stated: &Stated, m: allocation::Model) -> Result<AllocationView> {
    let name = |unit| scope.organisation.name(unit, scope.today).to_owned();
    // Whoever is given a share sees it as its own, not as a superior's paper.
    let given = scope.owns(m.unit_id) && !scope.owns(m.from_unit_id);
    Ok(AllocationView {
        content_digest: digest(&m, stated)?,
        actions: Case::<AllocationAction>::with(&m, scope, stated.facts(scope, &m)).actions(scope),
        via: scope.via(if given { m.unit_id } else { m.from_unit_id }),
        from_unit_name: name(m.from_unit_id),
        unit_name: name(m.unit_id),
        id: m.id,
        movement_id: m.movement_id,
        target_root_id: m.target_root_id,
        title: stated.title.clone(),
        indicator_id: stated.indicator_id,
        unit_of_measure: stated.unit_of_measure.clone(),
        from_unit_id: m.from_unit_id,
        unit_id: m.unit_id,
        status: m.status,
        value: m.value,
        numerator: m.numerator,
        denominator: m.denominator,
        rule: m.rule,
        takes_remainder: m.takes_remainder,
        disclosed: m.disclosed,
        reason: m.reason,
        answered_at: m.answered_at,
        answered_digest: m.answered_digest,
        created_at: m.created_at,
        updated_at: m.updated_at,
        version: m.version,
    })
}
