use base::{
    http::answer::Resource,
    kernel::{day::Day, text::Text},
    store::document::{DocumentInput, DocumentView},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{award_stage, nomination::Stage};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A review of a movement, as a document launches it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"movement_id": "0198c0de-0000-7000-8000-000000000001", "stage": "interim", "award_form_codes": ["GK", "BK_BT"], "opens_on": "2024-06-01", "closes_on": "2024-10-31", "document": {"number": "2140/BTP-TDKT", "issued_on": "2024-05-28", "signer_name": "Nguyễn Thị Mẫu", "signer_title": "Thứ trưởng"}}))]
pub struct LaunchStage {
    pub movement_id: Uuid,
    pub stage: Stage,
    /// Forms of the movement that this review gives.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub award_form_codes: Vec<Text<20>>,
    /// The first day on which a dossier may be begun.
    pub opens_on: Day,
    /// The last day.
    pub closes_on: Day,
    #[validate(nested)]
    pub document: DocumentInput,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AwardStage)]
pub struct StageView {
    pub id: Uuid,
    pub movement_id: Uuid,
    pub stage: Stage,
    /// Forms of the movement that this review gives.
    #[schema(max_items = 20)]
    pub award_form_codes: Vec<String>,
    /// The first day on which a dossier may be begun.
    pub opens_on: NaiveDate,
    /// The last day.
    pub closes_on: NaiveDate,
    pub document: DocumentView,
    /// When it was launched: of two for one review the last one holds.
    pub launched_at: DateTime<Utc>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for StageView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/award-stages/{}", self.id)
    }
}

impl From<award_stage::Model> for StageView {
    fn from(m: award_stage::Model) -> Self {
        Self {
            id: m.id,
            movement_id: m.movement_id,
            stage: m.stage,
            award_form_codes: m.award_form_codes.split(',').map(str::to_owned).collect(),
            opens_on: m.opens_on,
            closes_on: m.closes_on,
            document: DocumentView::signed(m.document_number, Some(m.document_issued_on), m.signature),
            launched_at: m.launched_at,
            version: m.version,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct StageFilter {
    pub movement_id: Option<Uuid>,
}
