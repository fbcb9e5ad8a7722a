//! The documentation page: Swagger UI with what it needs beside it, loading nothing from elsewhere.
use actix_web::{
    HttpResponse, Scope,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION},
    middleware::{Next, from_fn},
    web,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::kernel::error::Result;

/// Only scripts and styles of this server; not inside of other pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Thi đua – API of the emulation movements of the justice sector</title>
    <link rel="stylesheet" href="./swagger-ui.css">
    <link rel="stylesheet" href="./index.css">
    <link rel="icon" type="image/png" href="./favicon-32x32.png" sizes="32x32">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="./swagger-ui-bundle.js" charset="utf-8"></script>
    <script src="./swagger-ui-standalone-preset.js" charset="utf-8"></script>
    <script src="./swagger-initializer.js" charset="utf-8"></script>
  </body>
</html>
"#;

pub fn pages() -> Scope<
    impl actix_web::dev::ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    // All tags stand closed beneath a box to search them, and whatever is opened can be tried at once.
    let config = Config::from("/openapi.json")
        .doc_expansion("none")
        .filter(true)
        .deep_linking(true)
        .display_request_duration(true)
        .default_models_expand_depth(-1)
        .try_it_out_enabled(true)
        .persist_authorization(false);
    web::scope("/docs")
        .wrap(from_fn(policy))
        .route("", web::get().to(lead))
        .route("/", web::get().to(page))
        .service(SwaggerUi::new("/{_:.*}").config(config))
}

/// To the page.
pub async fn lead() -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, "/docs/")).finish()
}

async fn page() -> HttpResponse {
    let fresh = (CACHE_CONTROL, "public, max-age=300");
    HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(fresh).body(PAGE)
}

async fn policy(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut res = next.call(req).await?;
    res.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(res)
}
