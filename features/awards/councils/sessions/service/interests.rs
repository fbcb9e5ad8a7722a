//! Who has an interest in a dossier: whoever has neither votes on it nor reads it.
use std::collections::HashMap;

use base::{
    kernel::{
        error::{Error, Result},
        text,
    },
    store::db::{Uow, bulk},
};
use entity::{
    assignment::Role,
    council_conflict::{self, Ground},
    nomination::{self, SubjectType},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::councils::sessions::{paper::SessionPaper, repo};

/// As things are now, beside what members have said themselves: when the agenda is made, so that nobody reads in between, and
/// again at the opening. How many there are in all.
pub async fn find(uow: &Uow, paper: &SessionPaper, dossiers: &HashMap<Uuid, nomination::Model>) -> Result<usize> {
    use council_conflict::{Column, Entity};
    let found_before = Entity::delete_many().filter(Column::SessionId.eq(paper.session.id));
    found_before.filter(Column::Ground.ne(Ground::Declared)).exec(&uow.tx).await?;
    let said = repo::conflicts(&uow.tx, paper.session.id).await?;
    let mut rows = vec![];
    for item in &paper.items {
        let gone = || Error::internal(anyhow::anyhow!("an item without its dossier"));
        let dossier = dossiers.get(&item.nomination_id).ok_or_else(gone)?;
        for member in &paper.members {
            if said.iter().any(|one| (one.item_id, one.user_id) == (item.id, member.user_id)) {
                continue;
            }
            let Some(ground) = interest(uow, paper.session.unit_id, member.user_id, dossier) else { continue };
            rows.push(council_conflict::ActiveModel {
                id: Set(Uuid::now_v7()),
                session_id: Set(paper.session.id),
                item_id: Set(item.id),
                user_id: Set(member.user_id),
                ground: Set(ground),
                created_at: Set(uow.now),
            });
        }
    }
    let found = said.len() + rows.len();
    bulk::insert(&uow.tx, rows).await?;
    Ok(found)
}

/// A member is proposed who is called like the subject and serves where that belongs: accounts keep no personal numbers. The
/// head of a unit has an interest in what that unit proposes or in the unit as a collective; but the head of the council's own
/// unit leads everybody in it, and chairs the council all the same.
fn interest(uow: &Uow, council_unit: Uuid, user: Uuid, m: &nomination::Model) -> Option<Ground> {
    let account = uow.snapshot.access.account(user)?;
    let serves = |unit: Uuid| account.on(uow.today()).any(|held| held.unit_id == unit);
    let named = text::identity(&account.full_name) == text::identity(&m.full_name);
    if m.subject_type == SubjectType::Individual && named && (serves(m.subject_unit_id) || serves(m.nominating_unit_id))
    {
        return Some(Ground::Nominee);
    }
    let leads = |unit: Uuid| account.on(uow.today()).any(|held| held.unit_id == unit && held.role == Role::Head);
    let as_unit = m.subject_type == SubjectType::Collective && leads(m.subject_unit_id);
    let of_its_own =
        [m.subject_unit_id, m.nominating_unit_id].into_iter().any(|unit| unit != council_unit && leads(unit));
    (as_unit || of_its_own).then_some(Ground::HeadOfUnit)
}
