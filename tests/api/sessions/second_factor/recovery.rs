//! Codes for who has lost what makes the codes.
use std::collections::HashSet;

use entity::{journal, recovery_code, second_factor};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{Enrolled, by_code, from, listed, standing, with_code};
use crate::{
    sessions::access,
    support::{both, together},
};

#[actix_web::test]
async fn each_is_good_once_however_it_is_spelt() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        assert_eq!(owner.codes.iter().collect::<HashSet<_>>().len(), 10);
        let signed_in = with_code(&app, "an.nguyen", &owner.codes[0]).await.is(200);
        assert_eq!(standing(&app, &access(&signed_in)).await, (json!("enrolled"), json!(9), json!(true)));
        with_code(&app, "an.nguyen", &owner.codes[0]).await.refused(401, "invalid_otp");
        with_code(&app, "an.nguyen", &owner.codes[1].to_lowercase().replace('-', " ")).await.is(200);
        let replies = together((1..=4).map(|n| from(&app, [203, 0, 113, n], "an.nguyen", &owner.codes[2]))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        let used = app.journal(owner.id).await.into_iter().filter(|e| e.event == "second_factor.recovery_code_used");
        let told: Vec<String> = used.map(|entry| entry.data).collect();
        assert_eq!(told, [r#"{"left":9}"#, r#"{"left":8}"#, r#"{"left":7}"#]);
    })
    .await;
}

#[actix_web::test]
async fn they_are_renewed_for_a_fresh_code_and_those_before_are_good_no_longer() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let mine = access(&owner.tokens);
        by_code(&app, &mine, "recovery-codes", &owner.code(&app)).await.faults(&[("/otp", "wrong_code")]);
        let renewed = by_code(&app, &mine, "recovery-codes", &owner.fresh(&app)).await.is(200);
        let codes = listed(&renewed);
        assert!(codes.len() == 10 && codes.iter().all(|code| !owner.codes.contains(code)));
        with_code(&app, "an.nguyen", &owner.codes[0]).await.refused(401, "invalid_otp");
        with_code(&app, "an.nguyen", &codes[0]).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn no_code_is_anothers_and_nothing_is_kept_or_told_as_it_is() {
    both(async |app| {
        let (owner, other) = (Enrolled::of(&app, "an.nguyen").await, Enrolled::of(&app, "binh.tran").await);
        with_code(&app, "an.nguyen", &other.codes[0]).await.refused(401, "invalid_otp");
        with_code(&app, "an.nguyen", &other.fresh(&app)).await.refused(401, "invalid_otp");
        let db = app.state.db.primary();
        let kept = format!(
            "{:?}{:?}{:?}",
            second_factor::Entity::find().all(db).await.unwrap(),
            recovery_code::Entity::find().all(db).await.unwrap(),
            journal::Entity::find().all(db).await.unwrap(),
        );
        for secret in owner.codes.iter().chain([&owner.secret]) {
            assert!(!kept.contains(secret.as_str()) && !kept.contains(&secret.replace('-', "")), "{secret}");
        }
    })
    .await;
}
