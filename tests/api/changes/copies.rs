//! Copies stay equal to the API, whatever happens meanwhile and however often who makes them is cut off.
use std::rc::Rc;

use entity::assignment::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    copy::{Kept, Source, begun, id},
    visible::all,
};
use crate::{
    authz::named::world,
    reorganisations::{NEW_THAI_NGUYEN, applied, merger},
    stories::{
        BA_BE, BAC_KAN, CUC_BAC_KAN, NA_HANG, PAC_NAM, STANDING_BODY, Story, TUYEN_QUANG, dossier, person, target,
    },
    support::{Caller, TestApp, both},
};

/// One who makes a copy, and the copy.
struct Reader {
    name: &'static str,
    caller: Caller,
    kept: Kept,
}

async fn readers(app: &TestApp) -> Vec<Reader> {
    let wanted: [(&str, &[(Role, &str)]); 7] = [
        ("the standing body", &[(Role::Officer, STANDING_BODY)]),
        ("a Sở", &[(Role::Officer, BAC_KAN), (Role::Head, BAC_KAN)]),
        ("a Phòng", &[(Role::Officer, BA_BE)]),
        ("another", &[(Role::Head, NA_HANG)]),
        ("the other line", &[(Role::Officer, CUC_BAC_KAN)]),
        ("an inspector", &[(Role::Inspector, "G15")]),
        ("an administrator", &[(Role::Administrator, "G15")]),
    ];
    let mut readers = vec![];
    for (name, roles) in wanted {
        let caller = app.caller_with(roles).await;
        let kept = begun(&Source::App(app, &caller)).await.unwrap();
        readers.push(Reader { name, caller, kept });
    }
    readers
}

impl Reader {
    /// In parts of some size, now and then from the part before, as somebody does who was cut off before it was kept.
    async fn follow(&mut self, app: &TestApp, limit: usize) {
        let source = Source::App(app, &self.caller);
        let mut before = self.kept.clone();
        for round in 1.. {
            if self.kept.next(&source, limit).await.unwrap().is_none() {
                break;
            }
            if round % 3 == 0 {
                std::mem::swap(&mut self.kept, &mut before);
                self.kept.next(&source, limit).await.unwrap();
            }
            before = self.kept.clone();
        }
    }

    async fn is_true(&mut self, app: &TestApp, other: &TestApp) {
        self.follow(other, 40).await;
        self.kept.equals_the_api(app, &self.caller).await;
    }
}

/// A second instance on the same database, of the same time.
async fn another(app: &TestApp) -> TestApp {
    TestApp::on(Rc::new(app.database.again()), |options| options.clock = app.clock.clone()).await
}

#[actix_web::test]
async fn a_copy_made_of_snapshots_and_the_feed_equals_the_api() {
    Box::pin(both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        let (other, mut readers) = (Box::pin(another(&app)).await, Box::pin(readers(&app)).await);
        Box::pin(world(&story)).await;
        app.settle().await;
        for reader in &mut readers {
            eprintln!("{}", reader.name);
            Box::pin(reader.is_true(&app, &other)).await;
        }
        // A role is given and another ends; the feed is read by who has either.
        let admin = app.admin().await;
        let role = json!({"user_id": readers[2].caller.id(), "role": "officer", "unit_id": app.unit(PAC_NAM).await,
            "valid_from": "2024-06-02"});
        let given = app.post("/assignments", &admin).json(role).await.is(201);
        story.exemplar(PAC_NAM, "model").await;
        story.nominate(BA_BE, &dossier(&person("SYN-0077"), "GK")).await;
        app.settle().await;
        Box::pin(readers[2].is_true(&app, &other)).await;
        let end = json!({"valid_to": "2024-06-02"});
        let path = format!("/assignments/{}", given.id());
        app.patch(&path, &admin).version(1).json(end).await.is(200);
        Box::pin(readers[2].is_true(&app, &other)).await;
        // Half of the units end, and others see what was theirs.
        let reform = Box::pin(applied(&app, &admin, "2024-06-01", merger())).await;
        app.settle().await;
        for reader in &mut readers {
            if app.get("/changes", &reader.caller).await.status == 200 {
                Box::pin(reader.is_true(&app, &other)).await;
            }
        }
        reform.step("undo", &admin, json!({"reason": "Ban hành nhầm văn bản"})).await.is(200);
        app.settle().await;
        for reader in &mut readers {
            if app.get("/changes", &reader.caller).await.status == 200 {
                Box::pin(reader.is_true(&app, &other)).await;
            }
        }
    }))
    .await;
}

/// All of them, as far as they may follow what changes.
async fn are_true(app: &TestApp, readers: &mut [Reader]) {
    app.settle().await;
    for reader in readers {
        if app.get("/changes", &reader.caller).await.status == 200 {
            Box::pin(reader.is_true(app, app)).await;
        }
    }
}

/// An award of a form of the ministry's own.
async fn awarded_own_form(story: &Story) -> Uuid {
    let (app, form) = (&story.app, story.own_award_form().await);
    let added = json!({"award_form_code": "GK_NTM", "document_number": "1103/QĐ-BTP"});
    let path = format!("/movements/{}/award-forms", story.movement);
    app.post(&path, &story.officer(STANDING_BODY).await).if_match("*").json(added).await.is(200);
    let nomination = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0031"), "GK_NTM")).await;
    story.propose(&nomination, BAC_KAN).await;
    let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
    story.sign_decision(&decision, &story.number("QĐ-STP")).await;
    form
}

