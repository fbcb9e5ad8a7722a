//! The proof is as good on a standby, which nobody can write to.
use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use entity::journal_seal;
use sea_orm::{ConnectOptions, Database as Connect, EntityTrait, PaginatorTrait};

use super::{happenings, proof::run, seals};
use crate::support::{Database, Standby, TestApp};

#[actix_web::test]
async fn a_standby_proves_what_its_primary_proves() {
    let Some(server) = Standby::primary() else { return };
    let database = Rc::new(Database::on(server).await);
    let standby = Standby::of(server);
    let app = TestApp::on(database.clone(), |_| ()).await;
    happenings(&app).await;
    let (sealed, url) = (seals(&app).await.len() as u64, standby.url(&database.url));
    let replica = ConnectOptions::new(&url).max_connections(1).sqlx_logging(false).to_owned();
    let replica = Connect::connect(replica).await.unwrap();
    let since = Instant::now();
    while journal_seal::Entity::find().count(&replica).await.unwrap() < sealed {
        assert!(since.elapsed() < Duration::from_secs(30), "the standby does not follow");
    }
    let here = run(&database.url, &[]).await;
    let there = run(&url, &[]).await;
    assert!(there.status.success(), "{}", String::from_utf8_lossy(&there.stderr));
    assert_eq!(String::from_utf8_lossy(&here.stdout), String::from_utf8_lossy(&there.stdout));
    // A head that was printed by the one is found by the other.
    let kept = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(kept.path(), &here.stdout).unwrap();
    assert!(run(&url, &["--head", kept.path().to_str().unwrap()]).await.status.success());
    // What was changed on the primary behind the guards is told by the standby too.
    let db = super::without_guards(&app).await;
    sea_orm::ConnectionTrait::execute_unprepared(
        &db,
        "UPDATE journal SET event = 'x' WHERE id IN (SELECT entry_id FROM journal_seal WHERE seq = 3)",
    )
    .await
    .unwrap();
    let since = Instant::now();
    loop {
        let told = run(&url, &[]).await;
        if !told.status.success() {
            let told = String::from_utf8_lossy(&told.stderr).into_owned();
            assert!(told.contains("broken at position 3"), "{told}");
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "the standby does not tell");
    }
    db.close().await.unwrap();
    app.state.db.close().await.unwrap();
}
