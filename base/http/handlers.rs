//! What features register their handlers with.
use actix_web::{dev::HttpServiceFactory, web::ServiceConfig};
use utoipa::openapi::{Components, OpenApi};
use utoipa_actix_web::OpenApiFactory;

/// Each handler says what it answers (`#[utoipa::path]`), and a server has no use for that: collected for each of its workers it
/// took fifty megabytes for a moment. So handlers are registered either to be served or to be documented.
pub enum Handlers<'a> {
    Served(&'a mut ServiceConfig),
    /// Below a prefix of their paths.
    Documented(&'static str, &'a mut OpenApi),
}

impl Handlers<'_> {
    pub fn service<H: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: H) -> &mut Self {
        match self {
            Self::Served(config) => {
                config.service(handler);
            }
            Self::Documented(prefix, doc) => document(prefix, doc, &handler),
        }
        self
    }

    pub fn configure(&mut self, feature: impl FnOnce(&mut Handlers<'_>)) -> &mut Self {
        feature(self);
        self
    }
}

fn document(prefix: &str, doc: &mut OpenApi, handler: &impl OpenApiFactory) {
    let mut paths = handler.paths();
    paths.paths = paths.paths.into_iter().map(|(path, item)| (format!("{prefix}{path}"), item)).collect();
    doc.paths.merge(paths);
    let mut schemas = vec![];
    handler.schemas(&mut schemas);
    doc.components.get_or_insert_with(Components::new).schemas.extend(schemas);
}
