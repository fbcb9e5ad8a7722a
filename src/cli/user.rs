//! `thidua user create`: how the first administrator comes to be.
use std::{
    io::{BufRead, IsTerminal},
    path::PathBuf,
};

use anyhow::{Context, Result, bail};
use base::{
    kernel::{digest, password::Passwords, text::Text},
    store::db::{Actor, Db},
};
use clap::{Args, Subcommand, ValueEnum};
use entity::assignment::Role;
use organisation::users::{
    dto::{self, CreateAssignment},
    service::{self, NewUser},
};
use secrecy::{ExposeSecret, SecretString};

use super::{open, say};
use crate::config::{DatabaseArgs, read_secret};

#[derive(Debug, Subcommand)]
pub enum User {
    /// Makes an account and assigns it a role at a unit, from today on.
    Create(Box<Create>),
}

#[derive(Args, Debug)]
pub struct Create {
    #[command(flatten)]
    database: DatabaseArgs,
    #[arg(long)]
    username: String,
    /// The user name when left out.
    #[arg(long)]
    full_name: Option<String>,
    #[arg(long, value_enum)]
    role: RoleArg,
    /// Code of the unit, e.g. G15.
    #[arg(long)]
    unit: String,
    /// A file that holds the password. Without it the password is read from standard input, or made and printed.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
enum RoleArg {
    Officer,
    Head,
    CouncilMember,
    CouncilSecretary,
    Inspector,
    DataProtectionOfficer,
    Administrator,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Officer => Self::Officer,
            RoleArg::Head => Self::Head,
            RoleArg::CouncilMember => Self::CouncilMember,
            RoleArg::CouncilSecretary => Self::CouncilSecretary,
            RoleArg::Inspector => Self::Inspector,
            RoleArg::DataProtectionOfficer => Self::DataProtectionOfficer,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

impl User {
    pub async fn run(&self) -> Result<()> {
        let Self::Create(create) = self;
        create.run().await
    }
}

impl Create {
    async fn run(&self) -> Result<()> {
        let username = Text::parse(&self.username).ok().filter(|name| dto::username(name).is_ok());
        let username = username.context("--username: three or more of a-z, 0-9, dot, dash and underscore")?;
        let (password, made) = self.password()?;
        dto::check_password(&password, "").map_err(|_| anyhow::anyhow!("the password needs 12 to 128 characters"))?;
        let db = open(&self.database).await?;
        let hash = Passwords::new()?.hash(password.expose_secret().to_owned()).await?;
        self.make(&db, &username, hash, made).await?;
        say(&format!("{} is {:?} of {}", &*username, Role::from(self.role), self.unit))?;
        if made { say(&format!("password: {}", password.expose_secret())) } else { Ok(()) }
    }

    async fn make(&self, db: &Db, username: &str, password_hash: String, made: bool) -> Result<()> {
        let snapshot = db.snapshot().await?;
        let unit = snapshot.organisation.by_code(&self.unit).map(|unit| unit.id);
        let unit_id =
            unit.with_context(|| format!("--unit: there is no unit {} (has the register been imported?)", self.unit))?;
        let full_name = self.full_name.as_deref().unwrap_or(username);
        db.write(&Actor::system("user create"), async |uow| {
            let password_hash = password_hash.clone();
            // One that was made here has been on a screen.
            let new = NewUser { username, full_name, password_hash, one_time_password: made, is_demo: false };
            let user = service::create(uow, &new).await?.into_inner();
            let assignment = CreateAssignment {
                user_id: user.id,
                role: self.role.into(),
                unit_id,
                valid_from: uow.today().into(),
                valid_to: None,
                delegated_by_id: None,
                document_number: None,
                document_issued_on: None,
                permissions: None,
            };
            service::assign(uow, None, &assignment).await
        })
        .await
        .with_context(|| format!("--username: {username} exists already, or the database refuses it"))?;
        Ok(())
    }

    /// The password, and whether it was made here.
    fn password(&self) -> Result<(SecretString, bool)> {
        if let Some(file) = &self.password_file {
            return Ok((read_secret(file, "--password-file")?, false));
        }
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            let mut line = String::new();
            stdin.lock().read_line(&mut line)?;
            let line = line.trim_end_matches(['\r', '\n']);
            if !line.is_empty() {
                return Ok((line.into(), false));
            }
        }
        match digest::random_text::<18>() {
            Ok(password) => Ok((password.into(), true)),
            Err(_) => bail!("no randomness for a password"),
        }
    }
}
