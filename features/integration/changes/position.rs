//! Where a reader stands in the feed.
use std::sync::Arc;

use base::kernel::{
    cursor::List,
    error::{Code, Error, Result},
    keys::Purposes,
    organisation::Organisation,
};
use uuid::Uuid;

use super::told::Told;

/// A place in the order of the journal, and what the reader was told of its own rights.
#[derive(Clone, Debug)]
pub struct Position {
    pub seq: i64,
    pub told: Told,
}

/// What a reader sends for where it stands.
#[derive(Clone, Debug)]
pub enum After {
    /// The oldest entry that is kept, and nothing is known yet.
    Nothing,
    /// A place, and its rights are what they are now.
    Place(i64),
    /// A sealed position.
    Sealed { seq: i64, told: String },
}

impl After {
    /// A cursor of somebody else's is none.
    pub fn read(text: Option<&str>, list: &List) -> Result<Self> {
        let Some(text) = text else { return Ok(Self::Nothing) };
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let place = text.parse().map_err(|_| Error::with(Code::InvalidParameter, "after"))?;
            return Ok(Self::Place(place));
        }
        let (values, _) = list.read(text, 2)?;
        let mut values = values.into_iter().flatten();
        let seq = values.next().and_then(|seq| seq.parse().ok());
        match (seq, values.next()) {
            (Some(seq), Some(told)) => Ok(Self::Sealed { seq, told }),
            _ => Err(Error::new(Code::InvalidCursor)),
        }
    }

    /// `now`: how the reader stands.
    pub fn position(self, oldest: i64, now: &Told, organisation: &Organisation) -> Position {
        match self {
            Self::Nothing => Position { seq: oldest, told: Told::nothing() },
            Self::Place(seq) => Position { seq, told: now.clone() },
            Self::Sealed { seq, told } => Position { seq, told: Told::read(&told, now, organisation) },
        }
    }
}

/// The feed of one reader: what its cursors are good for.
pub fn of_reader(user_id: Uuid, keys: Arc<Purposes>) -> List {
    List::new(format!("/api/v1/changes of {user_id}"), keys)
}

impl Position {
    /// Where the next part begins.
    pub fn after(&self) -> After {
        After::Sealed { seq: self.seq, told: self.told.text() }
    }

    pub fn cursor(&self, list: &List) -> Result<String> {
        list.cursor(vec![Some(self.seq.to_string()), Some(self.told.text())], Uuid::nil())
    }
}

/// The cursor of who has read everything up to a place.
pub fn first(seq: i64, told: Told, user_id: Uuid, keys: Arc<Purposes>) -> Result<String> {
    Position { seq, told }.cursor(&of_reader(user_id, keys))
}

#[cfg(test)]
mod tests {
    use base::kernel::keys::Keys;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{After, Position, of_reader};
    use crate::changes::Told;

    /// What the spec says of `after`.
    const LONGEST: usize = 9_000;

    proptest! {
        #[test]
        fn a_cursor_that_is_given_is_one_that_is_taken(
            resources: u32,
            seq in 0..i64::MAX,
            standings in prop::collection::vec(prop_oneof![Just(0_u32), 1..4_u32, any::<u32>()], 0..2_000),
        ) {
            let told = Told::standing(resources, standings);
            let reader = of_reader(Uuid::now_v7(), Keys::ephemeral().unwrap().now());
            let cursor = Position { seq, told: told.clone() }.cursor(&reader).unwrap();
            prop_assert!(cursor.len() <= LONGEST, "{}", cursor.len());
            let After::Sealed { seq: read, told: text } = After::read(Some(&cursor), &reader).unwrap() else {
                panic!("a position")
            };
            prop_assert_eq!((read, text), (seq, told.text()));
        }
    }
}
