//! The team: set whole. While the inspection lasts this changes what people may read, so that it is told to all instances.
use base::{
    http::etag::IfMatch,
    kernel::{
        access::LASTING,
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::Scope,
    },
    store::db::{Recorded, Uow, bulk},
};
use entity::{assignment::Role, inspection_member, snapshot_version::Topic};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::finish;
use crate::inspections::{
    dto::{InspectionView, MemberInput, SetTeam},
    events::InspectionEvent,
    paper::InspectionPaper,
    rules::InspectionAction,
};

pub async fn set_team(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SetTeam,
) -> Result<Recorded<InspectionView>> {
    use inspection_member::{ActiveModel, Column, Entity};
    let (paper, ..) = uow.begin(scope, id, if_match, InspectionAction::SetTeam).await?;
    check(uow, scope, &paper, &input.members)?;
    if LASTING.contains(&paper.inspection.status) {
        uow.touch(Topic::Access)?;
    }
    Entity::delete_many().filter(Column::InspectionId.eq(id)).exec(&uow.tx).await?;
    let row = |member: &MemberInput| ActiveModel {
        id: Set(Uuid::now_v7()),
        inspection_id: Set(id),
        user_id: Set(member.user_id),
        role: Set(member.role),
        valid_from: Set(*member.valid_from),
        valid_to: Set(*member.valid_to),
    };
    bulk::insert(&uow.tx, input.members.iter().map(row).collect()).await?;
    let before = paper.inspection;
    let mut next = before.clone().into_active_model();
    if before.announced_at.is_none() {
        next.authors = Set(before.authors.with(scope.user_id));
    }
    finish(uow, scope, (before, next), InspectionEvent::TeamSet { members: input.members.len() }).await
}

fn check(uow: &Uow, scope: &Scope, paper: &InspectionPaper, members: &[MemberInput]) -> Result<()> {
    let mut faults = vec![];
    for (at, member) in members.iter().enumerate() {
        let again = members.iter().take(at).any(|other| other.user_id == member.user_id);
        let fault = match () {
            () if again => Some(("user_id", Fault::Duplicate)),
            () if *member.valid_to < *member.valid_from => Some(("valid_to", Fault::WrongOrder)),
            () if *member.valid_from > paper.inspection.ends_on => Some(("valid_from", Fault::OutOfRange)),
            () => unfit(uow, scope, paper, member.user_id).map(|fault| ("user_id", fault)),
        };
        faults.extend(fault.map(|(name, fault)| FieldError { pointer: format!("/members/{at}/{name}"), fault }));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// Of people elsewhere nothing is told, not even that they are there. Nobody inspects its own unit.
fn unfit(uow: &Uow, scope: &Scope, paper: &InspectionPaper, user: Uuid) -> Option<Fault> {
    let inspecting = scope.acting_for(Permission::InspectionsWrite, paper.inspection.unit_id);
    let mut known = scope.organisation.overseen(inspecting, scope.today);
    known.push(inspecting);
    let account = uow.snapshot.access.account(user).filter(|account| account.active);
    let mut roles = account.into_iter().flat_map(|account| account.on(scope.today));
    let Some(account) = account else { return Some(Fault::NotFound) };
    if !roles.any(|held| known.contains(&held.unit_id) || held.role == Role::Inspector) {
        return Some(Fault::NotFound);
    }
    let inspected = account.on(scope.today).any(|held| paper.units.contains(&held.unit_id));
    inspected.then_some(Fault::NotAllowed)
}
