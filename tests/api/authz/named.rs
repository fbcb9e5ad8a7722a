//! An id of a paper is told to whoever may read the paper, and to nobody else: whatever a reader is answered, every id in
//! it that is one of a paper opens that paper.
use std::collections::{BTreeMap, HashMap};

use entity::assignment::Role::{Administrator, Head, Inspector, Officer};
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    hidden::hidden,
    table::{OPERATIONS, query},
};
use crate::{
    reorganisations::{applied, merger},
    stories::{BA_BE, BAC_KAN, CUC_BAC_KAN, MINISTRY, NA_HANG, PAC_NAM, STANDING_BODY, Story, dossier, person, target},
    support::{Caller, TestApp, both},
};

/// What is told all the same: a share says of which target it is to both of its units, and that a decision was signed
/// stands in the register, which is open to roles that read no papers.
const TOLD: [&str; 2] = ["/target_root_id", "/decision/id"];

/// Ids of papers, and where each is read.
type Papers = HashMap<Uuid, &'static str>;

macro_rules! ids {
    ($app:expr, $papers:expr, $($table:ident $collection:literal),*) => {
        $(let found = entity::$table::Entity::find().select_only().column(entity::$table::Column::Id);
        let found: Vec<Uuid> = found.into_tuple().all($app.state.db.primary()).await.unwrap();
        $papers.extend(found.into_iter().map(|id| (id, $collection)));)*
    };
}

async fn papers(app: &TestApp) -> Papers {
    let mut papers = Papers::new();
    ids!(app, papers, movement "movements", plan_template "plan-templates", plan "plans", target "targets",
        allocation "allocations", obligation "obligations", report "reports", nomination "nominations",
        reminder "reminders", council "councils", council_session "council-sessions", exemplar "exemplars", exemplar_adoption "exemplar-adoptions", decision "decisions", posting "postings", posting_objection "posting-objections", award "awards", consolidation "consolidations", file "files",
        guidance "guidance", guidance_question "guidance-questions", inspection "inspections",
        inspection_recommendation "recommendations", inspection_explanation "inspection-explanations", reorganisation "reorganisations");
    papers
}

/// Beside drafts of all kinds, what has gone its whole way and refers to what others may not read.
pub async fn world(story: &Story) -> Vec<(&'static str, Uuid)> {
    let mut opened = Box::pin(hidden(story)).await;
    let above = story.received_plan(CUC_BAC_KAN, &[target("THADS-01", 20)]).await;
    story.request_supplement(&above).await;
    let next = story.amend(&above).await;
    story.received_plan(NA_HANG, &[target("TGPL-04", 20)]).await;
    let report = story.accepted_report(NA_HANG, "2023", &[("TGPL-04", json!({"value": 8}))]).await;
    let mut rested = dossier(&person("SYN-0021"), "GK");
    rested["achievement"]["evidence"] = json!([{"report_id": report.id}]);
    let nomination = story.nominate(NA_HANG, &rested).await;
    let awarded = story.awarded_nomination(PAC_NAM, &dossier(&person("SYN-0022"), "GK")).await;
    let awards = story.list("/awards", &story.officer(BAC_KAN).await).await;
    let (award, decision) = (&awards.items()[0]["id"], &awards.items()[0]["decision"]["id"]);
    let id = |value: &Value| value.as_str().and_then(|id| id.parse().ok()).expect("an id");
    let guidance = story.issued_guidance(STANDING_BODY, &[BAC_KAN]).await;
    let amending = story.draft_guidance(STANDING_BODY, &[BAC_KAN, BA_BE]).await;
    let amends = json!({"amends": {"guidance_id": guidance.id, "amendment": "amends"}});
    amending.change(&story.officer(STANDING_BODY).await, amends).await.is(200);
    story.issue_guidance(&amending).await;
    let question = story.ask(&amending, BA_BE).await;
    let answer = json!({"text": "Có.", "published": true});
    question.step("answer", &story.officer(STANDING_BODY).await, answer).await.is(200);
    let inspection = story.concluded_inspection(STANDING_BODY, &[BAC_KAN, NA_HANG], &[NA_HANG]).await;
    let advice = story.recommendations(&inspection).await[0].id;
    let said = inspection.step("explain", &story.head(NA_HANG).await, json!({"text": "Tiếp thu"})).await.is(201).id();
    let mut shown = story.exemplar_body(NA_HANG, "model").await;
    let target = report.now().await["values"][0]["target_id"].clone();
    shown["results"] = json!([{"report_id": report.id, "target_id": target}]);
    let exemplar = story.try_tell_of_exemplar(NA_HANG, shown).await.is(201);
    let exemplar = story.paper("exemplars", NA_HANG, &exemplar);
    story.recognise(&exemplar).await;
    story.publicise(&exemplar).await.is(200);
    let adoption = story.adopt(&exemplar, PAC_NAM).await;
    let voted = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0023"), "GK")).await;
    let council = story.council(BAC_KAN, 3).await;
    let session = story.opened_session(&council, "open", &[&voted]).await;
    story.close_session(&session, &council).await.is(200);
    opened.extend([
        ("exemplars", exemplar.id),
        ("exemplar-adoptions", adoption.id),
        ("councils", council.paper.id),
        ("council-sessions", session.id),
        ("inspections", inspection.id),
        ("recommendations", advice),
        ("inspection-explanations", said),
        ("guidance", guidance.id),
        ("guidance", amending.id),
        ("guidance-questions", question.id),
        ("movements", story.movement),
        ("plans", above.id),
        ("plans", next.id),
        ("reports", report.id),
        ("nominations", nomination.id),
        ("nominations", awarded.id),
        ("decisions", id(decision)),
        ("awards", id(award)),
    ]);
    opened
}

