//! Headers are as long as is published, and no longer; a preference that nobody knows is passed over (RFC 7240).
use super::operations;
use crate::support::{both, contract::resolved};

#[actix_web::test]
async fn a_header_that_is_too_long_is_refused_wherever_it_is_read() {
    both(async |app| {
        let officer = app.officer("H03.STP").await;
        let mut asked = 0;
        for (path, _, operation) in operations().filter(|(path, method, _)| *method == "get" && !path.contains('{')) {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let Some(preference) = parameters.map(resolved).find(|parameter| parameter["name"] == "Prefer") else {
                continue;
            };
            let most = usize::try_from(preference["schema"]["maxLength"].as_u64().unwrap()).unwrap();
            let path = path.trim_start_matches("/api/v1");
            let send = |length: usize| app.get(path, &officer).header("Prefer", "x".repeat(length));
            // Others ask for more, or for another person.
            if send(most).await.status == 200 {
                send(most + 1).await.refused(400, "malformed_request");
                asked += 1;
            }
        }
        assert!(asked > 20, "{asked}");
    })
    .await;
}
