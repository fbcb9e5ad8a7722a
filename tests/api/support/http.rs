//! Requests as a sentence, and answers with readable complaints: `app.post("/units", &admin).json(body).await.is(201)`.
use std::{
    future::{Future, IntoFuture},
    ops::Index,
    pin::Pin,
};

use actix_web::{
    body::to_bytes,
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    test::TestRequest,
    web::Bytes,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Caller, TestApp, contract};

/// A request being put together; awaiting sends it.
#[must_use]
pub struct Call<'a> {
    app: &'a TestApp,
    request: TestRequest,
    asked: String,
    method: Method,
}

impl TestApp {
    pub fn get(&self, path: &str, caller: &Caller) -> Call<'_> {
        self.call(Method::GET, path, caller)
    }

    /// All rows of a list, page by page. The path has a query already.
    pub async fn every(&self, path: &str, caller: &Caller) -> Vec<Value> {
        let (mut rows, mut cursor) = (vec![], String::new());
        loop {
            let page = self.get(&format!("{path}{cursor}"), caller).await.is(200);
            rows.extend(page.items().to_vec());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return rows,
            }
        }
    }

    pub fn post(&self, path: &str, caller: &Caller) -> Call<'_> {
        self.call(Method::POST, path, caller)
    }

    pub fn patch(&self, path: &str, caller: &Caller) -> Call<'_> {
        self.call(Method::PATCH, path, caller)
    }

    /// `path` is below `/api/v1`, or begins with one of the other roots.
    pub fn call(&self, method: Method, path: &str, caller: &Caller) -> Call<'_> {
        let asked = absolute(path);
        let address = ([127, 0, 0, 1], 50_000).into();
        let mut request = TestRequest::default().method(method.clone()).uri(&asked).peer_addr(address);
        if let Some(token) = self.token(caller) {
            request = request.insert_header((header::AUTHORIZATION, format!("Bearer {token}")));
        }
        Call { app: self, request, asked, method }
    }
}

pub fn absolute(path: &str) -> String {
    let roots = ["/api/", "/.well-known/", "/openapi.", "/problems", "/docs", "/calendars/"];
    if path == "/" || roots.iter().any(|root| path.starts_with(root)) {
        path.to_owned()
    } else {
        format!("/api/v1{path}")
    }
}

impl<'a> Call<'a> {
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let name: HeaderName = name.as_ref().parse().unwrap();
        self.request = self.request.insert_header((name, HeaderValue::from_str(value.as_ref()).unwrap()));
        self
    }

    /// Null is no body.
    pub fn json(self, body: Value) -> Self {
        if body.is_null() { self } else { self.body("application/json", body.to_string()) }
    }

    /// Any bytes, called whatever.
    pub fn body(mut self, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len().to_string();
        self.request = self.request.set_payload(bytes);
        self.header("Content-Type", media_type).header("Content-Length", length)
    }

    /// `If-Match` with the ETag of this version.
    pub fn version(self, version: i64) -> Self {
        self.if_match(format!("\"v{version}\""))
    }

    pub fn if_match(self, etag: impl AsRef<str>) -> Self {
        self.header("If-Match", etag)
    }

    pub fn if_none_match(self, etag: impl AsRef<str>) -> Self {
        self.header("If-None-Match", etag)
    }

    /// `Idempotency-Key`.
    pub fn key(self, key: impl AsRef<str>) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// From another address than the usual one.
    pub fn at_address(mut self, address: [u8; 4]) -> Self {
        self.request = self.request.peer_addr((address, 50_000).into());
        self
    }

    pub fn english(self) -> Self {
        self.header("Accept-Language", "en")
    }

    async fn send(self) -> Reply {
        let answered = (self.app.service)(self.request).await;
        // At its deadline a request is answered by an error that brings its answer along.
        let response = answered.map_or_else(|e| e.error_response(), |answered| answered.into_parts().1);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap_or_else(|e| panic!("{}: {e:?}", self.asked));
        let reply = Reply::new(self.method, self.asked, status, headers, body);
        contract::check(&reply);
        reply
    }
}

impl<'a> IntoFuture for Call<'a> {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// An answer that has passed the contract check.
#[derive(Clone)]
pub struct Reply {
    pub method: Method,
    /// Path and query of the request.
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// Null where the body is no JSON.
    pub json: Value,
}

impl Reply {
    pub fn new(method: Method, asked: String, status: u16, headers: HeaderMap, body: Bytes) -> Self {
        let json = serde_json::from_slice(&body).unwrap_or_default();
        Self { method, asked, status, headers, body, json }
    }

    pub fn describe(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        format!("{} {} answered {}: {:.3000}", self.method, self.asked, self.status, body)
    }

    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.describe());
        self
    }

    /// Asserts that this is the problem of that code, and of its status.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.describe());
        self
    }

    /// Asserts a 422 whose faults are these: (pointer, code).
    #[track_caller]
    pub fn faults(self, faults: &[(&str, &str)]) -> Self {
        let found: Vec<_> = self["errors"].as_array().into_iter().flatten().collect();
        let found: Vec<_> = found.iter().map(|e| (text(&e["pointer"]), text(&e["code"]))).collect();
        assert_eq!((self.status, found.as_slice()), (422, faults), "{}", self.describe());
        self
    }

    /// Of a problem.
    pub fn code(&self) -> &str {
        text(&self["code"])
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("ETag").unwrap_or_else(|| panic!("no ETag: {}", self.describe())).to_owned()
    }

    #[track_caller]
    pub fn id(&self) -> Uuid {
        text(&self["id"]).parse().unwrap_or_else(|_| panic!("no id: {}", self.describe()))
    }

    #[track_caller]
    pub fn version(&self) -> i64 {
        self["version"].as_i64().unwrap_or_else(|| panic!("no version: {}", self.describe()))
    }

    /// Of a list.
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self["items"].as_array().unwrap_or_else(|| panic!("no list: {}", self.describe()))
    }

    /// One member of every item of a list, as text.
    #[track_caller]
    pub fn each(&self, member: &str) -> Vec<&str> {
        self.items().iter().map(|item| text(&item[member])).collect()
    }

    /// Whether this caller may take an action now: `Ok`, or the code of what it would meet.
    #[track_caller]
    pub fn action(&self, name: &str) -> Result<(), &str> {
        let actions = self["actions"].as_array().into_iter().flatten();
        let found = actions.into_iter().find(|action| action["name"] == name);
        let action = found.unwrap_or_else(|| panic!("no action {name}: {}", self.describe()));
        if action["allowed"] == true { Ok(()) } else { Err(text(&action["reason"])) }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

impl Index<&str> for Reply {
    type Output = Value;

    fn index(&self, member: &str) -> &Value {
        &self.json[member]
    }
}
