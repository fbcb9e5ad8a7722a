//! The ministry always has an administrator: from there all other accounts and roles come.
use base::{
    kernel::error::{Code, Error, Result},
    store::db::Uow,
};
use chrono::{Days, NaiveDate};
use entity::{
    assignment::{self, Role},
    user_account::{self, UserStatus},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{ExprTrait, SimpleExpr},
};

/// Until when the ministry has an administrator: the first day without one, and none where there always is one.
///
/// Told twice, whoever asks: of accounts of real people, since those of the demonstration sign in nowhere else; and of all,
/// so that a demonstration keeps an administrator too.
pub struct Administered {
    people: Option<NaiveDate>,
    all: Option<NaiveDate>,
}

impl Administered {
    /// The caller has counted up the counter of accounts: nobody else changes them meanwhile.
    pub async fn of_ministry(uow: &Uow) -> Result<Self> {
        let active = user_account::Column::Status.eq(UserStatus::Active);
        let people = user_account::Column::IsDemo.eq(false);
        Ok(Self { people: gap(uow, active.clone().and(people)).await?, all: gap(uow, active).await? })
    }

    /// Refuses a change after which there would be none earlier than before.
    pub async fn still(self, uow: &Uow) -> Result<()> {
        let day = |gap: Option<NaiveDate>| gap.unwrap_or(NaiveDate::MAX);
        let after = Self::of_ministry(uow).await?;
        let sooner = day(after.people) < day(self.people) || day(after.all) < day(self.all);
        if sooner { Err(Error::new(Code::LastAdministrator)) } else { Ok(()) }
    }
}

/// The first day on which none of these accounts administers the ministry.
async fn gap(uow: &Uow, accounts: SimpleExpr) -> Result<Option<NaiveDate>> {
    use assignment::{Column, Entity};
    let Some(ministry) = uow.organisation().ministry() else { return Ok(Some(uow.today())) };
    let accounts = user_account::Entity::find().select_only().column(user_account::Column::Id).filter(accounts);
    let held = Entity::find()
        .select_only()
        .columns([Column::ValidFrom, Column::ValidTo])
        .filter(Column::Role.eq(Role::Administrator))
        .filter(Column::UnitId.eq(ministry))
        .filter(Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(uow.today())))
        .filter(Column::UserId.in_subquery(accounts.into_query()))
        .into_tuple::<(NaiveDate, Option<NaiveDate>)>()
        .all(&uow.tx)
        .await?;
    Ok(first_gap(held, uow.today()))
}

fn first_gap(mut held: Vec<(NaiveDate, Option<NaiveDate>)>, today: NaiveDate) -> Option<NaiveDate> {
    held.sort_unstable();
    let mut gap = today;
    for (from, to) in held {
        if from > gap {
            break;
        }
        gap = Ord::max(gap, to?.checked_add_days(Days::new(1))?);
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
