//! Receipts are signed with the key that signs access tokens, as something else.
use std::sync::Arc;

use jsonwebtoken::{Algorithm, Header, encode};

use super::{Authenticator, ring::Ring};
use crate::kernel::{
    error::{Error, Result},
    receipt::{self, Receipt},
};

/// What was signed, and with which key.
pub struct Signed {
    pub ring: Arc<Ring>,
    pub jws: String,
}

impl Authenticator {
    /// The address under which clients know this service.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The same facts under the same key make the same receipt.
    pub fn sign_receipt(&self, receipt: &Receipt) -> Result<Signed> {
        let ring = self.ring();
        let header = Header {
            typ: Some(receipt::TYPE.to_owned()),
            kid: Some(ring.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let jws = encode(&header, receipt, &ring.signing).map_err(Error::internal)?;
        Ok(Signed { ring, jws })
    }
}
