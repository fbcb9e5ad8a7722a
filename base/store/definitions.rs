//! What the standing body defines for others to use – indicators, forms of award of the ministry's own – as it was after each
//! change: whoever meets an older paper can read what its words meant then.
use chrono::{DateTime, Utc};
use entity::definition_version::{self, Column, Defined, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    kernel::error::{Error, Result},
    store::db::{Conn, Uow, bulk},
};

/// What a definition said after one change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DefinitionVersion {
    /// The version that the change made.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What it said from then on, by the names of its members.
    #[schema(value_type = Object)]
    pub content: Value,
    /// The members that the version before said otherwise; none of the first.
    #[schema(max_items = 30)]
    pub changed: Vec<String>,
    /// The account of who changed it; null of what came with an edition of the program.
    pub changed_by: Option<Uuid>,
    /// When it was changed.
    pub changed_at: DateTime<Utc>,
}

/// One version of one definition.
pub struct Kept<'a, T> {
    pub of: Defined,
    pub id: Uuid,
    pub version: i64,
    pub content: &'a T,
    pub by: Option<Uuid>,
}

impl<T: Serialize> Kept<'_, T> {
    fn row(&self, at: DateTime<Utc>) -> Result<definition_version::ActiveModel> {
        Ok(definition_version::ActiveModel {
            id: Set(Uuid::now_v7()),
            subject_type: Set(self.of),
            subject_id: Set(self.id),
            version_no: Set(self.version),
            content: Set(serde_json::to_value(self.content).map_err(Error::internal)?),
            changed_by: Set(self.by),
            created_at: Set(at),
        })
    }
}

pub async fn keep<T: Serialize>(uow: &Uow, kept: &[Kept<'_, T>]) -> Result<()> {
    let rows = kept.iter().map(|one| one.row(uow.now)).collect::<Result<Vec<_>>>()?;
    bulk::insert(&uow.tx, rows).await
}

/// The versions of a definition, oldest first.
pub async fn versions(db: &Conn, of: Defined, id: Uuid) -> Result<Vec<DefinitionVersion>> {
    let rows = Entity::find().filter(Column::SubjectType.eq(of)).filter(Column::SubjectId.eq(id));
    let rows = rows.order_by_asc(Column::VersionNo).all(db).await?;
    let mut before: Option<Value> = None;
    let view = |m: definition_version::Model| {
        let changed = before.as_ref().map(|before| differing(before, &m.content)).unwrap_or_default();
        before = Some(m.content.clone());
        DefinitionVersion {
            version: m.version_no,
            content: m.content,
            changed,
            changed_by: m.changed_by,
            changed_at: m.created_at,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

fn differing(before: &Value, after: &Value) -> Vec<String> {
    let members = after.as_object().into_iter().flatten();
    members.filter(|(name, value)| before.get(name) != Some(value)).map(|(name, _)| name.clone()).collect()
}
