//! Councils: drafted by an officer, founded by the head; sessions run by the secretary, in which members vote.
use entity::assignment::Role::{CouncilMember, CouncilSecretary};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{MINISTRY, Paper, STANDING_BODY, Story};
use crate::support::{Caller, Reply};

/// A founded council: the first of its members is the chair, the second the secretary.
#[derive(Clone)]
pub struct Council {
    pub paper: Paper,
    pub members: Vec<Caller>,
}

impl Council {
    pub fn chair(&self) -> &Caller {
        &self.members[0]
    }

    pub fn secretary(&self) -> &Caller {
        &self.members[1]
    }

    /// What its members are, as a body lists them, from this day on.
    pub fn listed(members: &[Caller], from: impl serde::Serialize) -> Value {
        let role = |at| ["chair", "secretary"].get(at).copied().unwrap_or("member");
        let one =
            |(at, caller): (usize, &Caller)| json!({"user_id": caller.id(), "role": role(at), "valid_from": &from});
        members.iter().enumerate().map(one).collect()
    }
}

impl Story {
    pub async fn council_members(&self, unit: &str, count: usize) -> Vec<Caller> {
        let mut members = vec![];
        for at in 0..count {
            let role = if at == 1 { CouncilSecretary } else { CouncilMember };
            members.push(self.app.caller_with(&[(role, unit)]).await);
        }
        members
    }

    pub async fn draft_council(&self, unit: &str, members: &[Caller]) -> Paper {
        let preparing = if unit == MINISTRY { STANDING_BODY } else { unit };
        let body = json!({"unit_id": self.app.unit(unit).await, "name": "Hội đồng thi đua, khen thưởng",
            "members": Council::listed(members, self.app.clock.today())});
        let made = self.app.post("/councils", &self.officer(preparing).await).json(body).await.is(201);
        self.paper("councils", preparing, &made)
    }

    pub async fn found_council(&self, council: &Paper, unit: &str) -> Reply {
        let document = json!({"document": self.document(&self.number("QĐ-HĐ"))});
        council.step("found", &self.head(unit).await, document).await
    }

    pub async fn council(&self, unit: &str, count: usize) -> Council {
        let members = self.council_members(unit, count).await;
        let paper = self.draft_council(unit, &members).await;
        self.found_council(&paper, unit).await.is(200);
        Council { paper, members }
    }

    pub fn session_body(&self, council: &Council, ballot: &str, dossiers: &[&Paper]) -> Value {
        let ids: Vec<Uuid> = dossiers.iter().map(|paper| paper.id).collect();
        let mut body = json!({"council_id": council.paper.id, "title": "Phiên xét khen thưởng",
            "held_on": self.app.clock.today(), "ballot": ballot, "nomination_ids": ids});
        if ballot == "blind" {
            body["ballot_document"] = json!("15/QC-HĐ");
        }
        body
    }

    pub async fn try_plan_session(&self, council: &Council, body: Value) -> Reply {
        self.app.post("/council-sessions", council.secretary()).json(body).await
    }

    pub async fn planned_session(&self, council: &Council, ballot: &str, dossiers: &[&Paper]) -> Paper {
        let body = self.session_body(council, ballot, dossiers);
        let made = self.try_plan_session(council, body).await.is(201);
        self.paper("council-sessions", &council.paper.owner, &made)
    }

    /// So many are there, the next ones give their opinion in writing; the last two of those there count papers.
    pub async fn attend(&self, session: &Paper, council: &Council, present: usize, written: usize) -> Reply {
        let seat = |(at, member): (usize, &Caller)| {
            let presence = match at {
                at if at < present => "present",
                at if at < present + written => "written",
                _ => "absent",
            };
            json!({"user_id": member.id(), "presence": presence, "teller": at < present && at + 2 >= present})
        };
        let seats: Vec<_> = council.members.iter().enumerate().map(seat).collect();
        session.step("record-attendance", council.secretary(), json!({"seats": seats})).await
    }

    pub async fn open_session(&self, session: &Paper, council: &Council) -> Reply {
        session.step("open", council.secretary(), Value::Null).await
    }

    /// Open, with everybody there.
    pub async fn opened_session(&self, council: &Council, ballot: &str, dossiers: &[&Paper]) -> Paper {
        let session = self.planned_session(council, ballot, dossiers).await;
        self.attend(&session, council, council.members.len(), 0).await.is(200);
        self.open_session(&session, council).await.is(200);
        session
    }

    /// The items of the agenda, by their places.
    pub async fn agenda(&self, session: &Paper, reader: &Caller) -> Vec<Value> {
        self.list(&format!("{}/items?limit=200", session.path()), reader).await.items().to_vec()
    }

    pub async fn vote(&self, session: &Paper, member: &Caller, item: &Value, choice: &str) -> Reply {
        session.step("vote", member, json!({"votes": [{"item_id": item["id"], "choice": choice}]})).await
    }

    /// So many of the first members vote for it, all others against it.
    pub async fn votes(&self, session: &Paper, council: &Council, item: &Value, yes: usize) {
        for (at, member) in council.members.iter().enumerate() {
            self.vote(session, member, item, if at < yes { "yes" } else { "no" }).await.is(200);
        }
    }

    pub async fn close_session(&self, session: &Paper, council: &Council) -> Reply {
        session.step("close", council.secretary(), Value::Null).await
    }

    /// The last two of the members who are there count the same.
    pub async fn count_papers(&self, session: &Paper, tellers: [&Caller; 2], item: &Value, counted: [i32; 3]) {
        let [yes, no, neither] = counted;
        let tally = json!({"tallies": [{"item_id": item["id"], "yes": yes, "no": no, "neither": neither}]});
        session.step("record-tally", tellers[0], tally.clone()).await.is(200);
        session.step("confirm-tally", tellers[1], tally).await.is(200);
    }
}
