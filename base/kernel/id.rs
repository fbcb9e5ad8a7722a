//! Ids as clients write them: in one spelling, so that what names one thing is equal everywhere.
//! The published shape holds bodies and queries to it (`http/shape.rs`), the edge paths.
use uuid::Uuid;

/// An id in lower case and five groups (RFC 9562, section 4); uuid also reads capitals, braces, URNs and no groups.
pub fn parse(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|id| id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text)
}

/// Whether this is an id in another spelling.
pub fn is_misspelt(text: &str) -> bool {
    Uuid::try_parse(text).is_ok() && parse(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::{is_misspelt, parse};

    #[test]
    fn an_id_has_one_spelling() {
        assert!(parse("0198c0de-0000-7000-8000-000000000001").is_some());
        for other in [
            "0198C0DE-0000-7000-8000-000000000001",
            "0198c0de000070008000000000000001",
            "{0198c0de-0000-7000-8000-000000000001}",
            "urn:uuid:0198c0de-0000-7000-8000-000000000001",
        ] {
            assert!(parse(other).is_none() && is_misspelt(other), "{other}");
        }
        assert!(!is_misspelt("units"));
    }
}
