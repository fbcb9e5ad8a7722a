//! A receiver on loopback, which keeps what it was sent and answers as a test wants it to.
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base::kernel::digest::sha256;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// What was sent.
#[derive(Clone, Debug)]
pub struct Received {
    pub head: String,
    pub raw: String,
    pub body: Value,
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    Status(u16),
    /// With further lines of the head, and a body.
    Said(u16, &'static str, String),
    /// A body without end.
    Endless,
    /// The connection is closed without a word.
    Nothing,
}

type Answers = Box<dyn Fn(&Received) -> Answer + Send>;

struct Shared {
    received: Mutex<Vec<Received>>,
    answers: Mutex<Answers>,
}

#[derive(Clone)]
pub struct Receiver {
    pub at: SocketAddr,
    shared: Arc<Shared>,
}

impl Receiver {
    /// It ends with the process, and takes everything until it is told otherwise.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { received: Mutex::default(), answers: Mutex::new(Box::new(|_| Answer::Status(204))) });
        let receiver = Self { at, shared: shared.clone() };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                thread::spawn(move || serve(stream, &shared));
            }
        });
        receiver
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.at)
    }

    pub fn answer(&self, answers: impl Fn(&Received) -> Answer + Send + 'static) {
        *self.shared.answers.lock().unwrap() = Box::new(answers);
    }

    pub fn answer_all(&self, answer: Answer) {
        self.answer(move |_| answer.clone());
    }

    /// What came since this was asked last.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.shared.received.lock().unwrap())
    }

    pub fn all(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let Some(received) = read(&mut stream) else { return };
    let answer = shared.answers.lock().unwrap()(&received);
    shared.received.lock().unwrap().push(received);
    let written = match &answer {
        Answer::Nothing => return,
        Answer::Status(status) => {
            write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        Answer::Said(status, head, body) => write!(
            stream,
            "HTTP/1.1 {status} X\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ),
        Answer::Endless => write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"),
    };
    if written.is_ok() && matches!(answer, Answer::Endless) {
        while stream.write_all(&[b'x'; 8192]).is_ok() {}
    }
}

fn read(stream: &mut TcpStream) -> Option<Received> {
    let (mut bytes, mut piece) = (vec![], [0; 4096]);
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length: usize = header(&head, "content-length")?.parse().ok()?;
            if bytes.len() >= end + 4 + length {
                let raw = String::from_utf8(bytes[end + 4..end + 4 + length].to_vec()).ok()?;
                return Some(Received { head, body: serde_json::from_str(&raw).ok()?, raw });
            }
        }
        let read = stream.read(&mut piece).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_owned())
}

impl Received {
    pub fn header(&self, name: &str) -> String {
        header(&self.head, name).unwrap_or_else(|| panic!("no {name}: {}", self.head))
    }

    pub fn id(&self) -> String {
        self.header("webhook-id")
    }

    pub fn event(&self) -> &str {
        self.body["type"].as_str().unwrap()
    }

    /// What it is about.
    pub fn subject(&self) -> &str {
        self.body["data"]["id"].as_str().unwrap_or_default()
    }

    pub fn seq(&self) -> i64 {
        self.body["data"]["seq"].as_i64().unwrap_or_default()
    }

    pub fn signatures(&self) -> Vec<String> {
        self.header("webhook-signature").split(' ').map(str::to_owned).collect()
    }

    /// How many of its signatures are of this secret, or of the private half of this key.
    pub fn signed_by(&self, secret: &str) -> usize {
        let content = format!("{}.{}.{}", self.id(), self.header("webhook-timestamp"), self.raw);
        let secret = |prefix: &str| secret.strip_prefix(prefix).map(|text| STANDARD.decode(text).unwrap());
        let good = |signature: &String| {
            let (version, signature) = signature.split_once(',').unwrap();
            let signature = STANDARD.decode(signature).unwrap();
            match version {
                "v1" => secret("whsec_").is_some_and(|key| hmac(&key, content.as_bytes()) == signature),
                "v1a" => secret("whpk_").is_some_and(|key| {
                    UnparsedPublicKey::new(&ED25519, key).verify(content.as_bytes(), &signature).is_ok()
                }),
                other => panic!("signed by {other}"),
            }
        };
        self.signatures().iter().filter(|signature| good(signature)).count()
    }
}

/// As RFC 2104 says it, by nothing of what signs.
fn hmac(key: &[u8], content: &[u8]) -> Vec<u8> {
    assert!(key.len() <= 64);
    let padded = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block.to_vec()
    };
    let inner = sha256(&[padded(0x36), content.to_vec()].concat());
    sha256(&[padded(0x5c), inner.to_vec()].concat()).to_vec()
}
