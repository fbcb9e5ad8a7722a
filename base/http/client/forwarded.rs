//! The hops that proxies told of, the last one last; none for one that names no address.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::http::header::{self, HeaderMap, HeaderName};

/// `Forwarded: for="[2001:db8::7]:4711";proto=https, for=…` (RFC 7239).
pub fn standard(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    elements(headers, header::FORWARDED).iter().map(|element| named(element).as_deref().and_then(node)).collect()
}

/// `X-Forwarded-For: a, b`.
pub fn customary(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    elements(headers, header::X_FORWARDED_FOR).iter().map(|element| node(element)).collect()
}

/// The elements of all lines of a header, in order.
fn elements(headers: &HeaderMap, name: HeaderName) -> Vec<String> {
    // What is no text names no address, and must not be passed over.
    let lines = headers.get_all(name).map(|value| value.to_str().unwrap_or("unreadable"));
    lines.flat_map(|line| pieces(line, ',')).filter(|element| !element.is_empty()).collect()
}

/// Cuts at a separator that stands outside of quotes.
fn pieces(text: &str, separator: char) -> Vec<String> {
    let (mut found, mut piece, mut quoted, mut escaped) = (vec![], String::new(), false, false);
    for c in text.chars() {
        if c == separator && !quoted {
            found.push(std::mem::take(&mut piece).trim().to_owned());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        piece.push(c);
    }
    found.push(piece.trim().to_owned());
    found
}

/// The value of `for` in one element.
fn named(element: &str) -> Option<String> {
    pieces(element, ';').into_iter().find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| unquoted(value.trim())).flatten()
    })
}

fn unquoted(value: &str) -> Option<String> {
    let Some(rest) = value.strip_prefix('"') else { return Some(value.to_owned()) };
    let inner = rest.strip_suffix('"')?;
    let mut escaped = false;
    let kept = inner.chars().filter(|c| {
        escaped = *c == '\\' && !escaped;
        !escaped
    });
    Some(kept.collect())
}

/// An address, with or without a port.
fn node(text: &str) -> Option<IpAddr> {
    let address = match text.strip_prefix('[') {
        Some(rest) => {
            let (inner, port) = rest.split_once(']')?;
            let address: Ipv6Addr = inner.parse().ok()?;
            (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(IpAddr::V6(address))?
        }
        None => match text.split_once(':') {
            Some((v4, port)) if !port.contains(':') => {
                let address: Ipv4Addr = v4.parse().ok()?;
                is_port(port).then_some(IpAddr::V4(address))?
            }
            _ => text.parse().ok()?,
        },
    };
    Some(address.to_canonical())
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok()
}
