//! The life of an exemplar and of an adoption: every state, every action, everybody.
use entity::assignment::Role::{Head, Officer};
use serde_json::{Value, json};

use crate::{
    machine::{
        By, Machine, OUR_HEAD, OUR_OFFICER, Sample,
        Side::{Addressee, Owner, Stranger},
        THEIR_HEAD,
    },
    stories::{BA_BE, BAC_KAN, MINISTRY, NA_HANG, Paper, STANDING_BODY, Story, VU},
    support::both,
};

const EXEMPLAR: Machine = Machine {
    steps: &[
        ("update", OUR_OFFICER, &[("discovered", "discovered"), ("fostering", "fostering")]),
        ("foster", OUR_OFFICER, &[("discovered", "fostering"), ("fostering", "fostering")]),
        ("recognise", OUR_HEAD, &[("discovered", "recognised"), ("fostering", "recognised")]),
        (
            "recognise_above",
            THEIR_HEAD,
            &[("recognised", "recognised"), ("publicised", "publicised"), ("replicating", "replicating")],
        ),
        // By the standing body, which stands on no side here.
        ("publicise", By(&[], &[Head]), &[("recognised", "publicised")]),
        (
            "adopt",
            By(&[Addressee, Stranger], &[Officer]),
            &[("publicised", "replicating"), ("replicating", "replicating")],
        ),
        ("conclude", OUR_HEAD, &[("publicised", "concluded"), ("replicating", "concluded")]),
        (
            "withdraw",
            By(&[Owner, Addressee], &[Head]),
            &[("recognised", "withdrawn"), ("publicised", "withdrawn"), ("replicating", "withdrawn")],
        ),
        ("drop", OUR_HEAD, &[("discovered", "dropped"), ("fostering", "dropped")]),
    ],
    shown_in: &["recognised"],
    body,
};

fn body(story: &Story, action: &str, _: &Value) -> Value {
    match action {
        "update" => json!({"title": "Tổ hòa giải lưu động vùng cao"}),
        "foster" => story.fostering(),
        "recognise" | "recognise_above" => json!({"document": story.document(&story.number("QĐ-STP"))}),
        "adopt" => story.adoption(),
        "conclude" => json!({"conclusion": "Đưa vào kế hoạch năm sau."}),
        "withdraw" => json!({"reason": "Số liệu không đúng thực tế", "document_number": story.number("QĐ-STP")}),
        "drop" => json!({"reason": "Trùng với mô hình của xã khác"}),
        _ => Value::Null,
    }
}

async fn ended(story: &Story, exemplar: Paper, step: &str) -> Paper {
    exemplar.step(step, &story.head(&exemplar.owner).await, body(story, step, &Value::Null)).await.is(200);
    exemplar
}

async fn replicating(story: &Story) -> Paper {
    let exemplar = story.published_exemplar(BA_BE, "model").await;
    story.adopt(&exemplar, VU).await;
    exemplar
}

#[actix_web::test]
async fn everybody_may_do_what_the_life_of_an_exemplar_says_and_nothing_else() {
    both(async |app| {
        let story = Story::of(app).await;
        let units = [BA_BE, BAC_KAN, NA_HANG];
        let hidden = |paper: Paper, state| Sample { paper, state, units, visible_to: &[Owner] };
        let above = |paper: Paper, state| Sample { paper, state, units, visible_to: &[Owner, Addressee] };
        let open = |paper: Paper, state| Sample { paper, state, units, visible_to: &[Owner, Addressee, Stranger] };
        let fostered = story.exemplar(BA_BE, "exemplar").await;
        story.foster(&fostered).await;
        let samples = [
            hidden(story.exemplar(BA_BE, "exemplar").await, "discovered"),
            hidden(fostered, "fostering"),
            above(story.recognised_exemplar(BA_BE, "initiative").await, "recognised"),
            open(story.published_exemplar(BA_BE, "model").await, "publicised"),
            open(replicating(&story).await, "replicating"),
            open(ended(&story, replicating(&story).await, "conclude").await, "concluded"),
            above(ended(&story, story.recognised_exemplar(BA_BE, "practice").await, "withdraw").await, "withdrawn"),
            open(ended(&story, replicating(&story).await, "withdraw").await, "withdrawn"),
            hidden(ended(&story, story.exemplar(BA_BE, "experience").await, "drop").await, "dropped"),
        ];
        EXEMPLAR.holds(&story, &samples).await;
    })
    .await;
}

