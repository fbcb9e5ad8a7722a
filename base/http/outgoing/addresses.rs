//! To which addresses nothing is sent: those that lead inward, and those that nobody has.
use std::{net::IpAddr, sync::LazyLock};

use crate::http::client::Networks;

type Ranges = LazyLock<Result<Networks, String>>;

/// The special-purpose addresses of IPv4 (IANA), multicast, and what is reserved.
static NOT_PUBLIC_V4: Ranges = LazyLock::new(|| {
    "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, \
     192.88.99.0/24, 192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, 203.0.113.0/24, 224.0.0.0/4, 240.0.0.0/4"
        .parse()
});

/// Nothing else of IPv6 is given to anybody: neither unique local nor link-local addresses, nor multicast, nor addresses of
/// IPv4 that were written or translated into IPv6 (mapped, NAT64).
static GIVEN_V6: Ranges = LazyLock::new(|| "2000::/3".parse());

/// Of these: protocols of the IETF and Teredo, documentation, 6to4, which hides an address of IPv4.
static NOT_PUBLIC_V6: Ranges = LazyLock::new(|| "2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20".parse());

/// Whether an address is one of the open network.
pub fn is_public(address: IpAddr) -> bool {
    let beyond = |ranges: &Ranges| matches!(&**ranges, Ok(ranges) if !ranges.contain(address));
    let within = |ranges: &Ranges| matches!(&**ranges, Ok(ranges) if ranges.contain(address));
    match address {
        IpAddr::V4(_) => beyond(&NOT_PUBLIC_V4),
        IpAddr::V6(_) => within(&GIVEN_V6) && beyond(&NOT_PUBLIC_V6),
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn what_leads_inward_or_nowhere_is_not_public() {
        let inward = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 \
             169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 \
             198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 \
             :: ::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::8.8.8.8 64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 \
             2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:a00:1:: 2002:808:808:: \
             3fff::1 3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd12:3456:789a::1 fe80::1 fec0::1 ff02::1 ff0e::1";
        for address in inward.split_whitespace() {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_everybody_reaches_is_public() {
        let open = "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 113.160.0.1 126.255.255.255 128.0.0.0 \
             169.253.255.255 172.15.255.255 172.32.0.0 192.0.1.1 198.17.255.255 198.20.0.0 223.255.255.255 \
             2001:200::1 2001:4860:4860::8888 2003::1 2400:cb00::1 2606:4700:4700::1111 3ffe::1";
        for address in open.split_whitespace() {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
