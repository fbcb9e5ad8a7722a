//! Drafting a movement: an officer of the launching unit, for the ministry of its standing body.
use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, Result},
        policy::Permission,
        scope::Scope,
        text::{self, Line},
    },
    store::{
        db::{Recorded, Uow},
        figures,
    },
};
use chrono::NaiveDate;
use entity::{
    Authors,
    movement::{self, MovementStatus::Draft},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{finish, lists, twice, view};
use crate::movements::{
    dto::{CreateMovement, MovementView, UpdateMovement},
    events::MovementEvent,
    paper::preparer,
    periods, repo,
    rules::MovementAction,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateMovement) -> Result<Recorded<MovementView>> {
    let unit = uow.organisation().unit(input.launched_by_unit_id);
    let unit = unit.ok_or_else(|| Error::field("/launched_by_unit_id", Fault::NotFound))?;
    if !scope.holds_for(Permission::MovementsWrite, preparer(scope, unit.id)) {
        return Err(scope.forbidden());
    }
    if let Some(parent) = input.parent_movement_id {
        repo::get(&uow.tx, scope, parent).await.map_err(|e| e.named_at("/parent_movement_id"))?;
    }
    twice::check(&input.into())?;
    let made = insert(uow, input, Some(scope.user_id)).await?;
    let event = MovementEvent::Created {
        code: made.code.clone(),
        starts_on: made.starts_on,
        ends_on: made.ends_on,
        parent_movement_id: made.parent_movement_id,
    };
    uow.record(event.of(&made, &made), view(uow, scope, made).await?).await
}

/// Also for the import, which no person drafts.
pub async fn insert(uow: &Uow, input: &CreateMovement, drafted_by: Option<Uuid>) -> Result<movement::Model> {
    let id = Uuid::now_v7();
    let model = movement::ActiveModel {
        id: Set(id),
        code: Set(input.code.to_string()),
        title: Set(input.title.to_string()),
        title_en: Set(input.title_en.as_deref().map(str::to_owned)),
        search_text: Set(search_text(&input.title, &input.aliases)),
        starts_on: Set(*input.starts_on),
        ends_on: Set(*input.ends_on),
        status: Set(Draft),
        launched_by_unit_id: Set(input.launched_by_unit_id),
        parent_movement_id: Set(input.parent_movement_id),
        scope_note: Set(input.scope_note.as_deref().map(str::to_owned)),
        document_number: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        end_reason: Set(None),
        authors: Set(drafted_by.map(Authors::of).unwrap_or_default()),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = movement::Entity::insert(model)
        .exec_with_returning(&uow.tx)
        .await
        .map_err(|e| lists::code_taken(e, &input.code))?;
    figures::changed(uow, figures::Change::Movement { id });
    lists::set_aliases(uow, id, &input.aliases).await?;
    lists::set_bases(uow, id, &input.legal_bases).await?;
    lists::set_indicators(uow, id, &input.indicator_codes).await?;
    lists::set_lines(uow, id, &input.reporting_lines).await?;
    lists::set_award_forms(uow, id, &input.award_form_codes).await?;
    for (at, period) in input.periods.iter().enumerate() {
        lists::insert_period(uow, &made, period, &format!("/periods/{at}")).await?;
    }
    Ok(made)
}

fn search_text(title: &str, aliases: &[Line]) -> String {
    let mut all = vec![text::fold(title)];
    all.extend(aliases.iter().map(|alias| text::fold(alias)));
    all.join("\n")
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateMovement,
) -> Result<Recorded<MovementView>> {
    let (m, ..) = uow.begin(scope, id, if_match, MovementAction::Update).await?;
    let (starts_on, ends_on) =
        (input.starts_on.map_or(m.starts_on, Into::into), input.ends_on.map_or(m.ends_on, Into::into));
    if ends_on < starts_on {
        return Err(Error::field("/ends_on", Fault::WrongOrder));
    }
    twice::check(&input.into())?;
    check_periods(uow, id, starts_on, ends_on).await?;
    let title = input.title.as_deref().unwrap_or(&m.title).to_owned();
    let mut next = m.clone().into_active_model();
    if input.title.is_some() || input.aliases.is_some() {
        let aliases = match &input.aliases {
            Some(aliases) => aliases.clone(),
            None => lists::stored_aliases(uow, id).await?,
        };
        next.search_text = Set(search_text(&title, &aliases));
    }
    next.title = Set(title);
    if let Some(title_en) = &input.title_en {
        next.title_en = Set(title_en.as_deref().map(str::to_owned));
    }
    if let Some(note) = &input.scope_note {
        next.scope_note = Set(note.as_deref().map(str::to_owned));
    }
    next.authors = Set(m.authors.with(scope.user_id));
    next.starts_on = Set(starts_on);
    next.ends_on = Set(ends_on);
    lists::replace_lists(uow, id, input).await?;
    finish(uow, scope, (&m, next), MovementEvent::Updated { lists: lists::given(input) }).await
}

/// The periods that a draft has lie within it still, each with a day at least.
pub async fn check_periods(uow: &Uow, id: Uuid, starts_on: NaiveDate, ends_on: NaiveDate) -> Result<()> {
    let faults = periods::left_out(&repo::periods_of(&uow.tx, id).await?, starts_on, ends_on);
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}
