//! What the database itself guards.

use sqlx::{AssertSqlSafe, Connection, Executor};

use super::{PHONE, created, creating, text};
use crate::{
    harness::{App, Fixture},
    registration::{associate, created as registration},
};

#[tokio::test]
async fn the_database_guards_them() {
    let app = App::start().await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    creating(&client).pool_id(&pool).send().await.expect("it is made");
    let id = created(&client).await;
    text(&client, &id, PHONE).send().await.expect("it is sent");
    let form = registration(&client, "NOTIFY_TIER_UPGRADE_REGISTRATION").await;
    associate(&client, &form, &id).await;
    registration(&client, "NOTIFY_TIER_UPGRADE_REGISTRATION").await;
    let mut connection = app.connection().await;
    for (constraint, statement) in [
        (
            "notify_configuration_keeps_its_pool",
            "delete from callsign.pool_origination_identity; delete from callsign.keyword; delete from callsign.pool",
        ),
        ("notify_configuration_keeps_its_pool", "update callsign.notify_configuration set pool_id = gen_random_uuid()"),
        ("notify_configuration_tier_check", "update callsign.notify_configuration set tier = 'GOLD'"),
        ("notify_configuration_status_check", "update callsign.notify_configuration set status = 'PENDING'"),
        (
            "notify_configuration_enabled_channels_check",
            "update callsign.notify_configuration set enabled_channels = '{MMS}'",
        ),
        ("notify_configuration_display_name_check", "update callsign.notify_configuration set display_name = 'a.b'"),
        ("message_by_notify_says_so", "update callsign.message set template_id = null"),
        ("message_by_notify_says_so", "update callsign.message set kind = 'API'"),
        (
            "notify_configuration_is_in_one_registration",
            "insert into callsign.registration_association (id, registration_id, notify_configuration_id, created_at)
             select gen_random_uuid(), r.id, a.notify_configuration_id, now()
             from callsign.registration r, callsign.registration_association a where r.id <> a.registration_id",
        ),
        (
            "registration_association_is_one_thing",
            "update callsign.registration_association set notify_configuration_id = null",
        ),
    ] {
        let mut tx = connection.begin().await.expect("a transaction");
        let outcome = tx.execute(sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))).await;
        tx.rollback().await.expect("it can be rolled back");
        let error = outcome.expect_err(statement);
        let told = error.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
        assert_eq!(told.as_deref(), Some(constraint), "{statement}: {error}");
    }
}
