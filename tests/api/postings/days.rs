//! For how long a list is posted, by which rule: what is shown before there is a list, and what a list is held to.
use serde_json::{Value, json};

use crate::{
    stories::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, dossier, person},
    support::both,
};

/// The form, what is asked, whether a rule binds, and the first and the last day.
type Row = (&'static str, &'static str, bool, [&'static str; 2]);

const ROWS: &[Row] = &[
    // Huân chương: ten working days before the council (98/2023/NĐ-CP, article 46, clause 2).
    ("HCLD3", "council_on=2024-11-25", true, ["2024-11-11", "2024-11-24"]),
    ("HCLD3", "first_on=2024-11-11", true, ["2024-11-11", "2024-11-22"]),
    // Tết, and a Saturday that is worked for a day off.
    ("HCLD3", "council_on=2024-02-21", true, ["2024-01-31", "2024-02-20"]),
    ("HCLD3", "council_on=2024-05-06", true, ["2024-04-17", "2024-05-05"]),
    ("HCLD3", "council_on=2025-07-21", true, ["2025-07-07", "2025-07-20"]),
    // A dossier keeps the regime that it was received under.
    ("HCLD3", "council_on=2025-07-21&regime_code=R2022a", true, ["2025-07-07", "2025-07-20"]),
    // Under the law of 2003 the sector posted five working days before the submission.
    ("HCLD3", "first_on=2023-11-06", true, ["2023-11-06", "2023-11-10"]),
    ("CSTDTQ", "first_on=2023-11-06", true, ["2023-11-06", "2023-11-10"]),
    // The example of the configuration is shown, and binds nobody yet.
    ("BK_BT", "council_on=2024-11-25", false, ["2024-11-11", "2024-11-24"]),
];

#[actix_web::test]
async fn the_days_are_those_of_the_rule_of_the_day() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let reader = story.officer(BA_BE).await;
        for (form, asked, binds, days) in ROWS {
            let told = app.get(&format!("/posting-days?award_form_code={form}&{asked}"), &reader).await.is(200);
            let found = [&told["first_on"], &told["last_on"]];
            assert_eq!((&told["binds"], found), (&json!(binds), [&json!(days[0]), &json!(days[1])]), "{form} {asked}");
            assert!(told["rule"]["citation"]["document"]["number"].is_string(), "{}", told.describe());
        }
        // What is ordered for nobody, or was not read, has no days.
        for form in ["GK", "CSTDCS"] {
            let path = format!("/posting-days?award_form_code={form}&council_on=2024-11-25");
            let told = app.get(&path, &reader).await.is(200);
            assert_eq!((&told["rule"], &told["first_on"]), (&Value::Null, &Value::Null), "{form}");
        }
        for wrong in ["award_form_code=XYZ", "award_form_code=GK&council_on=2024-11-25&first_on=2024-11-11"] {
            app.get(&format!("/posting-days?{wrong}"), &reader).await.refused(400, "invalid_parameter");
        }
        app.get("/posting-days?award_form_code=HCLD3&council_on=2090-01-02", &reader).await.refused(422, "no_calendar");
        story.posting_is_asked_for().await;
        let path = "/posting-days?award_form_code=BK_BT&council_on=";
        let binds = async |day: &str| app.get(&format!("{path}{day}"), &reader).await.is(200)["binds"] == true;
        assert!(binds("2024-11-25").await && !binds("2024-05-20").await, "from the day of the document on");
    })
    .await;
}

#[actix_web::test]
async fn a_list_is_as_long_as_the_rule_asks_or_longer_and_of_one_units_dossiers() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let of = |name: &str, form: &str| dossier(&person(name), form);
        let gk = story.appraised_nomination(BA_BE, &of("SYN-0017", "GK")).await;
        let minister = story.at_the_ministry(BA_BE, &of("SYN-0018", "BK_BT")).await;
        let received = story.received_nomination(BA_BE, &of("SYN-0019", "GK")).await;
        let try_it = async |unit: &str, body: &Value| story.try_draft_posting(unit, body.clone()).await;

        // No rule says for how long: the unit does.
        let mut body = story.posting_body(&[&gk]);
        try_it(BAC_KAN, &body).await.faults(&[("/days", "required")]);
        body["days"] = json!(3);
        assert_eq!(try_it(BAC_KAN, &body).await.is(201)["rules"], json!([]));
        body["nomination_ids"] = json!([gk.id, minister.id, received.id, gk.id]);
        let wrong = [
            ("/nomination_ids/1", "not_found"),
            ("/nomination_ids/2", "not_allowed"),
            ("/nomination_ids/3", "duplicate"),
        ];
        try_it(BAC_KAN, &body).await.faults(&wrong);
        try_it(BA_BE, &story.posting_body(&[&gk])).await.faults(&[("/nomination_ids/0", "not_found")]);
        app.post("/postings", &story.head(BAC_KAN).await).json(body).await.refused(403, "forbidden");

        // The standing body has given a rule: ten working days, or more.
        story.posting_is_asked_for().await;
        let mut body = story.posting_body(&[&minister]);
        body["days"] = json!(9);
        try_it(STANDING_BODY, &body).await.faults(&[("/days", "out_of_range")]);
        body["days"] = json!(61);
        try_it(STANDING_BODY, &body).await.is(422);
        body["days"] = json!(12);
        assert_eq!(try_it(STANDING_BODY, &body).await.is(201)["days"], 12);
        body.as_object_mut().unwrap().remove("days");
        body["council_on"] = json!("2024-06-14");
        try_it(STANDING_BODY, &body).await.faults(&[("/council_on", "out_of_range")]);
        body["council_on"] = json!("2024-06-17");
        let made = try_it(STANDING_BODY, &body).await.is(201);
        assert_eq!((&made["days"], &made["publish_by"]), (&json!(10), &json!("2024-06-03")));
        assert_eq!(made["rules"][0]["scope"], "configuration");
        let posting = story.paper("postings", STANDING_BODY, &made);
        // Another day for the council, and too late for it.
        let officer = story.officer(STANDING_BODY).await;
        let later = posting.change(&officer, json!({"council_on": "2024-06-18"})).await.is(200);
        assert_eq!((&later["days"], &later["publish_by"]), (&json!(10), &json!("2024-06-04")));
        posting.change(&officer, json!({"days": 5})).await.faults(&[("/days", "out_of_range")]);
        app.set_clock("2024-06-05T02:00:00Z");
        story.publish(&posting).await.refused(409, "posting_too_late");
        posting.change(&officer, json!({"council_on": null})).await.is(200);
        let published = story.publish(&posting).await.is(200);
        let days = [&published["first_on"], &published["last_on"], &published["end_from"]];
        assert_eq!(days, [&json!("2024-06-05"), &json!("2024-06-18"), &json!("2024-06-19")]);
        posting.read_by(&story.head(MINISTRY).await).await.is(200);
        posting.read_by(&story.officer(BAC_KAN).await).await.refused(404, "not_found");
    })
    .await;
}
