//! What has happened since a reorganisation. The journal says it, in the order of commits: clocks of several instances
//! differ, and a write that waited until the reorganisation was done bears a time from before it.
use entity::{journal, journal::Subject, reorganisation_effect};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select, sea_query::SelectStatement};
use uuid::Uuid;

use crate::store::journal::LOOKS;

pub struct Since {
    pub reorganisation_id: Uuid,
    /// The place of its last entry among all commits.
    pub commit_no: i64,
    /// Those who took over, and those whose unfinished papers were handed on.
    pub units: Vec<Uuid>,
    /// Those that it made: whatever names one of them is younger, or its own work.
    pub created: Vec<Uuid>,
}

impl Since {
    /// The things of a kind to which something has happened.
    pub fn changed(&self, subject: Subject) -> SelectStatement {
        use journal::Column;
        self.entries().filter(Column::SubjectType.eq(subject)).filter(Column::Event.is_not_in(LOOKS)).into_query()
    }

    /// The things of which an event was told.
    pub fn told(&self, event: &str) -> SelectStatement {
        self.entries().filter(journal::Column::Event.eq(event)).into_query()
    }

    /// The things that the reorganisation itself has made or changed.
    pub fn own_work(&self, resource: &str) -> SelectStatement {
        use reorganisation_effect::{Column, Entity};
        let own = Entity::find().select_only().column(Column::SubjectId);
        let own = own.filter(Column::ReorganisationId.eq(self.reorganisation_id));
        own.filter(Column::Resource.eq(resource)).into_query()
    }

    fn entries(&self) -> Select<journal::Entity> {
        use journal::Column;
        let entries = journal::Entity::find().select_only().column(Column::SubjectId);
        // Whether they are sealed is the first column of the index.
        entries.filter(Column::Sealed.is_in([true, false])).filter(Column::CommitNo.gt(self.commit_no))
    }
}
