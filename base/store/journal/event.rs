//! What an entry says: a fact of a closed list, and which members it changed.
//!
//! An entry is kept for ever and is the same for every reader, so it names nobody and repeats nothing that somebody wrote
//! in words of their own: reasons, narratives and titles stand on the paper, and the journal says that they were written.
//! What was sent is told by the digest of its version, which is kept once, elsewhere.
use std::collections::BTreeMap;

use entity::journal::Subject;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store::versions::ContentMember;

/// Everything that can happen to one kind of subject: an enum with `#[serde(tag = "event", content = "data")]`. The serde
/// name of a variant is the name of the event, its comment says what happened, its members are typed particulars.
/// `app::events` lists all of these enums; from that list the catalogue of the spec is made.
pub trait Facts: Serialize + ToSchema {
    /// None where it may be anything.
    const SUBJECT: Option<Subject>;

    /// The form of an event's data. What was published keeps its form; an event with another form gets the next number.
    fn version(_event: &str) -> i32 {
        1
    }
}

/// Subjects that administrators look after, and whose entries they read.
pub const TECHNICAL: [Subject; 10] = [
    Subject::Assignment,
    Subject::Client,
    Subject::Function,
    Subject::Job,
    Subject::Register,
    Subject::Reorganisation,
    Subject::Session,
    Subject::Unit,
    Subject::User,
    Subject::Webhook,
];

/// What was looked at, and by whom: told of a thing that has not changed. That it was looked at is for those who answer for it.
pub const LOOKS: [&str; 2] = ["access.denied", "access.explained"];

/// One change to one subject.
pub struct Change {
    /// `{"event": …, "data": …}`.
    pub(super) fact: serde_json::Result<Value>,
    pub(super) event_version: fn(&str) -> i32,
    pub(super) subject: Option<Subject>,
    pub(super) subject_id: Uuid,
    pub(super) subject_version: Option<i64>,
    pub(super) unit_id: Option<Uuid>,
    pub(super) changed: Changed,
}

impl Change {
    pub fn new<F: Facts>(fact: &F, subject_id: Uuid) -> Self {
        Self {
            fact: serde_json::to_value(fact),
            event_version: F::version,
            subject: F::SUBJECT,
            subject_id,
            subject_version: None,
            unit_id: None,
            changed: Changed::default(),
        }
    }

    /// For facts that may be about anything.
    pub const fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The subject's version after the change.
    pub const fn version(mut self, version: i64) -> Self {
        self.subject_version = Some(version);
        self
    }

    /// The unit whose matter it is.
    pub const fn unit(mut self, unit_id: Uuid) -> Self {
        self.unit_id = Some(unit_id);
        self
    }

    pub fn changed(mut self, changed: Changed) -> Self {
        self.changed = changed;
        self
    }

    pub const fn subject_id(&self) -> Uuid {
        self.subject_id
    }
}

/// The members that a change made different, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(as = ChangedMembers)]
pub struct Changed(BTreeMap<String, ChangedMember>);

/// What a member was and what it is. A text in somebody's own words, a list and a name of a person have neither: they
/// stand on the paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct ChangedMember {
    /// Left out where there was nothing, and where a reorganisation is taken back.
    #[serde(skip_serializing_if = "Value::is_null")]
    #[schema(value_type = ContentMember, required = false)]
    before: Value,
    /// Left out where there is nothing any more.
    #[serde(skip_serializing_if = "Value::is_null")]
    #[schema(value_type = ContentMember, required = false)]
    after: Value,
}

impl Changed {
    /// What differs between two shapes of one thing.
    pub fn between<T: Serialize + PartialEq>(before: &T, after: &T) -> Self {
        if before == after {
            return Self::default();
        }
        let (mut before, mut after) = (members(before), members(after));
        let names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
        let mut changed = BTreeMap::new();
        for name in names {
            let of = |members: &mut Map<String, Value>| members.remove(&name).unwrap_or_default();
            let member = ChangedMember { before: of(&mut before), after: of(&mut after) };
            if member.before != member.after {
                changed.insert(name, member);
            }
        }
        Self(changed)
    }

    /// With the values of these members only; of others it is said that they changed.
    #[must_use]
    pub fn telling(mut self, names: &[&str]) -> Self {
        for (_, member) in self.0.iter_mut().filter(|(name, _)| !names.contains(&name.as_str())) {
            *member = ChangedMember::default();
        }
        self
    }

    /// Also the texts that differ, without saying what they say.
    #[must_use]
    pub fn rewritten<T: Serialize + PartialEq>(mut self, before: &T, after: &T) -> Self {
        self.0.extend(Self::between(before, after).telling(&[]).0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn members(shape: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(shape) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
