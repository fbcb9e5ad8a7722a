//! Giving places: whoever launched the movement.
use std::collections::BTreeSet;

use base::{
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, FieldError, Result},
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk},
        document,
    },
};
use entity::{award_form, award_form_rule, award_quota, award_quota_item, movement};
use planning::{
    law,
    movements::{
        self,
        rules::{is_open, not_open},
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    dto::{GiveQuota, QuotaItemInput, QuotaView},
    events::AwardQuotaEvent,
    hold::{Key, take_turns},
    pools::{Lines, pools},
    repo, rules, view,
};
use crate::stages;

pub async fn give(uow: &Uow, scope: &Scope, input: &GiveQuota) -> Result<Recorded<QuotaView>> {
    let movement = movements::repo::get(&uow.tx, scope, input.movement_id).await;
    let movement = movement.map_err(|e| e.named_at("/movement_id"))?;
    stages::require_launcher(scope, &movement)?;
    if !is_open(movement.status) {
        return Err(not_open(&movement));
    }
    in_order(uow, &movement, input)?;
    let id = Uuid::now_v7();
    let rows = items(uow, &movement, input, id).await?;
    let signature = document::take(uow, movement.launched_by_unit_id, &input.document, ("award_quota", id)).await?;
    take_turns(uow, movement.id, rows.iter().map(|row| row.award_form_id).collect()).await?;
    let replaced = replace(uow, &movement, &rows).await?;
    let model = award_quota::ActiveModel {
        id: Set(id),
        movement_id: Set(movement.id),
        unit_id: Set(movement.launched_by_unit_id),
        stage: Set(input.stage),
        document_number: Set(input.document.number.as_str().to_owned()),
        document_issued_on: Set(*input.document.issued_on),
        signature: Set(signature),
        given_at: Set(uow.now),
        given_by: Set(scope.user_id),
        version: Set(1),
    };
    let made = award_quota::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    bulk::insert(&uow.tx, rows.iter().cloned().map(IntoActiveModel::into_active_model).collect()).await?;
    not_fewer_than_granted(uow, &rows).await?;
    let event = AwardQuotaEvent::Given {
        movement_id: made.movement_id,
        stage: made.stage,
        document_number: made.document_number.clone(),
        items: rows.len(),
        replaced,
    };
    let change = event.of(&made);
    let view = view::views(&uow.tx, scope, vec![made]).await?.pop();
    uow.record(change, view.ok_or_else(|| Error::internal(anyhow::anyhow!("a quota that is gone")))?).await
}

fn in_order(uow: &Uow, movement: &movement::Model, input: &GiveQuota) -> Result<()> {
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(movement.launched_by_unit_id).map(|unit| unit.valid_from)),
        (Event::MovementLaunched, movement.document_issued_on),
    ];
    chronology::check(Paper::Quota, *input.document.issued_on, &happened)
}

fn pointer(at: usize, member: &str) -> String {
    format!("/items/{at}/{member}")
}

/// Forms of the movement that go to the kind of subject, units that it reaches, each once; all that is wrong is told.
async fn items(
    uow: &Uow,
    movement: &movement::Model,
    input: &GiveQuota,
    quota_id: Uuid,
) -> Result<Vec<award_quota_item::Model>> {
    let forms = movements::repo::award_forms(&uow.tx, movement.id).await?;
    let regime = law::repo::regime_on(&uow.tx, uow.today()).await?;
    let goes_to = match regime {
        Some(regime) => law::repo::form_rules(&uow.tx, &regime.code).await?,
        None => vec![],
    };
    let (mut rows, mut faults, mut seen) = (vec![], vec![], BTreeSet::new());
    for (at, item) in input.items.iter().enumerate() {
        let mut refuse = |(member, fault)| faults.push(FieldError { pointer: pointer(at, member), fault });
        match form_of(item, &forms, &goes_to).and_then(|form| Ok((form, rules::places(item)?))) {
            Err(wrong) => refuse(wrong),
            Ok((form, places)) => match reached(uow, movement, item.unit_id) {
                Some(fault) => refuse(("unit_id", fault)),
                None if !seen.insert((form, item.subject_type, item.unit_id)) => refuse(("unit_id", Fault::Duplicate)),
                None => rows.push(row(uow, (quota_id, rows.len()), input, item, (form, places))?),
            },
        }
    }
    match faults.is_empty() {
        true => Ok(rows),
        false => Err(Error::fields(Code::ValidationFailed, faults)),
    }
}

