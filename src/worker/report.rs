//! What the metrics tell of background work: a job that stops silently shows here.
use base::{
    kernel::error::Result,
    store::{db::Db, jobs, journal},
};
use chrono::{DateTime, TimeDelta, Utc};
use entity::job::{Column, Entity};
use integration::webhooks;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::kinds::{ALL, When};

/// What seldom happens is told before it has: so the first time is an increase, and a rule over it is never silent.
pub fn begin() {
    for job in ALL {
        for name in ["jobs_run_total", "jobs_failed_total"] {
            metrics::counter!(name, "kind" => job.kind()).increment(0);
        }
    }
    for outcome in webhooks::OUTCOMES {
        metrics::counter!("webhook_deliveries_total", "outcome" => outcome).increment(0);
    }
    for name in ["figures_differences_total", "journal_marks_mended_total"] {
        metrics::counter!(name).increment(0);
    }
    gauge("journal_set_aside_rows", 0.0);
}

pub async fn report(db: &Db) -> Result<()> {
    let read = db.read_latest();
    let now = jobs::now(read).await?;
    let open = || Entity::find().filter(Column::FailedAt.is_null());
    let free = Condition::any().add(Column::LeaseUntil.is_null()).add(Column::LeaseUntil.lte(now));
    // What is done as soon as there is something to do is due at all times.
    let asked = ALL.iter().filter(|job| matches!(job.when(), When::Asked)).map(|job| job.kind());
    let oldest = open().filter(free).filter(Column::Kind.is_not_in(asked)).select_only().column(Column::DueAt);
    let oldest = oldest.order_by_asc(Column::DueAt).limit(1).into_tuple::<DateTime<Utc>>().one(read).await?;
    gauge("jobs_oldest_due_seconds", late(now, oldest));
    gauge("jobs_given_up", count(Entity::find().filter(Column::FailedAt.is_not_null()).count(read).await?));
    gauge("jobs_leases_held", count(open().filter(Column::LeaseUntil.gt(now)).count(read).await?));
    let (due, dead) = webhooks::late(read).await?;
    gauge("webhook_oldest_due_seconds", late(db.clock.now(), due));
    gauge("webhook_dead_letters", count(dead));
    gauge("journal_unsealed_rows", count(journal::backlog(read).await?));
    // Entries bear the time of the service, not that of the database.
    gauge("journal_unsealed_oldest_seconds", late(db.clock.now(), journal::oldest_unsealed(read).await?));
    Ok(())
}

fn gauge(name: &'static str, value: f64) {
    metrics::gauge!(name).set(value);
}

fn late(now: DateTime<Utc>, since: Option<DateTime<Utc>>) -> f64 {
    since.map_or(0.0, |since| (now - since).max(TimeDelta::zero()).as_seconds_f64())
}

fn count(rows: u64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}
