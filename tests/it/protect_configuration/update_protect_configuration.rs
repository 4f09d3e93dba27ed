//! UpdateProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use super::{described, refuses_others};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn protection_goes_on_and_off_and_stays_where_nothing_is_said() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    Fixture(app.client()).protect_account(&id).await;
    for (said, is) in [(None, false), (Some(true), true), (None, true), (Some(false), false)] {
        let update = app.client().update_protect_configuration().protect_configuration_id(&id);
        let answer = update.set_deletion_protection_enabled(said).send().await.expect("it is there");
        assert_eq!(answer.protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
        assert_eq!((&answer.protect_configuration_id, answer.account_default), (&id, true));
        assert_eq!(answer.deletion_protection_enabled, is);
        let described = described(&app).await;
        assert_eq!(
            (described[0].deletion_protection_enabled, described[0].created_timestamp),
            (is, answer.created_timestamp)
        );
    }
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.update_protect_configuration().protect_configuration_id(id));
}
