//! Plan templates: written by the standing body, published by the ministry's head, deviated from in the open.
mod deviation;
mod life;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    stories::{BAC_KAN, MINISTRY, Paper, STANDING_BODY, Story, VU, target},
    support::{Caller, Reply, TestApp, both},
};

const OFFICE: &str = "district_justice_office";

/// Two tasks, a measure and a target; of the first task.
fn content() -> Value {
    json!({
        "tasks": [
            {"code": "T-05", "title": "Trợ giúp pháp lý cho người nghèo"},
            {"code": "T-07", "title": "Xã đạt chuẩn tiếp cận pháp luật", "no_target_reason": "Theo kế hoạch của tỉnh"},
        ],
        "measures": [{"task_no": 1, "title": "Trợ giúp pháp lý lưu động tại xã"}],
        "targets": [target("TGPL-04", 20)],
    })
}

impl Story {
    fn template_body(&self, kind: &str) -> Value {
        let mut body = content();
        body["movement_id"] = json!(self.movement);
        body["unit_kind"] = json!(kind);
        body["title"] = json!("Kế hoạch mẫu");
        body
    }

    async fn draft_template(&self, kind: &str) -> Paper {
        let officer = self.officer(STANDING_BODY).await;
        let made = self.app.post("/plan-templates", &officer).json(self.template_body(kind)).await.is(201);
        self.paper("plan-templates", STANDING_BODY, &made)
    }

    async fn published_template(&self, kind: &str) -> Paper {
        let template = self.draft_template(kind).await;
        template.step("publish", &self.head(MINISTRY).await, Value::Null).await.is(200);
        template
    }
}

#[actix_web::test]
async fn a_template_is_written_published_and_withdrawn() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let (officer, head) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
        let mut body = story.template_body(OFFICE);
        body["introduction"] = json!("Mỗi đơn vị điều chỉnh cho phù hợp với địa phương.");
        let made = app.post("/plan-templates", &officer).json(body.clone()).await.is(201);
        assert_eq!(made.header("Location"), Some(format!("/api/v1/plan-templates/{}", made.id()).as_str()));
        for member in ["movement_id", "unit_kind", "title", "introduction", "tasks", "measures", "targets"] {
            assert_eq!(made[member], body[member], "{member}");
        }
        assert_eq!((&made["status"], &made["published_at"]), (&json!("draft"), &Value::Null));
        let template = story.paper("plan-templates", STANDING_BODY, &made);

        let patch = json!({"title": "Kế hoạch mẫu cho Phòng Tư pháp", "introduction": null, "targets": []});
        let changed = template.change(&officer, patch).await.is(200);
        assert_eq!((&changed["introduction"], &changed["targets"]), (&Value::Null, &json!([])));
        assert_eq!((&changed["tasks"], changed.version()), (&body["tasks"], 2));
        let read = template.read_by(&officer).await.is(200);
        assert_eq!((&read.json, read.etag()), (&changed.json, changed.etag()));
        let stale = app.patch(&template.path(), &officer).version(1).json(json!({"title": "Khác"})).await;
        stale.refused(412, "version_mismatch");

        let published = template.step("publish", &head, Value::Null).await.is(200);
        assert_eq!(
            (&published["status"], &published["published_at"]),
            (&json!("published"), &json!("2024-06-03T02:00:00Z"))
        );
        template.step("withdraw", &head, json!({"reason": "ngắn"})).await.refused(422, "reason_required");
        let why = json!({"reason": "Chỉ tiêu chưa phù hợp với miền núi"});
        assert_eq!(template.step("withdraw", &head, why).await.is(200)["status"], "withdrawn");

        let told = ["created", "updated", "published", "withdrawn"].map(|event| format!("plan_template.{event}"));
        assert_eq!(app.events(template.id).await, told);
        let last = app.journal(template.id).await.pop().unwrap();
        let data: Value = serde_json::from_str(&last.data).unwrap();
        assert_eq!(data, json!({"changed": {"status": {"before": "published", "after": "withdrawn"}}}));
        assert_eq!(template.now().await["end_reason"], "Chỉ tiêu chưa phù hợp với miền núi");
        assert_eq!((last.actor_id, last.unit_id), (Some(head.id()), Some(app.unit(MINISTRY).await)));
    })
    .await;
}

#[actix_web::test]
async fn publishing_the_next_one_withdraws_the_one_before() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let first = story.published_template(OFFICE).await;
        let department = story.published_template("provincial_justice_department").await;
        let second = story.draft_template(OFFICE).await;
        assert_eq!(first.status().await, "published", "a draft replaces nothing");
        let (head, before) = (story.head(MINISTRY).await, first.now().await.version());
        second.rehearse("publish", &head, Value::Null).await.is(200);
        assert_eq!(first.status().await, "published");
        second.step("publish", &head, Value::Null).await.is(200);
        let replaced = first.now().await;
        assert_eq!((&replaced["status"], replaced.version()), (&json!("withdrawn"), before + 1));
        assert_eq!((second.status().await.as_str(), department.status().await.as_str()), ("published", "published"));
        let last = app.journal(first.id).await.pop().unwrap();
        let data: Value = serde_json::from_str(&last.data).unwrap();
        assert_eq!(last.event, "plan_template.withdrawn");
        assert_eq!(data["replaced_by"], json!(second.id));

        let list = async |query: &str| story.list(&format!("/plan-templates{query}"), &head).await;
        let movement = story.movement;
        let published = list(&format!("?movement_id={movement}&status=published&unit_kind={OFFICE}&count=exact")).await;
        assert_eq!((published.each("id"), &published["total"]), (vec![second.id.to_string().as_str()], &json!(1)));
        assert_eq!(list("?status=published&status=withdrawn").await.items().len(), 3);
        assert_eq!(list("?unit_kind=provincial_justice_department").await.each("id"), [department.id.to_string()]);
        assert!(list(&format!("?movement_id={}", Uuid::now_v7())).await.items().is_empty());
        let page = list("?limit=1").await;
        assert!(page["next_cursor"].is_string() && page.items()[0].get("tasks").is_none());
        app.get("/plan-templates?sort=title", &head).await.refused(400, "invalid_parameter");
    })
    .await;
}

