//! The operator's scanner looks at every upload, and what it cannot look at is not clean.
use std::time::Duration;

use base::store::objects::Scanner;

use super::{PDF, PNG, rows, store_is_empty, try_upload, upload};
use crate::{stories::BA_BE, support::both_with};

/// Knows three words; told how it was called, and that the file is the last of its arguments.
const SCRIPT: &str = r#"
test "$1" = --quick && test $# = 2 || exit 9
grep -q HARMFUL "$2" && exit 1
grep -q CRASH "$2" && kill -9 $$
grep -q BROKEN "$2" && exit 2
grep -q SLOW "$2" && exec sleep 30
exit 0
"#;

fn pdf(word: &str) -> Vec<u8> {
    [PDF, word.as_bytes()].concat()
}

#[actix_web::test]
async fn what_is_clean_is_kept_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("scan");
    std::fs::write(&script, SCRIPT).unwrap();
    let arguments = vec![script.display().to_string(), "--quick".to_owned()];
    let scanner = Scanner { program: "/bin/sh".into(), arguments, patience: Duration::from_secs(2) };
    both_with(
        move |options| options.storage.scanner = Some(scanner.clone()),
        async |app| {
            let officer = app.officer(BA_BE).await;
            try_upload(&app, &officer, "a.pdf", &pdf("HARMFUL")).await.refused(422, "file_refused");
            for word in ["CRASH", "BROKEN", "SLOW"] {
                try_upload(&app, &officer, "a.pdf", &pdf(word)).await.refused(503, "unavailable");
            }
            // It is asked last: of what is refused anyhow it learns nothing.
            try_upload(&app, &officer, "a.pdf", PNG).await.refused(422, "file_type_mismatch");
            assert!(rows(&app).await == 0 && store_is_empty(&app).await);
            upload(&app, &officer, "a.pdf", &pdf("CLEAN")).await;
        },
    )
    .await;
}

#[actix_web::test]
async fn without_the_scanner_nothing_is_kept() {
    both_with(
        |options| {
            let program = "/there/is/no/scanner".into();
            options.storage.scanner = Some(Scanner { program, arguments: vec![], patience: Duration::from_secs(2) });
        },
        async |app| {
            let officer = app.officer(BA_BE).await;
            try_upload(&app, &officer, "a.pdf", PDF).await.refused(503, "unavailable");
            assert!(rows(&app).await == 0 && store_is_empty(&app).await);
        },
    )
    .await;
}
