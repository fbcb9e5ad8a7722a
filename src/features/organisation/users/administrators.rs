//! The ministry always has an administrator: from there all other accounts and roles come.
use chrono::{Days, NaiveDate};
use entity::{
    assignment::{self, Role},
    user_account::{self, UserStatus},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::{
    kernel::error::{Code, Error, Result},
    store::db::Uow,
};

/// Until when the ministry has an administrator: the first day without one. None where there always is one.
pub struct Administered(Option<NaiveDate>);

impl Administered {
    /// The caller has counted up the counter of accounts: nobody else changes them meanwhile.
    pub async fn of_ministry(uow: &Uow) -> Result<Self> {
        use assignment::{Column, Entity};
        let Some(ministry) = uow.organisation().ministry() else { return Ok(Self(Some(uow.today()))) };
        let held = Entity::find()
            .select_only()
            .columns([Column::ValidFrom, Column::ValidTo])
            .filter(Column::Role.eq(Role::Administrator))
            .filter(Column::UnitId.eq(ministry))
            .filter(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(uow.today())))
            .filter(Column::UserId.in_subquery(usable(uow).into_query()))
            .into_tuple::<(NaiveDate, Option<NaiveDate>)>()
            .all(&uow.tx)
            .await?;
        Ok(Self(first_gap(held, uow.today())))
    }

    /// Refuses a change after which there would be none earlier than before.
    pub async fn still(self, uow: &Uow) -> Result<()> {
        let day = |gap: Option<NaiveDate>| gap.unwrap_or(NaiveDate::MAX);
        let after = Self::of_ministry(uow).await?;
        if day(after.0) < day(self.0) { Err(Error::new(Code::LastAdministrator)) } else { Ok(()) }
    }
}

/// Accounts that may sign in: those of the demonstration only where one of them has signed in.
fn usable(uow: &Uow) -> sea_orm::Select<user_account::Entity> {
    use user_account::{Column, Entity};
    let actor = uow.actor.user_id.and_then(|id| uow.snapshot.access.account(id));
    let usable = Entity::find().select_only().column(Column::Id).filter(Column::Status.eq(UserStatus::Active));
    if actor.is_some_and(|account| account.is_demo) { usable } else { usable.filter(Column::IsDemo.eq(false)) }
}

fn first_gap(mut held: Vec<(NaiveDate, Option<NaiveDate>)>, today: NaiveDate) -> Option<NaiveDate> {
    held.sort_unstable();
    let mut gap = today;
    for (from, to) in held {
        if from > gap {
            break;
        }
        gap = gap.max(to?.checked_add_days(Days::new(1))?);
    }
    Some(gap)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::first_gap;

    fn day(of_june: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 6, of_june).unwrap()
    }

    #[test]
    fn days_without_an_administrator_are_found() {
        let gap = |held: &[(u32, Option<u32>)]| {
            first_gap(held.iter().map(|(from, to)| (day(*from), to.map(day))).collect(), day(3))
        };
        assert_eq!(gap(&[]), Some(day(3)));
        assert_eq!(gap(&[(1, None)]), None);
        assert_eq!(gap(&[(4, None)]), Some(day(3)));
        assert_eq!(gap(&[(1, Some(5))]), Some(day(6)));
        assert_eq!(gap(&[(6, None), (1, Some(5))]), None);
        assert_eq!(gap(&[(7, None), (1, Some(5))]), Some(day(6)));
        assert_eq!(gap(&[(1, Some(9)), (2, Some(4)), (10, None)]), None);
        // One that was taken back before it began.
        assert_eq!(gap(&[(3, Some(2))]), Some(day(3)));
    }
}
