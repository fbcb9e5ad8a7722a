//! A step on a paper, from its begin to its end. What is a paper's own it says in its `paper.rs`, its events and its view;
//! all else stands here and in `Uow::record`.
use sea_orm::{
    ActiveModelTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, QueryFilter, TryIntoModel,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    kernel::{
        error::{Code, Error, Result},
        precondition::IfMatch,
        scope::Scope,
        transition::{Case, Lifecycle, StepOf},
    },
    store::db::{Conn, Uow},
};

/// The paper, the step that is taken on it, and what its guards have looked at, if they have.
pub type Begun<A> = (<A as Lifecycle>::Paper, &'static StepOf<A>, Option<<A as Lifecycle>::Facts>);

impl Uow {
    /// Finds a paper for whoever sees it, and the step that an action takes from its state (`Case::begin`).
    pub async fn begin<A: Lifecycle<Db = Conn>>(
        &self,
        scope: &Scope,
        id: Uuid,
        if_match: IfMatch,
        action: A,
    ) -> Result<Begun<A>> {
        let paper = A::find(&self.tx, scope, id).await?;
        let case = Case::<A>::of(&paper, &self.tx, scope).await?;
        let step = self.step(&case, scope, if_match, action)?;
        Ok((paper, step, case.into_facts()))
    }

    /// The step that an action takes; the journal learns by whose right.
    pub fn step<A: Lifecycle>(
        &self,
        case: &Case<A>,
        scope: &Scope,
        if_match: IfMatch,
        action: A,
    ) -> Result<&'static StepOf<A>> {
        let step = case.begin(action, scope, if_match)?;
        if scope.has_delegated() {
            self.stands_in(case.stands_in_for(step, scope));
        }
        Ok(step)
    }

    /// Makes the next version of a row, if it still is the one that was read: no other change is lost. It is known whole, so
    /// the database is not asked for what was just written.
    pub async fn save<A>(&self, mut next: A, id: Uuid, seen: i64) -> Result<<A::Entity as EntityTrait>::Model>
    where
        A: ActiveModelTrait + TryIntoModel<<A::Entity as EntityTrait>::Model>,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        for column in <A::Entity as EntityTrait>::Column::iter() {
            match column.as_str() {
                "version" => next.set(column, (seen + 1).into()),
                // Of a job it is the time of the database.
                "updated_at" if !next.get(column).is_set() => next.set(column, self.now.into()),
                _ => {}
            }
        }
        let after = next.clone().try_into_model()?;
        let saved = A::Entity::update_many()
            .set(next)
            .filter(Expr::col("id").eq(id))
            .filter(Expr::col("version").eq(seen))
            .exec(&self.tx)
            .await?;
        if saved.rows_affected == 1 { Ok(after) } else { Err(Error::new(Code::VersionMismatch)) }
    }
}
