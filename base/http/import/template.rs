//! A template to be filled: the columns with notes, and lists of what may stand in them.
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::{Column, Kind, Sheet};
use crate::kernel::error::{Error, Result};

/// The second sheet: a column for each list.
const LISTS: &str = "Danh mục";
const LAST_ROW: u32 = 10_000;
const WIDTH: u16 = 22;

/// The template of a sheet, and what is filled in already: a row of texts for each, by the names of their columns.
pub struct Template<'a> {
    pub sheet: &'a Sheet,
    pub rows: Vec<Vec<(&'static str, String)>>,
}

impl Template<'_> {
    pub fn bytes(&self) -> Result<Vec<u8>> {
        self.made().map_err(Error::internal)
    }

    fn made(&self) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // Equal templates are equal files, and so have one tag.
        let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&always));
        let columns: Vec<&Column> = self.sheet.columns.iter().filter(|column| column.kind != Kind::Json).collect();
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.sheet.name)?;
        sheet.set_freeze_panes(1, 0)?;
        let mut lists = 0;
        for (at, column) in (0..).zip(&columns) {
            head(sheet, at, column)?;
            if let Some(choices) = choices(column.kind) {
                let last = choices.len() + 1;
                let letters = super::rows::letters(lists);
                let list = Formula::new(format!("='{LISTS}'!${letters}$2:${letters}${last}"));
                let list = DataValidation::new().allow_list_formula(list).ignore_blank(true);
                sheet.add_data_validation(1, at, LAST_ROW, at, &list)?;
                lists += 1;
            }
        }
        for (line, row) in (1..).zip(&self.rows) {
            for (name, text) in row {
                let at = columns.iter().position(|column| column.name == *name).and_then(|at| u16::try_from(at).ok());
                if let Some(at) = at {
                    sheet.write_string(line, at, text)?;
                }
            }
        }
        add_lists(workbook.add_worksheet(), &columns)?;
        workbook.save_to_buffer()
    }
}

fn head(sheet: &mut Worksheet, at: u16, column: &Column) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let title = if column.required { format!("{} *", column.title) } else { column.title.to_owned() };
    sheet.write_string_with_format(0, at, title, &bold)?;
    sheet.set_column_width(at, WIDTH)?;
    sheet.set_column_format(at, &cells(column.kind))?;
    let required = if column.required { " Bắt buộc." } else { "" };
    let note = format!("{}: {}{required}", column.name, hint(column.kind));
    sheet.insert_note(0, at, &Note::new(note).add_author_prefix(false))?;
    Ok(())
}

/// Where each digit counts a cell is of text before anybody types into it.
fn cells(kind: Kind) -> Format {
    match kind {
        Kind::Day => Format::new().set_num_format("dd/mm/yyyy"),
        Kind::Number | Kind::Flag => Format::new(),
        _ => Format::new().set_num_format("@"),
    }
}

const fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "văn bản.",
        Kind::Code => "văn bản, giữ nguyên mọi chữ số.",
        Kind::Day => "ngày/tháng/năm, ví dụ 03/04/2024 là ngày 3 tháng 4.",
        Kind::Number => "số, ví dụ 1.234,5.",
        Kind::Flag => "có hoặc không.",
        Kind::Id => "mã định danh của hệ thống.",
        Kind::Unit => "mã hoặc mã định danh của đơn vị, ví dụ H03.STP.",
        Kind::Choice(_) => "chọn trong danh mục.",
        Kind::Texts => "nhiều giá trị cách nhau bằng dấu chấm phẩy; trong một giá trị viết là \\;.",
        Kind::Json => "",
    }
}

const FLAGS: &[(&str, &str)] = &[("true", "Có"), ("false", "Không")];

const fn choices(kind: Kind) -> Option<&'static [(&'static str, &'static str)]> {
    match kind {
        Kind::Choice(choices) => Some(choices),
        Kind::Flag => Some(FLAGS),
        _ => None,
    }
}

fn add_lists(sheet: &mut Worksheet, columns: &[&Column]) -> std::result::Result<(), XlsxError> {
    sheet.set_name(LISTS)?;
    let lists = columns.iter().filter_map(|column| choices(column.kind).map(|choices| (column, choices)));
    for (at, (column, choices)) in (0..).zip(lists) {
        sheet.write_string(0, at, column.title)?;
        for (line, (_, label)) in (1..).zip(choices) {
            sheet.write_string(line, at, *label)?;
        }
    }
    Ok(())
}
