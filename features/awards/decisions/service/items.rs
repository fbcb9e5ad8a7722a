//! The items of a draft: proposed dossiers that the preparing unit has, of forms that are granted there; and why one joined or
//! left. However many there are, they are read and written by a few statements.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::db::{Uow, bulk},
};
use entity::{
    decision,
    decision_change::{self, ChangeKind},
    decision_item,
    nomination::{self, NominationStatus},
};
use planning::law;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    decisions::{
        dto::{DecisionItem, ItemReason},
        paper::granted_by,
        prizes::{Chosen, Prizes},
        repo,
    },
    nominations,
};

/// Puts these items in the place of those that were there.
pub async fn set(uow: &Uow, scope: &Scope, decision: &decision::Model, items: &[DecisionItem]) -> Result<()> {
    check_once(items)?;
    let ids: Vec<Uuid> = items.iter().map(|item| item.nomination_id).collect();
    let dossiers = nominations::repo::some(&uow.tx, scope, &ids).await?;
    let dossiers: HashMap<Uuid, nomination::Model> = dossiers.into_iter().map(|m| (m.id, m)).collect();
    let mut forms: Vec<Uuid> = dossiers.values().map(|m| m.award_form_id).collect();
    forms.sort_unstable();
    forms.dedup();
    let authorities = law::repo::authorities_of(&uow.tx, &forms).await?;
    let (mut rows, mut chosen): (Vec<decision_item::ActiveModel>, Vec<ChosenItem<'_>>) = Default::default();
    for (at, item) in items.iter().enumerate() {
        let pointer = || format!("/items/{at}/nomination_id");
        let Some(dossier) = dossiers.get(&item.nomination_id) else {
            // Whoever asks for what is hidden is told what everybody is, and the journal learns of it.
            let hidden = nominations::repo::get(&uow.tx, scope, item.nomination_id).await.map(drop);
            let hidden = hidden.err().unwrap_or_else(|| Error::new(Code::NotFound));
            return Err(hidden.named_at(pointer()));
        };
        let here = nominations::paper::holder(dossier).is_some_and(|to| scope.acts_for(to));
        let proposed = dossier.status == NominationStatus::Proposed && dossier.movement_id == decision.movement_id;
        let authority = granted_by(decision, scope, &authorities, dossier.award_form_id, uow.today());
        let Some(authority) = authority.filter(|_| here && proposed) else {
            return Err(Error::field(pointer(), Fault::NotAllowed));
        };
        rows.push(decision_item::ActiveModel {
            id: Set(Uuid::now_v7()),
            decision_id: Set(decision.id),
            nomination_id: Set(item.nomination_id),
            order_no: Set(item.order_no),
            authority_id: Set(authority.id),
            chosen_num: Set(item.multiple.map(|chosen| chosen.num)),
            chosen_den: Set(item.multiple.map(|chosen| chosen.den)),
        });
        if item.multiple.is_some() {
            chosen.push((at, item, dossier, authority.role.as_str()));
        }
    }
    check_chosen(uow, &chosen).await?;
    bulk::insert(&uow.tx, rows).await
}

type ChosenItem<'a> = (usize, &'a DecisionItem, &'a nomination::Model, &'a str);

/// By the rule of today; whoever signs is held to that of the day of the decision.
async fn check_chosen(uow: &Uow, chosen: &[ChosenItem<'_>]) -> Result<()> {
    if chosen.is_empty() {
        return Ok(());
    }
    let (prizes, forms) = (Prizes::of(&uow.tx).await?, repo::forms(&uow.tx).await?);
    for (at, item, dossier, role) in chosen {
        let form = forms.iter().find(|form| form.id == dossier.award_form_id).map(|form| form.code.as_str());
        let of = (form.unwrap_or_default(), dossier.subject_type, *role);
        let own = item.multiple.map(|own| Chosen { num: own.num, den: own.den });
        let prize = prizes.chosen(of, uow.today(), own);
        prize.map_err(|fault| Error::field(format!("/items/{at}/multiple"), fault))?;
    }
    Ok(())
}

fn check_once(items: &[DecisionItem]) -> Result<()> {
    let (mut order_numbers, mut named) = (HashSet::new(), HashSet::new());
    for (at, item) in items.iter().enumerate() {
        let wrong = |member: &str| Err(Error::field(format!("/items/{at}/{member}"), Fault::Duplicate));
        if !order_numbers.insert(item.order_no) {
            return wrong("order_no");
        }
        if !named.insert(item.nomination_id) {
            return wrong("nomination_id");
        }
    }
    Ok(())
}

pub async fn clear(uow: &Uow, decision_id: Uuid) -> Result<()> {
    let of_decision = decision_item::Column::DecisionId.eq(decision_id);
    decision_item::Entity::delete_many().filter(of_decision).exec(&uow.tx).await?;
    Ok(())
}

/// Of each dossier that joins or leaves a draft, why.
pub fn changes(
    before: &[decision_item::Model],
    items: &[DecisionItem],
    reasons: &[ItemReason],
) -> Result<Vec<(Uuid, ChangeKind, String)>> {
    let old: HashSet<Uuid> = before.iter().map(|item| item.nomination_id).collect();
    let new: HashSet<Uuid> = items.iter().map(|item| item.nomination_id).collect();
    let mut said: HashMap<Uuid, &str> = HashMap::new();
    for (at, reason) in reasons.iter().enumerate() {
        let pointer = format!("/reasons/{at}/nomination_id");
        if old.contains(&reason.nomination_id) == new.contains(&reason.nomination_id) {
            return Err(Error::field(pointer, Fault::NotAllowed));
        }
        if said.insert(reason.nomination_id, &reason.reason).is_some() {
            return Err(Error::field(pointer, Fault::Duplicate));
        }
    }
    let added = items.iter().map(|item| item.nomination_id).filter(|id| !old.contains(id));
    let removed = before.iter().map(|item| item.nomination_id).filter(|id| !new.contains(id));
    let moved = added.map(|id| (id, ChangeKind::Added)).chain(removed.map(|id| (id, ChangeKind::Removed)));
    let with_reason = |(id, kind)| match said.get(&id) {
        Some(reason) => Ok((id, kind, (*reason).to_owned())),
        None => Err(silent()),
    };
    moved.map(with_reason).collect()
}

fn silent() -> Error {
    let field = FieldError { pointer: "/reasons".to_owned(), fault: Fault::Required };
    Error::fields(Code::ReasonRequired, vec![field])
}

pub async fn keep(uow: &Uow, scope: &Scope, decision_id: Uuid, changes: Vec<(Uuid, ChangeKind, String)>) -> Result<()> {
    let row = |(nomination_id, kind, reason): (Uuid, ChangeKind, String)| decision_change::ActiveModel {
        id: Set(Uuid::now_v7()),
        decision_id: Set(decision_id),
        nomination_id: Set(nomination_id),
        kind: Set(kind),
        reason: Set(reason),
        made_by: Set(scope.user_id),
        created_at: Set(uow.now),
    };
    bulk::insert(&uow.tx, changes.into_iter().map(row).collect()).await
}
