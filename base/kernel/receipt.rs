//! Receipts: what the service signs of a submission, and how anybody holds one against public keys alone.
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// In the header, so that nothing else that the key signs is taken for a receipt.
pub const TYPE: &str = "receipt+jws";
const ALGORITHM: &str = "EdDSA";

/// What a receipt says: the facts of one submission as they were kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The service that signed it, as clients know it.
    #[schema(max_length = 300, example = "https://thidua.example.vn")]
    pub iss: String,
    /// The id of the version that was submitted.
    pub jti: Uuid,
    pub report_id: Uuid,
    /// Counts the times that the report was submitted.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// SHA-256 of the canonical JSON (RFC 8785) of what the version says, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: String,
    /// Code of the unit that owed the report.
    #[schema(max_length = 60, example = "H03.D061.PTP")]
    pub unit_code: String,
    /// Code of the unit that it was submitted to.
    #[schema(max_length = 60, example = "H03.STP")]
    pub to_unit_code: String,
    /// Code of the movement.
    #[schema(max_length = 40, example = "303")]
    pub movement_code: String,
    #[schema(max_length = 20, example = "2024")]
    pub period_code: String,
    /// When this version was submitted, by the clock of the service.
    pub submitted_at: DateTime<Utc>,
    /// When the report was submitted first: what `late` goes by.
    pub first_submitted_at: DateTime<Utc>,
    /// The deadline in force when the report was submitted first, with an extension; or the one by which a document has
    /// excused it since.
    pub due_on: NaiveDate,
    /// From this instant on a first submission is late: when its day closes. That is an earlier day than `due_on` where the
    /// extension came after it and does not excuse lateness.
    pub late_from: DateTime<Utc>,
    /// Whether it was submitted first at that instant or later.
    pub late: bool,
}

/// What public keys say of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Valid(Box<Receipt>),
    /// It is no receipt, or not what was signed.
    Invalid(&'static str),
    /// None of the keys is the one that it names.
    CannotTell(String),
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Holds a receipt in compact form against a set of keys (RFC 7517). The algorithm is ours, never the header's.
pub fn verify(text: &str, keys: &Value) -> Verdict {
    let mut parts = text.trim().split('.');
    let (Some(head), Some(body), Some(mark), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Verdict::Invalid("it has not three parts");
    };
    let Some(header) = read::<Header>(head) else { return Verdict::Invalid("its header cannot be read") };
    if header.typ.as_deref() != Some(TYPE) || header.alg != ALGORITHM || header.crit.is_some() {
        return Verdict::Invalid("it is something else than a receipt");
    }
    let Some(kid) = header.kid else { return Verdict::Invalid("it names no key") };
    let Some(key) = key_of(keys, &kid) else { return Verdict::CannotTell(kid) };
    let signature = URL_SAFE_NO_PAD.decode(mark).unwrap_or_default();
    let signed = format!("{head}.{body}");
    if UnparsedPublicKey::new(&ED25519, key).verify(signed.as_bytes(), &signature).is_err() {
        return Verdict::Invalid("the signature is not of what it says");
    }
    read(body).map_or(Verdict::Invalid("it does not say what a receipt says"), |said| Verdict::Valid(Box::new(said)))
}

/// What a receipt is made of, as the service keeps it: the letters of its compact form take a third more.
pub struct Parts {
    /// As JSON, byte for byte.
    pub header: String,
    /// The same.
    pub payload: String,
    pub signature: Vec<u8>,
}

impl Parts {
    pub fn of(compact: &str) -> Option<Self> {
        let mut parts = compact.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let mut text = || String::from_utf8(parts.next()??).ok();
        Some(Self { header: text()?, payload: text()?, signature: parts.next()?? })
    }

    /// As it was signed and is given out.
    pub fn compact(&self) -> String {
        [self.header.as_bytes(), self.payload.as_bytes(), &self.signature]
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .join(".")
    }

    /// Which key signed it, and what it says.
    pub fn said(&self) -> Option<(String, Receipt)> {
        let header: Header = serde_json::from_str(&self.header).ok()?;
        Some((header.kid?, serde_json::from_str(&self.payload).ok()?))
    }
}

fn read<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A key of 32 bytes; a set may hold keys of other kinds.
fn key_of(keys: &Value, kid: &str) -> Option<Vec<u8>> {
    let named = |key: &&Value| {
        let is = |member: &str, value: &str| key.get(member).and_then(Value::as_str) == Some(value);
        is("kid", kid) && is("kty", "OKP") && is("crv", "Ed25519")
    };
    let key = keys.get("keys")?.as_array()?.iter().find(named)?;
    let bytes = URL_SAFE_NO_PAD.decode(key.get("x")?.as_str()?).ok()?;
    (bytes.len() == 32).then_some(bytes)
}
