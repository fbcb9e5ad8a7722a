//! The register in memory, filtered and paged; and the writes that change it.
use base::{
    kernel::{
        clock::covers,
        cursor::List,
        error::Result,
        organisation::{Organisation, Unit},
        text,
    },
    store::{
        db::Conn,
        page::{PageQuery, Rows},
    },
};
use chrono::NaiveDate;
use entity::{
    function_assignment::{self, Function},
    unit,
    unit_code::{self, CodeScheme},
    unit_name, unit_relation,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    dto::{CreateUnit, UnitFilter, UnitView, status_on},
    rows,
};

/// The schemes of a unit's own codes.
const OURS: [CodeScheme; 2] = [CodeScheme::Internal, CodeScheme::Qd20_2020];

const SORTS: [&str; 3] = ["code", "name", "valid_from"];

/// The units that a filter leaves, as they were on `day`.
pub fn matching(organisation: &Organisation, filter: &UnitFilter, today: NaiveDate) -> Vec<UnitView> {
    let as_of = filter.as_of.map(NaiveDate::from);
    let day = as_of.unwrap_or(today);
    let within = filter.within.map(|top| organisation.subtree(top, day));
    let q = filter.q.as_ref().map(|q| text::fold(q));
    let keep = |unit: &&Unit| {
        (filter.kind.is_empty() || filter.kind.contains(&unit.kind))
            && filter.parent_id.is_none_or(|parent| unit.parent_on(day) == Some(parent))
            && within.as_ref().is_none_or(|within| within.contains(&unit.id))
            && filter.code.as_ref().is_none_or(|code| has_code(unit, &OURS, code, as_of))
            && filter.gso_code.as_ref().is_none_or(|code| has_code(unit, &[CodeScheme::Gso], code, as_of))
            && filter.province_code.as_ref().is_none_or(|code| unit.province_code.as_deref() == Some(code))
            && as_of.is_none_or(|day| unit.exists_on(day))
            && (filter.status.is_empty() || filter.status.contains(&status_on(unit, day)))
            && q.as_ref().is_none_or(|q| unit.names.iter().any(|name| name.value.folded.contains(q.as_str())))
    };
    organisation.units().filter(keep).map(|unit| UnitView::on(organisation, unit, day)).collect()
}

fn has_code(unit: &Unit, schemes: &[CodeScheme], code: &str, as_of: Option<NaiveDate>) -> bool {
    let held = |from, to| as_of.is_none_or(|day| covers(from, to, day));
    unit.codes.iter().any(|c| schemes.contains(&c.value.scheme) && c.value.code == code && held(c.from, c.to))
}

/// One page of units that are already in memory.
pub fn paged(units: Vec<UnitView>, query: &PageQuery, list: &List) -> Result<Rows<UnitView>> {
    let order = query.order(&SORTS, "code")?;
    let limit = usize::try_from(query.limit()?).unwrap_or(usize::MAX);
    let total = query.counts().then_some(units.len() as u64);
    let mut keyed: Vec<_> = units.into_iter().map(|unit| (keys(&unit, &order), unit)).collect();
    let compare = |a: &(Vec<String>, Uuid), b: &(Vec<String>, Uuid)| {
        for ((_, descending), (x, y)) in order.iter().zip(a.0.iter().zip(&b.0)) {
            let ordering = if *descending { y.cmp(x) } else { x.cmp(y) };
            if ordering.is_ne() {
                return ordering;
            }
        }
        a.1.cmp(&b.1)
    };
    if let Some(cursor) = &query.cursor {
        let (values, id) = list.read(cursor, order.len())?;
        let mark = (values.into_iter().map(Option::unwrap_or_default).collect(), id);
        keyed.retain(|(keys, unit)| compare(&(keys.clone(), unit.id), &mark).is_gt());
    }
    keyed.sort_by(|(a, x), (b, y)| compare(&(a.clone(), x.id), &(b.clone(), y.id)));
    let more = keyed.len() > limit;
    keyed.truncate(limit);
    let next_cursor = match keyed.last().filter(|_| more) {
        Some((keys, unit)) => Some(list.cursor(keys.iter().cloned().map(Some).collect(), unit.id)?),
        None => None,
    };
    Ok(Rows { rows: keyed.into_iter().map(|(_, unit)| unit).collect(), next_cursor, limit: query.limit()?, total })
}

