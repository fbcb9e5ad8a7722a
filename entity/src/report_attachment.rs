use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::plan_attachment::AttachmentKind;

/// A file attached to a report: to what is being written, or to a version that was sent.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report_id: Uuid,
    /// None while it is being written.
    pub version_id: Option<Uuid>,
    pub file_id: Uuid,
    pub kind: AttachmentKind,
    pub attached_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
