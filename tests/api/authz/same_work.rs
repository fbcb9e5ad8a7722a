//! What the database does for a hidden thing it does for nothing too. As many statements are not enough: a database works out
//! a condition only of a row that is there, so no statement that reads a row by its id asks anything else of it.
use std::sync::{Arc, Mutex};

use entity::assignment::Role::Administrator;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    files::{PDF, upload},
    stories::{BA_BE, BAC_KAN, NA_HANG},
    support::{Caller, Reply, TestApp, both},
};

/// Remembers what the database is asked, in words.
struct Ear(Arc<Mutex<Vec<String>>>);

impl Ear {
    fn at(app: &TestApp) -> Self {
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let told = heard.clone();
        app.state.db.on_statement(move |statement| told.lock().unwrap().push(statement.sql.clone()));
        Self(heard)
    }

    /// What is asked about a thing that is refused, but for looks at what is kept in memory.
    async fn hears(&self, ask: impl AsyncFn() -> Reply) -> Vec<String> {
        // The first look may find something to read anew.
        ask().await;
        self.0.lock().unwrap().clear();
        let reply = ask().await;
        assert!([404, 422].contains(&reply.status), "{}", reply.describe());
        let heard = std::mem::take(&mut *self.0.lock().unwrap());
        heard.into_iter().filter(|sql| !sql.contains("snapshot_version")).collect()
    }
}

/// Whether a statement reads rows of a table under a condition that has to read more.
fn is_lazy(sql: &str, table: &str) -> bool {
    sql.contains(&format!("FROM \"{table}\"")) && sql.matches("SELECT").count() > 1
}

#[actix_web::test]
async fn a_hidden_account_and_a_hidden_file_are_read_as_none_is() {
    both(async |app| {
        let local = app.caller_with(&[(Administrator, BAC_KAN)]).await;
        let (hidden, stranger) = (app.officer(NA_HANG).await.id(), app.officer(NA_HANG).await);
        let file = upload(&app, &app.officer(BA_BE).await, "a.pdf", PDF).await.id();
        let unit = app.unit(BAC_KAN).await;
        let ear = Ear::at(&app);
        let get = async |path: &str, who: &Caller| app.get(path, who).await;
        let patch =
            async |id: Uuid, body: Value| app.patch(&format!("/users/{id}"), &local).if_match("*").json(body).await;
        let assign = async |id: Uuid| {
            let role = json!({"user_id": id, "role": "officer", "unit_id": unit, "valid_from": "2024-01-01"});
            app.post("/assignments", &local).json(role).await
        };
        let account = async |id: Uuid| {
            let mut heard = ear.hears(async || get(&format!("/users/{id}"), &local).await).await;
            heard.extend(ear.hears(async || patch(id, json!({"status": "suspended"})).await).await);
            heard.extend(ear.hears(async || assign(id).await).await);
            heard
        };
        let content = async |id: Uuid| {
            let mut heard = ear.hears(async || get(&format!("/files/{id}"), &stranger).await).await;
            heard.extend(ear.hears(async || get(&format!("/files/{id}/content"), &stranger).await).await);
            heard
        };
        let asked = account(hidden).await;
        assert_eq!(asked, account(Uuid::now_v7()).await);
        assert!(
            asked.iter().any(|sql| sql.contains("user_account"))
                && !asked.iter().any(|sql| is_lazy(sql, "user_account")),
            "{asked:#?}"
        );
        let asked = content(file).await;
        assert_eq!(asked, content(Uuid::now_v7()).await);
        assert!(
            asked.iter().any(|sql| sql.contains("FROM \"file\"")) && !asked.iter().any(|sql| is_lazy(sql, "file")),
            "{asked:#?}"
        );
    })
    .await;
}
