//! What a client learns of tokens: of its own what they are worth now, of others nothing.
use serde_json::json;

use super::{FORM, Machine, change, machine};
use crate::support::{Caller, Reply, TestApp, both};

async fn introspect(app: &TestApp, by: &Machine, token: &str) -> Reply {
    let form = format!("token={token}&client_id={}&client_secret={}", by.id, by.secret);
    app.post("/oauth/introspect", &Caller::Nobody).body(FORM, form).await
}

fn text(caller: &Caller) -> &str {
    let Caller::Token(token) = caller else { panic!("{caller:?}") };
    token
}

#[actix_web::test]
async fn a_client_learns_of_its_own_tokens_only() {
    both(async |app| {
        let (ours, theirs) = (
            machine(&app, "H03.STP", &["units:read", "plans:read"]).await,
            machine(&app, "H03.STP", &["units:read"]).await,
        );
        let token = ours.signed_in(&app).await;
        let told = introspect(&app, &ours, text(&token)).await.is(200);
        assert_eq!((&told["active"], &told["scope"]), (&json!(true), &json!("units:read plans:read")));
        assert_eq!(
            (&told["client_id"], &told["sub"], &told["aud"]),
            (&json!(ours.id), &json!(ours.id), &json!("thidua"))
        );
        assert_eq!(told.header("Cache-Control"), Some("no-store"));
        let nothing = json!({"active": false});
        let person = app.token(&app.admin().await).unwrap();
        assert_eq!(introspect(&app, &theirs, text(&token)).await.is(200).json, nothing);
        assert_eq!(introspect(&app, &theirs, &person).await.is(200).json, nothing);
        assert_eq!(introspect(&app, &ours, "nonsense").await.is(200).json, nothing);
        change(&app, ours.id, json!({"scopes": ["units:read"]})).await.is(200);
        assert_eq!(introspect(&app, &ours, text(&token)).await.is(200)["scope"], "units:read");
        app.set_clock("2024-06-03T02:10:00Z");
        assert_eq!(introspect(&app, &ours, text(&token)).await.is(200).json, nothing);
        let stranger = Machine { secret: "wrong".to_owned(), ..ours.clone() };
        assert_eq!(introspect(&app, &stranger, text(&token)).await.is(401)["error"], "invalid_client");
        let form = format!("client_id={}&client_secret={}", ours.id, ours.secret);
        let none = app.post("/oauth/introspect", &Caller::Nobody).body(FORM, form).await.is(400);
        assert_eq!(none["error"], "invalid_request");
    })
    .await;
}
