//! Numbers of documents (số, ký hiệu văn bản): their form and that each is used once
//! per unit, type and year (Decree 30/2020/NĐ-CP).
use std::{borrow::Cow, sync::LazyLock};

use chrono::{Datelike, NaiveDate};
use entity::{DelegatedBy, Signature, document_number};
use regex::Regex;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::UnicodeNormalization;
use utoipa::{PartialSchema, ToSchema, openapi};
use uuid::Uuid;
use validator::Validate;

use crate::{
    kernel::{
        day::Day,
        error::{Code, Error, Fault, Result},
        json::Object,
        text::{Line, Text, d_with_stroke},
    },
    store::db::Uow,
};

const PATTERN: &str = r"^[0-9]{1,5}[a-z]?(?:/[0-9]{4})?/[\p{Latin}0-9]+(?:-[\p{Latin}0-9&.]+)*$";
/// Types that stand before the agency in a symbol; a symbol without one is a công văn.
const TYPES: [&str; 17] =
    ["QĐ", "KH", "TTr", "BC", "BB", "HD", "TB", "GM", "GK", "TT", "NQ", "CT", "NĐ", "CTr", "PA", "ĐA", "TTLT"];

#[expect(clippy::expect_used, reason = "a constant, compiled by every test")]
static FORM: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("the pattern is valid"));

/// Number and symbol of a document, e.g. `12/KH-PTP`, composed (NFC).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let text = Text::<60>::parse(raw)?;
        if FORM.is_match(&text) { Ok(Self(text.into_string())) } else { Err(Fault::MustBeNumber) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two numbers one, however they are typed: no leading zeros, all signs in capitals and of one width,
    /// and what is drawn like Đ is Đ. `8/QĐ-PTP` of `08/qđ-ptp`.
    pub fn key(&self) -> String {
        let written: String = self.0.nfkc().flat_map(char::to_uppercase).map(d_with_stroke).collect();
        written.trim_start_matches('0').to_owned()
    }

    /// KH of `12/KH-PTP`.
    pub fn document_type(&self) -> &'static str {
        let key = self.key();
        let first = key.rsplit('/').next().and_then(|symbol| symbol.split('-').next()).unwrap_or_default();
        TYPES.into_iter().find(|kind| kind.to_uppercase() == first).unwrap_or("CV")
    }

    /// Whether it is the number that was kept as `written`.
    pub fn is(&self, written: &str) -> bool {
        Self(written.to_owned()).key() == self.key()
    }
}

impl<'de> Deserialize<'de> for DocumentNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|fault| de::Error::custom(fault.spec().0))
    }
}

impl PartialSchema for DocumentNumber {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .min_length(Some(3))
            .max_length(Some(60))
            .pattern(Some(r"^[0-9]{1,5}[a-z]?(/[0-9]{4})?/[^\s/]+$"))
            .examples(["12/KH-PTP"])
            .into()
    }
}

impl ToSchema for DocumentNumber {}

/// A document as its issuer signed it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"number": "12/KH-PTP", "issued_on": "2023-04-20", "signer_name": "Ngô Duy Sơn", "signer_title": "Trưởng phòng Tư pháp"}))]
pub struct DocumentInput {
    pub number: DocumentNumber,
    /// Not in the future, and not before what the document rests on.
    pub issued_on: Day,
    pub signer_name: Line,
    pub signer_title: Line,
}

/// A document that was issued.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DocumentView {
    #[schema(max_length = 60, example = "12/KH-PTP")]
    pub number: String,
    pub issued_on: Option<NaiveDate>,
    #[schema(max_length = 300)]
    pub signer_name: Option<String>,
    #[schema(max_length = 300)]
    pub signer_title: Option<String>,
    /// Where it was signed by another's right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated_by: Option<DelegatedBy>,
}

impl DocumentView {
    /// Of a paper that has a number once it is signed.
    pub fn of(number: Option<String>, issued_on: Option<NaiveDate>, signature: Option<Signature>) -> Option<Self> {
        let (signer_name, signer_title, delegated_by) = match signature {
            Some(Signature { signer_name, signer_title, delegated_by }) => {
                (Some(signer_name), Some(signer_title), delegated_by)
            }
            None => (None, None, None),
        };
        Some(Self { number: number?, issued_on, signer_name, signer_title, delegated_by })
    }

    pub fn signed(number: String, issued_on: Option<NaiveDate>, signature: Signature) -> Self {
        let Signature { signer_name, signer_title, delegated_by } = signature;
        Self { number, issued_on, signer_name: Some(signer_name), signer_title: Some(signer_title), delegated_by }
    }

    pub fn signature(&self) -> Option<Signature> {
        let (signer_name, signer_title) = (self.signer_name.clone()?, self.signer_title.clone()?);
        Some(Signature { signer_name, signer_title, delegated_by: self.delegated_by.clone() })
    }
}

