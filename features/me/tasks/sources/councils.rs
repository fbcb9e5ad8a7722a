//! Councils to be founded, and sessions: to be run by the secretary, attended and voted in by members, signed by the chair.
use awards::councils::{
    rules::CouncilAction,
    sessions::{
        rules::SessionAction,
        waiting::{Waiting, waiting},
    },
};
use base::{
    kernel::{error::Result, policy::Permission::CouncilsFound, scope::Scope},
    store::db::Conn,
};
use entity::{
    council::{self, CouncilStatus},
    council_session::{Ballot, SessionStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::tasks::{
    dto::{MyTask, TaskSubject, TaskType},
    find::{About, Candidates, MOST, Waits, task_of},
};

pub const COUNCILS: &[Waits<CouncilStatus>] = &[(CouncilStatus::Draft, TaskType::Sign, &["found"])];

pub async fn councils(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    use council::Column;
    let draft = Column::Status.eq(CouncilStatus::Draft);
    let Some(condition) = Candidates::default().own(scope, draft, Column::UnitId, CouncilsFound).condition() else {
        return Ok(vec![]);
    };
    let select = council::Entity::find().filter(condition).order_by_asc(Column::Id).limit(MOST);
    let task = |m: &council::Model| {
        let about = About {
            subject: TaskSubject::Council,
            subject_id: m.id,
            movement_id: None,
            unit_id: m.unit_id,
            due_on: None,
            since: m.updated_at,
        };
        task_of::<CouncilAction>(m, scope, COUNCILS, about)
    };
    Ok(select.all(db).await?.iter().filter_map(task).collect())
}

/// What the secretary does.
pub const RUNNING: &[Waits<SessionStatus>] = &[
    (SessionStatus::Planned, TaskType::Run, &["open"]),
    (SessionStatus::Open, TaskType::Run, &["start_casting", "close"]),
    (SessionStatus::Casting, TaskType::Run, &["close"]),
];

/// What members do. Papers are cast without an account, so nobody knows for whom that waits.
pub const VOTING: &[Waits<SessionStatus>] = &[
    (SessionStatus::Planned, TaskType::Attend, &["declare_conflict"]),
    (SessionStatus::Open, TaskType::Vote, &["vote", "take_tokens", "record_tally", "confirm_tally"]),
    (SessionStatus::Closed, TaskType::Sign, &["sign_minutes"]),
];

/// One for running a session and one for taking part in it: a secretary is a member too.
pub async fn sessions(db: &Conn, scope: &Scope) -> Result<Vec<MyTask>> {
    let mut found = vec![];
    for one in waiting(db, scope).await? {
        found.extend(task(&one, scope, RUNNING));
        found.extend(task(&one, scope, VOTING));
    }
    Ok(found)
}

fn task(one: &Waiting, scope: &Scope, waits: &[Waits<SessionStatus>]) -> Option<MyTask> {
    let m = &one.paper.session;
    let planned = m.status == SessionStatus::Planned;
    let about = About {
        subject: TaskSubject::CouncilSession,
        subject_id: m.id,
        movement_id: None,
        unit_id: m.unit_id,
        due_on: planned.then_some(m.held_on),
        since: m.updated_at,
    };
    let mut task = task_of::<SessionAction>(&one.paper, scope, waits, about)?;
    task.actions.retain(|step| match *step {
        "start_casting" => m.ballot == Ballot::Blind,
        "close" => m.ballot != Ballot::Blind || m.status == SessionStatus::Casting,
        "vote" => m.ballot == Ballot::Open && one.votes,
        "take_tokens" => m.ballot == Ballot::Blind && one.votes,
        "record_tally" => m.ballot == Ballot::Paper && one.uncounted,
        "confirm_tally" => m.ballot == Ballot::Paper && one.unconfirmed,
        _ => true,
    });
    (!task.actions.is_empty()).then_some(task)
}
