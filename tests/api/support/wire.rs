//! A real server on a real port, and a client that is no more polite than HTTP asks for.
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use actix_web::{
    dev::ServerHandle,
    http::{
        Method,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
};

use super::{Reply, TestApp, absolute, contract};

/// Stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    handle: ServerHandle,
}

impl TestApp {
    /// `thidua::app::serve` on a free port of this machine.
    pub fn serve(&self, workers: usize) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thidua::app::serve(listener, self.shared.clone(), Some(workers)).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Server { address, handle }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        actix_web::rt::spawn(self.handle.stop(false));
    }
}

/// One connection, blocking: use it on a thread of its own (`off_the_loop`). It is opened anew after an answer that
/// announced its end, and after no other.
pub struct Connection {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    ended: bool,
}

/// What a server says to a plain GET of its own pages, such as those of the admin port.
pub async fn ask(address: SocketAddr, path: &'static str) -> (u16, String) {
    off_the_loop(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes())
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        assert!(status != 503 || head.to_lowercase().contains("retry-after"), "{answer}");
        (status, body.to_owned())
    })
    .await
}

/// Runs blocking work while the server goes on.
pub async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| std::panic::resume_unwind(e.into_panic()))
}

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self { address, stream: BufReader::new(stream), ended: false }
    }

    #[track_caller]
    pub fn send(&mut self, method: &str, path: &str, token: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        if self.ended {
            *self = Self::open(self.address);
        }
        let path = absolute(path);
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        // A server that has refused may stop listening before everything is sent.
        let stream = self.stream.get_mut();
        let sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let reply = self.receive(method.parse().unwrap(), path);
        assert!(sent.is_ok() || reply.status >= 400, "{sent:?}: {}", reply.describe());
        self.ended = reply.header("Connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        contract::check(&reply);
        reply
    }

    #[track_caller]
    fn line(&mut self, asked: &str) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap_or_else(|e| panic!("{asked}: no answer: {e}"));
        assert!(!line.is_empty(), "{asked}: the server closed the connection without an answer");
        line.trim_end().to_owned()
    }

    #[track_caller]
    fn receive(&mut self, method: Method, path: String) -> Reply {
        let asked = format!("{method} {path}");
        let status = self.line(&asked).split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = HeaderMap::new();
        loop {
            let line = self.line(&asked);
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let announced = headers.get("Content-Length").map_or(0, |v| v.to_str().unwrap().parse().unwrap());
        let without_body = method == Method::HEAD || status == 204 || status == 304;
        assert!(without_body || headers.contains_key("Content-Length"), "{path}: a body of unknown length");
        let mut body = vec![0; if without_body { 0 } else { announced }];
        self.stream.read_exact(&mut body).unwrap();
        Reply::new(method, path, status, headers, body.into())
    }
}
