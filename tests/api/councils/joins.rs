//! Whoever has everything – all rows of both databases, where and when each was written, the journal, the log and the
//! counters – tries to join votes and voters of a secret ballot by tokens.
use std::{
    collections::{BTreeMap, HashSet},
    io::Write,
    sync::{Arc, Mutex},
};

use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};

use super::{COUNCIL_OF, appraised, with_titles};
use crate::{
    stories::{
        Council, Paper, Story, Token,
        traces::{self, Placed},
    },
    support::{Caller, TestApp, both, both_with, instant},
};

const VOTERS: usize = 6;
const CHOICES: [&str; VOTERS] = ["yes", "no", "yes", "yes", "abstain", "yes"];

struct Ballot {
    story: Story,
    council: Council,
    session: Paper,
    /// Of each member, by the places of the agenda.
    tokens: Vec<Vec<Token>>,
}

async fn ballot(app: &TestApp, items: usize) -> Ballot {
    let story = with_titles(app).await;
    let council = story.council(COUNCIL_OF, VOTERS).await;
    let dossiers = appraised(&story, "GK", items).await;
    let session = story.opened_session(&council, "blind", &dossiers.iter().collect::<Vec<_>>()).await;
    let tokens = story.casting(&session, &council, VOTERS).await;
    app.settle().await;
    Ballot { story, council, session, tokens }
}

impl Ballot {
    /// The worst that members can do: they cast one after the other, a minute apart, in the order in which they took tokens.
    async fn all_cast(&self, app: &TestApp) {
        for (at, (tokens, choice)) in self.tokens.iter().zip(CHOICES).enumerate() {
            app.clock.set(instant(&format!("2024-06-03T03:{at:02}:00Z")));
            for token in tokens {
                self.story.cast(token, choice).await.is(204);
            }
        }
    }

    fn members(&self) -> Vec<String> {
        self.council.members[..VOTERS].iter().map(|member| plain(&member.id().to_string())).collect()
    }

    /// The numbers of an item in the order in which they were cast.
    fn numbers(&self, item: usize) -> Vec<String> {
        self.tokens.iter().map(|tokens| tokens[item].number.clone()).collect()
    }
}

fn plain(id: &str) -> String {
    id.replace('-', "").to_lowercase()
}

fn says(row: &str, text: &str) -> bool {
    row.contains(text)
}

/// Where texts first stand in a sequence of rows.
fn order(rows: &[&Placed], texts: &[String]) -> Vec<usize> {
    let mut found: Vec<usize> = vec![];
    for row in rows {
        let mut here: Vec<(usize, usize)> =
            texts.iter().enumerate().filter_map(|(at, text)| Some((row.row.find(text.as_str())?, at))).collect();
        here.sort_unstable();
        found.extend(here.into_iter().map(|(_, at)| at).filter(|at| !found.contains(at)).collect::<Vec<_>>());
    }
    found
}

/// All orders that a table has: by where its rows lie, by what they say (ids and times come first), and both backwards.
fn orders<'a>(rows: &[&'a Placed]) -> Vec<Vec<&'a Placed>> {
    let (mut by_place, mut by_text) = (rows.to_vec(), rows.to_vec());
    by_place.sort_by(|one, other| one.place.cmp(&other.place));
    by_text.sort_by(|one, other| one.row.cmp(&other.row));
    let backwards = |rows: &[&'a Placed]| rows.iter().rev().copied().collect::<Vec<_>>();
    vec![backwards(&by_place), by_place, backwards(&by_text), by_text]
}

/// How many of the pairs that two orders make are a voter and its own paper: both are counted in the order of the casting.
fn hits(voters: &[usize], papers: &[usize]) -> usize {
    voters.iter().zip(papers).filter(|(voter, paper)| voter == paper).count()
}

