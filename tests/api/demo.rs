//! The demonstration and the refused start, as whoever types the command meets them: the program itself is run.
use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::Value;

/// The program without what the environment of the tests may tell it.
fn thidua(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_thidua"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("THIDUA_") || name == "DATABASE_URL") {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

fn database(folder: &Path, name: &str) -> String {
    format!("sqlite://{}?mode=rwc", folder.join(name).display())
}

fn said(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Two provinces that became one: enough of the story, and of its reforms, for a test.
const STORY: [&str; 6] = ["demo", "--history", "--through", "2026", "--provinces", "06,19"];

/// Its department proposes dossiers of its own and sends those of its offices, in one year.
#[test]
fn a_province_alone_has_its_story() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "alone.db");
    let told =
        thidua(&["demo", "--history", "--provinces", "06", "--fill-only", "--database-url", &url]).output().unwrap();
    assert!(told.status.success(), "{}", said(&told).1);
}

#[test]
fn a_refused_start_names_the_flag_and_the_cause_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "refused.db");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let free = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--issuer", "https://thidua.test"];
    let serve = |more: &[&'static str]| [&["serve", "--database-url", &url], &free[..], more].concat();
    let nowhere = "sqlite:///there/is/no/folder/x.db?mode=rwc";
    let cases: Vec<(Vec<&str>, &str, &str)> = vec![
        (vec!["serve", "--database-url", &url], "--issuer", "THIDUA_ISSUER"),
        (vec!["serve", "--database-url", &url, "--issuer", "thidua"], "--issuer", "https://"),
        (vec!["serve", "--database-url", "mysql://x", "--issuer", "https://a.b"], "--database-url", "postgres://"),
        ([&["serve", "--database-url", nowhere], &free[..]].concat(), "--database-url", "unable to open database file"),
        (vec!["migrate", "--database-url", nowhere], "--database-url", "unable to open database file"),
        (vec!["demo", "--fill-only", "--database-url", nowhere], "--database-url", "unable to open database file"),
        (serve(&["--signing-key-file", "/there/is/none"]), "--signing-key-file", "No such file"),
        (serve(&["--file-store", "ftp://x"]), "--file-store", "give a folder"),
        (vec!["serve", "--database-url", &url, "--issuer", "https://a.b", "--listen", &taken], "--listen", "in use"),
        (vec!["demo", "--database-url", &url, "--listen", &taken], "--listen", "in use"),
        (
            vec!["demo", "--fill-only", "--history", "--provinces", "06,99", "--database-url", &url],
            "--provinces",
            "code \"99\"",
        ),
        (serve(&["--cors-origin", "https://portal.example.vn:443"]), "--cors-origin", "leave it out"),
        (serve(&["--database-schema", "thidua"]), "--database-schema", "only PostgreSQL has schemas"),
        (
            vec!["demo", "--database-url", &url, "--listen", "127.0.0.1:0", "--admin-listen", &taken],
            "--admin-listen",
            "in use",
        ),
    ];
    for (arguments, flag, cause) in cases {
        let output = thidua(&arguments).output().unwrap();
        let (_, told) = said(&output);
        assert!(!output.status.success(), "{arguments:?} began");
        assert!(!told.contains('\u{1b}'), "{arguments:?} colours a file: {told}");
        let line = told.lines().find(|line| line.starts_with("thidua: ")).unwrap_or_else(|| panic!("{told}"));
        assert!(line.starts_with(&format!("thidua: {flag}:")), "{arguments:?}: {line}");
        assert_eq!(told.matches(cause).count(), 1, "{arguments:?}: {told}");
    }
    assert!(!folder.path().join("refused.db").exists(), "a refused start has made a database");
}

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// To the address that is printed, what is no HTTP; read to the end, so that whatever is said of it has been said.
fn send_nonsense(printed: &str) {
    let address = printed.split("http://").nth(1).unwrap().split('/').next().unwrap();
    for nonsense in ["GET / HTTP/7.0\r\n\r\n".to_owned(), format!("GET /{} HTTP/1.1\r\n", "a".repeat(140_000))] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // It may hang up before it has heard all.
        stream.write_all(nonsense.as_bytes()).ok();
        stream.read_to_end(&mut vec![]).ok();
    }
}

