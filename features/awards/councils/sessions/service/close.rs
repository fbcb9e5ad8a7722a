//! The close: votes are counted, once, by the rule of the day; and the minutes are made, which the chair signs.
use std::collections::HashMap;

use base::{
    http::etag::IfMatch,
    kernel::{
        chronology::{self, Event, Paper},
        clock::day_of,
        digest,
        error::{Code, Error, Result},
        keys::Purposes,
        scope::Scope,
    },
    store::{
        db::{Recorded, Uow},
        document,
    },
};
use entity::{
    council_conflict,
    council_item::{self, Outcome},
    council_member::CouncilRole,
    council_token,
    council_vote::{self, Choice},
    nomination::{self, NominationStatus},
    vote_rule,
};
use planning::law;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{begin, finish};
use crate::councils::{
    count::{Share, passes, rank, totals},
    events::CouncilSessionEvent,
    sessions::{
        ballots::{self, Papers},
        dto::SessionView,
        minutes::{CouncilMinutes, MinutedBox, MinutedConflict, MinutedItem, MinutedVote},
        paper::SessionPaper,
        repo,
        rules::SessionAction,
        view,
        votes::SignMinutes,
    },
};

/// What an item is counted from.
struct Counted {
    yes: u32,
    no: u32,
    neither: u32,
    place: Option<u32>,
    outcome: Outcome,
}

/// All that a session has gathered.
struct Gathered {
    votes: Vec<council_vote::Model>,
    conflicts: Vec<council_conflict::Model>,
    rules: HashMap<Uuid, vote_rule::Model>,
    dossiers: HashMap<Uuid, nomination::Model>,
    binding: repo::Binding,
    /// Of a ballot by tokens: what was cast, item by item, and what had been handed out.
    boxes: HashMap<Uuid, Papers>,
    tokens: Vec<council_token::Model>,
}

pub async fn close(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    keys: &Purposes,
) -> Result<Recorded<SessionView>> {
    let (paper, step) = begin(uow, scope, id, if_match, SessionAction::Close).await?;
    let gathered = Gathered {
        votes: repo::votes(&uow.tx, id).await?,
        conflicts: repo::conflicts(&uow.tx, id).await?,
        rules: repo::vote_rules(&uow.tx, &paper.items).await?,
        dossiers: repo::dossiers(&uow.tx, &paper.items).await?,
        binding: repo::binding(&uow.tx, paper.session.held_on).await?,
        boxes: ballots::count(uow, &paper.session, keys).await?,
        tokens: ballots::tokens(&uow.tx, id).await?,
    };
    let mut counted = paper.items.iter().map(|item| count(&paper, item, &gathered)).collect::<Result<Vec<_>>>()?;
    share_out(uow, &paper, &gathered.dossiers, &mut counted).await?;
    for (item, count) in paper.items.iter().zip(&counted) {
        keep(uow, item, count).await?;
    }
    let minutes = digest::canonical(&minutes(uow, &paper, &gathered, &counted).await?)?;
    let content_digest = digest::sha256_hex(minutes.as_bytes());
    let passed = counted.iter().filter(|count| count.outcome == Outcome::Passed).count();
    let mut next = paper.session.clone().into_active_model();
    next.status = Set(step.to);
    next.closed_at = Set(Some(uow.now));
    next.minutes = Set(Some(minutes));
    next.minutes_digest = Set(Some(content_digest.clone()));
    let event = CouncilSessionEvent::Closed { passed, not_passed: counted.len() - passed, content_digest };
    finish(uow, scope, (paper.session, next), event).await
}

