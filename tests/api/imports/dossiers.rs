//! Nominations as a table.
use rust_xlsxwriter::ExcelDateTime;
use serde_json::json;

use super::{CSV, FORMATS, NDJSON, XLSX, book, comes_back, counts, import, refusals};
use crate::{
    stories::{BA_BE, NA_HANG, Story, dossier, person},
    support::both,
};

const TO: &str = "/nominations/import";
const HEAD: [&str; 10] = [
    "movement_id",
    "Đợt xét",
    "Đơn vị đề nghị",
    "Đối tượng",
    "Họ và tên",
    "Số định danh cá nhân",
    "Hình thức khen thưởng",
    "Tóm tắt thành tích",
    "Thành tích từ ngày",
    "Thành tích đến ngày",
];

#[actix_web::test]
async fn dossiers_are_drafted_and_a_personal_number_is_text() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(BA_BE).await;
        let movement = story.movement.to_string();
        let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
        let bytes = book(|sheet| {
            for (at, name) in (0..).zip(HEAD) {
                sheet.write_string(0, at, name).unwrap();
            }
            for (line, name) in (1..).zip(["SYN-0017", "SYN-0018", "SYN-0019"]) {
                let texts = [&movement, "Sơ kết", BA_BE, "Cá nhân", name, "030123456789", "GK", "Vượt chỉ tiêu"];
                for (at, text) in (0..).zip(texts) {
                    sheet.write_string(line, at, text).unwrap();
                }
                let (from, to) = (ExcelDateTime::from_ymd(2023, 1, 1), ExcelDateTime::from_ymd(2024, 5, 31));
                sheet.write_datetime_with_format(line, 8, from.unwrap(), &day).unwrap();
                sheet.write_datetime_with_format(line, 9, to.unwrap(), &day).unwrap();
            }
            sheet.write_number(2, 5, 30_123_456_789.0).unwrap();
            sheet.write_string(3, 5, "030123456780").unwrap();
            sheet.write_string(3, 3, "Tập thể").unwrap();
        });
        let told = import(&app, &officer, "/nominations/import?atomic=row", (XLSX, bytes)).await.is(200);
        assert_eq!(
            refusals(&told),
            [
                "3 validation_failed: F3 /subject/personal_id not_text",
                "4 validation_failed: F4 /subject/personal_id not_allowed"
            ],
            "{}",
            told.describe()
        );
        let list = app.get("/nominations", &officer).await.is(200);
        assert_eq!((list.items().len(), &list.items()[0]["subject"]["has_personal_id"]), (1, &json!(true)));
        assert_eq!(list.items()[0]["subject"]["full_name"], "SYN-0017");
        // Once more, and it is the same subject.
        let text = format!(
            "{}\n{movement},interim,{BA_BE},individual,SYN-0017,030123456789,GK,A,01/01/2023,31/05/2024\n",
            HEAD.join(",")
        );
        let again = import(&app, &officer, TO, (CSV, text.clone())).await.is(200);
        assert_eq!(refusals(&again), ["2 duplicate_award: "]);
        let stranger = story.officer(NA_HANG).await;
        assert_eq!(refusals(&import(&app, &stranger, TO, (CSV, text)).await.is(200)), ["2 forbidden: "]);
    })
    .await;
}

#[actix_web::test]
async fn dossiers_come_back_without_a_change_and_change_by_their_ids() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.nominate(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        story.nominate(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
        let (officer, before) = (story.officer(BA_BE).await, nomination.now().await);
        for media_type in FORMATS {
            let reply = comes_back(&app, &officer, ("/nominations", TO), media_type).await;
            assert_eq!(counts(&reply), [0, 0, 2, 0]);
        }
        assert_eq!(nomination.now().await.json, before.json);
        let line = json!({"id": nomination.id, "subject": {"position": "Phó phòng"},
            "achievement": {"summary": "Khác", "from": "2023-01-01", "to": "2024-05-31"}});
        let told = import(&app, &officer, TO, (NDJSON, line.to_string())).await.is(200);
        assert_eq!((counts(&told), refusals(&told)), ([0, 1, 0, 0], vec![]));
        let after = nomination.now().await;
        assert_eq!(
            (&after["subject"]["position"], &after["achievement"]["summary"]),
            (&json!("Phó phòng"), &json!("Khác"))
        );
        let other = json!({"id": nomination.id, "subject": {"full_name": "SYN-0019"}, "award_form_code": "BK_BT"});
        let told = import(&app, &officer, TO, (NDJSON, other.to_string())).await.is(200);
        assert_eq!(
            refusals(&told),
            ["1 validation_failed: - /award_form_code not_allowed, - /subject/full_name not_allowed"]
        );
        // Of another unit's draft nothing is told.
        let stranger = story.officer(NA_HANG).await;
        let hidden = import(&app, &stranger, TO, (NDJSON, line.to_string())).await.is(200);
        app.settle().await;
        let denied = app.events(nomination.id).await.into_iter().filter(|event| event == "access.denied");
        assert_eq!(denied.count(), 1, "whoever looked is told to the journal");
        let nothing = line.to_string().replace(&nomination.id.to_string(), &uuid::Uuid::now_v7().to_string());
        assert_eq!(import(&app, &stranger, TO, (NDJSON, nothing)).await.is(200).json, hidden.json);
    })
    .await;
}
