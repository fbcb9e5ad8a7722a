//! Who people are at the ministry's single sign-on, in memory: whose a token of it is, is told without a query.
use std::collections::{HashMap, HashSet};

use entity::user_identity;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

/// That somebody there is an account here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    pub id: Uuid,
    pub user_id: Uuid,
}

#[derive(Debug, Default)]
pub struct Identities {
    by_subject: HashMap<(String, String), Identity>,
    ids: HashSet<Uuid>,
}

impl Identities {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut loaded = Self::default();
        for m in user_identity::Entity::find().all(db).await? {
            loaded.ids.insert(m.id);
            loaded.by_subject.insert((m.issuer, m.subject), Identity { id: m.id, user_id: m.user_id });
        }
        Ok(loaded)
    }

    /// By both and by nothing else.
    pub fn find(&self, issuer: &str, subject: &str) -> Option<Identity> {
        self.by_subject.get(&(issuer.to_owned(), subject.to_owned())).copied()
    }

    pub fn has(&self, id: Uuid) -> bool {
        self.ids.contains(&id)
    }
}
