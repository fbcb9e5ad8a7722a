//! What every handler is built from: who calls, extractors that refuse whatever is not understood, and answers.
pub mod answer;
pub mod auth;
pub mod body;
pub mod command;
pub mod consistency;
pub mod edge;
pub mod etag;
pub mod idempotency;
pub mod problem;
pub mod pulse;
pub mod query;
pub mod rate_limit;
pub mod state;
pub mod table;
pub mod union;
