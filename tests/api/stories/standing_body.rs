//! S21. The standing body changes, and no paper is moved.
use base::store::db::Uow;
use chrono::NaiveDate;
use entity::{
    function_assignment::{self, Function},
    snapshot_version::Topic,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BAC_KAN, MINISTRY, STANDING_BODY, Story, VU, dossier, person, target};
use crate::support::{TestApp, both};

const SUCCESSOR: &str = "G15.TCCB";

/// From 1 March 2025 on, Vụ Tổ chức cán bộ holds the function.
async fn hand_over(app: &TestApp) {
    let successor = app.unit(SUCCESSOR).await;
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).expect("a day");
    let change = async |uow: &Uow| {
        use function_assignment::{ActiveModel, Column, Entity};
        let ending = Entity::update_many().col_expr(Column::ValidTo, Expr::value(day(2, 28)));
        ending.filter(Column::Function.eq(Function::EmulationStandingBody)).exec(&uow.tx).await?;
        let next = ActiveModel {
            id: Set(Uuid::now_v7()),
            function: Set(Function::EmulationStandingBody),
            unit_id: Set(successor),
            valid_from: Set(day(3, 1)),
            valid_to: Set(None),
            note: Set(None),
            begun_by_id: Set(None),
            ended_by_id: Set(None),
        };
        Entity::insert(next).exec_without_returning(&uow.tx).await?;
        uow.touch(Topic::Organisation)
    };
    app.state.db.maintain("test", change).await.unwrap();
}

#[actix_web::test]
async fn the_successor_goes_on_where_the_standing_body_left_off() {
    both(async |app| {
        app.set_clock("2025-02-27T02:00:00Z");
        let story = Story::of(app.clone()).await;
        hand_over(&app).await;
        let (before, after) = (story.officer(STANDING_BODY).await, story.officer(SUCCESSOR).await);
        let plan = story.sent_plan(BAC_KAN, &[target("TGPL-04", 20)]).await;
        let nomination = story.submitted_nomination(BAC_KAN, &dossier(&person("SYN-0014"), "BK_BT")).await;
        let proposed = story.proposed_nomination(super::BA_BE, &dossier(&person("SYN-0017"), "BK_BT")).await;
        let decision = story.draft_decision(MINISTRY, &[(&proposed, 27)]).await;
        let papers = [&plan, &nomination, &proposed, &decision];
        for paper in papers {
            paper.read_by(&before).await.is(200);
            paper.read_by(&after).await.refused(404, "not_found");
        }

        // Midnight in Hà Nội: whoever holds the function reads what was received, and goes on with it.
        app.set_clock("2025-02-28T17:00:00Z");
        for paper in papers {
            paper.read_by(&after).await.is(200);
            paper.read_by(&story.officer(VU).await).await.refused(404, "not_found");
        }
        for paper in [&plan, &nomination, &proposed] {
            paper.read_by(&before).await.refused(404, "not_found");
        }
        plan.step("receive", &before, plan.seen().await).await.refused(404, "not_found");
        plan.step("receive", &after, plan.seen().await).await.is(200);
        nomination.step("receive", &after, Value::Null).await.is(200);
        assert_eq!(story.list("/decisions?count=exact", &after).await["total"], 1);
        let items = json!({"items": [{"nomination_id": proposed.id, "order_no": 28}]});
        decision.change(&before, items.clone()).await.refused(403, "forbidden");
        decision.change(&after, items).await.is(200);
        story.sign_decision(&decision, "301/QĐ-BTP").await;
    })
    .await;
}

#[actix_web::test]
async fn guidance_that_the_standing_body_gave_is_followed_by_whoever_holds_its_function() {
    both(async |app| {
        app.set_clock("2025-02-27T02:00:00Z");
        let story = Story::of(app.clone()).await;
        hand_over(&app).await;
        let issued = story.issued_guidance(STANDING_BODY, &[BAC_KAN]).await;
        let draft = story.draft_guidance(STANDING_BODY, &[BAC_KAN]).await;
        let question = story.ask(&issued, BAC_KAN).await;
        let (before, after) = (story.officer(STANDING_BODY).await, story.officer(SUCCESSOR).await);
        for paper in [&issued, &draft, &question] {
            paper.read_by(&after).await.refused(404, "not_found");
        }
        app.set_clock("2025-02-28T17:00:00Z");
        for paper in [&issued, &draft, &question] {
            paper.read_by(&after).await.is(200);
            paper.read_by(&story.officer(VU).await).await.refused(404, "not_found");
        }
        assert_eq!(story.list("/guidance?status=draft", &after).await.each("id"), [draft.id.to_string()]);
        // Who has not read it is told to the successor, and what waits waits there.
        let unread = story.list(&format!("{}/addressees?read=false", issued.path()), &after).await;
        assert_eq!(unread.items().len(), 1);
        assert!(!issued.read_by(&after).await["audience"].is_null(), "as its own");
        let tasks = story.list("/me/tasks?type=answer", &after).await;
        assert_eq!(tasks.each("subject_id"), [question.id.to_string()]);
        assert!(story.list("/me/tasks?type=answer", &before).await.items().is_empty());
        let answer = json!({"text": "Có, nếu trụ sở vẫn ở địa bàn cũ."});
        question.step("answer", &before, answer.clone()).await.refused(403, "forbidden");
        question.step("answer", &after, answer).await.is(200);
        let document = || json!({"document": story.document(&story.number("HD-BTP"))});
        draft.step("issue", &story.head(STANDING_BODY).await, document()).await.refused(403, "forbidden");
        let made = draft.step("issue", &story.head(SUCCESSOR).await, document()).await.is(200);
        assert_eq!(made["unit_id"], json!(app.unit(SUCCESSOR).await));
        let why = json!({"reason": "Có văn bản khác thay thế"});
        issued.step("withdraw", &story.head(SUCCESSOR).await, why).await.is(200);
    })
    .await;
}
