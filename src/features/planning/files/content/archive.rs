//! Documents that are archives: each entry is unpacked and counted, whatever the archive says of its size.
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
};

use zip::ZipArchive;

use crate::{
    features::planning::files::rules::{FileType, not_allowed},
    kernel::error::{Code, Error, Result},
    store::objects::unavailable,
};

const MOST_ENTRIES: usize = 10_000;
/// Before each entry of an archive's directory.
const ENTRY: u32 = u32::from_be_bytes(*b"PK\x01\x02");
/// The entries that tell what a document is, and how much of them is read for it.
const TELLING: [&str; 2] = ["[Content_Types].xml", "mimetype"];
const TELLING_BYTES: u64 = 1024 * 1024;
/// Enough to know an archive by.
const HEAD: u64 = 16;
/// The type of the main part of a document, which also tells it from one with macros or a template.
const MAIN_PARTS: [(&str, FileType); 2] = [
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", FileType::Docx),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", FileType::Xlsx),
];

pub fn type_of(mut file: File, most_unpacked: u64) -> Result<FileType> {
    let too_large = || Error::with(Code::ArchiveTooLarge, most_unpacked.to_string());
    // The directory is read as a whole, so its entries are counted before.
    if entries(&mut file).map_err(unavailable)? > MOST_ENTRIES {
        return Err(too_large());
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    // Of two entries of one name, or two archives in one file, readers see different ones.
    if archive.has_duplicate_names() || archive.offset() != 0 {
        return Err(not_allowed(&FileType::ALL));
    }
    let (mut found, mut left) = (None, most_unpacked);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(broken)?;
        let telling = TELLING.iter().find(|name| entry.name_raw() == name.as_bytes()).copied();
        let mut unpacked = entry.take(left.saturating_add(1));
        let mut head = vec![];
        let kept = if telling.is_some() { TELLING_BYTES } else { HEAD };
        (&mut unpacked).take(kept).read_to_end(&mut head).map_err(broken)?;
        let size = head.len() as u64 + io::copy(&mut unpacked, &mut io::sink()).map_err(broken)?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
        if holds_others(&head) {
            return Err(not_allowed(&FileType::ALL));
        }
        found = found.or(telling.and_then(|name| told(name, &head)));
    }
    found.ok_or_else(|| not_allowed(&FileType::ALL))
}

/// Encrypted, packed in a way that no office program uses, damaged: not a document of these types.
fn broken(_: impl std::error::Error) -> Error {
    not_allowed(&FileType::ALL)
}

/// How many entries the directory can have. Packed bytes look like the mark of one by chance only.
fn entries(file: &mut File) -> io::Result<usize> {
    let (mut found, mut last) = (0, 0_u32);
    let mut reader = BufReader::with_capacity(64 * 1024, &mut *file);
    loop {
        let block = reader.fill_buf()?;
        if block.is_empty() {
            break;
        }
        for byte in block {
            last = (last << 8) | u32::from(*byte);
            found += usize::from(last == ENTRY);
        }
        let read = block.len();
        reader.consume(read);
    }
    file.rewind()?;
    Ok(found)
}

fn holds_others(head: &[u8]) -> bool {
    use infer::archive::{is_7z, is_cab, is_rar, is_zip};
    [is_zip, is_rar, is_7z, is_cab].iter().any(|is| is(head))
}

/// What a telling entry says.
fn told(name: &str, content: &[u8]) -> Option<FileType> {
    let text = String::from_utf8_lossy(content);
    if name == "mimetype" {
        return [FileType::Odt, FileType::Ods].into_iter().find(|one| text.trim() == one.media_type());
    }
    MAIN_PARTS.into_iter().find(|(main, _)| text.contains(main)).map(|(_, found)| found)
}