async fn refused(app: &TestApp, caller: &Caller, body: Value) -> Reply {
    app.post("/plan-templates", caller).json(body).await
}

#[actix_web::test]
async fn a_template_says_nothing_that_only_a_unit_can_say() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let officer = story.officer(STANDING_BODY).await;
        let (id, unit) = (Uuid::now_v7(), app.unit(BAC_KAN).await);
        let mut body = story.template_body(OFFICE);
        body["tasks"][1]["id"] = json!(id);
        body["tasks"][1]["responsible_unit_id"] = json!(unit);
        body["measures"][0]["id"] = json!(id);
        body["measures"][0]["responsible_unit_id"] = json!(unit);
        body["targets"][0]["id"] = json!(id);
        body["targets"][0]["allocation_id"] = json!(id);
        body["targets"][0]["responsible_unit_id"] = json!(unit);
        body["targets"][0]["bands"] = json!([{"title": "Dưới 1.000 việc", "unit_ids": [unit], "value": 5}]);
        let not_allowed = [
            "/tasks/1/id",
            "/tasks/1/responsible_unit_id",
            "/measures/0/id",
            "/measures/0/responsible_unit_id",
            "/targets/0/id",
            "/targets/0/allocation_id",
            "/targets/0/responsible_unit_id",
            "/targets/0/bands",
        ]
        .map(|pointer| (pointer, "not_allowed"));
        refused(&app, &officer, body.clone()).await.faults(&not_allowed);
        let template = story.draft_template(OFFICE).await;
        let patch = json!({"tasks": body["tasks"], "measures": body["measures"], "targets": body["targets"]});
        template.change(&officer, patch).await.faults(&not_allowed);

        // What a plan could not hold, or no such unit plans, is refused as well.
        let mut unknown = story.template_body(OFFICE);
        unknown["targets"][0]["indicator_code"] = json!("NO-01");
        refused(&app, &officer, unknown).await.faults(&[("/targets/0/indicator_code", "not_found")]);
        refused(&app, &officer, story.template_body("ministry")).await.faults(&[("/unit_kind", "not_allowed")]);
        let mut nowhere = story.template_body(OFFICE);
        nowhere["movement_id"] = json!(id);
        refused(&app, &officer, nowhere).await.faults(&[("/movement_id", "not_found")]);
        let mut more = story.template_body(OFFICE);
        more["colour"] = json!("đỏ");
        refused(&app, &officer, more).await.faults(&[("/colour", "unknown_member")]);
    })
    .await;
}

#[actix_web::test]
async fn drafts_are_for_those_who_prepare_and_decide() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let draft = story.draft_template(OFFICE).await;
        let (standing_body, ministry) = (story.officer(STANDING_BODY).await, story.head(MINISTRY).await);
        for insider in [&standing_body, &ministry] {
            draft.read_by(insider).await.is(200);
            assert_eq!(story.list("/plan-templates", insider).await.each("id"), [draft.id.to_string()]);
        }
        let strangers = [story.officer(BAC_KAN).await, story.officer(VU).await];
        for stranger in &strangers {
            draft.read_by(stranger).await.refused(404, "not_found");
            assert!(story.list("/plan-templates", stranger).await.items().is_empty());
            refused(&app, stranger, story.template_body(OFFICE)).await.refused(403, "forbidden");
        }
        // The head of a Sở decides, but not this.
        draft.step("publish", &story.head(BAC_KAN).await, Value::Null).await.refused(404, "not_found");
        // Withdrawn without ever having been published, it stays where it was.
        let why = json!({"reason": "Chỉ tiêu chưa phù hợp với miền núi"});
        draft.step("withdraw", &ministry, why.clone()).await.is(200);
        draft.read_by(&strangers[0]).await.refused(404, "not_found");

        let published = story.published_template(OFFICE).await;
        for withdrawn in [false, true] {
            for reader in [&strangers[0], &strangers[1], &app.admin().await] {
                let read = published.read_by(reader).await.is(200);
                assert_eq!(read["status"] == "withdrawn", withdrawn);
                assert!(["update", "publish", "withdraw"].iter().all(|action| read.action(action) == Err("forbidden")));
                assert_eq!(story.list("/plan-templates", reader).await.each("id"), [published.id.to_string()]);
            }
            if !withdrawn {
                published.step("withdraw", &ministry, why.clone()).await.is(200);
            }
        }
    })
    .await;
}
