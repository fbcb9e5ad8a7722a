//! The thread of a supplement request, from the question to its resolution.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, Paper, Story, target},
    support::{Reply, both},
};

async fn thread_of(story: &Story, plan: &Paper) -> Reply {
    story.list(&format!("{}/supplement-requests", plan.path()), &story.officer(BA_BE).await).await
}

#[actix_web::test]
async fn both_sides_write_and_the_one_that_asked_resolves() {
    both(async |app| {
        app.set_clock("2023-05-08T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let plan = story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let (own, above) = (story.officer(BA_BE).await, story.officer(BAC_KAN).await);
        let asked = plan.supplement("Bổ sung chỉ tiêu hòa giải", "2023-05-15").await;
        plan.step("request-supplement", &above, asked).await.is(200);
        let say = async |who, text: &str| plan.step("reply-supplement", who, json!({"text": text})).await;
        say(&own, "Địa bàn không có tổ hòa giải ở xã mới tách").await.is(200);
        say(&above, "Đề nghị nêu rõ số tổ hòa giải hiện có").await.is(200);
        let (neighbour, head) = (story.officer(PAC_NAM).await, story.head(BA_BE).await);
        say(&neighbour, "Tôi cũng vậy").await.refused(404, "not_found");
        say(&head, "Thủ trưởng không viết").await.refused(403, "forbidden");
        let thread = async || {
            let listed = story.list(&format!("{}/supplement-requests", plan.path()), &own).await;
            listed.items()[0].clone()
        };
        let open = thread().await;
        let units: Vec<_> = open["replies"].as_array().expect("replies").iter().map(|r| r["unit_id"].clone()).collect();
        assert_eq!(units, [json!(app.unit(BA_BE).await), json!(app.unit(BAC_KAN).await)]);
        assert_eq!((&open["overdue"], &open["resolution"]), (&json!(false), &Value::Null));
        assert_eq!(open["seen_digest"], plan.now().await["content_digest"]);

        // The day after it was due, in Hà Nội.
        app.set_clock("2023-05-15T16:59:59Z");
        assert_eq!(thread().await["overdue"], json!(false));
        app.set_clock("2023-05-15T17:00:00Z");
        assert_eq!(thread().await["overdue"], json!(true));

        let resolve = async |who, reason: &str| {
            let mut how = plan.seen().await;
            how["resolution"] = json!("explained");
            how["reason"] = json!(reason);
            plan.step("resolve-supplement", who, how).await
        };
        resolve(&own, "Giải trình đã đầy đủ").await.refused(403, "forbidden");
        resolve(&above, "ngắn").await.refused(422, "reason_required");
        let resolved = resolve(&above, "Giải trình đã đầy đủ").await.is(200);
        assert_eq!(
            (&resolved["status"], &resolved["received_digest"]),
            (&json!("received"), &resolved["content_digest"])
        );
        let closed = thread().await;
        assert_eq!((&closed["resolution"], &closed["overdue"]), (&json!("explained"), &json!(false)));
        assert_eq!(closed["resolution_note"], "Giải trình đã đầy đủ");
        say(&own, "Cảm ơn").await.refused(409, "invalid_transition");
        // The next version answers the next request.
        story.request_supplement(&plan).await;
        let second = story.amend(&plan).await;
        story.issue(&second, "20/KH-PTP").await;
        assert_eq!(thread_of(&story, &plan).await.items()[1]["resolution"], Value::Null, "nobody has been sent it");
        story.send(&second).await;
        let listed = story.list(&format!("{}/supplement-requests", plan.path()), &own).await;
        assert_eq!(listed.each("resolution"), ["explained", "amended"]);
    })
    .await;
}
