//! Life cycles, held against their description: every state, every action, everybody. What is expected is written out
//! in the tests and owes nothing to the tables of the service.
use entity::assignment::Role::{self, Administrator, Head, Officer};
use proptest::{
    arbitrary::any,
    collection,
    sample::Index,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::Value;

use crate::{
    stories::{Paper, Story},
    support::{Caller, Reply},
};

/// On which side of a paper somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Owner,
    Addressee,
    Stranger,
}

use Side::{Addressee, Owner, Stranger};

/// Who takes a step.
#[derive(Clone, Copy, Debug)]
pub struct By(pub &'static [Side], pub &'static [Role]);

pub const OUR_OFFICER: By = By(&[Owner], &[Officer]);
pub const OUR_HEAD: By = By(&[Owner], &[Head]);
pub const ANY_OF_US: By = By(&[Owner], &[Officer, Head]);
pub const THEIR_OFFICER: By = By(&[Addressee], &[Officer]);
pub const THEIR_HEAD: By = By(&[Addressee], &[Head]);
pub const EITHER_OFFICER: By = By(&[Owner, Addressee], &[Officer]);

/// An action, who takes it, and the states it leads from and to.
pub type Step = (&'static str, By, &'static [(&'static str, &'static str)]);

/// Method, path below the paper, body.
pub type PartChanges = fn(&Value) -> Vec<(&'static str, String, Value)>;

pub struct Machine {
    pub steps: &'static [Step],
    /// Once it has been in one of these states, the addressee sees the paper.
    pub shown_in: &'static [&'static str],
    /// A body with which the action succeeds on the paper as it is; null for none.
    pub body: fn(&Story, &str, &Value) -> Value,
}

/// A paper in one of its states.
pub struct Sample {
    pub paper: Paper,
    pub state: &'static str,
    /// Codes of the units of the three sides, in the order of `Side`.
    pub units: [&'static str; 3],
    /// Who sees it.
    pub visible_to: &'static [Side],
}

/// What administrators read too, once strangers do.
const OPEN: [&str; 2] = ["exemplars", "exemplar-adoptions"];

const EVERYBODY: [(Side, Role); 7] = [
    (Owner, Officer),
    (Owner, Head),
    (Addressee, Officer),
    (Addressee, Head),
    (Stranger, Officer),
    (Stranger, Head),
    (Stranger, Administrator),
];

/// What a step asks for first, whatever else: of which papers, from which state, and the code of the problem.
const ASKED_FIRST: &[(&str, &str, &str, &str)] = &[("nominations", "submit", "draft", "dossier_incomplete")];

fn asked_first(paper: &Paper, action: &str, state: &str) -> Option<&'static str> {
    let row = ASKED_FIRST.iter().find(|row| (row.0, row.1, row.2) == (paper.collection, action, state));
    row.map(|row| row.3)
}

/// Nothing stands in the way, or the code of the problem.
type Verdict = Result<(), &'static str>;

fn status_of(verdict: Verdict) -> u16 {
    match verdict {
        Ok(()) => 200,
        Err("forbidden") => 403,
        Err("not_found") => 404,
        Err("invalid_transition") => 409,
        Err("dossier_incomplete") => 422,
        Err(other) => panic!("no machine expects {other}"),
    }
}

/// Where a paper stands: a correction of what was accepted before is another thing than a first version.
async fn state_of(paper: &Paper) -> String {
    let now = paper.now().await;
    let status = now["status"].as_str().unwrap_or_default();
    let corrects = !now["corrects"].is_null() && status != "correcting";
    if corrects { format!("{status}_correction") } else { status.to_owned() }
}

impl Sample {
    /// Rights by role come first, then whether the paper is there, then whose step it is, then its state.
    fn verdict(&self, (action, By(sides, roles), moves): &Step, (whose, role): (Side, Role)) -> Verdict {
        match () {
            () if !roles.contains(&role) => Err("forbidden"),
            () if !self.visible_to.contains(&whose) => Err("not_found"),
            () if !sides.contains(&whose) => Err("forbidden"),
            () if moves.iter().all(|(from, _)| *from != self.state) => {
                Err(asked_first(&self.paper, action, self.state).unwrap_or("invalid_transition"))
            }
            () => Ok(()),
        }
    }
}

impl Machine {
    fn step(&self, action: &str) -> &Step {
        self.steps.iter().find(|(name, ..)| *name == action).unwrap_or_else(|| panic!("no action {action}"))
    }

    pub async fn attempt(&self, story: &Story, paper: &Paper, action: &str, caller: &Caller, query: &str) -> Reply {
        let now = paper.now().await.json;
        let path = match action {
            "update" => format!("{}{query}", paper.path()),
            _ => format!("{}/{}{query}", paper.path(), action.replace('_', "-")),
        };
        let method = if action == "update" { "PATCH" } else { "POST" };
        let call = story.app.call(method.parse().expect("a method"), &path, caller).if_match("*");
        let body = (self.body)(story, action, &now);
        if body.is_null() { call.await } else { call.json(body).await }
    }