/// One who reads, and what has been found out about what it may read.
struct Reader<'a> {
    app: &'a TestApp,
    name: String,
    caller: Caller,
    papers: &'a Papers,
    known: HashMap<Uuid, bool>,
    asked: usize,
}

impl Reader<'_> {
    async fn opens(&mut self, id: Uuid, collection: &str) -> bool {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let opened = self.app.get(&format!("/{collection}/{id}"), &self.caller).await.status == 200;
        self.known.insert(id, opened);
        opened
    }

    /// What an answer names and the reader cannot open.
    async fn leaks(&mut self, path: &str, found: &mut BTreeMap<String, String>) {
        let reply = self.app.get(path, &self.caller).await;
        self.asked += usize::from(reply.status == 200);
        let mut named = vec![];
        ids_in(&reply.json, String::new(), &mut named);
        named.retain(|(member, id)| !TOLD.iter().any(|told| member.ends_with(told)) && !path.contains(&id.to_string()));
        for (member, id) in named.into_iter().filter(|_| reply.status == 200) {
            let Some(collection) = self.papers.get(&id).copied() else { continue };
            if !self.opens(id, collection).await {
                let place = path.split('?').next().unwrap_or(path).replace(|c: char| c.is_ascii_hexdigit(), "x");
                found.entry(format!("{place} {member}")).or_insert_with(|| format!("{} {collection} {id}", self.name));
            }
        }
    }
}

/// Every id and the way to it; places in lists do not matter.
fn ids_in(value: &Value, way: String, found: &mut Vec<(String, Uuid)>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| ids_in(value, format!("{way}/{name}"), found));
        }
        Value::Array(items) => items.iter().for_each(|value| ids_in(value, format!("{way}/*"), found)),
        Value::String(text) => found.extend(text.parse().ok().map(|id| (way, id))),
        _ => {}
    }
}

/// Whatever may be asked by GET: lists as they are, and of each of these things all that it has.
fn questions(story: &Story, opened: &[(&'static str, Uuid)]) -> Vec<String> {
    let mut all = vec![];
    // The journal says what happened to everything, to those who may read it; `journal` holds what it names.
    let read = OPERATIONS.iter().filter(|row| row.1 == "GET" && !["can_i", "list_journal"].contains(&row.0));
    for (operation, _, path, _) in read {
        let mut asked = query(operation);
        if let Some((_, rest)) = asked.strip_prefix("?movement_id=").map(|rest| rest.split_at(36)) {
            asked = format!("?movement_id={}{rest}", story.movement);
        }
        match path.matches('{').count() {
            0 if asked.is_empty() => all.push(format!("{path}{}", if is_list(path) { "?limit=200" } else { "" })),
            0 => all.push(format!("{path}{asked}")),
            1 => {
                let of = |collection: &str| path.starts_with(&format!("/api/v1/{collection}/{{id}}"));
                let ids = opened.iter().filter(|(collection, _)| of(collection));
                all.extend(ids.map(|(_, id)| path.replace("{id}", &id.to_string()) + &asked));
            }
            _ => {}
        }
    }
    all
}

fn is_list(path: &str) -> bool {
    !path.ends_with("/me") && !path.starts_with("/.well-known")
}

async fn nothing_leaks(story: &Story, opened: &[(&'static str, Uuid)]) {
    let papers = papers(&story.app).await;
    let (mut found, mut let_in) = (BTreeMap::new(), 0);
    let public = OPERATIONS.iter().filter(|row| row.1 == "GET" && row.3 == "public");
    // There is no single sign-on here.
    let open = public.filter(|row| !row.2.contains('{') && !row.2.contains("/auth/sso/")).count();
    let everywhere = [BA_BE, PAC_NAM, BAC_KAN, NA_HANG, CUC_BAC_KAN, STANDING_BODY, MINISTRY];
    let mut readers: Vec<_> = everywhere.iter().flat_map(|unit| [(Officer, *unit), (Head, *unit)]).collect();
    readers.extend([(Administrator, MINISTRY), (Administrator, BAC_KAN), (Inspector, MINISTRY)]);
    for (role, unit) in readers {
        let caller = story.app.user(role, unit).await;
        let name = format!("{role:?} of {unit}");
        let mut reader = Reader { app: &story.app, name, caller, papers: &papers, known: HashMap::new(), asked: 0 };
        for path in questions(story, opened) {
            reader.leaks(&path, &mut found).await;
        }
        // Whose unit has ended is let in nowhere: only what everybody reads is answered.
        assert!(reader.asked == open || reader.asked >= 8, "{} was answered {} times", reader.name, reader.asked);
        let_in += usize::from(reader.asked >= 8);
    }
    assert!(let_in >= 9, "only {let_in} readers were let in");
    assert!(found.is_empty(), "{found:#?}");
}

#[actix_web::test]
async fn no_answer_names_a_paper_that_its_reader_may_not_read() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut opened = world(&story).await;
        nothing_leaks(&story, &opened).await;
        // And when half of the units have ended.
        let reform = applied(&app, &app.admin().await, "2024-06-01", merger()).await;
        opened.push(("reorganisations", reform.id));
        nothing_leaks(&story, &opened).await;
    })
    .await;
}
