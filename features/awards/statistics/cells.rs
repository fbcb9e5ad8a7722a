//! The cells of a year: what the groups of the database add up to.
use std::collections::{BTreeMap, HashMap};

use base::{
    kernel::{
        error::{Error, Result},
        scope::Scope,
        text::Text,
    },
    store::db::Conn,
};
use entity::{award_authority::Decider, award_form, nomination::SubjectType, period_due::Tier};
use uuid::Uuid;

use super::{
    dto::{Counted, RowsFilter, Side, StatisticsCell, StatisticsFilter},
    durations::class_of,
    repo,
    rules::{Asked, Reach},
};

/// What a cell is about, in the order of cells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    table: Counted,
    form: Option<String>,
    subject: Option<SubjectType>,
    decider: Option<Decider>,
    tier: Option<Tier>,
    duration: Option<&'static str>,
    side: Option<Side>,
}

impl Key {
    const fn whole(table: Counted) -> Self {
        Self { table, form: None, subject: None, decider: None, tier: None, duration: None, side: None }
    }
}

/// A cell of all rows of its table is there though it may count none.
struct Cells(BTreeMap<Key, u64>);

impl Cells {
    fn add(&mut self, key: Key, rows: i64) {
        let rows = u64::try_from(rows).unwrap_or_default();
        *self.0.entry(Key::whole(key.table)).or_default() += rows;
        *self.0.entry(key).or_default() += rows;
    }
}

pub async fn all(db: &Conn, scope: &Scope, filter: &StatisticsFilter) -> Result<Vec<StatisticsCell>> {
    let (asked, reach) = (Asked::of(db, filter.year).await?, Reach::of(scope, filter.unit_id)?);
    let forms = repo::forms(db).await?;
    let mut tables = vec![Counted::Awards, Counted::Decisions, Counted::Movements, Counted::Nominations];
    tables.retain(|table| filter.table.is_empty() || filter.table.contains(table));
    let mut cells = Cells(tables.iter().map(|table| (Key::whole(*table), 0)).collect());
    for table in tables {
        match table {
            Counted::Awards => awards(db, &asked, &reach, &forms, &mut cells).await?,
            Counted::Decisions => decisions(db, scope, &asked, &reach, &mut cells).await?,
            Counted::Movements => movements(db, scope, &asked, &reach, &mut cells).await?,
            Counted::Nominations => dossiers(db, scope, (&asked, &reach), &forms, &mut cells).await?,
        }
    }
    cells.0.into_iter().map(|(key, rows)| view(filter, &asked, &forms, key, rows)).collect()
}

fn code(forms: &[award_form::Model], id: Uuid) -> Option<String> {
    forms.iter().find(|form| form.id == id).map(|form| form.code.clone())
}

async fn awards(db: &Conn, asked: &Asked, reach: &Reach, forms: &[award_form::Model], cells: &mut Cells) -> Result<()> {
    let deciders: HashMap<Uuid, Decider> =
        repo::authorities(db).await?.into_iter().map(|m| (m.id, m.decider)).collect();
    for (form, subject, authority, unit, rows) in repo::award_groups(db, asked, reach).await? {
        let key = Key {
            form: code(forms, form),
            subject: Some(subject),
            decider: deciders.get(&authority).copied(),
            side: Some(reach.side(unit)),
            ..Key::whole(Counted::Awards)
        };
        cells.add(key, rows);
    }
    Ok(())
}

fn tier(scope: &Scope, unit: Uuid) -> Option<Tier> {
    scope.organisation.unit(unit).map(|unit| unit.tier())
}

async fn decisions(db: &Conn, scope: &Scope, asked: &Asked, reach: &Reach, cells: &mut Cells) -> Result<()> {
    for (unit, rows) in repo::decision_groups(db, asked, reach).await? {
        let (tier, side) = (tier(scope, unit), Some(reach.side(unit)));
        cells.add(Key { tier, side, ..Key::whole(Counted::Decisions) }, rows);
    }
    Ok(())
}

async fn movements(db: &Conn, scope: &Scope, asked: &Asked, reach: &Reach, cells: &mut Cells) -> Result<()> {
    for m in repo::movements(db, asked, reach).await? {
        let key = Key {
            tier: tier(scope, m.launched_by_unit_id),
            duration: class_of(m.starts_on, m.ends_on),
            side: Some(reach.side(m.launched_by_unit_id)),
            ..Key::whole(Counted::Movements)
        };
        cells.add(key, 1);
    }
    Ok(())
}

async fn dossiers(
    db: &Conn,
    scope: &Scope,
    (asked, reach): (&Asked, &Reach),
    forms: &[award_form::Model],
    cells: &mut Cells,
) -> Result<()> {
    for (form, subject, unit, rows) in repo::dossier_groups(db, scope, asked, reach).await? {
        let (form, subject, side) = (code(forms, form), Some(subject), Some(reach.side(unit)));
        cells.add(Key { form, subject, side, ..Key::whole(Counted::Nominations) }, rows);
    }
    Ok(())
}

fn view(
    filter: &StatisticsFilter,
    asked: &Asked,
    forms: &[award_form::Model],
    key: Key,
    rows: u64,
) -> Result<StatisticsCell> {
    let name = forms.iter().find(|form| key.form.as_ref() == Some(&form.code)).map(|form| form.name.clone());
    Ok(StatisticsCell {
        table: key.table,
        side: key.side,
        tier: key.tier,
        duration: key.duration.map(str::to_owned),
        award_form_name: name,
        subject_type: key.subject,
        decider: key.decider,
        rows,
        href: href(filter, &key)?,
        award_form_code: key.form,
        data_from: asked.window.from,
        data_to: asked.window.to,
        due_on: asked.due_on,
        document_number: asked.citation.document.number.clone(),
        article: asked.citation.article.clone(),
        verified: asked.citation.verified,
    })
}

/// The list of the rows that a cell counts.
fn href(filter: &StatisticsFilter, key: &Key) -> Result<String> {
    let rows = RowsFilter {
        year: filter.year,
        unit_id: filter.unit_id,
        table: key.table,
        side: key.side,
        tier: key.tier,
        duration: key.duration.map(|code| Text::stored(code.to_owned())),
        award_form_code: key.form.clone().map(Text::stored),
        subject_type: key.subject,
        decider: key.decider,
    };
    let query = serde_html_form::to_string(&rows).map_err(Error::internal)?;
    Ok(format!("/api/v1/emulation-statistics/rows?{query}"))
}
