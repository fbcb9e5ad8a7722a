//! The reorganisations of the story, each on its day: the new units get their people, and draw up their plans.
use std::collections::VecDeque;

use base::kernel::error::{Error, Result};
use chrono::{Datelike, NaiveDate};
use organisation::reorganisations::{dto::CreateReorganisation, service::carry_out_document};

use super::{Told, YEARS, plans, stage::Stage};
use crate::{app::inheritance, demo::accounts, import};

pub struct Reforms {
    /// Those that are still to come, the next one first.
    documents: VecDeque<CreateReorganisation>,
    password_hash: String,
}

impl Reforms {
    /// None at all without a year.
    pub fn through(year: Option<i32>, password_hash: &str) -> Result<Self> {
        let documents = year.map_or_else(|| Ok(vec![]), import::reorganisations)?;
        Ok(Self { documents: documents.into(), password_hash: password_hash.to_owned() })
    }

    /// Carries out what is due by a day.
    pub async fn until(&mut self, stage: &mut Stage<'_>, day: &str, told: &mut Told) -> Result<()> {
        let last: NaiveDate =
            day.parse().map_err(|_| Error::internal(anyhow::anyhow!("a day of the history: {day}")))?;
        while self.documents.front().is_some_and(|document| document.operational_from <= last) {
            let Some(document) = self.documents.pop_front() else { return Ok(()) };
            self.carry_out(stage, &document, told).await?;
        }
        Ok(())
    }

    async fn carry_out(&self, stage: &mut Stage<'_>, document: &CreateReorganisation, told: &mut Told) -> Result<()> {
        let day = document.operational_from;
        stage.say(&format!("reorganisation of {day}"), 0, 0);
        stage.set_time(&format!("{day}T00:30:00Z"))?;
        let decided_by = stage.people.administrator();
        stage
            .db
            .maintain("demo", async |uow| carry_out_document(uow, inheritance::ALL, document, decided_by).await)
            .await?;
        told.reorganisations += 1;
        accounts::add(stage.db, stage.people, &self.password_hash).await?;
        stage.renew().await?;
        if YEARS.contains(&day.year()) {
            told.plans += plans::begin(stage, *day).await?;
        }
        Ok(())
    }
}
