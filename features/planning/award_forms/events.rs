//! What the journal says of forms of award of the ministry's own.
use base::store::journal::{Change, Changed, Facts};
use chrono::NaiveDate;
use entity::{
    award_form::{self, AwardLevel},
    journal::Subject,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to a form of award of the ministry's own.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum AwardFormEvent {
    /// A document made it.
    #[serde(rename = "award_form.created")]
    Created {
        #[schema(max_length = 20)]
        code: String,
        level: AwardLevel,
        valid_from: NaiveDate,
        #[schema(max_length = 60)]
        document_number: String,
    },
    /// Something of it is said otherwise; its versions tell what.
    #[serde(rename = "award_form.updated")]
    Updated,
    /// A document closed it.
    #[serde(rename = "award_form.closed")]
    Closed {
        valid_to: NaiveDate,
        #[schema(max_length = 60)]
        document_number: String,
    },
}

impl Facts for AwardFormEvent {
    const SUBJECT: Option<Subject> = Some(Subject::AwardForm);
}

impl AwardFormEvent {
    /// `unit_id` is in whose name it was done.
    pub fn of(&self, before: &award_form::Model, after: &award_form::Model, unit_id: Uuid) -> Change {
        let told = |m: &award_form::Model| json!({ "level": m.level, "valid_to": m.valid_to });
        let texts = |m: &award_form::Model| json!({ "name": m.name, "name_en": m.name_en });
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(unit_id).changed(changed)
    }
}
