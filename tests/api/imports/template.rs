//! What a template offers to choose from, and that what was chosen is understood.
use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use zip::ZipArchive;

use super::{XLSX, counts, import, refusals, sheet};
use crate::support::{Reply, both};

/// The cells that are held to a list, and where that lies.
fn held(template: &Reply) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(template.body.to_vec())).unwrap();
    let mut xml = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
    let between = |text: &str, before: &str, after: &str| {
        let (_, rest) = text.split_once(before).unwrap();
        rest.split_once(after).unwrap().0.to_owned()
    };
    let lists = xml.split("<dataValidation ").skip(1).filter(|one| one.starts_with("type=\"list\""));
    lists.map(|one| (between(one, "sqref=\"", "\""), between(one, "<formula1>", "</formula1>"))).collect()
}

/// The columns of the sheet of lists: title, then what may be chosen.
fn lists(template: &Reply) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(template.body.to_vec())).unwrap();
    let cells = book.worksheet_range("Danh mục").unwrap();
    let rows: Vec<Vec<String>> = cells.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let column = |at: usize| rows.iter().map(|row| row[at].clone()).filter(|cell| !cell.is_empty()).collect();
    (0..rows[0].len()).map(column).collect()
}

#[actix_web::test]
async fn a_template_offers_lists_and_takes_back_what_was_chosen() {
    both(async |app| {
        let officer = app.officer("G15.TDKT").await;
        let template = app.get("/indicators/import/template", &officer).await.is(200);
        let cells = [("F2:F10001", "$A$2:$A$4"), ("G2:G10001", "$B$2:$B$5"), ("H2:H10001", "$C$2:$C$3")];
        let cells = cells.map(|(cells, list)| (cells.to_owned(), format!("'Danh mục'!{list}")));
        assert_eq!(held(&template), cells);
        let lists = lists(&template);
        let expected: [&[&str]; 3] = [
            &["Chiều hướng tốt", "Tăng", "Giảm", "Đạt"],
            &["Cách tổng hợp", "Cộng dồn", "Trung bình", "Số cuối kỳ", "Tỷ lệ"],
            &["Loại chỉ tiêu", "Định lượng", "Định tính"],
        ];
        assert_eq!(lists, expected);
        for direction in &lists[0][1..] {
            for value_type in &lists[2][1..] {
                let lines: [&[&str]; 2] = [
                    &["code", "name", "unit_of_measure", &lists[0][0], &lists[1][0], &lists[2][0], "applies_to"],
                    &["NTM-01", "Số xã", "xã", direction, &lists[1][3], value_type, "provincial_justice_department"],
                ];
                let to = "/indicators/import?mode=validate";
                let reply = import(&app, &officer, to, (XLSX, sheet(&lines))).await.is(200);
                assert_eq!((counts(&reply), refusals(&reply)), ([1, 0, 0, 0], vec![]), "{direction}, {value_type}");
            }
        }
    })
    .await;
}
