//! What callers send never becomes a label: the number of series is that of the operations.
use std::collections::BTreeSet;

use actix_web::http::Method;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use thidua::app::spec::DOCUMENT;
use uuid::Uuid;

use crate::support::{Caller, TestApp, both, both_with};

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "other"];

/// The values that a label has.
fn values(handle: &PrometheusHandle, label: &str) -> BTreeSet<String> {
    let text = handle.render();
    let lines = text.lines().filter(|line| line.starts_with("http_request_duration_seconds"));
    let value = |line: &str| line.split_once(&format!("{label}=\""))?.1.split('"').next().map(str::to_owned);
    lines.filter_map(value).collect()
}

/// Every path of the spec with every method and with words that are none; paths that nothing has.
async fn everything_odd(app: &TestApp) {
    let paths = DOCUMENT["paths"].as_object().unwrap().keys().cloned();
    let filled = |path: String| {
        let parts = path.split('/').map(|s| if s.starts_with('{') { Uuid::now_v7().to_string() } else { s.to_owned() });
        parts.collect::<Vec<_>>().join("/")
    };
    let beside =
        ["/docs/", "/docs/index.html", "/openapi.json", "/problems/not_found", "/problems/none"].map(str::to_owned);
    for path in paths.map(filled).chain(beside) {
        for method in ["GET", "PUT", "BREW"] {
            app.call(method.parse().unwrap(), &path, &Caller::Nobody).await;
        }
    }
    for n in 0..50 {
        for path in [format!("/api/v1/{n}"), format!("/api/v1/units/{n}/{n}"), format!("/api/{n}")] {
            app.call(Method::GET, &path, &Caller::Nobody).await;
        }
        app.call(format!("M{n}").parse().unwrap(), "/units", &Caller::Nobody).await;
    }
}

fn only_from_closed_lists(handle: &PrometheusHandle) {
    let routes = values(handle, "route");
    let known = |route: &String| {
        let beside = ["/", "/docs", "/docs/{_:.*}", "/openapi.json", "/openapi.yaml", "/problems", "/problems/"];
        let beside = [&beside[..], &["/problems/{code}", "unknown"]].concat();
        DOCUMENT["paths"].get(route).is_some() || beside.contains(&route.as_str())
    };
    let strange: Vec<_> = routes.iter().filter(|route| !known(route)).collect();
    assert!(routes.len() > 1 && strange.is_empty(), "{strange:?}");
    let methods = values(handle, "method");
    assert!(methods.contains("other") && methods.iter().all(|m| METHODS.contains(&m.as_str())), "{methods:?}");
}

#[actix_web::test]
async fn labels_come_from_closed_lists() {
    both(async |app| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let _here = metrics::set_default_local_recorder(&recorder);
        everything_odd(&app).await;
        let admin = app.admin().await;
        app.get("/units?limit=1", &admin).await.is(200);
        app.get(&format!("/units/{}", app.unit("G15").await), &admin).await.is(200);
        only_from_closed_lists(&recorder.handle());
        let routes = values(&recorder.handle(), "route");
        assert!(
            ["/api/v1/units", "/api/v1/units/{id}", "unknown"].iter().all(|route| routes.contains(*route)),
            "{routes:?}"
        );
    })
    .await;
}

#[actix_web::test]
async fn those_of_refused_requests_too() {
    both_with(
        |options| options.rate_limit = 1,
        async |app| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let _here = metrics::set_default_local_recorder(&recorder);
            everything_odd(&app).await;
            only_from_closed_lists(&recorder.handle());
            assert!(values(&recorder.handle(), "status").contains("429"));
        },
    )
    .await;
}
