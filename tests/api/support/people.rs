//! People who call: made by the service's own use cases, signed in without the cost of a password.
use base::{
    kernel::error::Result,
    store::db::{Actor, Recorded, Uow},
};
use chrono::{Days, NaiveDate};
use entity::{
    assignment::Role,
    session::{self, Means},
};
use organisation::users::{
    dto::CreateAssignment,
    service::{self, NewUser},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::TestApp;

/// Of no password: nobody signs in with it.
const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Who sends a request.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Without a token.
    Nobody,
    Person {
        id: Uuid,
        session: Uuid,
    },
    /// With this for a token, whatever it is.
    Token(String),
}

impl Caller {
    /// The account's id.
    #[track_caller]
    pub fn id(&self) -> Uuid {
        match self {
            Self::Person { id, .. } => *id,
            other => panic!("{other:?} has no account"),
        }
    }
}

pub const EVERY_ROLE: [Role; 7] = [
    Role::Officer,
    Role::Head,
    Role::CouncilMember,
    Role::CouncilSecretary,
    Role::Inspector,
    Role::DataProtectionOfficer,
    Role::Administrator,
];

impl TestApp {
    /// The person who has this role at this unit. Asked again, the same person.
    pub async fn user(&self, role: Role, unit_code: &str) -> Caller {
        let key = format!("{role:?} {unit_code}");
        let known = self.people.borrow().get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let made = self.caller_with(&[(role, unit_code)]).await;
        self.people.borrow_mut().insert(key, made.clone());
        made
    }

    pub async fn officer(&self, unit_code: &str) -> Caller {
        self.user(Role::Officer, unit_code).await
    }

    pub async fn head(&self, unit_code: &str) -> Caller {
        self.user(Role::Head, unit_code).await
    }

    /// The administrator of the whole sector.
    pub async fn admin(&self) -> Caller {
        self.user(Role::Administrator, "G15").await
    }

    /// A new person with these roles from yesterday on, or with none.
    pub async fn caller_with(&self, roles: &[(Role, &str)]) -> Caller {
        let from = self.clock.today() - Days::new(1);
        let mut dated = vec![];
        for (role, code) in roles {
            dated.push((*role, self.unit(code).await, from, None));
        }
        self.person(&dated).await
    }

    /// A new person with these dated roles, signed in.
    pub async fn person(&self, roles: &[(Role, Uuid, NaiveDate, Option<NaiveDate>)]) -> Caller {
        let username = format!("u{}", Uuid::now_v7().simple());
        let make = async |uow: &Uow| make(uow, &username, roles).await;
        let id = self.state.db.write(&Actor::system("test"), make).await.unwrap();
        self.signed_in(id).await
    }

    /// A new session of an account.
    pub async fn signed_in(&self, id: Uuid) -> Caller {
        let now = self.clock.now();
        let session = session::ActiveModel {
            id: Set(Uuid::now_v7()),
            user_id: Set(id),
            means: Set(Means::Password),
            created_at: Set(now),
            expires_at: Set(now + chrono::TimeDelta::days(30)),
            revoked_at: Set(None),
        };
        let made = session::Entity::insert(session).exec_with_returning(self.state.db.primary()).await.unwrap();
        Caller::Person { id, session: made.id }
    }

    /// The access token that a caller sends: of a person a new one at every request, so that setting the clock
    /// does not sign anybody out.
    pub fn token(&self, caller: &Caller) -> Option<String> {
        match caller {
            Caller::Nobody => None,
            Caller::Token(token) => Some(token.clone()),
            Caller::Person { id, session } => Some(self.state.auth.issue(*id, *session, self.clock.now()).unwrap()),
        }
    }
}

async fn make(
    uow: &Uow,
    username: &str,
    roles: &[(Role, Uuid, NaiveDate, Option<NaiveDate>)],
) -> Result<Recorded<Uuid>> {
    let (full_name, password_hash) = ("Nguyễn Văn Thử", HASH.to_owned());
    let new = NewUser { username, full_name, password_hash, one_time_password: false, is_demo: false };
    let mut done = service::create(uow, &new).await?.map(|user| user.id);
    let user_id = *done.get();
    for (role, unit_id, from, to) in roles.iter().copied() {
        let (valid_from, valid_to) = (from.into(), to.map(Into::into));
        let input = CreateAssignment {
            user_id,
            role,
            unit_id,
            valid_from,
            valid_to,
            delegated_by_id: None,
            document_number: None,
            document_issued_on: None,
            permissions: None,
        };
        done = service::assign(uow, None, &input).await?.map(|_| user_id);
    }
    Ok(done)
}
