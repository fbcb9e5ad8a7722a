//! What a rule of the law speaks of: a closed list.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A condition of a title or a form.
    Criterion,
    /// What stands above the criteria.
    Guard,
    /// Quorum, delegates, ties and rhythm of councils.
    Council,
    /// What is posted in public, and for how long.
    Posting,
    ProcessingTime,
    SubmissionDeadline,
    /// A paper of a dossier.
    DossierItem,
    PrizeMultiple,
    PrizeRule,
    BasePay,
    RevocationGround,
    Recovery,
    Conferral,
    Reporting,
    DocumentAbbreviation,
    DocumentTemplate,
    PersonalData,
    DataSubjectClock,
    Exemplar,
}

impl RuleKind {
    pub const ALL: [Self; 19] = [
        Self::Criterion,
        Self::Guard,
        Self::Council,
        Self::Posting,
        Self::ProcessingTime,
        Self::SubmissionDeadline,
        Self::DossierItem,
        Self::PrizeMultiple,
        Self::PrizeRule,
        Self::BasePay,
        Self::RevocationGround,
        Self::Recovery,
        Self::Conferral,
        Self::Reporting,
        Self::DocumentAbbreviation,
        Self::DocumentTemplate,
        Self::PersonalData,
        Self::DataSubjectClock,
        Self::Exemplar,
    ];

    /// As rows have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Criterion => "criterion",
            Self::Guard => "guard",
            Self::Council => "council",
            Self::Posting => "posting",
            Self::ProcessingTime => "processing_time",
            Self::SubmissionDeadline => "submission_deadline",
            Self::DossierItem => "dossier_item",
            Self::PrizeMultiple => "prize_multiple",
            Self::PrizeRule => "prize_rule",
            Self::BasePay => "base_pay",
            Self::RevocationGround => "revocation_ground",
            Self::Recovery => "recovery",
            Self::Conferral => "conferral",
            Self::Reporting => "reporting",
            Self::DocumentAbbreviation => "document_abbreviation",
            Self::DocumentTemplate => "document_template",
            Self::PersonalData => "personal_data",
            Self::DataSubjectClock => "data_subject_clock",
            Self::Exemplar => "exemplar",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::RuleKind;

    #[test]
    fn a_kind_is_told_as_it_is_kept() {
        for kind in RuleKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(RuleKind::of(kind.name()), Some(kind));
        }
        assert_eq!(RuleKind::of("gossip"), None);
    }
}
