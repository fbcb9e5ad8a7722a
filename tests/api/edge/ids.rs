//! Ids have one spelling, in bodies, queries and paths.
use serde_json::json;
use uuid::Uuid;

use crate::support::{both, spec::operations};

fn spellings() -> [String; 5] {
    let id = Uuid::now_v7();
    let upper = id.to_string().to_uppercase();
    [upper, id.braced().to_string(), id.urn().to_string(), id.simple().to_string(), format!(" {id}")]
}

#[actix_web::test]
async fn every_id_of_every_body_is_spelt_as_ids_are() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.members().iter().filter(|place| place.has_format("uuid")) {
                known += 1;
                for id in spellings() {
                    let reply = operation.with_member(&app, place, json!(id)).await;
                    assert!(reply.names(&place.pointer, &["invalid_value"]), "{id} at {}", reply.describe());
                }
            }
        }
        assert!(known > 30, "the spec knows {known} ids in bodies");
    })
    .await;
}

#[actix_web::test]
async fn every_id_of_every_query_is_spelt_as_ids_are() {
    both(async |app| {
        let mut known = 0;
        for operation in operations() {
            for place in operation.parameters().iter().filter(|place| place.has_format("uuid")) {
                known += 1;
                for id in spellings() {
                    let query =
                        format!("{}={}", place.pointer, id.replace(' ', "%20").replace('{', "%7B").replace('}', "%7D"));
                    let reply = operation.with_query(&app, &query).await.refused(400, "invalid_parameter");
                    assert!(reply["detail"].to_string().contains(&place.pointer), "{}", reply.describe());
                }
            }
        }
        assert!(known > 30, "the spec knows {known} ids in queries");
    })
    .await;
}

#[actix_web::test]
async fn a_path_with_another_spelling_of_an_id_names_nothing() {
    both(async |app| {
        let (admin, unit) = (app.admin().await, app.unit("H03.STP").await);
        app.get(&format!("/units/{unit}"), &admin).await.is(200);
        for other in [unit.to_string().to_uppercase(), unit.simple().to_string(), unit.urn().to_string()] {
            app.get(&format!("/units/{other}"), &admin).await.refused(404, "not_found");
            let can = format!("/me/can?action=units:read&resource=units/{other}");
            app.get(&can, &admin).await.refused(400, "invalid_parameter");
        }
    })
    .await;
}
