//! S5. Same province, other branch; sister offices; the superior on the own line.
use super::{BA_BE, BAC_KAN, CHI_CUC_BA_BE, CUC_BAC_KAN, PAC_NAM, Story, TONG_CUC, dossier, person, target};
use crate::support::both;

#[actix_web::test]
async fn a_department_does_not_read_the_enforcement_line_of_its_province() {
    both(async |app| {
        let story = Story::of(app).await;
        let nomination = story.submitted_nomination(CHI_CUC_BA_BE, &dossier(&person("SYN-0003"), "GK")).await;
        let plan = story.sent_plan(CHI_CUC_BA_BE, &[target("THADS-01", 20)]).await;
        for stranger in [story.head(BAC_KAN).await, story.officer(BAC_KAN).await, story.officer(BA_BE).await] {
            nomination.read_by(&stranger).await.refused(404, "not_found");
            plan.read_by(&stranger).await.refused(404, "not_found");
        }
    })
    .await;
}

#[actix_web::test]
async fn sister_offices_do_not_read_each_other() {
    both(async |app| {
        let story = Story::of(app).await;
        let plan = story.sent_plan(BA_BE, &[target("TGPL-04", 20)]).await;
        plan.read_by(&story.officer(BAC_KAN).await).await.is(200);
        for sister in [story.officer(PAC_NAM).await, story.head(PAC_NAM).await] {
            plan.read_by(&sister).await.refused(404, "not_found");
            assert!(story.list("/plans", &sister).await.items().is_empty());
        }
    })
    .await;
}

#[actix_web::test]
async fn the_enforcement_line_reads_what_was_sent_up_it() {
    both(async |app| {
        let story = Story::of(app).await;
        let line = [story.officer(CUC_BAC_KAN).await, story.head(CUC_BAC_KAN).await, story.officer(TONG_CUC).await];
        let plan = story.issued_plan(CHI_CUC_BA_BE, &[target("THADS-01", 20)]).await;
        let nomination = story.nominate(CHI_CUC_BA_BE, &dossier(&person("SYN-0003"), "GK")).await;
        for superior in &line {
            plan.read_by(superior).await.refused(404, "not_found");
            nomination.read_by(superior).await.refused(404, "not_found");
        }
        story.send(&plan).await;
        story.review(&nomination).await;
        story.submit_nomination(&nomination).await;
        for superior in &line {
            plan.read_by(superior).await.is(200);
            nomination.read_by(superior).await.is(200);
        }
    })
    .await;
}
