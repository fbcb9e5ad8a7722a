//! Ranges of addresses in CIDR notation.
use std::{net::IpAddr, str::FromStr};

#[derive(Clone, Copy, Debug)]
struct Network {
    /// Of IPv4 as an IPv6 address, so that there is one arithmetic.
    first: u128,
    mask: u128,
    v4: bool,
}

const fn bits(address: IpAddr) -> (u128, bool) {
    match address {
        IpAddr::V4(v4) => (v4.to_bits() as u128, true),
        IpAddr::V6(v6) => (v6.to_bits(), false),
    }
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        let (bits, v4) = bits(address.to_canonical());
        v4 == self.v4 && bits & self.mask == self.first
    }
}

/// Several ranges.
#[derive(Clone, Debug, Default)]
pub struct Networks(Vec<Network>);

impl Networks {
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Networks {
    type Err = String;

    /// In CIDR notation, or single addresses, between commas; nothing for none.
    fn from_str(list: &str) -> Result<Self, String> {
        let networks = list.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::parse);
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no network, such as 10.0.0.0/8 or fd00::/8");
        let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
        let (first, v4) = bits(address.parse().map_err(|_| wrong())?);
        let width: u32 = if v4 { 32 } else { 128 };
        let length = match length {
            None => width,
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().map_err(|_| wrong())?,
            Some(_) => return Err(wrong()),
        };
        let free = width.checked_sub(length).ok_or_else(wrong)?;
        let mask = u128::MAX.checked_shl(free).unwrap_or(0) & if v4 { u128::from(u32::MAX) } else { u128::MAX };
        if first & !mask == 0 {
            Ok(Self { first, mask, v4 })
        } else {
            Err(format!("{text}: bits are set beyond /{length}"))
        }
    }
}
