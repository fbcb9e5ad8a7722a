//! Drafting a list: which dossiers are on it, and for how long the rules ask that it be posted.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        error::{Code, Error, Fault, FieldError, Result},
        policy::Permission,
        scope::{Addressee, Scope},
    },
    store::db::{Recorded, Uow, bulk},
};
use chrono::NaiveDate;
use entity::{
    Authors,
    nomination::{self, SubjectType},
    posting::{self, Counting, PostingStatus},
    posting_entry,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    finish,
    named::{self, By, Named},
};
use crate::postings::{
    asked::{Asked, Before, Rules},
    days,
    dto::{CreatePosting, PostingView, UpdatePosting},
    events::PostingEvent,
    paper::{POSTED_IN, has, holder, owner},
    repo,
    rules::PostingAction,
    view,
};

pub async fn create(uow: &Uow, scope: &Scope, input: &CreatePosting) -> Result<Recorded<PostingView>> {
    let named = named::of(uow, scope, input).await?;
    let (unit, first) = first(scope, &named)?;
    let dossiers = check(scope, (unit, first), &named)?;
    let council_on = input.council_on.map(NaiveDate::from).or(named.council_on);
    let own = input.days.map(|days| (days, Counting::Working));
    let term = Term::of(uow, scope, &dossiers, (council_on, own)).await?;
    let model = posting::ActiveModel {
        id: Set(Uuid::now_v7()),
        movement_id: Set(first.movement_id),
        stage: Set(first.stage),
        unit_id: Set(unit.unit_id),
        unit_function: Set(unit.function),
        unit_name: Set(uow.organisation().name(unit.unit_id, uow.today()).to_owned()),
        title: Set(input.title.to_string()),
        council_on: Set(council_on),
        days: Set(term.days),
        counting: Set(term.counting),
        publish_by: Set(term.publish_by),
        first_on: Set(None),
        last_on: Set(None),
        end_from: Set(None),
        status: Set(PostingStatus::Draft),
        end_reason: Set(None),
        authors: Set(Authors::of(scope.user_id)),
        version: Set(1),
        created_at: Set(uow.now),
        updated_at: Set(uow.now),
    };
    let made = posting::Entity::insert(model).exec_with_returning(&uow.tx).await?;
    set_entries(uow, made.id, &dossiers, &term).await?;
    let event = PostingEvent::Created { movement_id: made.movement_id, stage: made.stage, entries: dossiers.len() };
    uow.record(event.of(&made, &made), view::whole(&uow.tx, scope, made).await?).await
}

pub async fn update(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &UpdatePosting,
) -> Result<Recorded<PostingView>> {
    let (before, ..) = uow.begin(scope, id, if_match, PostingAction::Update).await?;
    let now: Vec<Uuid> = repo::entries(&uow.tx, id).await?.iter().map(|entry| entry.nomination_id).collect();
    let ids = input.nomination_ids.clone().unwrap_or(now);
    let named = Named { by: By::Id, found: named::by_id(uow, &ids).await?, ids, council_on: None };
    let like = nomination_of(&named).ok_or_else(|| By::Id.not_found(0))?;
    let dossiers = check(scope, (owner(&before), like), &named)?;
    if (like.movement_id, like.stage) != (before.movement_id, before.stage) {
        return Err(Error::field("/nomination_ids/0", Fault::NotAllowed));
    }
    let council_on = input.council_on.map_or(before.council_on, |day| day.map(NaiveDate::from));
    let own = match input.days {
        None => Some((before.days, before.counting)),
        Some(days) => days.map(|days| (days, Counting::Working)),
    };
    let term = Term::of(uow, scope, &dossiers, (council_on, own)).await?;
    let mut next = before.clone().into_active_model();
    if let Some(title) = &input.title {
        next.title = Set(title.to_string());
    }
    next.council_on = Set(council_on);
    next.days = Set(term.days);
    next.counting = Set(term.counting);
    next.publish_by = Set(term.publish_by);
    next.authors = Set(before.authors.with(scope.user_id));
    let of_list = posting_entry::Column::PostingId.eq(id);
    posting_entry::Entity::delete_many().filter(of_list).exec(&uow.tx).await?;
    set_entries(uow, id, &dossiers, &term).await?;
    finish(uow, scope, (before, next), PostingEvent::Updated { entries: input.nomination_ids.is_some() }).await
}

fn nomination_of(named: &Named) -> Option<&nomination::Model> {
    named.ids.first().and_then(|id| named.found.get(id))
}

