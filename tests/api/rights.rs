//! Who reads what: every reader, every paper, in every stage; and lists hold exactly what an item read would show.
use entity::assignment::Role::{self, Administrator, CouncilMember, DataProtectionOfficer, Head, Inspector, Officer};
use serde_json::{Value, json};

use crate::{
    stories::{
        BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, MINISTRY, PAC_NAM, Paper, STANDING_BODY, Story, TONG_CUC, VU,
        dossier, person, superior, target,
    },
    support::both,
};

const OWNERS: [&str; 8] = [BA_BE, PAC_NAM, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, TONG_CUC, VU, STANDING_BODY];

/// For each reader, and each owner in the order above: `d` reads from the draft on, `s` once it was sent,
/// `f` once it has come to the ministry, `.` never.
type Matrix = [(&'static str, &'static str); 9];

const PLANS_AND_REPORTS: Matrix = [
    (BA_BE, "d......."),
    (PAC_NAM, ".d......"),
    (BAC_KAN, "ssd....."),
    (CHI_CUC_BA_BE, "...d...."),
    (CUC_BAC_KAN, "...sd..."),
    (TONG_CUC, "...ssd.."),
    (VU, "......d."),
    (STANDING_BODY, "sssssssd"),
    (MINISTRY, "ssssssss"),
];

/// What a district unit sends comes to the ministry only when the level between has forwarded it.
const NOMINATIONS: Matrix = [
    (BA_BE, "d......."),
    (PAC_NAM, ".d......"),
    (BAC_KAN, "ssd....."),
    (CHI_CUC_BA_BE, "...d...."),
    (CUC_BAC_KAN, "...sd..."),
    (TONG_CUC, "...ssd.."),
    (VU, "......d."),
    (STANDING_BODY, "ffsfsssd"),
    (MINISTRY, "ffsfssss"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Draft,
    Sent,
    Forwarded,
}

fn reads(cell: char, stage: Stage) -> bool {
    match cell {
        'd' => true,
        's' => stage != Stage::Draft,
        'f' => stage == Stage::Forwarded,
        _ => false,
    }
}

/// A paper of an owner, and the stage it is in.
type Placed = (Paper, Stage);

/// Every reader tries every paper, alone and in the list; what it may not read is nowhere.
async fn matrix_holds(story: &Story, matrix: &Matrix, papers: &[Placed]) {
    for (unit, row) in matrix {
        for role in [Officer, Head] {
            let reader = story.app.user(role, unit).await;
            let mut readable = vec![];
            for (paper, stage) in papers {
                let owner = OWNERS.iter().position(|owner| *owner == paper.owner).expect("an owner");
                let expected = reads(row.chars().nth(owner).expect("a cell"), *stage);
                let reply = paper.read_by(&reader).await;
                let told = format!("{role:?} of {unit} and the {stage:?} of {}: {}", paper.owner, reply.describe());
                assert_eq!(reply.status, if expected { 200 } else { 404 }, "{told}");
                readable.extend(expected.then(|| paper.id.to_string()));
            }
            let path = format!("/{}?limit=200&count=exact", papers[0].0.collection);
            let list = story.list(&path, &reader).await;
            let mut listed: Vec<String> = list.each("id").into_iter().map(str::to_owned).collect();
            listed.sort_unstable();
            readable.sort_unstable();
            assert_eq!(listed, readable, "{role:?} of {unit}");
            assert_eq!(list["total"], json!(readable.len()), "{role:?} of {unit}");
        }
    }
    for role in [Administrator, CouncilMember, Inspector, DataProtectionOfficer] {
        closed_to(story, role, papers).await;
    }
}

/// Whoever is neither officer nor head reads no papers, not even of its own unit. An inspector may ask for plans and
/// reports, and finds those that its inspections cover: here none.
async fn closed_to(story: &Story, role: Role, papers: &[Placed]) {
    let nobody = story.app.user(role, MINISTRY).await;
    if role == Inspector && ["plans", "reports"].contains(&papers[0].0.collection) {
        for (paper, _) in papers {
            paper.read_by(&nobody).await.refused(404, "not_found");
        }
        let list = story.list(&format!("/{}", papers[0].0.collection), &nobody).await;
        assert!(list.items().is_empty(), "{}", list.describe());
        return;
    }
    for (paper, _) in papers {
        paper.read_by(&nobody).await.refused(403, "forbidden");
    }
    story.app.get(&format!("/{}", papers[0].0.collection), &nobody).await.refused(403, "forbidden");
}

fn all_in(papers: &[Paper], stage: Stage) -> Vec<Placed> {
    papers.iter().map(|paper| (paper.clone(), stage)).collect()
}

#[actix_web::test]
async fn plans_are_read_on_the_line_once_they_are_sent() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut plans = vec![];
        for owner in OWNERS {
            plans.push(story.draft_plan(owner, &crate::stories::plan_of(&[target("ASXH-04", 1)])).await);
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&plans, Stage::Draft)).await;
        for plan in &plans {
            story.issue(plan, &story.number("KH-TP")).await;
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&plans, Stage::Draft)).await;
        parts_follow(&story, &all_in(&plans, Stage::Draft)).await;
        for plan in &plans {
            story.send(plan).await;
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&plans, Stage::Sent)).await;
        parts_follow(&story, &all_in(&plans, Stage::Sent)).await;
    })
    .await;
}

