//! A proxy before PostgreSQL that can do what networks and poolers do: fall silent on the connections there are while
//! new ones work, be slow, and drop what a session is asked to keep to.
use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What one thread writes and another reads.
trait Stream: Read + Write + Send {
    fn twin(&self) -> Box<dyn Stream>;
    fn end(&self);
}

impl Stream for TcpStream {
    fn twin(&self) -> Box<dyn Stream> {
        Box::new(self.try_clone().unwrap())
    }

    fn end(&self) {
        self.shutdown(std::net::Shutdown::Both).ok();
    }
}

impl Stream for UnixStream {
    fn twin(&self) -> Box<dyn Stream> {
        Box::new(self.try_clone().unwrap())
    }

    fn end(&self) {
        self.shutdown(std::net::Shutdown::Both).ok();
    }
}

#[derive(Default)]
struct Shared {
    /// Connections that began under an earlier number are silent.
    epoch: AtomicU64,
    without_options: AtomicBool,
    /// Milliseconds that every piece takes on its way to the server.
    delay: AtomicU64,
    open: AtomicUsize,
    /// What clients have sent so far, a piece at a time.
    pieces: AtomicU64,
}

pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Proxy {
    /// Before the server that this URL names.
    pub fn before(url: &str) -> Self {
        let (listener, shared) = (TcpListener::bind("127.0.0.1:0").unwrap(), Arc::new(Shared::default()));
        let (address, at, server) = (listener.local_addr().unwrap(), shared.clone(), Server::of(url));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (at, server) = (at.clone(), server.clone());
                thread::spawn(move || join(Box::new(client), server.connect(), &at));
            }
        });
        Self { address, shared }
    }

    /// The same database through the proxy.
    pub fn url(&self, url: &str) -> String {
        let name = url.split('?').next().and_then(|address| address.rsplit('/').next()).unwrap();
        let (user, address) = (Server::user(url), self.address);
        format!("postgres://{user}@{address}/{name}?sslmode=disable")
    }

    /// What is connected now hears nothing more and is told nothing.
    pub fn silence(&self) {
        self.shared.epoch.fetch_add(1, Ordering::SeqCst);
    }

    pub fn drop_options(&self) {
        self.shared.without_options.store(true, Ordering::SeqCst);
    }

    pub fn slow(&self, delay: Duration) {
        self.shared.delay.store(u64::try_from(delay.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// How often clients have sent anything.
    pub fn pieces(&self) -> u64 {
        self.shared.pieces.load(Ordering::SeqCst)
    }

    /// How many connections their client has not ended.
    pub fn open(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }
}

#[derive(Clone)]
enum Server {
    Socket(String),
    Port(String),
}

impl Server {
    fn of(url: &str) -> Self {
        match url.split_once("host=") {
            Some((_, folder)) => {
                Self::Socket(format!("{}/.s.PGSQL.5432", folder.split('&').next().unwrap().replace("%2F", "/")))
            }
            None => {
                let authority = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
                let host = authority.rsplit('@').next().unwrap().to_owned();
                Self::Port(if host.contains(':') { host } else { format!("{host}:5432") })
            }
        }
    }

    /// With the password, where there is one.
    fn user(url: &str) -> &str {
        let authority = url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
        authority.rsplit_once('@').unwrap().0
    }

    fn connect(&self) -> Box<dyn Stream> {
        match self {
            Self::Socket(path) => Box::new(UnixStream::connect(path).unwrap()),
            Self::Port(address) => Box::new(TcpStream::connect(address).unwrap()),
        }
    }
}

fn join(mut client: Box<dyn Stream>, mut server: Box<dyn Stream>, shared: &Arc<Shared>) {
    let born = shared.epoch.load(Ordering::SeqCst);
    shared.open.fetch_add(1, Ordering::SeqCst);
    if shared.without_options.load(Ordering::SeqCst) {
        let startup = without_options(&message(&mut *client));
        server.write_all(&startup).unwrap();
    }
    let (mut from_server, mut to_client, at) = (server.twin(), client.twin(), shared.clone());
    thread::spawn(move || {
        copy(&mut *from_server, &mut *to_client, |_| at.epoch.load(Ordering::SeqCst) == born);
        if at.epoch.load(Ordering::SeqCst) == born {
            to_client.end();
        }
    });
    copy(&mut *client, &mut *server, |at_work| {
        if at_work {
            shared.pieces.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(shared.delay.load(Ordering::SeqCst)));
        }
        shared.epoch.load(Ordering::SeqCst) == born
    });
    shared.open.fetch_sub(1, Ordering::SeqCst);
    server.end();
}

/// Passes on what comes, as long as `speaks`; then it goes on to read and says nothing.
fn copy(from: &mut dyn Stream, to: &mut dyn Stream, speaks: impl Fn(bool) -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return,
            Err(e) if e.kind() != ErrorKind::Interrupted => return,
            Err(_) => {}
            Ok(n) if speaks(true) => {
                if to.write_all(&buffer[..n]).is_err() {
                    return;
                }
            }
            Ok(_) => {}
        }
    }
}

/// The first message of a session: its length, and as much more.
fn message(from: &mut dyn Stream) -> Vec<u8> {
    let mut length = [0; 4];
    from.read_exact(&mut length).unwrap();
    let mut rest = vec![0; u32::from_be_bytes(length) as usize - 4];
    from.read_exact(&mut rest).unwrap();
    rest
}

fn without_options(startup: &[u8]) -> Vec<u8> {
    let (protocol, pairs) = startup.split_at(4);
    let texts: Vec<&[u8]> = pairs.split(|byte| *byte == 0).collect();
    let mut kept = protocol.to_vec();
    for pair in texts.chunks(2).filter(|pair| pair.len() == 2 && pair[0] != b"options" && !pair[0].is_empty()) {
        kept.extend([pair[0], b"\0", pair[1], b"\0"].concat());
    }
    kept.push(0);
    let length = u32::try_from(kept.len() + 4).unwrap().to_be_bytes();
    [&length[..], &kept].concat()
}