/// A `Signature` that borrows from the row in which it stands.
#[derive(Deserialize)]
pub struct SignatureLine<'r> {
    #[serde(borrow)]
    signer_name: Cow<'r, str>,
    #[serde(borrow)]
    signer_title: Cow<'r, str>,
    delegated_by: Option<DelegatedBy>,
}

/// Writes what `DocumentView` says of a paper that may not be signed yet.
pub fn tell(
    item: &mut Object<'_>,
    number: Option<&str>,
    issued_on: Option<NaiveDate>,
    signature: Option<&SignatureLine<'_>>,
) -> Result<()> {
    let Some(number) = number else { return item.other("document", &()) };
    let mut document = item.object("document");
    document.text("number", number);
    document.day("issued_on", issued_on);
    document.text("signer_name", signature.map(|signed| &*signed.signer_name));
    document.text("signer_title", signature.map(|signed| &*signed.signer_title));
    if let Some(by) = signature.and_then(|signed| signed.delegated_by.as_ref()) {
        document.other("delegated_by", by)?;
    }
    document.end();
    Ok(())
}

/// Who signs for a unit, and by whose right where that was delegated.
pub fn signature(uow: &Uow, unit_id: Uuid, input: &DocumentInput) -> Signature {
    let delegated_by = uow.delegated_by(Some(unit_id)).map(|delegated| DelegatedBy {
        user_id: delegated.by,
        full_name: uow.snapshot.access.account(delegated.by).map(|by| by.full_name.clone()).unwrap_or_default(),
        document_number: delegated.document_number.clone(),
        document_issued_on: delegated.document_issued_on,
    });
    let (signer_name, signer_title) = (input.signer_name.to_string(), input.signer_title.to_string());
    Signature { signer_name, signer_title, delegated_by }
}

/// Takes a number for a paper of a unit, once, and signs it.
pub async fn take(uow: &Uow, unit_id: Uuid, input: &DocumentInput, subject: (&'static str, Uuid)) -> Result<Signature> {
    let row = document_number::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(unit_id),
        document_type: Set(input.number.document_type().to_owned()),
        number: Set(input.number.as_str().to_owned()),
        number_key: Set(input.number.key()),
        year: Set(input.issued_on.year()),
        subject_type: Set(subject.0.to_owned()),
        subject_id: Set(subject.1),
    };
    let taken = document_number::Entity::insert(row).exec_without_returning(&uow.tx).await;
    taken.map(|_| signature(uow, unit_id, input)).map_err(|e| match Error::from(e) {
        e if e.code == Code::Conflict => Error::with(Code::DuplicateDocumentNumber, input.number.as_str().to_owned()),
        e => e,
    })
}

#[cfg(test)]
mod tests {
    use super::DocumentNumber;

    #[test]
    fn numbers_as_they_are_written() {
        let cases = [
            ("303/QĐ-BTP", "QĐ"),
            ("53/KH-STP", "KH"),
            ("133/TTr-STP", "TTr"),
            ("5034/BTP-TCCB", "CV"),
            ("11/2023/TT-BTP", "TT"),
            ("06/2022/QH15", "CV"),
            ("1683/NQ-UBTVQH15", "NQ"),
            ("0125/KH-UBND", "KH"),
        ];
        for (number, kind) in cases {
            assert_eq!(DocumentNumber::parse(number).map(|n| n.document_type().to_owned()), Ok(kind.to_owned()));
        }
        for wrong in ["KH-STP", "12 KH-STP", "123456/KH-STP", "12/", "12/KH-", "１２/KH-STP", "١٢/KH-STP", "12/КН-STP"]
        {
            assert!(DocumentNumber::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_number_has_many_spellings() {
        let number = |text: &str| DocumentNumber::parse(text).unwrap();
        let written = number("08/QĐ-PTP");
        for same in
            ["8/QĐ-PTP", "008/QĐ-PTP", "8/qđ-ptp", "8/Q\u{d0}-PTP", "8/q\u{f0}-ptp", "8/Q\u{189}-PTP", "8/ＱĐ-ＰＴＰ"]
        {
            assert_eq!((number(same).key(), number(same).document_type()), (written.key(), "QĐ"), "{same}");
            assert!(number(same).is("08/QĐ-PTP"));
        }
        for other in ["80/QĐ-PTP", "8/QD-PTP", "8a/QĐ-PTP", "8/2024/QĐ-PTP", "8/QĐ-PTPA"] {
            assert_ne!(number(other).key(), written.key(), "{other}");
        }
        assert_eq!(number("1/ttr-stp").document_type(), "TTr");
        assert_eq!(written.as_str(), "08/QĐ-PTP", "shown as it was written");
    }

    #[test]
    fn decomposed_equals_composed() {
        use unicode_normalization::UnicodeNormalization;
        let decomposed: String = "303/QĐ-BTP-Ủ".nfd().collect();
        assert_eq!(DocumentNumber::parse(&decomposed), DocumentNumber::parse("303/QĐ-BTP-Ủ"));
    }
}
