//! A movement is closed when nothing in it is open: reports settled, dossiers decided or withdrawn.
use serde_json::{Value, json};

use crate::{
    stories::{BAC_KAN, CUC_BAC_KAN, MINISTRY, STANDING_BODY, Story, dossier, person, target},
    support::{Reply, TestApp, both},
};

/// A movement of one year that obliges the 63 Cục only.
async fn launched(app: &TestApp) -> Story {
    let story = Story::of(app.clone()).await;
    let made = app
        .post("/movements", &story.officer(STANDING_BODY).await)
        .json(json!({
        "code": "TEST", "title": "Phong trào thử", "starts_on": "2024-01-01", "ends_on": "2024-12-31",
        "launched_by_unit_id": app.unit(MINISTRY).await, "award_form_codes": ["BK_BT"],
        "indicator_codes": ["THADS-01"],
        "reporting_lines": [{"unit_kind": "provincial_enforcement_department", "receiver": "standing_body"}],
        "periods": [{"code": "T1", "kind": "custom", "data_from": "2024-01-01", "data_to": "2024-05-31",
            "due": [{"tier": "provincial", "due_on": "2024-06-20"}]}]}))
        .await
        .is(201);
    let document = json!({"document": story.document("484/QĐ-BTP")});
    let launch = format!("/movements/{}/launch", made.id());
    app.post(&launch, &story.head(MINISTRY).await).if_match("*").json(document).await.is(200);
    Story { movement: made.id(), ..story }
}

impl Story {
    async fn movement_step(&self, step: &str) -> Reply {
        let path = format!("/movements/{}/{step}", self.movement);
        self.app.post(&path, &self.head(MINISTRY).await).if_match("*").await
    }
}

#[actix_web::test]
async fn a_movement_is_closed_when_nothing_in_it_is_open() {
    both(async |app| {
        let story = launched(&app).await;
        app.settle().await;
        // Another movement's obligations are not this one's.
        story.movement_step("close").await.refused(409, "invalid_transition");
        story.movement_step("open-final-review").await.is(200);
        let left = async || {
            let refused = story.movement_step("close").await.refused(409, "unfinished");
            (refused["obligations"].clone(), refused["nominations"].clone())
        };
        assert_eq!(left().await, (json!(63), json!(0)));

        story.received_plan(CUC_BAC_KAN, &[target("THADS-01", 20)]).await;
        let owed = format!("/obligations?movement_id={}&limit=200", story.movement);
        let above = story.head(STANDING_BODY).await;
        let all = story.list(&owed, &above).await;
        let own = app.unit(CUC_BAC_KAN).await.to_string();
        for obligation in all.items().iter().filter(|item| item["unit_id"] != own.as_str()) {
            let path = format!("/obligations/{}/waive", obligation["id"].as_str().unwrap_or_default());
            let why = json!({"document_number": story.number("TP-VP"), "reason": "Không thuộc phạm vi phong trào"});
            app.post(&path, &above).if_match("*").json(why).await.is(200);
        }
        let mine = all.items().iter().find(|item| item["unit_id"] == own.as_str()).expect("its own")["id"].clone();
        let made = app.post("/reports", &story.officer(CUC_BAC_KAN).await).json(json!({"obligation_id": mine})).await;
        let report = story.paper("reports", CUC_BAC_KAN, &made.is(201));
        let plan = story.plan_in_force(CUC_BAC_KAN).await;
        let words = json!({"results": "a", "limitations": "b", "causes": "c", "lessons": "d", "proposals": "e"});
        let figures = crate::stories::values(&plan, &[("THADS-01", json!({"value": 21}))]);
        report.change(&story.officer(CUC_BAC_KAN).await, json!({"values": figures, "narrative": words})).await.is(200);
        story.sign(&report).await;
        story.submit(&report).await;
        assert_eq!(left().await, (json!(1), json!(0)));
        story.accept(&report).await;

        // What was sent up waits for its answer; what lies with the unit itself is its own affair, and nobody is told of it.
        let draft = story.nominate(CUC_BAC_KAN, &dossier(&person("SYN-0007"), "BK_BT")).await;
        story.review(&draft).await;
        story.nominate(CUC_BAC_KAN, &dossier(&person("SYN-0008"), "BK_BT")).await;
        let nomination = story.submitted_nomination(CUC_BAC_KAN, &dossier(&person("SYN-0005"), "BK_BT")).await;
        assert_eq!(left().await, (json!(0), json!(1)));
        let why = json!({"reason": "Cá nhân đề nghị rút hồ sơ"});
        nomination.step("withdraw", &story.head(CUC_BAC_KAN).await, why.clone()).await.is(200);
        assert_eq!(story.movement_step("close").await.is(200)["status"], "closed");

        // And then nothing goes up, nor begins in it any more; what was begun is given up.
        let head = story.head(CUC_BAC_KAN).await;
        draft.step("submit", &head, Value::Null).await.refused(409, "window_closed");
        assert_eq!(draft.read_by(&head).await.action("submit"), Err("window_closed"));
        draft.step("withdraw", &head, why).await.is(200);
        let late = story.try_nominate(CUC_BAC_KAN, &dossier(&person("SYN-0006"), "BK_BT")).await;
        late.refused(409, "window_closed");
        let again = story.try_draft_plan(BAC_KAN, &json!({})).await;
        assert_eq!((again.status, again.code()), (409, "window_closed"));
        app.settle().await;
        assert_eq!(story.list(&format!("{owed}&count=exact"), &above).await["total"], Value::from(63));
    })
    .await;
}
