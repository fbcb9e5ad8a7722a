//! How the law looks to clients: every row with its citation.
use std::collections::HashMap;

use base::{
    kernel::error::{Error, Result},
    store::{db::Conn, document::DocumentView},
};
use chrono::NaiveDate;
use entity::{
    award_authority, award_form, award_form_rule, citation, legal_document, legal_regime, legal_rule, regime_switch,
    vote_rule,
};
use uuid::Uuid;

use super::{
    OWN,
    dto::{
        AwardAuthority, AwardFormView, Citation, CitedFor, CitedRule, LegalDocument, LegalRule, Regime, RegimeState,
        RegimeSwitchView, VoteRule,
    },
    kind::RuleKind,
    repo,
};

impl From<legal_document::Model> for LegalDocument {
    fn from(m: legal_document::Model) -> Self {
        Self {
            code: m.code,
            number: m.number,
            kind: m.kind,
            title: m.title,
            issuer: m.issuer,
            issued_on: m.issued_on,
            in_force_from: m.in_force_from,
            in_force_to: m.in_force_to,
            verified: m.verified,
        }
    }
}

/// Citations by id.
#[derive(Clone, Debug, Default)]
pub struct Citations(HashMap<Uuid, Citation>);

impl Citations {
    /// A rule without its citation cannot be stored.
    pub fn of(&self, id: Uuid) -> Result<Citation> {
        self.0.get(&id).cloned().ok_or_else(|| Error::internal(anyhow::anyhow!("a rule without its citation")))
    }
}

/// Where some rules stand, by two queries.
pub async fn citations(db: &Conn, ids: impl IntoIterator<Item = Uuid>) -> Result<Citations> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Citations::default());
    }
    let documents = repo::documents(db).await?;
    let cited = |m: citation::Model| {
        let document = documents.get(&m.document_id)?.clone().into();
        Some((m.id, Citation { document, article: m.article, verified: m.verified, source: m.source, note: m.note }))
    };
    Ok(Citations(repo::citations_of(db, &ids).await?.into_iter().filter_map(cited).collect()))
}

pub async fn regimes(db: &Conn, rows: Vec<legal_regime::Model>, day: NaiveDate) -> Result<Vec<Regime>> {
    let in_force = repo::regime_on(db, day).await?;
    let switches = repo::switches(db).await?;
    let citations = citations(db, rows.iter().map(|m| m.citation_id)).await?;
    let documents = repo::documents(db).await?;
    let document = |id: Uuid| documents.get(&id).cloned().map(LegalDocument::from);
    let view = |m: legal_regime::Model| {
        let status = RegimeState::on(&m, day);
        let law = document(m.law_id).ok_or_else(|| Error::internal(anyhow::anyhow!("a regime without its law")))?;
        Ok(Regime {
            law,
            decree: m.decree_id.and_then(document),
            home_affairs_circular: m.home_affairs_circular_id.and_then(document),
            ministry_circular: m.ministry_circular_id.and_then(document),
            citation: citations.of(m.citation_id)?,
            applies: in_force.as_ref().is_some_and(|regime| regime.id == m.id),
            switches: switches.iter().filter(|said| said.regime_code == m.code).map(switch).collect(),
            code: m.code,
            status,
            valid_from: m.valid_from,
            valid_to: m.valid_to,
        })
    };
    rows.into_iter().map(view).collect()
}

fn switch(m: &regime_switch::Model) -> RegimeSwitchView {
    RegimeSwitchView {
        applied: m.applied,
        takes_effect_on: m.takes_effect_on,
        document: DocumentView::signed(m.document_number.clone(), Some(m.document_issued_on), m.signature.clone()),
        switched_by: m.switched_by,
        created_at: m.created_at,
    }
}

/// Some forms as one regime has them; one that the regime does not know is left out.
pub async fn form_views(db: &Conn, forms: Vec<award_form::Model>, regime_code: &str) -> Result<Vec<AwardFormView>> {
    let rules = repo::form_rules(db, regime_code).await?;
    let votes = [repo::vote_rules_under(db, regime_code).await?, repo::vote_rules_under(db, OWN).await?].concat();
    let authorities =
        [repo::authorities_under(db, regime_code).await?, repo::authorities_under(db, OWN).await?].concat();
    let cited = rules.iter().map(|m| m.citation_id);
    let cited = cited.chain(votes.iter().map(|m| m.citation_id)).chain(authorities.iter().map(|m| m.citation_id));
    let citations = citations(db, cited).await?;
    let mut views = vec![];
    for form in forms {
        let Some(rule) = rules.iter().find(|rule| rule.award_form_id == form.id) else { continue };
        let vote = votes.iter().find(|vote| vote.award_form_id == form.id);
        let deciding = authorities.iter().filter(|authority| authority.award_form_id == form.id);
        let deciding = deciding.map(|m| authority(m, &form.code, &citations)).collect::<Result<_>>()?;
        views.push(form_view(form, (rule, vote), deciding, &citations)?);
    }
    Ok(views)
}

