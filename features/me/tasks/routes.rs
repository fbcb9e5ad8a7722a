//! HTTP for what waits for the caller.
use actix_web::get;
use base::{
    http::{auth::Can, list::Listing, query::ListQuery},
    kernel::{calendar::Calendar, error::Result, policy::perm, scope::Scope},
    store::page::{Page, PageQuery},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{
    dto::{MyTask, TaskFilter},
    sources,
};

/// List what waits for me
///
/// To be signed, sent, received, accepted, appraised, answered or written, by the caller's roles of today: what is due first
/// comes first, and what has no last day comes last. Of each kind of thing at most 500 are looked at.
#[utoipa::path(tag = "me", params(TaskFilter, PageQuery), responses((status = 200, body = Page<MyTask>)), security(("bearer" = ["me:read"])))]
#[get("/me/tasks")]
pub async fn list_my_tasks(can: Can<perm::MeRead>, query: ListQuery<TaskFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let now = can.state.clock.now();
            let found = can.state.db.read_together(async |tx| sources::all(tx, &can.scope).await).await?;
            let mut tasks: Vec<_> =
                found.into_iter().map(|task| told(task, &can.scope, &can.state.calendar, now)).collect();
            tasks.retain(|task| wanted(task, &query.filter));
            tasks.sort_by_key(|task| (task.due_on.is_none(), task.due_on, task.since, task.subject_id));
            query.part(tasks)
        })
        .await
}

/// With the name of the unit, and how late it is.
fn told(task: MyTask, scope: &Scope, calendar: &Calendar, now: DateTime<Utc>) -> MyTask {
    let overdue = task.due_on.is_some_and(|due_on| now >= calendar.closes(due_on, task.closes_minute));
    MyTask {
        unit_name: scope.organisation.name(task.unit_id, scope.today).to_owned(),
        overdue,
        overdue_working_days: task.due_on.and_then(|due_on| late_by(calendar, due_on, scope.today)),
        ..task
    }
}

/// None where nobody knows which days since were worked.
fn late_by(calendar: &Calendar, due_on: NaiveDate, today: NaiveDate) -> Option<u32> {
    if today <= due_on {
        return Some(0);
    }
    calendar.count(due_on.succ_opt()?, today).ok()
}

fn wanted(task: &MyTask, filter: &TaskFilter) -> bool {
    let typed = filter.task_type.is_empty() || filter.task_type.contains(&task.task_type);
    let about = filter.subject_type.is_empty() || filter.subject_type.contains(&task.subject_type);
    let of_movement = filter.movement_id.is_none_or(|movement| task.movement_id == Some(movement));
    let due = filter.due_on_to.is_none_or(|to| task.due_on.is_some_and(|due_on| to >= due_on));
    typed && about && of_movement && due && filter.overdue.is_none_or(|overdue| overdue == task.overdue)
}
