//! The service as its callers see it, on every database it runs on.
// Stories are long chains of steps that are awaited.
#![recursion_limit = "256"]
#[cfg(test)]
mod access;
#[cfg(test)]
mod allocations;
#[cfg(test)]
mod authors;
#[cfg(test)]
mod authz;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bi;
#[cfg(test)]
mod browsers;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod chronology;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod compliance;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod consolidations;
#[cfg(test)]
mod councils;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod deprecated;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod exemplars;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod files;
#[cfg(test)]
mod guidance;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod indicators;
#[cfg(test)]
mod inspections;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod law;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod machine;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod migrate;
#[cfg(test)]
mod movements;
#[cfg(test)]
mod nominations;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod plan_coverage;
#[cfg(test)]
mod plan_templates;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod postings;
#[cfg(test)]
mod preconditions;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod progress;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod published;
#[cfg(test)]
mod quantity;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod regimes;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod reorganisations;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod revocations;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sso;
#[cfg(test)]
mod statistics;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod submissions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod units;
#[cfg(test)]
mod users;
#[cfg(test)]
mod webhooks;

/// The service's own.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
