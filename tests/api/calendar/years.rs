//! Years of the working calendar that the ministry enters: with their document, in versions, and never under what was fixed.
use serde_json::{Value, json};

use crate::{
    imports::{CSV, counts, refusals},
    schedules::OFFICE,
    stories::{STANDING_BODY, Story},
    support::{Reply, both},
};

fn day(day: &str, kind: &str, instead_of: Value) -> Value {
    json!({"day": day, "kind": kind, "name": "Ngày nghỉ", "name_en": "Day off", "instead_of": instead_of})
}

/// The holidays that every year has, after these days.
fn with_fixed(year: i32, mut days: Value) -> Value {
    let fixed = ["01-01", "04-30", "05-01", "09-02"].map(|at| day(&format!("{year}-{at}"), "holiday", Value::Null));
    days.as_array_mut().unwrap().extend(fixed);
    days
}

impl Story {
    /// With the holidays that every year has.
    pub async fn try_enter_year(&self, year: i32, days: Value) -> Reply {
        self.try_enter_days(year, with_fixed(year, days)).await
    }

    pub async fn try_enter_days(&self, year: i32, days: Value) -> Reply {
        let document = self.document(&self.number("QĐ-TĐKT"));
        let body = json!({"year": year, "title": "Thông báo nghỉ lễ, tết", "days": days, "document": document});
        self.app.post("/calendar/years", &self.head(STANDING_BODY).await).json(body).await
    }

    pub async fn entered_year(&self, year: i32, days: Value) -> Reply {
        self.try_enter_year(year, days).await.is(201)
    }
}

#[actix_web::test]
async fn a_year_is_entered_and_what_was_fixed_before_stays() {
    both(async |app| {
        let story = Story::without_periods(app.clone()).await;
        let reader = story.officer("H03.STP").await;
        let due = async |from: &str| app.get(&format!("/calendar/due-day?from={from}&add=3"), &reader).await;
        // Three working days after the year that ends on 14 December.
        let year = json!({"movement_id": story.movement, "name": "Báo cáo năm", "regime": "general",
            "period_kind": "year", "first": {"year": 2024, "number": 1}, "last": {"year": 2025, "number": 1},
            "unit_kinds": [OFFICE], "document_number": "303/QĐ-BTP",
            "due": [{"tier": "district", "working_days_after": 3}]});
        story.active_schedule(year).await;
        let due_days = async || {
            let periods = story.periods().await;
            periods.iter().map(|period| period["due"][0]["due_on"].clone()).collect::<Vec<_>>()
        };
        let fixed = due_days().await;
        assert_eq!(fixed[0], "2024-12-18");
        assert_eq!(due("2024-12-14").await.is(200)["due_on"], "2024-12-18");

        let days = json!([
            day("2024-12-16", "holiday", Value::Null),
            day("2024-12-17", "swapped_off", json!("2024-12-21")),
            day("2024-12-21", "worked", json!("2024-12-17"))
        ]);
        let made = story.entered_year(2024, days.clone()).await;
        assert_eq!(due("2024-12-14").await.is(200)["due_on"], "2024-12-20", "from now on");
        assert_eq!(due_days().await, fixed, "what was told before is not otherwise now");
        let listed = app.get("/calendar/working-days?from=2024-12-16&to=2024-12-21", &reader).await.is(200);
        assert_eq!(listed.each("kind"), ["holiday", "swapped_off", "working", "working", "working", "worked"]);
        assert_eq!(listed.items()[0]["citation"]["document"]["number"], made["document_number"]);
        story.try_enter_year(2024, days).await.refused(409, "code_in_use");

        // A year that nobody knew; none may be left out.
        due("2027-03-01").await.refused(422, "no_calendar");
        story.try_enter_year(2028, json!([])).await.faults(&[("/year", "out_of_range")]);
        story.entered_year(2027, json!([])).await;
        assert_eq!(due("2027-03-01").await.is(200)["verified"], true);

        let path = format!("/calendar/years/{}", made.id());
        let head = story.head(STANDING_BODY).await;
        let replace = async |version: i64, days: Value| {
            let document = story.document(&story.number("QĐ-TĐKT"));
            let body = json!({"title": "Thông báo khác", "days": with_fixed(2024, days), "document": document});
            app.call("PUT".parse().unwrap(), &path, &head).version(version).json(body).await
        };
        replace(2, json!([])).await.refused(412, "version_mismatch");
        replace(1, json!([])).await.is(200);
        assert_eq!(due("2024-12-14").await.is(200)["due_on"], "2024-12-18");
        let versions = app.get(&format!("{path}/versions"), &reader).await.is(200);
        assert_eq!(versions.items()[0]["content"]["days"].as_array().unwrap().len(), 7);
        assert_eq!(versions.items()[1]["changed"], json!(["days", "document_number", "document_title"]));
        assert_eq!(app.events(made.id()).await, ["calendar_year.entered", "calendar_year.replaced"]);
    })
    .await;
}

