//! Other titles of a movement stand in the order of the Vietnamese alphabet too.
use serde_json::json;

use crate::support::both;

#[actix_web::test]
async fn other_titles_are_ordered_as_the_alphabet_is() {
    both(async |app| {
        let officer = app.officer("G15.TDKT").await;
        let body = json!({"code": "TEST", "title": "Thi đua cải cách", "starts_on": "2024-07-01", "ends_on": "2024-12-31",
            "launched_by_unit_id": app.unit("G15").await,
            "aliases": ["Đoàn kết", "Ăn quả nhớ người trồng cây", "dân vận khéo", "An sinh"]});
        let made = app.post("/movements", &officer).json(body).await.is(201);
        let ordered = json!(["An sinh", "Ăn quả nhớ người trồng cây", "dân vận khéo", "Đoàn kết"]);
        let read = app.get(&format!("/movements/{}", made.id()), &officer).await.is(200);
        assert_eq!((&made["aliases"], &read["aliases"]), (&ordered, &ordered));
    })
    .await;
}
