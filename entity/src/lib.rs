//! One file for each table: its columns and the closed lists of values they take.
#![expect(
    clippy::disallowed_methods,
    reason = "the model macro generates save methods that begin a transaction of their own"
)]

pub mod allocation;
pub mod assignment;
mod authors;
pub mod award;
pub mod award_authority;
pub mod award_form;
pub mod award_form_rule;
pub mod citation;
pub mod content_claim;
pub mod decision;
pub mod decision_item;
pub mod document_number;
pub mod figure_change;
pub mod file;
pub mod function_assignment;
pub mod idempotency_key;
pub mod indicator;
pub mod indicator_kind;
pub mod job;
pub mod journal;
pub mod journal_seal;
pub mod legal_basis;
pub mod legal_document;
pub mod legal_regime;
pub mod legal_rule;
pub mod measure;
pub mod milestone;
pub mod movement;
pub mod movement_alias;
pub mod movement_award_form;
pub mod movement_indicator;
mod narrative;
pub mod nomination;
pub mod nomination_evidence;
pub mod obligation;
pub mod operation;
pub mod paper_version;
pub mod period;
pub mod period_due;
pub mod plan;
pub mod plan_attachment;
pub mod plan_deadline;
pub mod plan_template;
mod quantity;
pub mod refresh_token;
pub mod reorganisation;
pub mod reorganisation_effect;
pub mod reorganisation_unit;
pub mod report;
pub mod report_value;
pub mod reporting_line;
pub mod session;
pub mod setting;
pub mod snapshot_version;
pub mod supplement_reply;
pub mod supplement_request;
pub mod target;
pub mod target_band;
pub mod target_band_unit;
pub mod target_level;
pub mod target_milestone;
pub mod task;
pub mod unit;
pub mod unit_code;
pub mod unit_name;
pub mod unit_relation;
pub mod unit_succession;
pub mod user_account;
pub mod vote_rule;

pub use authors::Authors;
pub use narrative::Narrative;
pub use quantity::{ParseQuantityError, Quantity};
