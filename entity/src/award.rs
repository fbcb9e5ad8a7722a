use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Relation;
use crate::nomination::Stage;
use crate::nomination::SubjectType;

/// Life cycle of an award.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AwardStatus {
    Granted,
    Conferred,
    Revoked,
}

/// An award granted (khen thưởng).
/// Who received the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReceivedBy {
    InPerson,
    /// The head of the collective.
    Head,
    Representative,
    /// Of somebody who has died.
    FamilyRepresentative,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub decision_id: Uuid,
    pub nomination_id: Uuid,
    pub order_no: i32,
    pub decision_number: String,
    pub decided_on: Date,
    pub signer_name: String,
    pub issuing_unit_id: Uuid,
    pub issuing_unit_name: String,
    pub movement_id: Uuid,
    pub stage: Stage,
    pub subject_type: SubjectType,
    pub subject_key: String,
    pub full_name: String,
    pub search_text: String,
    pub unit_id: Uuid,
    pub unit_name: String,
    pub province_code: Option<String>,
    pub award_form_id: Uuid,
    /// The rule by which it was granted.
    pub authority_id: Uuid,
    pub status: AwardStatus,
    pub verification_code: String,
    /// What goes with it, by the rules of the day of the decision; empty where none was read.
    pub prize_vnd: Option<i64>,
    /// The ministry chooses the sum up to this.
    pub prize_is_maximum: Option<bool>,
    pub prize_num: Option<i32>,
    pub prize_den: Option<i32>,
    pub base_pay_vnd: Option<i64>,
    /// Where the multiple stands.
    pub prize_citation_id: Option<Uuid>,
    /// When it was handed over.
    pub conferral_id: Option<Uuid>,
    pub received_by: Option<ReceivedBy>,
    /// By what and when it was revoked.
    pub revocation_number: Option<String>,
    pub revoked_on: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
