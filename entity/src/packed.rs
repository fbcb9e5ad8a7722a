use std::io::{self, Read, Write};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use sea_orm::prelude::*;

/// A text that is kept in a third of its room or less: DEFLATE (RFC 1951). For what is written once, read seldom, and of
/// which no statement asks what it says.
#[derive(Clone, Debug, PartialEq, Eq, DeriveValueType)]
pub struct Packed(Vec<u8>);

impl Packed {
    pub fn of(text: &str) -> io::Result<Self> {
        let mut packed = DeflateEncoder::new(vec![], Compression::default());
        packed.write_all(text.as_bytes())?;
        packed.finish().map(Self)
    }

    pub fn text(&self) -> io::Result<String> {
        let mut text = String::new();
        DeflateDecoder::new(self.0.as_slice()).read_to_string(&mut text)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Packed;

    #[test]
    fn every_text_is_unpacked_as_it_was() {
        let long = "Ngành Tư pháp chung tay vì người nghèo ".repeat(1_000);
        for text in ["", "{}", "Không ai bị bỏ lại phía sau", long.as_str()] {
            assert_eq!(Packed::of(text).unwrap().text().unwrap(), text);
        }
        assert!(Packed::of(&long).unwrap().0.len() < long.len() / 50);
    }

    #[test]
    fn what_is_cut_off_or_no_text_is_told() {
        let mut cut = Packed::of("Không ai bị bỏ lại phía sau").unwrap();
        cut.0.truncate(10);
        assert!(cut.text().is_err());
        assert!(Packed(vec![]).text().is_err());
        // A stored block of one byte that no UTF-8 has.
        assert!(Packed(vec![1, 1, 0, 254, 255, 255]).text().is_err());
    }
}
