//! Passwords: argon2id in a bounded pool, so that a flood of sign-ins cannot starve everything else.
use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::kernel::{
    digest,
    error::{Code, Error, Fault, Result},
    text::{Text, is_space},
};

/// Characters of a new password: fewer are guessed, and nobody types more.
const SHORTEST: usize = 12;
const LONGEST: usize = 128;

/// Waiting for a turn longer than this would only pile up work.
const MAX_WAITING: usize = 64;

pub struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Verified against when there is no such account, so that the time taken tells nothing.
    nobody: String,
}

impl Passwords {
    pub fn new() -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            turns: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(MAX_WAITING)),
            nobody: hash(&digest::random_text::<24>()?)?,
        })
    }

    pub async fn hash(&self, password: String) -> Result<String> {
        self.in_turn(move || hash(&password)).await
    }

    /// Whether `password` is the one that `hash` was made of; with no hash, never, in the same time.
    pub async fn verify(&self, hash: Option<String>, password: String) -> Result<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let same = self.in_turn(move || verify(&hash, &password)).await?;
        Ok(same && known)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _place = self.waiting.clone().try_acquire_owned().map_err(|_| Error::new(Code::Unavailable))?;
        let _turn = self.turns.clone().acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }
}

/// One spelling of a password, whatever keyboard composed its letters (RFC 8265, section 4.2: spaces, then NFC).
fn prepared(password: &str) -> String {
    password.chars().map(|c| if is_space(c) { ' ' } else { c }).nfc().collect()
}

/// Whether a password may be chosen. Nothing is in it that cannot be seen (RFC 8265, section 4.2: no controls, nothing that
/// is ignored), for whoever types it again would not know of it; and spaces side by side guard no more than one.
pub fn check_new(password: &str) -> Result<(), Fault> {
    let prepared = prepared(password);
    if prepared.chars().count() > LONGEST {
        return Err(Fault::TooLong);
    }
    let seen = Text::<LONGEST>::parse(&prepared)?;
    let letters = |text: &str| text.replace(' ', "");
    if letters(&seen) != letters(&prepared) {
        return Err(Fault::ControlCharacter);
    }
    if seen.chars().count() < SHORTEST { Err(Fault::TooShort) } else { Ok(()) }
}

/// As strong as the customary 19 MiB twice, in half the memory: so many sign in at once (OWASP, Password Storage Cheat
/// Sheet). A hash tells its own costs, so others stay good.
fn argon2() -> Result<Argon2<'static>> {
    let costs = Params::new(9 * 1024, 4, 1, None).map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, costs))
}

fn hash(password: &str) -> Result<String> {
    let hash = argon2()?.hash_password(prepared(password).as_bytes());
    hash.map(|h| h.to_string()).map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))
}

fn verify(hash: &str, password: &str) -> Result<bool> {
    let parsed = PasswordHash::new(hash).map_err(|e| Error::internal(anyhow::anyhow!("argon2: {e}")))?;
    let is_of = |password: &str| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    let prepared = prepared(password);
    // Hashes made before passwords were prepared are of the bytes as they were sent.
    Ok(is_of(&prepared) || (prepared != password && is_of(password)))
}

#[cfg(test)]
mod tests {
    use argon2::{Argon2, password_hash::PasswordHasher};

    use super::{check_new, hash, verify};
    use crate::kernel::error::Fault;

    #[test]
    fn a_password_is_known_however_its_letters_are_composed() {
        let (composed, decomposed) =
            ("Mật khẩu của tôi", "Ma\u{323}\u{302}t\u{a0}kha\u{302}\u{309}u cu\u{309}a to\u{302}i");
        for kept in [composed, decomposed] {
            let hash = hash(kept).unwrap();
            assert!(verify(&hash, composed).unwrap() && verify(&hash, decomposed).unwrap());
            assert!(!verify(&hash, "Mat khau cua toi").unwrap());
        }
        let old = Argon2::default().hash_password(decomposed.as_bytes()).unwrap().to_string();
        assert!(verify(&old, decomposed).unwrap(), "a hash of the bytes as they were sent");
    }

    #[test]
    fn what_is_chosen_is_seen() {
        for good in
            ["mười hai ký tự", "mười\u{a0}hai\u{3000}ký tự", "Mu\u{31b}o\u{31b}\u{300}i hai ky\u{301} tu\u{31b}\u{323}"]
        {
            assert_eq!(check_new(good), Ok(()), "{good:?}");
        }
        for (wrong, fault) in [
            (" ".repeat(12), Fault::TooShort),
            ("\u{a0}\u{3000}".repeat(6), Fault::TooShort),
            (format!("abc{}def", " ".repeat(20)), Fault::TooShort),
            ("\u{200b}".repeat(12), Fault::TooShort),
            ("mười hai ký\u{200b} tự".to_owned(), Fault::ControlCharacter),
            ("mười hai ký\u{202e} tự".to_owned(), Fault::ControlCharacter),
            ("mười hai ký\u{fe0f} tự".to_owned(), Fault::ControlCharacter),
            ("mười hai\tký tự".to_owned(), Fault::ControlCharacter),
            ("a".repeat(129), Fault::TooLong),
        ] {
            assert_eq!(check_new(&wrong), Err(fault), "{wrong:?}");
        }
    }
}
