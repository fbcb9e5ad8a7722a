//! What is read, by whom, and how fast it has to be.
use std::net::SocketAddr;

use anyhow::Result;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::{
    awards,
    client::request,
    report::Target,
    scenario::{self, Scenario},
};

/// Of what the statements alone take, at most twice as long.
const CONSOLIDATION_SHARE: f64 = 0.50;

pub struct Question {
    pub name: String,
    username: String,
    method: &'static str,
    path: String,
    body: Option<String>,
    pub target: Target,
}

impl Question {
    fn read(name: &str, username: &str, path: String, target: Target) -> Self {
        let (name, username) = (name.to_owned(), username.to_owned());
        Self { name, username, method: "GET", path, body: None, target }
    }

    /// As it is sent, by somebody who has signed in there.
    pub async fn request(&self, service: SocketAddr, password: &str) -> Result<Vec<u8>> {
        let bearer = format!("Bearer {}", scenario::token(service, &self.username, password).await?);
        Ok(request(self.method, &self.path, &[("Authorization", &bearer)], self.body.as_deref()))
    }
}

const fn within(p99_ms: f64) -> Target {
    Target::Within { p99_ms, per_second: None }
}

/// Each read of the benchmark.
pub async fn all(db: &impl ConnectionTrait, scenario: &Scenario) -> Result<Vec<Question>> {
    let (unit, of_bare) = match db.get_database_backend() {
        DbBackend::Sqlite => ("one unit; bare: nothing", 0.24),
        _ => ("one unit", 1.14),
    };
    let (officer, ministry) = (&scenario.department_officer, &scenario.ministry_officer);
    let shares = format!("reconciliation of the ministry, {} shares", scenario.shares);
    let (dossier_officer, dossier) = awards::eligibility(db).await?;
    Ok(vec![
        Question::read("the caller; bare: nothing", officer, "/api/v1/me".to_owned(), Target::Share(0.24)),
        Question::read(unit, officer, scenario.unit_path(), Target::Share(of_bare)),
        reports(scenario),
        Question::read("progress of the ministry", ministry, scenario.progress_path(), within(20.0)),
        Question::read("progress by unit, a page of 200", ministry, scenario.progress_by_unit_path(), within(20.0)),
        Question::read(&shares, ministry, scenario.reconciliation_path(), within(300.0)),
        Question::read("plan coverage of the sector", ministry, scenario.coverage_path(), within(90.0)),
        Question::read("compliance by unit, a page of 200", ministry, scenario.compliance_path(), within(90.0)),
        Question::read("what the law says of a dossier", &dossier_officer, dossier, within(20.0)),
        consolidation(scenario),
    ])
}

pub fn reports(scenario: &Scenario) -> Question {
    let name = format!("50 reports of province {}", scenario.province);
    Question::read(&name, &scenario.department_officer, scenario.reports_path(), Target::Share(0.80))
}

/// All that the standing body has accepted for a period, added up and not kept.
fn consolidation(scenario: &Scenario) -> Question {
    let (path, body) = scenario.consolidation();
    Question {
        name: format!("{} reports of the sector consolidated", scenario.consolidated.reports),
        username: scenario.consolidated.officer.clone(),
        method: "POST",
        path: path.to_owned(),
        body: Some(body),
        target: Target::Share(CONSOLIDATION_SHARE),
    }
}
