//! Secret keys of the service: rings of keys of 32 bytes. The first of a ring is in use, all are good for what was made
//! with them, so a key is changed by putting another before it. From each key one is derived for each purpose.
mod cipher;
mod mac;

use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Result, bail};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use secrecy::{ExposeSecret, SecretSlice};

pub use cipher::{Cipher, Place};
pub use mac::Mac;

use super::digest;

const LENGTH: usize = 32;
/// Of the digest by which a key is told from others.
const ID: usize = 8;

#[derive(Clone, Debug)]
struct Key {
    id: String,
    secret: SecretSlice<u8>,
    /// Made by the service itself and kept in its database, for want of a file.
    own: bool,
}

/// Keys of one kind, the one in use first.
#[derive(Clone, Debug)]
pub struct Ring(Vec<Key>);

impl Ring {
    /// One key a line, each 32 bytes in hex and nothing else.
    pub fn parse(text: &str) -> Result<Self> {
        let keys = text.lines().map(Key::parse).collect::<Result<Vec<_>>>()?;
        let mut ids: Vec<_> = keys.iter().map(|key| key.id.as_str()).collect();
        ids.sort_unstable();
        if keys.is_empty() {
            bail!("it holds no key: {EXPECTED}");
        }
        if ids.windows(2).any(|pair| pair.first() == pair.last()) {
            bail!("it holds a key twice");
        }
        Ok(Self(keys))
    }

    /// The key that the service made for itself.
    pub fn own(text: &str) -> Result<Self> {
        Ok(Self(vec![Key { own: true, ..Key::parse(text)? }]))
    }

    /// With the service's own key of another ring behind its own: what it encrypted before there was a file is still
    /// read.
    pub fn after(mut self, other: &Self) -> Self {
        let missing = |key: &&Key| key.own && !self.0.iter().any(|known| known.id == key.id);
        let own: Vec<_> = other.0.iter().filter(missing).cloned().collect();
        self.0.extend(own);
        self
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }

    fn derived(&self, purpose: &str) -> Result<Vec<(String, [u8; LENGTH])>> {
        self.0.iter().map(|key| Ok((key.id.clone(), key.derived(purpose)?))).collect()
    }
}

const EXPECTED: &str = "a key is 32 bytes in hex, 64 digits, one key a line";

impl Key {
    fn parse(line: &str) -> Result<Self> {
        let digit = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        if line.len() != 2 * LENGTH || !line.bytes().all(|b| b.is_ascii_hexdigit()) {
            bail!("{EXPECTED}");
        }
        let secret: Vec<u8> = line.as_bytes().chunks(2).filter_map(digit).collect();
        let id = digest::sha256_hex(&[b"thidua key id\n", secret.as_slice()].concat()).chars().take(ID).collect();
        Ok(Self { id, secret: secret.into(), own: false })
    }

    /// HKDF (RFC 5869).
    fn derived(&self, purpose: &str) -> Result<[u8; LENGTH]> {
        let (salt, info) = (Salt::new(HKDF_SHA256, b"thidua"), [purpose.as_bytes()]);
        let extracted = salt.extract(self.secret.expose_secret());
        let mut derived = [0; LENGTH];
        let expanded = extracted.expand(&info, Length).and_then(|okm| okm.fill(&mut derived));
        expanded.map_err(|_| anyhow::anyhow!("no key can be derived for {purpose}"))?;
        Ok(derived)
    }
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        LENGTH
    }
}

/// A new key, as a line of its file.
pub fn generate() -> Result<String> {
    let mut bytes = [0; LENGTH];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| anyhow::anyhow!("no randomness"))?;
    Ok(digest::hex(&bytes))
}

/// What encrypts personal numbers, and what makes keyed digests: two rings that change independently.
#[derive(Clone, Debug)]
pub struct Rings {
    pub personal_ids: Ring,
    pub digests: Ring,
}

/// The keys in use, one for each purpose.
#[derive(Debug)]
pub struct Purposes {
    pub personal_ids: Cipher,
    /// Recognises a personal number without reading it.
    pub personal_id_index: Mac,
    /// Tells the requests that came with an `Idempotency-Key` apart.
    pub fingerprints: Mac,
    /// Seals the cursors of lists.
    pub cursors: Mac,
    /// Recognises the address of a calendar without keeping it.
    pub calendars: Mac,
    /// Recognises the secret of an objection without keeping it.
    pub objections: Mac,
    /// Makes the keys of secret ballots.
    pub ballots: Mac,
    /// Closes their boxes until they are counted. A key that is taken out of its ring meanwhile leaves a ballot that can only
    /// be cancelled.
    pub boxes: Cipher,
    /// Recognises the secret of a machine client without keeping it.
    pub client_secrets: Mac,
    /// Keeps the secrets of second factors.
    pub second_factors: Cipher,
    /// Encrypts what signs webhooks.
    pub webhook_secrets: Cipher,
}

