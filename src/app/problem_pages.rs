//! What the `type` of a problem leads to: its description, for programs as JSON and for people as a page.
use std::fmt::Write;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ACCEPT, VARY},
    web::{Path, ServiceConfig, get},
};
use base::kernel::error::{Code, Error, Fault, Result, Text};
use serde_json::{Value, json};

pub fn configure(cfg: &mut ServiceConfig) {
    cfg.route("/problems", get().to(index))
        .route("/problems/", get().to(index))
        .route("/problems/{code}", get().to(one));
}

async fn index(req: HttpRequest) -> HttpResponse {
    let faults = Fault::ALL.into_iter().map(Fault::spec);
    if for_people(&req) {
        let problems: String = Code::ALL.into_iter().map(entry).collect();
        let faults: String = faults.map(|(slug, text)| term(slug, &[text.vi, text.en])).collect();
        return page(&format!(
            "<h1>Problems</h1>\n<p>The <code>code</code> of a problem never changes (RFC 9457).</p>\n<dl>\n{problems}</dl>\n\
             <h1>Faults of the content</h1>\n<p>The <code>code</code> of each of a problem's <code>errors</code>.</p>\n\
             <dl>\n{faults}</dl>\n"
        ));
    }
    let faults: Vec<_> = faults.map(|(slug, text)| json!({ "code": slug, "message": both(text) })).collect();
    let problems: Vec<_> = Code::ALL.into_iter().map(described).collect();
    answer(&json!({ "problems": problems, "faults": faults }))
}

async fn one(req: HttpRequest, code: Path<String>) -> Result<HttpResponse> {
    let code = Code::from_slug(&code).ok_or_else(|| Error::new(Code::NotFound))?;
    if for_people(&req) {
        return Ok(page(&format!("<dl>\n{}</dl>\n<p><a href=\"/problems/\">All problems</a></p>\n", entry(code))));
    }
    Ok(answer(&described(code)))
}

fn described(code: Code) -> Value {
    let spec = code.spec();
    json!({ "code": spec.slug, "status": spec.status, "title": both(spec.title), "detail": both(spec.detail) })
}

/// In both languages. Of the case nothing is known here: its particulars are left open.
fn both(text: Text) -> Value {
    json!({ "vi": text.vi.replace("{}", "…"), "en": text.en.replace("{}", "…") })
}

/// Browsers ask for HTML before anything else.
fn for_people(req: &HttpRequest) -> bool {
    req.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn entry(code: Code) -> String {
    let spec = code.spec();
    let slug = format!("{} {}", spec.status, spec.slug);
    term(&slug, &[spec.title.vi, spec.detail.vi, spec.title.en, spec.detail.en])
}

fn term(name: &str, lines: &[&str]) -> String {
    let mut text = format!("<dt><code>{}</code></dt>\n", escaped(name));
    for line in lines {
        let _ = writeln!(text, "<dd>{}</dd>", escaped(&line.replace("{}", "…")));
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn page(body: &str) -> HttpResponse {
    let head =
        "<!DOCTYPE html>\n<html lang=\"vi\">\n<head><meta charset=\"utf-8\"><title>Thi đua – problems</title></head>";
    let page = format!("{head}\n<body>\n{body}</body>\n</html>\n");
    HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header((VARY, "Accept")).body(page)
}

fn answer(body: &Value) -> HttpResponse {
    HttpResponse::Ok().insert_header((VARY, "Accept")).json(body)
}
