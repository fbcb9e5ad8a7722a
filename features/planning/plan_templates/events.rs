//! What the journal says of plan templates.
use base::store::journal::{Change, Changed, Facts};
use entity::{
    journal::Subject,
    plan_template::{self, TemplateStatus},
    unit::UnitKind,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a template of plans.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum PlanTemplateEvent {
    /// A template was begun.
    #[serde(rename = "plan_template.created")]
    Created { movement_id: Uuid, unit_kind: UnitKind },
    /// The draft was changed.
    #[serde(rename = "plan_template.updated")]
    Updated,
    /// Units find it from now on.
    #[serde(rename = "plan_template.published")]
    Published {
        /// The one that it took the place of.
        replaces: Option<Uuid>,
        #[schema(max_length = 64)]
        content_digest: String,
    },
    /// Units find it no longer. The reason stands on the template.
    #[serde(rename = "plan_template.withdrawn")]
    Withdrawn {
        /// The one that took its place.
        replaced_by: Option<Uuid>,
    },
}

impl Facts for PlanTemplateEvent {
    const SUBJECT: Option<Subject> = Some(Subject::PlanTemplate);
}

impl PlanTemplateEvent {
    /// `unit_id` is who launched the movement.
    pub fn of(&self, m: &plan_template::Model, unit_id: Uuid) -> Change {
        Change::new(self, m.id).version(m.version).unit(unit_id)
    }
}

/// What differs between two states of a template.
pub fn changed(before: &plan_template::Model, after: &plan_template::Model) -> Changed {
    let told = |status: TemplateStatus| json!({ "status": status });
    let texts =
        |m: &plan_template::Model| json!({ "title": m.title, "introduction": m.introduction, "content": m.content });
    Changed::between(&told(before.status), &told(after.status)).rewritten(&texts(before), &texts(after))
}
