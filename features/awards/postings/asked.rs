//! Which rule asks that a dossier be posted. Rows of the law bind always; a row of the configuration binds once a document of
//! the standing body has given it. What other bodies post – the ministry of home affairs on its own pages – is theirs to do, and
//! stands in nobody's way here.
use std::collections::{HashMap, HashSet};

use base::{
    kernel::{clock::covers, error::Result, organisation::Organisation},
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{
    function_assignment::Function,
    legal_regime::{self, RegimeStatus},
    legal_rule, nomination,
    posting::Counting,
    regime_switch, rule_revision,
};
use planning::law::{self, kind::RuleKind};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

/// What has to come after the posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// A council meets.
    Council,
    /// The award is proposed to whoever decides it.
    Submission,
}

/// Who has to post: both are the ministry, for which its standing body acts.
const PUBLISHERS: [&str; 2] = ["ministry", "standing_body"];
const LAW: [&str; 2] = ["national", "justice"];
const CONFIGURATION: &str = "configuration";

/// A rule that asks for a posting.
#[derive(Clone, Debug)]
pub struct Asked {
    pub rule: legal_rule::Model,
    pub before: Before,
    pub days: i32,
    pub counting: Counting,
    /// Whether it binds; what does not is shown.
    pub binds: bool,
}

impl Asked {
    fn read(rule: &legal_rule::Model, given: &HashSet<Uuid>) -> Option<Self> {
        let said = |name: &str| rule.params.get(name).and_then(Value::as_str);
        let scope = rule.scope.as_deref().unwrap_or_default();
        if rule.params.get("required") != Some(&Value::Bool(true)) || !PUBLISHERS.contains(&said("publisher")?) {
            return None;
        }
        Some(Self {
            before: match said("before")? {
                "council_meeting" => Before::Council,
                "submission" => Before::Submission,
                _ => return None,
            },
            days: i32::try_from(rule.params.get("days")?.as_i64()?).ok()?,
            counting: match said("day_kind")? {
                "working" => Counting::Working,
                "calendar" => Counting::Calendar,
                _ => return None,
            },
            binds: LAW.contains(&scope) || (scope == CONFIGURATION && given.contains(&rule.id)),
            rule: rule.clone(),
        })
    }

    /// Whether what was posted is long enough: so many working days are never fewer days.
    pub fn is_met_by(&self, (days, counting): (i32, Counting)) -> bool {
        days >= self.days && (counting == Counting::Working || self.counting == Counting::Calendar)
    }
}

/// All rules on postings, and what they depend on.
pub struct Rules {
    asked: Vec<Asked>,
    /// The codes of the forms of award, by id.
    pub forms: HashMap<Uuid, String>,
    regimes: Vec<legal_regime::Model>,
    switches: Vec<regime_switch::Model>,
}

impl Rules {
    pub async fn of(db: &Conn) -> Result<Self> {
        let rows = law::repo::rules_of(db, &[RuleKind::Posting]).await?;
        let configured = rows.iter().filter(|rule| rule.scope.as_deref() == Some(CONFIGURATION)).map(|rule| rule.id);
        let given = rule_revision::Entity::find().filter(rule_revision::Column::MadeRuleId.is_in(configured));
        let given: HashSet<Uuid> = given.all(db).await?.into_iter().map(|revision| revision.made_rule_id).collect();
        Ok(Self {
            asked: rows.iter().filter_map(|rule| Asked::read(rule, &given)).collect(),
            forms: law::repo::forms(db).await?.into_iter().map(|form| (form.id, form.code)).collect(),
            regimes: law::repo::regimes(db).await?,
            switches: law::repo::switches(db).await?,
        })
    }

    /// The rules on a form that hold on a day, under the regime that a dossier was received under or, before it was, under
    /// that of the day. A dossier keeps its regime: once that has ended, what it said on its last day.
    pub fn on(&self, form_code: &str, regime_code: Option<&str>, day: NaiveDate) -> impl Iterator<Item = &Asked> {
        let of_day = || law::repo::regime_among(&self.regimes, &self.switches, day);
        let found = regime_code.and_then(|code| self.regimes.iter().find(|regime| regime.code == code)).or_else(of_day);
        let regime = found.and_then(|regime| self.speaking(regime));
        self.asked.iter().filter(move |asked| {
            let rule = &asked.rule;
            rule.award_form.as_deref() == Some(form_code)
                && regime.is_some_and(|regime| {
                    let last = regime.valid_to.map_or(day, |last| day.min(last));
                    rule.regimes.contains(&format!(",{},", regime.code))
                        && covers(rule.valid_from.unwrap_or(NaiveDate::MIN), rule.valid_to, last)
                })
        })
    }

    /// A regime that says nothing of postings only amends the one before it.
    fn speaking<'a>(&'a self, regime: &'a legal_regime::Model) -> Option<&'a legal_regime::Model> {
        let speaks = |one: &&legal_regime::Model| {
            self.asked.iter().any(|asked| asked.rule.regimes.contains(&format!(",{},", one.code)))
        };
        let before = self.regimes.iter().rev().filter(|one| one.valid_from <= regime.valid_from);
        let mut before = before.filter(|one| one.code == regime.code || one.status == RegimeStatus::InForce);
        before.find(speaks)
    }

    /// The longest that binds a dossier on a day, before one of these.
    pub fn binding(
        &self,
        organisation: &Organisation,
        m: &nomination::Model,
        before: &[Before],
        day: NaiveDate,
    ) -> Option<&Asked> {
        if !is_with_the_ministry(organisation, m.holder_unit_id, m.holder_function) {
            return None;
        }
        let code = self.forms.get(&m.award_form_id)?;
        let binding = self.on(code, m.regime_code.as_deref(), day);
        binding.filter(|asked| asked.binds && before.contains(&asked.before)).max_by_key(|asked| asked.days)
    }
}

/// Whether the ministry has something, or its standing body for it.
pub fn is_with_the_ministry(organisation: &Organisation, unit: Option<Uuid>, function: Option<Function>) -> bool {
    function == Some(Function::EmulationStandingBody) || (unit.is_some() && unit == organisation.ministry())
}
