//! How every table of this schema is made, the same on SQLite and PostgreSQL.
use sea_orm_migration::{prelude::*, schema::*};

pub const UNIT_KINDS: [&str; 6] = [
    "ministry",
    "ministry_unit",
    "provincial_justice_department",
    "provincial_enforcement_department",
    "district_justice_office",
    "district_enforcement_subdepartment",
];

pub struct Schema<'a>(pub &'a SchemaManager<'a>);

impl Schema<'_> {
    /// A table with a UUID key. `references` are (column, table); SQLite can take them only here.
    pub async fn table(&self, name: &str, columns: Vec<ColumnDef>, references: &[(&str, &str)]) -> Result<(), DbErr> {
        self.table_by(uuid("id"), name, columns, references).await
    }

    /// The same where another column is the key.
    pub async fn table_by(
        &self,
        mut key: ColumnDef,
        name: &str,
        columns: Vec<ColumnDef>,
        references: &[(&str, &str)],
    ) -> Result<(), DbErr> {
        key.primary_key();
        self.0.create_table(table(name, [vec![key], columns].concat(), references)).await
    }

    /// The same where the first columns are the key together. SQLite keeps the rows in its order, without a number of
    /// its own for each and an index from the one to the other.
    pub async fn table_in_order(
        &self,
        name: &str,
        (key, columns): (Vec<ColumnDef>, Vec<ColumnDef>),
        references: &[(&str, &str)],
    ) -> Result<(), DbErr> {
        let mut order = Index::create();
        for column in &key {
            order.col(column.get_column_name());
        }
        let mut table = table(name, [key, columns].concat(), references);
        table.primary_key(&mut order);
        if self.0.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Sqlite {
            table.extra("WITHOUT ROWID");
        }
        self.0.create_table(table).await
    }

    pub async fn index(&self, table: &str, columns: &[&str]) -> Result<(), DbErr> {
        self.0.create_index(index("ix", table, columns)).await
    }

    /// The same where the columns would make a name longer than PostgreSQL keeps.
    pub async fn index_as(&self, short: &str, table: &str, columns: &[&str]) -> Result<(), DbErr> {
        self.0.create_index(index("ix", table, columns).name(format!("ix_{table}_{short}")).to_owned()).await
    }

    /// For a list that is ordered by a column with empty places, which come last in both directions. PostgreSQL reads an
    /// index backwards with the empty ones first, so that it needs one for each direction; SQLite needs one in all.
    pub async fn index_of_optional(&self, table: &str, column: &str) -> Result<(), DbErr> {
        if self.0.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres {
            let sql = format!("CREATE INDEX ix_{table}_{column}_last ON {table} ({column} DESC NULLS LAST, id DESC)");
            self.0.get_connection().execute_unprepared(&sql).await?;
        }
        self.index(table, &[column, "id"]).await
    }

    /// Of the rows of which a condition is true.
    pub async fn index_among(&self, table: &str, columns: &[&str], only: &str) -> Result<(), DbErr> {
        let name = format!("ix_{table}_{}", columns.join("_"));
        let sql = format!("CREATE INDEX {name} ON {table} ({}) WHERE {only}", columns.join(", "));
        self.0.get_connection().execute_unprepared(&sql).await.map(drop)
    }

    pub async fn unique(&self, table: &str, columns: &[&str]) -> Result<(), DbErr> {
        self.0.create_index(index("ux", table, columns).unique().to_owned()).await
    }

    /// Unique among the rows of which a condition is true.
    pub async fn unique_among(&self, table: &str, columns: &[&str], only: &str) -> Result<(), DbErr> {
        self.unique_among_as(&columns.join("_"), table, columns, only).await
    }

    /// The same where the columns would make a name longer than PostgreSQL keeps.
    pub async fn unique_among_as(&self, short: &str, table: &str, columns: &[&str], only: &str) -> Result<(), DbErr> {
        let name = format!("ux_{table}_{short}");
        let sql = format!("CREATE UNIQUE INDEX {name} ON {table} ({}) WHERE {only}", columns.join(", "));
        self.0.get_connection().execute_unprepared(&sql).await.map(drop)
    }

    pub async fn drop(&self, tables: &[&str]) -> Result<(), DbErr> {
        for table in tables {
            self.0.drop_table(Table::drop().table((*table).to_owned()).to_owned()).await?;
        }
        Ok(())
    }
}

fn table(name: &str, columns: Vec<ColumnDef>, references: &[(&str, &str)]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name.to_owned());
    for column in columns {
        table.col(column);
    }
    for (column, parent) in references {
        let from = (name.to_owned(), (*column).to_owned());
        table.foreign_key(ForeignKey::create().from(from.0, from.1).to((*parent).to_owned(), "id"));
    }
    table
}

fn index(prefix: &str, table: &str, columns: &[&str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{prefix}_{table}_{}", columns.join("_"))).table(table.to_owned());
    for column in columns {
        index.col((*column).to_owned());
    }
    index
}

/// Text that the database holds to a closed list.
pub fn one_of(name: &str, values: &[&str]) -> ColumnDef {
    text(name.to_owned()).check(Expr::col(name.to_owned()).is_in(values.iter().copied())).to_owned()
}

pub fn one_of_null(name: &str, values: &[&str]) -> ColumnDef {
    text_null(name.to_owned()).check(Expr::col(name.to_owned()).is_in(values.iter().copied())).to_owned()
}
