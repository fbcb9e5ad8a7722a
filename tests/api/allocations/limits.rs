//! All offices of the sector at once: the register has more of them than most limits.
use entity::{unit::UnitKind, unit_code::CodeScheme};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{REASON, Target, figure, with};
use crate::{
    stories::{BA_BE, MINISTRY, Story, target},
    support::both,
};

async fn offices(story: &Story) -> Vec<Uuid> {
    let organisation = story.app.state.db.latest_snapshot().await.unwrap().organisation;
    let today = story.app.clock.today();
    let all = organisation.units().filter(|unit| unit.kind == UnitKind::DistrictJusticeOffice && unit.exists_on(today));
    all.filter(|unit| unit.code_on(CodeScheme::Internal, today).is_some()).map(|unit| unit.id).collect()
}

#[actix_web::test]
async fn a_target_is_shared_out_to_every_office_of_the_sector() {
    both(async |app| {
        let story = Story::of(app.clone()).await;
        let top = Target::drafted(&story, MINISTRY, target("TGPL-04", 100_000)).await;
        let units = offices(&story).await;
        assert!(units.len() > 700, "{}", units.len());
        let all = json!({"rule": {"type": "equal"}, "unit_ids": units, "remainder_unit_id": app.unit(BA_BE).await});
        let made = top.distribute(&all).await.is(200);
        assert_eq!(made["shares"].as_array().map(Vec::len), Some(units.len()));
        // By weights too: to each the same but for the first, which makes them whole.
        let each = 1_000_000 / i128::try_from(units.len()).expect("a few");
        let first = 1_000_000 - each * (i128::try_from(units.len()).expect("a few") - 1);
        let weight =
            |(at, unit): (usize, &Uuid)| json!({"unit_id": unit, "weight": figure(if at == 0 { first } else { each })});
        let weights: Vec<Value> = units.iter().enumerate().map(weight).collect();
        let by_weight = json!({"rule": {"type": "by_weight", "weights": weights}, "remainder_unit_id": units[0],
            "reason": REASON});
        top.distribute(&by_weight).await.is(200);
        let books = top.reconciled().await;
        assert_eq!(
            (&books["total"]["unallocated"], &books["levels"][0]["holders"]),
            (&json!({"value": 0}), &json!(units.len()))
        );
        // Nobody has so many.
        let many: Vec<Uuid> = (0..2_001).map(|_| Uuid::now_v7()).collect();
        top.distribute(&with(all, &json!({"unit_ids": many}))).await.faults(&[("/unit_ids", "too_long")]);
        let weights: Vec<Value> = many.iter().map(|unit| json!({"unit_id": unit, "weight": 0})).collect();
        let too_many = with(by_weight, &json!({"rule": {"type": "by_weight", "weights": weights}}));
        top.distribute(&too_many).await.faults(&[("/rule/weights", "too_long")]);
    })
    .await;
}
