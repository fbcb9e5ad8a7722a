//! The main job from end to end: a district office's plan, its targets, its report, progress, a nomination, a decision,
//! an award. Each step by the person who may take it, refused to everybody else.
use entity::assignment::Role::{self, Administrator, Head, Inspector, Officer};
use serde_json::{Value, json};

use super::{
    BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, VU, dossier, person,
    plan_of, target, values,
};
use crate::support::{Reply, both};

type Who = (Role, &'static str);

/// Everybody who could have a mind to it.
fn everybody() -> Vec<Who> {
    let units = [BA_BE, PAC_NAM, BAC_KAN, NA_HANG, CHI_CUC_BA_BE, CUC_BAC_KAN, VU, STANDING_BODY, MINISTRY];
    let people = units.into_iter().flat_map(|unit| [(Officer, unit), (Head, unit)]);
    people.chain([(Administrator, MINISTRY), (Inspector, MINISTRY)]).collect()
}

impl Story {
    /// A step that `who` may take, the first of them does; everybody else is refused it before.
    async fn only(&self, who: &[Who], method: &str, path: &str, body: Value) -> Reply {
        let attempt = async |(role, unit): Who, more: &str| {
            let caller = self.app.user(role, unit).await;
            let call =
                self.app.call(method.parse().expect("a method"), &format!("{path}{more}"), &caller).if_match("*");
            if body.is_null() { call.await } else { call.json(body.clone()).await }
        };
        for other in everybody().into_iter().filter(|other| !who.contains(other)) {
            let reply = attempt(other, "?dry_run=true").await;
            let unseen = reply.status == 422 && reply["errors"][0]["code"] == "not_found";
            assert!(unseen || [403, 404].contains(&reply.status), "{other:?}: {}", reply.describe());
        }
        for one in who.iter().skip(1) {
            assert!(attempt(*one, "?dry_run=true").await.status < 300, "{one:?} may {method} {path}");
        }
        let done = attempt(who[0], "").await;
        assert!(done.status < 300, "{:?} may {method} {path}: {}", who[0], done.describe());
        done
    }
}

#[actix_web::test]
async fn from_a_plan_to_an_award() {
    both(async |app| {
        app.set_clock("2024-11-20T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let only = async |who: &[Who], path: &str, body: Value| story.only(who, "POST", path, body).await;
        let document = |number: &str| json!({"document": story.document(number)});

        // The plan: Ba Bể drafts, issues and sends it; Sở Tư pháp tỉnh Bắc Kạn receives it.
        let content = story.plan_body(BA_BE, &plan_of(&[target("TGPL-07", 6)])).await;
        let plan = only(&[(Officer, BA_BE)], "/plans", content).await;
        let at = format!("/plans/{}", plan.id());
        only(&[(Officer, BA_BE)], &format!("{at}/request-signature"), Value::Null).await;
        only(&[(Head, BA_BE)], &format!("{at}/issue"), document("12/KH-PTP")).await;
        let sent = only(&[(Head, BA_BE)], &format!("{at}/send"), Value::Null).await;
        let seen = json!({"content_digest": sent["content_digest"]});
        only(&[(Officer, BAC_KAN)], &format!("{at}/receive"), seen).await;
        app.settle().await;
        assert_eq!(app.get(&at, &story.officer(BA_BE).await).await["status"], "in_effect");

        // The report: 8 rounds where 6 were aimed at.
        let obligation = story.obligation(BA_BE, "2024").await;
        let report = only(&[(Officer, BA_BE)], "/reports", json!({"obligation_id": obligation.id})).await;
        let at = format!("/reports/{}", report.id());
        let figures = json!({"values": values(&plan, &[("TGPL-07", json!({"value": 8}))])});
        story.only(&[(Officer, BA_BE)], "PATCH", &at, figures).await;
        only(&[(Head, BA_BE)], &format!("{at}/sign"), document("98/BC-PTP")).await;
        // Once the period is over.
        app.set_clock("2024-12-16T02:00:00Z");
        only(&[(Officer, BA_BE), (Head, BA_BE)], &format!("{at}/submit"), Value::Null).await;
        let sent = app.get(&at, &story.officer(BAC_KAN).await).await.is(200)["content_digest"].clone();
        only(&[(Officer, BAC_KAN)], &format!("{at}/accept"), json!({"content_digest": sent})).await;

        // Progress: the target shows it, the Sở counts it, the ministry counts it.
        let path = format!("/targets?unit_id={}", app.unit(BA_BE).await);
        let reached = story.list(&path, &story.officer(STANDING_BODY).await).await;
        assert_eq!(
            (&reached.items()[0]["current_value"], &reached.items()[0]["progress_percent"]),
            (&json!(8), &json!(133.33))
        );
        for (reader, expected) in [(BA_BE, 3), (BAC_KAN, 27), (STANDING_BODY, 3 * (63 + 702))] {
            let path = format!("/progress?movement_id={}&indicator_code=TGPL-07", story.movement);
            let progress = app.get(&path, &story.officer(reader).await).await.is(200);
            let row = &progress["items"][0];
            assert_eq!((&row["value"], &row["reported"], &row["expected"]), (&json!(8), &json!(1), &json!(expected)));
        }

        // The nomination rests on them, and climbs.
        let mut content = dossier(&person("SYN-0017"), "BK_BT");
        content["achievement"]["evidence"] =
            json!([{"report_id": report.id()}, {"target_id": plan["targets"][0]["id"]}]);
        let body = story.nomination_body(BA_BE, &content).await;
        let nomination = only(&[(Officer, BA_BE)], "/nominations", body).await;
        let at = format!("/nominations/{}", nomination.id());
        let minutes = json!({"minutes_number": "05/BB-PTP", "minutes_on": "2024-11-20"});
        only(&[(Head, BA_BE)], &format!("{at}/review"), minutes).await;
        only(&[(Head, BA_BE)], &format!("{at}/submit"), Value::Null).await;
        let opinion = json!({"opinion": "Đủ điều kiện"});
        only(&[(Officer, BAC_KAN)], &format!("{at}/receive"), Value::Null).await;
        only(&[(Officer, BAC_KAN)], &format!("{at}/appraise"), opinion.clone()).await;
        only(&[(Head, BAC_KAN)], &format!("{at}/forward"), json!({"document_number": "133/TTr-STP"})).await;
        only(&[(Officer, STANDING_BODY)], &format!("{at}/receive"), Value::Null).await;
        only(&[(Officer, STANDING_BODY)], &format!("{at}/appraise"), opinion).await;
        only(&[(Head, STANDING_BODY)], &format!("{at}/propose"), Value::Null).await;

        // The decision, and the award.
        let nomination = story.paper("nominations", BA_BE, &nomination);
        let body = story.decision_body(MINISTRY, &[(&nomination, 27)]).await;
        let decision = only(&[(Officer, STANDING_BODY)], "/decisions", body).await;
        only(&[(Head, MINISTRY)], &format!("/decisions/{}/sign", decision.id()), document("1742/QĐ-BTP")).await;
        let register = story.list("/awards", &story.officer(NA_HANG).await).await;
        // Whoever does not see the dossier is not told which it is.
        assert_eq!((register.items().len(), &register.items()[0]["nomination_id"]), (1, &Value::Null));

        // And the journal holds all of it, sealed.
        app.settle().await;
        let verdict = base::store::journal::verify(app.state.db.primary()).await.unwrap();
        assert!(matches!(verdict, base::store::journal::Verdict::Intact { unsealed: 0, .. }), "{verdict:?}");
    })
    .await;
}
