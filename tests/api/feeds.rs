//! Calendars to subscribe to: what they say, whom they open to, and how they end.
use std::collections::HashMap;

use actix_web::http::Method;
use entity::{assignment::Role, calendar_feed};
use sea_orm::EntityTrait;
use serde_json::json;

use crate::{
    stories::{BA_BE, BAC_KAN, NA_RI, PAC_NAM, Paper, Story, target},
    support::{Caller, Reply, TestApp, both},
};

async fn made(app: &TestApp, caller: &Caller) -> Reply {
    app.post("/me/calendars", caller).await.is(201)
}

fn path(made: &Reply) -> String {
    made["path"].as_str().unwrap().to_owned()
}

async fn read(app: &TestApp, path: &str) -> String {
    let reply = app.get(path, &Caller::Nobody).header("Accept", "text/calendar").await.is(200);
    assert_eq!(reply.header("Content-Type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(reply.header("Cache-Control"), Some("private, no-store"));
    String::from_utf8(reply.body.to_vec()).unwrap()
}

/// The properties of each event, by its id, as a program unfolds them.
fn events(text: &str) -> HashMap<String, HashMap<String, String>> {
    let unfolded = text.replace("\r\n ", "");
    let blocks = unfolded.split("BEGIN:VEVENT\r\n").skip(1);
    let event = |block: &str| {
        let lines = block.split("\r\n").take_while(|line| *line != "END:VEVENT");
        let property = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.to_owned()));
        lines.filter_map(property).collect::<HashMap<_, _>>()
    };
    blocks.map(event).map(|event| (event["UID"].clone(), event)).collect()
}

#[actix_web::test]
async fn due_days_are_whole_days_that_keep_their_ids_and_move() {
    both(async |app| {
        app.set_clock("2024-12-05T02:00:00Z");
        let story = Story::of(app.clone()).await;
        let owed = story.obligation(BA_BE, "2024").await;
        let address = path(&made(&app, &story.officer(BA_BE).await).await);
        let uid = format!("obligation-{}@thidua", owed.id);
        let seen = async || events(&read(&app, &address).await).remove(&uid).unwrap();
        let first = seen().await;
        assert_eq!((&*first["DTSTART;VALUE=DATE"], &*first["DTEND;VALUE=DATE"]), ("20241217", "20241218"));
        assert_eq!(first["STATUS"], "CONFIRMED");
        assert!(first["SUMMARY"].contains("Phòng Tư pháp huyện Ba Bể"), "{first:?}");
        assert_eq!(read(&app, &address).await, read(&app, &address).await, "nothing has changed");

        let longer = json!({"document_number": "813/STP-HCTP", "due_on": "2024-12-31", "reason": "Mưa lũ kéo dài"});
        owed.step("extend", &story.head(BAC_KAN).await, longer).await.is(200);
        let moved = seen().await;
        assert_eq!((&*moved["DTSTART;VALUE=DATE"], &*moved["DTEND;VALUE=DATE"]), ("20241231", "20250101"));
        let number = |event: &HashMap<String, String>| event["SEQUENCE"].parse::<i64>().unwrap();
        assert!(number(&moved) > number(&first));

        story.waive(BA_BE, "2024").await;
        let waived = seen().await;
        assert_eq!(waived["STATUS"], "CANCELLED");
        assert!(number(&waived) > number(&moved));
    })
    .await;
}

#[actix_web::test]
async fn plans_and_supplements_are_due_too_and_only_those_of_ones_own_units() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        story.set_deadline(json!({"unit_kind": "district_justice_office", "due_on": "2024-06-12"})).await;
        let plan = story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        let asked = plan.supplement("Bổ sung chỉ tiêu hòa giải", "2024-06-20").await;
        plan.step("request-supplement", &story.officer(BAC_KAN).await, asked).await.is(200);
        let of = async |unit: &str| events(&read(&app, &path(&made(&app, &story.head(unit).await).await)).await);
        let own = of(BA_BE).await;
        let due = format!("plan-{}-{}@thidua", story.movement, app.unit(BA_BE).await);
        assert_eq!(own[&due]["DTSTART;VALUE=DATE"], "20240612");
        let supplement: Vec<_> = own.keys().filter(|uid| uid.starts_with("supplement-")).collect();
        assert_eq!(own[supplement[0]]["DTSTART;VALUE=DATE"], "20240620");
        let before: i64 = own[&due]["SEQUENCE"].parse().unwrap();
        story.set_deadline(json!({"unit_id": app.unit(BA_BE).await, "due_on": "2024-06-28"})).await;
        let later = of(BA_BE).await;
        assert_eq!(later[&due]["DTSTART;VALUE=DATE"], "20240628");
        assert!(later[&due]["SEQUENCE"].parse::<i64>().unwrap() > before);
        let neighbour = of(PAC_NAM).await;
        assert!(!neighbour.contains_key(&due) && neighbour.keys().all(|uid| !uid.starts_with("supplement-")));
    })
    .await;
}

