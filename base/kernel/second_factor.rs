//! For what a second factor is asked beside the password: where it is demanded of everybody, nobody signs, decides, answers for a
//! unit or votes without it. Who looks after accounts is asked too, or a password alone would be a way round.
use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::policy::Permission;

/// What this service asks of people (`--second-factor`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SecondFactorDemand)]
pub enum Demand {
    /// Nobody is asked for one.
    Off,
    /// Whoever has one uses it.
    #[default]
    Offered,
    /// The same, and without it nobody signs, decides or votes.
    Required,
}

impl FromStr for Demand {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "offered" => Ok(Self::Offered),
            "required" => Ok(Self::Required),
            _ => Err("off, offered or required".to_owned()),
        }
    }
}

const ASKED: &[Permission] = &[
    Permission::UsersWrite,
    Permission::ClientsWrite,
    Permission::DelegationsWrite,
    Permission::MovementsDecide,
    Permission::LawConfigure,
    Permission::LawSwitch,
    Permission::PlansIssue,
    Permission::AllocationsAnswer,
    Permission::ReportsSign,
    Permission::ObligationsWaive,
    Permission::RemindersSign,
    Permission::NominationsSubmit,
    Permission::NominationsForward,
    Permission::CouncilsFound,
    Permission::SessionsVote,
    Permission::DecisionsSign,
    Permission::ExemplarsRecognise,
    Permission::GuidanceIssue,
    Permission::InspectionsSign,
    Permission::InspectionsRespond,
];

/// What is prepared, passed on, received, recorded or run: nothing of it binds by itself.
#[cfg(test)]
const NOT_ASKED: &[Permission] = &[
    Permission::MeRead,
    Permission::UnitsWrite,
    Permission::ReorganisationsRead,
    Permission::ReorganisationsWrite,
    Permission::UsersRead,
    Permission::AccessExplain,
    Permission::ClientsRead,
    Permission::MovementsWrite,
    Permission::PlansSend,
    Permission::PlansReceive,
    Permission::ReportsSubmit,
    Permission::ReportsReceive,
    Permission::RemindersWrite,
    Permission::RemindersAcknowledge,
    Permission::NominationsReceive,
    Permission::CouncilsWrite,
    Permission::SessionsRun,
    Permission::DecisionsWrite,
    Permission::GuidanceWrite,
    Permission::GuidanceAcknowledge,
    Permission::InspectionsWrite,
    Permission::JobsRead,
    Permission::JobsWrite,
];

impl Permission {
    /// Whether it is held only by a session with a second factor, where one is required.
    pub fn asks_second_factor(self) -> bool {
        ASKED.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::{ASKED, NOT_ASKED};
    use crate::kernel::policy::FOR_PEOPLE;

    #[test]
    fn of_everything_that_only_people_do_it_is_said_whether_it_asks_a_second_factor() {
        for permission in FOR_PEOPLE {
            let times = [ASKED, NOT_ASKED].iter().filter(|list| list.contains(permission)).count();
            assert_eq!(times, 1, "{permission:?}: say in ASKED or in NOT_ASKED whether it asks a second factor");
        }
    }

    #[test]
    fn what_a_machine_may_do_asks_none() {
        assert!(ASKED.iter().chain(NOT_ASKED).all(|permission| !permission.for_machines()));
    }
}
