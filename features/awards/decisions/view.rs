//! How decisions and awards look to clients.
use std::collections::HashSet;

use base::{
    kernel::{
        error::{Code, Error, Result},
        scope::Scope,
        transition::Case,
    },
    store::{db::Conn, document::DocumentView},
};
use entity::{award, award_form, conferral, decision, decision_change, decision_item};
use planning::law::{self, dto::AwardAuthority};
use uuid::Uuid;

use super::{
    dto::{
        AwardDecision, AwardFormRef, AwardRevocation, AwardSubject, AwardView, ChosenMultiple, ConferralView,
        DecisionChangeView, DecisionItemView, DecisionSummary, DecisionView, PrizeQuery, PrizeSum, PrizeView,
    },
    paper::DecisionPaper,
    prizes::{Chosen, Prizes},
    repo,
};
use crate::{decisions::rules::DecisionAction, nominations};

pub async fn whole(db: &Conn, scope: &Scope, m: decision::Model) -> Result<DecisionView> {
    let items = repo::items(db, m.id).await?;
    let authorities = authorities(db, items.iter().map(|item| item.authority_id)).await?;
    let seen = nominations::repo::ids_seen(db, scope, items.iter().map(|item| item.nomination_id).collect()).await?;
    let items = items.into_iter().map(|item| line(item, &seen)).collect();
    let changes = changes(db, scope, &m).await?;
    let paper = DecisionPaper::of(db, m).await?;
    let actions = Case::<DecisionAction>::of(&paper, db, scope).await?.actions(scope);
    Ok(DecisionView { summary: paper.decision.into(), items, authorities, changes, actions })
}

/// For who prepares or decides it, as far as the dossiers are seen.
async fn changes(db: &Conn, scope: &Scope, m: &decision::Model) -> Result<Vec<DecisionChangeView>> {
    if !scope.owns(m.deciding_unit_id) && !scope.owns(m.preparing_unit_id) {
        return Ok(vec![]);
    }
    let rows = repo::changes(db, m.id).await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let seen = nominations::repo::ids_seen(db, scope, rows.iter().map(|row| row.nomination_id).collect()).await?;
    let view = |row: decision_change::Model| DecisionChangeView {
        nomination_id: row.nomination_id,
        kind: row.kind,
        reason: row.reason,
        made_by: row.made_by,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().filter(|row| seen.contains(&row.nomination_id)).map(view).collect())
}

/// The rules by which awards are granted, each once.
pub async fn authorities(db: &Conn, ids: impl Iterator<Item = Uuid>) -> Result<Vec<AwardAuthority>> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    law::authorities(db, law::repo::authorities_by_id(db, &ids).await?).await
}

/// The register and signed decisions are open to many who do not see the dossiers: to them these have no id.
const NOMINATION: &str = "nomination_id";

fn shown(id: Uuid, seen: &HashSet<Uuid>) -> (Option<Uuid>, Vec<&'static str>) {
    if seen.contains(&id) { (Some(id), vec![]) } else { (None, vec![NOMINATION]) }
}

impl ChosenMultiple {
    fn of(m: &decision_item::Model) -> Option<Self> {
        Some(Self { num: m.chosen_num?, den: m.chosen_den? })
    }
}

fn line(m: decision_item::Model, seen: &HashSet<Uuid>) -> DecisionItemView {
    let (nomination_id, hidden_fields) = shown(m.nomination_id, seen);
    DecisionItemView { nomination_id, order_no: m.order_no, multiple: ChosenMultiple::of(&m), hidden_fields }
}

