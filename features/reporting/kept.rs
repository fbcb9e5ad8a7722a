//! Answers that are kept in memory, each until what it was made of has changed.
use std::{hash::Hash, sync::Arc};

/// The numbers of the last change of the organisation and of figures.
pub type Version = (i64, i64);

/// Answers `A` to questions `Q`, each of a version `V` of what it was made of.
pub struct Kept<Q, A, V = Version>(moka::sync::Cache<Q, (V, Arc<A>)>);

impl<Q, A, V> Kept<Q, A, V>
where
    Q: Hash + Eq + Send + Sync + 'static,
    A: Send + Sync + 'static,
    V: Clone + PartialEq + Send + Sync + 'static,
{
    /// Of so many bytes together, each as large as `weigh` says.
    pub fn new(bytes: u64, weigh: fn(&A) -> usize) -> Self {
        let weigh = move |_: &Q, (_, answer): &(V, Arc<A>)| u32::try_from(weigh(answer)).unwrap_or(u32::MAX);
        Self(moka::sync::Cache::builder().max_capacity(bytes).weigher(weigh).build())
    }

    pub fn get(&self, ask: &Q, version: V) -> Option<Arc<A>> {
        self.0.get(ask).filter(|(its, _)| *its == version).map(|(_, answer)| answer)
    }

    pub fn put(&self, ask: Q, version: V, answer: A) -> Arc<A> {
        let answer = Arc::new(answer);
        self.0.insert(ask, (version, Arc::clone(&answer)));
        answer
    }
}
