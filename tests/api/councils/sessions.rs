//! The life of a session: every state, every action, everybody. What is expected is written out here.
use entity::assignment::Role::{CouncilMember, CouncilSecretary};
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{BA_BE, BAC_KAN, Council, NA_HANG, Paper, Story, asking, blinded, dossier, person},
    support::{Caller, TestApp, both, together},
};

/// Who takes a step: the secretary, members, tellers, the chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Secretary,
    Member,
    Teller,
    Chair,
}

/// An action, who takes it, and in which states; `papers` is an open session that votes on paper, `tokens` one that hands out
/// tokens.
const STEPS: [(&str, By, &[&str]); 13] = [
    ("update", By::Secretary, &["planned"]),
    ("record_attendance", By::Secretary, &["planned", "open", "papers", "tokens", "casting"]),
    ("open", By::Secretary, &["planned"]),
    ("declare_conflict", By::Member, &["planned", "open", "papers", "tokens"]),
    ("vote", By::Member, &["open"]),
    ("take_tokens", By::Member, &["tokens"]),
    ("start_casting", By::Secretary, &["tokens"]),
    ("record_opinion", By::Secretary, &["open", "papers", "tokens", "casting"]),
    ("record_tally", By::Teller, &["papers"]),
    ("confirm_tally", By::Teller, &["papers"]),
    ("close", By::Secretary, &["open", "casting"]),
    ("sign_minutes", By::Chair, &["closed"]),
    ("cancel", By::Secretary, &["planned", "open", "papers", "tokens", "casting", "closed"]),
];

/// What stands in the way of an action in a state that allows it otherwise.
fn guarded(action: &str, state: &str) -> Option<&'static str> {
    match (action, state) {
        ("vote", "papers") => Some("ballot_is_secret"),
        ("vote" | "record_tally" | "confirm_tally", "tokens") => Some("ballot_is_blind"),
        ("take_tokens" | "start_casting", "open" | "papers") => Some("ballot_not_blind"),
        ("close", "tokens") => Some("casting_not_begun"),
        ("record_tally" | "confirm_tally", "open") => Some("ballot_is_open"),
        ("close", "papers") => Some("tally_open"),
        _ => None,
    }
}

struct Sample {
    paper: Paper,
    council: Council,
}

async fn sample(story: &Story, state: &'static str) -> Sample {
    let ballot = match state {
        "papers" => "paper",
        "tokens" | "casting" => "blind",
        _ => "open",
    };
    let council = story.council(COUNCIL_OF, if ballot == "blind" { 9 } else { 6 }).await;
    let dossiers = appraised_as(story, state).await;
    let paper = story.planned_session(&council, ballot, &[&dossiers[0], &dossiers[1]]).await;
    story.attend(&paper, &council, 5, 1).await.is(200);
    if ballot == "blind" {
        let others = council.members[6..].iter().map(|m| json!({"user_id": m.id(), "presence": "present"}));
        let there = json!({"seats": others.collect::<Vec<_>>()});
        paper.step("record-attendance", council.secretary(), there).await.is(200);
    }
    if ["planned", "cancelled"].contains(&state) {
        if state == "cancelled" {
            let reason = json!({"reason": "Chưa đủ hồ sơ để họp xét"});
            paper.step("cancel", council.secretary(), reason).await.is(200);
        }
        return Sample { paper, council };
    }
    story.open_session(&paper, &council).await.is(200);
    if ballot == "blind" {
        let agenda = story.agenda(&paper, council.chair()).await;
        for member in &council.members[6..] {
            story.take_tokens(&paper, member, &agenda).await;
        }
    }
    if state == "casting" {
        story.start_casting(&paper, &council).await.is(200);
    }
    if ["closed", "concluded"].contains(&state) {
        let closed = story.close_session(&paper, &council).await.is(200);
        if state == "concluded" {
            let signed = json!({"document": story.document("7/BB-HĐ"), "content_digest": closed["content_digest"]});
            paper.step("sign-minutes", council.chair(), signed).await.is(200);
        }
    }
    Sample { paper, council }
}

/// Each sample has two dossiers of its own: papers are counted on the first, interests declared in the last.
async fn appraised_as(story: &Story, state: &str) -> Vec<Paper> {
    let mut made = vec![];
    for at in ["một", "hai"] {
        let subject = person(&format!("SYN {state} {at}"));
        made.push(story.appraised_nomination(BA_BE, &dossier(&subject, "GK")).await);
    }
    made
}

async fn body(story: &Story, sample: &Sample, action: &str) -> Value {
    let agenda = story.agenda(&sample.paper, sample.council.chair()).await;
    let (item, last) = (agenda[0]["id"].clone(), agenda[1]["id"].clone());
    let (members, paper) = (&sample.council.members, &sample.paper);
    match action {
        "update" => json!({"title": "Phiên xét bổ sung"}),
        "record_attendance" => json!({"seats": [{"user_id": members[2].id(), "presence": "present"}]}),
        "declare_conflict" => json!({"item_ids": [last]}),
        "vote" => json!({"votes": [{"item_id": item, "choice": "yes"}]}),
        "take_tokens" => asking(&blinded(&agenda)),
        "record_opinion" => json!({"user_id": members[5].id(), "document_number": "7/YK-STP",
            "votes": [{"item_id": item, "choice": "yes"}]}),
        "record_tally" | "confirm_tally" => {
            json!({"tallies": [{"item_id": item, "yes": 3, "no": 2, "neither": 0}]})
        }
        "sign_minutes" => json!({"document": story.document("8/BB-HĐ"),
            "content_digest": paper.now().await["content_digest"].as_str().unwrap_or("unseen")}),
        "cancel" => json!({"reason": "Chưa đủ hồ sơ để họp xét"}),
        _ => Value::Null,
    }
}