#[actix_web::test]
async fn days_are_what_their_kinds_say_and_come_in_as_a_table() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        for (wrong, faults) in [
            (json!([day("2024-12-16", "weekend", Value::Null)]), &[("/days/0/kind", "not_allowed")][..]),
            (json!([day("2025-12-16", "holiday", Value::Null)]), &[("/days/0/day", "out_of_range")]),
            (json!([day("2024-12-16", "holiday", json!("2024-12-15"))]), &[("/days/0/instead_of", "not_allowed")]),
            (json!([day("2024-12-16", "day_in_lieu", Value::Null)]), &[("/days/0/instead_of", "required")]),
            (json!([day("2024-12-16", "day_in_lieu", json!("2024-12-15"))]), &[("/days/0/instead_of", "not_found")]),
            (json!([day("2024-12-16", "worked", json!("2024-12-15"))]), &[("/days/0/day", "not_of_kind")]),
            (json!([day("2024-12-16", "swapped_off", json!("2024-12-21"))]), &[("/days/0/instead_of", "not_found")]),
            (
                json!([day("2024-12-16", "holiday", Value::Null), day("2024-12-16", "holiday", Value::Null)]),
                &[("/days/1/day", "duplicate")],
            ),
        ] {
            story.try_enter_year(2024, wrong).await.faults(faults);
        }
        // 21 and 22 December are a weekend.
        let weekend =
            [day("2024-12-21", "worked", json!("2024-12-17")), day("2024-12-22", "worked", json!("2024-12-17"))];
        let off = day("2024-12-17", "swapped_off", json!("2024-12-21"));
        story
            .try_enter_year(2024, json!([weekend[0], weekend[1], off]))
            .await
            .faults(&[("/days/1/instead_of", "not_allowed")]);
        let in_lieu = |on: &str| day(on, "day_in_lieu", json!("2024-12-15"));
        let holiday = day("2024-12-15", "holiday", Value::Null);
        story
            .try_enter_year(2024, json!([in_lieu("2024-12-16"), holiday, in_lieu("2024-12-17")]))
            .await
            .faults(&[("/days/2/instead_of", "duplicate")]);
        let sunday = day("2024-12-15", "holiday", Value::Null);
        let made =
            story.entered_year(2024, json!([sunday, day("2024-12-16", "day_in_lieu", json!("2024-12-15"))])).await;
        let path = format!("/calendar/years/{}", made.id());
        let (head, to) = (story.head(STANDING_BODY).await, format!("{path}/import"));
        let list = format!("{path}/days");
        let send = async |text: &str, mode: &str| {
            let to = format!("{to}?mode={mode}&atomic=row");
            app.post(&to, &head).if_match("*").body(CSV, text.to_owned()).await.is(200)
        };
        let exported = app.get(&list, &head).header("Accept", CSV).await.is(200);
        let same = send(std::str::from_utf8(&exported.body).unwrap(), "commit").await;
        assert_eq!(counts(&same), [0, 0, 6, 0], "{:?}", refusals(&same));
        let text = "Ngày *;Loại ngày *;Tên gọi *;Tên tiếng Anh *;Thay cho ngày\n\
            17/12/2024;Ngày nghỉ hoán đổi;Nghỉ;Off;21/12/2024\n\
            21/12/2024;Ngày làm việc hoán đổi;Làm bù;Worked;17/12/2024\n\
            18/12/2024;Ngày nghỉ bù;Nghỉ;Off;19/12/2024\n\
            2024-12-16;Ngày nghỉ bù;Nghỉ bù;In lieu;15/12/2024\n";
        let expected = ["4 validation_failed: E4 /instead_of not_found"];
        let validated = send(text, "validate").await;
        assert_eq!(refusals(&validated), expected, "{}", validated.describe());
        let done = send(text, "commit").await;
        assert_eq!((&done.json, counts(&done)), (&validated.json, [2, 1, 0, 1]));
        let read = app.get(&list, &head).await.is(200);
        assert_eq!(read.each("day")[4..], ["2024-12-15", "2024-12-16", "2024-12-17", "2024-12-21"]);
        assert_eq!(app.get(&path, &head).await.is(200)["version"], 2, "a file is one change");
    })
    .await;
}

/// A year of nothing but ordinary days is one that nobody knows.
#[actix_web::test]
async fn a_year_has_the_holidays_that_the_law_fixes() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let holiday = |on: &str| day(on, "holiday", Value::Null);
        story.try_enter_days(2027, json!([])).await.faults(&[("/days", "too_short")]);
        let some = json!([holiday("2027-01-01"), holiday("2027-05-01")]);
        let missing = [("/days/2027-04-30", "required"), ("/days/2027-09-02", "required")];
        story.try_enter_days(2027, some).await.faults(&missing);
        let mut other = with_fixed(2027, json!([]));
        // Saturday 1 May 2027 is no day to be worked.
        other[2] = day("2027-05-01", "worked", json!("2027-05-04"));
        let swap = day("2027-05-04", "swapped_off", json!("2027-05-01"));
        other.as_array_mut().unwrap().push(swap);
        story.try_enter_days(2027, other).await.faults(&[("/days/2/kind", "not_allowed")]);
        let made = story.entered_year(2027, json!([])).await;
        let body = json!({"title": "Thông báo khác", "days": [holiday("2027-01-01")],
            "document": story.document(&story.number("QĐ-TĐKT"))});
        let path = format!("/calendar/years/{}", made.id());
        let replaced = app.call("PUT".parse().unwrap(), &path, &story.head(STANDING_BODY).await).if_match("*");
        let missing = ["/days/2027-04-30", "/days/2027-05-01", "/days/2027-09-02"].map(|at| (at, "required"));
        replaced.json(body).await.faults(&missing);
    })
    .await;
}
