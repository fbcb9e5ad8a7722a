//! A period has a day in common with its movement, or nobody would owe it.
use entity::period;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::{Movement, STANDING_BODY, decision, draft, period as of_year, with};
use crate::support::both;

fn quarter(code: &str, (from, to): (&str, &str)) -> Value {
    json!({"code": code, "kind": "quarter", "data_from": from, "data_to": to,
        "due": [{"tier": "district", "due_on": "2025-06-20"}]})
}

const BEFORE: (&str, &str) = ("2024-04-01", "2024-06-30");
const AFTER: (&str, &str) = ("2025-01-01", "2025-03-31");

#[actix_web::test]
async fn a_period_outside_its_movement_is_refused() {
    both(async |app| {
        let officer = app.officer(STANDING_BODY).await;
        // From July to December.
        let movement = Movement::drafted(&app, draft(&app, "TEST").await).await;
        for days in [BEFORE, AFTER] {
            let reply = movement.act("periods", &officer, quarter("Q", days)).await;
            reply.faults(&[("/data_from", "out_of_range")]);
            let body = with(draft(&app, "T2").await, "periods", json!([of_year("2024"), quarter("Q", days)]));
            let reply = app.post("/movements", &officer).json(body).await;
            reply.faults(&[("/periods/1/data_from", "out_of_range")]);
        }
        // One that has a day of it is clipped to it.
        let begun = json!({"code": "X", "kind": "custom", "data_from": "2024-06-15", "data_to": "2024-07-01",
            "due": [{"tier": "district", "due_on": "2024-07-20"}]});
        movement.act("periods", &officer, begun).await.is(200);
        movement.act("periods", &officer, of_year("y")).await.is(200);
        movement.act("periods", &officer, quarter("Y", ("2024-07-01", "2024-09-30"))).await.refused(409, "code_in_use");
    })
    .await;
}

#[actix_web::test]
async fn a_movement_does_not_move_away_from_its_periods() {
    both(async |app| {
        let (officer, head) = (app.officer(STANDING_BODY).await, app.head("G15").await);
        let body = with(draft(&app, "TEST").await, "starts_on", json!("2024-01-01"));
        let runs = json!([quarter("Q2", BEFORE), quarter("Q4", ("2024-10-01", "2024-12-31"))]);
        let movement = Movement::drafted(&app, with(body, "periods", runs)).await;
        let update = async |days: Value| movement.act("update", &officer, days).await;
        update(json!({"starts_on": "2024-07-01"})).await.faults(&[("/starts_on", "out_of_range")]);
        update(json!({"ends_on": "2024-09-30"})).await.faults(&[("/ends_on", "out_of_range")]);
        update(json!({"starts_on": "2024-07-01", "ends_on": "2024-09-30"}))
            .await
            .faults(&[("/starts_on", "out_of_range"), ("/ends_on", "out_of_range")]);
        update(json!({"starts_on": "2024-06-30", "ends_on": "2024-10-01"})).await.is(200);
        // One that was kept from before is found when it is launched.
        let kept = period::Entity::update_many().filter(period::Column::MovementId.eq(movement.1));
        let kept = kept.filter(period::Column::Code.eq("Q4"));
        let away = [(period::Column::DataFrom, "2026-10-01"), (period::Column::DataTo, "2026-12-31")];
        let kept = away.into_iter().fold(kept, |update, (column, day)| {
            update.col_expr(column, Expr::value(day.parse::<chrono::NaiveDate>().unwrap()))
        });
        kept.exec(app.state.db.primary()).await.unwrap();
        movement.act("launch", &head, decision("900/QĐ-BTP")).await.faults(&[("/ends_on", "out_of_range")]);
        update(json!({"ends_on": "2026-12-31"})).await.is(200);
        movement.act("launch", &head, decision("900/QĐ-BTP")).await.is(200);
    })
    .await;
}
