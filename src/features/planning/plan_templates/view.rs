//! How templates look to clients.
use entity::plan_template::{self, TemplateStatus};

use super::{
    dto::{PlanTemplateSummary, PlanTemplateView},
    repo::Found,
    rules::STEPS,
};
use crate::{
    features::planning::{movements::preparer, plans::dto::Content},
    kernel::{
        error::{Error, Result},
        scope::Scope,
        transition::{self, Current, Parties},
    },
};

/// The sides are those of the movement.
pub fn current(scope: &Scope, found: &Found) -> Current<TemplateStatus> {
    let Found { template, movement } = found;
    let parties = Parties {
        owner: movement.launched_by_unit_id,
        addressee: Some(preparer(scope, movement.launched_by_unit_id)),
        drafters: [template.drafted_by, template.edited_by],
    };
    Current { status: template.status, version: template.version, parties }
}

pub fn content(template: &plan_template::Model) -> Result<Content> {
    serde_json::from_str(&template.content).map_err(Error::internal)
}

pub fn summary(m: plan_template::Model) -> PlanTemplateSummary {
    PlanTemplateSummary {
        id: m.id,
        movement_id: m.movement_id,
        unit_kind: m.unit_kind,
        title: m.title,
        introduction: m.introduction,
        status: m.status,
        published_at: m.published_at,
        updated_at: m.updated_at,
        version: m.version,
    }
}

pub fn whole(scope: &Scope, found: Found) -> Result<PlanTemplateView> {
    let Content { tasks, measures, targets } = content(&found.template)?;
    let actions = transition::actions(STEPS, &current(scope, &found), scope);
    Ok(PlanTemplateView { summary: summary(found.template), tasks, measures, targets, actions })
}