/// Everybody: a name, the caller, what it is in the council, whether it sees the session, and its roles as permissions.
async fn everybody(app: &TestApp, story: &Story, council: &Council) -> Vec<(&'static str, Caller, Vec<By>, bool)> {
    use By::{Chair, Member, Secretary, Teller};
    vec![
        ("chair", council.chair().clone(), vec![Chair, Member], true),
        ("secretary", council.secretary().clone(), vec![Secretary, Member], true),
        ("member", council.members[2].clone(), vec![Member], true),
        ("teller", council.members[3].clone(), vec![Member, Teller], true),
        ("other secretary", app.caller_with(&[(CouncilSecretary, BAC_KAN)]).await, vec![Secretary], true),
        ("member of none", app.caller_with(&[(CouncilMember, BAC_KAN)]).await, vec![], false),
        ("member elsewhere", app.caller_with(&[(CouncilMember, NA_HANG)]).await, vec![], false),
        ("officer", story.officer(BAC_KAN).await, vec![], true),
        ("head", story.head(BAC_KAN).await, vec![], true),
    ]
}

/// Whether the roles of a caller grant the permission that an action takes at all.
fn granted(name: &str, by: By) -> bool {
    match by {
        By::Secretary => ["secretary", "other secretary"].contains(&name),
        _ => !["officer", "head"].contains(&name),
    }
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_a_session_says_and_nothing_else() {
    both(async |app| {
        let story = with_titles(&app).await;
        for state in ["planned", "open", "papers", "tokens", "casting", "closed", "concluded", "cancelled"] {
            let sample = sample(&story, state).await;
            if state == "papers" {
                let tally = body(&story, &sample, "record_tally").await;
                sample.paper.step("record-tally", &sample.council.members[4], tally).await.is(200);
            }
            for (name, caller, is, sees) in everybody(&app, &story, &sample.council).await {
                for (action, by, states) in STEPS {
                    let open = states.contains(&state) || guarded(action, state).is_some();
                    let expected = match () {
                        () if !granted(name, by) => "forbidden",
                        () if !sees => "not_found",
                        () if !is.contains(&by) => "forbidden",
                        () if !open => "invalid_transition",
                        () => guarded(action, state).unwrap_or_default(),
                    };
                    let path = match action {
                        "update" => sample.paper.path(),
                        _ => format!("{}/{}", sample.paper.path(), action.replace('_', "-")),
                    };
                    let method = if action == "update" { "PATCH" } else { "POST" };
                    let call = app.call(method.parse().unwrap(), &format!("{path}?dry_run=true"), &caller);
                    let reply = call.if_match("*").json(body(&story, &sample, action).await).await;
                    let told = format!("{action} in {state} by the {name}: {}", reply.describe());
                    assert_eq!(reply.code(), expected, "{told}");
                    assert_eq!(reply.status < 300, expected.is_empty(), "{told}");
                    if sees {
                        let read = sample.paper.read_by(&caller).await.is(200);
                        let foretold = read.action(action).err().unwrap_or_default();
                        assert_eq!(foretold, expected, "{told}");
                        let can = sample.paper.can(&caller, action).await;
                        assert_eq!(can, if expected.is_empty() { "granted" } else { expected }, "{told}");
                    }
                }
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn nobody_votes_twice_nor_after_the_close_nor_from_outside() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 5).await;
        let dossiers = appraised(&story, "CSTDCS", 2).await;
        let session = story.opened_session(&council, "open", &[&dossiers[0]]).await;
        let item = story.agenda(&session, council.chair()).await[0].clone();
        let others = story.opened_session(&council, "open", &[&dossiers[1]]).await;
        let elsewhere = story.agenda(&others, council.chair()).await[0].clone();
        let member = &council.members[2];
        story.vote(&session, member, &elsewhere, "yes").await.faults(&[("/votes/0/item_id", "not_found")]);
        let twice =
            json!({"votes": [{"item_id": item["id"], "choice": "yes"}, {"item_id": item["id"], "choice": "no"}]});
        session.step("vote", member, twice).await.faults(&[("/votes/1/item_id", "duplicate")]);
        story.vote(&session, member, &item, "yes").await.is(200);
        story.vote(&session, member, &item, "no").await.refused(409, "already_voted");
        // Who is absent does not vote, and who has voted was there.
        let leaves = |at: usize| json!({"seats": [{"user_id": council.members[at].id(), "presence": "absent"}]});
        let reply = session.step("record-attendance", council.secretary(), leaves(2)).await;
        reply.faults(&[("/seats/0/presence", "not_allowed")]);
        session.step("record-attendance", council.secretary(), leaves(3)).await.is(200);
        story.vote(&session, &council.members[3], &item, "yes").await.refused(409, "not_present");
        // Of many votes of one at once, one counts.
        let version = session.now().await.version();
        let path = format!("{}/vote", session.path());
        let vote = json!({"votes": [{"item_id": item["id"], "choice": "no"}]});
        let calls = (0..6).map(|_| {
            let call = app.post(&path, &council.members[4]).version(version).json(vote.clone());
            async { call.await.status }
        });
        let mut answers = together(calls).await;
        answers.sort_unstable();
        assert_eq!(answers, [200, 409, 409, 409, 409, 409]);
        story.close_session(&session, &council).await.is(200);
        story.vote(&session, council.chair(), &item, "yes").await.refused(409, "invalid_transition");
        let counted = &story.agenda(&session, council.chair()).await[0];
        assert_eq!((&counted["yes"], &counted["no"]), (&json!(1), &json!(1)));
    })
    .await;
}
