use sea_orm::entity::prelude::*;

/// A superior's request to add to a plan (đề nghị bổ sung).
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "supplement_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    pub requested_by: Uuid,
    pub requesting_unit_id: Uuid,
    pub reason: String,
    pub due_on: Date,
    pub created_at: DateTimeUtc,
    pub resolved_at: Option<DateTimeUtc>,
    pub resolved_by_plan_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
