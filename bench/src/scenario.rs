//! Who asks for what: looked up in the database that was filled, and signed in at the service.
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use anyhow::{Context, Result, ensure};
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    client::{Client, request},
    database::{all, one},
    load::{Step, Work},
};

/// What is read, and by whom.
pub struct Scenario {
    /// The department whose province has the most accepted reports: a page of it is full.
    pub department: Uuid,
    pub department_officer: String,
    pub province: String,
    pub ministry_officer: String,
    pub movement: Uuid,
    /// What the ministry shares out to the departments, and these to their offices.
    pub target: Uuid,
    /// On all levels.
    pub shares: i64,
    pub consolidated: Consolidated,
}

/// The period for which the standing body has accepted most, and who consolidates it.
pub struct Consolidated {
    pub period: Uuid,
    pub unit: Uuid,
    pub officer: String,
    pub reports: i64,
}

const DEPARTMENT: &str = "SELECT u.id, u.province_code, c.code, (SELECT COUNT(*) FROM report r
    JOIN unit_relation l ON l.child_id = r.unit_id AND l.valid_to IS NULL
    WHERE l.parent_id = u.id AND r.status = 'accepted') AS reports
    FROM unit u JOIN unit_code c ON c.unit_id = u.id AND c.scheme = 'internal' AND c.valid_to IS NULL
    WHERE u.kind = 'provincial_justice_department' ORDER BY 4 DESC, 3 LIMIT 1";

/// The ministry's target of legal-aid cases, as the newest version of its plan has it, and how many share it.
const TARGET: &str = "SELECT t.id, t.root_id, COUNT(a.id) AS given FROM target t JOIN plan p ON p.id = t.plan_id
    JOIN unit_code c ON c.unit_id = p.unit_id AND c.scheme = 'internal' AND c.code = 'G15'
    JOIN indicator i ON i.id = t.indicator_id AND i.code = 'TGPL-04'
    JOIN allocation a ON a.target_root_id = t.root_id AND a.status <> 'withdrawn'
    WHERE p.movement_id = ? GROUP BY t.id, t.root_id, p.version_no ORDER BY p.version_no DESC LIMIT 1";

const SHARES: &str = "WITH RECURSIVE shared(id) AS (
    SELECT id FROM allocation WHERE target_root_id = ? AND status <> 'withdrawn'
    UNION SELECT a.id FROM shared s JOIN target t ON t.allocation_id = s.id
    JOIN allocation a ON a.target_root_id = t.root_id AND a.status <> 'withdrawn')
    SELECT COUNT(*) AS shares FROM shared";

const CONSOLIDATED: &str = "SELECT o.period_id, f.unit_id, c.code, COUNT(*) AS reports FROM obligation o
    JOIN report r ON r.obligation_id = o.id AND r.status = 'accepted'
    JOIN function_assignment f ON f.function = o.receiver_function AND f.valid_to IS NULL
    JOIN unit_code c ON c.unit_id = f.unit_id AND c.scheme = 'internal' AND c.valid_to IS NULL
    WHERE o.movement_id = ? AND NOT EXISTS (SELECT 1 FROM consolidation d
        WHERE d.unit_id = f.unit_id AND d.period_id = o.period_id AND d.status = 'draft')
    GROUP BY o.period_id, f.unit_id, c.code ORDER BY 4 DESC, 1 LIMIT 1";

impl Scenario {
    pub async fn find(db: &impl ConnectionTrait) -> Result<Self> {
        let department = one(db, DEPARTMENT, vec![]).await?;
        let sql = "SELECT c.code FROM unit u JOIN unit_code c ON c.unit_id = u.id AND c.scheme = 'internal'
            AND c.valid_to IS NULL WHERE u.kind = 'ministry'";
        let ministry = one(db, sql, vec![]).await?;
        let movement = one(db, "SELECT movement_id FROM report LIMIT 1", vec![]).await?.try_get("", "movement_id")?;
        let (target, shares) = cascade(db, movement).await?;
        let consolidated = one(db, CONSOLIDATED, vec![movement.into()]).await?;
        Ok(Self {
            department: department.try_get("", "id")?,
            department_officer: officer(&department)?,
            province: department.try_get("", "province_code")?,
            ministry_officer: officer(&ministry)?,
            movement,
            target,
            shares,
            consolidated: Consolidated {
                period: consolidated.try_get("", "period_id")?,
                unit: consolidated.try_get("", "unit_id")?,
                officer: officer(&consolidated)?,
                reports: consolidated.try_get("", "reports")?,
            },
        })
    }

