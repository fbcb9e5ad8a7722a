//! Preparing, launching and ending movements.
use chrono::NaiveDate;
use entity::{
    legal_basis, milestone, movement,
    movement::MovementStatus::{self, Draft},
    movement_alias, movement_award_form, movement_indicator, period, period_due, reporting_line,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    dto::{
        CancelMovement, CreateMovement, Launch, LegalBasis, MilestoneInput, MovementView, PeriodInput, ReportingLine,
        UpdateMovement,
    },
    repo,
    rules::{MovementAction, STEPS, is_open},
};
use crate::core::{
    db::{Recorded, Uow},
    document,
    error::{Code, Error, Fault, Result},
    http::etag::IfMatch,
    journal::Change,
    policy::Permission,
    reason,
    scope::{Addressee, Scope},
    text::{self, Line, Text},
    transition::{self, Action, Current, Parties},
};

/// The launching unit decides; who prepares for it is the addressee: for the ministry its standing body.
fn current(scope: &Scope, m: &movement::Model) -> Current<MovementStatus> {
    let drafter = m.drafted_by.unwrap_or_default();
    let parties = Parties {
        owner: m.launched_by_unit_id,
        addressee: Some(preparer(scope, m.launched_by_unit_id)),
        drafters: [drafter, drafter],
    };
    Current { status: m.status, version: m.version, parties }
}

fn preparer(scope: &Scope, launching: Uuid) -> Addressee {
    use entity::function_assignment::Function::EmulationStandingBody;
    let ministry = scope.organisation.ministry() == Some(launching);
    Addressee { unit_id: launching, function: ministry.then_some(EmulationStandingBody) }
}

pub fn actions(scope: &Scope, m: &movement::Model) -> Vec<Action> {
    transition::actions(STEPS, &current(scope, m), scope)
}

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateMovement) -> Result<Recorded<MovementView>> {
    let unit = uow.organisation().unit(input.launched_by_unit_id);
    let unit = unit.ok_or_else(|| Error::field("/launched_by_unit_id", Fault::NotFound))?;
    if !scope.holds_for(Permission::MovementsWrite, preparer(scope, unit.id)) {
        return Err(scope.forbidden());
    }
    if let Some(parent) = input.parent_movement_id {
        repo::any(&uow.tx, parent).await?.ok_or_else(|| Error::field("/parent_movement_id", Fault::NotFound))?;
    }
    let made = insert(uow, input, Some(scope.user_id)).await?;
    finish(uow, scope, "movement.created", made, json!({})).await
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
        starts_on: Set(input.starts_on),
        ends_on: Set(input.ends_on),
        status: Set(Draft),
        launched_by_unit_id: Set(input.launched_by_unit_id),
        parent_movement_id: Set(input.parent_movement_id),
        scope_note: Set(input.scope_note.as_deref().map(str::to_owned)),
        document_number: Set(None),
        document_issued_on: Set(None),
        signer_name: Set(None),
        signer_title: Set(None),
        drafted_by: Set(drafted_by),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made =
        movement::Entity::insert(model).exec_with_returning(&uow.tx).await.map_err(|e| code_taken(e, &input.code))?;
    set_aliases(uow, id, &input.aliases).await?;
    set_bases(uow, id, &input.legal_bases).await?;
    set_indicators(uow, id, &input.indicator_codes).await?;
    set_lines(uow, id, &input.reporting_lines).await?;
    set_award_forms(uow, id, &input.award_form_codes).await?;
    for period in &input.periods {
        insert_period(uow, id, period).await?;
    }
    Ok(made)
}