#[actix_web::test]
async fn no_order_of_any_row_joins_votes_and_voters() {
    both(async |app| {
        const ITEMS: usize = 6;
        let ballot = ballot(&app, ITEMS).await;
        ballot.all_cast(&app).await;
        ballot.story.close_session(&ballot.session, &ballot.council).await.is(200);
        app.settle().await;
        let rows = traces::placed(&app).await;
        let members = ballot.members();
        let mut tables: BTreeMap<&str, Vec<&Placed>> = BTreeMap::new();
        rows.iter().for_each(|row| tables.entry(&row.table).or_default().push(row));
        // No row names a voter and a paper, and none a paper without all others of its box: there is nothing to tell them by.
        for item in 0..ITEMS {
            let numbers = ballot.numbers(item);
            let holding: Vec<_> = rows.iter().filter(|row| numbers.iter().any(|n| says(&row.row, n))).collect();
            assert_eq!(holding.len(), 1, "one box: {holding:#?}");
            assert!(numbers.iter().all(|n| says(&holding[0].row, n)));
            assert!(!members.iter().any(|member| says(&holding[0].row, member)), "{holding:#?}");
        }
        // Orders of voters that some table has, paired with the orders in which papers lie.
        let mut tried = 0;
        for (table, rows) in &tables {
            for voters in orders(rows).iter().map(|rows| order(rows, &members)).filter(|found| found.len() == VOTERS) {
                let mut joined = 0;
                for item in 0..ITEMS {
                    let papers = order(&tables["council_ballot"], &ballot.numbers(item));
                    assert_eq!(papers.len(), VOTERS, "all papers are in the box");
                    joined += hits(&voters, &papers);
                }
                // By chance one of each box, six of thirty-six.
                assert!(joined < 24, "{table} joins {joined} of {}", ITEMS * VOTERS);
                tried += 1;
            }
        }
        assert!(tried >= 8, "only {tried} orders were tried");
        // With the order of the casting it would have been easy: the search can find it.
        let cast: Vec<usize> = (0..VOTERS).collect();
        let taken = orders(&tables["council_token"]).iter().map(|rows| order(rows, &members)).collect::<Vec<_>>();
        assert!(taken.iter().any(|voters| hits(voters, &cast) == VOTERS), "{taken:?}");
    })
    .await;
}

/// While papers are cast nothing but the sealed box changes, and it says neither numbers nor how anybody voted.
#[actix_web::test]
async fn casting_writes_nothing_but_a_sealed_box() {
    both(async |app| {
        let ballot = ballot(&app, 1).await;
        let mut before = traces::placed(&app).await;
        for (at, (tokens, choice)) in ballot.tokens.iter().zip(CHOICES).enumerate() {
            app.clock.set(instant(&format!("2024-06-03T03:{at:02}:00Z")));
            let token = &tokens[0];
            ballot.story.cast(token, choice).await.is(204);
            let after = traces::placed(&app).await;
            let known: HashSet<&Placed> = before.iter().collect();
            let changed: Vec<_> = after.iter().filter(|row| !known.contains(row)).collect();
            let tables: Vec<_> = changed.iter().map(|row| row.table.as_str()).collect();
            assert_eq!(tables, ["council_ballot"], "{changed:#?}");
            assert_eq!(before.len(), after.len());
            let said = [token.number.clone(), format!("\"{choice}\"")];
            assert!(!said.iter().any(|said| says(&changed[0].row, said)), "{changed:#?}");
            assert!(!traces::anywhere(&app, &token.number).await, "it stands in the file");
            assert!(!traces::anywhere(&app, &token.token).await, "it stands in the file");
            before = after;
        }
        // The same again changes not even that.
        ballot.story.cast(&ballot.tokens[0][0], CHOICES[0]).await.is(204);
        assert!(traces::placed(&app).await == before);
    })
    .await;
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// No log line, no counter, no limit by account or address, no id that grows and none that the caller brought.
#[actix_web::test]
async fn a_request_that_casts_is_not_seen() {
    both_with(|options| options.rate_limit = 10_000, async |app| {
        let ballot = ballot(&app, 1).await;
        let (lines, recorder) = (Lines::default(), PrometheusBuilder::new().build_recorder());
        let log = lines.clone();
        let heard = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || log.clone());
        // Where there is one subscriber alone, a place that another thread meets first is asked about there, and stays silent.
        let _another = tracing::Dispatch::new(tracing_subscriber::fmt().with_writer(std::io::sink).finish());
        let _log = tracing::subscriber::set_default(heard.finish());
        let _here = metrics::set_default_local_recorder(&recorder);
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        let cast = async |body: Value| {
            let call = app.post("/secret-ballots", &Caller::Nobody).json(body);
            call.header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01")).key("mine").await
        };
        for (token, choice) in ballot.tokens.iter().map(|tokens| &tokens[0]).zip(CHOICES) {
            let body = json!({"item_id": token.item, "number": token.number, "token": token.token, "choice": choice});
            let reply = cast(body).await.is(204);
            let id = reply.header("X-Request-Id").unwrap();
            assert!(id != trace && id.get(12..13) == Some("4"), "a random id: {id}");
            assert!(reply.header("RateLimit").is_none(), "it counts against nobody");
        }
        cast(json!({"item_id": ballot.session.id})).await.is(422);
        let refused = json!({"item_id": ballot.session.id, "number": "0".repeat(64), "token": "0".repeat(128), "choice": "no"});
        cast(refused).await.refused(403, "token_refused");
        assert_eq!(lines.text(), "");
        assert!(!recorder.handle().render().contains("http_request"), "{}", recorder.handle().render());
        // Other requests are seen.
        app.get("/units?limit=1", ballot.council.chair()).await.is(200);
        assert!(lines.text().contains("answered") && recorder.handle().render().contains("http_request"));
    })
    .await;
}