    pub fn compliance_path(&self) -> String {
        format!("/api/v1/compliance?movement_id={}&group_by=unit&limit=200", self.movement)
    }

    /// What consolidates the period, and what of it is asked.
    pub fn consolidation(&self) -> (&'static str, String) {
        let Consolidated { period, unit, .. } = &self.consolidated;
        let body = json!({ "movement_id": self.movement, "period_id": period, "unit_id": unit });
        ("/api/v1/consolidations?dry_run=true", body.to_string())
    }

    pub fn unit_path(&self) -> String {
        format!("/api/v1/units/{}", self.department)
    }

    pub fn reports_path(&self) -> String {
        format!("/api/v1/reports?province_code={}&status=accepted&sort=-updated_at&limit=50", self.province)
    }

    pub fn reconciliation_path(&self) -> String {
        format!("/api/v1/targets/{}/reconciliation", self.target)
    }

    pub fn coverage_path(&self) -> String {
        format!("/api/v1/plan-coverage?movement_id={}&group_by=province", self.movement)
    }

    pub fn progress_path(&self) -> String {
        format!("/api/v1/progress?movement_id={}&period=2024", self.movement)
    }

    pub fn progress_by_unit_path(&self) -> String {
        format!("{}&group_by=unit&limit=200", self.progress_path())
    }
}

/// The target that is shared out in the whole sector, and how many shares there are on all levels.
async fn cascade(db: &impl ConnectionTrait, movement: Uuid) -> Result<(Uuid, i64)> {
    let target = one(db, TARGET, vec![movement.into()]).await;
    let target = target.context("no target on TGPL-04 of a plan of the ministry (G15) is shared out")?;
    let given: i64 = target.try_get("", "given")?;
    let root: Uuid = target.try_get("", "root_id")?;
    let shares: i64 = one(db, SHARES, vec![root.into()]).await?.try_get("", "shares")?;
    ensure!(shares > given, "the ministry's target on TGPL-04 has {given} shares, and nobody passes one on");
    Ok((target.try_get("", "id")?, shares))
}

pub fn officer(row: &QueryResult) -> Result<String> {
    let code: String = row.try_get("", "code")?;
    Ok(format!("officer.{}", code.to_lowercase()))
}

pub async fn token(service: SocketAddr, username: &str, password: &str) -> Result<String> {
    let body = json!({ "username": username, "password": password }).to_string();
    let request = request("POST", "/api/v1/auth/login", &[], Some(&body));
    let answer = Client::connect(service).await?.send(&request).await?.expect(200).context("sign in")?;
    let token = answer.json()?.get("access_token").and_then(Value::as_str).map(str::to_owned);
    token.context("no token")
}

const OWED: &str = "SELECT o.id, c.code, p.id AS plan_id FROM obligation o
    JOIN plan p ON p.unit_id = o.unit_id AND p.movement_id = o.movement_id AND p.status = 'in_effect'
    JOIN unit_code c ON c.unit_id = o.unit_id AND c.scheme = 'internal' AND c.valid_to IS NULL
    WHERE o.status = 'expected' ORDER BY o.due_on, c.code LIMIT ?";

/// A draft of its own for each connection, begun by the officer of a unit that has not reported.
pub async fn drafts(
    db: &impl ConnectionTrait,
    service: SocketAddr,
    password: &str,
    connections: usize,
) -> Result<Vec<Work>> {
    let owed = all(db, OWED, vec![u64::try_from(connections)?.into()]).await?;
    ensure!(owed.len() == connections, "only {} reports are owed", owed.len());
    let mut work = vec![];
    for row in owed {
        let token = token(service, &officer(&row)?, password).await?;
        let obligation: Uuid = row.try_get("", "id")?;
        let plan: Uuid = row.try_get("", "plan_id")?;
        let bearer = format!("Bearer {token}");
        let body = json!({ "obligation_id": obligation }).to_string();
        let begin = request("POST", "/api/v1/reports", &[("Authorization", &bearer)], Some(&body));
        let begun = Client::connect(service).await?.send(&begin).await?.expect(201).context("begin a report")?;
        let id = begun.json()?.get("id").and_then(Value::as_str).map(str::to_owned).context("no report id")?;
        work.push(Work::Write {
            path: format!("/api/v1/reports/{id}"),
            token,
            bodies: [ten_values(db, plan, 42).await?, ten_values(db, plan, 43).await?],
            tag: Arc::new(Mutex::new(begun.etag.context("no ETag")?)),
        });
    }
    Ok(work)
}