#[actix_web::test]
async fn what_an_inspection_recommends_is_due_until_it_is_settled() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let drafted = story.drafted_conclusion(BAC_KAN, &[BA_BE, PAC_NAM], &[BA_BE, BA_BE]).await;
        let [done, dropped] = &story.recommendations(&drafted).await[..] else { panic!("two") };
        let uid = |paper: &Paper| format!("recommendation-{}@thidua", paper.id);
        let address = path(&made(&app, &story.officer(BA_BE).await).await);
        let seen = async |paper: &Paper| events(&read(&app, &address).await).remove(&uid(paper));
        assert!(seen(done).await.is_none(), "it is only drafted");
        story.sign_inspection(&drafted, "conclude").await.is(200);
        let open = seen(done).await.unwrap();
        assert_eq!((&*open["DTSTART;VALUE=DATE"], &*open["STATUS"]), ("20240623", "CONFIRMED"));
        assert!(open["SUMMARY"].contains("Phòng Tư pháp huyện Ba Bể"), "{open:?}");
        let (above, head) = (story.officer(BAC_KAN).await, story.head(BA_BE).await);
        done.step("answer", &head, json!({"text": "Đã bổ sung."})).await.is(200);
        let answered = seen(done).await.unwrap();
        let number = |event: &HashMap<String, String>| event["SEQUENCE"].parse::<i64>().unwrap();
        assert!(number(&answered) > number(&open), "{answered:?}");
        for unit in [PAC_NAM, BAC_KAN] {
            let theirs = read(&app, &path(&made(&app, &story.head(unit).await).await)).await;
            assert!(!events(&theirs).contains_key(&uid(done)), "{unit}");
        }
        done.step("check-off", &above, serde_json::Value::Null).await.is(200);
        let why = json!({"reason": "Đơn vị đã được sắp xếp lại"});
        dropped.step("drop", &story.head(BAC_KAN).await, why).await.is(200);
        assert!(seen(done).await.is_none() && seen(dropped).await.is_none());
    })
    .await;
}

#[actix_web::test]
async fn an_address_is_told_once_and_ends_when_it_is_revoked_or_its_owners_rights_do() {
    both(async |app| {
        let officer = app.officer(BA_BE).await;
        let (first, second) = (made(&app, &officer).await, made(&app, &officer).await);
        let (address, other) = (path(&first), path(&second));
        let listed = app.get("/me/calendars", &officer).await.is(200);
        assert_eq!(listed.each("id"), [first.id().to_string(), second.id().to_string()]);
        let secret = address.trim_start_matches("/calendars/").trim_end_matches(".ics");
        assert!(secret.len() == 64 && !String::from_utf8_lossy(&listed.body).contains(secret));
        let kept = calendar_feed::Entity::find().all(app.state.db.primary()).await.unwrap();
        assert!(kept.iter().all(|row| !row.secret_digest.contains(secret)), "the secret is kept");

        let revoke = async |caller: &Caller| {
            app.call(Method::DELETE, &format!("/me/calendars/{}", first.id()), caller).if_match("*").await
        };
        revoke(&app.officer(NA_RI).await).await.refused(404, "not_found");
        read(&app, &address).await;
        revoke(&officer).await.is(204);
        revoke(&officer).await.refused(404, "not_found");
        let gone = app.get(&address, &Caller::Nobody).await.refused(404, "not_found");
        let never = app.get(&format!("/calendars/{}.ics", "0".repeat(64)), &Caller::Nobody).await;
        let told = |reply: &Reply| {
            let mut body = reply.json.clone();
            body["trace_id"] = json!("");
            body
        };
        assert_eq!(told(&gone), told(&never.refused(404, "not_found")));
        assert!(!String::from_utf8_lossy(&gone.body).contains(secret), "it is told back");

        let suspend = app.patch(&format!("/users/{}", officer.id()), &app.admin().await).if_match("*");
        suspend.json(json!({"status": "suspended"})).await.is(200);
        app.get(&other, &Caller::Nobody).await.refused(404, "not_found");
        let events = app.events(officer.id()).await;
        assert_eq!(events.iter().filter(|event| event.starts_with("calendar_feed.")).count(), 3, "{events:?}");
    })
    .await;
}

#[actix_web::test]
async fn a_role_that_has_ended_owes_nothing_and_ten_addresses_are_enough() {
    both(async |app| {
        let today = app.clock.today();
        let until_today = app.person(&[(Role::Officer, app.unit(BA_BE).await, today, Some(today))]).await;
        let address = path(&made(&app, &until_today).await);
        read(&app, &address).await;
        app.set_clock("2024-06-03T17:00:00Z");
        app.get(&address, &Caller::Nobody).await.refused(404, "not_found");
        let officer = app.officer(BA_BE).await;
        for _ in 0..10 {
            made(&app, &officer).await;
        }
        app.post("/me/calendars", &officer).await.is(422);
    })
    .await;
}

#[actix_web::test]
async fn whoever_guesses_addresses_waits_and_nobody_else_does() {
    both(async |app| {
        let address = path(&made(&app, &app.officer(BA_BE).await).await);
        let guess = async |n: u32| {
            let path = format!("/calendars/{n:064}.ics");
            app.get(&path, &Caller::Nobody).at_address([192, 0, 2, 1]).await
        };
        let mut answers = vec![];
        for n in 0..8 {
            answers.push(guess(n).await.status);
        }
        assert_eq!((answers[0], answers[7]), (404, 429), "{answers:?}");
        app.get(&address, &Caller::Nobody).at_address([192, 0, 2, 1]).await.refused(429, "too_many_requests");
        app.get(&address, &Caller::Nobody).at_address([192, 0, 2, 2]).await.is(200);
        // Whoever has the right one may read as often as it likes.
        for _ in 0..30 {
            app.get(&address, &Caller::Nobody).at_address([192, 0, 2, 3]).await.is(200);
        }
    })
    .await;
}
