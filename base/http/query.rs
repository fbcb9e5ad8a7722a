//! Query parameters, read strictly: an unknown one is refused, none is ignored.
use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;

use crate::{
    http::{
        auth::{self, let_in},
        later, place,
        published::Published,
        table::Format,
    },
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::page::PageQuery,
};

/// The parameters of a read that is not a list.
pub struct Params<F>(pub F);

impl<F: DeserializeOwned + 'static> FromRequest for Params<F> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        once_let_in(req, |req| pairs(req).and_then(|pairs| parse(&pairs)).map(Self))
    }
}

/// The filters of a list, and which page of it.
pub struct ListQuery<F> {
    pub filter: F,
    pub page: PageQuery,
    pub list: List,
    pub format: Format,
    /// Of a file: the last word of the path.
    pub name: String,
    /// The request, where all rows are to be made a file that nobody waits for.
    pub unawaited: Option<HttpRequest>,
}

impl<F: DeserializeOwned + 'static> FromRequest for ListQuery<F> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        once_let_in(req, |req| {
            let (paging, filters): (Vec<_>, Vec<_>) =
                pairs(req)?.into_iter().partition(|(name, _)| PageQuery::NAMES.contains(&name.as_str()));
            let list = List::new(url(req.path(), &filters, &paging)?, auth::state(req)?.keys.now());
            let format = Format::wanted(req.headers(), Format::ALL)?;
            let name = name(place::pattern(req).unwrap_or_default());
            let (filter, page) = (parse(&filters)?, parse(&paging)?);
            let unawaited = later::is_wanted_as_file(req, format, &page).then(|| req.clone());
            Ok(Self { filter, page, list, format, name, unawaited })
        })
    }
}

/// `versions` of `/api/v1/plans/{id}/versions`.
fn name(pattern: &str) -> String {
    let mut words = pattern.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
    words.next_back().unwrap_or("list").to_owned()
}

/// Refuses every query parameter.
pub struct NoParams;

impl FromRequest for NoParams {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        once_let_in(req, |req| match pairs(req)?.first() {
            Some((name, _)) => Err(Error::with(Code::UnknownParameter, name.clone())),
            None => Ok(Self),
        })
    }
}

/// Reads the parameters of a request whose caller may make it.
fn once_let_in<T: 'static>(
    req: &HttpRequest,
    read: impl FnOnce(&HttpRequest) -> Result<T> + 'static,
) -> Pin<Box<dyn Future<Output = Result<T>>>> {
    let req = req.clone();
    Box::pin(async move {
        let_in(&req).await;
        read(&req)
    })
}

pub type Pairs = Vec<(String, String)>;

/// The parameters of a query, in which every byte can be read and every parameter has a value.
pub fn pairs(req: &HttpRequest) -> Result<Pairs> {
    let query = req.query_string();
    if !is_decodable(query) {
        return Err(Error::with(Code::MalformedRequest, "percent-encoded UTF-8"));
    }
    let pairs: Pairs =
        serde_html_form::from_str(query).map_err(|e| Error::with(Code::MalformedRequest, e.to_string()))?;
    match pairs.iter().find(|(_, value)| value.is_empty()) {
        Some((name, _)) => Err(Error::with(Code::InvalidParameter, name.clone())),
        None => Published::check_query(req, &pairs).map(|()| pairs),
    }
}

/// Whether each `%` is followed by two digits, and the bytes make UTF-8: what is not would be read as something else.
fn is_decodable(query: &str) -> bool {
    let mut decoded = Vec::with_capacity(query.len());
    let mut bytes = query.bytes();
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        decoded.push(match byte {
            b'%' => match digit(bytes.next()).zip(digit(bytes.next())) {
                Some((high, low)) => u8::try_from(16 * high + low).unwrap_or_default(),
                None => return false,
            },
            byte => byte,
        });
    }
    std::str::from_utf8(&decoded).is_ok()
}

pub fn parse<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T> {
    let text = serde_html_form::to_string(pairs).map_err(Error::internal)?;
    let deserializer = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    serde_path_to_error::deserialize(deserializer).map_err(|e| {
        let message = e.inner().to_string();
        let quoted = message.split('`').nth(1).unwrap_or_default().to_owned();
        match () {
            () if message.starts_with("unknown field") => Error::with(Code::UnknownParameter, quoted),
            () if message.starts_with("missing field") => Error::with(Code::InvalidParameter, quoted),
            () => Error::with(Code::InvalidParameter, e.path().to_string()),
        }
    })
}

/// Path and query of a list, percent-encoded whatever was sent, and in one order.
fn url(path: &str, filters: &[(String, String)], paging: &[(String, String)]) -> Result<String> {
    let mut parts: Vec<_> = filters.iter().chain(paging.iter().filter(|(name, _)| name == "sort")).collect();
    parts.sort();
    Ok(format!("{path}?{}", serde_html_form::to_string(parts).map_err(Error::internal)?))
}