/// Ten values, all with one figure.
async fn ten_values(db: &impl ConnectionTrait, plan: Uuid, figure: i64) -> Result<String> {
    let sql = "SELECT id, denominator FROM target WHERE plan_id = ? ORDER BY ordinal LIMIT 10";
    let targets = all(db, sql, vec![plan.into()]).await?;
    ensure!(targets.len() == 10, "a plan with {} targets", targets.len());
    let value = |row: &QueryResult| {
        let (id, denominator): (Uuid, Option<i64>) = (row.try_get("", "id")?, row.try_get("", "denominator")?);
        Ok(match denominator {
            // As the figures of the report that it is the quotient of.
            Some(_) => json!({ "target_id": id, "numerator": figure, "denominator": figure }),
            None => json!({ "target_id": id, "value": figure }),
        })
    };
    let values = targets.iter().map(value).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "values": values }).to_string())
}

/// Reports that a unit of a province has signed, with that unit.
const SIGNED: &str = "SELECT r.id, r.version, CAST(NULL AS TEXT) AS content_digest, c.code FROM report r
    JOIN unit_code c ON c.unit_id = r.unit_id AND c.scheme = 'internal' AND c.valid_to IS NULL
    WHERE r.status = 'issued' AND r.preparer_unit_id IS NULL ORDER BY r.unit_id, r.id LIMIT ?";

/// Reports that wait for a department of a province, with that department.
const SENT: &str = "SELECT r.id, r.version, r.content_digest, c.code FROM report r
    JOIN unit u ON u.id = r.receiver_unit_id AND u.kind LIKE 'provincial%'
    JOIN unit_code c ON c.unit_id = u.id AND c.scheme = 'internal' AND c.valid_to IS NULL
    WHERE r.status = 'submitted' AND r.first_submitted_at IS NOT NULL ORDER BY r.id LIMIT ?";

/// Signed reports to be submitted, each by its own officer.
pub async fn to_submit(db: &impl ConnectionTrait, people: &mut People<'_>, count: usize) -> Result<Vec<Step>> {
    steps(db, people, (SIGNED, "submit"), count).await
}

/// Submitted reports to be accepted, each by an officer of the unit above.
pub async fn to_accept(db: &impl ConnectionTrait, people: &mut People<'_>, count: usize) -> Result<Vec<Step>> {
    steps(db, people, (SENT, "accept"), count).await
}

async fn steps(
    db: &impl ConnectionTrait,
    people: &mut People<'_>,
    (sql, action): (&str, &str),
    count: usize,
) -> Result<Vec<Step>> {
    let found = all(db, sql, vec![u64::try_from(count)?.into()]).await?;
    ensure!(found.len() == count, "only {} reports to {action}", found.len());
    let mut steps = vec![];
    for row in found {
        let id: Uuid = row.try_get("", "id")?;
        let token = people.token(officer(&row)?).await?;
        steps.push(Step {
            path: format!("/api/v1/reports/{id}/{action}"),
            token,
            version: row.try_get("", "version")?,
            digest: row.try_get("", "content_digest")?,
        });
    }
    Ok(steps)
}

/// Who has signed in so far.
pub struct People<'a> {
    pub service: SocketAddr,
    pub password: &'a str,
    tokens: HashMap<String, Arc<str>>,
}

impl<'a> People<'a> {
    pub fn new(service: SocketAddr, password: &'a str) -> Self {
        Self { service, password, tokens: HashMap::new() }
    }

    async fn token(&mut self, username: String) -> Result<Arc<str>> {
        if let Some(token) = self.tokens.get(&username) {
            return Ok(token.clone());
        }
        let token: Arc<str> = token(self.service, &username, self.password).await?.into();
        self.tokens.insert(username, token.clone());
        Ok(token)
    }
}
