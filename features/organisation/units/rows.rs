//! Dated facts about a unit, as rows that are open at the end.
use base::kernel::text;
use chrono::NaiveDate;
use entity::{
    unit_code::{self, CodeScheme},
    unit_name, unit_relation,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

/// The first day of a fact, and the reorganisation that begins it, if one does.
#[derive(Clone, Copy)]
pub struct Begin {
    pub on: NaiveDate,
    pub by: Option<Uuid>,
}

impl From<NaiveDate> for Begin {
    fn from(on: NaiveDate) -> Self {
        Self { on, by: None }
    }
}

pub fn name(unit_id: Uuid, name: &str, name_en: Option<String>, since: Begin) -> unit_name::ActiveModel {
    unit_name::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(unit_id),
        name: Set(name.to_owned()),
        name_en: Set(name_en),
        search_text: Set(text::fold(name)),
        valid_from: Set(since.on),
        valid_to: Set(None),
        begun_by_id: Set(since.by),
        ended_by_id: Set(None),
    }
}

pub fn code(unit_id: Uuid, scheme: CodeScheme, code: &str, since: Begin) -> unit_code::ActiveModel {
    unit_code::ActiveModel {
        id: Set(Uuid::now_v7()),
        unit_id: Set(unit_id),
        scheme: Set(scheme),
        code: Set(code.to_owned()),
        valid_from: Set(since.on),
        valid_to: Set(None),
        begun_by_id: Set(since.by),
        ended_by_id: Set(None),
    }
}

pub fn relation(child_id: Uuid, parent_id: Uuid, since: Begin) -> unit_relation::ActiveModel {
    unit_relation::ActiveModel {
        id: Set(Uuid::now_v7()),
        child_id: Set(child_id),
        parent_id: Set(parent_id),
        valid_from: Set(since.on),
        valid_to: Set(None),
        begun_by_id: Set(since.by),
        ended_by_id: Set(None),
    }
}
