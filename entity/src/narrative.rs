use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult, ToSchema)]
pub struct Narrative {
    /// Kết quả.
    #[schema(max_length = 8000)]
    pub results: Option<String>,
    /// Hạn chế.
    #[schema(max_length = 8000)]
    pub limitations: Option<String>,
    /// Nguyên nhân.
    #[schema(max_length = 8000)]
    pub causes: Option<String>,
    /// Bài học.
    #[schema(max_length = 8000)]
    pub lessons: Option<String>,
    /// Đề xuất, kiến nghị.
    #[schema(max_length = 8000)]
    pub proposals: Option<String>,
}
