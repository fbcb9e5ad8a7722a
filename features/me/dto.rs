use base::kernel::text::Text;
use chrono::NaiveDate;
use entity::assignment::Role;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// The caller and what its assignments of today allow.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    #[schema(max_length = 64)]
    pub username: String,
    #[schema(max_length = 300)]
    pub full_name: String,
    #[schema(max_items = 100)]
    pub assignments: Vec<MyAssignment>,
    /// Held somewhere; where is told by the assignments.
    #[schema(max_items = 100)]
    pub permissions: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyAssignment {
    pub role: Role,
    pub unit_id: Uuid,
    #[schema(max_length = 300, example = "Phòng Tư pháp huyện Ba Bể")]
    pub unit_name: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    /// For whom the caller acts, where it was delegated.
    pub delegated_by_id: Option<Uuid>,
    #[schema(max_length = 300)]
    pub delegated_by_name: Option<String>,
    /// To which a delegation is limited, beside reading.
    #[schema(max_items = 30)]
    pub permissions: Option<Vec<&'static str>>,
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"current_password": "mười hai ký tự", "new_password": "mười ba ký tự đấy"}))]
pub struct ChangePassword {
    /// The one that holds until now.
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 128)]
    pub current_password: SecretString,
    /// Another one, of 12 to 128 characters.
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 128)]
    pub new_password: SecretString,
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// An action of the resource, as in its `actions`; or a permission, for a unit.
    #[param(min_length = 1, max_length = 60, example = "plans:write")]
    pub action: Text<60>,
    /// `<collection>/<id>`: of units, movements, plan-templates, plans, allocations, reports, obligations, guidance,
    /// guidance-questions, inspections, recommendations, reminders, nominations, decisions, councils, council-sessions, exemplars
    /// or exemplar-adoptions.
    #[param(min_length = 1, max_length = 100, example = "units/0198c0de-0000-7000-8000-000000000001")]
    pub resource: Text<100>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Verdict {
    pub allowed: bool,
    /// `granted`, or the code of the problem that it would meet.
    #[schema(max_length = 60, example = "separation_of_duties")]
    pub because: &'static str,
}
