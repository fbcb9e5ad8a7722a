use base::kernel::{scope::Via, text::Text, transition::Party};
use chrono::NaiveDate;
use entity::{assignment::Role, function_assignment::Function, user_account};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AccessQuestion {
    /// The account whose rights are asked for.
    pub person: Uuid,
    /// An action of the resource, as in its `actions`; or a permission, for a unit.
    #[param(min_length = 1, max_length = 60, example = "issue")]
    pub action: Text<60>,
    /// `<collection>/<id>`, as `/me/can` takes it.
    #[param(min_length = 1, max_length = 100, example = "plans/0198c0de-0000-7000-8000-000000000001")]
    pub resource: Text<100>,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhoCanQuestion {
    /// An action of the resource, as in its `actions`; or a permission, for a unit.
    #[param(min_length = 1, max_length = 60, example = "issue")]
    pub action: Text<60>,
    /// `<collection>/<id>`, as `/me/can` takes it.
    #[param(min_length = 1, max_length = 100, example = "plans/0198c0de-0000-7000-8000-000000000001")]
    pub resource: Text<100>,
}

/// Whether somebody may, and what that rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// Whether the person may.
    pub allowed: bool,
    /// `granted`, or the code of the problem that it would meet.
    #[schema(max_length = 60, example = "separation_of_duties")]
    pub because: &'static str,
    /// The first link that does not hold; none where the person may.
    pub missing: Option<LinkKind>,
    /// What has to hold, in the order in which it is asked; it ends at the link that is missing.
    #[schema(max_items = 50)]
    pub path: Vec<AccessLink>,
}

/// What a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AccessLinkKind)]
pub enum LinkKind {
    /// The account is active, and its password is its own.
    Account,
    /// It has a role today.
    Role,
    /// A role of today holds the permission: to read such a paper, or the one that is asked for at a unit.
    Permission,
    /// The paper is within reach: of the person's unit, of one before or below it, of the sector, of an inspection.
    Reach,
    /// A role holds what the action takes where one of its parties sits.
    Party,
    /// A second factor is in use, of what waits for one.
    SecondFactor,
    /// The action leads from the state in which the paper is.
    State,
    /// In this state it is the person's turn.
    Turn,
    /// The person has not written what it would now sign, receive or decide.
    Authors,
    /// A guard of the step finds nothing against it.
    Guard,
}

/// One thing that has to hold. Which members it has depends on its kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessLink {
    /// What it is about.
    pub kind: LinkKind,
    /// Whether it does.
    pub holds: bool,
    /// The code of the problem where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "forbidden")]
    pub code: Option<&'static str>,
    /// Of a role: those of the person in the part of the tree that the caller looks after, past ones and later ones too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100)]
    pub assignments: Option<Vec<LinkedAssignment>>,
    /// Of a permission: which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "plans:read")]
    pub permission: Option<&'static str>,
    /// Of a permission: by which roles it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100)]
    pub assignment_ids: Option<Vec<Uuid>>,
    /// Of a permission at a unit, and of reach: the unit, or the one whose paper it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// Of reach: by what; none of what is open to everybody, or to a council.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// Of a party and of a turn: the ways to take the step, of which one is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20)]
    pub ways: Option<Vec<AccessWay>>,
    /// Of a state: in which the paper is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, example = "draft")]
    pub status: Option<String>,
    /// Of a guard: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100, example = "complete")]
    pub guard: Option<&'static str>,
}

/// A role of the person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LinkedAssignment {
    /// The id of the assignment.
    pub assignment_id: Uuid,
    pub role: Role,
    pub unit_id: Uuid,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// Whether today is one of its days.
    pub in_force: bool,
    /// Who has delegated it, where it is a delegated one.
    pub delegated_by_id: Option<Uuid>,
}

/// One way to take a step: in which capacity, with which permission, at which units.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessWay {
    /// In which capacity.
    pub party: Party,
    /// What it takes.
    #[schema(max_length = 60, example = "plans:issue")]
    pub permission: &'static str,
    /// The units that stand for the party today: itself, who took over from it, or who holds its function. None of what
    /// belongs to no unit.
    #[schema(max_items = 100)]
    pub unit_ids: Vec<Uuid>,
    /// The function that it is addressed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<Function>,
    /// Whether it is open to the person.
    pub holds: bool,
    /// The roles by which it is.
    #[schema(max_items = 100)]
    pub assignment_ids: Vec<Uuid>,
}

/// Somebody who may.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entitled {
    /// The id of the account.
    pub person_id: Uuid,
    #[schema(max_length = 64)]
    pub username: String,
    #[schema(max_length = 300)]
    pub full_name: String,
}

impl From<user_account::Model> for Entitled {
    fn from(m: user_account::Model) -> Self {
        Self { person_id: m.id, username: m.username, full_name: m.full_name }
    }
}
