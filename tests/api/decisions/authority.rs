//! Who decides a form is asked of the day: a decider whose authority has ended signs nothing, whatever was drafted before.
use entity::award_authority::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, Story, dossier, person},
    support::both,
};

#[actix_web::test]
async fn whose_authority_has_ended_signs_nothing() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let nomination = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let later = story.proposed_nomination(BA_BE, &dossier(&person("SYN-0018"), "GK")).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        let head = story.head(BAC_KAN).await;
        assert_eq!(decision.can(&head, "sign").await, "granted");
        let last: chrono::NaiveDate = "2024-06-03".parse().unwrap();
        let ended = Entity::update_many().col_expr(Column::ValidTo, Expr::value(last));
        ended.filter(Column::Role.eq("director_of_department")).exec(app.state.db.primary()).await.unwrap();
        app.set_clock("2024-06-04T02:00:00Z");
        for day in ["2024-06-03", "2024-06-04"] {
            let mut document = story.document("88/QĐ-STP");
            document["issued_on"] = json!(day);
            decision.step("sign", &head, json!({"document": document})).await.refused(409, "no_authority");
        }
        assert_eq!(decision.can(&head, "sign").await, "no_authority");
        assert_eq!((decision.status().await, nomination.status().await), ("draft".to_owned(), "proposed".to_owned()));
        // Nor is anything more drafted there.
        let body = story.decision_body(BAC_KAN, &[(&later, 1)]).await;
        let drafted = app.post("/decisions", &story.officer(BAC_KAN).await).json(body).await;
        drafted.faults(&[("/items/0/nomination_id", "not_allowed")]);
    })
    .await;
}
