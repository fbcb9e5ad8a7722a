//! The documentation of the API as a page: every operation, by area, found by words, and tried out with a token. It runs under a policy of
//! its own, with nothing inline and nothing from elsewhere.
mod index;

use actix_web::{
    HttpResponse, Scope,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION},
    },
    middleware::{Next, from_fn},
    web,
};
use base::kernel::error::{Code, Error, Result};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Only scripts and styles of this server; not inside of other pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("docs/page.html");
const SCRIPT: &str = include_str!("docs/search.js");
const FINDER: &str = include_str!("docs/find.mjs");
const STYLE: &str = include_str!("docs/search.css");

pub fn pages() -> Scope<
    impl actix_web::dev::ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    // All tags stand closed, and whatever is opened can be tried at once. The box to search is the page's own.
    let config = Config::from("/openapi.json")
        .doc_expansion("none")
        .deep_linking(true)
        .display_request_duration(true)
        .default_models_expand_depth(-1)
        .try_it_out_enabled(true)
        .persist_authorization(false);
    web::scope("/docs")
        .wrap(from_fn(policy))
        .route("", web::get().to(lead))
        .route("/", web::get().to(async || told("text/html; charset=utf-8", PAGE)))
        .route("/search.js", web::get().to(async || told("text/javascript; charset=utf-8", SCRIPT)))
        .route("/find.mjs", web::get().to(async || told("text/javascript; charset=utf-8", FINDER)))
        .route("/search.css", web::get().to(async || told("text/css; charset=utf-8", STYLE)))
        .route("/operations.json", web::get().to(async || told("application/json", &index::INDEX)))
        .service(SwaggerUi::new("/{_:.*}").config(config))
}

/// To the page.
pub async fn lead() -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, "/docs/")).finish()
}

fn told(media_type: &'static str, text: &'static str) -> HttpResponse {
    let fresh = (CACHE_CONTROL, "public, max-age=300");
    HttpResponse::Ok().content_type(media_type).insert_header(fresh).body(text)
}

/// A refusal is told as everywhere else: the files of the page refuse without a word.
async fn policy(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut res = next.call(req).await?.map_into_boxed_body();
    let refused = match res.status() {
        StatusCode::NOT_FOUND => Some(Error::new(Code::NotFound)),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::with(Code::MethodNotAllowed, "GET, HEAD")),
        _ => None,
    };
    if let Some(refused) = refused {
        let (req, _) = res.into_parts();
        return Ok(ServiceResponse::from_err(refused, req));
    }
    res.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(res)
}
