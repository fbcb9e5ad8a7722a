//! What is done with councils: drafted by an officer, founded, changed and dissolved by the head.
use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow, bulk},
        document,
    },
};
use entity::{
    Authors,
    council::{self, CouncilStatus},
    council_member,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{ChangeMembers, CouncilView, CreateCouncil, DissolveCouncil, FoundCouncil, MemberInput, UpdateCouncil},
    events::CouncilEvent,
    paper::preparing,
    repo,
    rules::{CouncilAction, is_composed},
    view,
};

async fn finish(
    uow: &Uow,
    scope: &Scope,
    (before, next): (council::Model, council::ActiveModel),
    event: CouncilEvent,
) -> Result<Recorded<CouncilView>> {
    let after = uow.save(next, before.id, before.version).await?;
    let change = event.of(&before, &after);
    uow.record(change, view::whole(&uow.tx, scope, after).await?).await
}

pub async fn create(uow: &Uow, scope: &Scope, input: &CreateCouncil) -> Result<Recorded<CouncilView>> {
    let organisation = uow.organisation().clone();
    let unit = organisation.unit(input.unit_id).ok_or_else(|| Error::field("/unit_id", Fault::NotFound))?;
    scope.require_at(preparing(scope, unit.id))?;
    if !unit.exists_on(uow.today()) {
        return Err(Error::with(Code::UnitClosed, uow.today().to_string()));
    }
    let model = council::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(unit.id),
        unit_name: Set(unit.name_on(uow.today()).to_owned()),
        name: Set(input.name.to_string()),
        status: Set(CouncilStatus::Draft),
        document_number: Set(None),
        document_issued_on: Set(None),
        signature: Set(None),
        changed_by: Set(None),
        end_reason: Set(None),
        end_document: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = council::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_members(uow, &made, &input.members).await?;
    let event = CouncilEvent::Created { members: input.members.len() };
    uow.record(event.of(&made, &made), view::whole(&uow.tx, scope, made).await?).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdateCouncil,
) -> Result<Recorded<CouncilView>> {
    let (before, ..) = uow.begin(scope, id, if_match, CouncilAction::Update).await?;
    let mut next = before.clone().into_active_model();
    if let Some(name) = &input.name {
        next.name = Set(name.to_string());
    }
    if let Some(members) = &input.members {
        set_members(uow, &before, members).await?;
    }
    next.authors = Set(before.authors.with(scope.user_id));
    finish(uow, scope, (before, next), CouncilEvent::Updated { members: input.members.is_some() }).await
}

pub async fn found(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &FoundCouncil,
) -> Result<Recorded<CouncilView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, CouncilAction::Found).await?;
    let document = &input.document;
    let by = scope.acting_for(Permission::CouncilsFound, before.unit_id);
    let happened = [
        (Event::Today, Some(uow.today())),
        (Event::UnitBegan, uow.organisation().unit(by).map(|unit| unit.valid_from)),
    ];
    chronology::check(Paper::Founding, *document.issued_on, &happened)?;
    let signature = document::take(uow, by, document, ("council", id)).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.document_number = Set(Some(document.number.as_str().to_owned()));
    next.document_issued_on = Set(Some(*document.issued_on));
    next.signature = Set(Some(signature));
    next.authors = Set(before.authors.signed());
    let (document_number, issued_on) = (document.number.as_str().to_owned(), *document.issued_on);
    let members = repo::members(&uow.tx, id).await?.len();
    finish(uow, scope, (before, next), CouncilEvent::Founded { document_number, issued_on, members }).await
}

pub async fn change_members(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &ChangeMembers,
) -> Result<Recorded<CouncilView>> {
    let (before, ..) = uow.begin(scope, id, if_match, CouncilAction::ChangeMembers).await?;
    let roles: Vec<_> = input.members.iter().map(|member| member.role).collect();
    if !is_composed(&roles) {
        return Err(Error::new(Code::CouncilIncomplete));
    }
    set_members(uow, &before, &input.members).await?;
    let document_number = input.document_number.as_str().to_owned();
    let mut next = before.clone().into_active_model();
    next.changed_by = Set(Some(document_number.clone()));
    let members = input.members.len();
    finish(uow, scope, (before, next), CouncilEvent::MembersChanged { document_number, members }).await
}

pub async fn dissolve(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &DissolveCouncil,
) -> Result<Recorded<CouncilView>> {
    let (before, step, _) = uow.begin(scope, id, if_match, CouncilAction::Dissolve).await?;
    let document_number = input.document_number.as_str().to_owned();
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.end_reason = Set(Some(input.reason.to_string()));
    next.end_document = Set(Some(document_number.clone()));
    finish(uow, scope, (before, next), CouncilEvent::Dissolved { document_number }).await
}

async fn set_members(uow: &Uow, council: &council::Model, members: &[MemberInput]) -> Result<()> {
    use council_member::{ActiveModel, Column, Entity};
    check(uow, council, members)?;
    Entity::delete_many().filter(Column::CouncilId.eq(council.id)).exec(&uow.tx).await?;
    let row = |member: &MemberInput| ActiveModel {
        id: Set(Uuid::now_v7()),
        council_id: Set(council.id),
        user_id: Set(member.user_id),
        role: Set(member.role),
        valid_from: Set(*member.valid_from),
        valid_to: Set(member.valid_to.map(|day| *day)),
    };
    bulk::insert(&uow.tx, members.iter().map(row).collect()).await
}

/// Of people elsewhere nothing is told, not even that they are there.
fn check(uow: &Uow, council: &council::Model, members: &[MemberInput]) -> Result<()> {
    let seats = uow.organisation().heirs(council.unit_id, uow.today());
    let sits = |user: Uuid| {
        let account = uow.snapshot.access.account(user).filter(|account| account.active);
        let mut roles = account.into_iter().flat_map(|account| account.on(uow.today()));
        roles.any(|held| seats.contains(&held.unit_id) && held.grants(Permission::SessionsVote))
    };
    let mut faults = vec![];
    for (at, member) in members.iter().enumerate() {
        let again = members.iter().take(at).any(|other| other.user_id == member.user_id);
        let fault = match () {
            () if again => Some(("user_id", Fault::Duplicate)),
            () if member.valid_to.is_some_and(|to| *to < *member.valid_from) => Some(("valid_to", Fault::WrongOrder)),
            () if !sits(member.user_id) => Some(("user_id", Fault::NotFound)),
            () => None,
        };
        faults.extend(fault.map(|(name, fault)| FieldError { pointer: format!("/members/{at}/{name}"), fault }));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}
