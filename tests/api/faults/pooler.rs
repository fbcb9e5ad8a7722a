//! A pooler that shares sessions between clients would break promises without a word: it is refused with one.
use base::store::db::Db;
use thidua::boot::boot;

use crate::support::{Database, Kind, Proxy, clock, options};

#[actix_web::test]
async fn sessions_that_do_not_keep_what_they_are_asked_to_are_refused_by_name() {
    for kind in Kind::available().into_iter().filter(|kind| *kind == Kind::Postgres) {
        let database = Database::fresh(kind).await;
        let proxy = Proxy::before(&database.url);
        proxy.drop_options();
        let mut options = options(&database, clock());
        options.database.url = proxy.url(&database.url);
        let refused = boot(options).await.err().map(|e| format!("{e:#}")).unwrap_or_default();
        let told = ["--database-url", "PgBouncer", "--max-connections"].iter().all(|word| refused.contains(word));
        assert!(told, "{refused:?}");
        Db::connect(&database.settings(), clock()).await.unwrap().close().await.unwrap();
        database.remove().await;
    }
}
