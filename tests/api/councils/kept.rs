//! What the law says of a dossier is kept as it is laid before the council, beside what it said before and after.
use serde_json::{Value, json};

use super::{COUNCIL_OF, with_titles};
use crate::{
    stories::{BA_BE, BAC_KAN, Paper, Story, dossier, person},
    support::both,
};

async fn kept(story: &Story, nomination: &Paper) -> Vec<Value> {
    let path = format!("{}/eligibility", nomination.path());
    let read = story.app.get(&path, &story.officer(BAC_KAN).await).await.is(200);
    read["kept"].as_array().expect("runs").clone()
}

/// What became of a rule since the run before, in the words of its outcomes.
fn changed(run: &Value, code: &str) -> Option<[Value; 3]> {
    let all = run["changed"].as_array().expect("changes");
    let change = all.iter().find(|change| change["rule_code"] == code)?;
    Some([change["since"].clone(), change["was"]["outcome"].clone(), change["is"]["outcome"].clone()])
}

const ONCE: &str = "ELIG_ONE_ACHIEVEMENT";

#[actix_web::test]
async fn a_fact_that_changed_before_the_council_is_shown_at_the_decision() {
    both(async |app| {
        let story = with_titles(&app).await;
        let council = story.council(COUNCIL_OF, 3).await;
        let nomination = story.appraised_nomination(BA_BE, &dossier(&person("SYN-0017"), "GK")).await;
        let session = story.planned_session(&council, "open", &[&nomination]).await;
        let occasions = |runs: &[Value]| runs.iter().map(|run| run["occasion"].clone()).collect::<Vec<_>>();
        assert_eq!(occasions(&kept(&story, &nomination).await), ["submission"], "an agenda may still change");

        // The same person is commended for the same days, at the final review.
        let mut later = dossier(&person("SYN-0017"), "GK");
        later["stage"] = json!("final");
        story.awarded_nomination(BA_BE, &later).await;
        story.attend(&session, &council, 3, 0).await.is(200);
        story.open_session(&session, &council).await.is(200);
        let runs = kept(&story, &nomination).await;
        assert_eq!(occasions(&runs), ["submission", "council"]);
        let moved = Some([json!("submission"), json!("pass"), json!("unknown")]);
        assert_eq!((changed(&runs[0], ONCE), changed(&runs[1], ONCE)), (None, moved.clone()));
        assert_eq!(runs[1]["version_no"], 1);

        let item = story.agenda(&session, council.chair()).await.remove(0);
        story.votes(&session, &council, &item, 3).await;
        story.close_session(&session, &council).await.is(200);
        story.propose(&nomination, BAC_KAN).await;
        let decision = story.draft_decision(BAC_KAN, &[(&nomination, 1)]).await;
        story.sign_decision(&decision, &story.number("QĐ-STP")).await;
        let runs = kept(&story, &nomination).await;
        assert_eq!(occasions(&runs), ["submission", "council", "proposal", "decision"]);
        assert_eq!(changed(&runs[1], ONCE), moved, "it is told where it changed");
        assert_eq!((changed(&runs[2], ONCE), changed(&runs[3], ONCE)), (None, None), "and nowhere else");
    })
    .await;
}
