//! Units from a table: those that are there are corrected, the others begin.
use std::{cell::RefCell, collections::HashSet, sync::Arc};

use base::{
    http::import::{Atomic, Column, Import, Kind, Outcome, Row, Sheet, Told, body::Body},
    kernel::{
        error::{Error, Fault, Result},
        organisation::{Organisation, Unit},
        scope::Scope,
    },
    store::db::{Recorded, Uow},
};
use chrono::NaiveDate;
use entity::{unit::UnitKind, unit_code::CodeScheme};
use serde::Serialize;
use uuid::Uuid;

use super::{
    dto::{CreateUnit, UpdateUnit},
    service,
};

const KINDS: &[(&str, &str)] = &[
    ("ministry", "Bộ"),
    ("ministry_unit", "Đơn vị thuộc Bộ"),
    ("provincial_justice_department", "Sở Tư pháp"),
    ("provincial_enforcement_department", "Cục Thi hành án dân sự"),
    ("district_justice_office", "Phòng Tư pháp"),
    ("district_enforcement_subdepartment", "Chi cục Thi hành án dân sự"),
];

pub const SHEET: Sheet = Sheet {
    name: "units",
    schema: "CreateUnit",
    columns: &[
        Column::new("id", "Mã định danh", "", Kind::Id),
        Column::new("code", "Mã đơn vị", "/code", Kind::Code).required(),
        Column::new("kind", "Loại đơn vị", "/kind", Kind::Choice(KINDS)).required(),
        Column::new("name", "Tên đơn vị", "/name", Kind::Text).required(),
        Column::new("name_en", "Tên tiếng Anh", "/name_en", Kind::Text),
        Column::new("parent_id", "Đơn vị cấp trên", "/parent_id", Kind::Unit).required(),
        Column::new("province_code", "Mã tỉnh", "/province_code", Kind::Code),
        Column::new("district_code", "Mã huyện", "/district_code", Kind::Code),
        Column::new("legal_personality", "Tư cách pháp nhân", "/legal_personality", Kind::Flag),
        Column::new("valid_from", "Từ ngày", "/valid_from", Kind::Day).required(),
        Column::new("version", "Phiên bản", "", Kind::Number),
    ],
    aliases: &[],
    read_only: &["valid_to", "status", "successors"],
    most: 10_000,
};

/// What the register says of a unit today, as `POST /units` would take it.
#[derive(Serialize)]
struct There<'a> {
    code: Option<&'a str>,
    kind: UnitKind,
    name: &'a str,
    name_en: Option<&'a str>,
    parent_id: Option<Uuid>,
    province_code: Option<&'a str>,
    district_code: Option<&'a str>,
    legal_personality: bool,
    valid_from: NaiveDate,
}

impl<'a> There<'a> {
    fn of(unit: &'a Unit, today: NaiveDate) -> Self {
        Self {
            code: unit.code_on(CodeScheme::Internal, today),
            kind: unit.kind,
            name: unit.name_on(today),
            name_en: unit.name_en_on(today),
            parent_id: unit.parent_on(today),
            province_code: unit.province_code.as_deref(),
            district_code: unit.district_code.as_deref(),
            legal_personality: unit.legal_personality,
            valid_from: unit.valid_from,
        }
    }
}

/// The register as it grows: units of later rows may lie below those of earlier ones.
struct Register {
    scope: RefCell<Scope>,
    made: RefCell<HashSet<String>>,
}

impl Register {
    fn organisation(&self) -> Arc<Organisation> {
        self.scope.borrow().organisation.clone()
    }

    /// Read again once a row names as its superior what an earlier one has made.
    async fn follow(&self, uow: &Uow, row: &Row) -> Result<()> {
        let parent = row.written(&SHEET, "parent_id");
        if parent.is_some_and(|parent| self.made.borrow().contains(&parent)) {
            let grown = Arc::new(Organisation::load(&uow.tx).await?);
            self.scope.replace_with(|scope| scope.over(grown));
            self.made.borrow_mut().clear();
        }
        Ok(())
    }
}

pub async fn import(uow: &Uow, scope: &Scope, (import, atomic): (&Import, Atomic)) -> Result<Recorded<Vec<Told>>> {
    let register = Register { scope: RefCell::new(scope.clone()), made: RefCell::default() };
    import.each(uow, atomic, async |row| one(uow, &register, import, row).await).await
}

async fn one(uow: &Uow, register: &Register, import: &Import, row: &Row) -> Result<Recorded<Outcome>> {
    register.follow(uow, row).await?;
    let (organisation, scope) = (register.organisation(), register.scope.borrow().clone());
    let Some(unit) = known(&organisation, row)? else {
        let body = row.over(&SHEET, &organisation, &Body::default())?;
        let input: CreateUnit = body.parse(&import.shape)?;
        let (_, change) = service::make(uow, &scope, &organisation, &input).await?;
        register.made.borrow_mut().insert(input.code.to_string());
        return uow.record(change, Outcome::Created).await;
    };
    let there = Body::of(&There::of(unit, scope.today))?;
    let body = row.over(&SHEET, &organisation, &there)?;
    if body.is_as(&there) {
        return Ok(Recorded::unchanged(Outcome::Unchanged));
    }
    let changed = body.changes(&there, &["/name", "/name_en", "/legal_personality"])?;
    let given: CreateUnit = body.parse(&import.shape)?;
    let is = |pointer: &str| changed.iter().any(|one| one == pointer);
    let update = UpdateUnit {
        name: is("/name").then(|| given.name.clone()),
        name_en: is("/name_en").then(|| given.name_en.clone()),
        legal_personality: is("/legal_personality").then_some(given.legal_personality),
    };
    let change = service::change(uow, &scope, unit.id, row.version(&SHEET)?, &update).await?;
    uow.record(change, Outcome::Changed).await
}

/// The unit that a row is about, by its id or its code.
fn known<'a>(organisation: &'a Organisation, row: &Row) -> Result<Option<&'a Unit>> {
    match row.id(&SHEET, "id")? {
        Some(id) => organisation.unit(id).map(Some).ok_or_else(|| Error::field("/id", Fault::NotFound)),
        None => Ok(row.text(&SHEET, "code").and_then(|code| organisation.by_code(&code))),
    }
}
