use base::{
    kernel::{day::Instant, text::Text},
    store::document::DocumentView,
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    award_authority::Decider,
    award_form::{AwardClass, AwardLevel},
    legal_regime::{self, RegimeStatus},
    vote_rule::Secrecy,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::kind::RuleKind;

/// A law, a decree or another paper that rules rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LegalDocument {
    /// Ours.
    #[schema(max_length = 40, example = "L06-2022")]
    pub code: String,
    #[schema(max_length = 60, example = "06/2022/QH15")]
    pub number: String,
    #[schema(max_length = 60, example = "law")]
    pub kind: String,
    #[schema(max_length = 500, example = "Luật Thi đua, khen thưởng")]
    pub title: String,
    /// Who issued it.
    #[schema(max_length = 200, example = "Quốc hội")]
    pub issuer: String,
    /// Null where the day was not read.
    pub issued_on: Option<NaiveDate>,
    pub in_force_from: Option<NaiveDate>,
    /// The last day.
    pub in_force_to: Option<NaiveDate>,
    /// Whether number and days were read in a public text.
    pub verified: bool,
}

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Citation {
    pub document: LegalDocument,
    /// `30(7)` is clause 7 of article 30; null where the article was not read.
    #[schema(max_length = 200, example = "80(1)")]
    pub article: Option<String>,
    /// Whether the rule was read in a public text; what was not is to be confirmed by a person before it is relied on.
    pub verified: bool,
    /// Where it was read.
    #[schema(max_length = 1000)]
    pub source: String,
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// What a rule that was applied speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CitedFor {
    /// The law as a whole.
    Regime,
    /// Whom the form of award may go to.
    AwardForm,
    /// Whether a council votes.
    Ballot,
    /// Who decides.
    Authority,
}

/// A rule that was applied to a paper, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CitedRule {
    pub rule: CitedFor,
    /// Where the rule stands.
    pub citation: Citation,
}

/// Whether a regime is the law on the day that was asked for, or today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RegimeStatus)]
pub enum RegimeState {
    /// Its first day is still to come.
    Planned,
    InForce,
    /// Its last day has passed.
    Ended,
    /// It waits for a person who reads it.
    ToConfirm,
}

impl RegimeState {
    pub fn on(regime: &legal_regime::Model, day: NaiveDate) -> Self {
        match regime.status {
            RegimeStatus::ToConfirm => Self::ToConfirm,
            RegimeStatus::InForce if day < regime.valid_from => Self::Planned,
            RegimeStatus::InForce if regime.valid_to.is_some_and(|last| last < day) => Self::Ended,
            RegimeStatus::InForce => Self::InForce,
        }
    }
}

/// The law of emulation in force between two dates, both included.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Regime {
    #[schema(max_length = 20, example = "R2022b")]
    pub code: String,
    /// `to_confirm` is applied only where a document switched it on.
    pub status: RegimeState,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// The law itself.
    pub law: LegalDocument,
    /// The decree that details it.
    pub decree: Option<LegalDocument>,
    /// Of the Ministry of Home Affairs.
    pub home_affairs_circular: Option<LegalDocument>,
    /// Of the Ministry of Justice.
    pub ministry_circular: Option<LegalDocument>,
    /// Where this regime is read from.
    pub citation: Citation,
    /// Whether it is the law of the day that was asked for, or of today.
    pub applies: bool,
    /// The documents that switched it on and off, oldest first; only of one that waits for confirmation.
    #[schema(max_items = 100)]
    pub switches: Vec<RegimeSwitchView>,
}

