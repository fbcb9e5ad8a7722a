//! The life cycle of a session as one table, and what its guards ask.
use base::kernel::{
    error::{About, Code},
    policy::Permission::{SessionsRun, SessionsVote},
    transition::{Against, Guard, Named, Party, Step, Writers},
};
use chrono::NaiveDate;
use entity::{
    council_seat::Presence,
    council_session::{
        Ballot,
        SessionStatus::{self, Cancelled, Casting, Closed, Concluded, Open, Planned},
    },
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    councils::count::{Quorum, Share},
    postings::facts::Standing,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionAction {
    Update,
    RecordAttendance,
    Open,
    DeclareConflict,
    Vote,
    TakeTokens,
    StartCasting,
    RecordOpinion,
    RecordTally,
    ConfirmTally,
    Close,
    SignMinutes,
    Cancel,
}

use SessionAction as A;

impl Named for SessionAction {
    fn name(self) -> &'static str {
        match self {
            A::Update => "update",
            A::RecordAttendance => "record_attendance",
            A::Open => "open",
            A::DeclareConflict => "declare_conflict",
            A::Vote => "vote",
            A::TakeTokens => "take_tokens",
            A::StartCasting => "start_casting",
            A::RecordOpinion => "record_opinion",
            A::RecordTally => "record_tally",
            A::ConfirmTally => "confirm_tally",
            A::Close => "close",
            A::SignMinutes => "sign_minutes",
            A::Cancel => "cancel",
        }
    }
}

/// What the guards look at.
#[derive(Clone, Debug)]
pub struct SessionFacts {
    pub today: NaiveDate,
    pub held_on: NaiveDate,
    pub ballot: Ballot,
    pub items: usize,
    /// Items whose papers were not counted alike by two tellers.
    pub uncounted: usize,
    pub members: u32,
    pub present: u32,
    pub written: u32,
    pub tellers: usize,
    /// How many tokens were handed out for the item of which fewest were, in a ballot by tokens.
    pub tokens: u32,
    /// Whether the caller is there.
    pub there: bool,
    /// The place on the agenda of a dossier that is no longer what the council was to read.
    pub stale: Option<i32>,
    /// A dossier that was proposed or granted because this session has passed it.
    pub rested_on: Option<Uuid>,
    pub quorums: Vec<Quorum>,
    /// Whether the dossiers were posted, and what was objected to.
    pub postings: Standing,
}

const HAS_AGENDA: Guard<SessionFacts> =
    Guard { name: "has_agenda", code: Code::AgendaEmpty, against: |facts| (facts.items == 0).then(Against::default) };

const IS_THE_DAY: Guard<SessionFacts> = Guard {
    name: "is_the_day",
    code: Code::WindowClosed,
    against: |facts| (facts.today < facts.held_on).then(|| facts.held_on.to_string().into()),
};

const HAS_QUORUM: Guard<SessionFacts> = Guard {
    name: "has_quorum",
    code: Code::QuorumNotMet,
    against: |facts| {
        let (present, written, members) = (facts.present, facts.written, facts.members);
        let met = members > 0 && facts.quorums.iter().all(|quorum| quorum.is_met(present, written, members));
        (!met).then(|| format!("{present} + {written} / {members}").into())
    },
};

const TWO_TELLERS: Guard<SessionFacts> = Guard {
    name: "two_tellers",
    code: Code::TellersMissing,
    against: |facts| (facts.ballot == Ballot::Paper && facts.tellers < 2).then(Against::default),
};

const IS_CURRENT: Guard<SessionFacts> = Guard {
    name: "is_current",
    code: Code::AgendaStale,
    against: |facts| facts.stale.map(|ordinal| ordinal.to_string().into()),
};

/// The days of a posting lie before that of the session.
const POSTED: Guard<SessionFacts> =
    Guard { name: "posted", code: Code::PostingNotFinished, against: |facts| facts.postings.unfinished() };

const NOT_OBJECTED_TO: Guard<SessionFacts> =
    Guard { name: "not_objected_to", code: Code::ObjectionOpen, against: |facts| facts.postings.objected() };

const NOT_UPHELD: Guard<SessionFacts> =
    Guard { name: "not_upheld", code: Code::ObjectionUpheld, against: |facts| facts.postings.upheld() };

const IS_THERE: Guard<SessionFacts> =
    Guard { name: "is_there", code: Code::NotPresent, against: |facts| (!facts.there).then(Against::default) };

const VOTES_OPENLY: Guard<SessionFacts> = Guard {
    name: "votes_openly",
    code: Code::BallotIsSecret,
    against: |facts| (facts.ballot != Ballot::Open).then(Against::default),
};

/// Of fewer papers the totals themselves tell who voted how.
const FEWEST_PAPERS: u32 = 3;

const NOT_BY_TOKENS: Guard<SessionFacts> = Guard {
    name: "not_by_tokens",
    code: Code::BallotIsBlind,
    against: |facts| (facts.ballot == Ballot::Blind).then(Against::default),
};

const VOTES_BY_TOKENS: Guard<SessionFacts> = Guard {
    name: "votes_by_tokens",
    code: Code::BallotNotBlind,
    against: |facts| (facts.ballot != Ballot::Blind).then(Against::default),
};

