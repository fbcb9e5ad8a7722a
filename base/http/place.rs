//! Which path of the spec a request is of.
use actix_web::HttpRequest;

/// In the application's data: the path of the spec that a path is of, told by who makes the spec.
#[derive(Clone, Copy)]
pub struct Places(pub fn(&str) -> Option<&'static str>);

/// The path of the spec with the names of its parameters. Asked by the path as the router reads it: `%6De` is `me`.
pub fn pattern(req: &HttpRequest) -> Option<&'static str> {
    req.app_data::<Places>()?.0(req.match_info().as_str())
}
