//! Who may do what: one table from role to permission. Where it may be done is `scope`.
use entity::assignment::Role;
use utoipa::openapi::{
    RefOr, Type,
    schema::{ObjectBuilder, Schema},
};

/// Ties a permission to a type, so that a handler's signature can name it.
pub trait Grant: 'static {
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($variant:ident = $name:literal [$($role:ident)*],)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($variant),* }

        impl Permission {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$variant => &[$(Role::$role),*]),* }
            }
        }

        /// One marker type for each permission.
        pub mod perm {
            $(#[derive(Debug)]
            pub struct $variant;
            impl super::Grant for $variant {
                const PERMISSION: super::Permission = super::Permission::$variant;
            })*
        }
    };
}

permissions! {
    MeRead = "me:read" [Officer Head CouncilMember CouncilSecretary Inspector DataProtectionOfficer Administrator],
    UnitsRead = "units:read" [Officer Head CouncilMember CouncilSecretary Inspector DataProtectionOfficer Administrator],
    UnitsWrite = "units:write" [Administrator],
    ReorganisationsRead = "reorganisations:read" [Administrator],
    ReorganisationsWrite = "reorganisations:write" [Administrator],
    UsersRead = "users:read" [Administrator DataProtectionOfficer],
    UsersWrite = "users:write" [Administrator],
    DelegationsWrite = "delegations:write" [Head],
    AccessExplain = "access:explain" [Administrator],
    ClientsRead = "clients:read" [Administrator],
    ClientsWrite = "clients:write" [Administrator],
    MovementsRead = "movements:read" [Officer Head CouncilMember CouncilSecretary Inspector DataProtectionOfficer Administrator],
    MovementsWrite = "movements:write" [Officer],
    MovementsDecide = "movements:decide" [Head],
    LawConfigure = "law:configure" [Head],
    LawSwitch = "law:switch" [Administrator],
    PlansRead = "plans:read" [Officer Head Inspector],
    PlansWrite = "plans:write" [Officer],
    PlansIssue = "plans:issue" [Head],
    PlansSend = "plans:send" [Head],
    PlansReceive = "plans:receive" [Officer],
    AllocationsRead = "allocations:read" [Officer Head Inspector],
    AllocationsWrite = "allocations:write" [Officer],
    AllocationsAnswer = "allocations:answer" [Head],
    FilesRead = "files:read" [Officer Head Inspector],
    FilesWrite = "files:write" [Officer Head],
    ReportsRead = "reports:read" [Officer Head Inspector],
    ReportsWrite = "reports:write" [Officer],
    ReportsSign = "reports:sign" [Head],
    ReportsSubmit = "reports:submit" [Officer Head],
    ReportsReceive = "reports:receive" [Officer],
    ObligationsWaive = "obligations:waive" [Head],
    RemindersRead = "reminders:read" [Officer Head],
    RemindersWrite = "reminders:write" [Officer Head],
    RemindersSign = "reminders:sign" [Head],
    RemindersAcknowledge = "reminders:acknowledge" [Officer Head],
    ProgressRead = "progress:read" [Officer Head Inspector],
    NominationsRead = "nominations:read" [Officer Head],
    NominationsWrite = "nominations:write" [Officer],
    NominationsSubmit = "nominations:submit" [Head],
    NominationsReceive = "nominations:receive" [Officer],
    NominationsForward = "nominations:forward" [Head],
    CouncilsRead = "councils:read" [Officer Head CouncilMember CouncilSecretary],
    CouncilsWrite = "councils:write" [Officer],
    CouncilsFound = "councils:found" [Head],
    SessionsRun = "sessions:run" [CouncilSecretary],
    SessionsVote = "sessions:vote" [CouncilMember CouncilSecretary],
    DecisionsRead = "decisions:read" [Officer Head],
    DecisionsWrite = "decisions:write" [Officer],
    DecisionsSign = "decisions:sign" [Head],
    AwardsRead = "awards:read" [Officer Head CouncilMember CouncilSecretary Inspector DataProtectionOfficer Administrator],
    ExemplarsRead = "exemplars:read" [Officer Head CouncilMember CouncilSecretary Inspector DataProtectionOfficer Administrator],
    ExemplarsWrite = "exemplars:write" [Officer],
    ExemplarsRecognise = "exemplars:recognise" [Head],
    GuidanceRead = "guidance:read" [Officer Head],
    GuidanceWrite = "guidance:write" [Officer],
    GuidanceIssue = "guidance:issue" [Head],
    GuidanceAcknowledge = "guidance:acknowledge" [Officer Head],
    InspectionsRead = "inspections:read" [Officer Head Inspector],
    InspectionsWrite = "inspections:write" [Officer],
    InspectionsSign = "inspections:sign" [Head],
    InspectionsRespond = "inspections:respond" [Head],
    JobsRead = "jobs:read" [Administrator],
    JobsWrite = "jobs:write" [Administrator],
    ChangesRead = "changes:read" [Officer Head CouncilMember CouncilSecretary Inspector DataProtectionOfficer Administrator],
    JournalRead = "journal:read" [Officer Head DataProtectionOfficer Administrator],
}