#[actix_web::test]
async fn what_rows_show_of_others_is_as_it_is_there() {
    Box::pin(both(async |app| {
        let story = Story::of(app.clone()).await;
        let plan = story.received_plan(BA_BE, &[target("TGPL-04", 3)]).await;
        story.request_supplement(&plan).await;
        let next = story.amend(&plan).await;
        story.issue(&next, &story.number("KH-TP")).await;
        story.nominate(BA_BE, &dossier(&person("SYN-0032"), "BK_BT")).await;
        let form = Box::pin(awarded_own_form(&story)).await;
        app.settle().await;
        let (mut readers, head) = (Box::pin(readers(&app)).await, story.head(STANDING_BODY).await);
        let renamed = async |path: String, caller: &Caller, name: &str| {
            app.patch(&path, caller).if_match("*").json(json!({"name": name})).await.is(200)
        };
        // A request of the version before names the one that answers it.
        story.send(&next).await;
        are_true(&app, &mut readers).await;
        let indicator = id(&plan.now().await["targets"][0]["indicator"]["id"]);
        let officer = story.officer(STANDING_BODY).await;
        renamed(format!("/indicators/{indicator}"), &officer, "Số vụ việc được trợ giúp").await;
        are_true(&app, &mut readers).await;
        let shown = |reader: &Reader, resource: &str, pointer: &str, name: &str| {
            let mut rows = reader.kept.rows.iter().filter(|((kind, _), _)| kind == resource);
            rows.any(|(_, row)| row.pointer(pointer) == Some(&json!(name)))
        };
        assert!(shown(&readers[1], "targets", "/indicator/name", "Số vụ việc được trợ giúp"));
        renamed(format!("/own-award-forms/{form}"), &head, "Giấy khen nông thôn mới").await;
        are_true(&app, &mut readers).await;
        assert!(shown(&readers[1], "awards", "/award_form/name", "Giấy khen nông thôn mới"));
        // What is no name is shown by no other row.
        let last = all(&app, &head, 200).await.last().unwrap()["seq"].as_i64().unwrap();
        let other = json!({"name_en": "Cases of legal aid", "upper_bound": 100_000});
        app.patch(&format!("/indicators/{indicator}"), &officer).if_match("*").json(other).await.is(200);
        app.settle().await;
        let told = app.get(&format!("/changes?after={last}"), &head).await.is(200);
        assert!(told.items().iter().all(|one| one["kind"] == "changed"), "{}", told.describe());
        // A dossier names the rules by which it is judged.
        let votes = story.list("/regimes/R2022a/vote-rules", &head).await;
        let ballot = votes.items().iter().find(|rule| rule["award_form_code"] == "BK_BT").unwrap().clone();
        let params = json!({"ballot_required": false, "secrecy": "open", "yes_num": 2, "yes_den": 3, "op": "ge"});
        story.try_revise(&head, &ballot, &params, "2024-07-01", "11/QĐ-TĐKT").await.is(201);
        are_true(&app, &mut readers).await;
        // A unit that has ended names those that took over from it.
        let admin = app.admin().await;
        Box::pin(applied(&app, &admin, "2024-06-01", merger())).await;
        are_true(&app, &mut readers).await;
        let heir = app.unit(NEW_THAI_NGUYEN).await;
        renamed(format!("/units/{heir}"), &admin, "Sở Tư pháp Thái Nguyên").await;
        are_true(&app, &mut readers).await;
        assert!(shown(&readers[0], "units", "/successors/0/name", "Sở Tư pháp Thái Nguyên"));
    }))
    .await;
}

/// Another unit prepares what was owed by one that has ended.
async fn hand_over(story: &Story, owed_by: &str, to: &str) {
    let (unit, to) = (story.app.unit(owed_by).await, story.app.unit(to).await);
    let body = json!({"movement_id": story.movement, "select": {"unit_ended": true, "within": unit}, "to_unit_id": to,
        "reason": "Đơn vị đã kết thúc hoạt động", "document_number": story.number("QĐ-BTP")});
    story.app.post("/obligation-hand-overs", &story.head(STANDING_BODY).await).json(body).await.is(200);
    story.app.settle().await;
}

#[actix_web::test]
async fn a_report_that_is_handed_on_is_gone_for_who_prepared_it() {
    Box::pin(both(async |app| {
        let story = Story::of(app.clone()).await;
        app.settle().await;
        story.received_plan(PAC_NAM, &[target("TGPL-04", 20)]).await;
        let report = story.draft_report(PAC_NAM, "2023", &[("TGPL-04", json!({"value": 1}))]).await;
        Box::pin(applied(&app, &app.admin().await, "2024-06-01", merger())).await;
        hand_over(&story, PAC_NAM, TUYEN_QUANG).await;
        let (former, next) = (app.officer(TUYEN_QUANG).await, app.officer(NA_HANG).await);
        let (of_former, of_next) = (Source::App(&app, &former), Source::App(&app, &next));
        let (mut lost, mut won) = (begun(&of_former).await.unwrap(), begun(&of_next).await.unwrap());
        let key = ("reports".to_owned(), report.id);
        assert!(lost.rows.contains_key(&key) && !won.rows.contains_key(&key));
        hand_over(&story, PAC_NAM, NA_HANG).await;
        while lost.next(&of_former, 20).await.unwrap().is_some() {}
        while won.next(&of_next, 20).await.unwrap().is_some() {}
        assert!(!lost.rows.contains_key(&key) && won.rows.contains_key(&key));
        lost.equals_the_api(&app, &former).await;
        won.equals_the_api(&app, &next).await;
        // To whom it was never shown nothing of it is told.
        let about = |feed: Vec<Value>| feed.into_iter().filter(|one| one["id"] == json!(report.id)).count();
        assert_eq!(about(all(&app, &app.officer("G15.PLQT").await, 50).await), 0);
        assert_eq!(about(all(&app, &app.officer(CUC_BAC_KAN).await, 50).await), 0);
    }))
    .await;
}