fn code_taken(e: sea_orm::DbErr, code: &str) -> Error {
    match Error::from(e) {
        e if e.code == Code::Conflict => Error::with(Code::CodeInUse, code.to_owned()),
        e => e,
    }
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
    let m = repo::get(&uow.tx, scope, id).await?;
    transition::begin(STEPS, MovementAction::Update, &current(scope, &m), scope, if_match)?;
    let (starts_on, ends_on) = (input.starts_on.unwrap_or(m.starts_on), input.ends_on.unwrap_or(m.ends_on));
    if ends_on < starts_on {
        return Err(Error::field("/ends_on", Fault::WrongOrder));
    }
    let title = input.title.as_deref().unwrap_or(&m.title).to_owned();
    let version = m.version;
    let mut next = m.clone().into_active_model();
    if input.title.is_some() || input.aliases.is_some() {
        let aliases = match &input.aliases {
            Some(aliases) => aliases.clone(),
            None => stored_aliases(uow, id).await?,
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
    next.starts_on = Set(starts_on);
    next.ends_on = Set(ends_on);
    next.edited(uow, version);
    replace_lists(uow, id, input).await?;
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, "movement.updated", changed, json!({})).await
}

/// What every change of a movement sets.
trait Edited {
    fn edited(&mut self, uow: &Uow, version: i64);
}

impl Edited for movement::ActiveModel {
    fn edited(&mut self, uow: &Uow, version: i64) {
        self.version = Set(version + 1);
        self.updated_at = Set(uow.now);
    }
}

async fn stored_aliases(uow: &Uow, id: Uuid) -> Result<Vec<Line>> {
    let rows = movement_alias::Entity::find().filter(movement_alias::Column::MovementId.eq(id)).all(&uow.tx).await?;
    Ok(rows.into_iter().filter_map(|row| Text::parse(&row.title).ok()).collect())
}

async fn replace_lists(uow: &Uow, id: Uuid, input: &UpdateMovement) -> Result<()> {
    if let Some(aliases) = &input.aliases {
        movement_alias::Entity::delete_many().filter(movement_alias::Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_aliases(uow, id, aliases).await?;
    }
    if let Some(bases) = &input.legal_bases {
        legal_basis::Entity::delete_many().filter(legal_basis::Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_bases(uow, id, bases).await?;
    }
    if let Some(codes) = &input.indicator_codes {
        use movement_indicator::{Column, Entity};
        Entity::delete_many().filter(Column::MovementId.eq(id)).exec(&uow.tx).await?;
        set_indicators(uow, id, codes).await?;
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

async fn set_aliases(uow: &Uow, id: Uuid, aliases: &[Line]) -> Result<()> {
    let row = |title: &Line| movement_alias::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        title: Set(title.to_string()),
    };
    insert_many::<movement_alias::Entity, _>(uow, aliases.iter().map(row)).await
}

async fn set_bases(uow: &Uow, id: Uuid, bases: &[LegalBasis]) -> Result<()> {
    let row = |(basis, ordinal): (&LegalBasis, i32)| legal_basis::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        ordinal: Set(ordinal),
        number: Set(basis.number.to_string()),
        issued_on: Set(basis.issued_on),
        title: Set(basis.title.to_string()),
        verified: Set(basis.verified),
    };
    insert_many::<legal_basis::Entity, _>(uow, bases.iter().zip(1..).map(row)).await
}

async fn set_indicators(uow: &Uow, id: Uuid, codes: &[Text<40>]) -> Result<()> {
    let names: Vec<_> = codes.iter().map(|code| code.to_string()).collect();
    let known = repo::indicators_by_code(&uow.tx, &names).await?;
    let mut rows = vec![];
    for ((at, code), ordinal) in names.iter().enumerate().zip(1..) {
        let pointer = || format!("/indicator_codes/{at}");
        let indicator_id = *known.get(code).ok_or_else(|| Error::field(pointer(), Fault::NotFound))?;
        rows.push(movement_indicator::ActiveModel {
            id: Set(Uuid::now_v7()),
            movement_id: Set(id),
            indicator_id: Set(indicator_id),
            ordinal: Set(ordinal),
        });
    }
    insert_many::<movement_indicator::Entity, _>(uow, rows).await
}

async fn set_lines(uow: &Uow, id: Uuid, lines: &[ReportingLine]) -> Result<()> {
    let row = |line: &ReportingLine| reporting_line::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        unit_kind: Set(line.unit_kind),
        receiver: Set(line.receiver),
    };
    insert_many::<reporting_line::Entity, _>(uow, lines.iter().map(row)).await
}

async fn set_award_forms(uow: &Uow, id: Uuid, codes: &[Text<20>]) -> Result<()> {
    let names: Vec<_> = codes.iter().map(|code| code.to_string()).collect();
    let known = repo::award_forms_by_code(&uow.tx, &names).await?;
    let mut rows = vec![];
    for (at, code) in names.iter().enumerate() {
        let pointer = || format!("/award_form_codes/{at}");
        let form_id = *known.get(code).ok_or_else(|| Error::field(pointer(), Fault::NotFound))?;
        rows.push(movement_award_form::ActiveModel {
            id: Set(Uuid::now_v7()),
            movement_id: Set(id),
            award_form_id: Set(form_id),
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

async fn insert_period(uow: &Uow, movement_id: Uuid, input: &PeriodInput) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let row = period::ActiveModel {
        id: Set(id),
        movement_id: Set(movement_id),
        code: Set(input.code.to_string()),
        kind: Set(input.kind),
        data_from: Set(input.data_from),
        data_to: Set(input.data_to),
    };
    let inserted = period::Entity::insert(row).exec_without_returning(&uow.tx).await;
    inserted.map_err(|e| code_taken(e, &input.code))?;
    let due = |due: &super::dto::PeriodDue| period_due::ActiveModel {
        id: Set(Uuid::now_v7()),
        period_id: Set(id),
        tier: Set(due.tier),
        due_on: Set(due.due_on),
    };
    insert_many::<period_due::Entity, _>(uow, input.due.iter().map(due)).await?;
    Ok(id)
}

pub async fn launch(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &Launch,
) -> Result<Recorded<MovementView>> {
    let m = repo::get(&uow.tx, scope, id).await?;
    transition::begin(STEPS, MovementAction::Launch, &current(scope, &m), scope, if_match)?;
    if let Some(parent) = m.parent_movement_id {
        let parent = repo::any(&uow.tx, parent).await?;
        if !parent.is_some_and(|parent| is_open(parent.status)) {
            return Err(Error::with(Code::WindowClosed, "parent_movement"));
        }
    }
    document::take(uow, m.launched_by_unit_id, &input.document, ("movement", id)).await?;
    let version = m.version;
    let mut next = m.clone().into_active_model();
    next.status = Set(launched_on(m.starts_on, uow.today()));
    next.document_number = Set(Some(input.document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(input.document.issued_on));
    next.signer_name = Set(Some(input.document.signer_name.to_string()));
    next.signer_title = Set(Some(input.document.signer_title.to_string()));
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, "movement.launched", changed, json!({})).await
}

/// A movement runs from its first day.
pub fn launched_on(starts_on: NaiveDate, today: NaiveDate) -> MovementStatus {
    if starts_on <= today { MovementStatus::Running } else { MovementStatus::Launched }
}

pub async fn open_final_review(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
) -> Result<Recorded<MovementView>> {
    step(uow, scope, id, if_match, MovementAction::OpenFinalReview, ("movement.final_review_opened", json!({}))).await
}

pub async fn close(uow: &Uow, scope: &Scope, id: Uuid, if_match: IfMatch) -> Result<Recorded<MovementView>> {
    let m = repo::get(&uow.tx, scope, id).await?;
    transition::begin(STEPS, MovementAction::Close, &current(scope, &m), scope, if_match)?;
    let (reports, nominations) = repo::unfinished(&uow.tx, id).await?;
    if reports + nominations > 0 {
        return Err(Error::with(Code::WindowClosed, format!("obligations: {reports}, nominations: {nominations}")));
    }
    step(uow, scope, id, if_match, MovementAction::Close, ("movement.closed", json!({}))).await
}

pub async fn cancel(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &CancelMovement,
) -> Result<Recorded<MovementView>> {
    let why =
        json!({ "reason": reason::given(input.reason.as_ref())?, "document_number": input.document_number.as_str() });
    step(uow, scope, id, if_match, MovementAction::Cancel, ("movement.cancelled", why)).await
}

/// A step that changes nothing but the status.
async fn step(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    action: MovementAction,
    (event, why): (&'static str, Value),
) -> Result<Recorded<MovementView>> {
    let m = repo::get(&uow.tx, scope, id).await?;
    let step = transition::begin(STEPS, action, &current(scope, &m), scope, if_match)?;
    let version = m.version;
    let mut next = m.into_active_model();
    next.status = Set(step.to);
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, event, changed, why).await
}

/// Adding touches the movement, so that two additions at once are noticed.
pub async fn add_period(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &PeriodInput,
) -> Result<Recorded<MovementView>> {
    let m = repo::get(&uow.tx, scope, id).await?;
    transition::begin(STEPS, MovementAction::AddPeriod, &current(scope, &m), scope, if_match)?;
    let period_id = insert_period(uow, id, input).await?;
    let version = m.version;
    let mut next = m.into_active_model();
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    finish(uow, scope, "movement.period_added", changed, json!({ "period_id": period_id })).await
}

pub async fn add_milestone(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &MilestoneInput,
) -> Result<Recorded<MovementView>> {
    let m = repo::get(&uow.tx, scope, id).await?;
    transition::begin(STEPS, MovementAction::AddMilestone, &current(scope, &m), scope, if_match)?;
    if input.held_on > uow.today() {
        return Err(Error::field("/held_on", Fault::InTheFuture));
    }
    let row = milestone::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(id),
        kind: Set(input.kind),
        held_on: Set(input.held_on),
        document_number: Set(input.document_number.as_ref().map(|n| n.as_str().to_owned())),
        note: Set(input.note.as_deref().map(str::to_owned)),
        created_at: Set(uow.now),
    };
    milestone::Entity::insert(row).exec_without_returning(&uow.tx).await?;
    let version = m.version;
    let mut next = m.into_active_model();
    next.edited(uow, version);
    let changed = uow.save(next, id, version).await?;
    let held = json!({ "kind": input.kind, "held_on": input.held_on });
    finish(uow, scope, "movement.milestone_added", changed, held).await
}

async fn finish(
    uow: &Uow,
    scope: &Scope,
    event: &'static str,
    m: movement::Model,
    more: Value,
) -> Result<Recorded<MovementView>> {
    let view = repo::views(&uow.tx, scope, vec![m]).await?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    let data = json!({ "after": view, "particulars": more });
    let unit_id = Some(view.launched_by_unit_id);
    let change = Change { event, subject_type: "movement", subject_id: view.id, unit_id, data: &data };
    uow.record(change, view).await
}

/// The system's own step: movements whose first day has come run from then on.
pub async fn start_due(uow: &Uow) -> Result<usize> {
    let due = movement::Entity::find()
        .filter(movement::Column::Status.eq(MovementStatus::Launched))
        .filter(movement::Column::StartsOn.lte(uow.today()))
        .all(&uow.tx)
        .await?;
    let count = due.len();
    for m in due {
        let (id, version, unit_id) = (m.id, m.version, m.launched_by_unit_id);
        let mut next = m.into_active_model();
        next.status = Set(MovementStatus::Running);
        next.edited(uow, version);
        uow.save(next, id, version).await?;
        let data = json!({ "status": MovementStatus::Running });
        let (event, unit_id) = ("movement.started", Some(unit_id));
        uow.record(Change { event, subject_type: "movement", subject_id: id, unit_id, data: &data }, ()).await?;
    }
    Ok(count)
}
