//! Which rows of a list have to be written for it to become another.
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

#[derive(Debug, PartialEq, Eq)]
pub struct Changes<M> {
    /// New, or not what they were.
    pub put: Vec<M>,
    /// Whether all of those are new.
    pub all_new: bool,
    /// Those that were there at another place.
    pub moved: Vec<Uuid>,
    pub gone: Vec<Uuid>,
}

impl<M: Clone + PartialEq> Changes<M> {
    /// `at` tells the id of a row and its place.
    pub fn between(before: &[M], after: &[M], at: impl Fn(&M) -> (Uuid, i32)) -> Self {
        let known: HashMap<Uuid, &M> = before.iter().map(|m| (at(m).0, m)).collect();
        let kept: HashSet<Uuid> = after.iter().map(|m| at(m).0).collect();
        let was = |m: &M| known.get(&at(m).0).copied();
        let put: Vec<M> = after.iter().filter(|m| was(m) != Some(*m)).cloned().collect();
        let moved = |m: &&M| was(m).is_some_and(|was| at(was).1 != at(m).1);
        Self {
            all_new: put.iter().all(|m| was(m).is_none()),
            moved: put.iter().filter(moved).map(|m| at(m).0).collect(),
            gone: before.iter().map(|m| at(m).0).filter(|id| !kept.contains(id)).collect(),
            put,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::Changes;

    type Row = (u128, i32, &'static str);

    fn between(before: &[Row], after: &[Row]) -> Changes<Row> {
        Changes::between(before, after, |(id, place, _)| (Uuid::from_u128(*id), *place))
    }

    #[test]
    fn only_what_differs_is_written() {
        let list: [Row; 3] = [(1, 1, "a"), (2, 2, "b"), (3, 3, "c")];
        let same = between(&list, &list);
        assert!(same.put.is_empty() && same.moved.is_empty() && same.gone.is_empty());
        let one = between(&list, &[(1, 1, "a"), (2, 2, "B"), (3, 3, "c")]);
        assert_eq!((one.put, one.all_new, one.moved, one.gone), (vec![(2, 2, "B")], false, vec![], vec![]));
        let added = between(&list, &[(1, 1, "a"), (2, 2, "b"), (3, 3, "c"), (4, 4, "d")]);
        assert_eq!((added.put, added.all_new, added.moved), (vec![(4, 4, "d")], true, vec![]));
        // The second goes, the third takes its place.
        let less = between(&list, &[(1, 1, "a"), (3, 2, "c")]);
        assert_eq!((less.put, less.moved), (vec![(3, 2, "c")], vec![Uuid::from_u128(3)]));
        assert_eq!(less.gone, [Uuid::from_u128(2)]);
    }
}
