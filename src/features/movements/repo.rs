//! Queries on movements and what belongs to them.
use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    award_authority, award_form, indicator, indicator_kind, legal_basis, legal_regime, milestone, movement,
    movement::MovementStatus, movement_alias, movement_award_form, movement_indicator, nomination,
    nomination::NominationStatus, obligation, obligation::ObligationStatus, period, period_due, reporting_line,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use uuid::Uuid;

use super::dto::{
    IndicatorFilter, IndicatorView, LegalBasis, MovementFilter, MovementView, PeriodDue, PeriodView, ReportingLine,
};
use crate::core::{
    clock::covers,
    document::DocumentView,
    error::{Code, Error, Result},
    page::{self, Kind, PageQuery, Rows, SortField},
    scope::Scope,
    text::{self, Text},
};

/// Drafts are shown to the unit that launches and, for the ministry's, to its standing body.
fn visible(scope: &Scope) -> Condition {
    use movement::Column;
    let mut own: Vec<_> = scope.acting().to_vec();
    own.extend(scope.organisation.ministry().filter(|_| scope.reads_sector()));
    Condition::any().add(Column::Status.ne(MovementStatus::Draft)).add(Column::LaunchedByUnitId.is_in(own))
}

pub async fn get(db: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<movement::Model> {
    let found = movement::Entity::find_by_id(id).filter(visible(scope)).one(db).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

/// For use by other features: a movement that papers refer to.
pub async fn any(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<movement::Model>> {
    Ok(movement::Entity::find_by_id(id).one(db).await?)
}

pub async fn page(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &MovementFilter,
    page: &PageQuery,
    identity: &str,
) -> Result<Rows<movement::Model>> {
    use movement::Column;
    let mut select = movement::Entity::find().filter(visible(scope));
    if !filter.status.is_empty() {
        select = select.filter(Column::Status.is_in(filter.status.iter().copied()));
    }
    if let Some(unit) = filter.launched_by_unit_id {
        select = select.filter(Column::LaunchedByUnitId.eq(unit));
    }
    if let Some(parent) = filter.parent_movement_id {
        select = select.filter(Column::ParentMovementId.eq(parent));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [
        SortField { name: "starts_on", column: Column::StartsOn, kind: Kind::Day },
        SortField { name: "code", column: Column::Code, kind: Kind::Text },
    ];
    page::fetch(db, select, &sorts, "-starts_on", Column::Id, page, identity).await
}

/// Views of several movements, by three queries however many there are.
pub async fn views(db: &impl ConnectionTrait, scope: &Scope, rows: Vec<movement::Model>) -> Result<Vec<MovementView>> {
    let ids: Vec<_> = rows.iter().map(|m| m.id).collect();
    let mut aliases: HashMap<Uuid, Vec<String>> = HashMap::new();
    let found = movement_alias::Entity::find()
        .filter(movement_alias::Column::MovementId.is_in(ids.iter().copied()))
        .order_by_asc(movement_alias::Column::Title);
    for alias in found.all(db).await? {
        aliases.entry(alias.movement_id).or_default().push(alias.title);
    }
    let mut bases: HashMap<Uuid, Vec<LegalBasis>> = HashMap::new();
    let found = legal_basis::Entity::find()
        .filter(legal_basis::Column::MovementId.is_in(ids))
        .order_by_asc(legal_basis::Column::Ordinal);
    for basis in found.all(db).await? {
        bases.entry(basis.movement_id).or_default().push(basis_view(&basis)?);
    }
    let view = |m: movement::Model| {
        let (aliases, bases) = (aliases.remove(&m.id).unwrap_or_default(), bases.remove(&m.id).unwrap_or_default());
        view(scope, m, aliases, bases)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn basis_view(m: &legal_basis::Model) -> Result<LegalBasis> {
    let stored = |_| Error::internal(anyhow::anyhow!("a legal basis is stored wrongly"));
    let (number, title) = (Text::parse(&m.number).map_err(stored)?, Text::parse(&m.title).map_err(stored)?);
    Ok(LegalBasis { number, issued_on: m.issued_on, title, verified: m.verified })
}

fn view(scope: &Scope, m: movement::Model, aliases: Vec<String>, legal_bases: Vec<LegalBasis>) -> MovementView {
    let actions = super::service::actions(scope, &m);
    let document = m.document_number.map(|number| DocumentView {
        number,
        issued_on: m.document_issued_on,
        signer_name: m.signer_name,
        signer_title: m.signer_title,
    });
    MovementView {
        id: m.id,
        code: m.code,
        title: m.title,
        title_en: m.title_en,
        aliases,
        starts_on: m.starts_on,
        ends_on: m.ends_on,
        status: m.status,
        launched_by_unit_id: m.launched_by_unit_id,
        parent_movement_id: m.parent_movement_id,
        scope_note: m.scope_note,
        document,
        legal_bases,
        actions,
        version: m.version,
    }
}

pub async fn indicators_by_code(db: &impl ConnectionTrait, codes: &[String]) -> Result<HashMap<String, Uuid>> {
    let found = indicator::Entity::find().filter(indicator::Column::Code.is_in(codes)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.code, m.id)).collect())
}

pub async fn award_forms_by_code(db: &impl ConnectionTrait, codes: &[String]) -> Result<HashMap<String, Uuid>> {
    let found = award_form::Entity::find().filter(award_form::Column::Code.is_in(codes)).all(db).await?;
    Ok(found.into_iter().map(|m| (m.code, m.id)).collect())
}

/// The indicators of a movement, in its order.
pub async fn indicators_of(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Vec<indicator::Model>> {
    let links = movement_indicator::Entity::find()
        .filter(movement_indicator::Column::MovementId.eq(movement_id))
        .order_by_asc(movement_indicator::Column::Ordinal)
        .all(db)
        .await?;
    let ids = links.iter().map(|link| link.indicator_id);
    let found = indicator::Entity::find().filter(indicator::Column::Id.is_in(ids)).all(db).await?;
    let mut by_id: HashMap<_, _> = found.into_iter().map(|m| (m.id, m)).collect();
    Ok(links.iter().filter_map(|link| by_id.remove(&link.indicator_id)).collect())
}

pub async fn catalogue(
    db: &impl ConnectionTrait,
    filter: &IndicatorFilter,
    page: &PageQuery,
    identity: &str,
) -> Result<Rows<indicator::Model>> {
    use indicator::Column;
    let mut select: Select<indicator::Entity> = indicator::Entity::find();
    if !filter.applies_to.is_empty() {
        let kinds = indicator_kind::Entity::find()
            .select_only()
            .column(indicator_kind::Column::IndicatorId)
            .filter(indicator_kind::Column::UnitKind.is_in(filter.applies_to.iter().copied()));
        select = select.filter(Column::Id.in_subquery(kinds.into_query()));
    }
    if let Some(q) = &filter.q {
        select = select.filter(Column::SearchText.like(text::like(q)));
    }
    let sorts = [SortField { name: "code", column: Column::Code, kind: Kind::Text }];
    page::fetch(db, select, &sorts, "code", Column::Id, page, identity).await
}

pub async fn indicator_views(db: &impl ConnectionTrait, rows: Vec<indicator::Model>) -> Result<Vec<IndicatorView>> {
    let mut kinds: HashMap<Uuid, Vec<_>> = HashMap::new();
    let ids = rows.iter().map(|m| m.id);
    let found = indicator_kind::Entity::find().filter(indicator_kind::Column::IndicatorId.is_in(ids));
    for kind in found.all(db).await? {
        kinds.entry(kind.indicator_id).or_default().push(kind.unit_kind);
    }
    let view = |m: indicator::Model| {
        let mut applies_to = kinds.remove(&m.id).unwrap_or_default();
        applies_to.sort_unstable();
        IndicatorView {
            id: m.id,
            code: m.code,
            name: m.name,
            name_en: m.name_en,
            unit_of_measure: m.unit_of_measure,
            direction: m.direction,
            aggregation: m.aggregation,
            value_type: m.value_type,
            numerator_id: m.numerator_id,
            denominator_id: m.denominator_id,
            applies_to,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn periods(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Vec<PeriodView>> {
    let rows = period::Entity::find()
        .filter(period::Column::MovementId.eq(movement_id))
        .order_by_asc(period::Column::DataFrom)
        .order_by_asc(period::Column::Code)
        .all(db)
        .await?;
    let mut due: HashMap<Uuid, Vec<PeriodDue>> = HashMap::new();
    let ids = rows.iter().map(|m| m.id);
    let found = period_due::Entity::find()
        .filter(period_due::Column::PeriodId.is_in(ids))
        .order_by_asc(period_due::Column::DueOn)
        .order_by_asc(period_due::Column::Tier);
    for row in found.all(db).await? {
        due.entry(row.period_id).or_default().push(PeriodDue { tier: row.tier, due_on: row.due_on });
    }
    let view = |m: period::Model| {
        let due = due.remove(&m.id).unwrap_or_default();
        PeriodView { id: m.id, code: m.code, kind: m.kind, data_from: m.data_from, data_to: m.data_to, due }
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn reporting_lines(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Vec<ReportingLine>> {
    let rows = reporting_line::Entity::find()
        .filter(reporting_line::Column::MovementId.eq(movement_id))
        .order_by_asc(reporting_line::Column::UnitKind)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|m| ReportingLine { unit_kind: m.unit_kind, receiver: m.receiver }).collect())
}

pub async fn award_forms(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Vec<award_form::Model>> {
    let links = movement_award_form::Entity::find()
        .select_only()
        .column(movement_award_form::Column::AwardFormId)
        .filter(movement_award_form::Column::MovementId.eq(movement_id));
    let forms = award_form::Entity::find()
        .filter(award_form::Column::Id.in_subquery(links.into_query()))
        .order_by_asc(award_form::Column::Code);
    Ok(forms.all(db).await?)
}

pub async fn authorities(db: &impl ConnectionTrait, form_id: Uuid) -> Result<Vec<award_authority::Model>> {
    let found = award_authority::Entity::find().filter(award_authority::Column::AwardFormId.eq(form_id));
    Ok(found.all(db).await?)
}

/// The law of emulation in force on a day.
pub async fn regime_on(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Option<legal_regime::Model>> {
    let all = legal_regime::Entity::find().all(db).await?;
    Ok(all.into_iter().find(|regime| covers(regime.valid_from, regime.valid_to, day)))
}

pub async fn milestones(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<Vec<milestone::Model>> {
    let found = milestone::Entity::find()
        .filter(milestone::Column::MovementId.eq(movement_id))
        .order_by_asc(milestone::Column::HeldOn)
        .order_by_asc(milestone::Column::Id);
    Ok(found.all(db).await?)
}

/// Reports still owed and nominations still open: what keeps a movement from closing. It reads the tables of
/// features above it, because the answer belongs to the movement's own life cycle.
pub async fn unfinished(db: &impl ConnectionTrait, movement_id: Uuid) -> Result<(u64, u64)> {
    let settled = [ObligationStatus::Accepted, ObligationStatus::Waived];
    let reports = obligation::Entity::find()
        .filter(obligation::Column::MovementId.eq(movement_id))
        .filter(obligation::Column::Status.is_not_in(settled))
        .count(db)
        .await?;
    let ended = [NominationStatus::Awarded, NominationStatus::Withdrawn];
    let nominations = nomination::Entity::find()
        .filter(nomination::Column::MovementId.eq(movement_id))
        .filter(nomination::Column::Status.is_not_in(ended))
        .count(db)
        .await?;
    Ok((reports, nominations))
}
