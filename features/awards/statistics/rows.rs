//! The rows that a cell counts, a page at a time, newest first.
use base::{
    kernel::{clock::day_of, cursor::List, error::Result, scope::Scope},
    store::{
        db::Conn,
        page::{self, Kind, Page, PageQuery, SortField},
    },
};
use entity::{award, decision, movement, nomination};
use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{Counted, RowsFilter, StatisticsRow},
    durations::class_of,
    repo,
    rules::{Asked, Reach},
};

/// What is asked of a list, and which page of it.
pub struct Wanted<'a> {
    pub scope: &'a Scope,
    pub filter: &'a RowsFilter,
    pub page: &'a PageQuery,
    pub list: &'a List,
}

pub async fn page(db: &Conn, wanted: &Wanted<'_>) -> Result<Page<StatisticsRow>> {
    let (asked, reach) = (Asked::of(db, wanted.filter.year).await?, Reach::of(wanted.scope, wanted.filter.unit_id)?);
    if asks_for_what_is_not_there(wanted.filter) {
        wanted.page.order(&ORDER, "-on")?;
        return page::cut(vec![], wanted.page, wanted.list);
    }
    match wanted.filter.table {
        Counted::Awards => awards(db, wanted, &asked, &reach).await,
        Counted::Decisions => decisions(db, wanted, &asked, &reach).await,
        Counted::Movements => movements(db, wanted, &asked, &reach).await,
        Counted::Nominations => dossiers(db, wanted, &asked, &reach).await,
    }
}

const ORDER: [&str; 1] = ["on"];

/// A movement has no form of award, an award no duration.
fn asks_for_what_is_not_there(filter: &RowsFilter) -> bool {
    let of_awards = filter.award_form_code.is_some() || filter.subject_type.is_some();
    match filter.table {
        Counted::Awards => filter.tier.is_some() || filter.duration.is_some(),
        Counted::Nominations => filter.tier.is_some() || filter.duration.is_some() || filter.decider.is_some(),
        Counted::Decisions => of_awards || filter.decider.is_some() || filter.duration.is_some(),
        Counted::Movements => of_awards || filter.decider.is_some(),
    }
}

/// The forms of the code that is asked for; one that is not there has none.
async fn forms(db: &Conn, filter: &RowsFilter) -> Result<Option<Vec<Uuid>>> {
    let Some(code) = &filter.award_form_code else { return Ok(None) };
    let all = repo::forms(db).await?.into_iter().filter(|form| form.code == **code);
    Ok(Some(all.map(|form| form.id).collect()))
}

async fn awards(db: &Conn, wanted: &Wanted<'_>, asked: &Asked, reach: &Reach) -> Result<Page<StatisticsRow>> {
    use award::Column;
    let filter = wanted.filter;
    let mut select = repo::awards(asked, reach, filter.side);
    if let Some(forms) = forms(db, filter).await? {
        select = select.filter(Column::AwardFormId.is_in(forms));
    }
    if let Some(subject) = filter.subject_type {
        select = select.filter(Column::SubjectType.eq(subject));
    }
    if let Some(decider) = filter.decider {
        let rules = repo::authorities(db).await?.into_iter().filter(|rule| rule.decider == decider);
        select = select.filter(Column::AuthorityId.is_in(rules.map(|rule| rule.id)));
    }
    let sorts = [SortField { name: "on", column: Column::DecidedOn, kind: Kind::Day }];
    let rows = page::fetch(db, select, &sorts, "-on", Column::Id, wanted.page, wanted.list).await?;
    Ok(rows.into_page(|m: award::Model| StatisticsRow {
        table: Counted::Awards,
        id: m.id,
        href: format!("/api/v1/awards/{}", m.id),
        on: m.decided_on,
        unit_id: m.unit_id,
        unit_name: m.unit_name,
        number: Some(m.decision_number),
        title: Some(m.full_name),
    }))
}

async fn decisions(db: &Conn, wanted: &Wanted<'_>, asked: &Asked, reach: &Reach) -> Result<Page<StatisticsRow>> {
    use decision::Column;
    let mut select = repo::decisions(asked, reach, wanted.filter.side);
    if let Some(tier) = wanted.filter.tier {
        let of_tier = wanted.scope.organisation.units().filter(|unit| unit.tier() == tier);
        select = select.filter(Column::DecidingUnitId.is_in(of_tier.map(|unit| unit.id)));
    }
    let sorts = [SortField { name: "on", column: Column::DecidedOn, kind: Kind::Day }];
    let rows = page::fetch(db, select, &sorts, "-on", Column::Id, wanted.page, wanted.list).await?;
    Ok(rows.into_page(|m: decision::Model| StatisticsRow {
        table: Counted::Decisions,
        id: m.id,
        href: format!("/api/v1/decisions/{}", m.id),
        on: m.decided_on.unwrap_or_else(|| day_of(m.updated_at)),
        unit_id: m.deciding_unit_id,
        unit_name: m.deciding_unit_name,
        number: m.number,
        title: None,
    }))
}

async fn movements(db: &Conn, wanted: &Wanted<'_>, asked: &Asked, reach: &Reach) -> Result<Page<StatisticsRow>> {
    let (filter, organisation) = (wanted.filter, &wanted.scope.organisation);
    let mut found = repo::movements(db, asked, reach).await?;
    found.retain(|m: &movement::Model| {
        let unit = organisation.unit(m.launched_by_unit_id);
        let tier = filter.tier.is_none_or(|tier| unit.is_some_and(|unit| unit.tier() == tier));
        let class = class_of(m.starts_on, m.ends_on);
        let duration = filter.duration.as_ref().is_none_or(|code| class == Some(&**code));
        reach.holds(m.launched_by_unit_id, filter.side) && tier && duration
    });
    found.sort_by_key(|m| (repo::launched_on(m), m.id));
    if wanted.page.order(&ORDER, "-on")?.iter().any(|(_, descending)| *descending) {
        found.reverse();
    }
    let row = |m: movement::Model| StatisticsRow {
        table: Counted::Movements,
        id: m.id,
        href: format!("/api/v1/movements/{}", m.id),
        on: repo::launched_on(&m),
        unit_id: m.launched_by_unit_id,
        unit_name: organisation.name(m.launched_by_unit_id, repo::launched_on(&m)).to_owned(),
        number: Some(m.code),
        title: Some(m.title),
    };
    page::cut(found.into_iter().map(row).collect(), wanted.page, wanted.list)
}

async fn dossiers(db: &Conn, wanted: &Wanted<'_>, asked: &Asked, reach: &Reach) -> Result<Page<StatisticsRow>> {
    use nomination::Column;
    let filter = wanted.filter;
    let mut select = repo::dossiers(wanted.scope, asked, reach, filter.side);
    if let Some(forms) = forms(db, filter).await? {
        select = select.filter(Column::AwardFormId.is_in(forms));
    }
    if let Some(subject) = filter.subject_type {
        select = select.filter(Column::SubjectType.eq(subject));
    }
    let sorts = [SortField { name: "on", column: Column::SubmittedAt, kind: Kind::OptionalTime }];
    let rows =
        page::fetch::<nomination::Entity, _>(db, select, &sorts, "-on", Column::Id, wanted.page, wanted.list).await?;
    Ok(rows.into_page(|m: nomination::Model| StatisticsRow {
        table: Counted::Nominations,
        id: m.id,
        href: format!("/api/v1/nominations/{}", m.id),
        on: day_of(m.submitted_at.unwrap_or(m.updated_at)),
        unit_id: m.nominating_unit_id,
        unit_name: m.nominating_unit_name,
        number: None,
        title: Some(m.full_name),
    }))
}
