//! What a file is, by its bytes alone.
mod archive;

use std::{fs::File, io::Read, path::Path};

use base::{kernel::error::Result, store::objects::unavailable};

use super::rules::{FileType, not_allowed};

/// As much as the signatures of types look at.
const HEAD: u64 = 8 * 1024;

/// Reads a file through: not on a thread that serves requests.
pub fn type_of(path: &Path, most_unpacked: u64) -> Result<FileType> {
    let mut head = vec![];
    File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).map_err(unavailable)?;
    if infer::archive::is_zip(&head) {
        return archive::type_of(File::open(path).map_err(unavailable)?, most_unpacked);
    }
    match infer::get(&head).map(|found| found.mime_type()) {
        // `infer` finds the mark anywhere in the first kilobyte, as old readers do: after what, nobody knows.
        Some("application/pdf") if head.starts_with(b"%PDF-") => Ok(FileType::Pdf),
        Some("image/png") => Ok(FileType::Png),
        Some("image/jpeg") => Ok(FileType::Jpeg),
        _ => Err(not_allowed(&FileType::ALL)),
    }
}
