//! Traces as a collector gets them, from the program itself.
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    process::{Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
};

use super::process::{free, say, until_ready};
use crate::support::off_the_loop;

/// Takes whatever is posted to it.
fn collector() -> (SocketAddr, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(&stream);
            let head: Vec<String> =
                reader.by_ref().lines().map_while(Result::ok).take_while(|l| !l.is_empty()).collect();
            let length =
                head.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut body).unwrap();
            (&stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            tell.send((head.join("\n"), body)).ok();
        }
    });
    (address, told)
}

/// The members of a message of protocol buffers that have a length, by their numbers.
fn members(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = bytes[0];
            *bytes = &bytes[1..];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }
    let mut found = vec![];
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let length = match key & 7 {
            0 => {
                varint(&mut bytes);
                continue;
            }
            1 => 8,
            5 => 4,
            _ => usize::try_from(varint(&mut bytes)).unwrap(),
        };
        let (member, rest) = bytes.split_at(length);
        found.push((key >> 3, member));
        bytes = rest;
    }
    found
}

fn inside<'a>(messages: Vec<&'a [u8]>, number: u64) -> Vec<&'a [u8]> {
    let of = |message: &'a [u8]| members(message).into_iter().filter(move |(known, _)| *known == number);
    messages.into_iter().flat_map(of).map(|(_, member)| member).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Trace, span, parent and name of each span of a request to the collector.
fn spans(body: &[u8]) -> Vec<[String; 4]> {
    let spans = inside(inside(inside(vec![body], 1), 2), 2);
    let member = |span, number| inside(vec![span], number).first().copied().unwrap_or_default();
    let told = |span| {
        let name = String::from_utf8(member(span, 5).to_vec()).unwrap();
        [hex(member(span, 1)), hex(member(span, 2)), hex(member(span, 4)), name]
    };
    spans.into_iter().map(told).collect()
}

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const NOBODY: &str = "01935b5e-8f6a-7c3e-9d1b-2f4a6c8e0b13";

/// What the program wrote into its log, and what it said to two requests: one in a trace, one that begins its own.
fn served(variables: &[(&str, &str)]) -> (String, [String; 2]) {
    let (folder, api, admin) = (tempfile::tempdir().unwrap(), free(), free());
    let file = |name: &str| folder.path().join(name).display().to_string();
    let database = format!("sqlite://{}?mode=rwc", file("test.db"));
    let mut program = Command::new(env!("CARGO_BIN_EXE_thidua"));
    program.args(["serve", "--issuer", "https://thidua.test", "--workers", "1"]).env_remove("RUST_LOG");
    program.args(["--listen", &api.to_string(), "--admin-listen", &admin.to_string()]);
    program.args(["--database-url", &database, "--file-store", &file("files")]).envs(variables.iter().copied());
    let mut child = program.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let log = thread::spawn(move || {
        let mut log = String::new();
        stderr.read_to_string(&mut log).unwrap();
        log
    });
    until_ready(admin, &mut child);
    let ask = |path: &str, more: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}\r\n");
        say(api, request.as_bytes()).unwrap()
    };
    let traced = ask(&format!("/api/v1/plans/{NOBODY}"), &format!("traceparent: 00-{TRACE}-{PARENT}-01\r\n"));
    let begun = ask("/.well-known/receipt-keys.json", "");
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(child.wait().unwrap().success());
    (log.join().unwrap(), [traced, begun])
}

#[actix_web::test]
async fn a_collector_gets_the_spans_of_requests_and_jobs_and_nothing_that_is_anybodys() {
    off_the_loop(|| {
        let (collector, told) = collector();
        let endpoint = format!("http://{collector}");
        let (log, [traced, begun]) =
            served(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint), ("OTEL_SERVICE_NAME", "mẫu")]);
        let posted: Vec<_> = told.try_iter().collect();
        assert!(posted.iter().all(|(head, _)| head.starts_with("POST /v1/traces ")), "{posted:?}");
        let spans: Vec<_> = posted.iter().flat_map(|(_, body)| spans(body)).collect();
        let named =
            |name: &str| spans.iter().find(|span| span[3] == name).unwrap_or_else(|| panic!("{name}: {spans:#?}"));

        // The id that the caller gave is that of the span, the log and the problem.
        let request = named("GET /api/v1/plans/{id}");
        assert_eq!((&*request[0], &*request[2]), (TRACE, PARENT));
        assert!(traced.contains(&format!("\"trace_id\":\"{TRACE}\"")) && log.contains(TRACE), "{traced}");
        // So is the one that the service made, and what the database was asked belongs to it.
        let root = named("GET /.well-known/receipt-keys.json");
        assert!(root[2].is_empty() && begun.contains(&format!("x-request-id: {}", root[0])), "{root:?}: {begun}");
        assert!(spans.iter().any(|span| span[3] == "SELECT" && span[0] == root[0] && span[2] == root[1]), "{spans:#?}");
        assert!(spans.iter().any(|span| span[3].starts_with("job ") && span[2].is_empty()), "{spans:#?}");

        let whole = posted.iter().map(|(_, body)| String::from_utf8_lossy(body)).collect::<String>();
        assert!(whole.contains("service.name") && whole.contains("mẫu"));
        for kept in ["127.0.0.1", "FROM", "test.db", NOBODY] {
            assert!(!whole.contains(kept), "{kept} has left");
        }

        let off = [("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), ("OTEL_SDK_DISABLED", "true")];
        let (_, [traced, _]) = served(&off);
        assert!(traced.contains(TRACE) && told.try_iter().next().is_none(), "something was sent");
    })
    .await;
}