impl Purposes {
    fn of(rings: &Rings) -> Result<Self> {
        Ok(Self {
            personal_ids: Cipher::new(&rings.personal_ids.derived("personal number")?)?,
            personal_id_index: Mac::new(&rings.digests.derived("personal number index")?)?,
            fingerprints: Mac::new(&rings.digests.derived("request fingerprint")?)?,
            cursors: Mac::new(&rings.digests.derived("cursor")?)?,
            calendars: Mac::new(&rings.digests.derived("calendar")?)?,
            objections: Mac::new(&rings.digests.derived("objection")?)?,
            ballots: Mac::new(&rings.digests.derived("ballot")?)?,
            boxes: Cipher::new(&rings.personal_ids.derived("ballot box")?)?,
            client_secrets: Mac::new(&rings.digests.derived("client secret")?)?,
            second_factors: Cipher::new(&rings.personal_ids.derived("second factor")?)?,
            webhook_secrets: Cipher::new(&rings.personal_ids.derived("webhook secret")?)?,
        })
    }
}

/// Can be replaced while the service runs.
#[derive(Debug)]
pub struct Keys(RwLock<(Rings, Arc<Purposes>)>);

impl Keys {
    pub fn new(rings: Rings) -> Result<Self> {
        let purposes = Arc::new(Purposes::of(&rings)?);
        Ok(Self(RwLock::new((rings, purposes))))
    }

    /// Keys of its own, gone with the process.
    pub fn ephemeral() -> Result<Self> {
        let ring = || Ring::parse(&generate()?);
        Self::new(Rings { personal_ids: ring()?, digests: ring()? })
    }

    /// Takes over changed files, if they pass a check.
    pub fn reload(
        &self,
        change: impl FnOnce(Rings) -> Rings,
        check: impl FnOnce(&Purposes) -> Result<()>,
    ) -> Result<()> {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = change(held.0.clone());
        let purposes = Arc::new(Purposes::of(&next)?);
        check(&purposes)?;
        *held = (next, purposes);
        Ok(())
    }

    pub fn now(&self) -> Arc<Purposes> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Place, Ring, Rings, generate};

    fn rings(personal_ids: &str, digests: &str) -> Rings {
        Rings { personal_ids: Ring::parse(personal_ids).unwrap(), digests: Ring::parse(digests).unwrap() }
    }

    const PLACE: Place<'_> = Place { table: "nomination", column: "personal_id", row: uuid::Uuid::max() };

    #[test]
    fn a_key_is_32_bytes_in_hex_and_nothing_else() {
        let key = generate().unwrap();
        assert!(Ring::parse(&key).is_ok() && Ring::parse(&key.to_uppercase()).is_ok());
        assert!(Ring::parse(&format!("{key}\n{}\n", generate().unwrap())).is_ok());
        let short = key.get(..62).unwrap();
        for odd in [
            "",
            "\n",
            short,
            &format!("{key}00"),
            &format!(" {key}"),
            &format!("0x{short}"),
            "secret",
            &format!("{key}\n\n{key}"),
            &format!("{key}\n{key}"),
            &"+1".repeat(32),
            &"é".repeat(32),
        ] {
            assert!(Ring::parse(odd).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn what_an_old_key_made_is_read_and_what_is_new_is_made_by_the_first() {
        let (old, new) = (generate().unwrap(), generate().unwrap());
        let keys = Keys::new(rings(&old, &old)).unwrap();
        let (sealed, mark) =
            (keys.now().personal_ids.seal(PLACE, "012345678901").unwrap(), keys.now().cursors.sign(b"a"));
        let both = format!("{new}\n{old}");
        keys.reload(|_| rings(&both, &both), |_| Ok(())).unwrap();
        assert_eq!(keys.now().personal_ids.open(PLACE, &sealed).unwrap(), "012345678901");
        assert!(keys.now().cursors.verify(b"a", &mark) && !keys.now().cursors.verify(b"b", &mark));
        assert_ne!(keys.now().personal_ids.active(), sealed.split('.').nth(1).unwrap());
        assert_eq!(keys.now().cursors.all(b"a").iter().filter(|one| **one == mark).count(), 1);
        keys.reload(|_| rings(&new, &new), |_| Ok(())).unwrap();
        assert!(keys.now().personal_ids.open(PLACE, &sealed).is_err() && !keys.now().cursors.verify(b"a", &mark));
    }

    #[test]
    fn what_is_sealed_belongs_to_its_place_and_is_never_twice_the_same() {
        let key = generate().unwrap();
        let cipher = Keys::new(rings(&key, &key)).unwrap().now().personal_ids.seal(PLACE, "012345678901").unwrap();
        let keys = Keys::new(rings(&key, &key)).unwrap().now();
        assert_ne!(keys.personal_ids.seal(PLACE, "012345678901").unwrap(), cipher);
        assert!(keys.personal_ids.open(Place { row: uuid::Uuid::nil(), ..PLACE }, &cipher).is_err());
        assert!(keys.personal_ids.open(Place { column: "other", ..PLACE }, &cipher).is_err());
        assert!(!format!("{keys:?}").contains(&key) && !cipher.contains("012345678901"));
        for purpose in
            [&keys.personal_id_index, &keys.fingerprints, &keys.calendars, &keys.objections, &keys.client_secrets]
        {
            assert_ne!(purpose.sign(b"a"), keys.cursors.sign(b"a"), "one key for two purposes");
        }
    }
}
