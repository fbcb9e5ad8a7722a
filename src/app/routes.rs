//! Every route of the API, and what answers where there is none.
use std::sync::Arc;

use super::{docs, problem_pages, spec};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::CACHE_CONTROL,
    web::{self, PathConfig},
};
use base::{
    http::{
        deprecated::{Deprecated, Deprecations},
        handlers::{Handlers, serve},
        metrics::Routes,
        place::Places,
        published::Published,
        state::AppState,
        table::Offers,
    },
    kernel::error::{Code, Error, Result},
};

const API: &str = "/api/v1";

/// What all workers of a server share.
#[derive(Clone)]
pub struct App {
    pub state: Arc<AppState>,
    pub throttle: Arc<organisation::auth::Throttle>,
    pub reports: Arc<reporting::reports::Cache>,
    pub progress: Arc<reporting::progress::Cache>,
    pub compliance: Arc<reporting::compliance::Cache>,
    pub consolidations: Arc<reporting::consolidations::Cache>,
    pub deprecated: &'static [Deprecated],
}

/// What lies below `API`.
fn api(handlers: &mut Handlers<'_>) {
    handlers
        // The router tries one first word after the other: what is asked most comes first.
        .configure(me::configure)
        .configure(reporting::progress::configure)
        .configure(reporting::compliance::configure)
        .configure(organisation::units::configure)
        .configure(reporting::reports::configure)
        .configure(reporting::consolidations::configure)
        .configure(planning::allocations::configure)
        .configure(organisation::auth::configure)
        .configure(organisation::clients::configure)
        .configure(organisation::oauth::configure)
        .configure(awards::councils::configure)
        .configure(awards::decisions::configure)
        .configure(awards::exemplars::configure)
        .configure(planning::files::configure)
        .configure(oversight::guidance::configure)
        .configure(oversight::questions::configure)
        .configure(oversight::inspections::configure)
        .configure(oversight::recommendations::configure)
        .configure(organisation::jobs::configure)
        .configure(organisation::journal::configure)
        .configure(organisation::operations::configure)
        .configure(oversight::reminders::configure)
        .configure(planning::award_forms::configure)
        .configure(planning::calendar::configure)
        .configure(planning::regimes::configure)
        .configure(planning::law::configure)
        .configure(planning::indicators::configure)
        .configure(planning::movements::configure)
        .configure(awards::nominations::configure)
        .configure(awards::quotas::configure)
        .configure(awards::stages::configure)
        .configure(awards::submissions::configure)
        .configure(awards::postings::configure)
        .configure(awards::revocations::configure)
        .configure(awards::statistics::configure)
        .configure(planning::peer_groups::configure)
        .configure(planning::plan_coverage::configure)
        .configure(planning::plan_templates::configure)
        .configure(planning::plans::configure)
        .configure(planning::schedules::configure)
        .configure(organisation::reorganisations::configure)
        .configure(planning::targets::configure)
        .configure(organisation::users::configure)
        .configure(organisation::identities::configure)
        .configure(organisation::sso::configure)
        .configure(integration::changes::configure)
        .configure(integration::snapshots::configure)
        .configure(integration::webhooks::configure);
}

/// What the spec tells beside it.
fn beside(handlers: &mut Handlers<'_>) {
    handlers
        .configure(organisation::auth::configure_well_known)
        .configure(organisation::oauth::configure_well_known)
        .configure(reporting::receipts::configure_well_known)
        .configure(me::configure_calendars);
}

/// Every handler of the spec, to make it from.
#[cfg(debug_assertions)]
pub fn documented(doc: &mut utoipa::openapi::OpenApi) {
    api(&mut Handlers::Documented(API, doc));
    beside(&mut Handlers::Documented("", doc));
}

pub fn configure(cfg: &mut web::ServiceConfig, app: &App) {
    super::share(cfg, app);
    cfg.service(web::scope(API).configure(|cfg| serve(cfg, API, api)));
    serve(cfg, "", beside);
    cfg.app_data(PathConfig::default().error_handler(|_, _| Error::new(Code::NotFound).into()))
        .app_data(Offers(spec::offer))
        .app_data(Deprecations(app.deprecated))
        .app_data(Places(spec::pattern))
        .app_data(Routes(spec::route))
        .app_data(Published(|| &spec::RULES))
        .service(openapi_json)
        .service(openapi_yaml)
        .configure(problem_pages::configure)
        .route("/", web::get().to(docs::lead))
        .service(docs::pages())
        .default_service(web::to(nothing_here));
}

#[get("/openapi.json")]
async fn openapi_json() -> HttpResponse {
    published("application/json", &spec::JSON)
}

#[get("/openapi.yaml")]
async fn openapi_yaml() -> HttpResponse {
    published("application/yaml", spec::YAML.as_str())
}

fn published(media_type: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type(media_type).insert_header((CACHE_CONTROL, "public, max-age=300")).body(text)
}

/// 405 with a true `Allow` where the path is known, else 404.
async fn nothing_here(req: HttpRequest) -> Result<HttpResponse> {
    let allowed = spec::methods_of(req.path());
    if allowed.is_empty() {
        return Err(Error::new(Code::NotFound));
    }
    Err(Error::with(Code::MethodNotAllowed, allowed.join(", ")))
}