const ENOUGH_TOKENS: Guard<SessionFacts> = Guard {
    name: "enough_tokens",
    code: Code::TooFewTokens,
    against: |facts| (facts.tokens < FEWEST_PAPERS).then(|| facts.tokens.to_string().into()),
};

const WAS_CAST: Guard<SessionFacts> = Guard {
    name: "was_cast",
    code: Code::CastingNotBegun,
    against: |facts| (facts.ballot == Ballot::Blind).then(Against::default),
};

const VOTES_ON_PAPER: Guard<SessionFacts> = Guard {
    name: "votes_on_paper",
    code: Code::BallotIsOpen,
    against: |facts| (facts.ballot != Ballot::Paper).then(Against::default),
};

const ALL_COUNTED: Guard<SessionFacts> = Guard {
    name: "all_counted",
    code: Code::TallyOpen,
    against: |facts| {
        let open = facts.ballot == Ballot::Paper && facts.uncounted > 0;
        open.then(|| facts.uncounted.to_string().into())
    },
};

/// What was counted is given up while nobody has gone on from it.
const NOTHING_RESTS_ON_IT: Guard<SessionFacts> = Guard {
    name: "nothing_rests_on_it",
    code: Code::InvalidTransition,
    against: |facts| {
        let about = facts.rested_on.map(About::Nomination)?;
        Some(Against { about: Some(about), ..A::SignMinutes.name().into() })
    },
};

pub type SessionStep = Step<SessionAction, SessionStatus, SessionFacts>;

/// What the secretary does: it runs the session and judges no dossier.
const fn run(
    action: A,
    from: &'static [SessionStatus],
    to: SessionStatus,
    guards: &'static [Guard<SessionFacts>],
) -> SessionStep {
    let writers = Writers::Included("whoever runs a session decides nothing in it");
    Step { action, from, to, party: Party::Secretary, permission: SessionsRun, writers, guards }
}

const fn take_part(
    action: A,
    party: Party,
    from: &'static [SessionStatus],
    to: SessionStatus,
    guards: &'static [Guard<SessionFacts>],
) -> SessionStep {
    let writers = Writers::Included("each member has a vote of its own");
    Step { action, from, to, party, permission: SessionsVote, writers, guards }
}

pub const STEPS: &[SessionStep] = &[
    run(A::Update, &[Planned], Planned, &[]),
    run(A::RecordAttendance, &[Planned], Planned, &[]),
    run(A::RecordAttendance, &[Open], Open, &[]),
    run(A::RecordAttendance, &[Casting], Casting, &[]),
    run(
        A::Open,
        &[Planned],
        Open,
        &[HAS_AGENDA, IS_THE_DAY, IS_CURRENT, NOT_UPHELD, NOT_OBJECTED_TO, POSTED, TWO_TELLERS, HAS_QUORUM],
    ),
    take_part(A::DeclareConflict, Party::Member, &[Planned], Planned, &[]),
    take_part(A::DeclareConflict, Party::Member, &[Open], Open, &[]),
    take_part(A::Vote, Party::Member, &[Open], Open, &[NOT_BY_TOKENS, VOTES_OPENLY, IS_THERE]),
    take_part(A::TakeTokens, Party::Member, &[Open], Open, &[VOTES_BY_TOKENS, IS_THERE]),
    run(A::StartCasting, &[Open], Casting, &[VOTES_BY_TOKENS, ENOUGH_TOKENS]),
    run(A::RecordOpinion, &[Open], Open, &[]),
    run(A::RecordOpinion, &[Casting], Casting, &[]),
    take_part(A::RecordTally, Party::Teller, &[Open], Open, &[NOT_BY_TOKENS, VOTES_ON_PAPER]),
    take_part(A::ConfirmTally, Party::Teller, &[Open], Open, &[NOT_BY_TOKENS, VOTES_ON_PAPER]),
    run(A::Close, &[Open], Closed, &[WAS_CAST, HAS_QUORUM, ALL_COUNTED]),
    run(A::Close, &[Casting], Closed, &[HAS_QUORUM]),
    take_part(A::SignMinutes, Party::Chair, &[Closed], Concluded, &[]),
    run(A::Cancel, &[Planned, Open, Casting], Cancelled, &[]),
    // Where nobody is left to sign the minutes.
    run(A::Cancel, &[Closed], Cancelled, &[NOTHING_RESTS_ON_IT]),
];

/// The quorum that a rule of councils asks for; none where it speaks of something else.
pub fn quorum(code: &str, params: &Value) -> Option<Quorum> {
    if !code.starts_with("QUORUM_") {
        return None;
    }
    let whole = |name: &str| params.get(name).and_then(Value::as_i64).and_then(|number| i32::try_from(number).ok());
    let more_than = params.get("op").and_then(Value::as_str) == Some("gt");
    let written_counts = params.get("written_counts").and_then(Value::as_bool) == Some(true);
    Some(Quorum { share: Share { num: whole("num")?, den: whole("den")?, more_than }, written_counts })
}

/// Whether a member takes part in the meeting itself, or gives its opinion in writing. Whoever comes in a member's place only
/// listens: no rule of the sector lets such a person vote.
pub const fn takes_part(presence: Presence) -> bool {
    matches!(presence, Presence::Present | Presence::Written)
}
