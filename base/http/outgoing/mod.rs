//! Requests that the service makes to addresses which others have given. This is the edge of the process: nothing else calls
//! out by the word of a caller.
//!
//! Only addresses of the open network are called, by TLS. They are checked by the resolver that the connection itself uses,
//! so that a name cannot lead elsewhere between the look and the call, and each call looks anew. Redirects are
//! not followed: what was signed for one address is not for another, and every hop would have to be checked as the first.
//! An operator may open ranges of its own network, which are then called in the clear too.
mod addresses;
mod resolver;

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use reqwest::{Client, Response, Url, header::RETRY_AFTER, redirect};

use crate::{http::client::Networks, kernel::error::Fault};
use resolver::{NotAllowed, Permits, Resolver};

const CONNECT: Duration = Duration::from_secs(5);
/// Until the answer is there; what a receiver does with a message it does afterwards.
const WHOLE: Duration = Duration::from_secs(15);
/// Of an answer's body so much is read, and no more however long it goes on.
const MOST_OF_A_BODY: usize = 4 * 1024;
const LONGEST_URL: usize = 2_000;
/// TLS elsewhere is not at a port below these by accident: mail, shells and databases of old listen there.
const FREE_PORTS: u16 = 1024;
const HTTPS: u16 = 443;

/// How a call ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    AddressRefused,
    Unreachable,
    TimedOut,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    /// Its beginning, as text that any database keeps.
    pub body: String,
    /// `Retry-After` in seconds.
    pub wait: Option<TimeDelta>,
}

pub struct Outgoing {
    /// Ranges that the operator has opened.
    opened: Networks,
    /// Made when it is first needed, for it reads the certification authorities of the machine.
    tls: OnceLock<Option<Client>>,
    clear: OnceLock<Option<Client>>,
}

impl Outgoing {
    pub const fn new(opened: Networks) -> Self {
        Self { opened, tls: OnceLock::new(), clear: OnceLock::new() }
    }

    /// Whether an address may be given. Names are looked up when they are called, and each time.
    pub fn check(&self, text: &str) -> Result<Url, Fault> {
        if text.len() > LONGEST_URL {
            return Err(Fault::TooLong);
        }
        let url = Url::parse(text).map_err(|_| Fault::InvalidValue)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !plain || !self.may_be_called(&url) {
            return Err(Fault::NotAllowed);
        }
        Ok(url)
    }

    fn may_be_called(&self, url: &Url) -> bool {
        let permits = match url.scheme() {
            "https" => Permits::public_and(self.opened.clone()),
            "http" if !self.opened.is_empty() => Permits::only(self.opened.clone()),
            _ => return false,
        };
        let port = url.port_or_known_default().unwrap_or_default();
        let literal = literal(url);
        // Where the operator has opened a range, its services listen where they do.
        let opened = literal.is_some_and(|address| self.opened.contain(address)) || url.scheme() == "http";
        (opened || port == HTTPS || port >= FREE_PORTS) && literal.is_none_or(|address| permits.allow(address))
    }

