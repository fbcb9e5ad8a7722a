//! Who calls: a person with an account, or a machine client with what its token holds.
use std::sync::Arc;

use uuid::Uuid;

use crate::kernel::{
    access::{Access, Account},
    calendar::Today,
    error::{Code, Error, Result},
    organisation::Organisation,
    policy::Permission,
    scope::Scope,
    second_factor::Demand,
};

/// A machine client and what one of its tokens holds, which may be less than the client does.
#[derive(Clone, Debug)]
pub struct Machine {
    pub client_id: Uuid,
    /// What the token was got with; none where the service itself carries out what the client asked for before.
    pub credential_id: Option<Uuid>,
    pub permissions: Arc<[Permission]>,
}

#[derive(Clone, Debug)]
pub enum Principal {
    Person(Person),
    Machine(Machine),
}

/// An account, and how sure it is who uses it.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub id: Uuid,
    /// A second factor was used, or nobody is asked for one.
    pub assured: bool,
    /// It came by the single sign-on, and no password was looked at here.
    pub by_provider: bool,
}

impl Principal {
    /// Of the account or of the client.
    pub const fn id(&self) -> Uuid {
        match self {
            Self::Person(person) => person.id,
            Self::Machine(machine) => machine.client_id,
        }
    }

    /// As far as this service asks people for a second factor.
    pub fn asked(self, demand: Demand) -> Self {
        match self {
            Self::Person(person) => {
                Self::Person(Person { assured: person.assured || demand != Demand::Required, ..person })
            }
            machine @ Self::Machine(_) => machine,
        }
    }

    /// Whether a permission, though it is held, waits for a second factor.
    pub fn lacks_second_factor_for(&self, permission: Permission) -> bool {
        matches!(self, Self::Person(Person { assured: false, .. })) && permission.asks_second_factor()
    }

    /// Where a permission holds, by what is known of rights and tree now.
    pub fn scope(
        &self,
        access: &Access,
        permission: Permission,
        organisation: Arc<Organisation>,
        today: Today,
    ) -> Result<Scope> {
        let gone = || Error::new(Code::InvalidToken);
        match self {
            Self::Person(Person { id, by_provider, .. }) => {
                let usable = |account: &&Account| account.active && (*by_provider || !account.password_change_required);
                let account = access.account(*id).filter(usable);
                let scope = Scope::of(*id, account.ok_or_else(gone)?, permission, organisation, today)?;
                if self.lacks_second_factor_for(permission) {
                    return Err(Error::new(Code::SecondFactorRequired));
                }
                Ok(scope.called_by(self.clone()))
            }
            Self::Machine(machine) => {
                let client = access.client(machine.client_id).filter(|client| client.is_usable_on(today.day));
                let good = |id| client.is_some_and(|client| client.has(id, today.day));
                if !machine.credential_id.is_none_or(good) {
                    return Err(gone());
                }
                Scope::of_machine(machine, client.ok_or_else(gone)?, permission, organisation, today)
            }
        }
    }
}
