//! Giving a receipt, and giving it out again.
use base::{
    http::auth::Authenticator,
    kernel::{
        error::{Code, Error, Result},
        receipt::Parts,
    },
    store::db::{Conn, Uow},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{paper_version, receipt_key, unit_code::CodeScheme};
use organisation::auth::Jwk;
use serde_json::Value;
use uuid::Uuid;

use super::{
    dto::{Receipt, ReceiptKeys, ReceiptView},
    repo,
};

/// What of a submission its version does not hold.
pub struct Submission<'a> {
    pub movement_code: String,
    pub unit_id: Uuid,
    pub period_code: &'a str,
    pub punctuality: Punctuality,
}

/// When a report was submitted first, and what that is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Punctuality {
    pub first_submitted_at: DateTime<Utc>,
    /// The deadline in force.
    pub due_on: NaiveDate,
    /// Before the end of that day where it was extended too late, and without an excuse.
    pub late_from: DateTime<Utc>,
    pub late: bool,
}

/// Signs and keeps the receipt of a version, in the transaction that submits it.
pub async fn give(uow: &Uow, auth: &Authenticator, of: &paper_version::Model, about: Submission<'_>) -> Result<()> {
    let code = |id: Uuid| {
        let unit = uow.organisation().unit(id);
        unit.and_then(|unit| unit.code_on(CodeScheme::Internal, uow.today())).unwrap_or_default().to_owned()
    };
    let receipt = Receipt {
        iss: auth.issuer().to_owned(),
        jti: of.id,
        report_id: of.paper_id,
        version_no: of.version_no,
        content_digest: of.digest.clone(),
        unit_code: code(about.unit_id),
        to_unit_code: code(of.to_unit_id),
        movement_code: about.movement_code,
        period_code: about.period_code.to_owned(),
        submitted_at: of.sent_at,
        first_submitted_at: about.punctuality.first_submitted_at,
        due_on: about.punctuality.due_on,
        late_from: about.punctuality.late_from,
        late: about.punctuality.late,
    };
    let signed = auth.sign_receipt(&receipt)?;
    repo::keep_key(uow, &signed).await?;
    repo::keep(uow, of.id, signed).await
}

pub async fn of_version(db: &Conn, version_id: Uuid) -> Result<ReceiptView> {
    let found = repo::of_version(db, version_id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let payload = found.payload.text().map_err(Error::internal)?;
    let parts = Parts { header: found.header, payload, signature: found.signature };
    let said = parts.said();
    let (kid, content) = said.ok_or_else(|| Error::internal(anyhow::anyhow!("a receipt that cannot be read")))?;
    Ok(ReceiptView { receipt: parts.compact(), kid, content })
}

/// The keys that sign now, and all that ever have.
pub async fn keys(db: &Conn, auth: &Authenticator) -> Result<ReceiptKeys> {
    let now: Value = auth.jwks();
    let mut keys: Vec<Jwk> =
        now.get("keys").cloned().map(serde_json::from_value).transpose().map_err(Error::internal)?.unwrap_or_default();
    let kept = repo::keys(db).await?;
    let older: Vec<_> = kept.into_iter().filter(|row| !keys.iter().any(|key| key.kid == row.kid)).collect();
    keys.extend(older.into_iter().map(published));
    Ok(ReceiptKeys { keys })
}

fn published(m: receipt_key::Model) -> Jwk {
    Jwk {
        kty: "OKP".to_owned(),
        crv: "Ed25519".to_owned(),
        x: m.public_key,
        kid: m.kid,
        r#use: "sig".to_owned(),
        alg: "EdDSA".to_owned(),
    }
}
