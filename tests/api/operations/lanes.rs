//! Work of one lane never waits for that of another.
use std::{
    future::pending,
    rc::Rc,
    time::{Duration, Instant},
};

use base::http::inside::Inside;
use entity::journal;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use thidua::worker;
use tokio::sync::{mpsc, watch};

use super::{asked, read};
use crate::support::both;

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !is_so().await {
        assert!(since.elapsed() < Duration::from_secs(30), "in vain: {what}");
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn what_takes_long_holds_up_no_other_lane() {
    both(async |app| {
        let admin = app.admin().await;
        let (_, accepted) = asked(&app, &admin, "k").await;
        // What is asked of the service here is never answered.
        let inside: Inside = Rc::new(|_| Box::pin(pending()));
        let ((stop, stopped), (_sender, looks)) = (watch::channel(false), mpsc::channel(1));
        let working = actix_web::rt::spawn(worker::run(app.state.clone(), inside, looks, stopped));
        until("it is begun", async || read(&app, &admin, &accepted).await["state"] == "running").await;
        app.officer("H03.STP").await;
        let unsealed = || journal::Entity::find().filter(journal::Column::Sealed.eq(false));
        until("what is done meanwhile is sealed", async || {
            unsealed().count(app.state.db.read_latest()).await.unwrap() == 0
        })
        .await;
        assert_eq!(read(&app, &admin, &accepted).await["state"], "running");
        stop.send(true).unwrap();
        working.await.unwrap();
    })
    .await;
}
