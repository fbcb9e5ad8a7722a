//! “Ngành Tư pháp chung sức, góp phần xây dựng nông thôn mới”: a second movement, made by the standing body through the API alone.
use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{BA_BE, BAC_KAN, MINISTRY, STANDING_BODY, Story, VU, dossier, person, ratio, target};
use crate::support::{TestApp, both};

const OFFICE: &str = "district_justice_office";
const DEPARTMENT: &str = "provincial_justice_department";

fn indicator(code: &str, name: &str, more: Value) -> Value {
    let mut body = json!({"code": code, "name": name, "unit_of_measure": "xã", "direction": "increase",
        "aggregation": "sum", "applies_to": [OFFICE, DEPARTMENT]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

impl Story {
    /// One of each thing that the standing body defines, by where it is.
    pub async fn defined(&self) -> HashMap<&'static str, Uuid> {
        let indicators = self.list("/indicators?limit=1", &self.officer(STANDING_BODY).await).await;
        let year = self.entered_year(2025, json!([])).await.id();
        let (indicator, form) = (indicators.each("id")[0].parse().unwrap(), self.own_award_form().await);
        let account = self.head(STANDING_BODY).await.id();
        [("indicators", indicator), ("own-award-forms", form), ("calendar", year), ("users", account)].into()
    }

    /// A form of award of the ministry's own, which Sở Tư pháp decide.
    pub async fn own_award_form(&self) -> Uuid {
        let (today, document) = (self.app.clock.today(), self.document("906/QĐ-TĐKT"));
        let form = json!({"code": "GK_NTM", "name": "Giấy khen phong trào chung sức xây dựng nông thôn mới",
            "name_en": "Certificate of merit for new rural areas", "level": "grassroots", "for_individual": true,
            "for_collective": true, "for_household": false, "decided_by": [DEPARTMENT], "valid_from": today,
            "title": "Quy định hình thức khen thưởng của phong trào", "document": document});
        let officer = self.officer(STANDING_BODY).await;
        self.app.post("/own-award-forms", &officer).json(form.clone()).await.refused(403, "forbidden");
        self.app.post("/own-award-forms", &self.head(STANDING_BODY).await).json(form).await.is(201).id()
    }
}

/// What it measures, what it gives, to whom units report; then it is launched.
async fn launched(app: &TestApp) -> Story {
    let officer = app.officer(STANDING_BODY).await;
    let share = json!({"aggregation": "ratio", "direction": "reach", "unit_of_measure": "%", "upper_bound": 100,
        "numerator_code": "NTM-02", "denominator_code": "NTM-01"});
    for body in [
        indicator("NTM-01", "Số xã được giúp đỡ xây dựng nông thôn mới", json!({})),
        indicator("NTM-02", "Số xã được giúp đỡ đã đạt chuẩn tiếp cận pháp luật", json!({})),
        indicator("NTM-03", "Tỷ lệ xã được giúp đỡ đạt chuẩn tiếp cận pháp luật", share),
    ] {
        app.post("/indicators", &officer).json(body).await.is(201);
    }
    let story = Story::of(app.clone()).await;
    story.own_award_form().await;
    let movement = json!({"code": "NTM", "title": "Ngành Tư pháp chung sức, góp phần xây dựng nông thôn mới",
        "starts_on": "2024-06-01", "ends_on": "2025-12-31", "launched_by_unit_id": app.unit(MINISTRY).await,
        "indicator_codes": ["NTM-01", "NTM-03"], "award_form_codes": ["GK_NTM"],
        "reporting_lines": [{"unit_kind": DEPARTMENT, "receiver": "standing_body"},
            {"unit_kind": OFFICE, "receiver": "parent"}]});
    let movement = app.post("/movements", &officer).json(movement).await.is(201).id();
    let launch = json!({"document": story.document("905/QĐ-BTP")});
    app.post(&format!("/movements/{movement}/launch"), &app.head(MINISTRY).await)
        .if_match("*")
        .json(launch)
        .await
        .is(200);
    Story { app: app.clone(), movement }
}

#[actix_web::test]
async fn a_movement_is_planned_reported_and_commended_without_a_line_of_code() {
    both(async |app| {
        let story = launched(&app).await;
        story
            .active_schedule(json!({"movement_id": story.movement, "name": "Báo cáo quý", "regime": "general",
                "period_kind": "quarter", "first": {"year": 2024, "number": 3}, "last": {"year": 2024, "number": 4},
                "due": [{"tier": "district", "day_of_last_month": 17}, {"tier": "provincial", "day_of_last_month": 20}],
                "document_number": "907/QĐ-BTP"}))
            .await;
        story.received_plan(BA_BE, &[target("NTM-01", 10), ratio("NTM-03", 8, 10)]).await;
        app.set_clock("2024-09-16T02:00:00Z");
        let figures = [("NTM-01", json!({"value": 4})), ("NTM-03", json!({"numerator": 3, "denominator": 4}))];
        story.accepted_report(BA_BE, "2024-Q3", &figures).await;

        let path = format!("/progress?movement_id={}&group_by=indicator&period=2024-Q3", story.movement);
        let told = story.list(&path, &story.officer(BAC_KAN).await).await;
        let of = |code: &str| told.items().iter().find(|line| line["indicator_code"] == code).unwrap().clone();
        let (communes, share) = (of("NTM-01"), of("NTM-03"));
        assert_eq!((&communes["value"], &share["numerator"], &share["denominator"]), (&json!(4), &json!(3), &json!(4)));
        assert_eq!((&communes["expected"], &communes["submitted"]), (&json!(9), &json!(1)), "a Sở and its eight Phòng");

        // Further kinds of unit are asked from the next period on, and by a document.
        let officer = story.officer(STANDING_BODY).await;
        let add = async |path: &str, body: Value| {
            app.post(&format!("/movements/{}/{path}", story.movement), &officer).if_match("*").json(body).await
        };
        let more = json!({"indicator_code": "TGPL-07", "unit_kinds": [OFFICE]});
        add("indicators", more.clone()).await.faults(&[("/document_number", "required")]);
        let more = json!({"indicator_code": "TGPL-07", "unit_kinds": [OFFICE], "document_number": "1100/QĐ-BTP"});
        add("indicators", more.clone()).await.is(200);
        add("indicators", more).await.faults(&[("/indicator_code", "duplicate")]);
        let line = json!({"unit_kind": OFFICE, "receiver": "standing_body", "document_number": "1101/QĐ-BTP"});
        add("reporting-lines", line.clone()).await.is(200);
        add("reporting-lines", line).await.faults(&[("/receiver", "duplicate")]);
        let measured = story.list(&format!("/movements/{}/indicators", story.movement), &officer).await;
        assert_eq!(measured.each("code"), ["NTM-01", "NTM-03", "TGPL-07"]);
        let asked = json!([{"unit_kind": OFFICE, "applies_from": "2024-09-17", "document_number": "1100/QĐ-BTP"}]);
        assert_eq!(measured.items()[2]["asked_of"], asked, "the fourth quarter has begun already");
        let told = story.list(&format!("{path}&indicator_code=TGPL-07"), &story.officer(BAC_KAN).await).await;
        let expected: Vec<_> = told.items().iter().map(|line| line["expected"].clone()).collect();
        assert!(expected.iter().all(|count| *count == json!(0)), "{expected:?}");
        let lines = story.list(&format!("/movements/{}/reporting-lines", story.movement), &officer).await;
        assert_eq!(lines.items()[1]["applies_from"], "2024-09-17");
        assert_eq!(lines.items().len(), 3, "what held before can still be read");

        commended(&story).await;
        let form = json!({"award_form_code": "GK", "document_number": "1103/QĐ-BTP"});
        add("award-forms", form).await.is(200);
    })
    .await;
}

/// By the Sở, for it decides the movement's own form.
async fn commended(story: &Story) {
    let app = &story.app;
    let forms = story.list(&format!("/movements/{}/award-forms", story.movement), &story.officer(BA_BE).await).await;
    assert_eq!((forms.each("code"), &forms.items()[0]["own"]), (vec!["GK_NTM"], &json!(true)));
    let id = forms.each("id")[0].to_owned();
    let nomination = story.submitted_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK_NTM")).await;
    // To whom it goes is not changed under a dossier; its name may be.
    let head = story.head(STANDING_BODY).await;
    let (path, change) = (format!("/own-award-forms/{id}"), json!({"decided_by": ["ministry"]}));
    app.patch(&path, &head).version(1).json(change).await.refused(409, "definition_in_use");
    app.patch(&path, &head).version(1).json(json!({"name": "Giấy khen nông thôn mới"})).await.is(200);
    let close = json!({"valid_to": "2024-09-16", "document_number": "1102/QĐ-BTP"});
    app.post(&format!("{path}/close"), &head).version(2).json(close).await.is(200);
    let versions = story.list(&format!("{path}/versions"), &head).await;
    assert_eq!(versions.items()[1]["changed"], json!(["name"]));
    assert_eq!(versions.items()[0]["content"]["name"], "Giấy khen phong trào chung sức xây dựng nông thôn mới");

    app.set_clock("2024-09-17T02:00:00Z");
    let late = story.try_nominate(BA_BE, &dossier(&person("SYN-0018"), "GK_NTM")).await;
    late.faults(&[("/award_form_code", "not_allowed")]);
    story.receive_nomination(&nomination, BAC_KAN).await;
    story.appraise(&nomination, BAC_KAN).await;
    story.propose(&nomination, BAC_KAN).await;
    let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
    story.sign_decision(&decision, "88/QĐ-STP").await;
    assert_eq!(nomination.status().await, "awarded");
    let register = story.list("/awards", &story.officer(VU).await).await;
    assert_eq!(register.items()[0]["award_form"]["code"], "GK_NTM");
}
