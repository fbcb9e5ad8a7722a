//! HTTP for the keys of receipts. A receipt itself is read with its report.
use actix_web::{
    HttpResponse, get,
    http::header::{CACHE_CONTROL, HeaderValue},
    web::Data,
};
use base::{
    http::{auth::Anyone, query::NoParams, state::AppState},
    kernel::error::Result,
};

use super::{dto::ReceiptKeys, service};

/// Public keys of receipts
///
/// They verify the receipts of submissions, without the service: every key that has ever signed one, also when it has
/// been changed since. Keep a copy with the receipts.
#[utoipa::path(tag = "reports", responses((status = 200, body = ReceiptKeys)), security(()))]
#[get("/.well-known/receipt-keys.json")]
pub async fn receipt_keys(_: Anyone, state: Data<AppState>, _: NoParams) -> Result<HttpResponse> {
    let mut response = HttpResponse::Ok().json(service::keys(state.db.read(), &state.auth).await?);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
