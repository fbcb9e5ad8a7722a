//! A template in its life cycle: who stands for its parties, and what its guards look at.
use base::{
    kernel::{
        error::{Code, Error, Fault, Result},
        scope::Scope,
        transition::{Against, Current, Lifecycle},
    },
    store::db::Conn,
};
use entity::{movement, plan_template::TemplateStatus, unit::UnitKind};
use uuid::Uuid;

use super::{
    repo::{self, Found},
    rules::{STEPS, TemplateAction, TemplateFacts, TemplateStep, not_allowed},
    view,
};
use crate::{
    movements::{self, Lines},
    plans::{self, dto::Content},
};

impl Lifecycle for TemplateAction {
    type Paper = Found;
    type Status = TemplateStatus;
    type Facts = TemplateFacts;
    type Db = Conn;
    const STEPS: &'static [TemplateStep] = STEPS;

    async fn find(db: &Conn, scope: &Scope, id: Uuid) -> Result<Found> {
        repo::get(db, scope, id).await
    }

    /// The parties are those of the movement.
    fn current(found: &Found, scope: &Scope) -> Current<TemplateStatus> {
        let Found { template, movement } = found;
        let parties = movements::parties(scope, movement.launched_by_unit_id);
        let authors = template.authors.clone();
        Current { status: template.status, version: template.version, parties, authors }
    }

    async fn facts(found: &Found, db: &Conn, _: &Scope) -> Result<TemplateFacts> {
        let Found { template, movement } = found;
        let wrong = match check(db, movement, template.unit_kind, &view::content(template)?).await {
            Err(Error { code: Code::ValidationFailed, particulars, fields, .. }) => {
                Some(Against { particulars: particulars.into_owned(), fields, ..Against::default() })
            }
            checked => checked.map(|()| None)?,
        };
        Ok(TemplateFacts {
            movement: movement.status,
            movement_id: movement.id,
            movement_code: movement.code.clone(),
            wrong,
        })
    }
}

/// Whether a plan of such a unit in the movement could hold it, and a template may say it.
pub async fn check(db: &Conn, movement: &movement::Model, kind: UnitKind, content: &Content) -> Result<()> {
    if !Lines::of(db, movement.id).await?.oblige_kind(kind) {
        return Err(Error::field("/unit_kind", Fault::NotAllowed));
    }
    let faults = not_allowed(content);
    if !faults.is_empty() {
        return Err(Error::fields(Code::ValidationFailed, faults));
    }
    plans::check_content(db, movement, content).await
}