impl From<decision::Model> for DecisionSummary {
    fn from(m: decision::Model) -> Self {
        let document = DocumentView::of(m.number, m.decided_on, m.signature);
        Self {
            id: m.id,
            movement_id: m.movement_id,
            deciding_unit_id: m.deciding_unit_id,
            deciding_unit_name: m.deciding_unit_name,
            preparing_unit_id: m.preparing_unit_id,
            status: m.status,
            document,
            decided_by: m.decided_by,
            notice_due_on: m.notice_due_on,
            notified_at: m.notified_at,
            end_reason: m.end_reason,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

/// Awards with their forms and rules, and with the dossiers that the caller sees, by a query each.
pub async fn awards(db: &Conn, scope: &Scope, rows: Vec<award::Model>) -> Result<Vec<AwardView>> {
    let forms = repo::forms(db).await?;
    let authorities = authorities(db, rows.iter().map(|m| m.authority_id)).await?;
    let seen = nominations::repo::ids_seen(db, scope, rows.iter().map(|m| m.nomination_id).collect()).await?;
    let citations = law::citations(db, rows.iter().filter_map(|m| m.prize_citation_id)).await?;
    let conferred: Vec<Uuid> = rows.iter().filter_map(|m| m.conferral_id).collect();
    let conferrals = repo::conferrals(db, &conferred).await?;
    let known = Known { forms, authorities, seen, citations, conferrals };
    Ok(rows.into_iter().map(|m| award(m, &known)).collect())
}

/// What awards look each other up by.
struct Known {
    forms: Vec<award_form::Model>,
    authorities: Vec<AwardAuthority>,
    seen: HashSet<Uuid>,
    citations: law::Citations,
    conferrals: Vec<conferral::Model>,
}

fn prize(m: &award::Model, citations: &law::Citations) -> Option<PrizeView> {
    Some(PrizeView {
        amount_vnd: m.prize_vnd?,
        is_maximum: m.prize_is_maximum?,
        num: m.prize_num?,
        den: m.prize_den?,
        base_pay_vnd: m.base_pay_vnd?,
        citation: m.prize_citation_id.and_then(|id| citations.of(id).ok()),
    })
}

fn conferral(m: &award::Model, conferrals: &[conferral::Model]) -> Option<ConferralView> {
    let found = conferrals.iter().find(|conferral| Some(conferral.id) == m.conferral_id)?;
    Some(ConferralView {
        id: found.id,
        conferred_on: found.conferred_on,
        occasion: found.occasion,
        place: found.place.clone(),
        conferred_by: found.conferred_by.clone(),
        received_by: m.received_by,
    })
}

/// What goes with an award that is decided on a day.
pub async fn prize_sum(db: &Conn, query: PrizeQuery) -> Result<PrizeSum> {
    let role = query.decider_role.as_deref().unwrap_or_default();
    let chosen = match (query.num, query.den) {
        (Some(num), Some(den)) => Some(Chosen { num, den }),
        (None, None) => None,
        _ => return Err(Error::with(Code::InvalidParameter, "num, den")),
    };
    let of = (&*query.award_form_code, query.subject_type, role);
    let prize = Prizes::of(db).await?.chosen(of, *query.decided_on, chosen);
    let prize = prize.map_err(|_| Error::with(Code::InvalidParameter, "num, den"))?;
    let ids = prize.iter().flat_map(|prize| [prize.citation_id, prize.pay_citation_id, prize.rounding_citation_id]);
    let citations = law::citations(db, ids).await?;
    let cited = |id: Uuid| citations.of(id).ok();
    Ok(PrizeSum {
        award_form_code: query.award_form_code.to_string(),
        subject_type: query.subject_type,
        decided_on: *query.decided_on,
        base_pay_citation: prize.as_ref().and_then(|prize| cited(prize.pay_citation_id)),
        rounding_citation: prize.as_ref().and_then(|prize| cited(prize.rounding_citation_id)),
        prize: prize.map(|prize| PrizeView {
            amount_vnd: prize.amount_vnd,
            is_maximum: prize.is_maximum,
            num: prize.num,
            den: prize.den,
            base_pay_vnd: prize.base_pay_vnd,
            citation: cited(prize.citation_id),
        }),
    })
}

fn award(m: award::Model, known: &Known) -> AwardView {
    let (nomination_id, hidden_fields) = shown(m.nomination_id, &known.seen);
    let (prize, conferral) = (prize(&m, &known.citations), conferral(&m, &known.conferrals));
    let revocation = m.revocation_number.zip(m.revoked_on);
    let revocation = revocation.map(|(document_number, revoked_on)| AwardRevocation { document_number, revoked_on });
    let form = known.forms.iter().find(|form| form.id == m.award_form_id);
    AwardView {
        id: m.id,
        nomination_id,
        hidden_fields,
        movement_id: m.movement_id,
        stage: m.stage,
        decision: AwardDecision {
            id: m.decision_id,
            number: m.decision_number,
            decided_on: m.decided_on,
            signer_name: m.signer_name,
            issuing_unit_name: m.issuing_unit_name,
        },
        order_no: m.order_no,
        subject: AwardSubject {
            r#type: m.subject_type,
            full_name: m.full_name,
            unit_id: m.unit_id,
            unit_name: m.unit_name,
        },
        award_form: AwardFormRef {
            code: form.map(|form| form.code.clone()).unwrap_or_default(),
            name: form.map(|form| form.name.clone()).unwrap_or_default(),
        },
        prize,
        conferral,
        revocation,
        authority: known.authorities.iter().find(|authority| authority.id == m.authority_id).cloned(),
        status: m.status,
        verification_code: m.verification_code,
        version: m.version,
    }
}
