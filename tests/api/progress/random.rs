//! A whole is the sum of its parts, whatever was reported: held against sums that are computed here, another way.
use std::collections::BTreeMap;

use base::store::{
    db::Uow,
    figures::{self, Change},
};
use entity::{Quantity, report, report_value};
use proptest::{
    collection, option,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rows;
use crate::{
    stories::{
        BA_BE, BAC_KAN, CHI_CUC_BA_BE, CHO_DON, CUC_BAC_KAN, NA_HANG, STANDING_BODY, Story, TUYEN_QUANG, VU, ratio,
        target,
    },
    support::both,
};

const JUSTICE: [&str; 5] = [BA_BE, CHO_DON, BAC_KAN, NA_HANG, TUYEN_QUANG];
const OTHERS: [&str; 3] = [CHI_CUC_BA_BE, CUC_BAC_KAN, VU];
const PERIODS: [&str; 2] = ["2023", "2024"];
const CASES: usize = 10;

/// What was reported, in ten-thousandths; a ratio is a part and the rest of the whole.
type Draw = Option<(i64, i64)>;

/// Accepted reports of every unit for two periods, with figures to be replaced.
async fn reported(story: &Story) {
    for unit in JUSTICE {
        let targets = [target("ASXH-04", 1), target("ASXH-01", 1), ratio("HGCS-03", 1, 1)];
        story.received_plan(unit, &targets).await;
        let one = json!({"value": 1});
        let figures =
            [("ASXH-04", one.clone()), ("ASXH-01", one), ("HGCS-03", json!({"numerator": 1, "denominator": 1}))];
        for period in PERIODS {
            story.accepted_report(unit, period, &figures).await;
        }
    }
    for unit in OTHERS {
        story.received_plan(unit, &[target("ASXH-04", 1), target("ASXH-01", 1)]).await;
        let one = json!({"value": 1});
        for period in PERIODS {
            story.accepted_report(unit, period, &[("ASXH-04", one.clone()), ("ASXH-01", one.clone())]).await;
        }
    }
}

/// Replaces every figure; what is drawn as nothing becomes a note.
async fn redraw(story: &Story, rows: &[report_value::Model], drawn: &[Draw]) {
    let replace = async |uow: &Uow| {
        for (row, draw) in rows.iter().zip(drawn) {
            let ratio = row.denominator.is_some();
            let mut next = row.clone().into_active_model();
            next.value = Set(draw.filter(|_| !ratio).map(|(value, _)| Quantity(value)));
            next.numerator = Set(draw.filter(|_| ratio).map(|(part, _)| Quantity(part)));
            next.denominator = Set(draw.filter(|_| ratio).map(|(part, rest)| Quantity(part + rest)));
            report_value::Entity::update(next).exec(&uow.tx).await?;
        }
        figures::changed(uow, Change::Everything);
        Ok(())
    };
    story.app.state.db.maintain("test", replace).await.unwrap();
}

fn ten_thousandths(value: &Value) -> Option<i128> {
    value.as_f64().map(|value| format!("{:.0}", value * 10_000.0).parse().expect("a whole number"))
}

/// The sum of one member over the groups of an answer: nothing only where nobody reported.
fn total(rows: &[Value], indicator: &str, member: &str) -> Option<i128> {
    let of_indicator = rows.iter().filter(|row| row["indicator_code"] == indicator);
    of_indicator.filter_map(|row| ten_thousandths(&row[member])).reduce(|a, b| a + b)
}

fn reports(rows: &[Value], indicator: &str) -> (u64, u64) {
    let count = |member: &str| {
        let of_indicator = rows.iter().filter(|row| row["indicator_code"] == indicator);
        of_indicator.filter_map(|row| row[member].as_u64()).sum()
    };
    (count("reported"), count("expected"))
}

/// What the figures themselves say: (sum of all, sum of each unit's last, part and whole of the ratio). `units` are those of reports.
fn sums(
    rows: &[report_value::Model],
    units: &BTreeMap<Uuid, Uuid>,
    drawn: &[Draw],
) -> BTreeMap<&'static str, Option<i128>> {
    let mut sums: BTreeMap<&'static str, Option<i128>> = BTreeMap::new();
    let mut last = BTreeMap::new();
    for (row, draw) in rows.iter().zip(drawn) {
        let Some((a, b)) = draw else { continue };
        let mut add = |name, figure: i64| {
            let so_far: &mut Option<i128> = sums.entry(name).or_default();
            *so_far = Some(so_far.unwrap_or(0) + i128::from(figure));
        };
        match (row.denominator, row.ordinal) {
            (Some(_), _) => {
                add("part", *a);
                add("whole", a + b);
            }
            (None, 1) => add("sum", *a),
            (None, _) => {
                let unit = units[&row.report_id];
                let newer = last.get(&unit).is_none_or(|(day, _)| *day < row.data_to);
                if newer {
                    last.insert(unit, (row.data_to, *a));
                }
            }
        }
    }
    let stock = last.values().map(|(_, figure)| i128::from(*figure)).reduce(|a, b| a + b);
    sums.insert("stock", stock);
    sums
}