/// A document that said from which day on a regime is applied, or no longer applied.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RegimeSwitch)]
pub struct RegimeSwitchView {
    /// Whether it is applied from that day on.
    pub applied: bool,
    pub takes_effect_on: NaiveDate,
    pub document: DocumentView,
    pub switched_by: Uuid,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RegimeFilter {
    /// Only the regime that was the law at this instant.
    pub at: Option<Instant>,
}

/// Whom a form of award may go to under one regime, and whether a council votes on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AwardForm)]
pub struct AwardFormView {
    pub id: Uuid,
    #[schema(max_length = 20, example = "BK_BT")]
    pub code: String,
    #[schema(max_length = 300, example = "Bằng khen của Bộ trưởng Bộ Tư pháp")]
    pub name: String,
    #[schema(max_length = 300)]
    pub name_en: String,
    /// A title of emulation, or a form of commendation.
    pub class: AwardClass,
    pub level: AwardLevel,
    /// Whether the ministry made it: the law does not have it.
    pub own: bool,
    /// The last day on which somebody is proposed for it, of one that the ministry closed.
    pub valid_to: Option<NaiveDate>,
    /// The regime whose rule this is; `own` of a form of the ministry's own, which holds under every one.
    #[schema(max_length = 20, example = "R2022b")]
    pub regime_code: String,
    /// Null, of this and the next two, where it was not read.
    pub for_individual: Option<bool>,
    pub for_collective: Option<bool>,
    pub for_household: Option<bool>,
    /// Whether a ballot of the council is needed before it is proposed; null where no rule was read.
    pub vote_required: Option<bool>,
    /// Whether the rule on whom it may go to was read in a public text.
    pub verified: bool,
    /// Where the rule on whom it may go to stands.
    pub citation: Citation,
    /// Where the rule on the ballot stands.
    pub vote_citation: Option<Citation>,
    /// Who decides it under this regime.
    #[schema(max_items = 50)]
    pub authorities: Vec<AwardAuthority>,
}

/// Who decides a form of award, between two dates.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AwardAuthority {
    pub id: Uuid,
    #[schema(max_length = 20, example = "GK")]
    pub award_form_code: String,
    /// The regime whose rule this is.
    #[schema(max_length = 20, example = "R2022b")]
    pub regime_code: String,
    /// A kind of unit, or who stands outside the sector.
    pub decider: Decider,
    #[schema(max_length = 60, example = "head_of_unit")]
    pub role: String,
    /// Only a unit with legal personality.
    pub legal_personality: bool,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// Whether the rule was read in a public text.
    pub verified: bool,
    /// Where the rule stands.
    pub citation: Citation,
}

/// The ballot that a form of award needs: it passes where `yes × yes_den` is at least (`ge`) or more than (`gt`)
/// `yes_num × members`, of all members of the council.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VoteRule {
    pub id: Uuid,
    #[schema(max_length = 20, example = "CSTDCS")]
    pub award_form_code: String,
    /// Whose council votes.
    #[schema(max_length = 60, example = "submitting_level")]
    pub council: String,
    /// Null where no rule was read.
    pub ballot_required: Option<bool>,
    pub secrecy: Secrecy,
    /// Numerator of the part that has to agree; null where no threshold was read.
    #[schema(minimum = 1)]
    pub yes_num: Option<i32>,
    /// Denominator of the part that has to agree.
    #[schema(minimum = 1)]
    pub yes_den: Option<i32>,
    /// `ge` at least that part, `gt` more than it.
    #[schema(max_length = 2, example = "ge")]
    pub op: Option<String>,
    /// `national` and `justice` are law or practice; `configuration` is a value of the service, not law.
    #[schema(max_length = 20, example = "national")]
    pub scope: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// Whether the rule was read in a public text.
    pub verified: bool,
    /// Where the rule stands.
    pub citation: Citation,
}

/// Any other rule, with its parameters by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LegalRule {
    pub id: Uuid,
    /// What it speaks of.
    pub kind: RuleKind,
    /// Its place among the rules of its kind.
    #[schema(minimum = 1)]
    pub ordinal: i32,
    /// The regimes that it belongs to.
    #[schema(max_items = 10)]
    pub regime_codes: Vec<String>,
    #[schema(max_length = 20, example = "CSTDCS")]
    pub award_form_code: Option<String>,
    /// `national`, `justice`, `other_body` (for comparison only) or `configuration` (a value of the service, not law).
    #[schema(max_length = 20, example = "national")]
    pub scope: Option<String>,
    /// What it says, by name; fractions are two whole numbers.
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
    /// Its words, shortened.
    #[schema(max_length = 2000)]
    pub words: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Whether the rule was read in a public text.
    pub verified: bool,
    /// Where the rule stands.
    pub citation: Citation,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RuleFilter {
    /// What the rules speak of.
    #[serde(default)]
    #[param(max_items = 19)]
    pub kind: Vec<RuleKind>,
    /// Only rules that speak of these forms of award.
    #[serde(default)]
    #[param(max_items = 20)]
    pub award_form_code: Vec<Text<20>>,
    /// Only what was, or was not, read in a public text.
    pub verified: Option<bool>,
}
