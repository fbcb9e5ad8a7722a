//! What a caller last read of a resource, and whether it still is that.
use super::error::{Code, Error, Result};

/// Versions that one precondition may name.
pub const MOST: usize = 16;

/// What the caller last read: `If-Match: "v7"`, or any of several. Its absence is a 428.
#[derive(Clone, Copy, Debug)]
pub enum IfMatch {
    /// `*`: whatever is there.
    Any,
    /// One of these; zero, which no version is, fills the rest.
    Versions([i64; MOST]),
}

impl IfMatch {
    /// One version.
    pub const fn one(version: i64) -> Self {
        let mut seen = [0; MOST];
        seen[0] = version;
        Self::Versions(seen)
    }

    /// 412 unless the resource still is what the caller last read.
    pub fn check(self, current: i64) -> Result<()> {
        match self {
            Self::Versions(seen) if !seen.contains(&current) => Err(Error::new(Code::VersionMismatch)),
            _ => Ok(()),
        }
    }
}
