use sea_orm::entity::prelude::*;

/// What happened: one row for each change, written in the transaction that made it. Append-only, but for `sealed`, and `commit_no` once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    /// What happened, e.g. `plan.issued`.
    pub event: String,
    pub actor_id: Option<Uuid>,
    pub subject_type: String,
    pub subject_id: Uuid,
    /// The unit whose matter it is.
    pub unit_id: Option<Uuid>,
    pub request_id: String,
    /// Canonical JSON (RFC 8785): state before and after, reason, document.
    pub data: String,
    pub sealed: bool,
    /// Its place among all commits; the database gives it, at the end of the transaction.
    pub commit_no: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
