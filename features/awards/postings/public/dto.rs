use base::kernel::{error::Fault, text::Text};
use chrono::{DateTime, NaiveDate, Utc};
use entity::posting_objection::ObjectionStatus;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;
use validator::Validate;

use crate::postings::{dto::Shown, objections::dto::ObjectionThread};

/// A list that is posted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPostingSummary {
    /// Where it is read.
    #[schema(max_length = 100, example = "/api/v1/public/postings/0198c0de-0000-7000-8000-000000000001")]
    pub path: String,
    #[schema(max_length = 300, example = "Danh sách đề nghị tặng Bằng khen của Bộ trưởng")]
    pub title: String,
    /// The movement in which it was achieved.
    #[schema(max_length = 300, example = "Ngành Tư pháp chung tay vì người nghèo")]
    pub movement_title: String,
    /// Who posts it, and to whom objections go.
    #[schema(max_length = 300, example = "Vụ Thi đua - Khen thưởng")]
    pub unit_name: String,
    /// Its first day.
    pub first_on: Option<NaiveDate>,
    /// The last day on which somebody may object.
    pub last_on: Option<NaiveDate>,
}

/// A list that is posted: who is proposed for what. It names nobody otherwise, and nothing of what is said of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPosting {
    #[serde(flatten)]
    pub summary: PublicPostingSummary,
    /// Who is proposed, in the order of the list.
    #[schema(max_items = 200)]
    pub entries: Vec<PublicPostingEntry>,
    /// Where the rules stand that order the posting; none where it is of the unit's own accord.
    #[schema(max_items = 20)]
    pub bases: Vec<PublicBasis>,
}

/// One line of a posted list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPostingEntry {
    /// Its number on the list, which an objection names.
    #[schema(minimum = 1, maximum = 200)]
    pub ordinal: i32,
    #[serde(flatten)]
    pub shown: Shown,
    /// What the form of award is called.
    #[schema(max_length = 300, example = "Bằng khen của Bộ trưởng")]
    pub award_form_name: String,
}

/// Where a rule stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicBasis {
    #[schema(max_length = 60, example = "98/2023/NĐ-CP")]
    pub document_number: String,
    /// `46(2)` is clause 2 of article 46.
    #[schema(max_length = 200, example = "46(2)")]
    pub article: Option<String>,
    /// Whether the rule was read in a public text.
    pub verified: bool,
}

/// What somebody objects to. Nobody is asked who it is.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ordinals": [2], "text": "Kết quả nêu trong danh sách là của tổ hòa giải thôn Nà Phặc, không phải của cá nhân này."}))]
pub struct RaiseObjection {
    /// The numbers on the list that it is about, each once.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub ordinals: Vec<i32>,
    pub text: Text<2000>,
}

/// The only time that the secret is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RaisedObjection {
    /// Whoever knows it reads the thread and writes in it. A page hands it over in the part of a link after `#`, which is sent
    /// to nobody.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "0d9c0c8ac61c4d2dcb5a6d7b3f0a8d6e5b4c3a2918070605040302010f0e0d0c"
    )]
    pub secret: String,
    /// What was raised.
    pub objection: PublicObjection,
}

/// An objection as whoever raised it reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicObjection {
    /// What the list was called.
    #[schema(max_length = 300)]
    pub title: String,
    /// Who decides.
    #[schema(max_length = 300)]
    pub unit_name: String,
    pub status: ObjectionStatus,
    #[serde(flatten)]
    pub thread: ObjectionThread,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What opens an objection. It is in no address, so that nobody writes it down.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"secret": "0d9c0c8ac61c4d2dcb5a6d7b3f0a8d6e5b4c3a2918070605040302010f0e0d0c"}))]
pub struct ObjectionSecret {
    /// What was told once, when the objection was raised.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, format = Password, min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub secret: SecretString,
}

#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"secret": "0d9c0c8ac61c4d2dcb5a6d7b3f0a8d6e5b4c3a2918070605040302010f0e0d0c", "text": "Tôi gửi thêm số biên bản hòa giải."}))]
pub struct WriteToObjection {
    /// What was told once, when the objection was raised.
    #[serde(deserialize_with = "secret")]
    #[schema(value_type = String, format = Password, min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub secret: SecretString,
    pub text: Text<2000>,
}

/// Only the shape is looked at here: one that opens nothing is not there.
fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    let secret = SecretString::deserialize(deserializer)?;
    let hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
    let fits = secret.expose_secret().len() == 64 && secret.expose_secret().bytes().all(hex);
    if fits { Ok(secret) } else { Err(de::Error::custom(Fault::InvalidValue.spec().0)) }
}
