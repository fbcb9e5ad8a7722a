//! `thidua demo`: everything ready to try, within minutes of a clone.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Result, bail};
use base::kernel::{digest, province::ProvinceCode};
use clap::Args;

use super::{say, serve::Serve};
use crate::{
    boot,
    demo::{self, Extent, Made, Progress},
    platform::telemetry,
};

#[derive(Args, Debug)]
pub struct Demo {
    #[command(flatten)]
    serve: Serve,
    /// The password of every account; made at random and printed when left out.
    #[arg(long, env = "THIDUA_PASSWORD", hide_env_values = true, value_parser = bounded)]
    password: Option<String>,
    /// Adds three years of plans, reports and nominations.
    #[arg(long)]
    history: bool,
    /// Reorganises the units as they were in truth, until the end of this year; the story is told for those in being.
    #[arg(long, value_name = "YEAR", requires = "history", value_parser = clap::value_parser!(i32).range(2023..=2026))]
    through: Option<i32>,
    /// GSO codes of provinces: the history is told of these and of the ministry only.
    #[arg(long, value_name = "CODES", requires = "history", value_delimiter = ',')]
    provinces: Vec<String>,
    /// Fills the database and stops, without serving.
    #[arg(long)]
    fill_only: bool,
}

impl Demo {
    pub async fn run(mut self) -> Result<()> {
        telemetry::plain();
        check_provinces(&self.provinces)?;
        self.serve.demo_mode = true;
        let password = match self.password.take() {
            Some(password) => password,
            None => digest::random_text::<12>().map_err(|_| anyhow::anyhow!("no randomness for a password"))?,
        };
        let options = self.serve.options()?;
        let ports = if self.fill_only { None } else { Some(self.serve.bind()?) };
        let extent = Extent { history: self.history, through: self.through, provinces: self.provinces };
        let progress = Progress::to(|step| eprintln!("filling: {step}"));
        let made = demo::fill(&options.database, &password, &extent, &progress).await?;
        announce(&made)?;
        let Some(ports) = ports else { return say(&format!("password: {password}")) };
        let booted = boot::boot(options).await?;
        invite(&address(ports.api.local_addr()?), &made, &password)?;
        self.serve.listen(booted, ports).await
    }
}

/// As long as one that a client may sign in with.
fn bounded(password: &str) -> Result<String, &'static str> {
    let long_enough = (1..=128).contains(&password.chars().count());
    if long_enough { Ok(password.to_owned()) } else { Err("a password has 1 to 128 characters") }
}

/// Of a code that no province has or had nothing would be told, without a word.
fn check_provinces(codes: &[String]) -> Result<()> {
    match codes.iter().find(|code| ProvinceCode::parse(code).is_err()) {
        Some(unknown) => bail!("--provinces: no province has the GSO code {unknown:?}"),
        None => Ok(()),
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

/// Where a client on this machine reaches what listens on a socket.
fn address(mut bound: SocketAddr) -> String {
    match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => bound.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => bound.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    format!("http://{bound}")
}

/// The address, an account for each part in the work, and three lines that work as they are printed.
fn invite(address: &str, made: &Made, password: &str) -> Result<()> {
    let all = &made.guests.all;
    let width = all.iter().map(|guest| guest.username.len()).max().unwrap_or_default();
    let accounts: Vec<String> =
        all.iter().map(|guest| format!("  {:width$}   {}", guest.username, guest.full_name)).collect();
    let username = all.first().map(|guest| guest.username.as_str()).unwrap_or_default();
    let body = serde_json::json!({ "username": username, "password": password }).to_string();
    let units = quoted(&format!("{address}/api/v1/units?q={}", made.guests.search.replace(' ', "%20")));
    say(&format!(
        r#"
Serving at {address} – documentation at {address}/docs/
Accounts (password {password}):
{}

TOKEN=$(curl -s {address}/api/v1/auth/login -H 'Content-Type: application/json' -d {} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
curl -s -H "Authorization: Bearer $TOKEN" {units}
curl -s -H "Authorization: Bearer $TOKEN" '{address}/api/v1/movements?q=nguoi%20ngheo'
"#,
        accounts.join("\n"),
        quoted(&body),
    ))
}

/// As a shell takes it, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
