//! Initiatives and research that a dossier rests on, known by who recognised them and under which number, so that one is
//! used once.
use entity::{Statement, StatementKind, Statements, initiative_use};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    kernel::{error::Result, text},
    store::{db::Uow, document::DocumentNumber},
};

fn key(statement: &Statement) -> Option<String> {
    let rests = matches!(statement.kind, StatementKind::Initiative | StatementKind::Research);
    let number = DocumentNumber::parse(&statement.document_number).ok().filter(|_| rests)?;
    Some(format!("{}:{}:{}", text::identity(&statement.issuer), number.key(), statement.document_on))
}

/// Each once.
pub fn keys(stated: &Statements) -> Vec<String> {
    let mut keys: Vec<String> = stated.0.iter().filter_map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Those that a dossier states are those that it uses.
pub async fn set(uow: &Uow, nomination_id: Uuid, stated: &Statements) -> Result<()> {
    use initiative_use::{ActiveModel, Column, Entity};
    Entity::delete_many().filter(Column::NominationId.eq(nomination_id)).exec(&uow.tx).await?;
    let row = |initiative_key: String| ActiveModel {
        id: Set(Uuid::now_v7()),
        nomination_id: Set(nomination_id),
        initiative_key: Set(initiative_key),
    };
    Entity::insert_many(keys(stated).into_iter().map(row)).exec_without_returning(&uow.tx).await?;
    Ok(())
}
