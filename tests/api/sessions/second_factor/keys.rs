//! The secrets lie under the ring that encrypts, and move with it.
use base::kernel::keys;
use entity::second_factor;
use sea_orm::EntityTrait;
use thidua::{boot::GivenKeys, cli::follow::take_over, config::PERSONAL_ID_KEYS};

use super::{Enrolled, with_code};
use crate::support::{TestApp, both};

async fn kept(app: &TestApp) -> second_factor::Model {
    second_factor::Entity::find().one(app.state.db.primary()).await.unwrap().unwrap()
}

#[actix_web::test]
async fn a_key_that_secrets_lie_under_stays_until_they_have_moved() {
    both(async |app| {
        let owner = Enrolled::of(&app, "an.nguyen").await;
        let (old, new) = (keys::generate().unwrap(), keys::generate().unwrap());
        let ring = |text: &str| keys::Ring::parse(text).unwrap();
        let given = GivenKeys { personal_ids: Some(ring(&old)), digests: None };
        let app = TestApp::on(std::rc::Rc::new(app.database.again()), |options| options.keys = given).await;
        app.settle().await;
        let before = kept(&app).await;
        assert_eq!(before.secret_key, app.state.keys.now().second_factors.active());
        take_over(PERSONAL_ID_KEYS, &new, &app.state).await.unwrap_err();
        take_over(PERSONAL_ID_KEYS, &format!("{new}\n{old}"), &app.state).await.unwrap();
        with_code(&app, "an.nguyen", &owner.fresh(&app)).await.is(200);
        app.settle().await;
        let after = kept(&app).await;
        assert!(after.secret_key != before.secret_key && after.secret != before.secret && after.id == before.id);
        take_over(PERSONAL_ID_KEYS, &new, &app.state).await.unwrap();
        with_code(&app, "an.nguyen", &owner.fresh(&app)).await.is(200);
    })
    .await;
}