const ADOPTION: Machine = Machine {
    steps: &[("update", OUR_OFFICER, &[("running", "running")]), ("end", OUR_OFFICER, &[("running", "ended")])],
    shown_in: &["running"],
    body: |_, action, _| match action {
        "update" => json!({"description": "Mở rộng ra ba xã."}),
        _ => json!({"reason": "Xã đã sáp nhập, thôi làm điểm"}),
    },
};

#[actix_web::test]
async fn an_adoption_is_its_own_units_matter() {
    both(async |app| {
        let story = Story::of(app).await;
        let exemplar = story.published_exemplar(BA_BE, "model").await;
        let (running, over) = (story.adopt(&exemplar, NA_HANG).await, story.adopt(&exemplar, VU).await);
        let reason = json!({"reason": "Xã đã sáp nhập, thôi làm điểm"});
        over.step("end", &story.officer(VU).await, reason).await.is(200);
        let sample = |paper: Paper, state, unit| Sample {
            paper,
            state,
            units: [unit, BAC_KAN, BA_BE],
            visible_to: &[Owner, Addressee, Stranger],
        };
        ADOPTION.holds(&story, &[sample(running, "running", NA_HANG), sample(over, "ended", VU)]).await;
    })
    .await;
}

/// The head who wrote it does not recognise it, and whoever stands above recognises it once for each unit.
#[actix_web::test]
async fn recognition_is_by_others_and_reaches_further_each_time() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let writer = app.caller_with(&[(Officer, BA_BE), (Head, BA_BE)]).await;
        let exemplar = story.exemplar(BA_BE, "initiative").await;
        exemplar.change(&writer, json!({"description": "Ba hòa giải viên."})).await.is(200);
        let document = || json!({"document": story.document("5/QĐ-STP")});
        exemplar.step("recognise", &writer, document()).await.refused(403, "separation_of_duties");
        story.recognise(&exemplar).await;
        for unit in [BAC_KAN, MINISTRY] {
            let head = story.head(unit).await;
            exemplar.step("recognise-above", &head, document()).await.is(200);
            exemplar.step("recognise-above", &head, document()).await.refused(409, "already_recognised");
        }
        let now = exemplar.now().await;
        let by: Vec<_> = now["recognitions"].as_array().expect("recognitions").iter().map(|r| &r["unit_id"]).collect();
        let units = [app.unit(BA_BE).await, app.unit(BAC_KAN).await, app.unit(MINISTRY).await];
        assert_eq!(by, units.map(|unit| json!(unit)).iter().collect::<Vec<_>>());
        // One document may recognise several.
        let other = story.recognised_exemplar(BA_BE, "initiative").await;
        other.step("recognise-above", &story.head(BAC_KAN).await, document()).await.is(200);
    })
    .await;
}

/// Published by the standing body, and only with the word of whom it names.
#[actix_web::test]
async fn whoever_is_named_agrees_before_the_sector_reads_it() {
    both(async |app| {
        let story = Story::of(app).await;
        let mut body = story.exemplar_body(BA_BE, "exemplar").await;
        body["person_name"] = json!("Nguyễn Hoàng Nam (SYN-0017)");
        let made = story.try_tell_of_exemplar(BA_BE, body).await.is(201);
        let exemplar = story.paper("exemplars", BA_BE, &made);
        story.recognise(&exemplar).await;
        exemplar.step("publicise", &story.head(BAC_KAN).await, Value::Null).await.refused(403, "forbidden");
        story.publicise(&exemplar).await.refused(409, "consent_missing");
        let other = story.exemplar(BA_BE, "exemplar").await;
        let agreed = json!({"person_name": "Nguyễn Hoàng Nam (SYN-0017)", "person_agrees": true});
        other.change(&story.officer(BA_BE).await, agreed).await.is(200);
        story.recognise(&other).await;
        assert_eq!(story.publicise(&other).await.is(200)["status"], "publicised");
        assert_eq!(other.now().await["version"], json!(4));
        assert_eq!(other.read_by(&story.officer(NA_HANG).await).await.is(200)["person_agrees"], true);
        other.read_by(&story.officer(STANDING_BODY).await).await.is(200);
    })
    .await;
}
