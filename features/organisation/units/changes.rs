//! What a reorganisation changes in the register, as data: so that it can be written, and taken back.
use base::{
    kernel::error::Result,
    store::db::{Conn, bulk},
};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    Quantity,
    function_assignment::{self, Function},
    unit::{self, UnitKind},
    unit_code::{self, CodeScheme},
    unit_name, unit_relation,
    unit_succession::{self, SuccessionKind},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::{Begin, code, name, relation};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Created {
    pub id: Uuid,
    pub code: String,
    pub kind: UnitKind,
    pub name: String,
    pub name_en: Option<String>,
    pub parent_id: Uuid,
    pub province_code: Option<String>,
    pub district_code: Option<String>,
    pub legal_personality: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Renamed {
    pub unit_id: Uuid,
    pub name: String,
    pub name_en: Option<String>,
    /// The unit keeps its code when there is none.
    pub code: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Moved {
    pub unit_id: Uuid,
    pub parent_id: Uuid,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Succeeded {
    pub predecessor_id: Uuid,
    pub successor_id: Uuid,
    pub kind: SuccessionKind,
    pub share: Option<Quantity>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Passed {
    pub function: Function,
    pub to: Uuid,
}

/// All that changes on one day. Every fact that ends was open before: the reorganisation's check sees to it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    pub created: Vec<Created>,
    pub ended: Vec<Uuid>,
    pub renamed: Vec<Renamed>,
    pub moved: Vec<Moved>,
    pub succeeded: Vec<Succeeded>,
    pub passed: Vec<Passed>,
}

/// When, by which document and by what time of the clock.
#[derive(Clone, Copy, Debug)]
pub struct On {
    pub reorganisation_id: Uuid,
    pub day: NaiveDate,
    pub now: DateTime<Utc>,
}

impl On {
    fn eve(self) -> NaiveDate {
        self.day.pred_opt().unwrap_or(self.day)
    }
}

impl Changes {
    fn renamed_ids(&self) -> Vec<Uuid> {
        self.renamed.iter().map(|r| r.unit_id).collect()
    }

    fn recoded_ids(&self) -> Vec<Uuid> {
        self.renamed.iter().filter(|r| r.code.is_some()).map(|r| r.unit_id).collect()
    }

    fn moved_ids(&self) -> Vec<Uuid> {
        self.moved.iter().map(|m| m.unit_id).collect()
    }

    fn created_ids(&self) -> Vec<Uuid> {
        self.created.iter().map(|c| c.id).collect()
    }

    /// Units whose row shows a change.
    fn touched_ids(&self) -> Vec<Uuid> {
        let mut ids = [self.ended.clone(), self.renamed_ids(), self.moved_ids()].concat();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

pub async fn write(tx: &Conn, changes: &Changes, on: On) -> Result<()> {
    end(tx, changes, on).await?;
    begin(tx, changes, on).await?;
    let succession = |(s, ordinal): (&Succeeded, i32)| unit_succession::ActiveModel {
        id: Set(Uuid::now_v7()),
        reorganisation_id: Set(Some(on.reorganisation_id)),
        predecessor_id: Set(s.predecessor_id),
        successor_id: Set(s.successor_id),
        kind: Set(s.kind),
        effective_on: Set(on.day),
        share: Set(s.share),
        ordinal: Set(ordinal),
    };
    bulk::insert(tx, changes.succeeded.iter().zip(1..).map(succession).collect()).await
}

/// Closes what held until the eve.
async fn end(tx: &Conn, changes: &Changes, on: On) -> Result<()> {
    count_up(tx, changes, on).await?;
    let renamed = [changes.ended.clone(), changes.renamed_ids()].concat();
    let moved = [changes.ended.clone(), changes.moved_ids()].concat();
    for ids in bulk::lists(&changes.ended) {
        close::<unit::Entity>(tx, unit::Column::Id.is_in(ids.clone()), on).await?;
        close::<unit_code::Entity>(tx, unit_code::Column::UnitId.is_in(ids), on).await?;
    }
    for ids in bulk::lists(&renamed) {
        close::<unit_name::Entity>(tx, unit_name::Column::UnitId.is_in(ids), on).await?;
    }
    for ids in bulk::lists(&changes.recoded_ids()) {
        let ours = unit_code::Column::Scheme.eq(CodeScheme::Internal);
        close::<unit_code::Entity>(tx, unit_code::Column::UnitId.is_in(ids).and(ours), on).await?;
    }
    for ids in bulk::lists(&moved) {
        close::<unit_relation::Entity>(tx, unit_relation::Column::ChildId.is_in(ids), on).await?;
    }
    for passed in &changes.passed {
        let held = function_assignment::Column::Function.eq(passed.function);
        close::<function_assignment::Entity>(tx, held, on).await?;
    }
    Ok(())
}

/// Units whose rows show a change have a new version.
async fn count_up(tx: &Conn, changes: &Changes, on: On) -> Result<()> {
    for ids in bulk::lists(&changes.touched_ids()) {
        unit::Entity::update_many()
            .col_expr(unit::Column::Version, Expr::col(unit::Column::Version).add(1))
            .col_expr(unit::Column::UpdatedAt, Expr::value(on.now))
            .filter(unit::Column::Id.is_in(ids))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Ends open facts on the eve, and says by which document.
async fn close<E: EntityTrait>(tx: &Conn, of: SimpleExpr, on: On) -> Result<()> {
    E::update_many()
        .col_expr(Alias::new("valid_to"), Expr::value(on.eve()))
        .col_expr(Alias::new("ended_by_id"), Expr::value(on.reorganisation_id))
        .filter(of)
        .filter(Expr::col("valid_to").is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Opens what holds from the day on.
async fn begin(tx: &Conn, changes: &Changes, on: On) -> Result<()> {
    let (mut units, mut names, mut codes, mut relations) = (vec![], vec![], vec![], vec![]);
    let since = Begin { on: on.day, by: Some(on.reorganisation_id) };
    for c in &changes.created {
        units.push(unit::ActiveModel {
            id: Set(c.id),
            kind: Set(c.kind),
            province_code: Set(c.province_code.clone()),
            district_code: Set(c.district_code.clone()),
            legal_personality: Set(c.legal_personality),
            valid_from: Set(on.day),
            valid_to: Set(None),
            ended_by_id: Set(None),
            version: Set(1),
            created_at: Set(on.now),
            updated_at: Set(on.now),
        });
        names.push(name(c.id, &c.name, c.name_en.clone(), since));
        codes.push(code(c.id, CodeScheme::Internal, &c.code, since));
        let gso = c.district_code.as_ref().or(c.province_code.as_ref());
        codes.extend(gso.map(|gso| code(c.id, CodeScheme::Gso, gso, since)));
        relations.push(relation(c.id, c.parent_id, since));
    }
    for r in &changes.renamed {
        names.push(name(r.unit_id, &r.name, r.name_en.clone(), since));
        codes.extend(r.code.as_ref().map(|c| code(r.unit_id, CodeScheme::Internal, c, since)));
    }
    relations.extend(changes.moved.iter().map(|m| relation(m.unit_id, m.parent_id, since)));
    let functions = changes.passed.iter().map(|p| function_assignment::ActiveModel {
        id: Set(Uuid::now_v7()),
        function: Set(p.function),
        unit_id: Set(p.to),
        valid_from: Set(on.day),
        valid_to: Set(None),
        note: Set(None),
        begun_by_id: Set(Some(on.reorganisation_id)),
        ended_by_id: Set(None),
    });
    bulk::insert(tx, units).await?;
    bulk::insert(tx, names).await?;
    bulk::insert(tx, codes).await?;
    bulk::insert(tx, relations).await?;
    bulk::insert(tx, functions.collect()).await
}

/// Leaves the register as if it had never happened.
pub async fn take_back(tx: &Conn, changes: &Changes, on: On) -> Result<()> {
    let id = on.reorganisation_id;
    unit_succession::Entity::delete_many().filter(unit_succession::Column::ReorganisationId.eq(id)).exec(tx).await?;
    unbegin::<function_assignment::Entity>(tx, id).await?;
    unbegin::<unit_name::Entity>(tx, id).await?;
    unbegin::<unit_code::Entity>(tx, id).await?;
    unbegin::<unit_relation::Entity>(tx, id).await?;
    for ids in bulk::lists(&changes.created_ids()) {
        unit::Entity::delete_many().filter(unit::Column::Id.is_in(ids)).exec(tx).await?;
    }
    reopen::<unit::Entity>(tx, id).await?;
    reopen::<unit_name::Entity>(tx, id).await?;
    reopen::<unit_code::Entity>(tx, id).await?;
    reopen::<unit_relation::Entity>(tx, id).await?;
    reopen::<function_assignment::Entity>(tx, id).await?;
    count_up(tx, changes, on).await
}

/// Removes the facts that a document began.
async fn unbegin<E: EntityTrait>(tx: &Conn, reorganisation_id: Uuid) -> Result<()> {
    E::delete_many().filter(Expr::col("begun_by_id").eq(reorganisation_id)).exec(tx).await?;
    Ok(())
}

/// Lets the facts hold on that a document ended.
async fn reopen<E: EntityTrait>(tx: &Conn, reorganisation_id: Uuid) -> Result<()> {
    E::update_many()
        .col_expr(Alias::new("valid_to"), Expr::value(None::<NaiveDate>))
        .col_expr(Alias::new("ended_by_id"), Expr::value(None::<Uuid>))
        .filter(Expr::col("ended_by_id").eq(reorganisation_id))
        .exec(tx)
        .await?;
    Ok(())
}
