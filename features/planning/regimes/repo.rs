//! Queries on what was switched and revised.
use base::{
    kernel::{
        cursor::List,
        error::{Code, Error, Result},
    },
    store::{
        db::Conn,
        page::{self, PageQuery, Rows},
    },
};
use entity::{
    citation, legal_document, legal_regime, legal_rule, regime_switch,
    rule_revision::{self, Column, Entity, Model},
    vote_rule,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub async fn revision(db: &Conn, id: Uuid) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::new(Code::NotFound))
}

pub async fn revisions(db: &Conn, page: &PageQuery, list: &List) -> Result<Rows<Model>> {
    page::fetch_by_id(db, Entity::find(), Column::Id, page, list).await
}

/// Whether another row has taken the place of this one.
pub async fn is_revised(db: &Conn, rule_id: Uuid) -> Result<bool> {
    Ok(Entity::find().filter(Column::RuleId.eq(rule_id)).one(db).await?.is_some())
}

pub async fn rule(db: &Conn, id: Uuid) -> Result<Option<legal_rule::Model>> {
    Ok(legal_rule::Entity::find_by_id(id).one(db).await?)
}

pub async fn ballot(db: &Conn, id: Uuid) -> Result<Option<vote_rule::Model>> {
    Ok(vote_rule::Entity::find_by_id(id).one(db).await?)
}

/// The place after the last one among the rules of a kind.
pub async fn next_ordinal(db: &Conn, kind: &str) -> Result<i32> {
    use legal_rule::Column;
    let last = legal_rule::Entity::find().filter(Column::Kind.eq(kind)).order_by_desc(Column::Ordinal);
    Ok(last.one(db).await?.map_or(1, |rule| rule.ordinal + 1))
}

/// Nobody else switches this regime until the transaction ends.
pub async fn last_switch(db: &Conn, regime: &legal_regime::Model) -> Result<Option<regime_switch::Model>> {
    legal_regime::Entity::find_by_id(regime.id).lock_exclusive().one(db).await?;
    let of_regime = regime_switch::Entity::find().filter(regime_switch::Column::RegimeCode.eq(&regime.code));
    Ok(of_regime.order_by_desc(regime_switch::Column::TakesEffectOn).one(db).await?)
}

/// Where rows stand that nobody read.
pub async fn unread(db: &Conn) -> Result<Vec<citation::Model>> {
    Ok(citation::Entity::find().filter(citation::Column::Verified.eq(false)).all(db).await?)
}

pub async fn document(db: &Conn, id: Uuid) -> Result<legal_document::Model> {
    let found = legal_document::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Error::internal(anyhow::anyhow!("a revision without its document")))
}

/// All rules that a handful of tables hold: the law is small.
pub async fn rules(db: &Conn) -> Result<Vec<legal_rule::Model>> {
    use legal_rule::Column;
    let all = legal_rule::Entity::find().order_by_asc(Column::Kind).order_by_asc(Column::Ordinal);
    Ok(all.all(db).await?)
}

pub async fn ballots(db: &Conn) -> Result<Vec<vote_rule::Model>> {
    use vote_rule::Column;
    let all = vote_rule::Entity::find().order_by_asc(Column::ValidFrom).order_by_asc(Column::Id);
    Ok(all.all(db).await?)
}

/// The documents of some revisions.
pub async fn documents_of(db: &Conn, rows: &[rule_revision::Model]) -> Result<Vec<legal_document::Model>> {
    let ids = rows.iter().map(|m| m.document_id);
    Ok(legal_document::Entity::find().filter(legal_document::Column::Id.is_in(ids)).all(db).await?)
}
