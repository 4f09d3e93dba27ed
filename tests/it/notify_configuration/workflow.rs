//! The public workflow: a configuration that is ACTIVE, its template, a trial, a phone that got enough, its tier, and its pool.

use aws_sdk_pinpointsmsvoicev2::types::{NotifyConfigurationStatus, NotifyConfigurationTier, NotifyTemplateFilter};

use super::{PHONE, creating, described, text};
use crate::{
    harness::{App, Fixture},
    registration::{associate, filled, status, submit},
};

#[tokio::test]
async fn codes_are_sent_until_the_day_is_full_and_the_tier_goes_up() {
    let app = App::start().await;
    app.freeze().await;
    let client = app.client();
    let pool = Fixture(client.clone()).pool().await;
    let id = creating(&client).pool_id(&pool).send().await.expect("it is made").notify_configuration_id;
    assert_eq!(described(&client, &id).await.status, NotifyConfigurationStatus::Active);

    let filter = NotifyTemplateFilter::builder().name("language-code".into()).values("en").build();
    let templates = client.describe_notify_templates().filters(filter.expect("a filter")).send().await;
    let template = templates.expect("there are some").notify_templates()[0].template_id.clone();
    let update = client.update_notify_configuration().notify_configuration_id(&id).default_template_id(&template);
    update.send().await.expect("it is changed");

    let send = || text(&client, &id, PHONE).set_template_id(None).send();
    let tried = text(&client, &id, PHONE).set_template_id(None).dry_run(true).send().await.expect("all checks hold");
    assert_eq!(tried.resolved_message_body.as_deref(), Some("Example Shop: your code is 482913"));
    for _ in 0..10 {
        send().await.expect("the day has room");
    }
    let refused = app.refused(send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT - -");

    let far = || text(&client, &id, "+27821234567").set_template_id(None).send();
    assert!(app.refused(far()).await.is("ValidationException", "COUNTRY_NOT_ENABLED"));
    let form = filled(&client, "NOTIFY_TIER_UPGRADE_REGISTRATION").await;
    associate(&client, &form, &id).await;
    submit(&client, &form).await;
    assert_eq!(status(&client, &form).await, "COMPLETE");
    assert_eq!(described(&client, &id).await.tier, NotifyConfigurationTier::Advanced);
    far().await.expect("ADVANCED sends everywhere");

    let refused = app.refused(client.delete_pool().pool_id(&pool).send()).await;
    assert_eq!(refused.line(), format!("ConflictException POOL_ASSOCIATED_TO_NOTIFY_CONFIGURATION pool {pool}"));
    client.delete_notify_configuration().notify_configuration_id(&id).send().await.expect("it is deleted");
    client.delete_pool().pool_id(&pool).send().await.expect("nothing names it any more");
}
