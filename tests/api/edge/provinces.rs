//! A code of a province is one of those that there are or were, in bodies and in queries.
use serde_json::json;

use crate::support::{
    both,
    spec::{Place, operations},
};

/// The pattern that the spec gives to these codes and to nothing else.
fn is_code(place: &&Place) -> bool {
    place.schema["pattern"] == "^[0-9]{2}$"
}

#[actix_web::test]
async fn every_code_of_a_province_is_known() {
    both(async |app| {
        let (mut members, mut parameters) = (0, 0);
        for operation in operations() {
            for place in operation.members().iter().filter(is_code) {
                members += 1;
                for (code, fault) in [("99", "not_found"), ("03", "not_found"), ("6", "invalid_value")] {
                    let reply = operation.with_member(&app, place, json!(code)).await;
                    assert!(reply.names(&place.pointer, &[fault]), "{code} at {}", reply.describe());
                }
            }
            for place in operation.parameters().iter().filter(is_code) {
                parameters += 1;
                for code in ["99", "03", "6"] {
                    let query = format!("{}={code}", place.pointer);
                    let reply = operation.with_query(&app, &query).await.refused(400, "invalid_parameter");
                    assert!(reply["detail"].to_string().contains(&place.pointer), "{}", reply.describe());
                }
            }
        }
        assert!(members > 1 && parameters > 2, "the spec knows {members} such members and {parameters} parameters");
    })
    .await;
}
