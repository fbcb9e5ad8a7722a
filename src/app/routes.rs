//! Every route of the API, and what answers where there is none.
use std::sync::{Arc, LazyLock};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue},
    web::{self, Path, PathConfig},
};
use serde_json::json;
use utoipa_actix_web::{scope, service_config::ServiceConfig};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::spec;
use crate::{
    features,
    http::{state::AppState, table::Offers},
    kernel::error::{Code, Error, Result},
};

/// What all workers of a server share.
#[derive(Clone)]
pub struct App {
    pub state: Arc<AppState>,
    pub throttle: Arc<features::organisation::auth::Throttle>,
    pub progress: Arc<features::reporting::progress::Cache>,
}

/// The documented API.
pub fn documented(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        scope::scope("/api/v1")
            // The router tries one path after the other: what is asked most comes first.
            .configure(features::reporting::progress::configure)
            .configure(features::organisation::units::configure)
            .configure(features::reporting::reports::configure)
            .configure(features::planning::allocations::configure)
            .configure(features::organisation::auth::configure)
            .configure(features::awards::decisions::configure)
            .configure(features::planning::files::configure)
            .configure(features::organisation::journal::configure)
            .configure(features::me::configure)
            .configure(features::planning::law::configure)
            .configure(features::planning::movements::configure)
            .configure(features::awards::nominations::configure)
            .configure(features::planning::plan_coverage::configure)
            .configure(features::planning::plan_templates::configure)
            .configure(features::planning::plans::configure)
            .configure(features::organisation::reorganisations::configure)
            .configure(features::planning::targets::configure)
            .configure(features::organisation::users::configure),
    );
    features::organisation::auth::configure_well_known(cfg);
}

pub fn configure(cfg: &mut web::ServiceConfig, app: &App) {
    super::share(cfg, app);
    documented(&mut ServiceConfig::new(cfg));
    cfg.app_data(PathConfig::default().error_handler(|_, _| Error::new(Code::NotFound).into()))
        .app_data(Offers(spec::offer))
        .service(openapi_json)
        .service(openapi_yaml)
        .service(problem_kind)
        .service(web::scope("/docs").wrap(actix_web::middleware::from_fn(docs_policy)).service(docs()))
        .default_service(web::to(nothing_here));
}

/// The page brings its own scripts and loads nothing from elsewhere.
fn docs() -> SwaggerUi {
    SwaggerUi::new("/{_:.*}")
        .config(Config::from("/openapi.json").try_it_out_enabled(true).persist_authorization(false))
}

async fn docs_policy(
    req: actix_web::dev::ServiceRequest,
    next: actix_web::middleware::Next<impl actix_web::body::MessageBody>,
) -> Result<actix_web::dev::ServiceResponse<impl actix_web::body::MessageBody>, actix_web::Error> {
    let mut res = next.call(req).await?;
    let own =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:";
    res.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(own));
    Ok(res)
}

#[get("/openapi.json")]
async fn openapi_json() -> HttpResponse {
    published("application/json", &spec::JSON)
}

#[get("/openapi.yaml")]
async fn openapi_yaml() -> HttpResponse {
    published("application/yaml", &spec::YAML)
}

fn published(media_type: &'static str, text: &'static LazyLock<String>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(text.as_str())
}

/// The `type` of a problem answers with its description.
#[get("/problems/{code}")]
async fn problem_kind(code: Path<String>) -> Result<HttpResponse> {
    let code = Code::from_slug(&code).ok_or_else(|| Error::new(Code::NotFound))?;
    let spec = code.spec();
    Ok(HttpResponse::Ok().json(json!({
        "code": spec.slug,
        "status": spec.status,
        "title": { "vi": spec.title.vi, "en": spec.title.en },
        "detail": { "vi": spec.detail.vi, "en": spec.detail.en },
    })))
}

/// 405 with a true `Allow` where the path is known, else 404.
async fn nothing_here(req: HttpRequest) -> Result<HttpResponse> {
    let allowed = spec::methods_of(req.path());
    if allowed.is_empty() {
        return Err(Error::new(Code::NotFound));
    }
    Err(Error::with(Code::MethodNotAllowed, allowed.join(", ")))
}
