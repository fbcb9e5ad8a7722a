//! `thidua demo`: everything ready to try, within minutes of a clone.
use anyhow::Result;
use clap::Args;

use super::{say, serve::Serve};
use crate::{
    boot,
    demo::{self, Extent, Made},
    kernel::digest,
    platform::telemetry,
};

#[derive(Args, Debug)]
pub struct Demo {
    #[command(flatten)]
    serve: Serve,
    /// The password of every account; made at random and printed when left out.
    #[arg(long, env = "THIDUA_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Adds three years of plans, reports and nominations.
    #[arg(long)]
    history: bool,
    /// Reorganises the units as they were in truth, until the end of this year; the story is told for those in being.
    #[arg(long, value_name = "YEAR", requires = "history", value_parser = clap::value_parser!(i32).range(2023..=2026))]
    through: Option<i32>,
    /// Fills the database and stops, without serving.
    #[arg(long)]
    fill_only: bool,
}

impl Demo {
    pub async fn run(mut self) -> Result<()> {
        telemetry::plain();
        self.serve.demo_mode = true;
        let password = match self.password.take() {
            Some(password) => password,
            None => digest::random_text::<12>().map_err(|_| anyhow::anyhow!("no randomness for a password"))?,
        };
        let options = self.serve.options()?;
        let extent = Extent { history: self.history, through: self.through };
        let made = demo::fill(&options.database, &password, extent).await?;
        announce(&made)?;
        if self.fill_only {
            return say(&format!("password: {password}"));
        }
        let booted = boot::boot(options).await?;
        invite(&format!("http://{}", self.serve.server.listen), &password)?;
        self.serve.listen(booted).await
    }
}

fn announce(made: &Made) -> Result<()> {
    say(&format!("{} units and {} accounts in {:.1} s", made.units, made.accounts, made.seconds))?;
    if let Some(told) = &made.history {
        say(&format!(
            "{} plans, {} reports, {} nominations and {} awards of 2023 to 2025",
            told.plans, told.reports, told.nominations, told.awards
        ))?;
        if told.reorganisations > 0 {
            say(&format!("{} reorganisations, the units as they are after them", told.reorganisations))?;
        }
    }
    Ok(())
}

/// The address, two accounts and three lines that work as they are printed.
fn invite(address: &str, password: &str) -> Result<()> {
    say(&format!(
        r#"
Serving at {address} – documentation at {address}/docs/
Accounts (password {password}):
  officer.h03.d061.ptp   chuyên viên, Phòng Tư pháp huyện Ba Bể
  head.g15               thủ trưởng, Bộ Tư pháp

TOKEN=$(curl -s {address}/api/v1/auth/login -H 'Content-Type: application/json' -d '{{"username":"officer.h03.d061.ptp","password":"{password}"}}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
curl -s -H "Authorization: Bearer $TOKEN" '{address}/api/v1/units?q=ba%20be'
curl -s -H "Authorization: Bearer $TOKEN" '{address}/api/v1/movements?q=nguoi%20ngheo'
"#
    ))
}
