//! What features register their handlers with.
use actix_web::{
    Scope,
    dev::{HttpServiceFactory, Url},
    guard::{Guard, fn_guard},
    web::{self, ServiceConfig},
};
#[cfg(debug_assertions)]
use utoipa::openapi::{Components, HttpMethod, OpenApi, RefOr, Schema, path::Operation};
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path,
};

/// Each handler says what it answers (`#[utoipa::path]`), and a server has no use for that: collected for each of its workers it
/// took fifty megabytes for a moment. So handlers are registered either to be served or, in a build for development, to be
/// documented.
pub enum Handlers<'a> {
    Served(&'a mut Served),
    /// Below a prefix of their paths.
    #[cfg(debug_assertions)]
    Documented(&'static str, &'a mut OpenApi),
}

/// By the first word of their paths: a router tries one path after the other, so it is given those only that begin as what is
/// asked for.
pub struct Served {
    prefix: &'static str,
    /// In the order in which they were registered.
    words: Vec<(String, Scope)>,
}

/// Serves what features register, below a prefix.
pub fn serve(config: &mut ServiceConfig, prefix: &'static str, features: impl FnOnce(&mut Handlers<'_>)) {
    let mut served = Served { prefix, words: vec![] };
    features(&mut Handlers::Served(&mut served));
    for (_, scope) in served.words {
        config.service(scope);
    }
}

impl Served {
    /// What stands at the word that a path begins with so far, and its place; it has to be put back there.
    fn take(&mut self, path: &str) -> (usize, (String, Scope)) {
        let word = first(path);
        let at = self.words.iter().position(|(known, _)| known == word).unwrap_or(self.words.len());
        if at < self.words.len() {
            return (at, self.words.remove(at));
        }
        (at, (word.to_owned(), web::scope("").guard(begins(self.prefix, word.to_owned()))))
    }
}

/// Asked of the path as the router reads it: `%6De` is `me`.
fn begins(prefix: &'static str, word: String) -> impl Guard {
    let is_word = move |path: &str| path.strip_prefix(prefix).is_some_and(|rest| first(rest) == word);
    fn_guard(move |request| {
        let uri = &request.head().uri;
        if uri.path().contains('%') { is_word(Url::new(uri.clone()).path()) } else { is_word(uri.path()) }
    })
}

fn first(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

impl Handlers<'_> {
    /// Compiled for each handler: so it only asks what that one knows, and leaves the rest to what is compiled once.
    pub fn service<H>(&mut self, handler: H) -> &mut Self
    where
        H: HttpServiceFactory + Path + SchemaReferences + Tags<'static> + 'static,
    {
        match self {
            Self::Served(served) => {
                let (at, (word, scope)) = served.take(&H::path());
                served.words.insert(at, (word, scope.service(handler)));
            }
            #[cfg(debug_assertions)]
            Self::Documented(prefix, doc) => {
                let mut schemas = vec![];
                H::schemas(&mut schemas);
                let path = format!("{prefix}{}", H::path());
                document(doc, path, (H::methods(), H::operation()), H::tags(), schemas);
            }
        }
        self
    }

    pub fn configure(&mut self, feature: impl FnOnce(&mut Handlers<'_>)) -> &mut Self {
        feature(self);
        self
    }
}

#[cfg(debug_assertions)]
fn document(
    doc: &mut OpenApi,
    path: String,
    (methods, mut operation): (Vec<HttpMethod>, Operation),
    tags: Vec<&str>,
    schemas: Vec<(String, RefOr<Schema>)>,
) {
    operation.tags = Some(tags.into_iter().map(str::to_owned).collect());
    doc.paths.add_path_operation(path, methods, operation);
    doc.components.get_or_insert_with(Components::new).schemas.extend(schemas);
}
