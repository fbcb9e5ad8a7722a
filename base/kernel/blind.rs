//! Blind tokens: a verifiable oblivious pseudorandom function (VOPRF, RFC 9497) over ristretto255 with SHA-512. A client
//! makes up a number and has it signed without showing it: what the service sees fits every number there is. The proof
//! that comes with each signature shows that it was made with the published key, the same for everybody.
//!
//! All values are spelt in small hexadecimal digits.
use rand_core::OsRng;
use voprf::{BlindedElement, Group, Ristretto255, VoprfServer};

use super::{
    digest,
    error::{Error, Result},
};

/// Signs, and recognises what it has signed.
pub struct Key(VoprfServer<Ristretto255>);

/// A number that was signed unseen, and the proof of the key.
pub struct Evaluation {
    pub element: String,
    pub proof: String,
}

impl Key {
    /// The same bytes make the same key (RFC 9497, section 3.2.1).
    pub fn derived(seed: &[u8], info: &[u8]) -> Result<Self> {
        let key = VoprfServer::new_from_seed(seed, info);
        key.map(Self).map_err(|e| Error::internal(anyhow::anyhow!("no key for tokens: {e}")))
    }

    pub fn public(&self) -> String {
        digest::hex(&Ristretto255::serialize_elem(self.0.get_public_key()))
    }

    /// None of what is no blinded number.
    pub fn evaluate(&self, blinded: &str) -> Option<Evaluation> {
        let bytes = bytes::<32>(blinded)?;
        let blinded = BlindedElement::<Ristretto255>::deserialize(&bytes).ok()?;
        let result = self.0.blind_evaluate(&mut OsRng, &blinded);
        let element = digest::hex(&result.message.serialize());
        Some(Evaluation { element, proof: digest::hex(&result.proof.serialize()) })
    }

    /// Whether this is the token of that number.
    pub fn made(&self, number: &str, token: &str) -> bool {
        let (Some(number), Some(token)) = (bytes::<32>(number), bytes::<64>(token)) else { return false };
        let made = self.0.evaluate(&number);
        made.is_ok_and(|made| aws_lc_rs::constant_time::verify_slices_are_equal(&made, &token).is_ok())
    }
}

/// So many bytes and no others.
pub fn bytes<const N: usize>(hex: &str) -> Option<Vec<u8>> {
    let small = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if hex.len() != 2 * N || !hex.bytes().all(small) {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    hex.as_bytes().chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use rand_core::OsRng;
    use voprf::{EvaluationElement, Group, Proof, Ristretto255, VoprfClient};

    use super::{Key, bytes};
    use crate::kernel::digest::hex;

    const NUMBER: [u8; 32] = [7; 32];

    /// As a client does it; none where the proof is not of that key.
    fn token(key: &Key, public: &str) -> Option<String> {
        let client = VoprfClient::<Ristretto255>::blind(&NUMBER, &mut OsRng).unwrap();
        let evaluation = key.evaluate(&hex(&client.message.serialize())).unwrap();
        let element = EvaluationElement::deserialize(&bytes::<32>(&evaluation.element).unwrap()).unwrap();
        let proof = Proof::deserialize(&bytes::<64>(&evaluation.proof).unwrap()).unwrap();
        let public = Ristretto255::deserialize_elem(&bytes::<32>(public).unwrap()).unwrap();
        client.state.finalize(&NUMBER, &element, &proof, public).ok().map(|token| hex(&token))
    }

    /// RFC 9497, appendix A.1.2: key, blinded element and what is answered to it.
    #[test]
    fn it_is_the_function_of_the_standard() {
        let key = Key::derived(&[0xa3; 32], b"test key").unwrap();
        assert_eq!(key.public(), "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e");
        let blinded = "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945";
        let evaluation = key.evaluate(blinded).unwrap();
        assert_eq!(evaluation.element, "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e");
    }

    #[test]
    fn a_token_is_good_for_its_number_and_its_key_only() {
        let (key, other) = (Key::derived(&[1; 32], b"one").unwrap(), Key::derived(&[1; 32], b"two").unwrap());
        let made = token(&key, &key.public()).unwrap();
        let number = hex(&NUMBER);
        assert!(key.made(&number, &made));
        assert!(!other.made(&number, &made), "of another ballot");
        assert!(!key.made(&hex(&[8; 32]), &made), "of another number");
        assert!(!key.made(&number, &hex(&[0; 64])) && !key.made("", "") && !key.made(&number, ""));
        assert!(token(&key, &other.public()).is_none(), "a client sees that it was marked with another key");
    }

    #[test]
    fn what_is_no_blinded_number_is_not_signed() {
        let key = Key::derived(&[1; 32], b"one").unwrap();
        let long = "ab".repeat(33);
        let odd = ["", "00", long.as_str(), &"00".repeat(32), &"ff".repeat(32), &"AB".repeat(32), &"+1".repeat(32)];
        for blinded in odd {
            assert!(key.evaluate(blinded).is_none(), "{blinded}");
        }
    }

    #[test]
    fn the_same_number_is_never_seen_twice_alike() {
        let blinded = || VoprfClient::<Ristretto255>::blind(&NUMBER, &mut OsRng).unwrap().message.serialize();
        assert_ne!(blinded(), blinded());
    }
}
