//! An open dossier moves on with the unit that takes over; a collective that no longer exists is not commended.
use std::collections::BTreeMap;

use base::{
    kernel::error::Result,
    store::{
        db::{Conn, Uow, bulk::lists},
        inheritance::{self, Effect, Fate, Kept, Reform, Since, by_before, subjects, tell, tell_back, was},
    },
};
use entity::{
    journal::Subject,
    nomination::{self, NominationStatus, SubjectType},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{events::NominationEvent, rules::OPEN};

const INELIGIBLE: &str = "ineligible";
const MOVED: &str = "moved";

pub struct Inheritance;

#[async_trait::async_trait(?Send)]
impl inheritance::Inheritance for Inheritance {
    fn name(&self) -> &'static str {
        "nomination"
    }

    fn tables(&self) -> &'static [&'static str] {
        &["nomination", "nomination_evidence", "eligibility_run", "initiative_use"]
    }

    async fn foresee(&self, tx: &Conn, reform: &Reform) -> Result<Vec<Effect>> {
        use nomination::{Column, Entity};
        let units: Vec<_> = reform.ended_units().collect();
        let mut found = BTreeMap::new();
        for units in lists(&units) {
            let nominating = Column::NominatingUnitId.is_in(units.iter().copied());
            let concerned = Condition::any().add(nominating).add(Column::SubjectUnitId.is_in(units));
            let rows = Entity::find().filter(concerned).filter(Column::Status.is_in(OPEN)).all(tx).await?;
            found.extend(rows.into_iter().map(|m| (m.id, m)));
        }
        Ok(found.values().filter_map(|m| effect(reform, m)).collect())
    }

    async fn carry_out(&self, uow: &Uow, reform: &Reform, effects: &[Effect]) -> Result<Vec<Effect>> {
        set_status(uow, &subjects(effects, INELIGIBLE), NominationStatus::Ineligible).await?;
        let mut by_heir: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for effect in effects.iter().filter(|effect| effect.effect == MOVED) {
            if let Some(heir) = effect.heir_id {
                by_heir.entry(heir).or_default().push(effect.subject_id);
            }
        }
        for (heir, ids) in by_heir {
            set_nominating(uow, &ids, heir, reform.organisation.name(heir, reform.day)).await?;
        }
        let reorganisation_id = reform.id;
        tell::<nomination::Entity, _>(uow, effects, INELIGIBLE, |_| {
            (NominationEvent::Ineligible { reorganisation_id }, json!({ "status": NominationStatus::Ineligible }))
        })
        .await?;
        tell::<nomination::Entity, _>(uow, effects, MOVED, |effect| {
            (NominationEvent::Moved { reorganisation_id }, json!({ "nominating_unit_id": effect.heir_id }))
        })
        .await?;
        Ok(vec![])
    }

    async fn take_back(&self, uow: &Uow, kept: &[Kept]) -> Result<()> {
        for (before, ids) in by_before(kept, INELIGIBLE) {
            set_status(uow, &ids, was(before, "status")?).await?;
        }
        for (before, ids) in by_before(kept, MOVED) {
            let name: String = was(before, "nominating_unit_name")?;
            set_nominating(uow, &ids, was(before, "nominating_unit_id")?, &name).await?;
        }
        tell_back::<nomination::Entity, _>(uow, kept, INELIGIBLE, &NominationEvent::Restored).await?;
        tell_back::<nomination::Entity, _>(uow, kept, MOVED, &NominationEvent::Restored).await
    }

    async fn made_since(&self, tx: &Conn, since: &Since) -> Result<u64> {
        use nomination::{Column, Entity};
        let mut made = 0;
        for units in lists(&since.units) {
            let any = || units.iter().copied();
            let own = Column::NominatingUnitId.is_in(any()).or(Column::SubjectUnitId.is_in(any()));
            let select = Entity::find().filter(own.or(Column::HolderUnitId.is_in(any())));
            made += select.filter(Column::Id.in_subquery(since.changed(Subject::Nomination))).count(tx).await?;
        }
        Ok(made)
    }
}

fn effect(reform: &Reform, m: &nomination::Model) -> Option<Effect> {
    let collective = m.subject_type == SubjectType::Collective;
    let subject = reform.fate(m.subject_unit_id).filter(|_| collective);
    let (effect, heir_id) = match (subject, reform.fate(m.nominating_unit_id)) {
        (Some(_), _) => (INELIGIBLE, None),
        (None, fate) => (MOVED, Some(fate.and_then(Fate::heir)?)),
    };
    // Whose dossier it is: that there is one on a collective is not the collective's to know.
    let unit_id = m.nominating_unit_id;
    Some(Effect { resource: "nomination", effect, subject_id: m.id, unit_id, heir_id, before: before(m) })
}

fn before(m: &nomination::Model) -> Value {
    json!({
        "status": m.status,
        "nominating_unit_id": m.nominating_unit_id,
        "nominating_unit_name": m.nominating_unit_name,
    })
}

async fn set_status(uow: &Uow, ids: &[Uuid], status: NominationStatus) -> Result<()> {
    uow.change_all::<nomination::Entity>(ids, &[(nomination::Column::Status, Expr::value(status))]).await
}

async fn set_nominating(uow: &Uow, ids: &[Uuid], unit: Uuid, name: &str) -> Result<()> {
    uow.change_all::<nomination::Entity>(
        ids,
        &[
            (nomination::Column::NominatingUnitId, Expr::value(unit)),
            (nomination::Column::NominatingUnitName, Expr::value(name)),
        ],
    )
    .await
}