    /// Posts JSON. A body without end is read to its bound, and the connection is given up.
    pub async fn post(&self, url: &str, headers: &[(&'static str, String)], body: String) -> Result<Answered, Failure> {
        let url = self.check(url).map_err(|_| Failure::AddressRefused)?;
        let client = self.client(&url).ok_or(Failure::Unreachable)?;
        let mut request = client.post(url).header("content-type", "application/json").body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let until = Instant::now() + WHOLE;
        let response = request.send().await.map_err(|error| failure(&error))?;
        Ok(answered(response, until).await)
    }

    fn client(&self, url: &Url) -> Option<&Client> {
        let (held, permits) = match url.scheme() {
            "https" => (&self.tls, Permits::public_and(self.opened.clone())),
            _ => (&self.clear, Permits::only(self.opened.clone())),
        };
        let client = || {
            let made = builder(url.scheme() == "https", Resolver::new(permits)).build();
            made.inspect_err(|error| tracing::error!(?error, "nothing can be sent to other systems")).ok()
        };
        held.get_or_init(client).as_ref()
    }
}

fn builder(https_only: bool, resolver: Resolver) -> reqwest::ClientBuilder {
    Client::builder()
        .https_only(https_only)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
        .timeout(WHOLE)
        // The next call looks again where the name leads.
        .pool_max_idle_per_host(0)
        .user_agent(concat!("thidua/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(Arc::new(resolver))
}

/// A host that is an address is not looked up, so nothing else checks it.
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn failure(error: &reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if one.is::<NotAllowed>() {
            return Failure::AddressRefused;
        }
        cause = one.source();
    }
    if error.is_timeout() { Failure::TimedOut } else { Failure::Unreachable }
}

async fn answered(mut response: Response, until: Instant) -> Answered {
    let status = response.status().as_u16();
    let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    let mut body = vec![];
    while body.len() < MOST_OF_A_BODY {
        let left = until.saturating_duration_since(Instant::now());
        match tokio::time::timeout(left, response.chunk()).await {
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
            // What was answered is known by the status; of a body that breaks off its beginning is kept.
            _ => break,
        }
    }
    body.truncate(MOST_OF_A_BODY);
    Answered { status, body: kept(&body), wait: seconds.map(|seconds| TimeDelta::seconds(seconds.into())) }
}

/// As text without what no database keeps.
fn kept(body: &[u8]) -> String {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    String::from_utf8_lossy(body)
        .chars()
        .filter(|c| *c != '\r')
        .map(|c| if control(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Failure, Outgoing, kept};

    fn allowed(opened: &str, url: &str) -> bool {
        Outgoing::new(opened.parse().unwrap()).check(url).is_ok()
    }

    #[test]
    fn only_the_open_network_is_called_and_by_tls() {
        for good in [
            "https://portal.example.vn/hook?a=b",
            "https://portal.example.vn:8443/",
            "https://[2606:4700::1]/",
            "https://1.1.1.1/",
        ] {
            assert!(allowed("", good), "{good}");
        }
        for bad in [
            "http://portal.example.vn/",
            "ftp://portal.example.vn/",
            "file:///etc/passwd",
            "portal.example.vn",
            "https://user@portal.example.vn/",
            "https://:secret@portal.example.vn/",
            "https://portal.example.vn/#part",
            "https://portal.example.vn:25/",
            "https://127.0.0.1/",
            // The same address as others write it.
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://[fe80::1%25eth0]/",
            "https://100.64.1.1/",
            "https://224.0.0.1/",
            "https://",
        ] {
            assert!(!allowed("", bad), "{bad}");
        }
    }

    #[test]
    fn what_the_operator_has_opened_is_called_in_the_clear_too_and_nothing_beside_it() {
        let opened = "127.0.0.0/8, fd00::/8";
        for good in [
            "http://127.0.0.1:4000/",
            "https://127.0.0.1:25/",
            "http://[fd00::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://localhost:4000/",
        ] {
            assert!(allowed(opened, good), "{good}");
        }
        for bad in
            ["http://10.0.0.1/", "http://1.1.1.1/", "https://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/"]
        {
            assert!(!allowed(opened, bad), "{bad}");
        }
    }

    #[actix_web::test]
    async fn a_name_that_leads_inward_is_not_called() {
        let outgoing = Outgoing::new("127.0.0.1/32".parse().unwrap());
        // To the loopback of the other kind, or to both.
        for url in ["https://localhost:8443/", "http://ip6-localhost:9/"] {
            let called = outgoing.post(url, &[], String::new()).await;
            assert!(matches!(called, Err(Failure::AddressRefused | Failure::Unreachable)), "{url}: {called:?}");
        }
        let closed = Outgoing::new(super::Networks::default());
        let called = closed.post("https://localhost:8443/", &[], String::new()).await;
        assert_eq!(called.map(|answered| answered.status), Err(Failure::AddressRefused));
    }

    #[test]
    fn what_is_kept_of_a_body_is_text() {
        assert_eq!(kept(b"a\0b\r\n\xff\x1b"), "a\u{fffd}b\n\u{fffd}\u{fffd}");
    }
}
