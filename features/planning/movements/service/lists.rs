//! The lists of a movement, each stored whole.
use std::collections::HashSet;

use base::{
    kernel::{
        error::{Code, Error, Fault, Result},
        text::{Line, Text},
    },
    store::db::{Uow, bulk},
};
use chrono::NaiveDate;
use entity::{
    legal_basis, movement, movement_alias, movement_award_form, movement_indicator, movement_indicator_kind, period,
    period_due, reporting_line, unit::UnitKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    indicators,
    movements::{
        dto::{LegalBasis, PeriodDue, PeriodInput, ReportingLine, UpdateMovement},
        periods, repo,
    },
};

pub async fn stored_aliases(uow: &Uow, id: Uuid) -> Result<Vec<Line>> {
    let rows = movement_alias::Entity::find().filter(movement_alias::Column::MovementId.eq(id)).all(&uow.tx).await?;
    Ok(rows.into_iter().filter_map(|row| Text::parse(&row.title).ok()).collect())
}

pub async fn replace_lists(uow: &Uow, id: Uuid, input: &UpdateMovement) -> Result<()> {
    if let Some(aliases) = &input.aliases {
        movement_alias::Entity::delete_many().filter(movement_alias::Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_aliases(uow, id, aliases).await?;
    }
    if let Some(bases) = &input.legal_bases {
        legal_basis::Entity::delete_many().filter(legal_basis::Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_bases(uow, id, bases).await?;
    }
    if let Some(codes) = &input.indicator_codes {
        replace_indicators(uow, id, codes).await?;
    }
    if let Some(lines) = &input.reporting_lines {
        reporting_line::Entity::delete_many().filter(reporting_line::Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_lines(uow, id, lines).await?;
    }
    if let Some(codes) = &input.award_form_codes {
        use movement_award_form::{Column, Entity};
        Entity::delete_many().filter(Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_award_forms(uow, id, codes).await?;
    }
    Ok(())
}

/// The lists that a request gives anew.
pub fn given(input: &UpdateMovement) -> Vec<&'static str> {
    let lists = [
        ("aliases", input.aliases.is_some()),
        ("legal_bases", input.legal_bases.is_some()),
        ("indicator_codes", input.indicator_codes.is_some()),
        ("reporting_lines", input.reporting_lines.is_some()),
        ("award_form_codes", input.award_form_codes.is_some()),
    ];
    lists.into_iter().filter_map(|(name, given)| given.then_some(name)).collect()
}

pub async fn set_aliases(uow: &Uow, id: Uuid, aliases: &[Line]) -> Result<()> {
    let row = |title: &Line| movement_alias::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        title: Set(title.to_string()),
    };
    insert_many::<movement_alias::Entity, _>(uow, aliases.iter().map(row)).await
}

pub async fn set_bases(uow: &Uow, id: Uuid, bases: &[LegalBasis]) -> Result<()> {
    let row = |(basis, ordinal): (&LegalBasis, i32)| legal_basis::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        ordinal: Set(ordinal),
        number: Set(basis.number.to_string()),
        issued_on: Set(basis.issued_on.map(Into::into)),
        title: Set(basis.title.to_string()),
        verified: Set(basis.verified),
    };
    insert_many::<legal_basis::Entity, _>(uow, bases.iter().zip(1..).map(row)).await
}

/// Whom those that stay are asked of stays as it was.
async fn replace_indicators(uow: &Uow, id: Uuid, codes: &[Text<40>]) -> Result<()> {
    use movement_indicator::{Column, Entity};
    Entity::delete_many().filter(Column::MovementId.eq(id)).exec(&uow.tx).await?;
    let kept = set_indicators(uow, id, codes).await?;
    movement_indicator_kind::Entity::delete_many()
        .filter(movement_indicator_kind::Column::MovementId.eq(id))
        .filter(movement_indicator_kind::Column::IndicatorId.is_not_in(kept))
        .exec(&uow.tx)
        .await?;
    Ok(())
}

/// Each is asked of whom the catalogue says, unless the movement has said so already. Answers which they are.
pub async fn set_indicators(uow: &Uow, id: Uuid, codes: &[Text<40>]) -> Result<Vec<Uuid>> {
    let names: Vec<_> = codes.iter().map(|code| code.to_string()).collect();
    let known = indicators::repo::by_code(&uow.tx, &names).await?;
    let mut ids = vec![];
    for (at, code) in names.iter().enumerate() {
        let pointer = || format!("/indicator_codes/{at}");
        let indicator = known.get(code).ok_or_else(|| Error::field(pointer(), Fault::NotFound))?;
        if indicator.retired_on.is_some() {
            return Err(Error::field(pointer(), Fault::NotAllowed));
        }
        ids.push(indicator.id);
    }
    insert_indicators(uow, id, ids.iter().copied().zip(1..)).await?;
    let asked = movement_indicator_kind::Entity::find().filter(movement_indicator_kind::Column::MovementId.eq(id));
    let asked: HashSet<Uuid> = asked.all(&uow.tx).await?.into_iter().map(|m| m.indicator_id).collect();
    let kinds = indicators::repo::kinds(&uow.tx, &ids).await?;
    let of = |indicator_id: Uuid| kinds.get(&indicator_id).into_iter().flatten().map(move |kind| (indicator_id, *kind));
    let rows = ids.iter().filter(|one| !asked.contains(one)).flat_map(|one| of(*one));
    let rows = rows.map(|(indicator_id, kind)| asking((id, indicator_id), kind, None, None));
    bulk::insert(&uow.tx, rows.collect()).await?;
    Ok(ids)
}

pub async fn insert_indicators(uow: &Uow, id: Uuid, rows: impl IntoIterator<Item = (Uuid, i32)>) -> Result<()> {
    let row = |(indicator_id, ordinal): (Uuid, i32)| movement_indicator::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        indicator_id: Set(indicator_id),
        ordinal: Set(ordinal),
    };
    insert_many::<movement_indicator::Entity, _>(uow, rows.into_iter().map(row)).await
}

