use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::{
    Column, Kind, Row, Sheet, csv,
    given::{Given, Style, day, number, read},
    lines,
    rows::{Rows, letters},
    xlsx,
};
use crate::kernel::{
    error::{Code, Fault, Result},
    organisation::Organisation,
};

const SHEET: Sheet = Sheet {
    name: "things",
    schema: "Thing",
    columns: &[
        Column::new("code", "Mã đơn vị", "/code", Kind::Code).required(),
        Column::new("name", "Tên", "/name", Kind::Text),
        Column::new("due_on", "Thời hạn", "/due/on", Kind::Day),
        Column::new("value", "Số liệu", "/value", Kind::Number),
        Column::new("parts", "Các phần", "/parts", Kind::Texts),
        Column::new("fits", "Phù hợp", "/fits", Kind::Flag),
    ],
    aliases: &[("other.name", "name")],
    read_only: &["other", "version"],
    most: 5,
};

fn bodies(rows: &Rows) -> Vec<std::result::Result<String, Vec<(String, Fault)>>> {
    let organisation = Organisation::default();
    let body = |row: &Row| {
        let body = row.over(&SHEET, &organisation, &super::body::Body::default());
        let faults = |e: crate::kernel::error::Error| e.fields.into_iter().map(|f| (f.pointer, f.fault)).collect();
        body.map(|body| body.json()).map_err(faults)
    };
    rows.rows.iter().map(body).collect()
}