/// The unit of the caller's that has the first dossier, and that dossier: the others are like it.
fn first<'a>(scope: &Scope, named: &'a Named) -> Result<(Addressee, &'a nomination::Model)> {
    let first = nomination_of(named).ok_or_else(|| named.by.not_found(0))?;
    let holder = holder(first).filter(|holder| scope.acts_for(*holder)).ok_or_else(|| named.by.not_found(0))?;
    let standing = holder.function.and_then(|function| scope.organisation.holder(function, scope.today));
    let unit_id = standing.unwrap_or_else(|| scope.acting_for(Permission::NominationsReceive, holder.unit_id));
    Ok((Addressee { unit_id, function: holder.function }, first))
}

/// Each is there once, with this unit, appraised or proposed, of one review. Of others nothing is told, not even that they
/// are there.
fn check<'a>(
    scope: &Scope,
    (unit, like): (Addressee, &nomination::Model),
    named: &'a Named,
) -> Result<Vec<&'a nomination::Model>> {
    let (mut rows, mut faults) = (vec![], vec![]);
    for (at, id) in named.ids.iter().enumerate() {
        let dossier = named.found.get(id).filter(|m| has(scope, unit, m));
        let fault = match dossier {
            None => Fault::NotFound,
            Some(_) if named.ids.iter().take(at).any(|other| other == id) => Fault::Duplicate,
            Some(m) if !POSTED_IN.contains(&m.status) => Fault::NotAllowed,
            Some(m) if (m.movement_id, m.stage) != (like.movement_id, like.stage) => Fault::NotAllowed,
            Some(m) => {
                rows.push(m);
                continue;
            }
        };
        faults.push(FieldError { pointer: named.by.pointer(at), fault });
    }
    // A document or a session is named once, however many of its dossiers are not ready.
    faults.dedup();
    if faults.is_empty() { Ok(rows) } else { Err(Error::fields(Code::ValidationFailed, faults)) }
}

/// For how long a list is posted.
struct Term {
    days: i32,
    counting: Counting,
    publish_by: Option<NaiveDate>,
    /// The rule that asks it of a dossier.
    rules: HashMap<Uuid, Uuid>,
}

impl Term {
    /// As long as the longest rule asks for, or longer where the unit says so.
    async fn of(
        uow: &Uow,
        scope: &Scope,
        dossiers: &[&nomination::Model],
        (council_on, own): (Option<NaiveDate>, Option<(i32, Counting)>),
    ) -> Result<Self> {
        let law = Rules::of(&uow.tx).await?;
        let (both, day) = ([Before::Council, Before::Submission], council_on.unwrap_or_else(|| uow.today()));
        let asked = |m: &&nomination::Model| Some((m.id, law.binding(&scope.organisation, m, &both, day)?));
        let asked: HashMap<Uuid, &Asked> = dossiers.iter().filter_map(asked).collect();
        let all_days = asked.values().all(|asked| asked.counting == Counting::Calendar);
        let counting = if all_days { Counting::Calendar } else { Counting::Working };
        let longest = asked.values().map(|asked| asked.days).max().map(|days| (days, counting));
        let term = own.or(longest).ok_or_else(|| Error::field("/days", Fault::Required))?;
        if asked.values().any(|asked| !asked.is_met_by(term)) {
            return Err(Error::field("/days", Fault::OutOfRange));
        }
        let (days, counting) = term;
        let number = u32::try_from(days).map_err(Error::internal)?;
        let publish_by = council_on.map(|day| days::publish_by(&uow.calendar, day, number, counting)).transpose()?;
        if publish_by.is_some_and(|last| last < uow.today()) {
            return Err(Error::field("/council_on", Fault::OutOfRange));
        }
        let rules = asked.into_iter().map(|(id, asked)| (id, asked.rule.id)).collect();
        Ok(Self { days, counting, publish_by, rules })
    }
}

/// As the dossiers are now. A person has a position, a collective none.
async fn set_entries(uow: &Uow, posting_id: Uuid, dossiers: &[&nomination::Model], term: &Term) -> Result<()> {
    let row = |(m, ordinal): (&&nomination::Model, i32)| posting_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        posting_id: Set(posting_id),
        ordinal: Set(ordinal),
        nomination_id: Set(m.id),
        nomination_version_no: Set(m.version_no),
        subject_type: Set(m.subject_type),
        full_name: Set(m.full_name.clone()),
        position: Set(m.position.clone().filter(|_| m.subject_type == SubjectType::Individual)),
        unit_name: Set(m.subject_unit_name.clone()),
        award_form_id: Set(m.award_form_id),
        rule_id: Set(term.rules.get(&m.id).copied()),
    };
    bulk::insert(&uow.tx, dossiers.iter().zip(1..).map(row).collect()).await
}
