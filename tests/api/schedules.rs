//! Reporting schedules: which periods they make by which rules, and when who owes what is fixed.
mod bad_input;
mod life;
mod opening;
mod preview;

use serde_json::{Value, json};

use crate::{
    stories::{MINISTRY, Paper, STANDING_BODY, Story},
    support::TestApp,
};

pub const OFFICE: &str = "district_justice_office";
pub const DEPARTMENT: &str = "provincial_justice_department";

impl Story {
    /// A running movement of its own, without any period: of departments and offices of justice, from 2024 to 2026.
    pub async fn without_periods(app: TestApp) -> Self {
        Self::lasting_until(app, "2026-12-31").await
    }

    pub async fn lasting_until(app: TestApp, ends_on: &str) -> Self {
        let story = Self::of(app.clone()).await;
        let body = json!({"code": "CHAM-2024", "title": "Phong trào thử", "starts_on": "2024-01-01",
        "ends_on": ends_on, "launched_by_unit_id": app.unit(MINISTRY).await, "indicator_codes": ["TGPL-04"],
        "reporting_lines": [
            {"unit_kind": OFFICE, "receiver": "parent"},
            {"unit_kind": DEPARTMENT, "receiver": "standing_body"},
        ]});
        let made = app.post("/movements", &story.officer(STANDING_BODY).await).json(body).await.is(201);
        let launch = app.post(&format!("/movements/{}/launch", made.id()), &story.head(MINISTRY).await).if_match("*");
        launch.json(json!({"document": story.document(&story.number("QĐ-BTP"))})).await.is(200);
        Self { movement: made.id(), ..story }
    }

    /// By quarters, for offices and departments.
    pub fn quarters(&self, first: (i32, u32), last: (i32, u32)) -> Value {
        let at = |(year, number): (i32, u32)| json!({"year": year, "number": number});
        json!({"movement_id": self.movement, "name": "Báo cáo quý", "regime": "general", "period_kind": "quarter",
            "first": at(first), "last": at(last), "document_number": self.number("QĐ-BTP"),
            "due": [{"tier": "district", "day_of_last_month": 17}, {"tier": "provincial", "day_of_last_month": 20}]})
    }

    pub async fn draft_schedule(&self, body: Value) -> Paper {
        let made = self.app.post("/reporting-schedules", &self.officer(STANDING_BODY).await).json(body).await.is(201);
        self.paper("reporting-schedules", STANDING_BODY, &made)
    }

    pub async fn active_schedule(&self, body: Value) -> Paper {
        let schedule = self.draft_schedule(body).await;
        schedule.step("activate", &self.head(MINISTRY).await, Value::Null).await.is(200);
        schedule
    }

    pub async fn periods(&self) -> Vec<Value> {
        let path = format!("/movements/{}/periods?limit=200", self.movement);
        self.list(&path, &self.officer(STANDING_BODY).await).await.items().to_vec()
    }

    /// The codes of the movement's periods, in the order of time.
    pub async fn period_codes(&self) -> Vec<String> {
        self.periods().await.iter().map(|period| period["code"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// How many obligations there are for a period.
    pub async fn owed_for(&self, code: &str) -> u64 {
        let periods = self.periods().await;
        let period = periods.iter().find(|period| period["code"] == code).expect("a period");
        let path = format!("/obligations?period_id={}&count=exact&limit=1", period["id"].as_str().expect("an id"));
        self.list(&path, &self.head(STANDING_BODY).await).await["total"].as_u64().expect("a total")
    }
}
