//! Papers of a dossier (thành phần hồ sơ) that the law asks for, by form and regime, and whether they are there. What the
//! service itself holds stands for the paper: the achievement for its report, the review for its minutes, what is stated
//! with a document for the confirmation.
use base::{
    kernel::{clock::day_of, error::Result},
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{StatementKind, legal_rule, nomination};
use planning::law::{self, kind::RuleKind};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// One paper of a dossier.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DossierItem {
    /// The rule that asks for it.
    pub rule_id: Uuid,
    #[schema(max_length = 40, example = "BIEN_BAN")]
    pub item_code: String,
    #[schema(max_length = 300, example = "Biên bản bình xét thi đua")]
    pub name: String,
    /// Whether it is asked for now: what a council or a special case brings is asked for where that is.
    pub required: bool,
    /// Whether the dossier has it.
    pub present: bool,
    /// When it is asked for, where not always.
    #[schema(max_length = 300)]
    pub condition: Option<String>,
    /// Whether the rule was read in a public text.
    #[serde(skip)]
    pub citation_id: Uuid,
}

/// What is asked of a dossier under its regime or, before its receipt, under that of a day.
pub async fn asked(db: &Conn, m: &nomination::Model, form_code: &str, today: NaiveDate) -> Result<Vec<DossierItem>> {
    let law_of = m.received_at.map_or(today, day_of);
    let regime = match &m.regime_code {
        Some(code) => Some(code.clone()),
        None => law::repo::regime_on(db, law_of).await?.map(|regime| regime.code),
    };
    let Some(regime) = regime else { return Ok(vec![]) };
    let rules = law::repo::rules_of(db, &[RuleKind::DossierItem]).await?;
    let of_form = rules.iter().filter(|rule| {
        rule.award_form.as_deref() == Some(form_code) && rule.regimes.split(',').any(|code| code == regime)
    });
    Ok(of_form.filter_map(|rule| item(rule, m)).collect())
}

fn item(rule: &legal_rule::Model, m: &nomination::Model) -> Option<DossierItem> {
    let text = |name: &str| rule.params.get(name).and_then(Value::as_str);
    let code = text("item_code")?;
    let has = |kinds: &[StatementKind]| m.stated.0.iter().any(|statement| kinds.contains(&statement.kind));
    let (asked, present) = match code {
        // The submission is the paper: it is there once the head submits.
        "TO_TRINH" => (true, true),
        "BAO_CAO_THANH_TICH" => (true, !m.achievement_summary.is_empty()),
        "BIEN_BAN" => (true, m.minutes_number.is_some()),
        "CHUNG_NHAN_SANG_KIEN" => (true, has(&[StatementKind::Initiative, StatementKind::Research])),
        // The council has not met yet.
        "KET_QUA_PHIEU" => (false, m.review_votes_for.is_some()),
        _ => (false, false),
    };
    Some(DossierItem {
        rule_id: rule.id,
        item_code: code.to_owned(),
        name: text("name_vi").unwrap_or(code).to_owned(),
        required: asked && text("required") == Some("always"),
        present,
        condition: text("condition").map(str::to_owned),
        citation_id: rule.citation_id,
    })
}
