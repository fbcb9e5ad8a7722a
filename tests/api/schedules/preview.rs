//! What a schedule would make, before it makes anything.
use entity::{obligation, period};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::{
    stories::{MINISTRY, STANDING_BODY, Story},
    support::both,
};

#[actix_web::test]
async fn a_preview_tells_periods_due_days_units_and_where_the_rules_stand() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let mut body = story.quarters((2024, 2), (2025, 1));
        // 17/12/2024 is a Tuesday; 15/9/2024 a Sunday, 15/12/2024 too, 15/6/2024 and 15/3/2025 are Saturdays.
        body["due"] = json!([
            {"tier": "district", "day_of_last_month": 15, "roll": "next"},
            {"tier": "provincial", "rule": "ND09_DUE_GOV"},
        ]);
        body["closes"] = json!("17:00");
        let schedule = story.draft_schedule(body).await;
        let db = app.state.db.primary();
        let before =
            (period::Entity::find().count(db).await.unwrap(), obligation::Entity::find().count(db).await.unwrap());
        let path = format!("{}/preview", schedule.path());
        let told = app.get(&path, &story.head(MINISTRY).await).await.is(200);
        let after =
            (period::Entity::find().count(db).await.unwrap(), obligation::Entity::find().count(db).await.unwrap());
        assert_eq!(before, after, "a preview writes nothing");
        let periods = told["periods"].as_array().unwrap();
        let of = |member: &str| periods.iter().map(|one| one[member].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(of("code"), ["2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"]);
        assert_eq!(of("data_to"), ["2024-06-14", "2024-09-14", "2024-12-14", "2025-03-14"]);
        let due = |at: usize| periods.iter().map(|one| one["due"][at].clone()).collect::<Vec<Value>>();
        let days: Vec<_> = due(0).iter().map(|due| (due["due_on"].clone(), due["rolled_from"].clone())).collect();
        let rolled = [("06-17", "06-15"), ("09-16", "09-15"), ("12-16", "12-15")];
        for ((on, from), (day, was)) in days.iter().zip(rolled) {
            assert_eq!((on, from), (&json!(format!("2024-{day}")), &json!(format!("2024-{was}"))));
        }
        assert_eq!(days[3], (json!("2025-03-17"), json!("2025-03-15")));
        assert_eq!(
            (&due(0)[0]["closes_at"], &due(0)[0]["calendar_verified"]),
            (&json!("2024-06-17T10:00:00Z"), &json!(true))
        );
        for due in due(1) {
            assert_eq!(
                (&due["citation"]["document"]["number"], &due["citation"]["article"]),
                (&json!("09/2019/NĐ-CP"), &json!("13(1)"))
            );
            assert_eq!((&due["citation"]["verified"], &due["calendar_verified"]), (&json!(true), &Value::Null));
            assert!(due["due_on"].as_str().unwrap().ends_with("-25"));
        }
        assert_eq!(periods[0]["citation"]["article"], "12(2)");
        let owed = json!([{"unit_kind": "provincial_justice_department", "units": 63},
            {"unit_kind": "district_justice_office", "units": periods[0]["owed"][1]["units"]}]);
        assert_eq!(periods[0]["owed"], owed);
        assert!(periods[0]["owed"][1]["units"].as_u64().unwrap() > 600);
        assert_eq!((&told["kept"], &told["removed"]), (&json!([]), &json!([])));
        // Drafts are for those who prepare and decide.
        app.get(&path, &story.officer(STANDING_BODY).await).await.is(200);
        app.get(&path, &story.officer("H03.STP").await).await.refused(404, "not_found");
    })
    .await;
}

