//! A secret ballot by tokens, as a member's own program takes part in it: it makes up numbers, has them signed blind, checks
//! the proofs, and casts without an account.
use std::fmt::Write;

use rand_core::{OsRng, RngCore};
use serde_json::{Value, json};
use voprf::{EvaluationElement, Group, Proof, Ristretto255, VoprfClient};

use super::{Council, Paper, Story};
use crate::support::{Caller, Reply};

/// A member's numbers before they are signed.
pub struct Blinded {
    item: Value,
    number: [u8; 32],
    client: VoprfClient<Ristretto255>,
    pub blinded_element: String,
}

/// What opens the box of one item once.
#[derive(Clone, Debug)]
pub struct Token {
    pub item: Value,
    pub number: String,
    pub token: String,
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap()).collect()
}

pub fn blinded(items: &[Value]) -> Vec<Blinded> {
    let one = |item: &Value| {
        let mut number = [0; 32];
        OsRng.fill_bytes(&mut number);
        let made = VoprfClient::<Ristretto255>::blind(&number, &mut OsRng).unwrap();
        let blinded_element = hex(&made.message.serialize());
        Blinded { item: item["id"].clone(), number, client: made.state, blinded_element }
    };
    items.iter().map(one).collect()
}

/// The body that asks for these.
pub fn asking(blinded: &[Blinded]) -> Value {
    let one = |one: &Blinded| json!({"item_id": one.item, "blinded_element": one.blinded_element});
    json!({"tokens": blinded.iter().map(one).collect::<Vec<_>>()})
}

/// Checks each proof with the key that stands on the agenda, which is the same for everybody.
pub fn finalized(blinded: &[Blinded], answered: &Reply, agenda: &[Value]) -> Vec<Token> {
    let evaluations = answered["evaluations"].as_array().unwrap();
    assert_eq!(evaluations.len(), blinded.len(), "{}", answered.describe());
    let one = |(own, said): (&Blinded, &Value)| {
        let item = agenda.iter().find(|item| item["id"] == own.item).unwrap();
        assert_eq!((&said["item_id"], &said["public_key"]), (&own.item, &item["public_key"]));
        let element = EvaluationElement::deserialize(&bytes(&said["evaluated_element"])).unwrap();
        let proof = Proof::deserialize(&bytes(&said["proof"])).unwrap();
        let key = Ristretto255::deserialize_elem(&bytes(&item["public_key"])).unwrap();
        let token = own.client.finalize(&own.number, &element, &proof, key).expect("a proof of that key");
        Token { item: own.item.clone(), number: hex(&own.number), token: hex(&token) }
    };
    blinded.iter().zip(evaluations).map(one).collect()
}

impl Story {
    pub async fn take_tokens(&self, session: &Paper, member: &Caller, agenda: &[Value]) -> Vec<Token> {
        let blinded = blinded(agenda);
        let answered = session.step("take-tokens", member, asking(&blinded)).await.is(200);
        finalized(&blinded, &answered, agenda)
    }

    pub async fn start_casting(&self, session: &Paper, council: &Council) -> Reply {
        session.step("start-casting", council.secretary(), Value::Null).await
    }

    /// Without an account.
    pub async fn cast(&self, token: &Token, choice: &str) -> Reply {
        let body = json!({"item_id": token.item, "number": token.number, "token": token.token, "choice": choice});
        self.app.post("/secret-ballots", &Caller::Nobody).json(body).await
    }

    /// Papers are cast by now; the tokens of each member, by the places of the agenda.
    pub async fn casting(&self, session: &Paper, council: &Council, voters: usize) -> Vec<Vec<Token>> {
        let agenda = self.agenda(session, council.chair()).await;
        let mut tokens = vec![];
        for member in council.members.iter().take(voters) {
            tokens.push(self.take_tokens(session, member, &agenda).await);
        }
        self.start_casting(session, council).await.is(200);
        tokens
    }
}