fn form_view(
    form: award_form::Model,
    (rule, vote): (&award_form_rule::Model, Option<&vote_rule::Model>),
    authorities: Vec<AwardAuthority>,
    citations: &Citations,
) -> Result<AwardFormView> {
    let citation = citations.of(rule.citation_id)?;
    Ok(AwardFormView {
        id: form.id,
        code: form.code,
        name: form.name,
        name_en: form.name_en,
        class: form.class,
        level: form.level,
        own: form.own,
        valid_to: form.valid_to,
        regime_code: rule.regime_code.clone(),
        for_individual: rule.for_individual,
        for_collective: rule.for_collective,
        for_household: rule.for_household,
        vote_required: vote.and_then(|vote| vote.ballot_required),
        verified: citation.verified,
        citation,
        vote_citation: vote.map(|vote| citations.of(vote.citation_id)).transpose()?,
        authorities,
    })
}

fn authority(m: &award_authority::Model, form_code: &str, citations: &Citations) -> Result<AwardAuthority> {
    let citation = citations.of(m.citation_id)?;
    Ok(AwardAuthority {
        id: m.id,
        award_form_code: form_code.to_owned(),
        regime_code: m.regime_code.clone(),
        decider: m.decider,
        role: m.role.clone(),
        legal_personality: m.legal_personality,
        valid_from: m.valid_from,
        valid_to: m.valid_to,
        verified: citation.verified,
        citation,
    })
}

fn codes(forms: &[award_form::Model]) -> HashMap<Uuid, &str> {
    forms.iter().map(|form| (form.id, form.code.as_str())).collect()
}

pub async fn authorities(db: &Conn, rows: Vec<award_authority::Model>) -> Result<Vec<AwardAuthority>> {
    let (citations, forms) = (citations(db, rows.iter().map(|m| m.citation_id)).await?, repo::forms(db).await?);
    let codes = codes(&forms);
    rows.iter().map(|m| authority(m, codes.get(&m.award_form_id).copied().unwrap_or_default(), &citations)).collect()
}

pub async fn vote_rules(db: &Conn, rows: Vec<vote_rule::Model>) -> Result<Vec<VoteRule>> {
    let (citations, forms) = (citations(db, rows.iter().map(|m| m.citation_id)).await?, repo::forms(db).await?);
    let codes = codes(&forms);
    let view = |m: vote_rule::Model| {
        let citation = citations.of(m.citation_id)?;
        Ok(VoteRule {
            id: m.id,
            award_form_code: codes.get(&m.award_form_id).copied().unwrap_or_default().to_owned(),
            council: m.council,
            ballot_required: m.ballot_required,
            secrecy: m.secrecy,
            yes_num: m.yes_num,
            yes_den: m.yes_den,
            op: m.op,
            scope: m.scope,
            valid_from: m.valid_from,
            valid_to: m.valid_to,
            verified: citation.verified,
            citation,
        })
    };
    rows.into_iter().map(view).collect()
}

pub fn rule(m: legal_rule::Model, citation: Citation) -> Result<LegalRule> {
    let kind =
        RuleKind::of(&m.kind).ok_or_else(|| Error::internal(anyhow::anyhow!("a rule of no kind: {}", m.kind)))?;
    Ok(LegalRule {
        id: m.id,
        kind,
        ordinal: m.ordinal,
        regime_codes: m.regimes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        award_form_code: m.award_form,
        scope: m.scope,
        params: m.params,
        words: m.words,
        valid_from: m.valid_from,
        valid_to: m.valid_to,
        verified: citation.verified,
        citation,
    })
}

/// The rules of a regime that speak of a form of award.
pub async fn cited_for(db: &Conn, form_id: Uuid, regime_code: &str) -> Result<Vec<CitedRule>> {
    let regime = repo::regime(db, regime_code).await?;
    let of_form = repo::form_rules(db, regime_code).await?.into_iter().filter(|rule| rule.award_form_id == form_id);
    let votes = [repo::vote_rules_under(db, regime_code).await?, repo::vote_rules_under(db, OWN).await?].concat();
    let votes = votes.into_iter().filter(|rule| rule.award_form_id == form_id);
    let mut rules = vec![(CitedFor::Regime, regime.citation_id)];
    rules.extend(of_form.map(|rule| (CitedFor::AwardForm, rule.citation_id)));
    rules.extend(votes.map(|rule| (CitedFor::Ballot, rule.citation_id)));
    let citations = citations(db, rules.iter().map(|(_, id)| *id)).await?;
    rules.into_iter().map(|(rule, id)| Ok(CitedRule { rule, citation: citations.of(id)? })).collect()
}
