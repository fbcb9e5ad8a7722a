//! The coverage of the whole sector takes the same few statements, however many plans there are.
use crate::{
    stories::{BA_BE, BAC_KAN, PAC_NAM, STANDING_BODY, Story, target},
    support::both,
};

#[actix_web::test]
async fn the_coverage_of_the_sector_takes_five_statements() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let reader = story.officer(STANDING_BODY).await;
        let statements = async |grouping: &str| {
            let mut fewest = u64::MAX;
            // What is kept in memory is looked after now and then, which is no part of it.
            for _ in 0..3 {
                let before = app.state.db.statements();
                story.coverage(&reader, grouping).await;
                fewest = fewest.min(app.state.db.statements() - before);
            }
            fewest
        };
        let few = statements("&group_by=province").await;
        assert!(few <= 5, "{few}");
        for unit in [BAC_KAN, BA_BE, PAC_NAM] {
            story.received_plan(unit, &[target("TGPL-04", 20)]).await;
        }
        for grouping in ["level", "province", "kind", "unit"] {
            assert_eq!(statements(&format!("&group_by={grouping}")).await, few, "{grouping}");
        }
    })
    .await;
}
