//! How schedules look to clients.
use std::collections::BTreeMap;

use base::{
    kernel::{
        calendar::Calendar,
        error::{Error, Result},
        periods::Window,
        scope::Scope,
        transition::Case,
    },
    store::db::Conn,
};
use chrono::{DateTime, Utc};
use entity::{reporting_schedule, unit::UnitKind};

use super::{
    dto::{
        Content, PreviewDue, PreviewPeriod, ReportingScheduleSummary, ReportingScheduleView, SchedulePreview,
        UnitsOfKind,
    },
    outline::{Outline, Planned},
    repo::Found,
};
use crate::{
    law::{Citations, citations},
    movements::{Lines, window},
    schedules::rules::ScheduleAction,
};

pub fn content(schedule: &reporting_schedule::Model) -> Result<Content> {
    serde_json::from_str(&schedule.content).map_err(Error::internal)
}

pub fn summary(m: reporting_schedule::Model) -> ReportingScheduleSummary {
    let closes = m.closes_minute.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60));
    ReportingScheduleSummary {
        id: m.id,
        movement_id: m.movement_id,
        name: m.name,
        regime: m.regime,
        period_kind: m.period_kind,
        template: m.template,
        receiver: m.receiver,
        closes,
        document_number: m.document_number,
        replaces_id: m.replaces_id,
        status: m.status,
        activated_at: m.activated_at,
        end_reason: m.end_reason,
        updated_at: m.updated_at,
        version: m.version,
    }
}

pub async fn whole(db: &Conn, scope: &Scope, found: Found) -> Result<ReportingScheduleView> {
    let content = content(&found.schedule)?;
    let actions = Case::<ScheduleAction>::of(&found, db, scope).await?.actions(scope);
    Ok(ReportingScheduleView { summary: summary(found.schedule), content, actions })
}

/// What it would make, with where each rule stands.
pub async fn preview(
    db: &Conn,
    scope: &Scope,
    (calendar, now): (&Calendar, DateTime<Utc>),
    found: &Found,
    outline: Outline,
) -> Result<SchedulePreview> {
    let of_due = |one: &Planned| {
        let cited = one.due.iter().flat_map(|due| due.cited.into_iter().chain(due.earliest.map(|first| first.cited)));
        cited.collect::<Vec<_>>()
    };
    let cited = outline.periods.iter().flat_map(|one| one.cited.into_iter().chain(of_due(one)));
    let citations = citations(db, cited).await?;
    let lines = Lines::of(db, found.movement.id).await?;
    let codes = |periods: Vec<entity::period::Model>| periods.into_iter().map(|m| m.code).collect();
    let period = |one: Planned| period(scope, (calendar, now), &citations, &lines, found, one);
    Ok(SchedulePreview {
        schedule_id: found.schedule.id,
        as_of: scope.today,
        periods: outline.periods.into_iter().map(period).collect::<Result<_>>()?,
        kept: codes(outline.kept),
        removed: codes(outline.removed),
    })
}

fn period(
    scope: &Scope,
    (calendar, now): (&Calendar, DateTime<Utc>),
    citations: &Citations,
    lines: &Lines,
    found: &Found,
    one: Planned,
) -> Result<PreviewPeriod> {
    let cited = |id: Option<uuid::Uuid>| id.map(|id| citations.of(id)).transpose();
    let mut due = vec![];
    for planned in &one.due {
        let on = planned.due.on;
        let closes_at = calendar.closes(on, found.schedule.closes_minute);
        due.push(PreviewDue {
            tier: planned.tier,
            due_on: on,
            rolled_from: planned.due.rolled_from,
            closes_at,
            is_past: now >= closes_at,
            calendar_verified: planned.by_calendar.then(|| calendar.is_read(on)),
            citation: cited(planned.cited)?,
            earliest_on: planned.earliest.map(|first| first.on),
            earliest_citation: cited(planned.earliest.map(|first| first.cited))?,
            too_soon: planned.is_too_soon(),
        });
    }
    let owed = owed(scope, lines, found, &one)?;
    Ok(PreviewPeriod {
        code: one.input.code.to_string(),
        kind: one.input.kind,
        data_from: *one.input.data_from,
        data_to: *one.input.data_to,
        citation: cited(one.cited)?,
        due,
        owed,
    })
}

/// How many units would report as the organisation is today.
fn owed(scope: &Scope, lines: &Lines, found: &Found, one: &Planned) -> Result<Vec<UnitsOfKind>> {
    let kinds = content(&found.schedule)?.unit_kinds;
    let whole = Window { from: *one.input.data_from, to: *one.input.data_to };
    let known_since = scope.organisation.known_since();
    let lines = lines.on(whole.from);
    let mut counts: BTreeMap<UnitKind, usize> = BTreeMap::new();
    for unit in scope.organisation.units() {
        let asked = kinds.as_ref().is_none_or(|kinds| kinds.contains(&unit.kind));
        let due = one.due.iter().any(|due| due.tier == unit.tier());
        let there = asked && due && window(&found.movement, whole, unit, known_since).is_some();
        if there && lines.oblige(&scope.organisation, unit, scope.today) {
            *counts.entry(unit.kind).or_default() += 1;
        }
    }
    Ok(counts.into_iter().map(|(unit_kind, units)| UnitsOfKind { unit_kind, units }).collect())
}
