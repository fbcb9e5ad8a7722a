use sea_orm::{
    FromJsonQueryResult,
    prelude::{Date, Uuid},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who signed a document, as it stands below its text (Decree 30/2020/NĐ-CP, annex I, II.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Signature {
    pub signer_name: String,
    pub signer_title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_by: Option<DelegatedBy>,
}

/// By whose right a document was signed (thừa ủy quyền), and the document that gave it, as both were on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DelegatedBy {
    /// Who had the right.
    pub user_id: Uuid,
    #[schema(max_length = 300)]
    pub full_name: String,
    /// Of the delegation.
    #[schema(max_length = 60, example = "12/QĐ-STP")]
    pub document_number: String,
    pub document_issued_on: Date,
}
