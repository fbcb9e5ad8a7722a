//! A secret ballot by tokens: what is signed and cast, and what is refused.
use base::kernel::digest;
use entity::council_ballot;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BAC_KAN, Paper, Story, asking, blinded, finalized},
    support::{Caller, both, together},
};

async fn papers_of(story: &Story, session: &Paper, reader: &Caller) -> Vec<Value> {
    story.list(&format!("{}/papers?limit=200", session.path()), reader).await.items().to_vec()
}

#[actix_web::test]
async fn from_the_keys_to_the_count() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 2).await;
        let session = story.opened_session(&council, "blind", &[&dossiers[0], &dossiers[1]]).await;
        let agenda = story.agenda(&session, council.chair()).await;
        assert_ne!(agenda[0]["public_key"], agenda[1]["public_key"], "a key for each dossier");
        let opened = app.journal(session.id).await.into_iter().find(|e| e.event == "council_session.opened").unwrap();
        let keys = |item: &Value| json!({"item_id": item["id"], "public_key": item["public_key"]});
        let list = digest::canonical(&agenda.iter().map(keys).collect::<Vec<_>>()).unwrap();
        assert!(opened.data.contains(&digest::sha256_hex(list.as_bytes())), "the journal holds the keys fast");
        let tokens = story.casting(&session, &council, 4).await;
        for (member, choice) in tokens.iter().zip(["yes", "yes", "yes", "no"]) {
            story.cast(&member[0], choice).await.is(204);
        }
        story.cast(&tokens[0][1], "abstain").await.is(204);
        // Nothing is told of what was cast before the close.
        let item = &story.agenda(&session, council.chair()).await[0];
        assert_eq!((&item["yes"], &item["no"], &item["my_vote"]), (&Value::Null, &Value::Null, &Value::Null));
        app.get(&format!("{}/papers", session.path()), council.chair()).await.refused(404, "not_found");
        story.close_session(&session, &council).await.is(200);
        let items = story.agenda(&session, council.chair()).await;
        let told = |at: usize| json!([items[at]["yes"], items[at]["no"], items[at]["neither"], items[at]["outcome"]]);
        assert_eq!(told(0), json!([3, 1, 0, "passed"]));
        assert_eq!(told(1), json!([0, 0, 1, "not_passed"]));
        // Each member finds its own, all can count, and nobody else reads them.
        let papers = papers_of(&story, &session, &council.members[4]).await;
        let own = |token: &crate::stories::Token| {
            papers.iter().find(|paper| paper["number"] == token.number).map(|paper| paper["choice"].clone())
        };
        assert_eq!(own(&tokens[3][0]), Some(json!("no")));
        assert_eq!((own(&tokens[0][1]), own(&tokens[1][1])), (Some(json!("abstain")), None));
        let numbers: Vec<_> = papers.iter().map(|p| (p["ordinal"].as_i64(), p["number"].to_string())).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        app.get(&format!("{}/papers", session.path()), &story.officer(BAC_KAN).await).await.refused(403, "forbidden");
        let minutes = app.get(&format!("{}/minutes", session.path()), council.chair()).await.is(200);
        assert_eq!(minutes["ballot_document"], "15/QC-HĐ");
        let its_box: Value = papers.iter().filter(|p| p["ordinal"] == 1).fold(json!({}), |mut all, paper| {
            all[paper["number"].as_str().unwrap()] = paper["choice"].clone();
            all
        });
        let expected = digest::sha256_hex(digest::canonical(&its_box).unwrap().as_bytes());
        assert_eq!(minutes["items"][0]["box_of_papers"], json!({"handed_out": 4, "cast": 4, "digest": expected}));
        assert_eq!(minutes["items"][0]["votes"], json!([]));
        dossiers[0].step("propose", &story.head(BAC_KAN).await, Value::Null).await.is(200);
    })
    .await;
}

