//! What a machine client may do where: what both the client and its token hold, at each of the client's units. There it
//! reads as an officer of the unit does, and it is nobody whose office counts: it is in no team and holds no role.
use std::sync::Arc;

use super::{Scope, heard::Heard, reading::Reading};
use crate::kernel::{
    access::Client,
    calendar::Today,
    error::{Code, Error, Result},
    organisation::Organisation,
    policy::Permission,
    principal::{Machine, Principal},
};

impl Scope {
    pub fn of_machine(
        machine: &Machine,
        client: &Client,
        permission: Permission,
        organisation: Arc<Organisation>,
        Today { day: today, closed, closing }: Today,
    ) -> Result<Self> {
        let held = |one: &Permission| client.permissions.contains(one) && machine.permissions.contains(one);
        let units = client.units_on(today, &organisation);
        if !permission.for_machines() || !held(&permission) || units.is_empty() {
            return Err(Error::with(Code::Forbidden, permission.name()));
        }
        let permissions = Permission::ALL.iter().filter(|one| one.for_machines() && held(one));
        let grants = permissions.flat_map(|one| units.iter().map(|unit| (*one, *unit))).collect();
        let Reading { inherited, sector } = Reading::of(&units, &organisation, today);
        Ok(Self {
            user_id: machine.client_id,
            principal: Principal::Machine(machine.clone()),
            today,
            closed,
            closing,
            organisation,
            permission,
            acting: units.clone(),
            reading: units,
            inherited,
            sector,
            inspected: vec![],
            delegated: vec![],
            inspections: vec![],
            grants,
            heard: Heard::Caller,
        })
    }
}
