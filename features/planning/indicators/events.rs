//! What the journal says of indicators.
use base::store::journal::{Change, Changed, Facts};
use entity::{
    indicator::{self, Aggregation},
    journal::Subject,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened to an indicator.
#[derive(Serialize, ToSchema)]
#[serde(tag = "event", content = "data")]
pub enum IndicatorEvent {
    /// The catalogue has one more.
    #[serde(rename = "indicator.created")]
    Created {
        #[schema(max_length = 40)]
        code: String,
        aggregation: Aggregation,
    },
    /// Something of it is said otherwise; its versions tell what.
    #[serde(rename = "indicator.updated")]
    Updated,
    /// No new movement takes it. The reason stands on the indicator.
    #[serde(rename = "indicator.retired")]
    Retired {
        /// The indicator that takes its place.
        replaced_by_id: Option<Uuid>,
    },
}

impl Facts for IndicatorEvent {
    const SUBJECT: Option<Subject> = Some(Subject::Indicator);
}

impl IndicatorEvent {
    /// `unit_id` is the ministry: the catalogue is for the whole sector.
    pub fn of(&self, before: &indicator::Model, after: &indicator::Model, unit_id: Uuid) -> Change {
        let told = |m: &indicator::Model| {
            json!({
                "code": m.code,
                "direction": m.direction,
                "aggregation": m.aggregation,
                "value_type": m.value_type,
                "decimals": m.decimals,
                "numerator_id": m.numerator_id,
                "denominator_id": m.denominator_id,
                "retired_on": m.retired_on,
            })
        };
        let texts = |m: &indicator::Model| {
            json!({
                "name": m.name,
                "name_en": m.name_en,
                "unit_of_measure": m.unit_of_measure,
                "upper_bound": m.upper_bound,
            })
        };
        let changed = Changed::between(&told(before), &told(after)).rewritten(&texts(before), &texts(after));
        Change::new(self, after.id).version(after.version).unit(unit_id).changed(changed)
    }
}
