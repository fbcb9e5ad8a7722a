//! The register of units on 1 January 2023, and who carries out which function then.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    function_assignment::{self, Function},
    unit::{self, UnitKind},
    unit_code::{self, CodeScheme},
    unit_name, unit_relation,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::files;
use crate::core::{
    clock::covers,
    db::Uow,
    error::{Error, Result},
    text,
};

/// SQLite takes at most 32,766 values in a statement.
const CHUNK: usize = 1000;

#[derive(Deserialize)]
struct UnitRow {
    code: String,
    kind: UnitKind,
    name_vi: String,
    name_en: Option<String>,
    parent_code: Option<String>,
    province_gso_code: Option<String>,
    district_gso_code: Option<String>,
    valid_from: NaiveDate,
}

#[derive(Deserialize)]
struct PersonalityRow {
    unit_code: String,
}

#[derive(Deserialize)]
struct FunctionRow {
    function: Function,
    unit_code: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    note: Option<String>,
}

/// Ids by code.
pub type Units = HashMap<String, Uuid>;

pub async fn load(uow: &Uow) -> Result<Units> {
    let rows: Vec<UnitRow> = files::rows(files::UNITS)?;
    let persons: Vec<PersonalityRow> = files::rows(files::LEGAL_PERSONALITY)?;
    let persons: Vec<String> = persons.into_iter().map(|row| row.unit_code).collect();
    let ids: Units = rows.iter().map(|row| (row.code.clone(), Uuid::now_v7())).collect();
    let id = |code: &str| ids.get(code).copied().ok_or_else(|| Error::internal(anyhow::anyhow!("no unit {code}")));
    let (mut units, mut names, mut codes, mut relations) = (vec![], vec![], vec![], vec![]);
    for row in &rows {
        let unit_id = id(&row.code)?;
        units.push(unit_model(uow, unit_id, row, persons.contains(&row.code)));
        names.push(name_model(unit_id, row));
        codes.push(code_model(unit_id, CodeScheme::Internal, &row.code, row.valid_from));
        let gso = row.district_gso_code.as_ref().or(row.province_gso_code.as_ref());
        codes.extend(gso.map(|gso| code_model(unit_id, CodeScheme::Gso, gso, row.valid_from)));
        if let Some(parent) = &row.parent_code {
            relations.push(unit_relation::ActiveModel {
                id: Set(Uuid::now_v7()),
                child_id: Set(unit_id),
                parent_id: Set(id(parent)?),
                valid_from: Set(row.valid_from),
                valid_to: Set(None),
            });
        }
    }
    insert_in_chunks(uow, units).await?;
    insert_in_chunks(uow, names).await?;
    insert_in_chunks(uow, codes).await?;
    insert_in_chunks(uow, relations).await?;
    Ok(ids)
}

fn unit_model(uow: &Uow, id: Uuid, row: &UnitRow, legal_personality: bool) -> unit::ActiveModel {
    unit::ActiveModel {
        id: Set(id),
        kind: Set(row.kind),
        province_code: Set(row.province_gso_code.clone()),
        district_code: Set(row.district_gso_code.clone()),
        legal_personality: Set(legal_personality),
        valid_from: Set(row.valid_from),
        valid_to: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    }
}

fn name_model(unit_id: Uuid, row: &UnitRow) -> unit_name::ActiveModel {
    unit_name::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(unit_id),
        name: Set(row.name_vi.clone()),
        name_en: Set(row.name_en.clone()),
        search_text: Set(text::fold(&row.name_vi)),
        valid_from: Set(row.valid_from),
        valid_to: Set(None),
    }
}

fn code_model(unit_id: Uuid, scheme: CodeScheme, code: &str, from: NaiveDate) -> unit_code::ActiveModel {
    unit_code::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(unit_id),
        scheme: Set(scheme),
        code: Set(code.to_owned()),
        valid_from: Set(from),
        valid_to: Set(None),
    }
}

/// The functions as they were on the day of the register; later holders come with a reorganisation.
pub async fn load_functions(uow: &Uow, units: &Units) -> Result<()> {
    let day = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default();
    let rows: Vec<FunctionRow> = files::rows(files::FUNCTIONS)?;
    for row in rows.into_iter().filter(|row| covers(row.valid_from, row.valid_to, day)) {
        let unit_id = *units.get(&row.unit_code).ok_or_else(|| Error::internal(anyhow::anyhow!("no such unit")))?;
        let model = function_assignment::ActiveModel {
            id: Set(Uuid::now_v7()),
            function: Set(row.function),
            unit_id: Set(unit_id),
            valid_from: Set(row.valid_from),
            valid_to: Set(None),
            note: Set(row.note),
        };
        function_assignment::Entity::insert(model).exec_without_returning(&uow.tx).await?;
    }
    Ok(())
}

async fn insert_in_chunks<A: ActiveModelTrait>(uow: &Uow, rows: Vec<A>) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        A::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(&uow.tx).await?;
    }
    Ok(())
}
