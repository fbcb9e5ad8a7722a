//! Indicators as a table: the catalogue comes back as it is, grows, and is changed under the rules of the operation.
use serde_json::json;

use super::{CSV, FORMATS, comes_back, counts, import, refusals};
use crate::support::both;

const TO: &str = "/indicators/import";

#[actix_web::test]
async fn the_catalogue_comes_back_and_grows() {
    both(async |app| {
        let officer = app.officer("G15.TDKT").await;
        for media_type in FORMATS {
            assert_eq!(counts(&comes_back(&app, &officer, ("/indicators", TO), media_type).await), [0, 0, 38, 0]);
        }
        let text = "\u{feff}Mã chỉ tiêu *;Tên chỉ tiêu *;Đơn vị tính *;Chiều hướng tốt *;Cách tổng hợp *;Loại đơn vị *;Giới hạn trên;Mã chỉ tiêu tử số;Mã chỉ tiêu mẫu số\n\
            NTM-01;Số xã;xã;Tăng;Cộng dồn;\"provincial_justice_department; ministry_unit\";;;\n\
            NTM-02;Số xã đạt chuẩn;xã;Tăng;Cộng dồn;provincial_justice_department;1.234,0;;\n\
            NTM-03;Tỷ lệ xã;%;Đạt;Tỷ lệ;provincial_justice_department;100;NTM-02;NTM-01\n\
            NTM-04;Tỷ lệ khác;%;Đạt;Tỷ lệ;provincial_justice_department;100;NTM-03;NTM-09\n\
            NTM-05;Số khác;xã;Tăng;Cộng dồn;village;1e309;;\n\
            TGPL-04;Số vụ việc trợ giúp pháp lý cho người nghèo;vụ;Tăng;Cộng dồn;\"provincial_justice_department;district_justice_office\";;;\n\
            NTM-01;Số xã;xã;Tăng;Cộng dồn;\"provincial_justice_department;ministry_unit\";;;\n";
        let expected = [
            "5 validation_failed: H5 /numerator_code not_allowed, I5 /denominator_code not_found",
            "6 validation_failed: F6 /applies_to/0 invalid_value, G6 /upper_bound number_too_large",
            "7 definition_in_use: ",
        ];
        let validated = import(&app, &officer, "/indicators/import?mode=validate&atomic=row", (CSV, text)).await.is(200);
        assert_eq!(refusals(&validated), expected, "{}", validated.describe());
        let made = import(&app, &officer, "/indicators/import?atomic=row", (CSV, text)).await.is(200);
        assert_eq!((made.json.clone(), counts(&made)[0]), (validated.json, 3));
        let ratio = app.get("/indicators?q=NTM-03", &officer).await.is(200);
        assert_eq!(ratio.each("numerator_code"), ["NTM-02"]);
        import(&app, &app.officer("H03.STP").await, TO, (CSV, text)).await.refused(403, "forbidden");
        app.get("/indicators/import/template", &officer).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_large_catalogue_is_put_down() {
    both(async |app| {
        let officer = app.officer("G15.TDKT").await;
        let text = "code,name,unit_of_measure,direction,aggregation,applies_to\n\
            NTM-01,Số xã,xã,increase,sum,provincial_justice_department\n";
        let later = app.post(TO, &officer).header("Prefer", "respond-async").body(CSV, text);
        let accepted = later.await.is(202);
        app.settle().await;
        let done = app.get(accepted.header("Location").unwrap(), &officer).await.is(200);
        assert_eq!(
            (&done["state"], &done["result"]["created"]),
            (&json!("succeeded"), &json!(1)),
            "{}",
            done.describe()
        );
    })
    .await;
}
