//! What a browser meets: pages of other origins, the documentation, and the descriptions of problems.
use std::collections::BTreeSet;

use actix_web::http::Method;
use base::{http::cors::Origins, kernel::error::Code};
use serde_json::Value;
use thidua::app::spec::DOCUMENT;

use crate::support::{Caller, Reply, both, both_with, spec};

const PORTAL: &str = "https://portal.example.vn";

fn allowed(reply: &Reply) -> Option<&str> {
    reply.header("Access-Control-Allow-Origin")
}

fn varies(reply: &Reply) -> String {
    let all = reply.headers.get_all("vary").filter_map(|value| value.to_str().ok());
    all.collect::<Vec<_>>().join(", ")
}

#[actix_web::test]
async fn pages_of_named_origins_may_call_and_no_others() {
    let portal = || Origins::new(vec![PORTAL.to_owned(), "http://localhost:3000".to_owned()]).unwrap();
    both_with(
        move |options| options.cors = portal(),
        async |app| {
            let officer = app.officer("H03.STP").await;
            for origin in [PORTAL, "http://localhost:3000"] {
                let reply = app.get("/units", &officer).header("Origin", origin).await.is(200);
                assert_eq!(allowed(&reply), Some(origin));
                let shown = reply.header("Access-Control-Expose-Headers").unwrap();
                assert!(["ETag", "Link", "RateLimit", "Location"].iter().all(|name| shown.contains(name)), "{shown}");
                assert!(
                    varies(&reply).contains("Origin") && reply.header("Access-Control-Allow-Credentials").is_none()
                );
            }
            // Failures can be read too.
            let refused = app.get("/units", &Caller::Nobody).header("Origin", PORTAL).await.is(401);
            assert_eq!(allowed(&refused), Some(PORTAL));
            let others =
                ["https://portal.example.vn.evil.vn", "http://portal.example.vn", "https://PORTAL.example.vn", "null"];
            for other in others {
                let reply = app.get("/units", &officer).header("Origin", other).await.is(200);
                assert!(allowed(&reply).is_none() && varies(&reply).contains("Origin"), "{other}");
            }
        },
    )
    .await;
}

#[actix_web::test]
async fn a_preflight_is_answered_to_named_origins() {
    let portal = || Origins::new(vec![PORTAL.to_owned()]).unwrap();
    both_with(
        move |options| options.cors = portal(),
        async |app| {
            let ask = |origin: &str, path: &str| {
                let call = app.call(Method::OPTIONS, path, &Caller::Nobody).header("Origin", origin);
                let call = call.header("Access-Control-Request-Method", "PATCH");
                call.header("Access-Control-Request-Headers", "authorization, if-match, content-type")
            };
            for path in ["/plans/0198c0de-0000-7000-8000-000000000001", "/auth/login", "/openapi.json"] {
                let reply = ask(PORTAL, path).await.is(204);
                assert_eq!(allowed(&reply), Some(PORTAL));
                let (methods, headers) =
                    (reply.header("Access-Control-Allow-Methods"), reply.header("Access-Control-Allow-Headers"));
                assert!(methods.unwrap().split(", ").any(|method| method == "PATCH"), "{methods:?}");
                let headers = headers.unwrap().to_lowercase();
                for name in ["authorization", "if-match", "if-none-match", "content-type", "idempotency-key"] {
                    assert!(headers.contains(name), "{headers} lacks {name}");
                }
                assert!(reply.body.is_empty() && reply.header("Access-Control-Max-Age") == Some("600"));
            }
            let other = ask("https://evil.example", "/plans").await.is(405);
            assert!(allowed(&other).is_none() && other.header("Access-Control-Allow-Methods").is_none());
        },
    )
    .await;
}

/// Names of the headers of all answers that the spec knows, wherever they stand in it.
fn answered(value: &Value, found: &mut BTreeSet<String>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        if let Some(headers) = member.as_object().filter(|_| name == "headers") {
            found.extend(headers.keys().map(|header| header.to_lowercase()));
        }
        answered(member, found);
    }
}

