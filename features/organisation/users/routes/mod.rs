//! HTTP for users and assignments.
pub mod delegations;
pub mod imports;

use actix_web::{delete, get, patch, post, web::Path};
use base::{
    http::{
        answer::{Answer, Found},
        auth::Can,
        body::Body,
        command::Command,
        etag::IfMatch,
        list::Listing,
        query::{ListQuery, NoParams},
    },
    kernel::{error::Result, policy::perm},
    store::page::{Page, PageQuery},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    dto::{
        AssignmentFilter, AssignmentView, CreateAssignment, CreateUser, UpdateAssignment, UpdateUser, UserFilter,
        UserView, check_password,
    },
    repo,
    service::{self, NewUser},
};

/// List users
///
/// Order: `username`.
#[utoipa::path(tag = "users", params(UserFilter, PageQuery), responses((status = 200, body = Page<UserView>)), security(("bearer" = ["users:read"])))]
#[get("/users")]
pub async fn list_users(can: Can<perm::UsersRead>, query: ListQuery<UserFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows =
                repo::users_page(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(UserView::from))
        })
        .await
}

/// Create a user
///
/// The password is a one-time password: it has to be changed (`POST /me/password`) before anything else. The account can do
/// nothing until it is assigned a role at a unit; until then it is its maker's and the ministry's administrators'.
#[utoipa::path(tag = "users", request_body = CreateUser, responses((status = 201, body = UserView)), security(("bearer" = ["users:write"])))]
#[post("/users")]
pub async fn create_user(command: Command<perm::UsersWrite>, body: Body<CreateUser>) -> Result<Answer> {
    let password_hash = hashed(&command, &body.0.password).await?;
    command
        .create(async |uow, _| {
            let (username, full_name) = (&*body.0.username, &*body.0.full_name);
            let password_hash = password_hash.clone();
            let new = NewUser { username, full_name, password_hash, one_time_password: true, is_demo: false };
            service::create(uow, &new).await
        })
        .await
}

/// Read a user
#[utoipa::path(tag = "users", responses((status = 200, body = UserView)), security(("bearer" = ["users:read"])))]
#[get("/users/{id}")]
pub async fn get_user(can: Can<perm::UsersRead>, id: Path<Uuid>, _: NoParams) -> Result<Found<UserView>> {
    let db = can.state.db.read_latest();
    repo::account(db, &can.scope, *id).await.map(|user| Found(user.into()))
}

/// Change a user
///
/// Suspending an account or setting its password ends its sessions. A password set here is a one-time password; one's own is
/// changed by `POST /me/password`. The last administrator of the ministry stays.
#[utoipa::path(tag = "users", params(IfMatch), request_body(content = UpdateUser, content_type = "application/merge-patch+json"), responses((status = 200, body = UserView)), security(("bearer" = ["users:write"])))]
#[patch("/users/{id}")]
pub async fn update_user(
    command: Command<perm::UsersWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateUser>,
) -> Result<Answer> {
    let password_hash = match &body.0.password {
        Some(password) => Some(hashed(&command, password).await?),
        None => None,
    };
    command
        .run(async |uow, scope| service::update(uow, scope, *id, if_match, &body.0, password_hash.clone()).await)
        .await
}

/// Take away a second factor
///
/// For who has lost it, by an administrator who looks after the account, and never of one's own. All sessions of the account end;
/// it signs in with its password alone, until it has another.
#[utoipa::path(tag = "users", params(IfMatch), responses((status = 204)), security(("bearer" = ["users:write"])))]
#[delete("/users/{id}/second-factor")]
pub async fn remove_second_factor(
    command: Command<perm::UsersWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::second_factor::remove(uow, scope, *id, if_match).await).await
}

async fn hashed(command: &Command<perm::UsersWrite>, password: &SecretString) -> Result<String> {
    check_password(password, "/password")?;
    command.state.passwords.hash(password.expose_secret().to_owned()).await
}

/// List assignments
///
/// Order: `valid_from`.
#[utoipa::path(tag = "users", params(AssignmentFilter, PageQuery), responses((status = 200, body = Page<AssignmentView>)), security(("bearer" = ["users:read"])))]
#[get("/assignments")]
pub async fn list_assignments(can: Can<perm::UsersRead>, query: ListQuery<AssignmentFilter>) -> Result<Listing> {
    query
        .answer(async move |query| {
            let rows =
                repo::assignments(can.state.db.read(), &can.scope, &query.filter, &query.page, &query.list).await?;
            Ok(rows.into_page(AssignmentView::from))
        })
        .await
}

/// Assign a role
///
/// By an administrator of the unit, to somebody it looks after, and never to itself. A delegation (ủy quyền) names
/// whose right it is and the document it rests on, as `POST /delegations` does. A role is held once at a time, and not at a unit that has ended.
#[utoipa::path(tag = "users", request_body = CreateAssignment, responses((status = 201, body = AssignmentView)), security(("bearer" = ["users:write"])))]
#[post("/assignments")]
pub async fn create_assignment(command: Command<perm::UsersWrite>, body: Body<CreateAssignment>) -> Result<Answer> {
    command.create(async |uow, scope| service::assign(uow, Some(scope), &body.0).await).await
}

/// Move the end of an assignment
///
/// A role that ends today is gone tomorrow; one that ended yesterday is gone at once. Nobody moves the end of its own, and
/// the last administrator of the ministry stays.
#[utoipa::path(tag = "users", params(IfMatch), request_body(content = UpdateAssignment, content_type = "application/merge-patch+json"), responses((status = 200, body = AssignmentView)), security(("bearer" = ["users:write"])))]
#[patch("/assignments/{id}")]
pub async fn update_assignment(
    command: Command<perm::UsersWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<UpdateAssignment>,
) -> Result<Answer> {
    command.run(async |uow, scope| service::update_assignment(uow, scope, *id, if_match, &body.0).await).await
}
