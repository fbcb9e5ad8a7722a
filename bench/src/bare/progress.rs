//! Progress of the whole sector: kept, as the service keeps it, and computed anew.
use std::{
    collections::{BTreeMap, HashMap},
    sync::PoisonError,
};

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Bytes, Data, Query},
};
use anyhow::Result;
use sea_orm::{ConnectionTrait, Value};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Failure, State};
use crate::database::{all, marks};

#[derive(Deserialize)]
pub struct Asked {
    movement_id: Uuid,
    period: String,
}

/// One query tells whether what is kept still holds.
pub async fn kept(state: Data<State>, req: HttpRequest, asked: Query<Asked>) -> Result<HttpResponse, Failure> {
    let sql = r#"SELECT "snapshot_version"."id", "snapshot_version"."topic", "snapshot_version"."value" FROM "snapshot_version""#;
    let mut version = 0_i64;
    for row in all(&state.reader, sql, vec![]).await? {
        let topic: String = row.try_get("", "topic")?;
        let value: i64 = row.try_get("", "value")?;
        if topic == "figures" {
            version = value;
        }
    }
    let key = req.query_string();
    let held = state.kept.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
    let bytes = match held {
        Some((of, bytes)) if of == version => bytes,
        _ => {
            let bytes = compute(&state.reader, &asked).await?;
            let mut kept = state.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(key.to_owned(), (version, bytes.clone()));
            bytes
        }
    };
    Ok(HttpResponse::Ok().content_type("application/json").body(bytes))
}

pub async fn computed(state: Data<State>, asked: Query<Asked>) -> Result<HttpResponse, Failure> {
    let bytes = compute(&state.reader, &asked).await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(bytes))
}

#[derive(Default)]
struct Cell {
    value: Option<i64>,
    numerator: Option<i64>,
    denominator: Option<i64>,
    reported: u64,
}

async fn compute(db: &impl ConnectionTrait, asked: &Asked) -> Result<Bytes> {
    let movement = asked.movement_id;
    let sql = "SELECT i.id, i.code, i.unit_of_measure, i.aggregation FROM movement_indicator m
        JOIN indicator i ON i.id = m.indicator_id WHERE m.movement_id = ? ORDER BY m.ordinal";
    let indicators = all(db, sql, vec![movement.into()]).await?;
    let ids = indicators.iter().map(|row| Ok(row.try_get("", "id")?)).collect::<Result<Vec<Uuid>>>()?;
    let sql = "SELECT id FROM period WHERE movement_id = ? AND code = ?";
    let periods = all(db, sql, vec![movement.into(), asked.period.clone().into()]).await?;
    let period: Uuid = periods.first().map(|row| row.try_get("", "id")).transpose()?.unwrap_or_default();
    let cells = figures(db, movement, period, &ids).await?;
    let owed = owed(db, movement, period).await?;
    let mut rows = vec![];
    for (row, id) in indicators.iter().zip(&ids) {
        let nothing = Cell::default();
        let cell = cells.get(id).unwrap_or(&nothing);
        let (code, unit): (String, String) = (row.try_get("", "code")?, row.try_get("", "unit_of_measure")?);
        let aggregation: String = row.try_get("", "aggregation")?;
        rows.push(json!({
            "indicator_id": id, "indicator_code": code, "unit_of_measure": unit, "aggregation": aggregation,
            "group": {"unit_id": null, "unit_name": null, "kind": null, "province_code": null},
            "value": cell.value, "numerator": cell.numerator, "denominator": cell.denominator, "percent": null,
            "reported": cell.reported, "expected": owed.values().sum::<i64>(),
        }));
    }
    let body = json!({
        "movement_id": movement, "within": null, "periods": [asked.period], "group_by": "indicator",
        "quality": "accepted", "rows": rows,
    });
    Ok(serde_json::to_vec(&body)?.into())
}

async fn figures(
    db: &impl ConnectionTrait,
    movement: Uuid,
    period: Uuid,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, Cell>> {
    let sql = format!(
        r#"SELECT "report_value"."indicator_id", "report_value"."unit_id", "report_value"."period_id",
        "report_value"."value", "report_value"."numerator", "report_value"."denominator" FROM "report_value"
        WHERE "report_value"."movement_id" = ? AND "report_value"."quality" IN (?)
        AND "report_value"."indicator_id" IN ({}) AND "report_value"."period_id" IN (?)"#,
        marks(ids.len())
    );
    let mut values: Vec<Value> = vec![movement.into(), "accepted".into()];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    values.push(period.into());
    let mut cells: BTreeMap<Uuid, Cell> = BTreeMap::new();
    for row in all(db, &sql, values).await? {
        let cell = cells.entry(row.try_get("", "indicator_id")?).or_default();
        let (_unit, _period): (Uuid, Uuid) = (row.try_get("", "unit_id")?, row.try_get("", "period_id")?);
        for (column, sum) in
            [("value", &mut cell.value), ("numerator", &mut cell.numerator), ("denominator", &mut cell.denominator)]
        {
            let figure: Option<i64> = row.try_get("", column)?;
            *sum = figure.map(|figure| sum.unwrap_or(0) + figure / 10_000).or(*sum);
        }
        cell.reported += 1;
    }
    Ok(cells)
}

async fn owed(db: &impl ConnectionTrait, movement: Uuid, period: Uuid) -> Result<HashMap<Uuid, i64>> {
    let sql = r#"SELECT "obligation"."unit_id", COUNT("obligation"."id") AS "owed" FROM "obligation"
        WHERE "obligation"."movement_id" = ? AND "obligation"."period_id" IN (?) AND "obligation"."status" <> ?
        GROUP BY "obligation"."unit_id""#;
    let rows = all(db, sql, vec![movement.into(), period.into(), "waived".into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "unit_id")?, row.try_get("", "owed")?))).collect()
}