/// A page may send every header that the spec knows, and read every one that it is answered.
#[actix_web::test]
async fn pages_may_send_and_read_every_header_of_the_spec() {
    let portal = || Origins::new(vec![PORTAL.to_owned()]).unwrap();
    both_with(
        move |options| options.cors = portal(),
        async |app| {
            let names = |reply: &Reply, header: &str| -> BTreeSet<String> {
                reply.header(header).unwrap().split(", ").map(str::to_lowercase).collect()
            };
            let asked = app.call(Method::OPTIONS, "/units", &Caller::Nobody).header("Origin", PORTAL);
            let preflight = asked.header("Access-Control-Request-Method", "GET").await.is(204);
            let may_be_sent = names(&preflight, "Access-Control-Allow-Headers");
            let sent = spec::operations().flat_map(|one| one.headers().collect::<Vec<_>>());
            let sent: BTreeSet<String> = sent.map(|one| one["name"].as_str().unwrap().to_lowercase()).collect();
            assert!(sent.len() > 3 && sent.is_subset(&may_be_sent), "{sent:?}, {may_be_sent:?}");
            let reply = app.get("/units", &Caller::Nobody).header("Origin", PORTAL).await.is(401);
            let may_be_read = names(&reply, "Access-Control-Expose-Headers");
            let mut read = BTreeSet::new();
            answered(&thidua::app::spec::DOCUMENT["paths"], &mut read);
            answered(&thidua::app::spec::DOCUMENT["components"]["responses"], &mut read);
            // That is for the browser itself, and for no page (Fetch, forbidden response-header names).
            assert!(read.remove("set-cookie"), "{read:?}");
            assert!(read.len() > 6 && read.is_subset(&may_be_read), "{read:?}, {may_be_read:?}");
        },
    )
    .await;
}

#[actix_web::test]
async fn without_configuration_no_origin_is_named() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let reply = app.get("/units", &officer).header("Origin", PORTAL).await.is(200);
        assert!(allowed(&reply).is_none());
        let asked = app.call(Method::OPTIONS, "/units", &Caller::Nobody).header("Origin", PORTAL);
        asked.header("Access-Control-Request-Method", "GET").await.is(405);
    })
    .await;
}

#[test]
fn what_is_no_origin_is_refused_by_its_flag() {
    for wrong in [
        "*",
        "https://portal.example.vn/",
        "portal.example.vn",
        "https://*.example.vn",
        "ftp://a.vn",
        "https://A.vn",
        "",
        // No browser writes these: it leaves out the port that its scheme has anyhow.
        "https://portal.example.vn:443",
        "http://portal.example.vn:80",
    ] {
        let refused = Origins::new(vec![wrong.to_owned()]).unwrap_err().to_string();
        assert!(refused.starts_with("--cors-origin: "), "{refused}");
    }
    for right in ["https://portal.example.vn:80", "http://portal.example.vn:443", "http://localhost:8080"] {
        Origins::new(vec![right.to_owned()]).unwrap();
    }
}

