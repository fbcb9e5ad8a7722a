use sea_orm::entity::prelude::*;

use crate::Relation;
use crate::plan_attachment::AttachmentKind;

/// What kind of paper a file is attached to; plans have a table of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum PaperType {
    Guidance,
    Inspection,
    Explanation,
    Recommendation,
    CouncilSession,
    /// A dossier on the agenda of one.
    CouncilItem,
}

/// A file attached to a paper of oversight or to a session of a council.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub paper_type: PaperType,
    pub paper_id: Uuid,
    pub file_id: Uuid,
    pub kind: AttachmentKind,
    pub attached_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
