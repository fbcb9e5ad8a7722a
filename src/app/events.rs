//! Everything that can happen: the lists of facts of all features. From them the spec publishes the catalogue of events.
use std::collections::BTreeMap;

use awards::{
    councils::events::{CouncilEvent, CouncilSessionEvent},
    decisions::events::{AwardEvent, DecisionEvent},
    exemplars::events::{AdoptionEvent, ExemplarEvent},
    nominations::events::NominationEvent,
    postings::events::{PostingEvent, PostingObjectionEvent},
    quotas::events::AwardQuotaEvent,
    revocations::events::RevocationEvent,
    stages::events::StageEvent,
    submissions::events::SubmissionEvent,
};
use base::store::journal::{Facts, Kind, kinds};
use integration::webhooks::events::WebhookEvent;
use me::events::CalendarFeedEvent;
use organisation::{
    auth::events::SessionEvent,
    clients::events::ClientEvent,
    identities::events::IdentityEvent,
    jobs::events::JobEvent,
    journal::events::{AccessEvent, RegisterEvent},
    reorganisations::events::ReorganisationEvent,
    second_factors::events::SecondFactorEvent,
    units::events::{FunctionEvent, UnitEvent},
    users::events::{AssignmentEvent, UserEvent},
};
use oversight::{
    guidance::events::GuidanceEvent,
    inspections::events::InspectionEvent,
    questions::events::QuestionEvent,
    recommendations::events::RecommendationEvent,
    reminders::events::{ReminderEvent, ReminderLadderEvent},
};
use planning::{
    allocations::events::TargetEvent,
    award_forms::events::AwardFormEvent,
    calendar::events::CalendarEvent,
    files::events::{AttachmentEvent, FileEvent},
    indicators::events::IndicatorEvent,
    movements::events::MovementEvent,
    peer_groups::events::PeerGroupEvent,
    plan_templates::events::PlanTemplateEvent,
    plans::events::{AllocationEvent, PlanEvent},
    regimes::events::{RegimeEvent, RuleRevisionEvent},
    schedules::events::ReportingScheduleEvent,
};
use reporting::{
    consolidations::events::ConsolidationEvent,
    reports::events::{ObligationEvent, ObligationsEvent, ReportEvent},
};
use serde_json::Value;

/// All kinds of events, by name, and the schemas that theirs refer to.
#[derive(Default)]
pub struct Catalogue {
    pub kinds: BTreeMap<String, Kind>,
    pub schemas: BTreeMap<String, Value>,
}

impl Catalogue {
    fn with<F: Facts>(mut self) -> Self {
        let (kinds, schemas) = kinds::<F>();
        self.kinds.extend(kinds.into_iter().map(|kind| (kind.event.clone(), kind)));
        let value = |(name, schema)| (name, serde_json::to_value::<_>(schema).unwrap_or_default());
        self.schemas.extend(schemas.into_iter().map(value));
        self
    }
}

pub fn catalogue() -> Catalogue {
    Catalogue::default()
        .with::<AccessEvent>()
        .with::<AdoptionEvent>()
        .with::<AllocationEvent>()
        .with::<AssignmentEvent>()
        .with::<AttachmentEvent>()
        .with::<AwardEvent>()
        .with::<AwardFormEvent>()
        .with::<CalendarEvent>()
        .with::<CalendarFeedEvent>()
        .with::<ClientEvent>()
        .with::<ConsolidationEvent>()
        .with::<CouncilEvent>()
        .with::<CouncilSessionEvent>()
        .with::<DecisionEvent>()
        .with::<ExemplarEvent>()
        .with::<FileEvent>()
        .with::<FunctionEvent>()
        .with::<GuidanceEvent>()
        .with::<IdentityEvent>()
        .with::<IndicatorEvent>()
        .with::<InspectionEvent>()
        .with::<JobEvent>()
        .with::<MovementEvent>()
        .with::<NominationEvent>()
        .with::<ObligationEvent>()
        .with::<ObligationsEvent>()
        .with::<PeerGroupEvent>()
        .with::<PlanEvent>()
        .with::<PlanTemplateEvent>()
        .with::<PostingEvent>()
        .with::<PostingObjectionEvent>()
        .with::<QuestionEvent>()
        .with::<RecommendationEvent>()
        .with::<RegimeEvent>()
        .with::<RegisterEvent>()
        .with::<ReminderEvent>()
        .with::<ReminderLadderEvent>()
        .with::<ReorganisationEvent>()
        .with::<ReportEvent>()
        .with::<ReportingScheduleEvent>()
        .with::<RevocationEvent>()
        .with::<RuleRevisionEvent>()
        .with::<SecondFactorEvent>()
        .with::<SessionEvent>()
        .with::<AwardQuotaEvent>()
        .with::<StageEvent>()
        .with::<SubmissionEvent>()
        .with::<TargetEvent>()
        .with::<UnitEvent>()
        .with::<UserEvent>()
        .with::<WebhookEvent>()
}