/// Tasks, measures, targets and versions are there for whoever reads the plan, and for nobody else.
async fn parts_follow(story: &Story, plans: &[Placed]) {
    for (unit, row) in PLANS_AND_REPORTS {
        let reader = story.officer(unit).await;
        let mut targets = vec![];
        for ((plan, stage), cell) in plans.iter().zip(row.chars()) {
            let status = if reads(cell, *stage) { 200 } else { 404 };
            for part in ["tasks", "measures", "targets", "versions"] {
                let reply = story.app.get(&format!("{}/{part}", plan.path()), &reader).await;
                assert_eq!(reply.status, status, "{unit}: {}", reply.describe());
            }
            let target = plan.now().await["targets"][0]["id"].as_str().expect("an id").to_owned();
            let reply = story.app.get(&format!("/targets/{target}"), &reader).await;
            assert_eq!(reply.status, status, "{unit}: {}", reply.describe());
            targets.extend((status == 200).then_some(target));
        }
        targets.sort_unstable();
        let list = story.list("/targets?limit=200&count=exact", &reader).await;
        let mut listed = list.each("id");
        listed.sort_unstable();
        assert_eq!(
            (listed, &list["total"]),
            (targets.iter().map(String::as_str).collect(), &json!(targets.len())),
            "{unit}"
        );
    }
}

#[actix_web::test]
async fn reports_are_read_on_the_line_once_they_are_submitted() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut reports = vec![];
        for owner in OWNERS {
            story.issued_plan(owner, &[target("ASXH-04", 1)]).await;
            reports.push(story.draft_report(owner, "2024", &[("ASXH-04", json!({"value": 1}))]).await);
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&reports, Stage::Draft)).await;
        for report in &reports {
            story.sign(report).await;
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&reports, Stage::Draft)).await;
        for report in &reports {
            story.submit(report).await;
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&reports, Stage::Sent)).await;
        // Returned, it stays what its superiors have seen.
        for report in reports.iter().filter(|report| report.owner != STANDING_BODY) {
            story.return_report(report).await;
        }
        matrix_holds(&story, &PLANS_AND_REPORTS, &all_in(&reports, Stage::Sent)).await;
    })
    .await;
}

#[actix_web::test]
async fn what_is_owed_is_no_secret_from_the_line() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let mut owed = vec![];
        for owner in OWNERS {
            owed.push(story.obligation(owner, "2024").await);
        }
        for (unit, row) in PLANS_AND_REPORTS {
            let reader = story.officer(unit).await;
            for (obligation, cell) in owed.iter().zip(row.chars()) {
                let reply = obligation.read_by(&reader).await;
                assert_eq!(reply.status, if cell == '.' { 404 } else { 200 }, "{unit}: {}", reply.describe());
                let path = format!("/obligations?unit_id={}&count=exact", app.unit(&obligation.owner).await);
                let listed = story.list(&path, &reader).await;
                assert_eq!(listed["total"], if cell == '.' { 0 } else { 3 }, "{unit}: {}", listed.describe());
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn nominations_are_read_on_the_line_once_submitted_and_by_the_ministry_once_forwarded() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut papers: Vec<Placed> = vec![];
        for owner in OWNERS {
            let new = || dossier(&person(&story.number("SYN")), "BK_BT");
            papers.push((story.nominate(owner, &new()).await, Stage::Draft));
            let reviewed = story.nominate(owner, &new()).await;
            story.review(&reviewed).await;
            papers.push((reviewed, Stage::Draft));
            papers.push((story.submitted_nomination(owner, &new()).await, Stage::Sent));
            // Where there is no level between, what is sent has come to the ministry.
            let further = if superior(owner) == STANDING_BODY {
                story.submitted_nomination(owner, &new()).await
            } else {
                story.forwarded_nomination(owner, &new()).await
            };
            papers.push((further, Stage::Forwarded));
        }
        matrix_holds(&story, &NOMINATIONS, &papers).await;
    })
    .await;
}

#[actix_web::test]
async fn a_person_with_two_offices_reads_for_both_and_acts_for_each() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let two = app.caller_with(&[(Officer, BA_BE), (Head, CHI_CUC_BA_BE)]).await;
        let plan = story.draft_plan(BA_BE, &crate::stories::plan_of(&[target("ASXH-04", 1)])).await;
        let other = story.draft_plan(CHI_CUC_BA_BE, &crate::stories::plan_of(&[target("ASXH-04", 1)])).await;
        let strange = story.draft_plan(PAC_NAM, &crate::stories::plan_of(&[target("ASXH-04", 1)])).await;
        assert_eq!(story.list("/plans?count=exact", &two).await["total"], 2);
        strange.read_by(&two).await.refused(404, "not_found");
        // Officer here, head there: neither is the other.
        plan.step("request-signature", &two, Value::Null).await.is(200);
        other.step("request-signature", &two, Value::Null).await.refused(403, "forbidden");
        story.request_signature(&other).await;
        let document = json!({"document": story.document("1/KH-TP")});
        plan.step("issue", &two, document.clone()).await.refused(403, "forbidden");
        other.step("issue", &two, document).await.is(200);
    })
    .await;
}