fn count(paper: &SessionPaper, item: &council_item::Model, gathered: &Gathered) -> Result<Counted> {
    let gone = || Error::internal(anyhow::anyhow!("an item without its dossier or its rule"));
    let share = gathered.rules.get(&item.vote_rule_id).and_then(Share::of).ok_or_else(gone)?;
    let dossier = gathered.dossiers.get(&item.nomination_id).ok_or_else(gone)?;
    let votes: Vec<_> = gathered.votes.iter().filter(|vote| vote.item_id == item.id).collect();
    // Papers that tellers counted, or that were cast with tokens; opinions in writing are signed, and stand beside them.
    let cast = gathered.boxes.get(&item.id).into_iter().flat_map(|papers| papers.values().copied());
    let [yes, no, neither] = totals(votes.iter().map(|vote| vote.choice).chain(cast));
    let papers = |counted: Option<i32>| u32::try_from(counted.unwrap_or(0)).unwrap_or(0);
    let (yes, no, neither) = (papers(item.yes) + yes, papers(item.no) + no, papers(item.neither) + neither);
    let chair = paper.seats.iter().find(|seat| seat.role == CouncilRole::Chair).map(|seat| seat.user_id);
    let side = votes.iter().find(|vote| Some(vote.user_id) == chair).map(|vote| vote.choice == Choice::Yes);
    let lapsed = (dossier.status, dossier.version_no) != (NominationStatus::Appraised, item.nomination_version_no);
    let outcome = match () {
        () if lapsed => Outcome::Lapsed,
        () if passes(share, yes, paper.member_count(), side.filter(|_| gathered.binding.chair_decides)) => {
            Outcome::Passed
        }
        () => Outcome::NotPassed,
    };
    Ok(Counted { yes, no, neither, place: None, outcome })
}

/// Where there are not places for all that have the votes, those with most votes get them: form by form where a number was
/// given, else as the quotas divide them.
async fn share_out(
    uow: &Uow,
    paper: &SessionPaper,
    dossiers: &HashMap<Uuid, nomination::Model>,
    counted: &mut [Counted],
) -> Result<()> {
    for place in repo::places(&uow.tx, paper.session.id).await? {
        let of_quota = |m: &nomination::Model| {
            let of = (Some(m.movement_id), Some(m.stage), Some(m.subject_type));
            of == (place.movement_id, place.stage, place.subject_type)
        };
        let given = place.subject_type.is_none();
        let of_form = |item: &council_item::Model| {
            item.award_form_id == place.award_form_id
                && (given || dossiers.get(&item.nomination_id).is_some_and(of_quota))
        };
        let mut passed: Vec<&mut Counted> = paper
            .items
            .iter()
            .zip(counted.iter_mut())
            .filter(|(item, count)| of_form(item) && count.outcome == Outcome::Passed)
            .map(|(_, count)| count)
            .collect();
        let places = u32::try_from(place.places).unwrap_or(0);
        let votes: Vec<u32> = passed.iter().map(|count| count.yes).collect();
        for (count, (place, outcome)) in passed.iter_mut().zip(rank(&votes, places)) {
            count.place = Some(place);
            count.outcome = outcome;
        }
    }
    Ok(())
}

async fn keep(uow: &Uow, item: &council_item::Model, count: &Counted) -> Result<()> {
    let whole = |number: u32| i32::try_from(number).map_err(Error::internal);
    let mut next = item.clone().into_active_model();
    next.yes = Set(Some(whole(count.yes)?));
    next.no = Set(Some(whole(count.no)?));
    next.neither = Set(Some(whole(count.neither)?));
    next.place = Set(count.place.map(whole).transpose()?);
    next.outcome = Set(Some(count.outcome));
    council_item::Entity::update(next).exec(&uow.tx).await?;
    Ok(())
}

async fn minutes(uow: &Uow, paper: &SessionPaper, gathered: &Gathered, counted: &[Counted]) -> Result<CouncilMinutes> {
    let council = repo::council(&uow.tx, paper.session.council_id).await?;
    let cited = gathered.rules.values().map(|rule| rule.citation_id).chain(gathered.binding.citations.iter().copied());
    let citations = law::citations(&uow.tx, cited).await?;
    let forms = repo::forms(&uow.tx).await?;
    let mut items = vec![];
    for (item, count) in paper.items.iter().zip(counted) {
        let form = forms.get(&item.award_form_id).map(|form| form.code.clone()).unwrap_or_default();
        items.push(minuted(item, count, form, gathered, &citations)?);
    }
    Ok(CouncilMinutes {
        session_id: paper.session.id,
        council_name: council.name,
        unit_name: council.unit_name,
        title: paper.session.title.clone(),
        held_on: paper.session.held_on,
        ballot: paper.session.ballot,
        ballot_document: paper.session.ballot_document.clone(),
        opened_at: paper.session.opened_at,
        closed_at: uow.now,
        seats: view::seats(&uow.tx, paper).await?,
        quorum: view::quorum(&uow.tx, paper).await?,
        rules: gathered.binding.citations.iter().map(|id| citations.of(*id)).collect::<Result<_>>()?,
        items,
    })
}