/// What a machine client may be given: to read, and to prepare what people then sign, send and decide. A permission that
/// also opens a step of an authority (accepting, returning, answering, withdrawing, deciding) is not among them, nor what
/// administers or is a person's own: whatever a client is given, a machine never does these.
pub const FOR_MACHINES: &[Permission] = &[
    Permission::UnitsRead,
    Permission::MovementsRead,
    Permission::PlansRead,
    Permission::PlansWrite,
    Permission::AllocationsRead,
    Permission::AllocationsWrite,
    Permission::FilesRead,
    Permission::FilesWrite,
    Permission::ReportsRead,
    Permission::ReportsWrite,
    Permission::RemindersRead,
    Permission::ProgressRead,
    Permission::NominationsRead,
    Permission::NominationsWrite,
    Permission::CouncilsRead,
    Permission::DecisionsRead,
    Permission::AwardsRead,
    Permission::ExemplarsRead,
    Permission::ExemplarsWrite,
    Permission::GuidanceRead,
    Permission::InspectionsRead,
    Permission::ChangesRead,
    Permission::JournalRead,
];

/// What of a head's powers can be delegated by itself: all that it writes, but delegating.
pub const DELEGABLE: &[Permission] = &[
    Permission::MovementsDecide,
    Permission::LawConfigure,
    Permission::PlansIssue,
    Permission::PlansSend,
    Permission::AllocationsAnswer,
    Permission::FilesWrite,
    Permission::ReportsSign,
    Permission::ReportsSubmit,
    Permission::ObligationsWaive,
    Permission::RemindersWrite,
    Permission::RemindersSign,
    Permission::RemindersAcknowledge,
    Permission::NominationsSubmit,
    Permission::NominationsForward,
    Permission::CouncilsFound,
    Permission::DecisionsSign,
    Permission::ExemplarsRecognise,
    Permission::GuidanceIssue,
    Permission::GuidanceAcknowledge,
    Permission::InspectionsSign,
    Permission::InspectionsRespond,
];

/// What only people may do. Each permission is in one of the two lists, so that whoever adds one says
/// which; a test holds it.
pub const FOR_PEOPLE: &[Permission] = &[
    Permission::MeRead,
    Permission::UnitsWrite,
    Permission::ReorganisationsRead,
    Permission::ReorganisationsWrite,
    Permission::UsersRead,
    Permission::UsersWrite,
    Permission::DelegationsWrite,
    Permission::AccessExplain,
    Permission::ClientsRead,
    Permission::ClientsWrite,
    Permission::MovementsWrite,
    Permission::MovementsDecide,
    Permission::LawConfigure,
    Permission::LawSwitch,
    Permission::PlansIssue,
    Permission::PlansSend,
    Permission::PlansReceive,
    Permission::AllocationsAnswer,
    Permission::ReportsSign,
    Permission::ReportsSubmit,
    Permission::ReportsReceive,
    Permission::ObligationsWaive,
    Permission::RemindersWrite,
    Permission::RemindersSign,
    Permission::RemindersAcknowledge,
    Permission::NominationsSubmit,
    Permission::NominationsReceive,
    Permission::NominationsForward,
    Permission::CouncilsWrite,
    Permission::CouncilsFound,
    Permission::SessionsRun,
    Permission::SessionsVote,
    Permission::DecisionsWrite,
    Permission::DecisionsSign,
    Permission::ExemplarsRecognise,
    Permission::GuidanceWrite,
    Permission::GuidanceIssue,
    Permission::GuidanceAcknowledge,
    Permission::InspectionsWrite,
    Permission::InspectionsSign,
    Permission::InspectionsRespond,
    Permission::JobsRead,
    Permission::JobsWrite,
];

impl Permission {
    pub fn for_machines(self) -> bool {
        FOR_MACHINES.contains(&self)
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.name() == name)
    }

    pub fn granted_to(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// The same of a role that may be limited to some of its permissions: whatever it is limited to, it reads.
    pub fn granted_by(self, role: Role, only: Option<&[Self]>) -> bool {
        self.granted_to(role) && only.is_none_or(|only| !DELEGABLE.contains(&self) || only.contains(&self))
    }
}

/// A text that names one of some permissions, as the spec says it.
pub fn one_of(permissions: &[Permission], described: &str) -> RefOr<Schema> {
    let names = permissions.iter().map(|permission| permission.name());
    ObjectBuilder::new().schema_type(Type::String).description(Some(described)).enum_values(Some(names)).into()
}

/// Whoever holds such a role at a unit reads that unit's papers and what lower units sent.
pub const fn reads_dossiers(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Head)
}

#[cfg(test)]
mod tests {
    use entity::assignment::Role;

    use super::{DELEGABLE, FOR_MACHINES, FOR_PEOPLE, Permission};

    #[test]
    fn a_delegation_can_be_limited_to_whatever_a_head_writes() {
        for permission in Permission::ALL {
            let writes = permission.granted_to(Role::Head) && !permission.name().ends_with(":read");
            let delegable = writes && *permission != Permission::DelegationsWrite;
            assert_eq!(DELEGABLE.contains(permission), delegable, "{permission:?}");
        }
    }

    #[test]
    fn of_every_permission_it_is_said_whether_a_machine_may_hold_it() {
        for permission in Permission::ALL {
            let lists = [FOR_MACHINES, FOR_PEOPLE];
            let times: usize = lists.iter().map(|list| list.iter().filter(|one| *one == permission).count()).sum();
            assert_eq!(times, 1, "{permission:?}: say in FOR_MACHINES or in FOR_PEOPLE whether a machine may hold it");
        }
    }

    #[test]
    fn a_machine_reads_and_prepares() {
        for permission in FOR_MACHINES {
            let (_, action) = permission.name().split_once(':').unwrap();
            assert!(["read", "write"].contains(&action), "{permission:?}");
        }
    }
}
