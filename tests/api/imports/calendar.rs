//! The days of a year of the calendar as a table: one change, or none.
use rust_xlsxwriter::{ExcelDateTime, Format};
use serde_json::{Value, json};

use super::{FORMATS, NDJSON, XLSX, book, comes_back, counts, import, refusals};
use crate::{
    stories::{STANDING_BODY, Story},
    support::both,
};

fn day(day: &str, kind: &str, instead_of: Option<&str>) -> Value {
    json!({"day": day, "kind": kind, "name": "Ngày nghỉ", "name_en": "Day off", "instead_of": instead_of})
}

/// Two days change places.
fn swap() -> Vec<u8> {
    let date = |day: u8| ExcelDateTime::from_ymd(2024, 12, day).unwrap();
    let shown = Format::new().set_num_format("dd/mm/yyyy");
    book(|sheet| {
        for (at, name) in (0..).zip(["Ngày *", "Loại ngày *", "Tên gọi *", "Tên tiếng Anh *", "Thay cho ngày"])
        {
            sheet.write_string(0, at, name).unwrap();
        }
        for (line, (day, kind, other)) in
            (1..).zip([(17, "Ngày nghỉ hoán đổi", 21), (21, "Ngày làm việc hoán đổi", 17)])
        {
            sheet.write_datetime_with_format(line, 0, date(day), &shown).unwrap();
            sheet.write_string(line, 1, kind).unwrap();
            sheet.write_string(line, 2, "Hoán đổi").unwrap();
            sheet.write_string(line, 3, "Swapped").unwrap();
            sheet.write_datetime_with_format(line, 4, date(other), &shown).unwrap();
        }
    })
}

#[actix_web::test]
async fn days_come_in_from_every_format_all_of_them_or_none() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let days = [day("2024-12-15", "holiday", None), day("2024-12-16", "day_in_lieu", Some("2024-12-15"))];
        let made = story.entered_year(2024, json!(days)).await;
        let (head, path) = (story.head(STANDING_BODY).await, format!("/calendar/years/{}", made.id()));
        let (list, to) = (format!("{path}/days"), format!("{path}/import?atomic=all"));
        for media_type in FORMATS {
            let reply = comes_back(&app, &head, (&list, &to), media_type).await;
            assert_eq!(counts(&reply), [0, 0, 6, 0], "{media_type}");
        }
        let lines: String = [
            day("2024-12-17", "swapped_off", Some("2024-12-21")),
            day("2024-12-21", "worked", Some("2024-12-17")),
            day("2024-12-18", "day_in_lieu", Some("2024-12-19")),
        ]
        .iter()
        .map(|day| format!("{day}\n"))
        .collect();
        let refused = import(&app, &head, &to, (NDJSON, lines.clone())).await.is(200);
        assert_eq!(refusals(&refused), ["3 validation_failed: - /instead_of not_found"]);
        assert_eq!((counts(&refused), &refused["accepted"]), ([2, 0, 0, 1], &json!(false)));
        let year = app.get(&path, &head).await.is(200);
        let read = app.get(&list, &head).await.is(200);
        // After the holidays that every year has.
        assert_eq!(
            (year.version(), &read.each("day")[4..]),
            (1, &["2024-12-15", "2024-12-16"][..]),
            "nothing was kept"
        );
        let good = import(&app, &head, &to, (XLSX, swap())).await.is(200);
        assert_eq!((counts(&good), &good["accepted"]), ([2, 0, 0, 0], &json!(true)), "{:?}", refusals(&good));
        let first = lines.lines().next().unwrap().to_owned();
        let renamed = import(&app, &head, &to, (NDJSON, first)).await.is(200);
        assert_eq!(counts(&renamed), [0, 1, 0, 0], "{:?}", refusals(&renamed));
        let read = app.get(&list, &head).await.is(200);
        assert_eq!(read.each("day")[4..], ["2024-12-15", "2024-12-16", "2024-12-17", "2024-12-21"]);
        assert_eq!(read.each("name")[4..], ["Ngày nghỉ", "Ngày nghỉ", "Ngày nghỉ", "Hoán đổi"]);
    })
    .await;
}
