//! What a list names twice is told at its later place.
use serde_json::{Value, json};

use super::{Movement, STANDING_BODY, draft, period, with};
use crate::support::both;

/// A list, the same with one thing twice, and where that is told.
fn lists() -> Vec<(&'static str, Value, &'static str)> {
    let basis = |number: &str, issued_on: Value| json!({"number": number, "title": "Căn cứ", "issued_on": issued_on});
    let line = |receiver: &str| json!({"unit_kind": "ministry_unit", "receiver": receiver});
    let day = |day: &str| json!(day);
    vec![
        ("aliases", json!(["A", "B", "A"]), "/aliases/2"),
        ("indicator_codes", json!(["TGPL-04", "TGPL-04"]), "/indicator_codes/1"),
        ("award_form_codes", json!(["GK", "BK_BT", "GK"]), "/award_form_codes/2"),
        ("reporting_lines", json!([line("standing_body"), line("parent")]), "/reporting_lines/1/unit_kind"),
        ("legal_bases", json!([basis("1/QĐ", Value::Null), basis("01/qđ", Value::Null)]), "/legal_bases/1/number"),
        (
            "legal_bases",
            json!([basis("1/QĐ-BTP", day("2023-01-02")), basis("1/QĐ-BTP", day("2023-11-02"))]),
            "/legal_bases/1/number",
        ),
    ]
}

#[actix_web::test]
async fn a_value_given_twice_is_told_at_its_later_place() {
    both(async |app| {
        let officer = app.officer(STANDING_BODY).await;
        let send = async |member: &str, value: Value| {
            app.post("/movements", &officer).json(with(draft(&app, "TEST").await, member, value)).await
        };
        let movement = Movement::drafted(&app, draft(&app, "KEPT").await).await;
        for (member, twice, pointer) in lists() {
            send(member, twice.clone()).await.faults(&[(pointer, "duplicate")]);
            let reply = movement.act("update", &officer, with(json!({}), member, twice)).await;
            reply.faults(&[(pointer, "duplicate")]);
        }
        send("periods", json!([period("a"), period("A")])).await.faults(&[("/periods/1/code", "duplicate")]);
        let tier = |tier: &str| json!({"tier": tier, "due_on": "2024-12-17"});
        let due = json!([tier("district"), tier("provincial"), tier("district")]);
        send("periods", json!([with(period("A"), "due", due.clone())]))
            .await
            .faults(&[("/periods/0/due/2/tier", "duplicate")]);
        movement.act("periods", &officer, with(period("A"), "due", due)).await.faults(&[("/due/2/tier", "duplicate")]);
        let kinds = json!({"indicator_code": "TGPL-04", "unit_kinds": ["ministry_unit", "ministry_unit"]});
        movement.act("indicators", &officer, kinds).await.faults(&[("/unit_kinds/1", "duplicate")]);
        // Numbers begin anew every year.
        let of = |day: &str| json!({"number": "1/QĐ-BTP", "title": "Căn cứ", "issued_on": day});
        send("legal_bases", json!([of("2022-01-02"), of("2023-01-02")])).await.is(201);
    })
    .await;
}