fn keys(unit: &UnitView, order: &[(usize, bool)]) -> Vec<String> {
    let key = |at: &usize| match SORTS.get(*at) {
        Some(&"name") => unit.sort_key.clone(),
        Some(&"valid_from") => unit.valid_from.to_string(),
        _ => unit.code.clone().unwrap_or_default(),
    };
    order.iter().map(|(at, _)| key(at)).collect()
}

pub async fn code_in_use(db: &Conn, code: &str) -> Result<bool> {
    let found = unit_code::Entity::find()
        .filter(unit_code::Column::Scheme.eq(CodeScheme::Internal))
        .filter(unit_code::Column::Code.eq(code))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The rows of a new unit.
pub fn rows(id: Uuid, input: &CreateUnit, now: chrono::DateTime<chrono::Utc>) -> NewUnit {
    let from = *input.valid_from;
    let gso = input.district_code.as_deref().or(input.province_code.as_deref());
    let mut codes = vec![rows::code(id, CodeScheme::Internal, &input.code, from.into())];
    codes.extend(gso.map(|gso| rows::code(id, CodeScheme::Gso, gso, from.into())));
    NewUnit {
        unit: unit::ActiveModel {
            id: Set(id),
            kind: Set(input.kind),
            province_code: Set(input.province_code.as_deref().map(str::to_owned)),
            district_code: Set(input.district_code.as_deref().map(str::to_owned)),
            legal_personality: Set(input.legal_personality),
            valid_from: Set(from),
            valid_to: Set(None),
            ended_by_id: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        },
        name: rows::name(id, &input.name, input.name_en.as_deref().map(str::to_owned), from.into()),
        codes,
        relation: rows::relation(id, input.parent_id, from.into()),
    }
}

pub struct NewUnit {
    pub unit: unit::ActiveModel,
    pub name: unit_name::ActiveModel,
    pub codes: Vec<unit_code::ActiveModel>,
    pub relation: unit_relation::ActiveModel,
}

pub async fn insert(db: &Conn, new: NewUnit) -> Result<()> {
    unit::Entity::insert(new.unit).exec_without_returning(db).await?;
    unit_name::Entity::insert(new.name).exec_without_returning(db).await?;
    unit_code::Entity::insert_many(new.codes).exec_without_returning(db).await?;
    unit_relation::Entity::insert(new.relation).exec_without_returning(db).await?;
    Ok(())
}

/// The name that a unit carries on a day.
pub async fn name_on(db: &Conn, unit_id: Uuid, day: NaiveDate) -> Result<Option<unit_name::Model>> {
    let names = unit_name::Entity::find().filter(unit_name::Column::UnitId.eq(unit_id)).all(db).await?;
    Ok(names.into_iter().find(|name| covers(name.valid_from, name.valid_to, day)))
}

/// Everybody who carries out a function at some time.
pub async fn holders(db: &Conn, function: Function) -> Result<Vec<function_assignment::Model>> {
    let found = function_assignment::Entity::find().filter(function_assignment::Column::Function.eq(function));
    Ok(found.all(db).await?)
}

/// Closes what is open on the eve of the day, and opens what follows.
pub async fn pass(db: &Conn, open: Option<function_assignment::Model>, next: function_assignment::Model) -> Result<()> {
    if let Some(open) = open {
        let mut closed = open.into_active_model();
        closed.valid_to = Set(next.valid_from.pred_opt());
        function_assignment::Entity::update(closed).exec(db).await?;
    }
    let next = next.into_active_model().reset_all();
    function_assignment::Entity::insert(next).exec_without_returning(db).await?;
    Ok(())
}
