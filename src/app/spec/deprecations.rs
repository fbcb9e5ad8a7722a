//! What of the API will go: `docs/versions.md` says how long before.
use base::http::deprecated::Deprecated;

/// Nothing yet: nothing has been released.
pub const DEPRECATED: &[Deprecated] = &[];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::spec::DOCUMENT;

    #[test]
    fn what_is_deprecated_is_an_operation_and_so_is_what_takes_its_place() {
        for one in DEPRECATED {
            assert!(DOCUMENT["paths"][one.path][one.method.to_lowercase()].is_object(), "{one:?}");
            assert!(DOCUMENT["paths"][one.instead].is_object(), "{one:?}");
            // A year at least, as docs/versions.md promises.
            assert!(one.until >= one.since + chrono::Months::new(12), "{one:?}");
        }
    }
}