/// Each kind of run as its regime has it; a nine-month period is none of Nghị định 09/2019.
#[actix_web::test]
async fn every_kind_of_run_is_that_of_the_regime_chosen() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let officer = story.officer(STANDING_BODY).await;
        let preview = async |regime: &str, kind: &str, first: (i32, u32), last: (i32, u32)| {
            let mut body = story.quarters(first, last);
            body["regime"] = json!(regime);
            body["period_kind"] = json!(kind);
            body["due"] = json!([{"tier": "provincial", "working_days_after": 4}]);
            let made = app.post("/reporting-schedules", &officer).json(body).await;
            if made.status != 201 {
                return Err(made);
            }
            let told = app.get(&format!("/reporting-schedules/{}/preview", made.id()), &officer).await.is(200);
            let periods = told["periods"].as_array().unwrap().iter();
            let text = |one: &Value, member: &str| one[member].as_str().unwrap().to_owned();
            let told = periods.map(|one| {
                [text(one, "code"), text(one, "data_from"), text(one, "data_to"), text(&one["due"][0], "due_on")]
            });
            Ok(told.collect::<Vec<_>>())
        };
        for (regime, kind, at, expected) in [
            ("general", "month", (2024, 3), ["2024-T03", "2024-02-15", "2024-03-14", "2024-03-20"]),
            ("general", "quarter", (2025, 1), ["2025-Q1", "2024-12-15", "2025-03-14", "2025-03-20"]),
            ("general", "half", (2025, 2), ["2025-H2", "2025-06-15", "2025-12-14", "2025-12-18"]),
            ("general", "year", (2024, 1), ["2024", "2023-12-15", "2024-12-14", "2024-12-19"]),
            ("justice_statistics", "year", (2025, 1), ["2025", "2025-01-01", "2025-12-31", "2026-01-08"]),
            ("enforcement", "thads_year", (2024, 12), ["2024-THADS", "2023-10-01", "2024-09-30", "2024-10-04"]),
            ("inspection", "nine_month", (2026, 1), ["2026-9T", "2025-12-15", "2026-09-14", "2026-09-18"]),
        ] {
            let told =
                preview(regime, kind, at, at).await.unwrap_or_else(|e| panic!("{regime} {kind}: {}", e.describe()));
            assert_eq!(told, [expected.map(str::to_owned)], "{regime} {kind}");
        }
        for (regime, kind, at, fault) in [
            ("general", "nine_month", (2024, 1), ("/period_kind", "not_found")),
            ("nowhere", "year", (2024, 1), ("/period_kind", "not_found")),
            ("general", "quarter", (2024, 5), ("/first/number", "out_of_range")),
            ("enforcement", "thads_year", (2024, 6), ("/first/number", "out_of_range")),
            ("inspection", "quarter", (2025, 1), ("/first", "not_found")),
        ] {
            preview(regime, kind, at, at).await.expect_err(kind).faults(&[fault]);
        }
    })
    .await;
}

/// What is activated late would be late from the start, and says so.
#[actix_web::test]
async fn a_preview_says_which_due_days_have_passed() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let mut body = story.quarters((2024, 1), (2024, 2));
        let by_rule = json!({"tier": "provincial", "rule": "ND09_DUE_GOV"});
        body["due"] = json!([{"tier": "district", "day_of_last_month": 20}, by_rule]);
        body["closes"] = json!("17:00");
        let schedule = story.draft_schedule(body).await;
        let past = async || {
            let told = app.get(&format!("{}/preview", schedule.path()), &story.head(MINISTRY).await).await.is(200);
            let periods = told["periods"].as_array().unwrap().iter();
            let days = periods.flat_map(|one| one["due"].as_array().unwrap()).map(|due| due["is_past"] == true);
            days.collect::<Vec<_>>()
        };
        // 20 and 25 March, 20 and 25 June, each until 17:00 in Viet Nam.
        app.set_clock("2024-06-20T09:59:59.999999Z");
        assert_eq!(past().await, [true, true, false, false]);
        app.set_clock("2024-06-20T10:00:00Z");
        assert_eq!(past().await, [true, true, true, false]);
    })
    .await;
}

#[actix_web::test]
async fn a_due_day_lies_as_far_from_the_last_figures_as_the_law_asks() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let (officer, head) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
        // The figures end on Saturday the 14th: the first working day after it is Monday the 16th.
        let with = |date: &str| {
            let mut body = story.quarters((2024, 4), (2024, 4));
            body["due"] = json!([{"tier": "provincial", "day_of_last_month": 20}, {"tier": "district", "date": date}]);
            body
        };
        let soon = app.post("/reporting-schedules", &officer).json(with("12-15")).await;
        soon.faults(&[("/due/1", "too_soon")]);
        let far = story.draft_schedule(with("12-16")).await;
        let told = app.get(&format!("{}/preview", far.path()), &officer).await.is(200);
        let due = &told["periods"][0]["due"][1];
        assert_eq!((&due["earliest_on"], &due["too_soon"]), (&json!("2024-12-16"), &json!(false)));
        let rule = &due["earliest_citation"];
        assert_eq!(
            (&rule["document"]["number"], &rule["article"], &rule["verified"]),
            (&json!("09/2019/NĐ-CP"), &json!("8(5)(b)"), &json!(true))
        );
        far.step("activate", &head, Value::Null).await.is(200);
    })
    .await;
}
