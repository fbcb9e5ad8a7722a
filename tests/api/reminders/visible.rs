//! Who sees reminders, and who may send them: the unit above on the line, and nobody past it.
use entity::assignment::Role::{Administrator, Inspector};
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, CUC_BAC_KAN, MINISTRY, PAC_NAM, STANDING_BODY, Story, VU},
    support::both,
};

#[actix_web::test]
async fn a_reminder_is_seen_by_both_units_and_above_and_a_draft_by_its_writers() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let owed = story.obligation(BA_BE, "2023").await;
        let sent = story.reminder(BAC_KAN, "report", owed.id, 1).await;
        let draft = story.reminder(BAC_KAN, "report", owed.id, 3).await;
        for (unit, sees_sent, sees_draft) in [
            (BAC_KAN, true, true),
            (BA_BE, true, false),
            (STANDING_BODY, true, false),
            (MINISTRY, true, false),
            (PAC_NAM, false, false),
            (CUC_BAC_KAN, false, false),
            (VU, false, false),
        ] {
            for reader in [story.officer(unit).await, story.head(unit).await] {
                let mut listed = vec![];
                for (paper, seen) in [(&sent, sees_sent), (&draft, sees_draft)] {
                    assert_eq!(paper.read_by(&reader).await.status, if seen { 200 } else { 404 }, "{unit}");
                    listed.extend(seen.then(|| paper.id.to_string()));
                }
                let page = story.list("/reminders?sort=created_at&count=exact", &reader).await;
                assert_eq!(page.each("id"), listed, "{unit}");
                assert_eq!(page["total"], json!(listed.len()), "{unit}");
            }
        }
        // What was never sent is nobody else's when it is withdrawn, either.
        let why = json!({"reason": "Đơn vị đã gửi bản giấy"});
        draft.step("withdraw", &story.officer(BAC_KAN).await, why).await.is(200);
        draft.read_by(&story.officer(BA_BE).await).await.refused(404, "not_found");
        for role in [Administrator, Inspector] {
            let nobody = app.user(role, BAC_KAN).await;
            sent.read_by(&nobody).await.refused(403, "forbidden");
        }
    })
    .await;
}

#[actix_web::test]
async fn nobody_urges_past_the_unit_between() {
    both(async |app| {
        let story = Story::of(app).await;
        let (office, department) = (story.obligation(BA_BE, "2023").await, story.obligation(BAC_KAN, "2023").await);
        for unit in [STANDING_BODY, MINISTRY, BA_BE] {
            story.try_remind(unit, "report", office.id, 1).await.refused(403, "forbidden");
        }
        for unit in [PAC_NAM, CUC_BAC_KAN, VU] {
            story.try_remind(unit, "report", office.id, 1).await.refused(404, "not_found");
        }
        let reminded = story.reminder(STANDING_BODY, "report", department.id, 1).await;
        assert_eq!(
            reminded.read_by(&story.head(BAC_KAN).await).await.is(200)["unit_id"],
            reminded.now().await["unit_id"]
        );
        assert_eq!(story.urged(BAC_KAN).await, ["1 sent"]);
        assert!(story.urged(BA_BE).await.is_empty());
    })
    .await;
}
