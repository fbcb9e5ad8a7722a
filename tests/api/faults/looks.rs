//! One look at the counters serves all who wait for it, however slow the database is.
use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use crate::support::{Database, Kind, Proxy, TestApp, together};

const CALLERS: usize = 24;

#[actix_web::test]
async fn a_slow_look_serves_all_who_wait() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Rc::new(Database::fresh(kind).await);
        let proxy = Proxy::before(&database.url);
        let app = TestApp::on(database.clone(), |options| options.database.url = proxy.url(&database.url)).await;
        let (officer, path) = (app.officer("H03.STP").await, format!("/units/{}", app.unit("H03.STP").await));
        app.get(&path, &officer).await.is(200);
        // Longer than what is kept in memory may be old.
        proxy.slow(Duration::from_millis(600));
        let (before, since) = (app.state.db.statements(), Instant::now());
        for reply in together((0..CALLERS).map(|_| app.get(&path, &officer).into_future())).await {
            reply.is(200);
        }
        let looks = app.state.db.statements() - before;
        assert!(looks <= 4, "{looks} looks for {CALLERS} callers");
        assert!(since.elapsed() < Duration::from_secs(8), "{:?}", since.elapsed());
        proxy.slow(Duration::ZERO);
        app.state.db.close().await.unwrap();
        database.remove().await;
    }
}
