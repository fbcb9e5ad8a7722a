pub use base::kernel::receipt::Receipt;
use organisation::auth::Jwk;
use serde::Serialize;
use utoipa::ToSchema;

/// That a report was submitted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReceiptView {
    /// JWS in its compact form (RFC 7515), EdDSA: what proves the submission.
    #[schema(max_length = 4000)]
    pub receipt: String,
    /// The key that signed it, in `/.well-known/receipt-keys.json`.
    #[schema(max_length = 100)]
    pub kid: String,
    /// What it says.
    pub content: Receipt,
}

/// Public keys that verify receipts (RFC 7517): all that have ever signed one, and those that may.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptKeys {
    /// The keys, those that sign now first.
    #[schema(max_items = 10000)]
    pub keys: Vec<Jwk>,
}
