use actix_web::http::header::{ACCEPT, HeaderMap, HeaderValue};
use serde_json::json;

use super::{Cell, Column, Format, Kind, Table, cell::computes, csv_head, csv_rows, is_guarded, parted, texts::joined};

fn wanted(accept: &str, offered: &[Format]) -> Result<Format, &'static str> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_str(accept).unwrap());
    Format::wanted(&headers, offered).map_err(|e| e.code.spec().slug)
}

#[test]
fn the_caller_gets_what_it_wants_most() {
    let all = |accept| wanted(accept, Format::ALL);
    for (accept, format) in [
        ("*/*", Format::Json),
        ("", Format::Json),
        ("application/*", Format::Json),
        ("text/*", Format::Csv),
        ("text/csv", Format::Csv),
        ("TEXT/CSV; charset=utf-8", Format::Csv),
        ("text/csv, */*", Format::Csv),
        ("application/json, text/csv", Format::Json),
        ("application/json;q=0.5, text/csv;q=0.4, application/x-ndjson", Format::Ndjson),
        ("text/csv;q=0, */*;q=0.1", Format::Json),
        ("application/json;q=0, */*", Format::Csv),
        ("text/html, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.2", Format::Xlsx),
        ("application/problem+json", Format::Json),
    ] {
        assert_eq!(all(accept), Ok(format), "{accept}");
    }
    for accept in ["text/html", "application/json;q=0", "image/*", "text/csv;q=0"] {
        assert_eq!(all(accept), Err("not_acceptable"), "{accept}");
    }
    assert_eq!(wanted("text/csv", Format::ALONE), Err("not_acceptable"));
    assert_eq!(wanted("text/csv, */*;q=0.1", Format::ALONE), Ok(Format::Json));
}

#[test]
fn without_a_wish_it_is_json() {
    assert_eq!(Format::wanted(&HeaderMap::new(), Format::ALL).unwrap(), Format::Json);
}

fn table() -> Table {
    let row = |name: &str, owed: i64, late: bool, due_on: &str, sent_at: Option<&str>| {
        [json!(name), json!(owed), json!(late), json!(due_on), json!(sent_at)].iter().map(Cell::from).collect()
    };
    let column = |(name, kind): (&str, Kind)| Column { name: name.to_owned(), kind };
    let columns = [
        ("name", Kind::Text),
        ("owed", Kind::Number),
        ("late", Kind::Flag),
        ("due_on", Kind::Day),
        ("sent_at", Kind::Instant),
    ];
    Table {
        name: "sheet",
        columns: columns.map(column).to_vec(),
        rows: vec![
            row("=1+1", -2, true, "2024-06-03", Some("2024-12-17T16:59:59.5Z")),
            row("Huyện \"A\",\nB", 3, false, "2024-06-03", None),
            row("-4.5", 0, false, "2024-06-03", None),
        ],
    }
}

fn csv(bom: bool) -> Vec<u8> {
    [csv_head(&table().columns, bom).unwrap(), csv_rows(&table().rows).unwrap()].concat()
}

#[test]
fn csv_is_quoted_ends_lines_with_crlf_and_computes_nothing() {
    let lines = "name,owed,late,due_on,sent_at\r\n'=1+1,-2,true,2024-06-03,2024-12-17T16:59:59.5Z\r\n\
        \"Huyện \"\"A\"\",\nB\",3,false,2024-06-03,\r\n-4.5,0,false,2024-06-03,\r\n";
    assert_eq!(String::from_utf8(csv(false)).unwrap(), lines);
    assert_eq!(csv(true), [&[0xef, 0xbb, 0xbf], lines.as_bytes()].concat());
}

#[test]
fn only_what_a_spreadsheet_would_compute_gets_an_apostrophe() {
    for text in ["=A1", "+A1", "-A1", "@SUM(A1)", "\tx", "\rx", "-", "+1-1", "=1", "-1.", "--1", "-1e5", "+84 204"] {
        assert!(computes(text), "{text:?}");
    }
    for text in ["", "A1", "-1", "+1", "-0.25", "1-1", "5", "Phòng Tư pháp", "a=b", " =A1", "2024-06-03"] {
        assert!(!computes(text), "{text:?}");
    }
    for text in ["'=1", "''+A1", "'@"] {
        assert!(is_guarded(text), "whoever takes an apostrophe away takes the wrong one: {text:?}");
    }
    for text in ["'", "'A1", "''", "'-1"] {
        assert!(!is_guarded(text), "{text:?}");
    }
}

#[test]
fn several_texts_in_a_cell_stay_themselves() {
    for texts in [&["a", "b"][..], &["a; b", "c"], &[r"a\", ";"], &[r"\;", r"\\; b"], &[r"C:\a"]] {
        let cell = joined(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let read = parted(&cell);
        assert_eq!(read.iter().map(|text| text.trim()).collect::<Vec<_>>(), texts, "{cell}");
    }
    assert_eq!(parted(r"C:\a;b"), [r"C:\a", "b"], "as it is typed");
}

#[test]
fn a_line_of_json_is_a_row_in_the_order_of_the_columns() {
    let text = String::from_utf8(table().ndjson().unwrap()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[0],
        r#"{"name":"=1+1","owed":-2,"late":true,"due_on":"2024-06-03","sent_at":"2024-12-17T16:59:59.5Z"}"#
    );
    assert!(text.ends_with('\n'));
}

#[test]
fn equal_tables_are_equal_spreadsheets() {
    let (one, other) = (table().xlsx().unwrap(), table().xlsx().unwrap());
    assert!(one == other && one.starts_with(b"PK"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(one)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert!(!sheet.contains("<f>") && sheet.contains("<v>-2</v>"), "{sheet}");
    // Days since 1899-12-30; the instant is of the 17th, 23:59:59, by the clock of Viet Nam.
    assert!(sheet.contains("<v>45446</v>") && sheet.contains("<v>45643.99998842"), "{sheet}");
}