#[actix_web::test]
async fn one_token_for_each_member_and_dossier() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 6).await;
        let dossiers = appraised(&story, "GK", 2).await;
        let session = story.planned_session(&council, "blind", &[&dossiers[0], &dossiers[1]]).await;
        story.attend(&session, &council, 5, 1).await.is(200);
        story.open_session(&session, &council).await.is(200);
        let agenda = story.agenda(&session, council.chair()).await;
        let member = &council.members[2];
        // What is only tried is not signed, else it would be a token.
        let own = blinded(&agenda);
        let tried = session.rehearse("take-tokens", member, asking(&own)).await.is(200);
        assert_eq!(tried["evaluations"], json!([]));
        let first = session.step("take-tokens", member, asking(&own)).await.is(200);
        let again = session.step("take-tokens", member, asking(&own)).await.is(200);
        let element = |reply: &crate::support::Reply| reply["evaluations"][0]["evaluated_element"].clone();
        assert_eq!(element(&first), element(&again), "the same is answered again");
        finalized(&own, &again, &agenda);
        let taken = app.events(session.id).await.iter().filter(|e| *e == "council_session.tokens_taken").count();
        assert_eq!(taken, 1);
        assert_eq!(story.agenda(&session, member).await[0]["token_taken"], true);
        session.step("take-tokens", member, asking(&blinded(&agenda))).await.refused(409, "token_taken");
        // Of many at once with other numbers one is signed.
        let path = format!("{}/take-tokens", session.path());
        let bodies: Vec<Value> = (0..5).map(|_| asking(&blinded(&agenda))).collect();
        let calls = bodies.iter().map(|body| {
            let call = app.post(&path, &council.members[3]).if_match("*").json(body.clone());
            async { call.await.status }
        });
        let mut answers = together(calls).await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 409, 409, 409, 409]);
        // Whoever has an interest has no token, whoever has one no interest, and who is not there none either.
        let interest = |at: usize| json!({"item_ids": [agenda[at]["id"]]});
        session.step("declare-conflict", member, interest(0)).await.refused(409, "already_voted");
        session.step("declare-conflict", &council.members[4], interest(0)).await.is(200);
        let reply = session.step("take-tokens", &council.members[4], asking(&blinded(&agenda))).await;
        reply.refused(403, "conflict_of_interest");
        story.take_tokens(&session, &council.members[4], &agenda[1..]).await;
        session.step("take-tokens", &council.members[5], asking(&blinded(&agenda))).await.refused(409, "not_present");
        let leaves = json!({"seats": [{"user_id": member.id(), "presence": "absent"}]});
        let reply = session.step("record-attendance", council.secretary(), leaves).await;
        reply.faults(&[("/seats/0/presence", "not_allowed")]);
        // What is no blinded number is not signed.
        let odd = json!({"tokens": [{"item_id": agenda[0]["id"], "blinded_element": "00".repeat(32)}]});
        let reply = session.step("take-tokens", council.chair(), odd).await;
        reply.faults(&[("/tokens/0/blinded_element", "invalid_value")]);
        // Two have a token of the first dossier: their totals would tell.
        story.start_casting(&session, &council).await.refused(409, "too_few_tokens");
        story.take_tokens(&session, council.chair(), &agenda).await;
        story.start_casting(&session, &council).await.is(200);
        let late = session.step("take-tokens", council.secretary(), asking(&blinded(&agenda))).await;
        late.refused(409, "invalid_transition");
    })
    .await;
}

#[actix_web::test]
async fn a_token_is_good_once_for_its_ballot_and_only_while_papers_are_cast() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 2).await;
        let session = story.opened_session(&council, "blind", &[&dossiers[0]]).await;
        let other = story.opened_session(&council, "blind", &[&dossiers[1]]).await;
        let agenda = story.agenda(&session, council.chair()).await;
        let early = story.take_tokens(&session, council.chair(), &agenda).await[0].clone();
        story.cast(&early, "yes").await.refused(403, "token_refused");
        let mut tokens = vec![early];
        for member in &council.members[1..4] {
            tokens.extend(story.take_tokens(&session, member, &agenda).await);
        }
        story.start_casting(&session, &council).await.is(200);
        let elsewhere = story.casting(&other, &council, 3).await[0][0].clone();
        let of = |item: &Value, number: &str, token: &str| {
            json!({"item_id": item, "number": number, "token": token, "choice": "yes"})
        };
        let (own, item) = (&tokens[0], &agenda[0]["id"]);
        for wrong in [
            of(item, &elsewhere.number, &elsewhere.token),
            of(&elsewhere.item, &own.number, &own.token),
            of(item, &elsewhere.number, &own.token),
            of(item, &own.number, &"0".repeat(128)),
            of(&json!(session.id), &own.number, &own.token),
        ] {
            let reply = app.post("/secret-ballots", &Caller::Nobody).json(wrong).await;
            reply.refused(403, "token_refused");
        }
        let body = of(item, &own.number, &own.token);
        app.post("/secret-ballots", council.chair()).json(body.clone()).await.refused(400, "malformed_request");
        story.cast(own, "no").await.is(204);
        story.cast(own, "no").await.is(204);
        story.cast(own, "yes").await.refused(409, "already_voted");
        // Of one token at once with two choices one counts.
        let calls = (0..6).map(|at| story.cast(&tokens[1], ["yes", "abstain"][at % 2]));
        let refused = together(calls).await.iter().filter(|reply| reply.code() == "already_voted").count();
        assert_eq!(refused, 3);
        story.close_session(&session, &council).await.is(200);
        for token in &tokens {
            story.cast(token, "yes").await.refused(403, "token_refused");
        }
        assert_eq!(papers_of(&story, &session, council.chair()).await.len(), 2);
        // What is given up is destroyed.
        story.cast(&elsewhere, "yes").await.is(204);
        let reason = json!({"reason": "Quy chế của hội đồng chưa cho phép"});
        other.step("cancel", council.secretary(), reason).await.is(200);
        story.cast(&elsewhere, "yes").await.refused(403, "token_refused");
        let ballots = council_ballot::Entity::find().all(app.state.db.primary()).await.unwrap();
        assert!(ballots.iter().all(|ballot| ballot.seed.is_none()), "{ballots:?}");
        let given_up = ballots.iter().find(|ballot| ballot.session_id == other.id).unwrap();
        assert_eq!(given_up.papers, "{}");
    })
    .await;
}

