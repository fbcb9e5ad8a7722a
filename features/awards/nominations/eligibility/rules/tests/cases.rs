//! Facts that rows are held against, each with what they say of them.
use super::{
    super::super::{
        dto::{
            Outcome::{self, Fail, Hold, Pass, Unknown},
            Source,
        },
        facts::{Award, Facts, Initiative, UnitList, YearReport},
    },
    award, day, fact, state, with,
};
use entity::{
    StatementKind, legal_rule,
    nomination::{Stage, SubjectType},
};

/// So many initiatives that the unit and the ministry have recognised.
fn recognised(number: i32, stands: bool) -> impl Fn(&mut Facts) {
    let one = move |_| Initiative { stands, of_ministry: true, keys: vec![], fact: fact(Source::Exemplar, 2024) };
    move |f| f.initiatives.extend((0..number).map(one))
}

/// Facts that a row of a kind is held against, each with what it says of them.
pub fn cases(rule: &legal_rule::Model, base: &Facts) -> Vec<(Facts, Outcome)> {
    let params = &rule.params["params"];
    let text = |name: &str| params[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| i32::try_from(params[name].as_i64().unwrap_or(1)).unwrap();
    let case = |change: &dyn Fn(&mut Facts), outcome| (with(base, change), outcome);
    let stated = |kind: StatementKind, what: String, years: i32| {
        move |f: &mut Facts| f.stated.extend((0..years).map(|back| state(kind, &what, 2024 - back)))
    };
    match rule.params["kind"].as_str().unwrap() {
        "consecutive_titles" => titles(&text("title"), number("count"), base),
        "holds_title" => vec![
            case(&|f| f.awards.push(award("LDTT", 2024)), Pass),
            case(&|f| f.stated.push(state(StatementKind::Title, "LDTT", 2024)), Pass),
            case(&|f| f.awards.push(award("LDTT", 2022)), Unknown),
        ],
        "member_holds_title" => vec![case(&|f| f.members.push(award("CSTDCS", 2024)), Pass), case(&|_| (), Unknown)],
        "share_of_titles" => [(20, 3, Pass), (20, 4, Fail), (6, 1, Fail), (7, 1, Pass), (0, 1, Unknown)]
            .map(|(base, asked, outcome)| case(&|f| f.list = Some(UnitList { asked, base }), outcome))
            .to_vec(),
        "evaluation_at_least" | "collective_evaluation_at_least" => {
            let years = number("consecutive_years");
            let good = stated(StatementKind::Evaluation, text("level"), years);
            let new = stated(StatementKind::Initiative, "grassroots".to_owned(), 2);
            let worse = stated(StatementKind::Evaluation, "HTNV".to_owned(), 1);
            let outcome = if years == 1 { Fail } else { Unknown };
            vec![
                case(
                    &|f| {
                        good(f);
                        new(f)
                    },
                    Pass,
                ),
                case(&|_| (), Unknown),
                case(&worse, outcome),
            ]
        }
        "initiative_recognised" | "research_accepted" => {
            let kind = if rule.params["kind"] == "research_accepted" {
                StatementKind::Research
            } else {
                StatementKind::Initiative
            };
            let far = if text("scope").is_empty() { "grassroots".to_owned() } else { text("scope") };
            let near = stated(kind, "grassroots".to_owned(), number("count"));
            let short = if far == "grassroots" { Pass } else { Unknown };
            // A unit recognised it, and the ministry: as far as that reaches.
            let reached = kind == StatementKind::Initiative && far != "national";
            let named = recognised(number("count"), true);
            vec![
                case(&stated(kind, far, number("count")), Pass),
                case(&|_| (), Unknown),
                case(&near, short),
                case(&named, if reached { Pass } else { Unknown }),
                case(&recognised(number("count"), false), Unknown),
            ]
        }
        "movement_result" => results(&text("launched_by"), base),
        kind => guard_cases(kind, base),
    }
}

fn results(launched_by: &str, base: &Facts) -> Vec<(Facts, Outcome)> {
    let (of_ministry, of_others) = match launched_by {
        "any" => (Pass, Pass),
        "ministry" => (Pass, Fail),
        _ => (Unknown, Unknown),
    };
    let reviewed = with(base, |f| f.minutes = Some(fact(Source::Minutes, 2024)));
    let others = with(&reviewed, |f| f.of_ministry = false);
    vec![(reviewed, of_ministry), (others, of_others), (base.clone(), Unknown)]
}

fn titles(title: &str, count: i32, base: &Facts) -> Vec<(Facts, Outcome)> {
    let years = |number: i32, change: &dyn Fn(&mut Award)| {
        with(base, |f| {
            f.awards.extend((0..number).map(|back| award(title, 2023 - back)));
            f.awards.last_mut().into_iter().for_each(change);
        })
    };
    let stated = with(base, |f| f.stated.extend((0..count).map(|b| state(StatementKind::Title, title, 2024 - b))));
    let unreported = with(&stated, |f| f.reports.push((2023, YearReport::Missing("2023".to_owned()))));
    vec![
        (years(count, &|_| ()), Pass),
        (years(count - 1, &|_| ()), Unknown),
        (years(count, &|award| award.revoked = true), Fail),
        (years(count, &|award| award.report = YearReport::Missing("N".to_owned())), Fail),
        (years(count, &|award| award.to = day("2015-12-31")), Unknown),
        // A namesake's, and titles that end too long ago.
        (years(count, &|award| award.same_subject = false), Unknown),
        (with(&years(count, &|_| ()), |f| f.to = day("2026-11-30")), Unknown),
        (stated, Pass),
        (unreported, Fail),
    ]
}

fn guard_cases(kind: &str, base: &Facts) -> Vec<(Facts, Outcome)> {
    let case = |change: &dyn Fn(&mut Facts), outcome| (with(base, change), outcome);
    let states = |kind, outcome| case(&move |f: &mut Facts| f.stated.push(state(kind, "", 2024)), outcome);
    match kind {
        "one_form_per_achievement" => once(base),
        "pending_case" => vec![
            states(StatementKind::PendingCase, Hold),
            states(StatementKind::NoPendingCase, Pass),
            case(&|f| f.held = Some(fact(Source::Dossier, 2024)), Hold),
            case(&|f| f.cleared = Some(fact(Source::Dossier, 2024)), Pass),
            case(&|_| (), Unknown),
        ],
        // The measure ends on 30 June.
        "achievement_starts_after" => vec![
            states(StatementKind::Discipline, Fail),
            states(StatementKind::NoDiscipline, Pass),
            case(&|f| f.stated.push(state(StatementKind::Discipline, "", 2023)), Pass),
            case(&|_| (), Unknown),
        ],
        "initiative_once" => vec![case(&|_| (), Pass), case(&|f| f.used.push(fact(Source::Award, 2023)), Fail)],
        "unit_not_dissolved" => vec![
            case(&|f| f.subject = SubjectType::Collective, Pass),
            case(
                &|f| {
                    f.subject = SubjectType::Collective;
                    f.unit_ended = true
                },
                Fail,
            ),
            case(&|f| f.unit_ended = true, Pass),
        ],
        "receiving_unit_proposes" | "proposed_by_managing_level" => {
            vec![case(&|_| (), Pass), case(&|f| f.proposed_by_managing = false, Fail)]
        }
        "remarks_of_old_unit" => vec![
            case(&|_| (), Pass),
            case(&|f| f.awards.push(award("GK", 2022)), Unknown),
            case(&|f| f.unit_ended = true, Unknown),
            states(StatementKind::RemarksOfOldUnit, Pass),
        ],
        "basis_excludes" | "no_state_secret_in_electronic_dossier" => vec![case(&|_| (), Pass)],
        other => panic!("no facts are written down for {other}"),
    }
}

fn once(base: &Facts) -> Vec<(Facts, Outcome)> {
    let case = |change: &dyn Fn(&mut Facts), outcome| (with(base, change), outcome);
    let here = |f: &mut Facts, change: &dyn Fn(&mut Award)| {
        let mut same = Award { movement_id: f.movement_id, stage: f.stage, is_title: false, ..award("GK", 2024) };
        change(&mut same);
        f.awards.push(same);
    };
    vec![
        case(&|_| (), Pass),
        case(&|f| here(f, &|_| ()), Fail),
        case(&|f| here(f, &|award| award.revoked = true), Pass),
        case(&|f| here(f, &|award| award.stage = Stage::Final), Unknown),
        case(&|f| here(f, &|award| award.same_subject = false), Unknown),
        case(
            &|f| {
                here(f, &|award| {
                    award.stage = Stage::Final;
                    award.to = day("2023-12-31")
                })
            },
            Pass,
        ),
    ]
}