fn json(rows: Result<Rows>) -> Vec<String> {
    bodies(&rows.unwrap()).into_iter().map(|body| body.unwrap()).collect()
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn days_are_read_as_vietnamese_is_written() {
    for text in ["3/4/2024", "03/04/2024", "03-04-2024", "3.4.2024", "2024-04-03", " 03/04/2024 "] {
        assert_eq!(day(text).unwrap().to_string(), "2024-04-03", "{text}");
    }
    let odd =
        ["31/02/2024", "3/4/24", "4/13/2024", "3-4/2024", "2024-4-3", "2024/04/03", "3 tháng 4", "", "1/1/1/2024"];
    for text in odd {
        assert_eq!(day(text), None, "{text}");
    }
}

#[test]
fn a_point_is_of_thousands_where_numbers_are_vietnamese() {
    for (text, point, comma) in [
        ("1.234,5", Some("1234.5"), Some("1234.5")),
        ("-1.234.567,80", Some("-1234567.8"), Some("-1234567.8")),
        ("1.234", Some("1.234"), Some("1234")),
        ("1234,5", None, Some("1234.5")),
        ("12.5", Some("12.5"), None),
        ("1,234.5", None, None),
        ("1.23,4", None, None),
        ("0.125", Some("0.125"), None),
        ("-0.500", Some("-0.5"), None),
        ("00.125", Some("0.125"), None),
        ("0.125,5", None, None),
        ("0,125", None, Some("0.125")),
        ("1.234e2", Some("1.234e2"), None),
        ("1.234e0", Some("1.234"), None),
        ("1.234,5e2", None, None),
        ("1,5e2", None, Some("1.5e2")),
        ("007", Some("7"), Some("7")),
        ("0", Some("0"), Some("0")),
        ("1e309", Some("1e309"), Some("1e309")),
        ("45%", None, None),
        ("NaN", None, None),
        ("1.", None, None),
        (".5", None, None),
        ("--1", None, None),
    ] {
        assert_eq!(number(text, Style::Point).as_deref(), point, "{text} with points");
        assert_eq!(number(text, Style::Comma).as_deref(), comma, "{text} with commas");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_in_vietnamese_is_read_back(whole in 0_u64..1_000_000_000, fraction in 0_u32..10_000, minus: bool) {
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let sign = if minus { "-" } else { "" };
        let read = number(&format!("{sign}{grouped},{fraction:04}"), Style::Comma).unwrap();
        let expected: entity::Quantity = format!("{sign}{whole}.{fraction:04}").parse().unwrap();
        prop_assert_eq!(read.parse::<entity::Quantity>().unwrap(), expected);
    }

    #[test]
    fn no_text_stops_a_reader(text in "\\PC{0,80}") {
        drop((number(&text, Style::Comma), number(&text, Style::Point), day(&text)));
        drop((csv::read(&SHEET, text.as_bytes()), lines::read(&SHEET, text.as_bytes())));
    }

    #[test]
    fn no_bytes_stop_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop((csv::read(&SHEET, &bytes), lines::read(&SHEET, &bytes), xlsx::read(&SHEET, &bytes)));
    }

    #[test]
    fn a_number_of_a_spreadsheet_is_what_it_shows(units in -99_999_999_i64..99_999_999) {
        #[expect(clippy::cast_precision_loss, reason = "of eight digits")]
        let given = Given::Number(units as f64 / 10_000.0 + 0.1 - 0.1);
        let text = read(&given, Kind::Number, Style::Comma, &Organisation::default()).unwrap().unwrap();
        prop_assert_eq!(text.parse::<entity::Quantity>().unwrap(), entity::Quantity(units));
    }
}

#[test]
fn csv_is_read_however_a_spreadsheet_program_writes_it() {
    let expected = [r#"{"code":"012","name":"Bệ","due":{"on":"2024-04-03"},"value":1234.5}"#];
    // With BOM, semicolons and letters that are not composed.
    let windows = "\u{feff}Mã đơn vị;Tên;Thời hạn;Số liệu\r\n012;Be\u{323}\u{302};03/04/2024;1.234,5\r\n;;;\r\n";
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(windows).collect();
    for text in [windows, &decomposed] {
        assert_eq!(json(csv::read(&SHEET, text.as_bytes())), expected);
    }
    let tabs = "code\tname\tdue_on\tvalue\n012\tBệ\t3/4/2024\t1234,5\n";
    assert_eq!(json(csv::read(&SHEET, tabs.as_bytes())), expected);
    let commas = "code,name,due_on,value,version\n012,Bệ,2024-04-03,1234.5,7\n";
    assert_eq!(json(csv::read(&SHEET, commas.as_bytes())), expected);
    let named = "sep=;\ncode;name;due_on;value\n012;\"Bệ\";3/4/2024;1234,5\n";
    let rows = csv::read(&SHEET, named.as_bytes()).unwrap();
    assert_eq!((rows.rows[0].number, bodies(&rows)[0].as_deref().unwrap()), (3, expected[0]));
    let lists = "code,parts,fits\n1,\"a; b;\",có\n2,,x\n3,a\\; b; c\\d,x\n";
    assert_eq!(
        json(csv::read(&SHEET, lists.as_bytes())),
        [
            r#"{"code":"1","parts":["a","b"],"fits":true}"#,
            r#"{"code":"2","fits":true}"#,
            r#"{"code":"3","parts":["a; b","c\\d"],"fits":true}"#,
        ]
    );
}

#[test]
fn what_is_wrong_with_a_row_is_told_with_the_row() {
    let text = "code,name,value,due_on\n1,=1+1,x,31/02/2024\n2,'=1+1,1,\n2,'=1+1,1,\n3,a\n";
    let rows = csv::read(&SHEET, text.as_bytes()).unwrap();
    let told = bodies(&rows);
    let at = |pointer: &str, fault| (pointer.to_owned(), fault);
    assert_eq!(
        told[0].clone().unwrap_err(),
        [at("/name", Fault::Formula), at("/due/on", Fault::InvalidValue), at("/value", Fault::NotANumber)]
    );
    assert_eq!(told[1].as_deref().unwrap(), r#"{"code":"2","name":"=1+1","value":1}"#);
    assert_eq!(told[2].clone().unwrap_err(), [at("", Fault::Duplicate)]);
    assert_eq!(told[3].clone().unwrap_err(), [at("", Fault::CellsMissing)]);
    let numbers: Vec<u32> = rows.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 3, 4, 5]);
}

#[test]
fn what_is_wrong_with_a_file_is_told_of_the_file() {
    let refused = |text: &str| {
        let e = csv::read(&SHEET, text.as_bytes()).unwrap_err();
        (e.code, e.fields.into_iter().map(|f| (f.pointer, f.fault)).collect::<Vec<_>>())
    };
    let wrong = |pointer: &str, fault| (Code::ValidationFailed, vec![(pointer.to_owned(), fault)]);
    assert_eq!(refused("code,colour\n1,red\n"), wrong("/colour", Fault::UnknownMember));
    assert_eq!(refused("name\nA\n"), wrong("/code", Fault::Required));
    assert_eq!(refused("code,Mã đơn vị\n1,1\n"), wrong("/Mã đơn vị", Fault::Duplicate));
    assert_eq!(refused("code,name,other.name\n1,a,a\n"), wrong("/other.name", Fault::Duplicate));
    assert_eq!(refused("code\n1\n2\n3\n4\n5\n6\n").0, Code::TooManyRows);
    assert_eq!(refused("").0, Code::ImportUnreadable);
    assert_eq!(csv::read(&SHEET, b"code\n\xff\n").unwrap_err().code, Code::ImportUnreadable);
}

#[test]
fn a_line_of_json_is_a_body_or_an_exported_item() {
    let text = concat!(
        r#"{"code":"1","other":{"name":"A","id":7},"version":3,"value":1.50,"parts":["a"]}"#,
        "\n\n",
        r#"{"code":"2","due":{"on":"2024-04-03"},"name":null}"#,
        "\n[]\n",
        r#"{"code":"3","colour":"red"}"#,
    );
    let rows = lines::read(&SHEET, text.as_bytes()).unwrap();
    let told = bodies(&rows);
    assert_eq!(told[0].as_deref().unwrap(), r#"{"code":"1","name":"A","value":1.50,"parts":["a"]}"#);
    assert_eq!(told[1].as_deref().unwrap(), r#"{"code":"2","due":{"on":"2024-04-03"}}"#);
    assert_eq!(told[2].clone().unwrap_err(), [(String::new(), Fault::WrongType)]);
    assert_eq!(told[3].clone().unwrap_err(), [("/colour".to_owned(), Fault::UnknownMember)]);
    assert_eq!(rows.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 4, 5]);
}

#[test]
fn spreadsheets_are_read_by_their_cells() {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let bytes = book(|sheet| {
        for (at, name) in (0..).zip(["Tên", "code", "due_on", "value", "fits", "version"]) {
            sheet.write_string(0, at, name).unwrap();
        }
        sheet.write_string(1, 0, "Be\u{323}\u{302}").unwrap();
        sheet.write_string(1, 1, "012345678901").unwrap();
        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 4, 3).unwrap();
        sheet.write_datetime_with_format(1, 2, &date, &day).unwrap();
        sheet.write_number(1, 3, 0.1 + 0.2).unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        sheet.write_number(1, 5, 7.0).unwrap();
        // As text, as it is typed.
        sheet.write_string(3, 1, "2").unwrap();
        sheet.write_string(3, 2, "03/04/2024").unwrap();
        sheet.write_string(3, 3, "1.234,5").unwrap();
        sheet.write_number(3, 0, 2024.0).unwrap();
    });
    let rows = xlsx::read(&SHEET, &bytes).unwrap();
    let told = bodies(&rows);
    assert_eq!(
        told[0].as_deref().unwrap(),
        r#"{"code":"012345678901","name":"Bệ","due":{"on":"2024-04-03"},"value":0.3,"fits":true}"#
    );
    assert_eq!(told[1].as_deref().unwrap(), r#"{"code":"2","name":"2024","due":{"on":"2024-04-03"},"value":1234.5}"#);
    assert_eq!(rows.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(rows.places, [Some(1), Some(0), Some(2), Some(3), None, Some(4)]);
}

#[test]
fn nothing_in_a_spreadsheet_is_guessed_or_computed() {
    let bytes = book(|sheet| {
        for (at, name) in (0..).zip(["code", "name", "due_on", "value"]) {
            sheet.write_string(0, at, name).unwrap();
        }
        sheet.write_number(1, 0, 12_345_678_901.0).unwrap();
        sheet.write_formula(1, 1, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_number(1, 2, 45_385.0).unwrap();
        sheet.write_string(1, 3, "1e309").unwrap();
        sheet.merge_range(2, 0, 3, 1, "gộp", &Format::new()).unwrap();
        sheet.write_string(4, 0, "9").unwrap();
        sheet.write_number(4, 1, 1.5).unwrap();
    });
    let told = bodies(&xlsx::read(&SHEET, &bytes).unwrap());
    let at = |pointer: &str, fault| (pointer.to_owned(), fault);
    assert_eq!(
        told[0].clone().unwrap_err(),
        [at("/code", Fault::NotText), at("/name", Fault::Formula), at("/due/on", Fault::WrongType)]
    );
    assert_eq!(told[1].clone().unwrap_err(), [at("/code", Fault::MergedCell), at("/name", Fault::MergedCell)]);
    assert_eq!(told.last().unwrap().clone().unwrap_err(), [at("/name", Fault::NotText)]);
    let heads = book(|sheet| {
        sheet.merge_range(0, 0, 0, 1, "code", &Format::new()).unwrap();
        sheet.write_string(1, 0, "1").unwrap();
    });
    let merged = xlsx::read(&SHEET, &heads).unwrap_err();
    assert_eq!(merged.fields.first().map(|f| f.fault), Some(Fault::MergedCell));
    assert_eq!(xlsx::read(&SHEET, b"PK\x03\x04nonsense").unwrap_err().code, Code::ImportUnreadable);
}

#[test]
fn columns_are_named_as_spreadsheets_do() {
    for (at, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
        assert_eq!(letters(at), name);
    }
}
