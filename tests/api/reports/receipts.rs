//! What was submitted has a receipt that anybody verifies with public keys alone, whatever has become of the key since.
use std::process::Command;

use base::{
    http::auth::generate_key,
    kernel::receipt::{Receipt, Verdict, verify},
};
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, CHO_DON, CUC_BAC_KAN, NA_HANG, Paper, STANDING_BODY, Story, target, values},
    support::{Caller, TestApp, both, off_the_loop},
};

async fn keys(app: &TestApp) -> Value {
    app.get("/.well-known/receipt-keys.json", &Caller::Nobody).await.is(200).json
}

/// The receipt of a version, as the department reads it.
async fn receipt(story: &Story, report: &Paper, version_no: i32) -> Value {
    let path = format!("{}/receipt?version_no={version_no}", report.path());
    story.app.get(&path, &story.officer(BAC_KAN).await).await.is(200).json
}

fn compact(receipt: &Value) -> &str {
    receipt["receipt"].as_str().expect("a receipt")
}

#[track_caller]
fn valid(receipt: &Value, keys: &Value) -> Receipt {
    match verify(compact(receipt), keys) {
        Verdict::Valid(said) => {
            assert_eq!(serde_json::to_value(&said).unwrap(), receipt["content"]);
            assert_eq!(said.late, said.first_submitted_at >= said.late_from, "{said:?}");
            *said
        }
        other => panic!("{other:?}"),
    }
}

async fn submitted(story: &Story) -> Paper {
    story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
    story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await
}

/// Corrects a returned report.
async fn again(story: &Story, report: &Paper, value: i32) {
    let figures = values(&story.plan_in_force(BA_BE).await, &[("TGPL-04", json!({"value": value}))]);
    report.change(&story.officer(BA_BE).await, json!({"values": figures})).await.is(200);
    story.sign(report).await;
    story.submit(report).await;
}

#[actix_web::test]
async fn receipts_outlive_the_key_that_signed_them() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = submitted(&story).await;
        let old_keys = keys(&app).await;
        story.return_report(&report).await;
        let second_key = generate_key().unwrap();
        app.state.auth.reload(&second_key).unwrap();
        app.clock.set(app.clock.now() + chrono::TimeDelta::days(9));
        again(&story, &report, 13).await;

        let (first, second) = (receipt(&story, &report, 1).await, receipt(&story, &report, 2).await);
        assert_ne!(first["kid"], second["kid"]);
        let all = keys(&app).await;
        assert_eq!(all["keys"].as_array().unwrap().len(), 2, "the old key is kept, though it signs nothing any more");
        let said = [valid(&first, &all), valid(&second, &all)];
        let path = format!("{}/versions", report.path());
        let versions = story.app.get(&path, &story.officer(BA_BE).await).await.is(200);
        for (said, version) in said.iter().zip(versions.items()) {
            assert_eq!(json!(said.content_digest), version["content_digest"]);
            assert_eq!(json!(said.submitted_at), version["sent_at"]);
            assert_eq!((said.unit_code.as_str(), said.to_unit_code.as_str()), (BA_BE, BAC_KAN));
            assert_eq!((said.period_code.as_str(), said.report_id), ("2024", report.id));
            assert_eq!((said.due_on.to_string().as_str(), said.late), ("2024-12-17", false), "of the first submission");
        }
        assert_eq!(said[0].first_submitted_at, said[0].submitted_at);
        assert_eq!(said[1].first_submitted_at, said[0].submitted_at);

        // Whoever has only the keys of one time cannot tell of the other.
        valid(&first, &old_keys);
        for (of, keys) in [(&second, &old_keys), (&first, &json!({"keys": [all["keys"][0].clone()]}))] {
            assert_eq!(verify(compact(of), keys), Verdict::CannotTell(of["kid"].as_str().unwrap().to_owned()));
        }
        assert!(matches!(verify(compact(&first), &json!({})), Verdict::CannotTell(_)));
        // Access tokens end with their key all the same.
        let published = app.get("/.well-known/jwks.json", &Caller::Nobody).await.is(200);
        assert_eq!(published["keys"].as_array().unwrap().len(), 1);
    })
    .await;
}

#[actix_web::test]
async fn nothing_else_is_a_receipt() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = submitted(&story).await;
        let (made, keys) = (receipt(&story, &report, 1).await, keys(&app).await);
        let text = compact(&made);
        // Whatever single character of it is another, nobody takes it for what was signed.
        let characters: Vec<char> = text.chars().collect();
        for (at, one) in characters.iter().enumerate() {
            let mut forged = characters.clone();
            forged[at] = if *one == 'A' { 'B' } else { 'A' };
            let forged: String = forged.into_iter().collect();
            assert!(!matches!(verify(&forged, &keys), Verdict::Valid(_)), "at {at}");
        }
        let token = app.token(&story.officer(BA_BE).await).unwrap();
        assert!(matches!(verify(&token, &keys), Verdict::Invalid(_)), "an access token is no receipt");
        let short: &str = &characters[1..].iter().collect::<String>();
        for odd in ["", ".", "..", "a.b.c", &format!("{text}."), &format!("{text}.{text}"), short] {
            assert!(matches!(verify(odd, &keys), Verdict::Invalid(_)), "{odd}");
        }
        // A receipt is no access token either.
        let stranger = Caller::Token(text.to_owned());
        app.get("/reports", &stranger).await.refused(401, "invalid_token");
    })
    .await;
}

