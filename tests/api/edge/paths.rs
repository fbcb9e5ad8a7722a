//! A path is what it decodes to (RFC 3986, 6.2.2.2), however its letters are written.
use crate::support::{Caller, both, spec::operations};

/// With the first character of every part percent-encoded.
fn encoded(path: &str) -> String {
    let part = |part: &str| {
        let mut rest = part.chars();
        rest.next().map_or_else(String::new, |first| format!("%{:02x}{}", u32::from(first), rest.as_str()))
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn every_path_is_found_however_its_letters_are_written() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            let path = operation.somewhere();
            let Some(path) = path.strip_prefix("/api/v1") else { continue };
            known += 1;
            let ask = async |path: &str| app.call(operation.method.clone(), path, &Caller::Nobody).await;
            let (plain, other) = (ask(path).await, ask(&encoded(path)).await);
            assert_eq!((other.status, &other["code"]), (plain.status, &plain["code"]), "{}", other.describe());
        }
        assert!(known > 400, "the spec knows {known} paths");
    })
    .await;
}
