//! HTTP for links to the single sign-on.
use actix_web::{
    HttpRequest, delete, get, post,
    web::{Data, Path},
};
use base::{
    http::{
        answer::Answer,
        auth::{Anyone, Can},
        body::Body,
        client,
        command::Command,
        edge,
        etag::IfMatch,
        list::{Listing, NoFilter},
        query::{ListQuery, NoParams},
        sso::Sso,
        state::AppState,
    },
    kernel::{
        error::{Code, Error, Result},
        policy::{Permission, perm},
    },
    store::{
        db::{Actor, Uow},
        page::{Page, PageQuery},
    },
};
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::{
    dto::{AcceptInvitation, IdentityView, InvitationTold, LinkIdentity},
    invitations, service,
};
use crate::{auth::Throttle, users::repo};

/// List the single sign-on of a user
///
/// Who the account is there. Oldest first.
#[utoipa::path(tag = "users", params(PageQuery), responses((status = 200, body = Page<IdentityView>)), security(("bearer" = ["users:read"])))]
#[get("/users/{id}/identities")]
pub async fn list_user_identities(
    can: Can<perm::UsersRead>,
    id: Path<Uuid>,
    query: ListQuery<NoFilter>,
) -> Result<Listing> {
    let user = repo::account(can.state.db.read(), &can.scope, *id).await?;
    query
        .answer(async move |query| {
            let identities = service::list(can.state.db.read(), user.id).await?;
            query.part(identities)
        })
        .await
}

/// Link a user to the single sign-on
///
/// By an administrator who looks after the account, and never its own: from then on tokens of the provider for this person are taken as
/// the account's. Somebody there is one account here.
#[utoipa::path(tag = "users", params(IfMatch), request_body = LinkIdentity, responses((status = 200, body = IdentityView)), security(("bearer" = ["users:write"])))]
#[post("/users/{id}/identities")]
pub async fn link_user_identity(
    command: Command<perm::UsersWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    body: Body<LinkIdentity>,
) -> Result<Answer> {
    let issuer = command.state.sso.as_ref().map(|sso| sso.settings.issuer.as_str());
    let issuer = issuer.ok_or_else(|| Error::new(Code::SsoNotConfigured))?;
    command.tell(async |uow, scope| service::link(uow, scope, (*id, if_match), issuer, &body.0).await).await
}

/// Remove a link to the single sign-on
///
/// Tokens of the provider open nothing of the account any more, and all its sessions end.
#[utoipa::path(tag = "users", params(IfMatch), responses((status = 204)), security(("bearer" = ["users:write"])))]
#[delete("/users/{id}/identities/{identity_id}")]
pub async fn remove_user_identity(
    command: Command<perm::UsersWrite>,
    ids: Path<(Uuid, Uuid)>,
    if_match: IfMatch,
) -> Result<Answer> {
    command.delete(async |uow, scope| service::remove(uow, scope, *ids, if_match).await).await
}

/// Invite a user to link the single sign-on
///
/// Answers a secret once, for an administrator to hand to the person, who shows it beside a token of the provider
/// (`POST /auth/identity-invitations/accept`). It is good once and for seven days; another one takes its place. Never of one's own account.
#[utoipa::path(tag = "users", params(IfMatch), responses((status = 201, body = InvitationTold)), security(("bearer" = ["users:write"])))]
#[post("/users/{id}/identity-invitations")]
pub async fn invite_user_identity(
    can: Can<perm::UsersWrite>,
    id: Path<Uuid>,
    if_match: IfMatch,
    _: NoParams,
) -> Result<Answer> {
    if can.state.sso.is_none() {
        return Err(Error::new(Code::SsoNotConfigured));
    }
    let invite = async |uow: &Uow| {
        let (access, organisation, today) = (&uow.snapshot.access, uow.organisation(), uow.calendar.today(uow.now));
        // Rights as they are when the work is done.
        let scope = can.scope.principal().scope(access, Permission::UsersWrite, organisation.clone(), today)?;
        invitations::invite(uow, &scope, *id, if_match).await
    };
    let told = can.state.db.write(&can.actor, invite).await?;
    Answer::tagged(201, Some(format!("/api/v1/users/{}", *id)), &told)
}

/// Accept an invitation to link the single sign-on
///
/// By a person whom the provider has signed in and nobody here knows: the account that was invited is linked to it from then on. A secret
/// that links nothing answers 404, whatever the reason; tries have the limits of signing in.
#[utoipa::path(tag = "auth", request_body = AcceptInvitation, responses((status = 200, body = IdentityView)), security(()))]
#[post("/auth/identity-invitations/accept")]
pub async fn accept_identity_invitation(
    _: Anyone,
    req: HttpRequest,
    state: Data<AppState>,
    throttle: Data<Throttle>,
    _: NoParams,
    body: Body<AcceptInvitation>,
) -> Result<Answer> {
    let sso = state.sso.as_ref().ok_or_else(|| Error::new(Code::SsoNotConfigured))?;
    let address = client::address(&req);
    // Of no account: each address is counted for itself, and stands in nobody else's way.
    let name = format!("invitation {}", address.map(client::origin).map(|one| one.to_string()).unwrap_or_default());
    let attempt = throttle.begin(&name, address, state.clock.now())?;
    match accepted(&req, &state, sso, &body.0).await {
        Ok(view) => {
            throttle.succeeded(attempt);
            Answer::tagged(200, None, &view)
        }
        Err(e) if matches!(e.code, Code::NotFound | Code::InvalidToken) => Err(e),
        Err(e) => {
            throttle.withdrawn(attempt);
            Err(e)
        }
    }
}

/// Who it is comes first, and from the provider: no transaction waits for it.
async fn accepted(req: &HttpRequest, state: &AppState, sso: &Sso, given: &AcceptInvitation) -> Result<IdentityView> {
    let token = given.token.expose_secret();
    if !sso.is_named_by(token) {
        return Err(Error::new(Code::InvalidToken));
    }
    let said = sso.verify(token, &state.clock).await?;
    let whom = (sso.settings.issuer.as_str(), said.subject.as_str());
    let accept = async |uow: &Uow| invitations::accept(uow, whom, given.secret.expose_secret()).await;
    state.db.write(&Actor::system(&edge::trace_id(req)), accept).await
}
