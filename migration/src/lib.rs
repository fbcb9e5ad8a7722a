//! The schema, step by step. Never uses `entity`: entities change, what has run must not.
pub use sea_orm_migration::prelude::*;

mod ddl;
mod m20261123_000001_organisation;
mod m20261123_000002_access;
mod m20261123_000003_journal;
mod m20261123_000004_movement;
mod m20261123_000005_plan;
mod m20261123_000006_report;
mod m20261123_000007_award;
mod m20261123_000008_reorganisation;
mod m20261123_000009_cascade;
mod m20261123_000010_law;
mod m20261126_000011_schedules;
mod m20261126_000012_oversight;
mod m20261126_000013_reminders;
mod m20261126_000014_reports_in_full;
mod m20261126_000015_awards_rules;
mod m20261126_000016_nominations_in_full;
mod m20261126_000017_councils;
mod m20261126_000018_exemplars;
mod m20261126_000019_quotas;
mod m20261126_000020_postings;
mod m20261126_000021_ballots;
mod m20261126_000024_clients;
mod m20261127_000025_webhooks;
mod m20261127_000026_sign_in;
mod m20261127_000028_movements_made;
mod m20261127_000029_bi;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_organisation::Migration),
            Box::new(m20261123_000002_access::Migration),
            Box::new(m20261123_000003_journal::Migration),
            // Movements and awards name forms of the law.
            Box::new(m20261123_000010_law::Migration),
            Box::new(m20261123_000004_movement::Migration),
            Box::new(m20261123_000005_plan::Migration),
            Box::new(m20261123_000006_report::Migration),
            Box::new(m20261123_000007_award::Migration),
            Box::new(m20261123_000008_reorganisation::Migration),
            Box::new(m20261123_000009_cascade::Migration),
            Box::new(m20261126_000011_schedules::Migration),
            Box::new(m20261126_000012_oversight::Migration),
            Box::new(m20261126_000013_reminders::Migration),
            Box::new(m20261126_000014_reports_in_full::Migration),
            Box::new(m20261126_000015_awards_rules::Migration),
            Box::new(m20261126_000016_nominations_in_full::Migration),
            Box::new(m20261126_000017_councils::Migration),
            Box::new(m20261126_000018_exemplars::Migration),
            Box::new(m20261126_000019_quotas::Migration),
            Box::new(m20261126_000020_postings::Migration),
            Box::new(m20261126_000021_ballots::Migration),
            Box::new(m20261126_000024_clients::Migration),
            Box::new(m20261127_000025_webhooks::Migration),
            Box::new(m20261127_000026_sign_in::Migration),
            Box::new(m20261127_000028_movements_made::Migration),
            // Last: its views read the tables of the others.
            Box::new(m20261127_000029_bi::Migration),
        ]
    }
}
