//! Holding dossiers against the law of their day, and keeping what was found.
use std::collections::HashMap;

use base::{
    kernel::{
        clock::day_of,
        digest,
        error::{About, Code, Error, Result},
        scope::Scope,
    },
    store::db::{Conn, Uow, bulk},
};
use entity::{
    Packed, StatementKind, award,
    award_form::AwardClass,
    eligibility_run::{self, Occasion},
    legal_regime, legal_rule, nomination, regime_switch,
};
use planning::law;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    assemble::Read,
    dto::{ChangedRule, Eligibility, Found, ItemView, Judgement, KeptRun, OtherDossier, Outcome},
    repo, rested,
    rules::{self, CRITERION},
};
use crate::nominations::{dto::Evidence, initiatives, items, repo as dossiers, sent};

/// Runs that are written by one statement: each has some ten kilobytes, of which the driver makes several copies.
const WRITTEN: usize = 200;

/// The law and all that it asks of some dossiers, read by as many statements for all of them as for one.
struct Bench<'a> {
    rules: Vec<legal_rule::Model>,
    regimes: Vec<legal_regime::Model>,
    switches: Vec<regime_switch::Model>,
    read: Read<'a>,
}

impl<'a> Bench<'a> {
    async fn of(
        db: &Conn,
        scope: &'a Scope,
        dossiers: &[nomination::Model],
        evidence: HashMap<Uuid, Vec<Evidence>>,
    ) -> Result<Self> {
        let rules = repo::rules(db).await?;
        let (regimes, switches) = (law::repo::regimes(db).await?, law::repo::switches(db).await?);
        let forms = law::repo::forms(db).await?;
        let bases = bases(&rules, &forms);
        Ok(Self { read: read(db, scope, dossiers, (evidence, forms, bases)).await?, rules, regimes, switches })
    }

    /// What the law says of one of them.
    fn judge(&self, m: &nomination::Model) -> Result<Judgement> {
        let law_of = m.received_at.map_or(self.read.scope.today, day_of);
        let in_force = law::repo::regime_among(&self.regimes, &self.switches, law_of).map(|r| r.code.as_str());
        let regime = m.regime_code.as_deref().or(in_force);
        Ok(rules::judge(&self.rules, regime, law_of, &self.read.facts(m)?))
    }
}

/// By which form the list of a unit for another form is measured.
fn bases(rules: &[legal_rule::Model], forms: &[entity::award_form::Model]) -> HashMap<Uuid, Uuid> {
    let form = |code: &str| forms.iter().find(|form| form.code == code).map(|form| form.id);
    let measured = rules.iter().filter(|rule| rule.kind == CRITERION);
    let base = |rule: &legal_rule::Model| {
        let base = rule.params.get("params")?.get("base")?.as_str()?;
        Some((form(rule.award_form.as_deref()?)?, form(base)?))
    };
    measured.filter_map(base).collect()
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}

type Given = (HashMap<Uuid, Vec<Evidence>>, Vec<entity::award_form::Model>, HashMap<Uuid, Uuid>);

async fn read<'a>(
    db: &Conn,
    scope: &'a Scope,
    dossiers: &[nomination::Model],
    (evidence, forms, bases): Given,
) -> Result<Read<'a>> {
    let keys = distinct(dossiers.iter().map(|m| m.subject_key.clone()));
    let names = distinct(dossiers.iter().map(|m| m.search_text.clone()));
    let collective = |m: &&nomination::Model| m.subject_type == nomination::SubjectType::Collective;
    let collectives = distinct(dossiers.iter().filter(collective).map(|m| m.subject_unit_id));
    let awards = repo::awards(db, &keys, &names).await?;
    let members = repo::awards_in(db, &collectives).await?;
    let granted = distinct(awards.iter().chain(&members).map(|award| award.nomination_id));
    // Whether a year was reported is asked of titles only.
    let title = |award: &&award::Model| {
        forms.iter().any(|form| form.id == award.award_form_id && form.class == AwardClass::Title)
    };
    let states_titles = |m: &&nomination::Model| m.stated.0.iter().any(|stated| stated.kind == StatementKind::Title);
    let of_awards = awards.iter().chain(&members).filter(title).map(|award| award.unit_id);
    let units = distinct(of_awards.chain(dossiers.iter().filter(states_titles).map(|m| m.nominating_unit_id)));
    let named = || evidence.values().flatten();
    let reports = distinct(named().filter_map(|evidence| evidence.report_id));
    let targets = distinct(named().filter_map(|evidence| evidence.target_id));
    let exemplars = rested::read(db, &evidence).await?;
    let stated = dossiers.iter().flat_map(|m| initiatives::keys(&m.stated));
    let rested_on = dossiers.iter().flat_map(|m| rested::keys(scope, m, (&exemplars, &evidence)));
    let used = distinct(stated.chain(rested_on));
    let measured = dossiers.iter().filter(|m| bases.contains_key(&m.award_form_id));
    let lists = distinct(measured.map(|m| m.nominating_unit_id));
    let of_lists = distinct(bases.iter().flat_map(|(form, base)| [*form, *base]));
    Ok(Read {
        scope,
        forms,
        granted: repo::dossiers(db, &granted).await?,
        owed: repo::owed(db, &units).await?,
        reports: repo::reports(db, &reports).await?,
        plans: repo::plans(db, &targets).await?,
        used: repo::used(db, &used).await?,
        movements: repo::movements(db, &distinct(dossiers.iter().map(|m| m.movement_id))).await?,
        listed: repo::listed(db, &lists, &of_lists).await?,
        exemplars,
        awards,
        members,
        evidence,
        bases,
    })
}

