//! Indicators from a table: those that are there are changed, the others are added.
use base::{
    http::import::{Atomic, Column, Import, Kind, Outcome, Row, Sheet, Told, body::Body},
    kernel::{error::Result, organisation::Organisation, scope::Scope},
    store::db::{Recorded, Uow},
};
use entity::{
    Quantity,
    indicator::{Aggregation, Direction, ValueType},
    unit::UnitKind,
};
use serde::Serialize;

use super::{
    dto::{CreateIndicator, IndicatorView, UpdateIndicator},
    repo, service,
};

const DIRECTIONS: &[(&str, &str)] = &[("increase", "Tăng"), ("decrease", "Giảm"), ("reach", "Đạt")];
const AGGREGATIONS: &[(&str, &str)] =
    &[("sum", "Cộng dồn"), ("avg", "Trung bình"), ("latest", "Số cuối kỳ"), ("ratio", "Tỷ lệ")];
const VALUE_TYPES: &[(&str, &str)] = &[("quantitative", "Định lượng"), ("qualitative", "Định tính")];

pub const SHEET: Sheet = Sheet {
    name: "indicators",
    schema: "CreateIndicator",
    columns: &[
        Column::new("id", "Mã định danh", "", Kind::Id),
        Column::new("code", "Mã chỉ tiêu", "/code", Kind::Code).required(),
        Column::new("name", "Tên chỉ tiêu", "/name", Kind::Text).required(),
        Column::new("name_en", "Tên tiếng Anh", "/name_en", Kind::Text),
        Column::new("unit_of_measure", "Đơn vị tính", "/unit_of_measure", Kind::Text).required(),
        Column::new("direction", "Chiều hướng tốt", "/direction", Kind::Choice(DIRECTIONS)).required(),
        Column::new("aggregation", "Cách tổng hợp", "/aggregation", Kind::Choice(AGGREGATIONS)).required(),
        Column::new("value_type", "Loại chỉ tiêu", "/value_type", Kind::Choice(VALUE_TYPES)),
        Column::new("decimals", "Số chữ số thập phân", "/decimals", Kind::Number),
        Column::new("upper_bound", "Giới hạn trên", "/upper_bound", Kind::Number),
        Column::new("numerator_code", "Mã chỉ tiêu tử số", "/numerator_code", Kind::Code),
        Column::new("denominator_code", "Mã chỉ tiêu mẫu số", "/denominator_code", Kind::Code),
        Column::new("applies_to", "Loại đơn vị", "/applies_to", Kind::Texts).required(),
        Column::new("version", "Phiên bản", "", Kind::Number),
    ],
    aliases: &[],
    read_only: &["numerator_id", "denominator_id", "retired_on", "retire_reason", "replaced_by_id"],
    most: 10_000,
};

/// What the catalogue says of an indicator, as `POST /indicators` would take it.
#[derive(Serialize)]
struct There<'a> {
    code: &'a str,
    name: &'a str,
    name_en: Option<&'a str>,
    unit_of_measure: &'a str,
    direction: Direction,
    aggregation: Aggregation,
    value_type: ValueType,
    decimals: i16,
    upper_bound: Option<Quantity>,
    numerator_code: Option<&'a str>,
    denominator_code: Option<&'a str>,
    applies_to: &'a [UnitKind],
}

impl<'a> There<'a> {
    fn of(m: &'a IndicatorView) -> Self {
        Self {
            code: &m.code,
            name: &m.name,
            name_en: m.name_en.as_deref(),
            unit_of_measure: &m.unit_of_measure,
            direction: m.direction,
            aggregation: m.aggregation,
            value_type: m.value_type,
            decimals: m.decimals,
            upper_bound: m.upper_bound,
            numerator_code: m.numerator_code.as_deref(),
            denominator_code: m.denominator_code.as_deref(),
            applies_to: &m.applies_to,
        }
    }
}

pub async fn import(uow: &Uow, scope: &Scope, (import, atomic): (&Import, Atomic)) -> Result<Recorded<Vec<Told>>> {
    service::require(scope)?;
    import.each(uow, atomic, async |row| one(uow, scope, import, row).await).await
}

async fn one(uow: &Uow, scope: &Scope, import: &Import, row: &Row) -> Result<Recorded<Outcome>> {
    let organisation: &Organisation = &scope.organisation;
    let Some(view) = known(uow, row).await? else {
        let input: CreateIndicator = row.over(&SHEET, organisation, &Body::default())?.parse(&import.shape)?;
        return Ok(service::create(uow, scope, &input).await?.map(|_| Outcome::Created));
    };
    let there = Body::of(&There::of(&view))?;
    let body = row.over(&SHEET, organisation, &there)?;
    if body.is_as(&there) {
        return Ok(Recorded::unchanged(Outcome::Unchanged));
    }
    let update = changes(&body.differences(&there), body.parse(&import.shape)?);
    let changed = service::update(uow, scope, view.id, row.version(&SHEET)?, &update).await?;
    Ok(changed.map(|_| Outcome::Changed))
}

/// What the row says otherwise, as `PATCH` would take it.
fn changes(changed: &[String], given: CreateIndicator) -> UpdateIndicator {
    let is = |pointer: &str| changed.iter().any(|one| one == pointer);
    UpdateIndicator {
        code: is("/code").then_some(given.code),
        name: is("/name").then_some(given.name),
        name_en: is("/name_en").then_some(given.name_en),
        unit_of_measure: is("/unit_of_measure").then_some(given.unit_of_measure),
        direction: is("/direction").then_some(given.direction),
        aggregation: is("/aggregation").then_some(given.aggregation),
        value_type: is("/value_type").then_some(given.value_type),
        decimals: is("/decimals").then_some(given.decimals),
        upper_bound: is("/upper_bound").then_some(given.upper_bound),
        numerator_code: is("/numerator_code").then_some(given.numerator_code),
        denominator_code: is("/denominator_code").then_some(given.denominator_code),
        applies_to: is("/applies_to").then_some(given.applies_to),
    }
}

/// The indicator that a row is about, by its id or its code.
async fn known(uow: &Uow, row: &Row) -> Result<Option<IndicatorView>> {
    let found = match (row.id(&SHEET, "id")?, row.text(&SHEET, "code")) {
        (Some(id), _) => Some(repo::get(&uow.tx, id).await.map_err(|e| e.named_at("/id"))?),
        (None, Some(code)) => repo::named(&uow.tx, &code).await?,
        (None, None) => None,
    };
    match found {
        Some(found) => Ok(repo::views(&uow.tx, vec![found]).await?.pop()),
        None => Ok(None),
    }
}