/// Asks kinds of unit for an indicator, from a day on and by a document if that was launched.
pub async fn ask(
    uow: &Uow,
    of: (Uuid, Uuid),
    kinds: &[UnitKind],
    (applies_from, document_number): (Option<NaiveDate>, Option<String>),
) -> Result<()> {
    let row = |kind: &UnitKind| asking(of, *kind, applies_from, document_number.clone());
    bulk::insert(&uow.tx, kinds.iter().map(row).collect()).await
}

fn asking(
    (movement_id, indicator_id): (Uuid, Uuid),
    unit_kind: UnitKind,
    applies_from: Option<NaiveDate>,
    document_number: Option<String>,
) -> movement_indicator_kind::ActiveModel {
    movement_indicator_kind::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(movement_id),
        indicator_id: Set(indicator_id),
        unit_kind: Set(unit_kind),
        applies_from: Set(applies_from),
        document_number: Set(document_number),
    }
}

pub async fn set_lines(uow: &Uow, id: Uuid, lines: &[ReportingLine]) -> Result<()> {
    let row = |line: &ReportingLine| reporting_line::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        unit_kind: Set(line.unit_kind),
        receiver: Set(line.receiver),
        applies_from: Set(None),
        document_number: Set(None),
    };
    insert_many::<reporting_line::Entity, _>(uow, lines.iter().map(row)).await
}

pub async fn set_award_forms(uow: &Uow, id: Uuid, codes: &[Text<20>]) -> Result<()> {
    let names: Vec<_> = codes.iter().map(|code| code.to_string()).collect();
    let known = repo::award_forms_by_code(&uow.tx, &names).await?;
    let mut rows = vec![];
    for (at, code) in names.iter().enumerate() {
        let pointer = || format!("/award_form_codes/{at}");
        let form = known.get(code).ok_or_else(|| Error::field(pointer(), Fault::NotFound))?;
        if form.valid_to.is_some_and(|last| last < uow.today()) {
            return Err(Error::field(pointer(), Fault::NotAllowed));
        }
        rows.push(movement_award_form::ActiveModel {
            id: Set(Uuid::now_v7()),
            movement_id: Set(id),
            award_form_id: Set(form.id),
        });
    }
    insert_many::<movement_award_form::Entity, _>(uow, rows).await
}

async fn insert_many<E, A>(uow: &Uow, rows: impl IntoIterator<Item = A>) -> Result<()>
where
    E: EntityTrait,
    A: sea_orm::ActiveModelTrait<Entity = E>,
{
    E::insert_many(rows).exec_without_returning(&uow.tx).await?;
    Ok(())
}

/// `at` is where the body names it.
pub async fn insert_period(uow: &Uow, movement: &movement::Model, input: &PeriodInput, at: &str) -> Result<Uuid> {
    let known = repo::periods_of(&uow.tx, movement.id).await?;
    if known.iter().any(|m| periods::is_same_code(&m.code, &input.code)) {
        return Err(Error::with(Code::CodeInUse, input.code.to_string()));
    }
    let faults = periods::faults(movement, &known, input, at);
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    make_period(uow, movement.id, input, None).await
}

/// A period that nothing stands against.
pub async fn make_period(uow: &Uow, movement_id: Uuid, input: &PeriodInput, schedule_id: Option<Uuid>) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let row = period::ActiveModel {
        id: Set(id),
        movement_id: Set(movement_id),
        code: Set(input.code.to_string()),
        kind: Set(input.kind),
        data_from: Set(*input.data_from),
        data_to: Set(*input.data_to),
        template: Set(input.template),
        schedule_id: Set(schedule_id),
    };
    let inserted = period::Entity::insert(row).exec_without_returning(&uow.tx).await;
    inserted.map_err(|e| code_taken(e, &input.code))?;
    let due = |due: &PeriodDue| period_due::ActiveModel {
        id: Set(Uuid::now_v7()),
        period_id: Set(id),
        tier: Set(due.tier),
        due_on: Set(*due.due_on),
    };
    insert_many::<period_due::Entity, _>(uow, input.due.iter().map(due)).await?;
    Ok(id)
}

/// Takes away periods that nothing keeps.
pub async fn remove_periods(uow: &Uow, periods: &[period::Model]) -> Result<()> {
    let ids = || periods.iter().map(|m| m.id);
    period_due::Entity::delete_many().filter(period_due::Column::PeriodId.is_in(ids())).exec(&uow.tx).await?;
    period::Entity::delete_many().filter(period::Column::Id.is_in(ids())).exec(&uow.tx).await?;
    Ok(())
}

pub fn code_taken(e: sea_orm::DbErr, code: &str) -> Error {
    match Error::from(e) {
        e if e.code == Code::Conflict => Error::with(Code::CodeInUse, code.to_owned()),
        e => e,
    }
}
