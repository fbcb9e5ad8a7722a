//! The movement of Decision 303/QĐ-BTP, running. The day the decision was issued is not known for certain,
//! so it stays empty until a person fills it in.
use base::{
    kernel::{
        error::{Error, Result},
        text::Text,
    },
    store::db::Uow,
};
use entity::{
    indicator,
    movement::{self, MovementStatus},
};
use planning::movements::{dto::CreateMovement, service};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;
use validator::Validate;

use super::{files, register::Units};

#[derive(Deserialize)]
struct Launched {
    launched_by: String,
    document_number: String,
    movement: Value,
}

pub async fn load(uow: &Uow, units: &Units) -> Result<Uuid> {
    let mut file: Launched = serde_json::from_str(files::MOVEMENT_303).map_err(Error::internal)?;
    if let Some(movement) = file.movement.as_object_mut() {
        movement.insert("launched_by_unit_id".to_owned(), serde_json::json!(units.get(&file.launched_by)));
    }
    let mut input: CreateMovement = serde_json::from_value(file.movement).map_err(Error::internal)?;
    input.validate()?;
    input.indicator_codes = every_indicator(uow).await?;
    let made = service::insert(uow, &input, None).await?;
    let (id, version) = (made.id, made.version);
    let mut running = made.into_active_model();
    running.status = Set(MovementStatus::Running);
    running.document_number = Set(Some(file.document_number));
    let running: movement::Model = uow.save(running, id, version).await?;
    Ok(running.id)
}

async fn every_indicator(uow: &Uow) -> Result<Vec<Text<40>>> {
    let codes = indicator::Entity::find()
        .select_only()
        .column(indicator::Column::Code)
        .order_by_asc(indicator::Column::Code)
        .into_tuple::<String>()
        .all(&uow.tx)
        .await?;
    let known = |code: &String| Text::parse(code).map_err(|_| Error::internal(anyhow::anyhow!("an indicator code")));
    codes.iter().map(known).collect()
}
