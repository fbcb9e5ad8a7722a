use entity::{
    council_item::Outcome::{OverQuota, Passed, Tied},
    council_vote::Choice,
};
use proptest::prelude::*;

use super::{Quorum, Share, passes, rank, totals};

const RULES: &str = include_str!("../../../../data/regimes/vote_rules.csv");

fn share(num: i32, den: i32, op: &str) -> Share {
    Share { num, den, more_than: op == "gt" }
}

/// The least number of votes that is enough, found by trying percentages as a person would: exactly, by fractions.
fn least(num: i32, den: i32, op: &str, members: u32) -> u32 {
    let enough = |yes: u32| {
        let (have, asked) = (i64::from(yes) * i64::from(den), i64::from(num) * i64::from(members));
        if op == "gt" { have > asked } else { have >= asked }
    };
    (0..=members).find(|yes| enough(*yes)).unwrap()
}

/// Every row of the law that has a share, with councils of 13 and of 15: so many pass, one fewer does not.
#[test]
fn every_row_of_the_law_is_counted_as_it_says() {
    let expected = [((90, 100, 13), 12), ((90, 100, 15), 14), ((80, 100, 13), 11), ((80, 100, 15), 12)];
    let mut reader = csv::Reader::from_reader(RULES.as_bytes());
    let column = |name: &str| {
        let mut headers = csv::Reader::from_reader(RULES.as_bytes());
        headers.headers().unwrap().iter().position(|header| header == name).unwrap()
    };
    let (num, den, op) = (column("yes_num"), column("yes_den"), column("op"));
    let mut seen = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let Ok(of) = row[num].parse::<i32>() else { continue };
        let rule = share(of, row[den].parse().unwrap(), &row[op]);
        for members in [13, 15] {
            let known = expected.iter().find(|((n, d, m), _)| (*n, *d, *m) == (rule.num, rule.den, members));
            let least = known.map_or(members / 2 + 1, |(_, least)| *least);
            assert!(passes(rule, least, members, None), "{row:?} of {members}");
            assert!(!passes(rule, least - 1, members, None), "{row:?} of {members}");
            seen += 1;
        }
    }
    assert!(seen > 60, "only {seen}");
}

#[test]
fn equal_votes_are_not_a_majority_unless_the_chair_decides() {
    let majority = share(1, 2, "gt");
    for (yes, chair, passed) in [
        (7, None, false),
        (7, Some(false), false),
        (7, Some(true), true),
        (8, Some(false), true),
        (6, Some(true), false),
    ] {
        assert_eq!(passes(majority, yes, 14, chair), passed, "{yes} {chair:?}");
    }
    // Where four fifths are asked for no side is equal to the other.
    assert!(passes(share(80, 100, "ge"), 12, 15, Some(false)));
}

#[test]
fn a_quorum_is_of_all_members_and_written_opinions_count_where_the_rule_says_so() {
    let award = Quorum { share: share(80, 100, "ge"), written_counts: true };
    let meeting = Quorum { share: share(2, 3, "ge"), written_counts: false };
    for (present, written, by_award, by_meeting) in
        [(11, 0, false, true), (10, 2, true, true), (9, 6, true, false), (12, 0, true, true), (0, 15, true, false)]
    {
        assert_eq!(award.is_met(present, written, 15), by_award, "{present} + {written}");
        assert_eq!(meeting.is_met(present, written, 15), by_meeting, "{present} + {written}");
    }
}

#[test]
fn the_most_votes_get_the_places_and_equal_ones_at_the_end_get_none() {
    assert_eq!(rank(&[13, 15, 12], 2), [(2, Passed), (1, Passed), (3, OverQuota)]);
    assert_eq!(rank(&[13, 13, 12], 2), [(1, Passed), (1, Passed), (3, OverQuota)]);
    assert_eq!(rank(&[15, 13, 13, 12], 2), [(1, Passed), (2, Tied), (2, Tied), (4, OverQuota)]);
    assert_eq!(rank(&[13, 13], 0), [(1, OverQuota), (1, OverQuota)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Random ballots, counted a second time by hand: one paper after the other, and by fractions.
    #[test]
    fn random_ballots_equal_an_independent_count(
        papers in proptest::collection::vec(0_u8..3, 1..40),
        absent in 0_u32..10,
        rule in 0_usize..4,
    ) {
        let (num, den, op) = [(90, 100, "ge"), (80, 100, "ge"), (1, 2, "gt"), (2, 3, "ge")][rule];
        let members = u32::try_from(papers.len()).unwrap() + absent;
        let by_hand = [0, 1, 2].map(|kind| papers.iter().fold(0, |sum, paper| if *paper == kind { sum + 1 } else { sum }));
        let choice = |paper: &u8| [Choice::Yes, Choice::No, Choice::Abstain][usize::from(*paper)];
        let [yes, no, neither] = totals(papers.iter().map(choice));
        prop_assert_eq!([yes, no, neither], by_hand);
        prop_assert_eq!(passes(share(num, den, op), yes, members, None), yes >= least(num, den, op, members));
    }

    /// Nobody who has fewer votes gets a place before somebody who has more, and no more are given than there are.
    #[test]
    fn places_follow_votes(yes in proptest::collection::vec(0_u32..12, 0..12), places in 0_u32..12) {
        let ranked = rank(&yes, places);
        let given = ranked.iter().filter(|(_, outcome)| *outcome == Passed).count();
        prop_assert!(given <= usize::try_from(places).unwrap());
        for (votes, (_, outcome)) in yes.iter().zip(&ranked) {
            for (others, (_, theirs)) in yes.iter().zip(&ranked) {
                prop_assert!(!(votes > others && *theirs == Passed && *outcome != Passed));
                prop_assert!(votes != others || outcome == theirs);
            }
        }
    }
}
