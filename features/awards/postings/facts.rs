//! What stands against a dossier because it was not posted, or because of what was objected to: for councils, proposals and
//! decisions, of one dossier or of a thousand by as many statements.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{
        error::{About, Result},
        organisation::Organisation,
        transition::Against,
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    nomination,
    posting::{self, PostingStatus},
    posting_entry,
    posting_objection::ObjectionStatus,
};
use uuid::Uuid;

use super::{
    asked::{Before, Rules, is_with_the_ministry},
    repo,
};

/// Before what it is asked.
#[derive(Clone, Copy, Debug)]
pub enum Occasion<'a> {
    /// A council opens.
    Council,
    /// An award is proposed or decided. Of forms on which a council votes the opening of its session has asked the rest.
    Proposal { voted: &'a [Uuid] },
}

/// The first dossier that each is true of.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// A rule asks that it be posted, and it was not or not yet for long enough; until when it is.
    unfinished: Option<(Uuid, String)>,
    objected: Option<Uuid>,
    upheld: Option<Uuid>,
}

fn about(id: Uuid, told: String) -> Against {
    Against { about: Some(About::Nomination(id)), ..told.into() }
}

/// Guards of councils, proposals and decisions.
impl Standing {
    pub fn unfinished(&self) -> Option<Against> {
        self.unfinished.clone().map(|(id, until)| about(id, until))
    }

    pub fn objected(&self) -> Option<Against> {
        self.objected.map(|id| about(id, String::new()))
    }

    pub fn upheld(&self) -> Option<Against> {
        self.upheld.map(|id| about(id, String::new()))
    }
}

type Listed = (posting_entry::Model, posting::Model);

pub async fn standing(
    db: &Conn,
    organisation: &Organisation,
    dossiers: &[nomination::Model],
    (occasion, day): (Occasion<'_>, NaiveDate),
) -> Result<Standing> {
    let ids: Vec<Uuid> = dossiers.iter().map(|m| m.id).collect();
    if ids.is_empty() {
        return Ok(Standing::default());
    }
    let rules = Rules::of(db).await?;
    let lists = listed(db, &ids).await?;
    let (open, upheld) = objected(db, &ids).await?;
    let mut found = Standing::default();
    for m in dossiers {
        let version = (m.id, m.version_no);
        let of_version: Vec<&posting::Model> =
            lists.get(&version).into_iter().flatten().map(|(_, list)| list).collect();
        if found.unfinished.is_none() {
            found.unfinished = unfinished(organisation, &rules, (m, &of_version), (occasion, day)).map(|u| (m.id, u));
        }
        found.objected = found.objected.or_else(|| open.contains(&version).then_some(m.id));
        found.upheld = found.upheld.or_else(|| upheld.contains(&version).then_some(m.id));
    }
    Ok(found)
}

/// The last day of a posting that still runs, or nothing but a dash where there is none that is long enough.
fn unfinished(
    organisation: &Organisation,
    rules: &Rules,
    (m, lists): (&nomination::Model, &[&posting::Model]),
    (occasion, day): (Occasion<'_>, NaiveDate),
) -> Option<String> {
    let is_over = |list: &posting::Model| list.last_on.is_some_and(|last| last < day);
    let runs = |list: &&posting::Model| list.status == PostingStatus::Published && !is_over(list);
    if let Some(last) = lists.iter().copied().filter(runs).find_map(|list| list.last_on) {
        return Some(last.to_string());
    }
    let before: &[Before] = match occasion {
        Occasion::Council => &[Before::Council],
        Occasion::Proposal { voted } if voted.contains(&m.award_form_id) => &[Before::Submission],
        Occasion::Proposal { .. } => &[Before::Council, Before::Submission],
    };
    let asked = rules.binding(organisation, m, before, day)?;
    let of_ministry =
        |list: &posting::Model| is_with_the_ministry(organisation, Some(list.unit_id), list.unit_function);
    let met =
        lists.iter().any(|list| of_ministry(list) && is_over(list) && asked.is_met_by((list.days, list.counting)));
    (!met).then(|| "–".to_owned())
}

/// The lists on which versions of dossiers were published, and not taken back.
async fn listed(db: &Conn, ids: &[Uuid]) -> Result<HashMap<(Uuid, i32), Vec<Listed>>> {
    let mut found: HashMap<(Uuid, i32), Vec<Listed>> = HashMap::new();
    for (entry, list) in repo::published(db, ids).await? {
        found.entry((entry.nomination_id, entry.nomination_version_no)).or_default().push((entry, list));
    }
    Ok(found)
}

/// Versions of dossiers about which an objection is open, and those about which one was upheld.
async fn objected(db: &Conn, ids: &[Uuid]) -> Result<(HashSet<(Uuid, i32)>, HashSet<(Uuid, i32)>)> {
    let (mut open, mut upheld) = (HashSet::new(), HashSet::new());
    for (entry, status) in repo::standing_objections(db, ids).await? {
        let version = (entry.nomination_id, entry.nomination_version_no);
        if status == ObjectionStatus::Open {
            open.insert(version)
        } else {
            upheld.insert(version)
        };
    }
    Ok((open, upheld))
}

/// The first day after all postings of some dossiers: no decision on them is of an earlier one.
pub async fn posted_until(db: &Conn, dossiers: &[nomination::Model]) -> Result<HashMap<Uuid, NaiveDate>> {
    let ids: Vec<Uuid> = dossiers.iter().map(|m| m.id).collect();
    let lists = listed(db, &ids).await?;
    let after = |m: &nomination::Model| {
        let lists = lists.get(&(m.id, m.version_no))?;
        let last = lists.iter().filter_map(|(_, list)| list.last_on).max()?;
        Some((m.id, last.succ_opt()?))
    };
    Ok(dossiers.iter().filter_map(after).collect())
}