fn minuted(
    item: &council_item::Model,
    count: &Counted,
    award_form_code: String,
    gathered: &Gathered,
    citations: &law::Citations,
) -> Result<MinutedItem> {
    let gone = || Error::internal(anyhow::anyhow!("an item without its dossier or its rule"));
    let dossier = gathered.dossiers.get(&item.nomination_id).ok_or_else(gone)?;
    let rule = gathered.rules.get(&item.vote_rule_id).ok_or_else(gone)?;
    let conflicts = gathered.conflicts.iter().filter(|one| one.item_id == item.id);
    let votes = gathered.votes.iter().filter(|one| one.item_id == item.id);
    let vote = |one: &council_vote::Model| MinutedVote {
        user_id: one.user_id,
        choice: one.choice,
        document_number: one.document_number.clone(),
    };
    Ok(MinutedItem {
        item_id: item.id,
        ordinal: item.ordinal,
        full_name: dossier.full_name.clone(),
        unit_name: dossier.subject_unit_name.clone(),
        award_form_code,
        nomination_version_no: item.nomination_version_no,
        rule: view::rule_view(rule),
        citation: citations.of(rule.citation_id)?,
        conflicts: conflicts.map(|one| MinutedConflict { user_id: one.user_id, ground: one.ground }).collect(),
        votes: votes.map(vote).collect(),
        yes: count.yes,
        no: count.no,
        neither: count.neither,
        tellers: item.tallied_by.into_iter().chain(item.confirmed_by).collect(),
        box_of_papers: gathered.boxes.get(&item.id).map(|papers| counted_box(item, papers, gathered)).transpose()?,
        place: count.place,
        outcome: count.outcome,
    })
}

/// More papers than tokens would be papers of nobody.
fn counted_box(item: &council_item::Model, papers: &Papers, gathered: &Gathered) -> Result<MinutedBox> {
    Ok(MinutedBox {
        handed_out: ballots::handed_out(&gathered.tokens, item.id),
        cast: u32::try_from(papers.len()).map_err(Error::internal)?,
        digest: digest::sha256_hex(digest::canonical(papers)?.as_bytes()),
    })
}

pub async fn sign_minutes(
    uow: &Uow,
    scope: &Scope,
    id: Uuid,
    if_match: IfMatch,
    input: &SignMinutes,
) -> Result<Recorded<SessionView>> {
    let (paper, step) = begin(uow, scope, id, if_match, SessionAction::SignMinutes).await?;
    let (before, document) = (paper.session, &input.document);
    if before.minutes_digest.as_deref() != Some(&*input.content_digest) {
        let now = before.minutes_digest.unwrap_or_default();
        return Err(Error::with(Code::DigestMismatch, now));
    }
    let happened = [(Event::Today, Some(uow.today())), (Event::Closed, before.closed_at.map(day_of))];
    chronology::check(Paper::CouncilMinutes, *document.issued_on, &happened)?;
    let signature = document::take(uow, before.unit_id, document, ("council_session", id)).await?;
    let mut next = before.clone().into_active_model();
    next.status = Set(step.to);
    next.minutes_number = Set(Some(document.number.as_str().to_owned()));
    next.minutes_issued_on = Set(Some(*document.issued_on));
    next.minutes_signature = Set(Some(signature));
    let (document_number, issued_on) = (document.number.as_str().to_owned(), *document.issued_on);
    finish(uow, scope, (before, next), CouncilSessionEvent::Concluded { document_number, issued_on }).await
}
