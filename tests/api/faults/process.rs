//! The program itself: what it writes into its log, and how it ends.
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::off_the_loop;

pub(super) fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// What a server says to these bytes; nothing where it hangs up.
pub(super) fn say(to: SocketAddr, bytes: &[u8]) -> Option<String> {
    let mut stream = TcpStream::connect(to).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes).ok()?;
    let mut answer = vec![];
    stream.read_to_end(&mut answer).ok();
    Some(String::from_utf8_lossy(&answer).into_owned())
}

pub(super) fn until_ready(admin: SocketAddr, child: &mut Child) {
    let since = Instant::now();
    let probe = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    while !say(admin, probe).is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
        assert!(since.elapsed() < Duration::from_secs(120) && child.try_wait().unwrap().is_none(), "it does not start");
        thread::yield_now();
    }
}

const NONSENSE: [&[u8]; 6] = [
    b"GET /api/v1/units HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    b"GET /api/v1/units HTTP/1.1\r\nHost: localhost\r\nA b: \x01\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"BREW / HTCPCP/1.0\r\n\r\n",
    b"GET /api/v1/units HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer \xff\xfe\r\ntraceparent: \xff\r\nAccept-Language: \xff\r\nIf-None-Match: \xff\r\n\r\n",
    b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: \xff\r\nContent-Length: 2\r\n\r\n{}",
];

#[actix_web::test]
async fn what_clients_send_wrongly_is_no_error_of_the_service_and_it_ends_when_it_is_told_to() {
    off_the_loop(|| {
        let (folder, api, admin) = (tempfile::tempdir().unwrap(), free(), free());
        let file = |name: &str| folder.path().join(name).display().to_string();
        let mut program = Command::new(env!("CARGO_BIN_EXE_thidua"));
        program.args(["serve", "--issuer", "https://thidua.test", "--workers", "1"]).env_remove("RUST_LOG");
        // The allocator tells how it is set.
        program.env("MALLOC_CONF", "confirm_conf:true");
        program.args(["--listen", &api.to_string(), "--admin-listen", &admin.to_string()]);
        program.args([
            "--database-url",
            &format!("sqlite://{}?mode=rwc", file("test.db")),
            "--file-store",
            &file("files"),
        ]);
        let mut child = program.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        });
        until_ready(admin, &mut child);
        for bytes in NONSENSE {
            say(api, bytes);
        }
        // One that has begun to send and goes on with nothing holds up no end.
        let mut slow = TcpStream::connect(api).unwrap();
        slow.write_all(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n").unwrap();
        let since = Instant::now();
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(child.wait().unwrap().success());
        assert!(since.elapsed() < Duration::from_secs(30), "it took {:?} to end", since.elapsed());
        let log = log.join().unwrap();
        let errors: Vec<_> = log.lines().filter(|line| line.contains("\"ERROR\"")).collect();
        assert!(errors.is_empty() && log.contains("\"stopped\""), "{errors:#?}");
        assert!(log.contains("dirty_decay_ms:50"), "the allocator keeps what was freed for ten seconds");
    })
    .await;
}
