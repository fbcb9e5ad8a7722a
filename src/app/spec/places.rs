//! Which path of the spec a request is of. The framework can tell too, but tries all routes for it, each by a regular
//! expression, as often as it is asked.
use std::{collections::HashMap, sync::LazyLock};

use super::rules::{BESIDE, paths};

/// Paths by how many segments they have and by the first of these that tells one resource from another.
static PLACES: LazyLock<HashMap<Key<'static>, Vec<&'static str>>> = LazyLock::new(|| {
    let mut places: HashMap<Key, Vec<&str>> = HashMap::new();
    for (pattern, _) in paths() {
        places.entry(key(pattern)).or_default().push(pattern);
    }
    // Of two that fit, the one with the concrete word is meant (OpenAPI 3.1, "Path Templating Matching").
    for found in places.values_mut() {
        found.sort_by_cached_key(|pattern| {
            pattern.split('/').map(|segment| segment.starts_with('{')).collect::<Vec<_>>()
        });
    }
    places
});

type Key<'a> = (usize, &'a str);

/// `plans` of `/api/v1/plans/{id}`, which has three segments more than its first.
fn key(path: &str) -> Key<'_> {
    (path.split('/').count(), path.split('/').nth(3).unwrap_or_default())
}

/// The path of the spec, or of what is served beside it.
pub fn pattern(path: &str) -> Option<&'static str> {
    let of_spec = PLACES.get(&key(path)).and_then(|found| found.iter().find(|pattern| is_of(path, pattern)).copied());
    of_spec.or_else(|| BESIDE.into_iter().find(|pattern| is_of(path, pattern)))
}

/// Whether a path is one of a pattern, in which names in braces stand for any one segment, the last perhaps for all the rest.
fn is_of(path: &str, pattern: &str) -> bool {
    let (mut given, mut known) = (path.split('/'), pattern.split('/'));
    loop {
        match (given.next(), known.next()) {
            (None, None) => return true,
            (Some(_), Some(rest)) if rest.ends_with(":.*}") => return true,
            (Some(segment), Some(one)) if one == segment || is_named(segment, one) => {}
            _ => return false,
        }
    }
}

/// Whether a segment is a name in braces, with the ending that the pattern gives it.
fn is_named(segment: &str, pattern: &str) -> bool {
    let ending = pattern.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(_, ending)| ending);
    ending.and_then(|ending| segment.strip_suffix(ending)).is_some_and(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_found_whatever_stands_for_its_names() {
        let filled = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((_, ending)) => format!("0198c0de{ending}"),
            None => segment.to_owned(),
        };
        for (path, _) in paths() {
            let asked = path.split('/').map(filled).collect::<Vec<_>>().join("/");
            assert_eq!(pattern(&asked), Some(path), "{asked}");
        }
    }

    #[test]
    fn a_concrete_word_goes_before_a_name() {
        assert_eq!(pattern("/api/v1/units/import"), Some("/api/v1/units/import"));
        assert_eq!(pattern("/api/v1/units/imports"), Some("/api/v1/units/{id}"));
        assert_eq!(pattern("/docs/index.css"), Some("/docs/{_:.*}"));
        for nowhere in ["/api/v1/units/", "/api/v1//units", "/api/v1/units/1/2/3/4", "/api/v1/unit", "", "/api"] {
            assert_eq!(pattern(nowhere), None, "{nowhere}");
        }
    }
}
