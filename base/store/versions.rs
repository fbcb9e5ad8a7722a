//! What was sent upwards, as it was sent. Whoever is not the owner of a paper reads its versions, never its draft.
//!
//! A version of a plan is a plan of its own, which is never changed once it was issued. Reports and nominations keep
//! their id when they are returned and corrected: each time they are sent, what they say is kept here.
mod diff;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
pub use diff::{ContentMember, MemberChange, VersionDiff, compare};
use entity::{
    Packed,
    paper_version::{self, Column, Entity, Standing},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    kernel::{
        digest,
        error::{Code, Error, Result},
        scope::{Addressee, Scope},
    },
    store::db::{Conn, Uow, bulk::lists},
};

/// One version of a paper that was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaperVersion {
    /// Counts the times that the paper was sent.
    #[schema(minimum = 1)]
    pub version_no: i32,
    /// SHA-256 of the canonical JSON (RFC 8785) of its content, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub content_digest: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Which unit sent it.
    pub unit_id: Uuid,
    /// To which unit it was sent.
    pub to_unit_id: Uuid,
    /// What became of it.
    pub standing: Standing,
    /// When it was returned or accepted.
    pub settled_at: Option<DateTime<Utc>>,
    /// The code of why it was returned, where there are codes.
    #[schema(max_length = 40)]
    pub reason_code: Option<String>,
    /// Why it was returned.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl From<paper_version::Model> for PaperVersion {
    fn from(m: paper_version::Model) -> Self {
        Self {
            version_no: m.version_no,
            content_digest: m.digest,
            sent_at: m.sent_at,
            unit_id: m.unit_id,
            to_unit_id: m.to_unit_id,
            standing: m.standing,
            settled_at: m.settled_at,
            reason_code: m.reason_code,
            reason: m.reason,
        }
    }
}

/// Which version to read.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OfVersion {
    /// The last one when left out.
    #[param(minimum = 1)]
    pub version_no: Option<i32>,
}

/// Which two versions to compare.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BetweenVersions {
    /// The one before `to` when left out.
    #[param(minimum = 1)]
    pub from: Option<i32>,
    /// The last one when left out.
    #[param(minimum = 1)]
    pub to: Option<i32>,
}

/// A paper that is being sent.
pub struct Sent<'a, T> {
    pub paper_id: Uuid,
    pub version_no: i32,
    pub content: &'a T,
    pub unit_id: Uuid,
    pub to: Addressee,
}

/// Keeps what is sent.
pub async fn keep<T: Serialize>(uow: &Uow, scope: &Scope, sent: Sent<'_, T>) -> Result<paper_version::Model> {
    let content = digest::canonical(sent.content)?;
    let version = paper_version::Model {
        id: Uuid::now_v7(),
        paper_id: sent.paper_id,
        version_no: sent.version_no,
        digest: digest::sha256_hex(content.as_bytes()),
        content: Packed::of(&content).map_err(Error::internal)?,
        sent_by: scope.user_id,
        sent_at: uow.now,
        unit_id: sent.unit_id,
        to_unit_id: sent.to.unit_id,
        to_function: sent.to.function,
        standing: Standing::Submitted,
        settled_at: None,
        reason_code: None,
        reason: None,
        row_version: None,
    };
    Entity::insert(version.clone().into_active_model()).exec_without_returning(&uow.tx).await?;
    Ok(version)
}

/// Why a version is returned: a code, where there are codes, and words.
pub type Reasons<'a> = (Option<&'a str>, &'a str);

/// What became of the last version of a paper, which is answered. `row_version` is the paper's own after it.
pub async fn settle(
    uow: &Uow,
    paper_id: Uuid,
    standing: Standing,
    reason: Option<Reasons<'_>>,
    row_version: i64,
) -> Result<paper_version::Model> {
    let of_paper = Column::PaperId.eq(paper_id);
    let last = Entity::find().select_only().column_as(Column::VersionNo.max(), "last").filter(of_paper.clone());
    let settled = Entity::update_many()
        .col_expr(Column::Standing, Expr::value(standing))
        .col_expr(Column::SettledAt, Expr::value(uow.now))
        .col_expr(Column::ReasonCode, Expr::value(reason.and_then(|(code, _)| code)))
        .col_expr(Column::Reason, Expr::value(reason.map(|(_, words)| words)))
        .col_expr(Column::RowVersion, Expr::value(row_version))
        .filter(of_paper)
        .filter(Column::VersionNo.in_subquery(last.into_query()))
        .exec_with_returning(&uow.tx)
        .await?;
    settled.into_iter().next().ok_or_else(unsent)
}

