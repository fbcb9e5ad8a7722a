//! What clients are told of an operation that will go. None will yet, so the service is given one.
use std::sync::LazyLock;

use actix_web::{App, http::header::LINK, middleware::from_fn, test};
use base::http::{deprecated::Deprecated, edge::edge};
use chrono::NaiveDate;
use thidua::app::{Shared, configure};

use crate::support::both;

static GOING: LazyLock<[Deprecated; 1]> = LazyLock::new(|| {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let (since, until) = (day(2027, 1, 15), day(2028, 2, 29));
    [Deprecated { method: "GET", path: "/api/v1/units/{id}", since, until, instead: "/api/v1/units" }]
});

#[actix_web::test]
async fn each_answer_says_since_when_until_when_and_what_comes_after() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let token = app.token(&officer).unwrap();
        let shared = Shared { deprecated: &*GOING, ..app.shared.clone() };
        let going = App::new().wrap(from_fn(edge)).configure(move |cfg| configure(cfg, &shared));
        let going = test::init_service(going).await;
        let asked = async |path: &str| {
            let request =
                test::TestRequest::get().uri(path).insert_header(("Authorization", format!("Bearer {token}")));
            let answer = test::call_service(&going, request.to_request()).await;
            let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            let links: Vec<_> =
                answer.headers().get_all(LINK).map(|value| value.to_str().unwrap().to_owned()).collect();
            (answer.status().as_u16(), header("deprecation"), header("sunset"), links)
        };
        let unit = format!("/api/v1/units/{}", app.unit("H03.STP").await);
        // What has gone wrong says it too: a client in trouble reads its headers first.
        for (path, status) in
            [(unit.clone(), 200), (format!("{unit}?x=1"), 400), (format!("/api/v1/units/{}", uuid::Uuid::nil()), 404)]
        {
            let (answered, since, until, links) = asked(&path).await;
            assert_eq!(answered, status, "{path}");
            assert_eq!(since.as_deref(), Some("@1799971200"), "{path}");
            assert_eq!(until.as_deref(), Some("Wed, 01 Mar 2028 00:00:00 GMT"), "{path}");
            assert_eq!(links, ["</api/v1/units>; rel=\"successor-version\""], "{path}");
        }
        let (_, since, _, links) = asked("/api/v1/units?limit=1").await;
        assert!(since.is_none() && links.len() == 1, "{links:?}");
        // As it is, nothing of this service goes.
        let reply = app.get(&unit.replace("/api/v1", ""), &officer).await.is(200);
        assert!(reply.header("deprecation").is_none() && reply.header("sunset").is_none());
    })
    .await;
}
