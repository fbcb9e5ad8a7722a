//! Movements that are in order, or refused.
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Movement, STANDING_BODY, decision, draft, period, with};
use crate::support::both;

#[actix_web::test]
async fn a_province_has_movements_of_its_own() {
    both(async |app| {
        let (officer, head) = (app.officer("H03.STP").await, app.head("H03.STP").await);
        let body = with(draft(&app, "BK").await, "launched_by_unit_id", json!(app.unit("H03.STP").await));
        let id = app.post("/movements", &officer).json(body.clone()).await.is(201).id();
        for stranger in [app.officer("H01.STP").await, app.officer(STANDING_BODY).await, app.head("G15").await] {
            app.get(&format!("/movements/{id}"), &stranger).await.refused(404, "not_found");
            app.post("/movements", &stranger)
                .json(with(body.clone(), "code", json!("BK2")))
                .await
                .refused(403, "forbidden");
        }
        Movement(&app, id).act("launch", &head, decision("12/QĐ-STP")).await.is(200);
        app.get(&format!("/movements/{id}"), &app.officer("H01.STP").await).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_number_is_given_once_a_year_by_one_unit() {
    both(async |app| {
        let head = app.head("G15").await;
        let (one, other) = (
            Movement::drafted(&app, draft(&app, "A").await).await,
            Movement::drafted(&app, draft(&app, "B").await).await,
        );
        one.act("launch", &head, decision("900/QĐ-BTP")).await.is(200);
        // Decomposed, as some keyboards write it.
        for same in ["900/QĐ-BTP", " 900/QĐ-BTP ", "0900/QĐ-BTP", "900/qđ-btp", "900/Q\u{d0}-BTP"] {
            other.act("launch", &head, decision(same)).await.refused(409, "duplicate_document_number");
        }
        let mut early = decision("900/QĐ-BTP");
        early["document"]["issued_on"] = json!("2024-06-04");
        other.act("launch", &head, early.clone()).await.faults(&[("/document/issued_on", "in_the_future")]);
        early["document"]["issued_on"] = json!("2023-12-31");
        other.act("launch", &head, early).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_movement_is_not_launched_before_its_unit_began_or_its_parent_was_launched() {
    both(async |app| {
        let head = app.head("G15").await;
        let parent = Movement::drafted(&app, draft(&app, "PARENT").await).await;
        let child = with(draft(&app, "CHILD").await, "parent_movement_id", json!(parent.1));
        let child = Movement::drafted(&app, child).await;
        let refused = child.act("launch", &head, decision("901/QĐ-BTP")).await.refused(409, "parent_not_open");
        assert_eq!(refused["movement_id"], json!(parent.1));
        parent.act("launch", &head, decision("900/QĐ-BTP")).await.is(200);
        for (day, faults) in
            [("2024-06-02", &["before_launch"][..]), ("2022-12-31", &["before_unit_began", "before_launch"][..])]
        {
            let mut early = decision("901/QĐ-BTP");
            early["document"]["issued_on"] = json!(day);
            let faults: Vec<_> = faults.iter().map(|code| ("/document/issued_on", *code)).collect();
            child.act("launch", &head, early).await.faults(&faults);
        }
        child.act("launch", &head, decision("901/QĐ-BTP")).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn days_stand_in_order_and_names_exist() {
    both(async |app| {
        let officer = app.officer(STANDING_BODY).await;
        let good = draft(&app, "TEST").await;
        let send = async |member: &str, value: Value| {
            app.post("/movements", &officer).json(with(good.clone(), member, value)).await
        };
        assert_eq!(send("ends_on", json!("2024-06-30")).await.is(422)["errors"][0]["code"], "wrong_order");
        send("indicator_codes", json!(["TGPL-04", "NO-01"])).await.faults(&[("/indicator_codes/1", "not_found")]);
        send("award_form_codes", json!(["NO"])).await.faults(&[("/award_form_codes/0", "not_found")]);
        send("launched_by_unit_id", json!(Uuid::now_v7())).await.faults(&[("/launched_by_unit_id", "not_found")]);
        send("parent_movement_id", json!(Uuid::now_v7())).await.faults(&[("/parent_movement_id", "not_found")]);
        send("code", json!("303")).await.refused(409, "code_in_use");
        let late = with(period("A"), "due", json!([{"tier": "district", "due_on": "2024-06-30"}]));
        for wrong in [with(period("A"), "data_to", json!("2024-06-30")), late] {
            send("periods", json!([wrong])).await.is(422);
        }
        send("periods", json!([with(period("A"), "due", json!([]))])).await.is(422);
        let movement = Movement::drafted(&app, good.clone()).await;
        movement.act("update", &officer, json!({"ends_on": "2024-06-30"})).await.faults(&[("/ends_on", "wrong_order")]);
        movement.act("periods", &officer, period("A")).await.is(200);
        movement.act("periods", &officer, period("A")).await.refused(409, "code_in_use");
        movement.launched().await;
        let future = json!({"kind": "interim_review", "held_on": "2024-06-04"});
        movement.act("milestones", &officer, future).await.faults(&[("/held_on", "in_the_future")]);
    })
    .await;
}

#[actix_web::test]
async fn periods_of_a_kind_are_a_run() {
    both(async |app| {
        let officer = app.officer(STANDING_BODY).await;
        let good = with(draft(&app, "RUN").await, "starts_on", json!("2024-01-01"));
        let movement = Movement::drafted(&app, good).await;
        let add = async |code: &str, kind: &str, (from, to): (&str, &str), due_on: &str| {
            let body = json!({"code": code, "kind": kind, "data_from": from, "data_to": to,
                "due": [{"tier": "district", "due_on": due_on}]});
            movement.act("periods", &officer, body).await
        };
        add("H1", "half", ("2024-01-01", "2024-06-30"), "2024-07-05").await.is(200);
        // Another run may have the same days; the same may not.
        add("Q2", "quarter", ("2024-04-01", "2024-06-30"), "2024-07-05").await.is(200);
        for days in [("2024-06-30", "2024-12-29"), ("2023-12-15", "2024-06-14"), ("2024-02-01", "2024-07-31")] {
            add("H2", "half", days, "2025-01-05").await.faults(&[("/data_from", "overlaps")]);
        }
        add("H2", "half", ("2024-07-01", "2024-12-31"), "2025-01-05").await.is(200);
        for (kind, from, to) in [
            ("month", "2024-07-01", "2024-07-30"),
            ("month", "2024-07-01", "2024-08-01"),
            ("quarter", "2024-07-01", "2024-10-31"),
            ("nine_month", "2024-02-01", "2024-10-30"),
            ("year", "2024-01-02", "2025-01-02"),
            ("thads_year", "2023-10-01", "2024-09-29"),
        ] {
            add("X", kind, (from, to), "2026-01-05").await.faults(&[("/data_to", "not_of_kind")]);
        }
        // The movement begins, and ends, within these.
        add("A", "year", ("2024-01-01", "2024-11-30"), "2024-12-05").await.is(200);
        add("M2", "month", ("2024-02-01", "2024-02-29"), "2024-03-05").await.is(200);
        add("M12", "month", ("2024-12-15", "2024-12-31"), "2025-01-05").await.is(200);
        for due_on in ["2024-03-31", "2024-03-01"] {
            add("M3", "month", ("2024-03-01", "2024-03-31"), due_on).await.faults(&[("/due/0/due_on", "wrong_order")]);
        }
        // In a draft each is held against those before it.
        let twice = json!([period("A"), with(period("B"), "data_to", json!("2024-12-13"))]);
        let body = with(draft(&app, "RUN2").await, "periods", twice);
        let reply = app.post("/movements", &officer).json(body).await;
        reply.faults(&[("/periods/1/data_from", "overlaps")]);
    })
    .await;
}
