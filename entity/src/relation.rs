use sea_orm::entity::prelude::*;

/// Tables say nothing of each other: a question that joins two says by which columns, where it is asked.
#[derive(Clone, Copy, Debug, EnumIter)]
pub enum Relation {}

impl RelationTrait for Relation {
    fn def(&self) -> RelationDef {
        match *self {}
    }
}
