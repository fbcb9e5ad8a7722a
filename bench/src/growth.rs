//! How much longer the same reads take over ten times the history. Both are asked by turns: a machine is not as fast in one
//! minute as in the next.
use std::path::Path;

use anyhow::Result;

use crate::{
    database::{self, Fresh},
    load::{self, Work, median},
    process::Server,
    questions,
    run::Run,
    scenario::Scenario,
};

/// A ratio of two single rounds is good to a tenth, which is half of the bound.
const ROUNDS: usize = 5;

pub struct Growth {
    pub name: String,
    /// Of what the read takes over the first history.
    pub time: f64,
    pub cpu: f64,
}

/// What is asked is of the first history, all of which is in the second.
pub async fn measure(
    run: &Run,
    binary: &Path,
    [first, tenfold]: [&Fresh; 2],
    (log, password): (&Path, &str),
) -> Result<Vec<Growth>> {
    let db = database::connect(&first.url, 1).await?;
    let questions = questions::all(&db, &Scenario::find(&db).await?).await?;
    db.close().await?;
    let (before, after) =
        (Server::service(binary, &first.url, log).await?, Server::service(binary, &tenfold.url, log).await?);
    let mut all = vec![];
    for question in questions {
        let (mut times, mut cpus) = (vec![], vec![]);
        let [work_before, work_after] = [
            vec![Work::Read(question.request(before.address, password).await?); run.connections],
            vec![Work::Read(question.request(after.address, password).await?); run.connections],
        ];
        for _ in 0..ROUNDS {
            let less = load::round(&before, &work_before, run.seconds).await?;
            let more = load::round(&after, &work_after, run.seconds).await?;
            times.push(less.per_second / more.per_second);
            cpus.push(more.cpu_us / less.cpu_us);
        }
        all.push(Growth { name: question.name, time: median(times), cpu: median(cpus) });
    }
    Ok(all)
}