async fn evidence_of(db: &Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Evidence>>> {
    let rows = repo::evidence(db, ids).await?;
    Ok(rows.into_iter().map(|(id, rows)| (id, rows.iter().map(Evidence::from).collect())).collect())
}

/// What the law says of one dossier, as it is written.
pub async fn of(db: &Conn, scope: &Scope, m: &nomination::Model) -> Result<Judgement> {
    let evidence = evidence_of(db, &[m.id]).await?;
    Bench::of(db, scope, std::slice::from_ref(m), evidence).await?.judge(m)
}

/// The same for the caller, beside what was kept.
pub async fn present(db: &Conn, scope: &Scope, m: nomination::Model) -> Result<Eligibility> {
    let rows = repo::evidence(db, &[m.id]).await?.remove(&m.id).unwrap_or_default();
    let evidence = HashMap::from([(m.id, sent::evidence(db, scope, &m, rows).await?)]);
    let bench = Bench::of(db, scope, std::slice::from_ref(&m), evidence).await?;
    let present = bench.judge(&m)?;
    let (kept, last) = kept(repo::runs(db, m.id).await?)?;
    let changed = last.map(|(since, last)| changes(since, &last, &present)).unwrap_or_default();
    let named: Vec<&legal_rule::Model> =
        bench.rules.iter().filter(|rule| present.findings.iter().any(|found| found.rule_id == rule.id)).collect();
    let form = dossiers::form_codes(db, std::slice::from_ref(&m)).await?.remove(&m.award_form_id).unwrap_or_default();
    let items = items::asked(db, &m, &form, scope.today).await?;
    let cited = named.iter().map(|rule| rule.citation_id).chain(items.iter().map(|item| item.citation_id));
    let citations = law::citations(db, cited).await?;
    let cited = |rule: &legal_rule::Model| law::rule(rule.clone(), citations.of(rule.citation_id)?);
    let rules = named.into_iter().map(cited).collect::<Result<_>>()?;
    let item = |item: items::DossierItem| Ok(ItemView { citation: citations.of(item.citation_id)?, item });
    let items = items.into_iter().map(item).collect::<Result<_>>()?;
    let beside = beside(db, scope, &m).await?;
    Ok(Eligibility { nomination_id: m.id, present, rules, items, kept, changed, beside })
}

type Last = Option<(Occasion, Judgement)>;

/// The last run of each occasion, oldest first, and the last of all.
fn kept(rows: Vec<eligibility_run::Model>) -> Result<(Vec<KeptRun>, Last)> {
    let (mut kept, mut last): (Vec<KeptRun>, Last) = (vec![], None);
    for m in rows {
        kept.retain(|run| run.occasion != m.occasion);
        let content = m.content.text().map_err(Error::internal)?;
        let judgement: Judgement = serde_json::from_str(&content).map_err(Error::internal)?;
        let changed = last.map(|(since, last)| changes(since, &last, &judgement)).unwrap_or_default();
        last = Some((m.occasion, judgement.clone()));
        let (occasion, made_at, version_no, digest) = (m.occasion, m.made_at, m.version_no, m.digest);
        kept.push(KeptRun { occasion, made_at, version_no, digest, judgement, changed });
    }
    Ok((kept, last))
}

/// What a fact that changed in between has done.
fn changes(since: Occasion, was: &Judgement, is: &Judgement) -> Vec<ChangedRule> {
    let find = |among: &Judgement, id: Uuid| among.findings.iter().find(|found| found.rule_id == id).cloned();
    let change = |found: &Found| {
        let (was, is) = (find(was, found.rule_id), find(is, found.rule_id));
        let (rule_id, rule_code) = (found.rule_id, found.rule_code.clone());
        (was != is).then_some(ChangedRule { rule_id, rule_code, since, was, is })
    };
    let gone = was.findings.iter().filter(|found| find(is, found.rule_id).is_none());
    is.findings.iter().chain(gone).filter_map(change).collect()
}

async fn beside(db: &Conn, scope: &Scope, m: &nomination::Model) -> Result<Vec<OtherDossier>> {
    let others = sent::seen(db, scope, repo::beside(db, scope, m).await?).await?;
    let codes = dossiers::form_codes(db, &others).await?;
    let view = |other: nomination::Model| OtherDossier {
        nomination_id: other.id,
        movement_id: other.movement_id,
        stage: other.stage,
        award_form_code: codes.get(&other.award_form_id).cloned().unwrap_or_default(),
        status: other.status,
        achievement_from: other.achievement_from,
        achievement_to: other.achievement_to,
        overlaps: other.achievement_from <= m.achievement_to && m.achievement_from <= other.achievement_to,
    };
    Ok(others.into_iter().map(view).collect())
}

/// Keeps what was found of a dossier before a step.
pub async fn keep(uow: &Uow, m: &nomination::Model, occasion: Occasion, judgement: &Judgement) -> Result<()> {
    bulk::insert(&uow.tx, vec![row(uow, m, occasion, judgement)?]).await
}

/// Holds dossiers against the law and keeps what was found: before a council votes, and before a decision is signed. What
/// was found of those that do not pass is answered.
pub async fn keep_all(
    uow: &Uow,
    scope: &Scope,
    dossiers: &[nomination::Model],
    occasion: Occasion,
) -> Result<HashMap<Uuid, Judgement>> {
    let ids: Vec<Uuid> = dossiers.iter().map(|m| m.id).collect();
    let evidence = evidence_of(&uow.tx, &ids).await?;
    let bench = Bench::of(&uow.tx, scope, dossiers, evidence).await?;
    let mut unmet = HashMap::new();
    for dossiers in dossiers.chunks(WRITTEN) {
        let mut rows = vec![];
        for m in dossiers {
            let judgement = bench.judge(m)?;
            rows.push(row(uow, m, occasion, &judgement)?);
            if judgement.outcome != Outcome::Pass {
                unmet.insert(m.id, judgement);
            }
        }
        bulk::insert(&uow.tx, rows).await?;
    }
    Ok(unmet)
}

/// What is found on the day of a decision: a fact that has changed since the proposal stands in its way.
pub async fn at_decision(uow: &Uow, scope: &Scope, dossiers: &[nomination::Model]) -> Result<()> {
    initiatives::hold(uow, dossiers).await?;
    let judged = keep_all(uow, scope, dossiers, Occasion::Decision).await?;
    for (outcome, code) in
        [(Outcome::Fail, Code::NotEligible), (Outcome::Hold, Code::CasePending), (Outcome::Unknown, Code::NotAnswered)]
    {
        for m in dossiers {
            let Some(judgement) = judged.get(&m.id).filter(|judgement| judgement.outcome == outcome) else { continue };
            let unmet = rules::unmet(judgement, outcome).into_iter().map(|found| found.rule_code.as_str());
            // The register itself holds an achievement to one award, and names the other.
            let codes: Vec<&str> = unmet.filter(|code| *code != rules::ONE_ACHIEVEMENT).collect();
            if codes.is_empty() {
                continue;
            }
            // What another decision has used since is told as the dossier's own step tells it.
            let code = if codes.contains(&rules::INITIATIVE_ONCE) { Code::InitiativeUsed } else { code };
            return Err(Error::with(code, codes.join(", ")).about(About::Nomination(m.id)));
        }
    }
    Ok(())
}

fn row(
    uow: &Uow,
    m: &nomination::Model,
    occasion: Occasion,
    judgement: &Judgement,
) -> Result<eligibility_run::ActiveModel> {
    let content = digest::canonical(judgement)?;
    Ok(eligibility_run::ActiveModel {
        id: Set(Uuid::now_v7()),
        nomination_id: Set(m.id),
        occasion: Set(occasion),
        version_no: Set(m.version_no),
        digest: Set(digest::sha256_hex(content.as_bytes())),
        content: Set(Packed::of(&content).map_err(Error::internal)?),
        made_at: Set(uow.now),
    })
}