/// A form of the movement that may go to the kind of subject.
fn form_of(
    item: &QuotaItemInput,
    forms: &[award_form::Model],
    goes_to: &[award_form_rule::Model],
) -> Result<Uuid, (&'static str, Fault)> {
    let form = forms.iter().find(|form| form.code == *item.award_form_code);
    let form = form.ok_or(("award_form_code", Fault::NotFound))?;
    let rule = goes_to.iter().find(|rule| rule.award_form_id == form.id);
    match rule.is_some_and(|rule| law::fits(rule, item.subject_type)) {
        true => Ok(form.id),
        false => Err(("subject_type", Fault::NotAllowed)),
    }
}

/// A unit that is there today: of the whole sector where the ministry launched the movement, else the launcher or one below it.
fn reached(uow: &Uow, movement: &movement::Model, unit_id: Uuid) -> Option<Fault> {
    let (organisation, top) = (uow.organisation(), movement.launched_by_unit_id);
    let Some(unit) = organisation.unit(unit_id) else { return Some(Fault::NotFound) };
    let everybody = organisation.ministry() == Some(top);
    let below = everybody || unit_id == top || organisation.ancestors(unit_id, uow.today()).contains(&top);
    match below {
        true if unit.exists_on(uow.today()) => None,
        true => Some(Fault::NotAllowed),
        false => Some(Fault::NotBelow),
    }
}

fn row(
    uow: &Uow,
    (quota_id, before): (Uuid, usize),
    input: &GiveQuota,
    item: &QuotaItemInput,
    (award_form_id, places): (Uuid, i32),
) -> Result<award_quota_item::Model> {
    Ok(award_quota_item::Model {
        id: Uuid::now_v7(),
        quota_id,
        ordinal: i32::try_from(before + 1).map_err(Error::internal)?,
        movement_id: input.movement_id,
        stage: input.stage,
        award_form_id,
        subject_type: item.subject_type,
        unit_id: item.unit_id,
        kind: item.kind,
        num: item.num,
        den: item.den,
        base: item.base,
        base_count: item.base_count,
        rounding: item.rounding,
        minimum: item.minimum,
        places,
        given_on: uow.today(),
        replaced_at: None,
    })
}

/// What was said of the same form, kind of subject and unit before; how much that was.
async fn replace(uow: &Uow, movement: &movement::Model, rows: &[award_quota_item::Model]) -> Result<usize> {
    use award_quota_item::{Column, Entity};
    let of = |m: &award_quota_item::Model| (Key::of(m), m.unit_id);
    let new: BTreeSet<(Key, Uuid)> = rows.iter().map(of).collect();
    let before = repo::in_force(&uow.tx, &[movement.id]).await?;
    let gone: Vec<Uuid> = before.iter().filter(|m| new.contains(&of(m))).map(|m| m.id).collect();
    for ids in bulk::lists(&gone) {
        let update = Entity::update_many().col_expr(Column::ReplacedAt, Expr::value(uow.now));
        update.filter(Column::Id.is_in(ids)).exec(&uow.tx).await?;
    }
    Ok(gone.len())
}

/// What was granted stays granted: its places are not taken away.
async fn not_fewer_than_granted(uow: &Uow, rows: &[award_quota_item::Model]) -> Result<()> {
    let movements: Vec<Uuid> = rows.first().map(|row| row.movement_id).into_iter().collect();
    let (items, granted) = (repo::in_force(&uow.tx, &movements).await?, repo::granted(&uow.tx, &movements).await?);
    let mut lines = Lines::new(uow.organisation(), uow.today());
    let (mut told, mut fields) = (vec![], vec![]);
    for pool in pools(uow.organisation(), uow.today(), &items) {
        let given = rows.iter().position(|row| pool.items.contains(&row.id));
        let (Some(at), taken) = (given, lines.taken(&pool, &granted)) else { continue };
        if taken > pool.places {
            fields.push(FieldError { pointer: pointer(at, "num"), fault: Fault::OutOfRange });
            told.push(format!("{taken} > {}", pool.places));
        }
    }
    match fields.is_empty() {
        true => Ok(()),
        false => Err(Error { fields, ..Error::with(Code::QuotaExceeded, told.join("; ")) }),
    }
}