    /// Everybody tries everything on every sample, as a dry run; `actions` and `/me/can` foretell it.
    pub async fn holds(&self, story: &Story, samples: &[Sample]) {
        for sample in samples {
            assert_eq!(state_of(&sample.paper).await, sample.state, "the sample is not what it should be");
            for who in EVERYBODY {
                let caller = story.app.user(who.1, sample.units[who.0 as usize]).await;
                for step in self.steps {
                    let verdict = sample.verdict(step, who);
                    let reply = self.attempt(story, &sample.paper, step.0, &caller, "?dry_run=true").await;
                    let answered = if reply.status < 300 { 200 } else { reply.status };
                    let told = format!("{} {} by {who:?}: {}", sample.state, step.0, reply.describe());
                    assert_eq!(answered, status_of(verdict), "{told}");
                    assert_eq!(verdict.err().unwrap_or_default(), reply.code(), "{told}");
                }
                self.is_foretold(sample, who, &caller).await;
            }
        }
    }

    /// Everybody tries changes of parts of every sample, as a dry run: allowed exactly where `action` is. What is tried
    /// is told by method, path below the paper and body, of the paper as it is.
    pub async fn holds_of_parts(&self, story: &Story, samples: &[Sample], action: &str, changes: PartChanges) {
        for sample in samples {
            let now = sample.paper.now().await.json;
            for who in EVERYBODY {
                let caller = story.app.user(who.1, sample.units[who.0 as usize]).await;
                let verdict = sample.verdict(self.step(action), who);
                for (method, rest, body) in changes(&now) {
                    let path = format!("{}/{rest}?dry_run=true", sample.paper.path());
                    let call = story.app.call(method.parse().expect("a method"), &path, &caller).if_match("*");
                    let reply = if body.is_null() { call.await } else { call.json(body).await };
                    let told = format!("{} {method} {rest} by {who:?}: {}", sample.state, reply.describe());
                    assert_eq!(reply.status, status_of(verdict), "{told}");
                    assert_eq!(reply.code(), verdict.err().unwrap_or_default(), "{told}");
                }
            }
        }
    }

    async fn is_foretold(&self, sample: &Sample, who: (Side, Role), caller: &Caller) {
        let read = sample.paper.read_by(caller).await;
        let reads = who.1 != Administrator || OPEN.contains(&sample.paper.collection);
        let seen = reads && sample.visible_to.contains(&who.0);
        assert_eq!(read.status == 200, seen, "{who:?}: {}", read.describe());
        for step in self.steps {
            let told = format!("{} {} by {who:?}", sample.state, step.0);
            let can = sample.paper.can(caller, step.0).await;
            if seen {
                let verdict = sample.verdict(step, who);
                assert_eq!(read.action(step.0), verdict, "{told}");
                assert_eq!(can, verdict.err().unwrap_or("granted"), "{told}");
            } else {
                assert_eq!(can, read.code(), "{told}");
            }
        }
        if seen {
            let named: Vec<_> =
                read["actions"].as_array().expect("actions").iter().map(|a| a["name"].clone()).collect();
            assert_eq!(named.len(), self.steps.len(), "{named:?}");
        }
    }

    /// A walk without a plan: whatever is tried, the paper is in a state that the machine leads to, or has not moved.
    /// Returns the states it came through.
    pub async fn walks(&self, story: &Story, sample: Sample, seed: u8, steps: usize) -> Vec<String> {
        let mut states = vec![sample.state.to_owned()];
        for choice in choices(seed, steps) {
            let state = states.last().expect("a state").clone();
            // Every other step is one that the state allows, if there is any.
            let open: Vec<&Step> = self.steps.iter().filter(|(.., moves)| moves.iter().any(|m| m.0 == state)).collect();
            let step = match choice.index(2 * self.steps.len()) {
                at if at < self.steps.len() || open.is_empty() => &self.steps[at % self.steps.len()],
                at => open[at % open.len()],
            };
            let (action, By(sides, roles), moves) = self.step(step.0);
            let side = sides[0];
            let caller = story.app.user(roles[0], sample.units[side as usize]).await;
            let reply = self.attempt(story, &sample.paper, action, &caller, "").await;
            let next = moves.iter().find(|(from, _)| *from == state).map(|(_, to)| *to);
            let told = format!("{action} from {state} after {states:?}: {}", reply.describe());
            let shown = side == Owner || states.iter().any(|state| self.shown_in.contains(&state.as_str()));
            let expected = match (next, shown) {
                (Some(next), _) if reply.status == 200 => next.to_owned(),
                (None, true) if reply.code() == "invalid_transition" => state,
                (None, true) if asked_first(&sample.paper, action, &state) == Some(reply.code()) => state,
                (None, false) if reply.code() == "not_found" => state,
                _ => panic!("{told}"),
            };
            assert_eq!(state_of(&sample.paper).await, expected, "{told}");
            if expected != *states.last().expect("a state") {
                states.push(expected);
            }
        }
        states
    }
}

/// Always the same ones for a seed.
fn choices(seed: u8, count: usize) -> Vec<Index> {
    let mut runner = TestRunner::deterministic();
    let mut drawn = vec![];
    for _ in 0..=seed {
        let tree = collection::vec(any::<Index>(), count).new_tree(&mut runner).expect("a vector");
        drawn = tree.current();
    }
    drawn
}
