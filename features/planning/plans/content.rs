//! What a plan holds, read back in the form in which it is sent: for digests, differences, copies and templates.
use std::collections::HashMap;

use base::{
    kernel::{
        digest,
        error::{Error, Result},
        text::Text,
    },
    store::db::Conn,
};
use entity::{Quantity, measure, plan, target, task};
use uuid::Uuid;

use super::{
    details::{Band, Details, Milestone},
    dto::{BandInput, Content, IssuedContent, MeasureInput, MilestoneInput, TargetInput, TaskInput},
    repo,
};

/// Which ids the parts carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// The parts' own.
    Own,
    /// Those of the same parts in the version that first had them.
    Root,
    None,
}

impl Ids {
    fn of(self, own: Uuid, root: Uuid) -> Option<Uuid> {
        match self {
            Self::Own => Some(own),
            Self::Root => Some(root),
            Self::None => None,
        }
    }
}

/// The rows of a plan's parts.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    pub tasks: Vec<task::Model>,
    pub measures: Vec<measure::Model>,
    pub targets: Vec<target::Model>,
    pub details: Details,
}

impl Parts {
    pub async fn of(db: &Conn, plan_id: Uuid) -> Result<Self> {
        let targets = repo::targets(db, plan_id).await?;
        Ok(Self {
            tasks: repo::tasks(db, plan_id).await?,
            measures: repo::measures(db, plan_id).await?,
            details: Details::of(db, &targets).await?,
            targets,
        })
    }

    pub const fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.measures.is_empty() && self.targets.is_empty()
    }

    pub fn content(&self, ids: Ids) -> Content {
        let position: HashMap<Uuid, u16> = self.tasks.iter().map(|task| task.id).zip(1..).collect();
        let target = |m: &target::Model| TargetInput {
            id: ids.of(m.id, m.root_id),
            task_no: position.get(&m.task_id).copied().unwrap_or(1),
            ..target_of(m, &self.details)
        };
        Content {
            tasks: self.tasks.iter().map(|m| TaskInput { id: ids.of(m.id, m.root_id), ..task_of(m) }).collect(),
            measures: self
                .measures
                .iter()
                .map(|m| MeasureInput {
                    id: ids.of(m.id, m.root_id),
                    task_no: m.task_id.and_then(|id| position.get(&id).copied()),
                    ..measure_of(m)
                })
                .collect(),
            targets: self.targets.iter().map(target).collect(),
        }
    }
}

fn said<const MAX: usize>(text: &Option<String>) -> Option<Text<MAX>> {
    text.clone().map(Text::stored)
}

fn task_of(m: &task::Model) -> TaskInput {
    TaskInput {
        code: said(&m.code),
        no_target_reason: said(&m.no_target_reason),
        responsible_unit_id: m.responsible_unit_id,
        responsible_person: said(&m.responsible_person),
        due_on: m.due_on.map(Into::into),
        pilot_site: said(&m.pilot_site),
        ..TaskInput::titled(Text::stored(m.title.clone()))
    }
}

fn measure_of(m: &measure::Model) -> MeasureInput {
    MeasureInput {
        responsible_unit_id: m.responsible_unit_id,
        responsible_person: said(&m.responsible_person),
        due_on: m.due_on.map(Into::into),
        pilot_site: said(&m.pilot_site),
        ..MeasureInput::titled(Text::stored(m.title.clone()))
    }
}

fn target_of(m: &target::Model, details: &Details) -> TargetInput {
    let levels = details.levels.get(&m.id);
    TargetInput {
        indicator_code: details.indicator(m).map(|indicator| Text::stored(indicator.code.clone())),
        title: Some(Text::stored(m.title.clone())),
        unit_of_measure: said(&m.unit_of_measure),
        aggregation: m.aggregation,
        baseline: m.baseline,
        target_value: m.target_value,
        numerator: m.numerator,
        denominator: m.denominator,
        levels: levels.map(|levels| levels.iter().cloned().map(Text::stored).collect()),
        milestones: details.milestones.get(&m.id).map(|found| found.iter().map(milestone_of).collect()),
        bands: details.bands.get(&m.id).map(|found| found.iter().map(band_of).collect()),
        allocation_id: m.allocation_id,
        responsible_unit_id: m.responsible_unit_id,
        responsible_person: said(&m.responsible_person),
        due_on: m.due_on.map(Into::into),
        pilot_site: said(&m.pilot_site),
        ..TargetInput::of_task(1, m.comparator)
    }
}

fn milestone_of(m: &Milestone) -> MilestoneInput {
    let [value, numerator, denominator]: [Option<Quantity>; 3] = m.amounts;
    MilestoneInput { period_code: Text::stored(m.period_code.clone()), value, numerator, denominator }
}

fn band_of(m: &Band) -> BandInput {
    let [value, numerator, denominator]: [Option<Quantity>; 3] = m.amounts;
    BandInput { title: Text::stored(m.title.clone()), unit_ids: m.unit_ids.clone(), value, numerator, denominator }
}

/// What a version says.
pub async fn issued(db: &Conn, plan: &plan::Model) -> Result<IssuedContent> {
    let content = Parts::of(db, plan.id).await?.content(Ids::None);
    Ok(IssuedContent {
        movement_id: plan.movement_id,
        unit_id: plan.unit_id,
        version_no: plan.version_no,
        starts_on: plan.starts_on,
        document_number: plan.document_number.clone(),
        issued_on: plan.document_issued_on,
        annex_no: plan.annex_no,
        content,
    })
}

/// SHA-256 of the canonical JSON (RFC 8785) of what a version says, in hexadecimal.
pub fn digest_of(said: &IssuedContent) -> Result<String> {
    let canonical = serde_json_canonicalizer::to_vec(said).map_err(Error::internal)?;
    Ok(digest::sha256_hex(&canonical))
}
