//! The list of what a person at the ministry has to confirm: every row that nobody has read in a public text.
use std::collections::HashMap;

use base::{
    kernel::error::{Error, Result},
    store::db::Conn,
};
use entity::{award_authority, award_form_rule, legal_rule, vote_rule};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    dto::{Check, ToConfirm, ToConfirmOf},
    repo, rules,
};
use crate::law::{
    self, Citations,
    dto::{Citation, LegalDocument},
    kind::RuleKind,
};

/// What rows look each other up by.
struct Known {
    citations: Citations,
    forms: HashMap<Uuid, String>,
}

pub async fn all(db: &Conn) -> Result<Vec<ToConfirm>> {
    let unread = repo::unread(db).await?;
    let ids: Vec<Uuid> = unread.iter().map(|m| m.id).collect();
    let known = Known {
        citations: law::citations(db, ids.iter().copied()).await?,
        forms: law::repo::forms(db).await?.into_iter().map(|form| (form.id, form.code)).collect(),
    };
    let mut found = documents(db).await?;
    found.extend(regimes(db, &known).await?);
    let forms = award_form_rule::Entity::find().all(db).await?;
    found.extend(forms.iter().filter_map(|m| known.form(m)));
    let authorities = award_authority::Entity::find().all(db).await?;
    found.extend(authorities.iter().filter_map(|m| known.authority(m)));
    found.extend(repo::ballots(db).await?.iter().filter_map(|m| known.ballot(m)));
    for rule in repo::rules(db).await? {
        found.extend(known.rule(rule)?);
    }
    Ok(found)
}

async fn documents(db: &Conn) -> Result<Vec<ToConfirm>> {
    let documents = law::repo::documents(db).await?;
    let mut unread: Vec<LegalDocument> = documents.into_values().map(LegalDocument::from).collect();
    unread.retain(|document| !document.verified);
    unread.sort_by(|a, b| a.code.cmp(&b.code));
    let row = |document: LegalDocument| ToConfirm {
        of: ToConfirmOf::Document,
        kind: None,
        rule_id: None,
        check: Check::ReadDocument,
        regime_codes: vec![],
        award_form_code: None,
        params: json!({}),
        words: None,
        valid_from: document.in_force_from,
        valid_to: document.in_force_to,
        legal_document: document,
        citation: None,
    };
    Ok(unread.into_iter().map(row).collect())
}

async fn regimes(db: &Conn, known: &Known) -> Result<Vec<ToConfirm>> {
    let regimes = law::repo::regimes(db).await?;
    let row = |m: &entity::legal_regime::Model| {
        let row = known.row(ToConfirmOf::Regime, m.citation_id)?;
        let (valid_from, valid_to) = (Some(m.valid_from), m.valid_to);
        Some(ToConfirm { check: Check::ConfirmRegime, regime_codes: vec![m.code.clone()], valid_from, valid_to, ..row })
    };
    Ok(regimes.iter().filter_map(row).collect())
}

impl Known {
    /// None where the row was read.
    fn row(&self, of: ToConfirmOf, citation_id: Uuid) -> Option<ToConfirm> {
        let citation: Citation = self.citations.of(citation_id).ok()?;
        Some(ToConfirm {
            of,
            kind: None,
            rule_id: None,
            check: rules::check(None, citation.article.as_deref(), true),
            regime_codes: vec![],
            award_form_code: None,
            params: json!({}),
            words: None,
            valid_from: None,
            valid_to: None,
            legal_document: citation.document.clone(),
            citation: Some(citation),
        })
    }

    fn form(&self, m: &award_form_rule::Model) -> Option<ToConfirm> {
        let said = [m.for_individual, m.for_collective, m.for_household].iter().all(Option::is_some);
        let row = self.row(ToConfirmOf::AwardForm, m.citation_id)?;
        Some(ToConfirm {
            rule_id: Some(m.id),
            check: if said { row.check } else { Check::GiveValue },
            regime_codes: vec![m.regime_code.clone()],
            award_form_code: self.forms.get(&m.award_form_id).cloned(),
            params: json!({ "for_individual": m.for_individual, "for_collective": m.for_collective, "for_household": m.for_household }),
            ..row
        })
    }

    fn authority(&self, m: &award_authority::Model) -> Option<ToConfirm> {
        Some(ToConfirm {
            rule_id: Some(m.id),
            regime_codes: vec![m.regime_code.clone()],
            award_form_code: self.forms.get(&m.award_form_id).cloned(),
            params: json!({ "decider": m.decider, "role": m.role, "legal_personality": m.legal_personality }),
            valid_from: Some(m.valid_from),
            valid_to: m.valid_to,
            ..self.row(ToConfirmOf::Authority, m.citation_id)?
        })
    }

    fn ballot(&self, m: &vote_rule::Model) -> Option<ToConfirm> {
        let row = self.row(ToConfirmOf::Ballot, m.citation_id)?;
        let said = m.ballot_required.is_some() && m.yes_num.is_some();
        let article = row.citation.as_ref().and_then(|citation| citation.article.as_deref());
        Some(ToConfirm {
            rule_id: Some(m.id),
            check: rules::check(Some(&m.scope), article, said),
            regime_codes: vec![m.regime_code.clone()],
            award_form_code: self.forms.get(&m.award_form_id).cloned(),
            params: super::view::ballot(m),
            valid_from: Some(m.valid_from),
            valid_to: m.valid_to,
            ..row
        })
    }

    fn rule(&self, m: legal_rule::Model) -> Result<Option<ToConfirm>> {
        let Some(row) = self.row(ToConfirmOf::Rule, m.citation_id) else { return Ok(None) };
        let kind = RuleKind::of(&m.kind);
        let kind = kind.ok_or_else(|| Error::internal(anyhow::anyhow!("a rule of no kind: {}", m.kind)))?;
        let article = row.citation.as_ref().and_then(|citation| citation.article.as_deref());
        Ok(Some(ToConfirm {
            kind: Some(kind),
            rule_id: Some(m.id),
            check: rules::check(m.scope.as_deref(), article, says(kind, &m.params)),
            regime_codes: m.regimes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            award_form_code: m.award_form,
            params: m.params,
            words: m.words,
            valid_from: m.valid_from,
            valid_to: m.valid_to,
            ..row
        }))
    }
}

/// Whether a rule has the member that it is about.
fn says(kind: RuleKind, params: &Value) -> bool {
    let member = match kind {
        RuleKind::Posting => "required",
        RuleKind::PrizeMultiple => "num",
        RuleKind::DataSubjectClock => "value",
        RuleKind::BasePay => "amount_vnd",
        RuleKind::ProcessingTime => "days",
        _ => return true,
    };
    params.get(member).is_some()
}
