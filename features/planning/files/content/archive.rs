//! Documents that are archives.
use std::fs::File;

use base::{
    kernel::{
        archive::{self, Odd},
        error::{Code, Error, Result},
    },
    store::objects::unavailable,
};

use crate::files::rules::{FileType, not_allowed};

/// The entries that tell what a document is, and how much of them is read for it.
const TELLING: [&str; 2] = ["[Content_Types].xml", "mimetype"];
const TELLING_BYTES: u64 = 1024 * 1024;
/// The type of the main part of a document, which also tells it from one with macros or a template.
const MAIN_PARTS: [(&str, FileType); 2] = [
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", FileType::Docx),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", FileType::Xlsx),
];

pub fn type_of(file: File, most_unpacked: u64) -> Result<FileType> {
    let telling = |name: &[u8]| TELLING.iter().find(|one| name == one.as_bytes()).copied();
    let kept = |name: &[u8]| if telling(name).is_some() { TELLING_BYTES } else { 0 };
    let mut found = None;
    let see = |name: &[u8], head: &[u8]| found = found.or(telling(name).and_then(|name| told(name, head)));
    archive::look_through(file, most_unpacked, kept, see).map_err(|odd| match odd {
        Odd::TooLarge => Error::with(Code::ArchiveTooLarge, most_unpacked.to_string()),
        Odd::Broken => not_allowed(&FileType::ALL),
        Odd::Unreadable(e) => unavailable(e),
    })?;
    found.ok_or_else(|| not_allowed(&FileType::ALL))
}

/// What a telling entry says.
fn told(name: &str, content: &[u8]) -> Option<FileType> {
    let text = String::from_utf8_lossy(content);
    if name == "mimetype" {
        return [FileType::Odt, FileType::Ods].into_iter().find(|one| text.trim() == one.media_type());
    }
    MAIN_PARTS.into_iter().find(|(main, _)| text.contains(main)).map(|(_, found)| found)
}
