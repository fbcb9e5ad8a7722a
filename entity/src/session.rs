use sea_orm::entity::prelude::*;

use crate::Relation;

/// By what somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Means {
    Password,
    PasswordAndCode,
    PasswordAndRecoveryCode,
    /// The ministry's single sign-on.
    Provider,
    /// The same, with more than one factor there or with a code here.
    ProviderAndFactor,
}

impl Means {
    pub const fn has_second_factor(self) -> bool {
        !matches!(self, Self::Password | Self::Provider)
    }

    /// No password was shown here.
    pub const fn is_by_provider(self) -> bool {
        matches!(self, Self::Provider | Self::ProviderAndFactor)
    }

    /// Once a code of the person's was shown, too.
    pub const fn with_code(self) -> Self {
        match self {
            Self::Password => Self::PasswordAndCode,
            Self::Provider => Self::ProviderAndFactor,
            more => more,
        }
    }
}

/// One sign-in: a family of refresh tokens that ends as a whole.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub means: Means,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