#[actix_web::test]
async fn whoever_reads_a_version_reads_its_receipt() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.received_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let report = story.signed_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        let read = async |unit: &str, more: &str| {
            app.get(&format!("{}/receipt{more}", report.path()), &story.officer(unit).await).await
        };
        read(BA_BE, "").await.refused(404, "not_found");
        story.submit(&report).await;
        for unit in [BA_BE, BAC_KAN, STANDING_BODY] {
            read(unit, "").await.is(200);
        }
        for unit in [NA_HANG, CUC_BAC_KAN] {
            read(unit, "").await.refused(404, "not_found");
        }
        read(BA_BE, "?version_no=2").await.refused(400, "invalid_parameter");
        // A dry run submits nothing, and a key that is sent again submits once.
        assert_eq!(entity_count(&app).await, 1);
    })
    .await;
}

async fn entity_count(app: &TestApp) -> usize {
    use sea_orm::EntityTrait;
    entity::receipt::Entity::find().all(app.state.db.primary()).await.unwrap().len()
}

#[actix_web::test]
async fn a_microsecond_decides_whether_a_receipt_says_late() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        for (unit, at, late) in
            [(BA_BE, "2024-12-17T16:59:59.999999Z", false), ("H03.D064.PTP", "2024-12-17T17:00:00Z", true)]
        {
            app.set_clock("2024-12-16T02:00:00Z");
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
            let report = story.signed_report(unit, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
            app.set_clock(at);
            story.submit(&report).await;
            let said = valid(&receipt(&story, &report, 1).await, &keys(&app).await);
            assert_eq!((said.late, json!(said.submitted_at)), (late, json!(at)));
        }
    })
    .await;
}

async fn extend(story: &Story, due_on: &str, excuses: bool) {
    let body = json!({"document_number": story.number("STP-VP"), "due_on": due_on, "excuses_lateness": excuses,
        "reason": "Bão lũ làm gián đoạn công tác báo cáo"});
    story.obligation(BA_BE, "2024").await.step("extend", &story.head(BAC_KAN).await, body).await.is(200);
}

/// More time that came too late leaves a report late, until a document excuses it.
#[actix_web::test]
async fn a_receipt_says_what_lateness_was_judged_by() {
    both(async |app| {
        app.set_clock("2024-12-16T02:00:00Z");
        let story = Story::of(app.clone()).await;
        story.issued_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        app.set_clock("2024-12-17T17:00:00Z");
        extend(&story, "2024-12-24", false).await;
        app.set_clock("2024-12-20T02:00:00Z");
        let report = story.submitted_report(BA_BE, "2024", &[("TGPL-04", json!({"value": 12}))]).await;
        story.return_report(&report).await;
        again(&story, &report, 13).await;
        extend(&story, "2024-12-31", true).await;
        story.return_report(&report).await;
        again(&story, &report, 14).await;
        let says = async |version_no: i32| {
            let said = valid(&receipt(&story, &report, version_no).await, &keys(&app).await);
            json!([said.due_on, said.late_from, said.late])
        };
        let late = json!(["2024-12-24", "2024-12-17T17:00:00Z", true]);
        assert_eq!((says(1).await, says(2).await), (late.clone(), late), "a later version says the same");
        assert_eq!(says(3).await, json!(["2024-12-31", "2024-12-31T17:00:00Z", false]), "once it is excused");
    })
    .await;
}

#[actix_web::test]
async fn a_receipt_knows_the_hour_at_which_the_deadline_closed() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let mut schedule = story.quarters((2024, 3), (2024, 4));
        schedule["closes"] = json!("16:30");
        story.active_schedule(schedule).await;
        app.set_clock("2024-06-20T02:00:00Z");
        for unit in [BA_BE, CHO_DON] {
            story.issued_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        for (unit, at, late) in [(BA_BE, "2024-09-17T09:29:59.999999Z", false), (CHO_DON, "2024-09-17T09:30:00Z", true)]
        {
            let report = story.signed_report(unit, "2024-Q3", &[("TGPL-04", json!({"value": 3}))]).await;
            app.set_clock(at);
            story.submit(&report).await;
            let said = valid(&receipt(&story, &report, 1).await, &keys(&app).await);
            let judged = json!([said.due_on, said.late_from, said.late]);
            assert_eq!(judged, json!(["2024-09-17", "2024-09-17T09:30:00Z", late]), "{unit}");
        }
    })
    .await;
}

#[actix_web::test]
async fn the_command_tells_valid_invalid_and_cannot_tell_apart() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let report = submitted(&story).await;
        let (made, keys) = (receipt(&story, &report, 1).await, keys(&app).await);
        let text = compact(&made).to_owned();
        let forged = text.replacen('.', ".A", 1);
        let cases = [
            (made.to_string(), keys.to_string(), 0, "valid: "),
            (format!("{text}\n"), keys.to_string(), 0, "valid: "),
            (forged, keys.to_string(), 3, "invalid: "),
            (text.clone(), json!({"keys": []}).to_string(), 4, "cannot tell: "),
            (text, "no keys".to_owned(), 1, ""),
        ];
        for (receipt, keys, status, told) in cases {
            let (file, set) = (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
            std::fs::write(file.path(), receipt).unwrap();
            std::fs::write(set.path(), keys).unwrap();
            let mut command = Command::new(env!("CARGO_BIN_EXE_thidua"));
            command.args(["receipt", "verify"]).arg(file.path()).arg("--keys").arg(set.path());
            let done = off_the_loop(move || command.output().unwrap()).await;
            assert_eq!(done.status.code(), Some(status), "{}", String::from_utf8_lossy(&done.stderr));
            assert!(String::from_utf8_lossy(&done.stdout).starts_with(told));
        }
    })
    .await;
}