#[actix_web::test]
async fn the_national_total_is_the_sum_of_the_provinces_the_kinds_and_the_units() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        reported(&story).await;
        // What was sent never changes: not even for a test that wants other figures.
        let db = app.state.db.primary();
        let on = if db.get_database_backend() == DbBackend::Postgres { " ON report_value" } else { "" };
        db.execute_unprepared(&format!("DROP TRIGGER report_value_update{on}")).await.unwrap();
        let values = report_value::Entity::find().all(app.state.db.primary()).await.unwrap();
        let all = report::Entity::find().all(app.state.db.primary()).await.unwrap();
        let units = all.into_iter().map(|report| (report.id, report.unit_id)).collect();
        assert_eq!(values.len(), (JUSTICE.len() * 3 + OTHERS.len() * 2) * PERIODS.len());
        let reader = story.officer(STANDING_BODY).await;
        let figure = option::weighted(0.8, (0_i64..1_000_000_000_000, 0_i64..1_000_000_000_000));
        let draws = collection::vec(figure, values.len());
        let mut runner = TestRunner::deterministic();
        for case in 0..CASES {
            let drawn = draws.new_tree(&mut runner).expect("figures").current();
            redraw(&story, &values, &drawn).await;
            let expected = sums(&values, &units, &drawn);
            let figures =
                values.iter().zip(&drawn).filter(|(row, draw)| row.ordinal == 1 && draw.is_some()).count() as u64;
            for by in ["indicator", "province", "kind", "unit"] {
                let told = format!("case {case}, by {by}");
                let codes = "&indicator_code=ASXH-04&indicator_code=ASXH-01&indicator_code=HGCS-03";
                let rows = rows(&story, &reader, &format!("{codes}&group_by={by}")).await;
                let sum = |name| expected.get(name).copied().flatten();
                assert_eq!(total(&rows, "ASXH-04", "value"), sum("sum"), "{told}");
                assert_eq!(total(&rows, "ASXH-01", "value"), sum("stock"), "{told}");
                assert_eq!(total(&rows, "HGCS-03", "numerator"), sum("part"), "{told}");
                assert_eq!(total(&rows, "HGCS-03", "denominator"), sum("whole"), "{told}");
                assert_eq!(reports(&rows, "ASXH-04"), (figures, 3 * 1561), "{told}");
                for row in rows.iter().filter(|row| row["percent"].is_number()) {
                    let (n, d) = (row["numerator"].as_f64().unwrap(), row["denominator"].as_f64().unwrap());
                    let percent = row["percent"].as_f64().unwrap();
                    assert!((percent - 100.0 * n / d).abs() <= 0.0051 && percent <= 100.0, "{told}: {row}");
                }
            }
        }
    })
    .await;
}
