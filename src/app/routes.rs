//! Every route of the API, and what answers where there is none.
use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::CACHE_CONTROL,
    web::{self, PathConfig},
};
use utoipa_actix_web::{scope, service_config::ServiceConfig};

use super::{docs, problem_pages, spec};
use crate::{
    features,
    http::{
        deprecated::{Deprecated, Deprecations},
        metrics::Routes,
        place::Places,
        published::Published,
        state::AppState,
        table::Offers,
    },
    kernel::error::{Code, Error, Result},
};

/// What all workers of a server share.
#[derive(Clone)]
pub struct App {
    pub state: Arc<AppState>,
    pub throttle: Arc<features::organisation::auth::Throttle>,
    pub progress: Arc<features::reporting::progress::Cache>,
    pub consolidations: Arc<features::reporting::consolidations::Cache>,
    pub deprecated: &'static [Deprecated],
}

/// The documented API.
pub fn documented(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        scope::scope("/api/v1")
            // The router tries one path after the other: what is asked most comes first.
            .configure(features::me::configure)
            .configure(features::reporting::progress::configure)
            .configure(features::reporting::compliance::configure)
            .configure(features::organisation::units::configure)
            .configure(features::reporting::reports::configure)
            .configure(features::reporting::consolidations::configure)
            .configure(features::planning::allocations::configure)
            .configure(features::organisation::auth::configure)
            .configure(features::organisation::clients::configure)
            .configure(features::organisation::oauth::configure)
            .configure(features::awards::councils::configure)
            .configure(features::awards::decisions::configure)
            .configure(features::awards::exemplars::configure)
            .configure(features::planning::files::configure)
            .configure(features::oversight::guidance::configure)
            .configure(features::oversight::questions::configure)
            .configure(features::oversight::inspections::configure)
            .configure(features::oversight::recommendations::configure)
            .configure(features::organisation::jobs::configure)
            .configure(features::organisation::journal::configure)
            .configure(features::organisation::operations::configure)
            .configure(features::oversight::reminders::configure)
            .configure(features::planning::award_forms::configure)
            .configure(features::planning::calendar::configure)
            .configure(features::planning::regimes::configure)
            .configure(features::planning::law::configure)
            .configure(features::planning::indicators::configure)
            .configure(features::planning::movements::configure)
            .configure(features::awards::nominations::configure)
            .configure(features::awards::quotas::configure)
            .configure(features::awards::stages::configure)
            .configure(features::awards::submissions::configure)
            .configure(features::awards::postings::configure)
            .configure(features::awards::revocations::configure)
            .configure(features::awards::statistics::configure)
            .configure(features::planning::peer_groups::configure)
            .configure(features::planning::plan_coverage::configure)
            .configure(features::planning::plan_templates::configure)
            .configure(features::planning::plans::configure)
            .configure(features::planning::schedules::configure)
            .configure(features::organisation::reorganisations::configure)
            .configure(features::planning::targets::configure)
            .configure(features::organisation::users::configure)
            .configure(features::organisation::identities::configure)
            .configure(features::organisation::sso::configure)
            .configure(features::integration::changes::configure)
            .configure(features::integration::snapshots::configure)
            .configure(features::integration::webhooks::configure),
    );
    features::organisation::auth::configure_well_known(cfg);
    features::organisation::oauth::configure_well_known(cfg);
    features::reporting::receipts::configure_well_known(cfg);
    features::me::configure_calendars(cfg);
}

pub fn configure(cfg: &mut web::ServiceConfig, app: &App) {
    super::share(cfg, app);
    documented(&mut ServiceConfig::new(cfg));
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
