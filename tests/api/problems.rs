//! Failures, whoever makes them: problem details in the caller's language, and what HTTP says beside them.
use std::collections::BTreeSet;

use actix_web::http::Method;
use base::kernel::error::{Code, Fault};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, Connection, both, both_with, off_the_loop};

#[actix_web::test]
async fn problems_speak_the_callers_language_and_their_codes_none() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let told = async |languages: Option<&str>| {
            let call = app.get("/users", &officer);
            let reply = match languages {
                Some(languages) => call.header("Accept-Language", languages).await,
                None => call.await,
            };
            let reply = reply.refused(403, "forbidden");
            assert!(reply.header("Vary").unwrap().contains("Accept-Language"));
            (reply.header("Content-Language").unwrap().to_owned(), reply["title"].as_str().unwrap().to_owned())
        };
        let (vi, en) = (("vi", "Không được phép"), ("en", "Not allowed"));
        let cases = [
            (None, vi),
            (Some("vi"), vi),
            (Some("fr"), vi),
            (Some("en"), en),
            (Some("en-GB, vi;q=0.9"), en),
            (Some("en;q=0.3, vi-VN;q=0.8"), vi),
            (Some("*"), vi),
        ];
        for (languages, (tag, title)) in cases {
            assert_eq!(told(languages).await, (tag.to_owned(), title.to_owned()), "{languages:?}");
        }
        let wrong = app.patch(&format!("/units/{}", app.unit("G15").await), &app.admin().await).version(1);
        let wrong = wrong.english().json(json!({"name": ""})).await.faults(&[("/name", "too_short")]);
        assert_eq!(wrong["errors"][0]["message"], "Too short");
    })
    .await;
}

#[actix_web::test]
async fn a_problem_names_its_kind_its_place_and_the_trace() {
    both(async |app| {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let path = format!("/api/v1/units/{}", Uuid::now_v7());
        let call = app.get(&path, &app.admin().await);
        let reply = call.header("traceparent", format!("00-{trace}-b7ad6b7169203331-01")).await;
        let reply = reply.refused(404, "not_found");
        assert_eq!((&reply["type"], &reply["instance"]), (&json!("/problems/not_found"), &json!(path)));
        assert_eq!((&reply["trace_id"], reply.header("X-Request-Id")), (&json!(trace), Some(trace)));
        assert_eq!(reply.header("Content-Type"), Some("application/problem+json"));
        let forged = app.get(&path, &app.admin().await).header("traceparent", "00-<script>-1-01").await;
        let own = forged["trace_id"].as_str().unwrap();
        assert!(own.len() == 32 && own.bytes().all(|b| b.is_ascii_hexdigit()), "{own}");
    })
    .await;
}

#[actix_web::test]
async fn every_kind_of_problem_answers_with_its_description() {
    both(async |app| {
        for code in Code::ALL {
            let spec = code.spec();
            let reply = app.get(&format!("/problems/{}", spec.slug), &Caller::Nobody).await.is(200);
            assert_eq!((&reply["code"], &reply["status"]), (&json!(spec.slug), &json!(spec.status)));
            for language in ["vi", "en"] {
                for text in [&reply["title"][language], &reply["detail"][language]] {
                    assert!(text.as_str().is_some_and(|t| !t.is_empty()), "{code:?} {language}");
                }
            }
        }
        app.get("/problems/bad_weather", &Caller::Nobody).await.refused(404, "not_found");
    })
    .await;
}

#[test]
fn every_text_exists_in_both_languages() {
    let mut texts = vec![];
    texts.extend(Code::ALL.into_iter().flat_map(|code| [code.spec().title, code.spec().detail]));
    texts.extend(Fault::ALL.into_iter().map(|fault| fault.spec().1));
    for text in texts {
        let told_alike = text.vi == "{}" && text.en == "{}";
        assert!(!text.vi.is_empty() && !text.en.is_empty() && (text.vi != text.en || told_alike), "{}", text.en);
    }
}

