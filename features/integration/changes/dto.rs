use base::kernel::error::{Code, Error, Result};
use chrono::{DateTime, Utc};
use organisation::journal::EventName;
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        RefOr, Type,
        schema::{ObjectBuilder, Schema},
    },
};
use uuid::Uuid;

use crate::resources::Resource;

/// As long as a request may wait.
pub const LONGEST_WAIT: u64 = 30;
const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// What an entry of the feed says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FeedEntryKind)]
pub enum ChangeKind {
    /// Read the resource again; one that answers 404 by now is gone.
    Changed,
    /// The resource is no longer there for the caller.
    Gone,
    /// The caller sees more of a unit than before, or sees it otherwise: read its part of each snapshot, and drop what is no
    /// longer in it. Without a unit: read all snapshots again; with a `resource`, only its own: something that many of its rows
    /// show, such as a name, is said otherwise.
    EnteredScope,
    /// The caller sees nothing of a unit any more but what everybody sees: read its part of each snapshot, and drop the rest.
    LeftScope,
}

/// One entry of the feed. Whoever keeps the highest `version` of each resource may read entries in any order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedEntry)]
pub struct Change {
    pub kind: ChangeKind,
    /// The place in the one order of the journal; entries of one place are told together. Absent where the caller's scope changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub seq: Option<i64>,
    /// When it happened: the beginning of its transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The collection that the resource is read in, or that is to be read again as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
    /// The resource that is to be read again, or is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The version of the resource after the change, where the change was one of the resource itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// What happened, where it happened to the resource itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<EventName>, example = "plan.issued")]
    pub event: Option<String>,
    /// Which form `data` has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    pub event_version: Option<i32>,
    /// The unit whose matter it is, or towards which the caller stands otherwise than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// What changed, in the form that the webhook of this event publishes; left out where `hidden_fields` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub data: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub hidden_fields: Vec<&'static str>,
}

impl Change {
    pub const fn of(kind: ChangeKind) -> Self {
        Self {
            kind,
            seq: None,
            at: None,
            resource: None,
            id: None,
            version: None,
            event: None,
            event_version: None,
            unit_id: None,
            data: None,
            hidden_fields: vec![],
        }
    }
}

/// A part of the feed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Changes)]
pub struct ChangesView {
    /// In the order of the journal, so that an effect never stands before its cause. A place that touches several resources is not
    /// divided, so there may be more than were asked for; there may be none although `more` says that it goes on.
    #[schema(max_items = 2000)]
    pub items: Vec<Change>,
    /// Where the feed goes on: always there, and all that a reader has to keep.
    #[schema(max_length = 9000)]
    pub next_cursor: String,
    /// Whether there is more to be read at once.
    pub more: bool,
    /// How far the journal was sealed.
    #[schema(minimum = 0)]
    pub sealed_seq: i64,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ChangesQuery {
    /// `next_cursor` of the part before or `cursor` of a snapshot: only good for the account that it was given to. Or a place as
    /// a number: then changes of the caller's scope before this request are not told. Left out, it begins with the
    /// oldest entry that is kept.
    #[param(max_length = 9000, min_length = 1, pattern = "^[A-Za-z0-9_-]+$")]
    pub after: Option<String>,
    /// How many entries to return.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<usize>,
    /// Only entries about these resources; changes of the caller's scope are told in any case.
    #[serde(default)]
    #[param(max_items = 10)]
    pub types: Vec<Resource>,
    /// Seconds to wait where there is nothing to tell. The answer may come earlier, and with nothing.
    #[param(minimum = 0, maximum = 30, default = 0)]
    pub wait: Option<u64>,
}

impl ChangesQuery {
    pub fn limit(&self) -> Result<usize> {
        match self.limit.unwrap_or(DEFAULT_LIMIT) {
            limit @ 1..=MAX_LIMIT => Ok(limit),
            _ => Err(Error::with(Code::InvalidParameter, "limit")),
        }
    }

    pub fn wait(&self) -> Result<u64> {
        let wait = self.wait.unwrap_or_default();
        if wait <= LONGEST_WAIT { Ok(wait) } else { Err(Error::with(Code::InvalidParameter, "wait")) }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StreamQuery {
    /// As of `/changes`; `Last-Event-ID` goes before it.
    #[param(max_length = 9000, min_length = 1, pattern = "^[A-Za-z0-9_-]+$")]
    pub after: Option<String>,
    /// Only entries about these resources; changes of the caller's scope are told in any case.
    #[serde(default)]
    #[param(max_items = 10)]
    pub types: Vec<Resource>,
}

/// Where a client of the stream stood.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the header is read where it is needed")]
pub struct LastEventId {
    /// The `id` of the last event that arrived; browsers send it by themselves when they connect again.
    #[param(rename = "Last-Event-ID", max_length = 9000, required = false)]
    pub last_event_id: Option<String>,
}

/// Server-sent events: `id` is a cursor, `event` the kind of the entry, `data` the entry as `/changes` has it.
pub struct EventStream;

impl PartialSchema for EventStream {
    fn schema() -> RefOr<Schema> {
        let description = "Events of the HTML standard: `id` is a cursor of `/changes`, `event` the kind of an entry, `data` the entry in one line.";
        let text = ObjectBuilder::new().schema_type(Type::String).max_length(Some(100_000_000));
        text.description(Some(description)).into()
    }
}

impl ToSchema for EventStream {}