/// As a person does: reads what is printed, and pastes the lines into a shell.
#[test]
fn what_is_printed_works_as_it_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let (url, files) = (database(folder.path(), "demo.db"), folder.path().join("files"));
    let password = r#"nó là "của" tôi's $HOME"#;
    let places = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--database-url", &url];
    let mut command = thidua(&[&STORY, &places[..], &["--password", password, "--file-store"]].concat());
    command.arg(&files).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    let mut stderr = running.0.stderr.take().unwrap();
    let progress = std::thread::spawn(move || {
        let mut told = String::new();
        stderr.read_to_string(&mut told).ok();
        told
    });
    // Held open: whoever writes into a closed pipe ends.
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let mut script = String::new();
    for line in lines.by_ref().map(Result::unwrap) {
        if line.starts_with("TOKEN=") || line.starts_with("curl ") {
            script.push_str(&line);
            script.push_str("; echo\n");
        }
        if line.contains("/movements?") {
            break;
        }
    }
    let answers = Command::new("sh").args(["-c", &script]).output().unwrap();
    let (answers, _) = said(&answers);
    let found: Vec<Value> = answers.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert_eq!(found.len(), 2, "{script}\n{answers}");
    for answer in found {
        assert!(!answer["items"].as_array().unwrap_or_else(|| panic!("{answer}")).is_empty(), "{script}\n{answer}");
    }
    send_nonsense(&script);
    drop(running);
    let told = progress.join().unwrap();
    assert!(!told.contains("ERROR"), "what clients send wrongly is no error of the service: {told}");
    for step in ["register", "accounts", "plans of 2023", "reorganisation of 2025-07-01", "reports of 2025"] {
        assert!(told.contains(&format!("filling: {step}")), "nothing is said of {step}: {told}");
    }
    assert!(!told.contains('\u{1b}'), "colours in a file: {told}");
}

/// What was told, without ids: by whom, of what, how much.
const FACTS: [&str; 6] = [
    "SELECT c.code || ' ' || p.version_no || ' ' || p.status || ' ' || t.ordinal || ' ' || t.title || ' ' || \
     COALESCE(t.target_value, t.numerator, 0) AS fact FROM target t JOIN plan p ON p.id = t.plan_id \
     JOIN unit_code c ON c.unit_id = p.unit_id",
    "SELECT c.code || ' ' || r.period_code || ' ' || r.status || ' ' || r.document_number || ' ' || v.ordinal || ' ' || \
     COALESCE(v.value, v.numerator, 0) AS fact FROM report_value v JOIN report r ON r.id = v.report_id \
     JOIN unit_code c ON c.unit_id = r.unit_id",
    "SELECT c.code || ' ' || n.full_name || ' ' || n.status AS fact FROM nomination n \
     JOIN unit_code c ON c.unit_id = n.nominating_unit_id",
    "SELECT p.title || ' ' || p.status || ' ' || p.first_on || ' ' || o.status AS fact FROM posting p \
     JOIN posting_objection o ON o.posting_id = p.id",
    "SELECT q.document_number || ' ' || c.code || ' ' || i.subject_type || ' ' || i.places AS fact FROM award_quota_item i \
     JOIN award_quota q ON q.id = i.quota_id JOIN unit_code c ON c.unit_id = i.unit_id",
    "SELECT c.code || ' ' || a.value AS fact FROM allocation a JOIN unit_code c ON c.unit_id = a.unit_id",
];

async fn facts(url: &str) -> Vec<BTreeSet<String>> {
    let db = Database::connect(url).await.unwrap();
    let mut all = vec![];
    for sql in FACTS {
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        all.push(rows.iter().map(|row| row.try_get::<String>("", "fact").unwrap()).collect());
    }
    all
}

/// Of the file with the story of two provinces, most of it what thirteen reorganisations have changed: it takes 37 MB.
const MOST_BYTES: u64 = 39_000_000;

#[actix_web::test]
async fn the_dice_fall_the_same_way_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = vec![];
    for name in ["one.db", "two.db"] {
        let url = database(folder.path(), name);
        let output = thidua(&[&STORY, &["--fill-only", "--database-url", &url][..]].concat()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output).1);
        let bytes = fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(bytes < MOST_BYTES, "the story takes {bytes} bytes");
        told.push(facts(&url).await);
    }
    for (one, two) in told[0].iter().zip(&told[1]) {
        assert!(one.len() > 1, "hardly anything was told: {one:?}");
        let differing: Vec<_> = one.symmetric_difference(two).take(10).collect();
        assert!(differing.is_empty(), "{differing:#?}");
    }
}
