use base::{
    http::{
        answer::Resource,
        body::{given, present},
    },
    kernel::{
        reason::ReasonText,
        text::{Line, Text},
    },
};
use chrono::NaiveDate;
use entity::{
    Quantity,
    indicator::{Aggregation, Direction, ValueType},
    unit::UnitKind,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Indicator)]
pub struct IndicatorView {
    pub id: Uuid,
    #[schema(max_length = 40, example = "TGPL-04")]
    pub code: String,
    #[schema(max_length = 300, example = "Số vụ việc trợ giúp pháp lý cho người nghèo")]
    pub name: String,
    #[schema(max_length = 300)]
    pub name_en: Option<String>,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: String,
    pub direction: Direction,
    pub aggregation: Aggregation,
    pub value_type: ValueType,
    /// How many decimals its amounts may have: none where people, cases, days or đồng are counted.
    #[schema(minimum = 0, maximum = 4)]
    pub decimals: i16,
    /// What a value, or of a ratio its percentage, may not exceed.
    pub upper_bound: Option<Quantity>,
    pub numerator_id: Option<Uuid>,
    pub denominator_id: Option<Uuid>,
    /// The code of the indicator that is divided.
    #[schema(max_length = 40, example = "TGPL-02")]
    pub numerator_code: Option<String>,
    /// The code of the indicator that is divided by.
    #[schema(max_length = 40, example = "TGPL-01")]
    pub denominator_code: Option<String>,
    /// The kinds of unit that a movement asks for it where it says nothing else.
    #[schema(max_items = 6)]
    pub applies_to: Vec<UnitKind>,
    /// The day on which it was closed to new movements; null while it is open.
    pub retired_on: Option<NaiveDate>,
    /// Why it was closed.
    #[schema(max_length = 2000)]
    pub retire_reason: Option<String>,
    /// The indicator that takes its place.
    pub replaced_by_id: Option<Uuid>,
    #[schema(minimum = 1)]
    pub version: i64,
}

impl Resource for IndicatorView {
    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        format!("/api/v1/indicators/{}", self.id)
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "NTM-01", "name": "Số xã đạt chuẩn nông thôn mới được đơn vị giúp đỡ", "name_en": "New-rural communes that the unit helps", "unit_of_measure": "xã", "direction": "increase", "aggregation": "latest", "decimals": 0, "applies_to": ["provincial_justice_department"]}))]
pub struct CreateIndicator {
    /// Unique. It is fixed once the indicator is used.
    pub code: Text<40>,
    pub name: Line,
    pub name_en: Option<Line>,
    #[schema(max_length = 60, example = "vụ việc")]
    pub unit_of_measure: Text<60>,
    pub direction: Direction,
    /// A ratio has two parts, which are sums; what is judged has the last value.
    pub aggregation: Aggregation,
    #[serde(default = "quantitative")]
    pub value_type: ValueType,
    /// How many decimals its amounts may have: none where people, cases, days or đồng are counted.
    #[validate(range(min = 0, max = 4))]
    #[schema(minimum = 0, maximum = 4)]
    #[serde(default)]
    pub decimals: i16,
    /// What a value, or of a ratio its percentage, may not exceed.
    pub upper_bound: Option<Quantity>,
    /// The code of the indicator that is divided; of a ratio only.
    #[schema(example = "TGPL-02")]
    pub numerator_code: Option<Text<40>>,
    /// The code of the indicator that is divided by; of a ratio only.
    #[schema(example = "TGPL-01")]
    pub denominator_code: Option<Text<40>>,
    /// The kinds of unit that a movement asks for it where it says nothing else.
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub applies_to: Vec<UnitKind>,
}

const fn quantitative() -> ValueType {
    ValueType::Quantitative
}

/// Name, bound and for whom it is meant change at any time; the rest until it is used.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UpdateIndicator {
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub code: Option<Text<40>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub name: Option<Line>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Line>)]
    pub name_en: Option<Option<Line>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(max_length = 60, nullable = false, example = "vụ việc")]
    pub unit_of_measure: Option<Text<60>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub direction: Option<Direction>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub aggregation: Option<Aggregation>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub value_type: Option<ValueType>,
    /// How many decimals its amounts may have: none where people, cases, days or đồng are counted.
    #[serde(default, deserialize_with = "given")]
    #[validate(range(min = 0, max = 4))]
    #[schema(minimum = 0, maximum = 4, nullable = false)]
    pub decimals: Option<i16>,
    /// What a value, or of a ratio its percentage, may not exceed: of what is reported from now on.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Quantity>)]
    pub upper_bound: Option<Option<Quantity>>,
    /// The code of the indicator that is divided; of a ratio only.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Text<40>>, example = "TGPL-02")]
    pub numerator_code: Option<Option<Text<40>>>,
    /// The code of the indicator that is divided by; of a ratio only.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Text<40>>, example = "TGPL-01")]
    pub denominator_code: Option<Option<Text<40>>>,
    /// The kinds of unit that a movement asks for it where it says nothing else; movements that have it keep theirs.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6, nullable = false)]
    pub applies_to: Option<Vec<UnitKind>>,
}

/// Why an indicator is closed to new movements, and what takes its place.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Trùng với chỉ tiêu NTM-02", "replaced_by_code": "NTM-02"}))]
pub struct RetireIndicator {
    pub reason: ReasonText,
    /// The code of an open indicator that takes its place.
    #[schema(example = "NTM-02")]
    pub replaced_by_code: Option<Text<40>>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IndicatorFilter {
    /// Applies to units of this kind.
    #[serde(default)]
    #[param(max_items = 6)]
    pub applies_to: Vec<UnitKind>,
    /// How its figures become one.
    #[serde(default)]
    #[param(max_items = 4)]
    pub aggregation: Vec<Aggregation>,
    /// Only those that are, or are not, closed to new movements.
    pub retired: Option<bool>,
    #[param(min_length = 1, max_length = 300)]
    pub q: Option<Line>,
}
