//! From which address a request comes. Behind a proxy every connection is the proxy's: who is behind it stands in
//! `Forwarded` (RFC 7239) or `X-Forwarded-For`, which anybody can send and only proxies that are trusted are believed.
mod forwarded;
mod network;

use std::{net::IpAddr, str::FromStr};

use actix_web::{HttpRequest, http::header::HeaderMap};
pub use network::Networks;

use super::auth;

/// The networks whose word about others is believed.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Networks);

impl FromStr for Proxies {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, String> {
        list.parse().map(Self)
    }
}

impl Proxies {
    /// The address that `peer` speaks for. Each hop names the one before it, the last of the list is what the peer
    /// itself saw: the walk goes on from there for as long as the one who speaks is trusted.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trust(peer) {
            return peer;
        }
        let told = [forwarded::standard(headers), forwarded::customary(headers)];
        match told.map(|hops| (!hops.is_empty()).then(|| self.walk(peer, &hops))) {
            // A proxy writes one of the two and may let the other through as the caller made it up.
            [Some(one), Some(other)] if one != other => peer,
            [one, other] => one.or(other).unwrap_or(peer),
        }
    }

    fn walk(&self, peer: IpAddr, hops: &[Option<IpAddr>]) -> IpAddr {
        let mut client = peer;
        for hop in hops.iter().rev() {
            match hop {
                Some(before) if self.trust(client) => client = *before,
                _ => break,
            }
        }
        client
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.contain(address)
    }
}

/// The caller's address; none where a connection has none.
pub fn address(req: &HttpRequest) -> Option<IpAddr> {
    let peer = req.peer_addr()?.ip();
    Some(auth::state(req).map_or(peer, |state| state.proxies.client(peer, req.headers())))
}

/// What one caller has of addresses: an IPv4 address, but a whole /64 of IPv6.
pub const fn origin(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(std::net::Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::Proxies;

    fn client(peer: &str, headers: &[(&str, &str)]) -> String {
        let proxies: Proxies = "10.0.0.0/8, 192.0.2.1,2001:db8:1::/48".parse().unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        proxies.client(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn a_stranger_is_believed_nothing() {
        for headers in [[("x-forwarded-for", "203.0.113.9")], [("forwarded", "for=203.0.113.9")]] {
            assert_eq!(client("198.51.100.7", &headers), "198.51.100.7");
        }
        let nobody = Proxies::default();
        let mut map = HeaderMap::new();
        map.append(HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static("203.0.113.9"));
        assert_eq!(nobody.client("10.0.0.1".parse().unwrap(), &map).to_string(), "10.0.0.1");
    }

    #[test]
    fn the_rightmost_hop_that_is_not_trusted_is_the_caller() {
        for (told, caller) in [
            ("203.0.113.9", "203.0.113.9"),
            // What a caller sends stands on the left of what the proxy saw.
            ("1.2.3.4, 203.0.113.9", "203.0.113.9"),
            ("1.2.3.4,203.0.113.9 , 10.9.9.9", "203.0.113.9"),
            ("203.0.113.9:4711", "203.0.113.9"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, 2001:db8:1::5, 192.0.2.1", "203.0.113.9"),
            // All trusted: the first of them.
            ("10.1.1.1, 10.2.2.2", "10.1.1.1"),
            // What says nothing ends the walk.
            ("203.0.113.9, unknown", "10.0.0.1"),
            ("203.0.113.9, nonsense, 10.2.2.2", "10.2.2.2"),
            ("203.0.113.9:99999", "10.0.0.1"),
            ("fe80::1%eth0", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[("x-forwarded-for", told)]), caller, "{told:?}");
        }
        let lines = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "203.0.113.9, 10.3.3.3")];
        assert_eq!(client("::ffff:10.0.0.1", &lines), "203.0.113.9");
    }

    #[test]
    fn the_standard_header_is_read_as_the_standard_says() {
        for (told, caller) in [
            ("for=203.0.113.9", "203.0.113.9"),
            ("For=\"203.0.113.9:4711\";proto=https;by=10.0.0.1", "203.0.113.9"),
            ("for=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("proto=http ; for = \"203.0.113.9\"", "203.0.113.9"),
            ("for=1.2.3.4, for=203.0.113.9;host=\"a,b;for=9.9.9.9\", for=10.1.1.1", "203.0.113.9"),
            ("for=\"203.0.113\\.9\"", "203.0.113.9"),
            ("for=203.0.113.9, for=_hidden", "10.0.0.1"),
            ("for=203.0.113.9, proto=https", "10.0.0.1"),
            ("for=\"203.0.113.9", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[("forwarded", told)]), caller, "{told:?}");
        }
    }

    #[test]
    fn two_headers_that_disagree_are_believed_neither() {
        let both = |standard, customary| client("10.0.0.1", &[("forwarded", standard), ("x-forwarded-for", customary)]);
        assert_eq!(both("for=203.0.113.9", "1.1.1.1, 203.0.113.9"), "203.0.113.9");
        assert_eq!(both("for=1.1.1.1", "203.0.113.9"), "10.0.0.1");
    }

    #[test]
    fn networks_are_read_strictly() {
        for good in ["", "10.0.0.0/8", "::1", "127.0.0.1, fd00::/8"] {
            assert!(good.parse::<Proxies>().is_ok(), "{good}");
        }
        for odd in ["10.0.0.1/8", "10.0.0.0/33", "fd00::/129", "localhost", "10.0.0.0/", "10.0.0.0/+8"] {
            assert!(odd.parse::<Proxies>().is_err(), "{odd}");
        }
    }
}
