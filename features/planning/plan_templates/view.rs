//! How templates look to clients.
use base::{
    kernel::{
        error::{Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::db::Conn,
};
use entity::plan_template;

use super::{
    dto::{PlanTemplateSummary, PlanTemplateView},
    repo::Found,
};
use crate::{plan_templates::rules::TemplateAction, plans::dto::Content};

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
        end_reason: m.end_reason,
        updated_at: m.updated_at,
        version: m.version,
    }
}

pub async fn whole(db: &Conn, scope: &Scope, found: Found) -> Result<PlanTemplateView> {
    let Content { tasks, measures, targets } = content(&found.template)?;
    let actions = Case::<TemplateAction>::of(&found, db, scope).await?.actions(scope);
    Ok(PlanTemplateView { summary: summary(found.template), tasks, measures, targets, actions })
}
