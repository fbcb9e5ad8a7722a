//! Where nothing is sent, whoever asks for it and however it is written.
use serde_json::json;

use super::{create, hook, receiver::Answer, rename};
use crate::{
    clients::machine,
    stories::{BA_BE, BAC_KAN},
    support::both,
};

#[actix_web::test]
async fn an_address_inside_is_refused_when_it_is_given() {
    both(async |app| {
        let client = machine(&app, BAC_KAN, &["changes:read"]).await;
        let inward = "http://portal.example.vn/ https://127.0.0.1/ https://169.254.169.254/latest https://[::ffff:10.0.0.1]/ \
             https://100.64.0.1/ https://[64:ff9b::a00:1]/ https://[2002:a00:1::1]/ https://224.0.0.1/ https://[ff02::1]/ \
             https://2130706433/ https://0x7f.1/ https://a:b@portal.example.vn/ https://portal.example.vn:22/ ftp://portal.example.vn/";
        for url in inward.split_whitespace() {
            create(&app, client.id, url, json!({})).await.faults(&[("/url", "not_allowed")]);
        }
        create(&app, client.id, "nowhere", json!({})).await.faults(&[("/url", "invalid_value")]);
        create(&app, client.id, "https://portal.example.vn/hook", json!({})).await.is(201);
    })
    .await;
}

/// A name tells what it leads to only when it is looked up, for the connection itself.
#[actix_web::test]
async fn a_name_that_leads_inward_is_not_called() {
    both(async |app| {
        let client = machine(&app, BAC_KAN, &["changes:read"]).await;
        let made = create(&app, client.id, "https://localhost:8443/hook", json!({})).await.is(201);
        super::add_secret(&app, made.id(), "hmac").await.is(201);
        app.settle().await;
        let path = format!("/webhooks/{}/deliveries", made.id());
        let ping = app.get(&path, &app.admin().await).await.is(200).items()[0].clone();
        assert_eq!(
            (&ping["failure"], &ping["state"], &ping["attempts"]),
            (&json!("address_refused"), &json!("pending"), &json!(1))
        );
    })
    .await;
}

#[actix_web::test]
async fn a_redirect_is_not_followed_and_a_body_without_end_is_not_read() {
    super::both(async |app| {
        let hook = hook(&app, BAC_KAN, json!({})).await;
        let inner = super::Receiver::start();
        let head = Box::leak(format!("Location: {}\r\n", inner.url()).into_boxed_str());
        hook.receiver.answer(|_| Answer::Said(302, head, "elsewhere".to_owned()));
        rename(&app, BA_BE, "One").await;
        hook.run().await;
        assert_eq!((hook.receiver.take().len(), inner.all().len()), (1, 0));
        let waits = hook.deliveries("&state=pending").await.remove(0);
        assert_eq!((&waits["failure"], &waits["status_code"]), (&json!("redirected"), &json!(302)));
        assert_eq!(waits["answer_body"], json!("elsewhere"));
        hook.receiver.answer_all(Answer::Endless);
        hook.run_after(chrono::TimeDelta::minutes(1)).await;
        assert_eq!(hook.receiver.take().len(), 1);
        let done = hook.deliveries("&state=delivered").await.remove(0);
        assert_eq!((&done["attempts"], done["answer_body"].as_str().unwrap().len()), (&json!(2), 4096));
    })
    .await;
}