/// The accepted version of a paper, which is answered, is no longer what counts of it: a correction is.
pub async fn supersede(uow: &Uow, paper_id: Uuid) -> Result<paper_version::Model> {
    let superseded = Entity::update_many()
        .col_expr(Column::Standing, Expr::value(Standing::Superseded))
        .filter(Column::PaperId.eq(paper_id).and(Column::Standing.eq(Standing::Accepted)))
        .exec_with_returning(&uow.tx)
        .await?;
    superseded.into_iter().next().ok_or_else(unsent)
}

fn unsent() -> Error {
    Error::internal(anyhow::anyhow!("a paper that was sent without a version"))
}

/// All versions of a paper, oldest first.
pub async fn of(db: &Conn, paper_id: Uuid) -> Result<Vec<paper_version::Model>> {
    Ok(Entity::find().filter(Column::PaperId.eq(paper_id)).order_by_asc(Column::VersionNo).all(db).await?)
}

pub async fn last(db: &Conn, paper_id: Uuid) -> Result<Option<paper_version::Model>> {
    Ok(Entity::find().filter(Column::PaperId.eq(paper_id)).order_by_desc(Column::VersionNo).one(db).await?)
}

/// The id of the version of a paper that has a number.
pub async fn id_of(db: &Conn, paper_id: Uuid, no: i32) -> Result<Option<Uuid>> {
    let found = Entity::find().select_only().column(Column::Id);
    let found = found.filter(Column::PaperId.eq(paper_id)).filter(Column::VersionNo.eq(no));
    Ok(found.into_tuple().one(db).await?)
}

/// The version of a paper that has a number.
pub async fn numbered(db: &Conn, paper_id: Uuid, no: i32) -> Result<Option<paper_version::Model>> {
    let found = Entity::find().filter(Column::PaperId.eq(paper_id)).filter(Column::VersionNo.eq(no));
    Ok(found.one(db).await?)
}

/// Of each of some papers the version that has the number which is named with it.
pub async fn numbered_of_each(db: &Conn, papers: &HashMap<Uuid, i32>) -> Result<HashMap<Uuid, paper_version::Model>> {
    let ids: Vec<Uuid> = papers.keys().copied().collect();
    let mut found = HashMap::new();
    for ids in lists(&ids) {
        let versions = Entity::find().filter(Column::PaperId.is_in(ids)).all(db).await?;
        let named = versions.into_iter().filter(|m| papers.get(&m.paper_id) == Some(&m.version_no));
        found.extend(named.map(|m| (m.paper_id, m)));
    }
    Ok(found)
}

/// The last version of each of some papers.
pub async fn lasts(db: &Conn, papers: &[Uuid]) -> Result<HashMap<Uuid, paper_version::Model>> {
    let mut found = HashMap::new();
    for papers in lists(papers) {
        let versions = Entity::find().filter(Column::PaperId.is_in(papers)).order_by_asc(Column::VersionNo);
        found.extend(versions.all(db).await?.into_iter().map(|m| (m.paper_id, m)));
    }
    Ok(found)
}

/// What a version says.
pub fn read<T: DeserializeOwned>(version: &paper_version::Model) -> Result<T> {
    let content = version.content.text().map_err(Error::internal)?;
    serde_json::from_str(&content).map_err(Error::internal)
}

/// The versions of a paper as an answer lists them.
pub fn listed(versions: Vec<paper_version::Model>) -> Vec<PaperVersion> {
    versions.into_iter().map(PaperVersion::from).collect()
}

/// The version that is asked for, or the last one.
pub fn chosen(versions: Vec<paper_version::Model>, version_no: Option<i32>) -> Result<paper_version::Model> {
    let Some(no) = version_no else {
        return versions.into_iter().next_back().ok_or_else(|| Error::new(Code::NotFound));
    };
    let found = versions.into_iter().find(|version| version.version_no == no);
    found.ok_or_else(|| Error::with(Code::InvalidParameter, "version_no"))
}