#[actix_web::test]
async fn another_media_type_is_told_what_is_accepted() {
    both(async |app| {
        let admin = app.admin().await;
        let unit = format!("/units/{}", app.unit("H03.STP").await);
        for media in ["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json-seq"] {
            let post = app.post("/units", &admin).body(media, "{}").await.refused(415, "unsupported_media_type");
            assert_eq!(post.header("Accept-Post"), Some("application/json"));
            let patch = app.patch(&unit, &admin).version(1).body(media, "{}").await;
            let patch = patch.refused(415, "unsupported_media_type");
            assert!(patch.header("Accept-Patch").unwrap().contains("application/merge-patch+json"));
        }
        let merge = "application/merge-patch+json";
        app.post("/units", &admin).body(merge, "{}").await.refused(415, "unsupported_media_type");
        app.post("/units", &admin).body("application/json; charset=utf-8", "{}").await.is(422);
        app.post("/units", &admin).body("Application/JSON", "{}").await.is(422);
        app.patch(&unit, &admin).version(1).body(merge, "{}").await.is(200);
        app.patch(&unit, &admin).version(2).body("application/json", "{}").await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn a_method_that_is_not_there_is_told_which_are() {
    both(async |app| {
        let admin = app.admin().await;
        let unit = format!("/units/{}", Uuid::now_v7());
        let allowed = async |method: &str, path: &str| -> BTreeSet<String> {
            let reply = app.call(method.parse::<Method>().unwrap(), path, &admin).await;
            let reply = reply.refused(405, "method_not_allowed");
            reply.header("Allow").unwrap().split(", ").map(str::to_owned).collect()
        };
        let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
        for method in ["PUT", "DELETE", "TRACE", "QUERY", "PROPFIND"] {
            assert_eq!(allowed(method, &unit).await, set(&["GET", "HEAD", "PATCH"]), "{method}");
            assert_eq!(allowed(method, "/units").await, set(&["GET", "HEAD", "POST"]), "{method}");
        }
        assert_eq!(allowed("GET", "/auth/login").await, set(&["POST"]));
        assert_eq!(allowed("POST", "/openapi.json").await, set(&["GET", "HEAD"]));
        for path in ["/nothing", "/api/v2/units", "/api/v1/units/", "/.well-known/nothing", "/api/v1"] {
            app.call(Method::DELETE, path, &admin).await.refused(404, "not_found");
            app.get(path, &Caller::Nobody).await.refused(404, "not_found");
        }
    })
    .await;
}

#[actix_web::test]
async fn only_json_is_on_offer() {
    both(async |app| {
        let admin = app.admin().await;
        let asked = |accept: &str| app.get("/me", &admin).header("Accept", accept);
        for accept in ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", "application/problem+json"] {
            asked(accept).await.is(200);
        }
        for accept in ["text/html", "application/xml", "application/json;q=0", "image/*, text/csv"] {
            let reply = asked(accept).english().await.refused(406, "not_acceptable");
            assert!(reply["detail"].as_str().unwrap().contains("application/json"), "{}", reply.describe());
        }
    })
    .await;
}

#[actix_web::test]
async fn head_is_get_without_a_body() {
    both(async |app| {
        let admin = app.admin().await;
        let (token, server) = (app.token(&admin).unwrap(), app.serve(1));
        let (address, unit) = (server.address, format!("/units/{}", app.unit("H03.STP").await));
        off_the_loop(move || {
            let mut connection = Connection::open(address);
            for (path, status) in [(unit.as_str(), 200), ("/units?limit=2", 200), ("/units?limit=0", 400)] {
                let get = connection.send("GET", path, &token, &[], b"").is(status);
                let head = connection.send("HEAD", path, &token, &[], b"").is(status);
                for name in ["Content-Type", "Content-Length", "ETag", "Link", "Cache-Control"] {
                    assert_eq!(head.header(name), get.header(name), "{name} of {path}");
                }
                assert!(head.body.is_empty() && !get.body.is_empty());
            }
        })
        .await;
    })
    .await;
}

#[actix_web::test]
async fn what_is_not_there_and_what_may_not_be_seen_look_alike() {
    both(async |app| {
        let (officer, stranger) = (app.officer("H03.STP").await, app.officer("H01.STP").await);
        let draft = json!({"code": "H03-1", "title": "Thi đua", "starts_on": "2024-07-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit("H03.STP").await});
        let draft = app.post("/movements", &officer).json(draft).await.is(201).id();
        let nothing = Uuid::now_v7();
        let seen = async |id: Uuid, path: &str| {
            let reply = app.get(&path.replace("{id}", &id.to_string()), &stranger).await.refused(404, "not_found");
            let trace = reply["trace_id"].as_str().unwrap().to_owned();
            let plain = |text: String| text.replace(&trace, "TRACE").replace(&id.to_string(), "ID");
            let headers: BTreeSet<_> = reply.headers.iter().map(|(n, v)| plain(format!("{n}: {v:?}"))).collect();
            (plain(String::from_utf8(reply.body.to_vec()).unwrap()), headers)
        };
        let parts = ["", "/indicators", "/periods", "/reporting-lines", "/award-forms", "/milestones"];
        for path in parts.map(|part| format!("/movements/{{id}}{part}")) {
            assert_eq!(seen(draft, &path).await, seen(nothing, &path).await, "{path}");
        }
        let listed = app.get("/movements?count=exact", &stranger).await.is(200);
        assert!(!listed.each("id").contains(&draft.to_string().as_str()) && listed["total"] == 1);
    })
    .await;
}

#[actix_web::test]
async fn every_answer_carries_the_headers_of_a_careful_service() {
    both(async |app| {
        let (admin, nobody) = (app.admin().await, Caller::Nobody);
        for (path, caller) in [("/units?limit=1", &admin), ("/units", &nobody), ("/nothing", &nobody)] {
            let reply = app.get(path, caller).await;
            assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"));
            assert_eq!(reply.header("Referrer-Policy"), Some("no-referrer"));
            assert!(reply.header("Strict-Transport-Security").is_some_and(|v| v.contains("max-age=63072000")));
            assert!(reply.header("Content-Security-Policy").is_some_and(|v| v.contains("default-src 'none'")));
            assert!(reply.header("Cache-Control").is_some() && reply.header("X-Request-Id").is_some());
            assert!(reply.header("Server").is_none());
        }
        assert!(app.get("/units", &nobody).await.is(401).header("WWW-Authenticate").unwrap().starts_with("Bearer"));
    })
    .await;
}

#[actix_web::test]
async fn beyond_the_quota_a_caller_waits_and_others_do_not() {
    both_with(
        |options| options.rate_limit = 3,
        async |app| {
            let (one, other) = (app.officer("H03.STP").await, app.officer("H01.STP").await);
            for left in [2, 1, 0] {
                let reply = app.get("/functions", &one).await.is(200);
                assert_eq!(reply.header("RateLimit-Policy"), Some("\"default\";q=3;w=60"));
                assert!(reply.header("RateLimit").unwrap().contains(&format!("r={left};")), "{:?}", reply.headers);
            }
            let reply = app.get("/functions", &one).await.refused(429, "too_many_requests");
            let wait: u32 = reply.header("Retry-After").unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait));
            app.get("/functions", &other).await.is(200);
        },
    )
    .await;
}

#[actix_web::test]
async fn large_answers_are_compressed_for_who_can_read_them() {
    both(async |app| {
        let (admin, mut sizes) = (app.admin().await, vec![]);
        for (accepted, encoding) in [("identity", None), ("gzip", Some("gzip")), ("gzip, deflate, br", Some("br"))] {
            let reply = app.get("/units?limit=200", &admin).header("Accept-Encoding", accepted).await;
            assert_eq!((reply.status, reply.header("Content-Encoding")), (200, encoding));
            assert_eq!(reply.json == Value::Null, encoding.is_some());
            assert_eq!(reply.body.starts_with(&[0x1f, 0x8b]), encoding == Some("gzip"));
            sizes.push(reply.body.len());
        }
        assert!(sizes[1] < sizes[0] / 4 && sizes[2] < sizes[0] / 4, "{sizes:?}");
    })
    .await;
}
