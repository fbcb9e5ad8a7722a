//! How a session is planned, and how sessions are looked for.
use base::{
    http::body::given,
    kernel::{day::Day, text::Line},
    store::document::DocumentNumber,
};
use entity::council_session::{Ballot, SessionStatus};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::dto::PlacesOfForm;

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanCouncilSession, example = json!({"council_id": "0198c0de-0000-7000-8000-000000000001", "title": "Phiên xét khen thưởng sơ kết", "held_on": "2024-11-25", "nomination_ids": ["0198c0de-0000-7000-8000-000000000002"]}))]
pub struct PlanSession {
    /// The council that meets.
    pub council_id: Uuid,
    pub title: Line,
    pub held_on: Day,
    /// How it votes; on paper when left out.
    #[serde(default)]
    pub ballot: Option<Ballot>,
    /// The council's own regulation, which has to allow a ballot by tokens (`blind`), and of no other: no law names one.
    #[serde(default)]
    pub ballot_document: Option<DocumentNumber>,
    /// Dossiers that the unit has appraised and that no other session of it is about to vote on.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub nomination_ids: Vec<Uuid>,
    /// How many places there are of a form; of others as many as quotas leave to the unit or, where there are none, as have the
    /// votes.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub places: Vec<PlacesOfForm>,
}

/// Until it is opened. Agenda and places are replaced whole.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateCouncilSession)]
pub struct UpdateSession {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub title: Option<Line>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub held_on: Option<Day>,
    /// How it votes.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub ballot: Option<Ballot>,
    /// The council's own regulation, which allows a ballot by tokens.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub ballot_document: Option<DocumentNumber>,
    /// Dossiers that the unit has appraised.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 200))]
    #[schema(max_items = 200, nullable = false)]
    pub nomination_ids: Option<Vec<Uuid>>,
    /// How many places there are of a form.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50, nullable = false)]
    pub places: Option<Vec<PlacesOfForm>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SessionFilter {
    /// Of this council.
    pub council_id: Option<Uuid>,
    /// Of the councils of these units.
    #[serde(default)]
    #[param(max_items = 200)]
    pub unit_id: Vec<Uuid>,
    #[serde(default)]
    #[param(max_items = 6)]
    pub status: Vec<SessionStatus>,
}
