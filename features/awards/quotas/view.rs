//! How quotas look to clients.
use std::collections::HashMap;

use base::{
    kernel::{error::Result, scope::Scope},
    store::{db::Conn, document::DocumentView},
};
use entity::{award_form, award_quota, award_quota_item};
use planning::law;
use uuid::Uuid;

use super::{
    dto::{PlacesHeld, QuotaItemView, QuotaView},
    pools::{Lines, Pool, Taken, pools},
    repo,
};

/// Documents with their items, by as many queries for all of them as for one.
pub async fn views(db: &Conn, scope: &Scope, rows: Vec<award_quota::Model>) -> Result<Vec<QuotaView>> {
    let ids: Vec<Uuid> = rows.iter().map(|m| m.id).collect();
    let mut movements: Vec<Uuid> = rows.iter().map(|m| m.movement_id).collect();
    movements.sort_unstable();
    movements.dedup();
    let mut items = repo::items(db, &ids).await?;
    let (in_force, granted) = (repo::in_force(db, &movements).await?, repo::granted(db, &movements).await?);
    let held = held(scope, &pools(&scope.organisation, scope.today, &in_force), &granted);
    let forms = law::repo::forms(db).await?;
    let view = |m: award_quota::Model| {
        let items = items.remove(&m.id).unwrap_or_default().into_iter();
        let items = items.map(|item| line(item, &forms, &held)).collect();
        whole(m, items)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn held(scope: &Scope, pools: &[Pool], granted: &[Taken]) -> HashMap<Uuid, PlacesHeld> {
    let mut lines = Lines::new(&scope.organisation, scope.today);
    let mut held = HashMap::new();
    for pool in pools {
        let granted = lines.taken(pool, granted);
        let now = PlacesHeld { places: pool.places, granted, left: (pool.places - granted).max(0) };
        held.extend(pool.items.iter().map(|item| (*item, now)));
    }
    held
}

fn line(m: award_quota_item::Model, forms: &[award_form::Model], held: &HashMap<Uuid, PlacesHeld>) -> QuotaItemView {
    QuotaItemView {
        award_form_code: forms
            .iter()
            .find(|form| form.id == m.award_form_id)
            .map(|f| f.code.clone())
            .unwrap_or_default(),
        subject_type: m.subject_type,
        unit_id: m.unit_id,
        kind: m.kind,
        num: m.num,
        den: m.den,
        base: m.base,
        base_count: m.base_count,
        rounding: m.rounding,
        minimum: m.minimum,
        places: m.places,
        held: held.get(&m.id).copied(),
    }
}

fn whole(m: award_quota::Model, items: Vec<QuotaItemView>) -> QuotaView {
    QuotaView {
        id: m.id,
        movement_id: m.movement_id,
        stage: m.stage,
        document: DocumentView::signed(m.document_number, Some(m.document_issued_on), m.signature),
        given_at: m.given_at,
        items,
        version: m.version,
    }
}