#[actix_web::test]
async fn it_is_opted_in_by_the_regulation_of_the_council() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "GK", 1).await;
        let mut body = story.session_body(&council, "blind", &[&dossiers[0]]);
        body["ballot_document"].take();
        body.as_object_mut().unwrap().remove("ballot_document");
        story.try_plan_session(&council, body.clone()).await.faults(&[("/ballot_document", "required")]);
        body["ballot"] = json!("paper");
        body["ballot_document"] = json!("15/QC-HĐ");
        story.try_plan_session(&council, body).await.faults(&[("/ballot_document", "not_allowed")]);
        let session = story.planned_session(&council, "paper", &[&dossiers[0]]).await;
        let change = |body: Value| session.change(council.secretary(), body);
        change(json!({"ballot": "blind"})).await.faults(&[("/ballot_document", "required")]);
        let changed = change(json!({"ballot": "blind", "ballot_document": "15/QC-HĐ"})).await.is(200);
        assert_eq!(changed["ballot_document"], "15/QC-HĐ");
        change(json!({"title": "Phiên xét bổ sung"})).await.is(200);
        assert_eq!(change(json!({"ballot": "open"})).await.is(200)["ballot_document"], Value::Null);
    })
    .await;
}

/// Eight members on twenty-five dossiers, each paper by chance; some keep theirs. The totals are those that the members
/// themselves add up, and the outcome that of the rule.
#[actix_web::test]
async fn two_hundred_random_ballots_are_counted_as_their_voters_count_them() {
    both(async |app| {
        use rand_core::{OsRng, RngCore};
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 8).await;
        let dossiers = appraised(&story, "GK", 25).await;
        let session = story.opened_session(&council, "blind", &dossiers.iter().collect::<Vec<_>>()).await;
        let mut tokens: Vec<_> = story.casting(&session, &council, 8).await.into_iter().flatten().collect();
        tokens.sort_by_cached_key(|_| OsRng.next_u64());
        let mut cast: Vec<(Value, &str)> = vec![];
        for token in &tokens {
            let choice = ["yes", "yes", "yes", "no", "abstain", ""][(OsRng.next_u32() % 6) as usize];
            if !choice.is_empty() {
                story.cast(token, choice).await.is(204);
                cast.push((token.item.clone(), choice));
            }
        }
        assert_eq!(tokens.len(), 200);
        story.close_session(&session, &council).await.is(200);
        for item in story.agenda(&session, council.chair()).await {
            let count = |choice: &str| cast.iter().filter(|(id, cast)| *id == item["id"] && *cast == choice).count();
            let told = [&item["yes"], &item["no"], &item["neither"]]
                .map(|count| usize::try_from(count.as_u64().unwrap()).unwrap());
            assert_eq!(told, ["yes", "no", "abstain"].map(count), "{item}");
            let [num, den] =
                ["yes_num", "yes_den"].map(|name| usize::try_from(item["rule"][name].as_u64().unwrap()).unwrap());
            let (have, asked) = (count("yes") * den, num * 8);
            let passes = if item["rule"]["op"] == "gt" { have > asked } else { have >= asked };
            assert_eq!(item["outcome"], if passes { "passed" } else { "not_passed" }, "{item}");
        }
    })
    .await;
}