#[actix_web::test]
async fn the_root_leads_to_the_documentation_that_runs_only_its_own_scripts() {
    both(async |app| {
        for path in ["/docs", "/"] {
            let reply = app.get(path, &Caller::Nobody).await;
            assert_eq!((reply.status, reply.header("Location")), (302, Some("/docs/")), "{path}");
        }
        let page = app.get("/docs/", &Caller::Nobody).await.is(200);
        let text = String::from_utf8(page.body.to_vec()).unwrap();
        assert!(text.contains("<title>Thi đua") && !text.contains("<style") && !text.contains("Swagger UI"));
        assert!(text.split("<script").skip(1).all(|script| script.contains("src=\"./")), "{text}");
        let policy = page.header("Content-Security-Policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        let script = app.get("/docs/swagger-initializer.js", &Caller::Nobody).await.is(200);
        let script = String::from_utf8_lossy(&script.body).into_owned();
        for wanted in ["\"docExpansion\": \"none\"", "\"tryItOutEnabled\": true", "window.ui = ", "/openapi.json"] {
            assert!(script.contains(wanted), "{wanted} is not in {script}");
        }
        for (asset, kind) in
            [("search.js", "text/javascript"), ("search.css", "text/css"), ("operations.json", "application/json")]
        {
            let asset = app.get(&format!("/docs/{asset}"), &Caller::Nobody).await.is(200);
            assert!(asset.header("Content-Type").unwrap().starts_with(kind), "{}", asset.asked);
            assert_eq!(asset.header("Content-Security-Policy"), Some(policy), "{}", asset.asked);
        }
        app.get("/docs/nope.js", &Caller::Nobody).await.refused(404, "not_found");
        let posted = app.post("/docs/search.js", &Caller::Nobody).await;
        assert_eq!(posted.refused(405, "method_not_allowed").header("Allow"), Some("GET, HEAD"));
    })
    .await;
}

/// Whoever looks finds every operation by what it is called in either language.
#[actix_web::test]
async fn every_operation_is_in_the_index_with_words_of_both_languages() {
    both(async |app| {
        let index = app.get("/docs/operations.json", &Caller::Nobody).await.is(200);
        let groups = index.json.as_array().unwrap().iter().flat_map(|area| area["groups"].as_array().unwrap());
        let mut found = std::collections::BTreeMap::new();
        for group in groups {
            assert!(group["about"].as_str().is_some_and(|about| !about.is_ascii()), "{group}");
            for one in group["operations"].as_array().unwrap() {
                let words = ["english", "vietnamese"].map(|language| one[language].as_str().unwrap());
                assert!(words.iter().all(|words| !words.is_empty()), "vietnamese.csv has no word of {words:?}");
                let place = format!("{} {}", one["method"].as_str().unwrap(), one["path"].as_str().unwrap());
                assert!(found.insert(place, (&group["tag"], &one["id"])).is_none(), "{words:?} is there twice");
            }
        }
        let paths = DOCUMENT["paths"].as_object().unwrap().iter();
        for (path, item) in paths {
            for (method, operation) in item.as_object().unwrap() {
                let told = found.remove(&format!("{} {path}", method.to_uppercase()));
                assert_eq!(told, Some((&operation["tags"][0], &operation["operationId"])), "{method} {path}");
            }
        }
        assert!(found.is_empty(), "{found:?}");
    })
    .await;
}

#[actix_web::test]
async fn problems_are_described_for_programs_and_for_people() {
    both(async |app| {
        for path in ["/problems", "/problems/"] {
            let index = app.get(path, &Caller::Nobody).await.is(200);
            let codes: Vec<_> = index["problems"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
            assert!(codes.len() == Code::ALL.len() && codes.contains(&"version_mismatch".into()));
            assert!(index["faults"].as_array().unwrap().iter().any(|fault| fault["code"] == "too_long"));
            let page = app.get(path, &Caller::Nobody).header("Accept", "text/html,*/*;q=0.8").await.is(200);
            assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
            let page = String::from_utf8(page.body.to_vec()).unwrap();
            assert!(page.contains("version_mismatch") && page.contains("&lt;access token&gt;") && !page.contains("{}"));
        }
        for code in Code::ALL {
            let slug = code.spec().slug;
            let one = app.get(&format!("/problems/{slug}"), &Caller::Nobody).await.is(200);
            let text = String::from_utf8(one.body.to_vec()).unwrap();
            assert!(!text.contains("{}"), "{slug}: {text}");
            let long = |language: &str| one["detail"][language].as_str().unwrap().chars().count() > 5;
            assert!(long("vi") && long("en"), "{slug} says nothing");
            let page =
                app.get(&format!("/problems/{slug}"), &Caller::Nobody).header("Accept", "text/html").await.is(200);
            assert!(String::from_utf8_lossy(&page.body).contains(slug));
        }
        app.get("/problems/no_such_code", &Caller::Nobody).await.refused(404, "not_found");
    })
    .await;
}
