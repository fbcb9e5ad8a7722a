//! Who is asked when units are reorganised. Every table of the schema has somebody who speaks for it; a test reads the
//! schema and fails for one that has nobody.
use base::store::inheritance::{Inheritance, Untouched};

pub const ALL: &[&dyn Inheritance] = &[
    &organisation::users::Inheritance,
    &planning::movements::Inheritance,
    &planning::plans::Inheritance,
    &planning::allocations::Inheritance,
    &reporting::reports::Inheritance,
    &oversight::guidance::Inheritance,
    &oversight::questions::Inheritance,
    &oversight::inspections::Inheritance,
    &oversight::recommendations::Inheritance,
    &oversight::reminders::Inheritance,
    &awards::nominations::Inheritance,
    &awards::councils::Inheritance,
    &awards::decisions::Inheritance,
    &awards::exemplars::Inheritance,
    &awards::postings::Inheritance,
    &awards::revocations::Inheritance,
    &planning::files::Inheritance,
    &planning::peer_groups::Inheritance,
];

pub const UNTOUCHED: &[Untouched] = &[
    Untouched {
        name: "units",
        tables: &["unit", "unit_name", "unit_code", "unit_relation", "unit_succession", "function_assignment"],
        because: "they are what is reorganised",
    },
    Untouched {
        name: "reorganisations",
        tables: &["reorganisation", "reorganisation_unit", "reorganisation_effect"],
        because: "they are the documents themselves",
    },
    Untouched {
        name: "movements",
        tables: &[
            "movement",
            "movement_alias",
            "movement_award_form",
            "movement_indicator",
            "movement_indicator_kind",
            "legal_basis",
            "milestone",
            "period",
            "period_due",
            "reporting_line",
        ],
        because: "lines are told by kind and function, and the unit that launched one is history",
    },
    Untouched {
        name: "plan_templates",
        tables: &["plan_template"],
        because: "a template speaks to a kind of unit in a movement",
    },
    Untouched {
        name: "schedules",
        tables: &["reporting_schedule"],
        because: "a schedule speaks to kinds of unit in a movement",
    },
    Untouched {
        name: "reminder_ladders",
        tables: &["reminder_ladder", "reminder_rung"],
        because: "a ladder speaks of a movement or of all, and the unit that gave it is history",
    },
    Untouched {
        name: "told",
        tables: &["calendar_feed", "notification_read"],
        because: "they belong to people, who are told of what their roles of the day show them",
    },
    Untouched {
        name: "sign_in",
        tables: &["second_factor", "recovery_code", "user_identity", "identity_invitation", "sso_sign_in"],
        because: "they belong to people",
    },
    Untouched {
        name: "clients",
        tables: &["client", "client_credential", "client_assertion", "client_usage"],
        because: "what a client may do at a unit ends with the unit on its last day; whoever takes over has a client of its own",
    },
    Untouched {
        name: "webhooks",
        tables: &["webhook", "webhook_secret", "webhook_delivery"],
        because: "a webhook tells what its client sees, whose rights at a unit end with the unit",
    },
    Untouched {
        name: "law",
        tables: &[
            "indicator",
            "indicator_kind",
            "definition_version",
            "calendar_year",
            "legal_document",
            "citation",
            "legal_regime",
            "award_form",
            "award_form_rule",
            "award_authority",
            "vote_rule",
            "legal_rule",
            "regime_switch",
            "rule_revision",
        ],
        because: "the law has dates of its own",
    },
    Untouched {
        name: "document_number",
        tables: &["document_number"],
        because: "a number stays with the unit that gave it",
    },
    Untouched {
        name: "award_stages",
        tables: &["award_stage"],
        because: "a review is of its movement, and the unit that launched it is history",
    },
    Untouched {
        name: "award_quotas",
        tables: &["award_quota", "award_quota_item"],
        because: "places go over with the register of successions, until a document gives whoever took over its own",
    },
    Untouched {
        name: "submissions",
        tables: &["submission", "submission_item"],
        because: "what was sent up together stays as it was sent; its dossiers go on by themselves",
    },
    Untouched {
        name: "consolidations",
        tables: &["consolidation"],
        because: "what a unit consolidated stays as it was; whoever takes over consolidates anew",
    },
    Untouched {
        name: "receipts",
        tables: &["receipt", "receipt_key"],
        because: "what was submitted stays acknowledged as it was",
    },
    Untouched { name: "journal", tables: &["journal", "journal_seal"], because: "the journal only grows" },
    Untouched {
        name: "service",
        tables: &[
            "content_claim",
            "figure_change",
            "idempotency_key",
            "job",
            "operation",
            "setting",
            "snapshot_version",
            "seaql_migrations",
        ],
        because: "they belong to no unit",
    },
];
