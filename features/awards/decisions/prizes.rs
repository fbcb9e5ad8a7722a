//! Prizes (tiền thưởng): a multiple of the base pay (mức lương cơ sở) in force on the day of the decision, rounded as the rule
//! says. Multiples are fractions; nothing is counted in parts that a computer rounds by itself.
use base::{
    kernel::{
        clock::covers,
        error::{Fault, Result},
    },
    store::db::Conn,
};
use chrono::NaiveDate;
use entity::{legal_rule, nomination::SubjectType};
use planning::law::{self, kind::RuleKind};
use serde::Deserialize;
use uuid::Uuid;

/// A multiple that whoever decides has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub num: i32,
    pub den: i32,
}

/// A rule and the days on which it holds.
struct Dated<T> {
    says: T,
    from: NaiveDate,
    to: Option<NaiveDate>,
    citation_id: Uuid,
}

#[derive(Deserialize)]
struct Multiple {
    #[serde(skip)]
    form: String,
    subject_type: SubjectType,
    /// None: of whoever decides the form.
    decider_role: Option<String>,
    num: Option<i32>,
    den: Option<i32>,
    is_maximum: bool,
}

#[derive(Deserialize)]
struct BasePay {
    amount_vnd: i64,
}

#[derive(Deserialize)]
struct PrizeRule {
    code: String,
    #[serde(default)]
    params: Rounding,
}

#[derive(Default, Deserialize)]
struct Rounding {
    direction: Option<String>,
    unit: Option<i64>,
}

/// The rules on prizes, of all days.
pub struct Prizes {
    multiples: Vec<Dated<Multiple>>,
    pays: Vec<Dated<BasePay>>,
    roundings: Vec<Dated<Rounding>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prize {
    pub amount_vnd: i64,
    /// Whoever decides chooses the sum up to this.
    pub is_maximum: bool,
    pub num: i32,
    pub den: i32,
    pub base_pay_vnd: i64,
    /// Where the multiple stands.
    pub citation_id: Uuid,
    /// Where the base pay and the rounding stand.
    pub pay_citation_id: Uuid,
    pub rounding_citation_id: Uuid,
}

impl Prizes {
    pub async fn of(db: &Conn) -> Result<Self> {
        let kinds = [RuleKind::PrizeMultiple, RuleKind::BasePay, RuleKind::PrizeRule];
        Ok(Self::read(&law::repo::rules_of(db, &kinds).await?))
    }

    pub fn read(rules: &[legal_rule::Model]) -> Self {
        let (mut multiples, mut pays, mut roundings) = (vec![], vec![], vec![]);
        for rule in rules {
            match RuleKind::of(&rule.kind) {
                Some(RuleKind::PrizeMultiple) => multiples.extend(dated::<Multiple>(rule).map(|mut dated| {
                    dated.says.form = rule.award_form.clone().unwrap_or_default();
                    dated
                })),
                Some(RuleKind::BasePay) => pays.extend(dated(rule)),
                Some(RuleKind::PrizeRule) => roundings.extend(dated::<PrizeRule>(rule).and_then(rounding)),
                _ => {}
            }
        }
        Self { multiples, pays, roundings }
    }

    /// None where no multiple, base pay or rounding of that day was read.
    pub fn prize(&self, form: &str, subject: SubjectType, role: &str, day: NaiveDate) -> Option<Prize> {
        let of_form = |dated: &&Dated<Multiple>| {
            dated.says.form == form && dated.says.subject_type == subject && holds(dated, day)
        };
        let of_role = |dated: &&Dated<Multiple>| dated.says.decider_role.as_deref() == Some(role);
        let found = || self.multiples.iter().filter(of_form);
        // A rule on this decider stands above the one on all, also where its number was not read.
        let multiple = found().find(of_role).or_else(|| found().find(|dated| dated.says.decider_role.is_none()))?;
        let says = (multiple.says.num?, multiple.says.den.filter(|den| *den > 0)?);
        self.sum(says, (multiple.says.is_maximum, multiple.citation_id), day)
    }

    /// The same with a multiple of one's own choice, which only a rule allows that says no more than the greatest.
    pub fn chosen(
        &self,
        (form, subject, role): (&str, SubjectType, &str),
        day: NaiveDate,
        chosen: Option<Chosen>,
    ) -> std::result::Result<Option<Prize>, Fault> {
        let most = self.prize(form, subject, role, day);
        let Some(Chosen { num, den }) = chosen else { return Ok(most) };
        let most = most.filter(|most| most.is_maximum).ok_or(Fault::NotAllowed)?;
        let (asked, greatest) = (i64::from(num) * i64::from(most.den), i64::from(most.num) * i64::from(den));
        if num < 1 || den < 1 || asked > greatest {
            return Err(Fault::OutOfRange);
        }
        Ok(self.sum((num, den), (false, most.citation_id), day))
    }

    /// A multiple of the base pay of a day, rounded by its rule.
    fn sum(&self, (num, den): (i32, i32), (is_maximum, citation_id): (bool, Uuid), day: NaiveDate) -> Option<Prize> {
        let pay = self.pays.iter().find(|dated| holds(dated, day))?;
        let rounding = self.roundings.iter().find(|dated| holds(dated, day))?;
        let whole = pay.says.amount_vnd.checked_mul(i64::from(num))?;
        Some(Prize {
            amount_vnd: round(whole, i64::from(den), &rounding.says)?,
            is_maximum,
            num,
            den,
            base_pay_vnd: pay.says.amount_vnd,
            citation_id,
            pay_citation_id: pay.citation_id,
            rounding_citation_id: rounding.citation_id,
        })
    }
}

/// `whole / den`, up to the next multiple of the unit.
fn round(whole: i64, den: i64, rounding: &Rounding) -> Option<i64> {
    let step = rounding.unit.filter(|_| rounding.direction.as_deref() == Some("up"))?;
    let of_step = den.checked_mul(step)?;
    whole.checked_add(of_step - 1)?.checked_div_euclid(of_step)?.checked_mul(step)
}

fn rounding(rule: Dated<PrizeRule>) -> Option<Dated<Rounding>> {
    let Dated { says, from, to, citation_id } = rule;
    (says.code == "ROUND_UP_10000").then_some(Dated { says: says.params, from, to, citation_id })
}

fn dated<T: for<'de> Deserialize<'de>>(rule: &legal_rule::Model) -> Option<Dated<T>> {
    let says = T::deserialize(&rule.params).ok()?;
    let from = rule.valid_from.unwrap_or(NaiveDate::MIN);
    Some(Dated { says, from, to: rule.valid_to, citation_id: rule.citation_id })
}

fn holds<T>(dated: &Dated<T>, day: NaiveDate) -> bool {
    covers(dated.from, dated.to, day)
}

#[cfg(test)]
mod tests {
    use super::{Rounding, round};

    #[test]
    fn sums_are_rounded_up_to_whole_steps() {
        let up = Rounding { direction: Some("up".to_owned()), unit: Some(10_000) };
        for (whole, den, sum) in [
            (0, 10, 0),
            (1, 10, 10_000),
            (7_020_000, 10, 710_000),
            (7_000_000, 10, 700_000),
            (23_400_001, 10, 2_350_000),
        ] {
            assert_eq!(round(whole, den, &up), Some(sum), "{whole} / {den}");
        }
        assert_eq!(round(7_020_000, 10, &Rounding::default()), None, "a rule that was not read rounds nothing");
        assert_eq!(round(i64::MAX, 10, &up), None);
    }
}
