//! A role ends with its unit; whoever has no other is suspended until an administrator assigns a new one. That ends the
//! sessions for good: after an undo people sign in again. A role that was given at a new unit stands in the way of an undo.
use std::collections::{BTreeMap, HashSet};

use base::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk::lists},
        inheritance::{self, Effect, Kept, Reform, Since, by_before, subjects, tell, tell_back, was},
    },
};
use chrono::NaiveDate;
use entity::{
    assignment,
    snapshot_version::Topic,
    user_account::{self, UserStatus},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::events::{AssignmentEvent, UserEvent};
use crate::auth;

const ENDED: &str = "assignment_ended";
const SUSPENDED: &str = "suspended";

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "user"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["user_account", "assignment", "session", "refresh_token"]
    }

    async fn foresee(&self, tx: &Conn, reform: &Reform) -> Result<Vec<Effect>> {
        let lost = lost(tx, reform).await?;
        let mut effects: Vec<_> = lost.iter().map(ended).collect();
        let mut units = BTreeMap::new();
        for assignment in &lost {
            units.entry(assignment.user_id).or_insert(assignment.unit_id);
        }
        let users: Vec<_> = units.keys().copied().collect();
        let kept = kept(tx, reform, &users).await?;
        let active = active(tx, &users).await?;
        let alone = units.into_iter().filter(|(user, _)| active.contains(user) && !kept.contains(user));
        effects.extend(alone.map(|(user, unit)| suspended(user, unit)));
        Ok(effects)
    }

    async fn carry_out(&self, uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>> {
        set_end(uow, &subjects(effects, ENDED), Some(reform.eve())).await?;
        let users = subjects(effects, SUSPENDED);
        set_status(uow, &users, UserStatus::Suspended).await?;
        auth::end_sessions(uow, &users).await?;
        let (reorganisation_id, eve) = (reform.id, reform.eve());
        tell::<assignment::Entity, _>(uow, effects, ENDED, |_| {
            (AssignmentEvent::Ended { reorganisation_id }, json!({ "valid_to": eve }))
        })
        .await?;
        tell::<user_account::Entity, _>(uow, effects, SUSPENDED, |_| {
            (UserEvent::Suspended { reorganisation_id }, json!({ "status": UserStatus::Suspended }))
        })
        .await?;
        uow.touch(Topic::Access)?;
        Ok(vec![])
    }

    async fn take_back(&self, uow: &Uow, kept: &[Kept]) -> Result<()> {
        for (before, ids) in by_before(kept, ENDED) {
            set_end(uow, &ids, was(before, "valid_to")?).await?;
        }
        for (before, ids) in by_before(kept, SUSPENDED) {
            set_status(uow, &ids, was(before, "status")?).await?;
        }
        tell_back::<assignment::Entity, _>(uow, kept, ENDED, &AssignmentEvent::Restored).await?;
        tell_back::<user_account::Entity, _>(uow, kept, SUSPENDED, &UserEvent::Restored).await?;
        uow.touch(Topic::Access)
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        let mut made = 0;
        for units in lists(&since.created) {
            let given = assignment::Entity::find().filter(assignment::Column::UnitId.is_in(units));
            made += given.count(tx).await?;
        }
        Ok(made)
    }
}

fn ended(m: &assignment::Model) -> Effect {
    Effect {
        resource: "user",
        effect: ENDED,
        subject_id: m.id,
        unit_id: m.unit_id,
        heir_id: None,
        before: json!({ "valid_to": m.valid_to }),
    }
}

fn suspended(user: Uuid, unit: Uuid) -> Effect {
    Effect {
        resource: "user",
        effect: SUSPENDED,
        subject_id: user,
        unit_id: unit,
        heir_id: None,
        before: json!({ "status": UserStatus::Active }),
    }
}

fn still_on(day: NaiveDate) -> Condition {
    use assignment::Column::ValidTo;
    Condition::any().add(ValidTo.is_null()).add(ValidTo.gte(day))
}

/// The assignments at units that end which would have gone on, or were to begin: these get a last day before their
/// first, which says that they never began.
async fn lost(tx: &Conn, reform: &Reform) -> Result<Vec<assignment::Model>> {
    use assignment::{Column, Entity};
    let units: Vec<_> = reform.ended_units().collect();
    let mut found = vec![];
    for units in lists(&units) {
        let select = Entity::find().filter(Column::UnitId.is_in(units)).filter(still_on(reform.day));
        found.extend(select.order_by_asc(Column::Id).all(tx).await?);
    }
    found.sort_by_key(|m| m.id);
    Ok(found)
}

/// Those of `users` who have a role elsewhere that has not ended by the day.
async fn kept(tx: &Conn, reform: &Reform, users: &[Uuid]) -> Result<HashSet<Uuid>> {
    use assignment::{Column, Entity};
    let ended: HashSet<_> = reform.ended_units().collect();
    let mut found = HashSet::new();
    for users in lists(users) {
        let rows = Entity::find()
            .select_only()
            .columns([Column::UserId, Column::UnitId])
            .filter(Column::UserId.is_in(users))
            .filter(still_on(reform.day))
            .into_tuple::<(Uuid, Uuid)>()
            .all(tx)
            .await?;
        found.extend(rows.into_iter().filter(|(_, unit)| !ended.contains(unit)).map(|(user, _)| user));
    }
    Ok(found)
}

async fn active(tx: &Conn, users: &[Uuid]) -> Result<HashSet<Uuid>> {
    use user_account::{Column, Entity};
    let mut found = HashSet::new();
    for users in lists(users) {
        let rows = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(users))
            .filter(Column::Status.eq(UserStatus::Active))
            .into_tuple::<Uuid>()
            .all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

async fn set_end(uow: &Uow, ids: &[Uuid], last: Option<NaiveDate>) -> Result<()> {
    uow.change_all::<assignment::Entity>(ids, &[(assignment::Column::ValidTo, Expr::value(last))]).await
}

async fn set_status(uow: &Uow, ids: &[Uuid], status: UserStatus) -> Result<()> {
    uow.change_all::<user_account::Entity>(ids, &[(user_account::Column::Status, Expr::value(status))]).await
}
