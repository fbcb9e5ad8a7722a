//! The life cycle of a template as one table, and what a template cannot say.
use base::kernel::{
    error::{Code, Fault, FieldError},
    policy::Permission,
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use entity::{
    movement::MovementStatus,
    plan_template::TemplateStatus::{self, Draft, Published, Withdrawn},
};
use uuid::Uuid;

use crate::{
    movements::rules::{closed, is_open},
    plans::dto::Content,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TemplateAction {
    Update,
    Publish,
    Withdraw,
}

use TemplateAction::{Publish, Update, Withdraw};

impl Named for TemplateAction {
    fn name(self) -> &'static str {
        match self {
            Update => "update",
            Publish => "publish",
            Withdraw => "withdraw",
        }
    }
}

/// What the guards look at.
#[derive(Debug)]
pub struct TemplateFacts {
    pub movement: MovementStatus,
    pub movement_id: Uuid,
    pub movement_code: String,
    /// What is wrong with it by now: while the movement was a draft, its indicators and lines could change.
    pub wrong: Option<Against>,
}

const MOVEMENT_BEFORE_ITS_END: Guard<TemplateFacts> = Guard {
    name: "movement_before_its_end",
    code: Code::WindowClosed,
    against: |facts| (!may_prepare(facts.movement)).then(|| closed(facts.movement_id, &facts.movement_code)),
};

const MOVEMENT_OPEN: Guard<TemplateFacts> = Guard {
    name: "movement_open",
    code: Code::WindowClosed,
    against: |facts| (!is_open(facts.movement)).then(|| closed(facts.movement_id, &facts.movement_code)),
};

const STILL_RIGHT: Guard<TemplateFacts> =
    Guard { name: "still_right", code: Code::ValidationFailed, against: |facts| facts.wrong.clone() };

pub type TemplateStep = Step<TemplateAction, TemplateStatus, TemplateFacts>;

/// The unit that prepares the movement: for the ministry's its standing body.
const fn prepare(action: TemplateAction, from: &'static [TemplateStatus], to: TemplateStatus) -> TemplateStep {
    let (party, permission) = (Party::Preparer, Permission::MovementsWrite);
    Step { action, from, to, party, permission, writers: Writers::Included("it is their own text"), guards: &[] }
}

/// The unit that launches the movement.
const fn decide(action: TemplateAction, from: &'static [TemplateStatus], to: TemplateStatus) -> TemplateStep {
    let (party, permission) = (Party::Decider, Permission::MovementsDecide);
    Step { action, from, to, party, permission, writers: Writers::Excluded, guards: &[] }
}

const TAKES_BACK: Writers = Writers::Included("what is withdrawn binds nobody any more");

/// `published → withdrawn` is also the next template's.
pub const STEPS: &[TemplateStep] = &[
    Step { guards: &[MOVEMENT_BEFORE_ITS_END], ..prepare(Update, &[Draft], Draft) },
    Step { guards: &[MOVEMENT_OPEN, STILL_RIGHT], ..decide(Publish, &[Draft], Published) },
    Step { writers: TAKES_BACK, ..decide(Withdraw, &[Draft, Published], Withdrawn) },
];

/// Templates are written for movements that are drafted or run; published to units that can plan.
pub const fn may_prepare(movement: MovementStatus) -> bool {
    matches!(movement, MovementStatus::Draft) || is_open(movement)
}

/// What only a unit can say of its own plan: which parts it has, who does them, what share they answer, and how it
/// divides them among the units below.
pub fn not_allowed(content: &Content) -> Vec<FieldError> {
    let mut faults = vec![];
    let mut refuse = |given: bool, pointer: String| {
        if given {
            faults.push(FieldError { pointer, fault: Fault::NotAllowed });
        }
    };
    for (at, task) in content.tasks.iter().enumerate() {
        refuse(task.id.is_some(), format!("/tasks/{at}/id"));
        refuse(task.responsible_unit_id.is_some(), format!("/tasks/{at}/responsible_unit_id"));
        refuse(task.responsible_person.is_some(), format!("/tasks/{at}/responsible_person"));
        refuse(task.pilot_site.is_some(), format!("/tasks/{at}/pilot_site"));
    }
    for (at, measure) in content.measures.iter().enumerate() {
        refuse(measure.id.is_some(), format!("/measures/{at}/id"));
        refuse(measure.responsible_unit_id.is_some(), format!("/measures/{at}/responsible_unit_id"));
        refuse(measure.responsible_person.is_some(), format!("/measures/{at}/responsible_person"));
        refuse(measure.pilot_site.is_some(), format!("/measures/{at}/pilot_site"));
    }
    for (at, target) in content.targets.iter().enumerate() {
        refuse(target.id.is_some(), format!("/targets/{at}/id"));
        refuse(target.allocation_id.is_some(), format!("/targets/{at}/allocation_id"));
        refuse(target.responsible_unit_id.is_some(), format!("/targets/{at}/responsible_unit_id"));
        refuse(target.responsible_person.is_some(), format!("/targets/{at}/responsible_person"));
        refuse(target.pilot_site.is_some(), format!("/targets/{at}/pilot_site"));
        refuse(target.bands.is_some(), format!("/targets/{at}/bands"));
    }
    faults
}

/// The same of a plan, left out: what a template cannot say is no deviation from it.
pub fn without_own(mut content: Content) -> Content {
    for task in &mut content.tasks {
        (task.id, task.responsible_unit_id) = (None, None);
        (task.responsible_person, task.pilot_site) = (None, None);
    }
    for measure in &mut content.measures {
        (measure.id, measure.responsible_unit_id) = (None, None);
        (measure.responsible_person, measure.pilot_site) = (None, None);
    }
    for target in &mut content.targets {
        (target.id, target.allocation_id) = (None, None);
        (target.responsible_unit_id, target.bands) = (None, None);
        (target.responsible_person, target.pilot_site) = (None, None);
    }
    content
}
