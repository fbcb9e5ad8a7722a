//! ZIP archives from outside: each entry is unpacked and counted, whatever the archive says of its size.
use std::io::{self, BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

pub const MOST_ENTRIES: usize = 10_000;
/// Before each entry of an archive's directory.
const ENTRY: u32 = u32::from_be_bytes(*b"PK\x01\x02");
/// Enough to know an archive by.
const HEAD: u64 = 16;

/// Why an archive is not taken.
#[derive(Debug)]
pub enum Odd {
    /// It has more entries, or unpacks to more, than is allowed.
    TooLarge,
    /// It is encrypted, packed in a way that no office program uses, damaged, ambiguous, or holds another archive.
    Broken,
    Unreadable(io::Error),
}

/// Looks through all entries. `kept` says how much of an entry is read for `see`; all of it is unpacked and counted.
pub fn look_through(
    mut file: impl Read + Seek,
    most_unpacked: u64,
    kept: impl Fn(&[u8]) -> u64,
    mut see: impl FnMut(&[u8], &[u8]),
) -> Result<(), Odd> {
    // The directory is read as a whole, so its entries are counted before.
    if entries(&mut file).map_err(Odd::Unreadable)? > MOST_ENTRIES {
        return Err(Odd::TooLarge);
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| Odd::Broken)?;
    // Of two entries of one name, or two archives in one file, readers see different ones.
    if archive.has_duplicate_names() || archive.offset() != 0 {
        return Err(Odd::Broken);
    }
    let mut left = most_unpacked;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| Odd::Broken)?;
        let name = entry.name_raw().to_vec();
        let mut unpacked = entry.take(left.saturating_add(1));
        let mut head = vec![];
        (&mut unpacked).take(kept(&name).max(HEAD)).read_to_end(&mut head).map_err(|_| Odd::Broken)?;
        let size = head.len() as u64 + io::copy(&mut unpacked, &mut io::sink()).map_err(|_| Odd::Broken)?;
        left = left.checked_sub(size).ok_or(Odd::TooLarge)?;
        if holds_others(&head) {
            return Err(Odd::Broken);
        }
        see(&name, &head);
    }
    Ok(())
}

/// How many entries the directory can have. Packed bytes look like the mark of one by chance only.
fn entries(file: &mut (impl Read + Seek)) -> io::Result<usize> {
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
