//! Machine clients in memory: what each may do, where, and which of its credentials are good.
use std::{collections::HashMap, num::NonZeroU32};

use chrono::NaiveDate;
use entity::{
    client::{self, ClientStatus},
    client_credential,
    function_assignment::Function,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::kernel::{clock::covers, digest, organisation::Organisation, policy::Permission};

#[derive(Clone, Debug)]
pub struct Client {
    /// The unit that answers for it.
    unit_id: Uuid,
    unit_ids: Vec<Uuid>,
    pub permissions: Vec<Permission>,
    active: bool,
    from: NaiveDate,
    to: Option<NaiveDate>,
    /// Its own limit.
    pub per_minute: Option<NonZeroU32>,
    /// Those that were not revoked, with the last day of each.
    credentials: Vec<(Uuid, Option<NaiveDate>)>,
}

impl Client {
    fn of(m: client::Model) -> Self {
        let permissions = m.scopes.0.iter().filter_map(|name| Permission::from_name(name));
        Self {
            unit_id: m.unit_id,
            unit_ids: m.unit_ids.0,
            permissions: permissions.filter(|permission| permission.for_machines()).collect(),
            active: m.status == ClientStatus::Active,
            from: m.valid_from,
            to: m.valid_to,
            per_minute: m.requests_per_minute.and_then(|n| u32::try_from(n).ok()).and_then(NonZeroU32::new),
            credentials: vec![],
        }
    }

    pub fn is_usable_on(&self, day: NaiveDate) -> bool {
        self.active && covers(self.from, self.to, day)
    }

    /// Whether a credential is good on a day.
    pub fn has(&self, credential: Uuid, day: NaiveDate) -> bool {
        self.credentials.iter().any(|(id, to)| *id == credential && to.is_none_or(|to| day <= to))
    }

    /// Where it acts on a day: its rights at a unit end with the unit, and when a unit leaves the part of the tree of the one
    /// that answers for the client.
    pub fn units_on(&self, day: NaiveDate, organisation: &Organisation) -> Vec<Uuid> {
        let lasts = |id: &Uuid| organisation.unit(*id).is_some_and(|unit| unit.exists_on(day));
        let answered_for = |id: &Uuid| *id == self.unit_id || organisation.ancestors(*id, day).contains(&self.unit_id);
        let mut units: Vec<Uuid> = self.unit_ids.iter().copied().filter(|id| lasts(id) && answered_for(id)).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The same client, where it acts at some of its units only.
    #[must_use]
    pub fn only_at(&self, units: &[Uuid]) -> Self {
        let unit_ids = self.unit_ids.iter().copied().filter(|id| units.contains(id)).collect();
        Self { unit_ids, ..self.clone() }
    }

    /// Of what gives it rights on a day.
    pub fn digest_on(&self, day: NaiveDate, organisation: &Organisation) -> String {
        let permissions = self.permissions.iter().map(|permission| permission.name().to_owned());
        let standing = organisation.holder(Function::EmulationStandingBody, day);
        let units = self.units_on(day, organisation);
        let function = units.iter().any(|unit| standing == Some(*unit)).then(|| "standing".to_owned());
        let units = units.iter().map(Uuid::to_string);
        let all: Vec<String> = permissions.chain(units).chain(function).collect();
        digest::sha256_hex(all.join("\n").as_bytes())
    }
}

pub async fn load(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, Client>, DbErr> {
    let usable = client::Entity::find().filter(client::Column::Status.ne(ClientStatus::Revoked)).all(db).await?;
    let mut clients: HashMap<Uuid, Client> = usable.into_iter().map(|m| (m.id, Client::of(m))).collect();
    if clients.is_empty() {
        return Ok(clients);
    }
    use client_credential::{Column, Entity};
    let good = Entity::find()
        .select_only()
        .columns([Column::Id, Column::ClientId, Column::ExpiresOn])
        .filter(Column::RevokedAt.is_null())
        .into_tuple::<(Uuid, Uuid, Option<NaiveDate>)>()
        .all(db)
        .await?;
    for (id, client_id, expires_on) in good {
        if let Some(client) = clients.get_mut(&client_id) {
            client.credentials.push((id, expires_on));
        }
    }
    Ok(clients)
}
