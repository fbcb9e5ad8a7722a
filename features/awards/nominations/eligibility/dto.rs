use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    eligibility_run::Occasion,
    nomination::{NominationStatus, Stage},
};
use planning::law::dto::{Citation, LegalRule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::nominations::items::DossierItem;

/// What a rule says of a dossier, the worse the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EligibilityOutcome)]
pub enum Outcome {
    Pass,
    /// No fact decides it: a person does, in the appraisal.
    Unknown,
    /// Not now: something is being looked into.
    Hold,
    Fail,
}

/// Who decides a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The facts.
    Facts,
    /// A person, in the appraisal.
    Person,
    /// Nobody: it asks nothing of a subject, or is not switched on.
    Nobody,
}

/// Where a fact is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FactSource)]
pub enum Source {
    /// The register of awards.
    Award,
    /// A report, in the version that counts.
    Report,
    /// A plan, in the version that the target belongs to.
    Plan,
    /// A recognised exemplar that the dossier names.
    Exemplar,
    /// The register of units.
    Unit,
    Movement,
    /// The unit's review.
    Minutes,
    /// What the nominating unit states with a document.
    Statement,
    /// What the appraisal found.
    Appraisal,
    /// The dossier itself.
    Dossier,
}

/// A fact that a rule was held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EligibilityFact)]
pub struct Fact {
    pub source: Source,
    /// The paper that it is from; null of a statement.
    pub id: Option<Uuid>,
    /// Of what is sent in versions.
    #[schema(minimum = 1)]
    pub version_no: Option<i32>,
    /// SHA-256 of what that version says.
    #[schema(max_length = 64)]
    pub digest: Option<String>,
    /// Its day.
    pub on: Option<NaiveDate>,
    /// The year that it speaks of.
    #[schema(minimum = 1945, maximum = 2100)]
    pub year: Option<i32>,
    /// What it says, in a few words.
    #[schema(max_length = 700)]
    pub said: String,
}

/// What would change the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EligibilityRemedy)]
pub enum Remedy {
    /// The unit states it with a document.
    StateWithDocument,
    /// The unit reviews the dossier, with minutes.
    ReviewInUnit,
    /// Whoever appraises says whether it is met.
    AnswerInAppraisal,
    /// The authority concludes without wrongdoing, and the unit states that with the document.
    WaitForConclusion,
    /// Only achievements after the disciplinary measure are named.
    LaterAchievement,
    /// The report of the year comes.
    ReportOfTheYear,
    /// Another initiative, that was not used yet.
    AnotherInitiative,
    /// Another achievement: this one was commended.
    AnotherAchievement,
    /// Another form of award, or a movement of another launcher.
    AnotherForm,
    /// Whoever took over from the unit proposes it.
    SuccessorProposes,
    /// Fewer on the list, or more titles that it is measured by.
    ShorterList,
    /// What fails beside it is put right.
    TheOthers,
    /// Nothing.
    Nothing,
}

/// What was found of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EligibilityFinding)]
pub struct Found {
    pub rule_id: Uuid,
    /// Its name in the files of the law.
    #[schema(max_length = 40, example = "CR007")]
    pub rule_code: String,
    pub outcome: Outcome,
    pub decided_by: DecidedBy,
    /// Whether it is law for this dossier: then `fail` and `hold` stand in the way of its steps.
    pub binding: bool,
    /// Whether a person has answered what no fact decides.
    pub answered: bool,
    /// `ALL` must be met; of those with letters, all of one letter. Null of a guard.
    #[schema(max_length = 20, example = "ALL")]
    pub alternative: Option<String>,
    /// How many are asked for.
    pub needed: Option<i64>,
    /// How many there are.
    pub found: Option<i64>,
    /// What it was held against.
    #[schema(max_items = 200)]
    pub facts: Vec<Fact>,
    /// What would change the outcome; null where it is met.
    pub remedy: Option<Remedy>,
}

/// Everything that was found of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EligibilityJudgement)]
pub struct Judgement {
    /// The regime that it was held against; null where none is in force.
    #[schema(max_length = 20, example = "R2022a")]
    pub regime_code: Option<String>,
    /// The day whose rules were taken.
    pub law_of: NaiveDate,
    /// Of all that is binding together.
    pub outcome: Outcome,
    #[schema(max_items = 200)]
    pub findings: Vec<Found>,
}

/// What was found, as it was kept before a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = KeptEligibility)]
pub struct KeptRun {
    pub occasion: Occasion,
    pub made_at: DateTime<Utc>,
    /// Of the dossier.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// SHA-256 of the canonical JSON (RFC 8785) of `judgement`.
    #[schema(max_length = 64)]
    pub digest: String,
    pub judgement: Judgement,
    /// Rules of which something else had been kept the time before.
    #[schema(max_items = 200)]
    pub changed: Vec<ChangedRule>,
}

/// A rule of which something else is found than when it was kept the time before.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = EligibilityChange)]
pub struct ChangedRule {
    pub rule_id: Uuid,
    #[schema(max_length = 40, example = "CR007")]
    pub rule_code: String,
    /// When it was kept before.
    pub since: Occasion,
    /// What was found then; null where the rule was not asked.
    pub was: Option<Found>,
    /// What is found since; null where the rule is not asked.
    pub is: Option<Found>,
}

/// Another dossier on the same subject, that the caller sees.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OtherDossier {
    pub nomination_id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    #[schema(max_length = 20, example = "GK")]
    pub award_form_code: String,
    pub status: NominationStatus,
    pub achievement_from: NaiveDate,
    pub achievement_to: NaiveDate,
    /// Whether the two name achievements of the same days.
    pub overlaps: bool,
}

/// A paper that the law asks of a dossier, and where it says so.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DossierItemCited)]
pub struct ItemView {
    #[serde(flatten)]
    pub item: DossierItem,
    /// Where the rule stands.
    pub citation: Citation,
}

/// What the law says of a dossier, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Eligibility {
    pub nomination_id: Uuid,
    /// What is found now.
    pub present: Judgement,
    /// The rules that `present` names, each with where it stands.
    #[schema(max_items = 200)]
    pub rules: Vec<LegalRule>,
    /// The papers that the law asks of the dossier, and whether it has them.
    #[schema(max_items = 50)]
    pub items: Vec<ItemView>,
    /// What was found before each step, the last time it was taken.
    #[schema(max_items = 4)]
    pub kept: Vec<KeptRun>,
    /// Rules of which something else was kept last.
    #[schema(max_items = 200)]
    pub changed: Vec<ChangedRule>,
    /// Other dossiers on the same subject that the caller sees.
    #[schema(max_items = 100)]
    pub beside: Vec<OtherDossier>,
}
