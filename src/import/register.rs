//! The register of units on 1 January 2023, and who carries out which function then.
use std::collections::HashMap;

use base::{
    kernel::{
        clock::covers,
        error::{Error, Result},
    },
    store::db::{Uow, bulk},
};
use chrono::NaiveDate;
use entity::{
    function_assignment::{self, Function},
    unit::{self, UnitKind},
    unit_code::CodeScheme,
};
use organisation::units::rows;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::files;

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
struct ProvinceRow {
    gso_code: String,
    e_agency_code: String,
}

/// The codes of e-agencies of level 1 (Quyết định 20/2020/QĐ-TTg): the ministry's, and those of provinces by GSO code.
struct Agencies(HashMap<String, String>);

impl Agencies {
    const MINISTRY: &str = "G15";

    fn read() -> Result<Self> {
        let rows: Vec<ProvinceRow> = files::rows(files::PROVINCES)?;
        Ok(Self(rows.into_iter().map(|row| (row.gso_code, row.e_agency_code)).collect()))
    }

    /// Units of a ministry or of a district have no code of level 1.
    fn code(&self, row: &UnitRow) -> Option<&str> {
        match row.kind {
            UnitKind::Ministry => Some(Self::MINISTRY),
            UnitKind::ProvincialJusticeDepartment | UnitKind::ProvincialEnforcementDepartment => {
                self.0.get(row.province_gso_code.as_ref()?).map(String::as_str)
            }
            _ => None,
        }
    }
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
    let agencies = Agencies::read()?;
    let ids: Units = rows.iter().map(|row| (row.code.clone(), Uuid::now_v7())).collect();
    let id = |code: &str| ids.get(code).copied().ok_or_else(|| Error::internal(anyhow::anyhow!("no unit {code}")));
    let (mut units, mut names, mut codes, mut relations) = (vec![], vec![], vec![], vec![]);
    for row in &rows {
        let unit_id = id(&row.code)?;
        let since = row.valid_from.into();
        units.push(unit_model(uow, unit_id, row, persons.contains(&row.code)));
        names.push(rows::name(unit_id, &row.name_vi, row.name_en.clone(), since));
        codes.push(rows::code(unit_id, CodeScheme::Internal, &row.code, since));
        let gso = row.district_gso_code.as_ref().or(row.province_gso_code.as_ref());
        codes.extend(gso.map(|gso| rows::code(unit_id, CodeScheme::Gso, gso, since)));
        codes.extend(agencies.code(row).map(|code| rows::code(unit_id, CodeScheme::Qd20_2020, code, since)));
        if let Some(parent) = &row.parent_code {
            relations.push(rows::relation(unit_id, id(parent)?, since));
        }
    }
    bulk::insert(&uow.tx, units).await?;
    bulk::insert(&uow.tx, names).await?;
    bulk::insert(&uow.tx, codes).await?;
    bulk::insert(&uow.tx, relations).await?;
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
        ended_by_id: Set(None),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
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
            begun_by_id: Set(None),
            ended_by_id: Set(None),
        };
        function_assignment::Entity::insert(model).exec_without_returning(&uow.tx).await?;
    }
    Ok(())
}
