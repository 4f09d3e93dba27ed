//! Notify configurations: the list, and one of them.

use super::{Screen, all_pages, call, get, open, submit, submit_in_vain};
use crate::{
    harness::{App, Fixture, settings_without_quotas},
    notify_configuration::{PHONE, created, text},
};

const STATUS: &str = "POST notify-configurations/{notify_configuration_id}/status";
const TIER: &str = "POST notify-configurations/{notify_configuration_id}/tier";

#[tokio::test]
async fn a_configuration_is_made_edited_and_deleted() {
    let app = App::start().await;
    assert!(open(&app, "notify-configurations").await.says("There are no notify configurations."));
    let pool = Fixture(app.client()).pool().await;
    let fill = [("DisplayName", "Example Shop"), ("PoolId", pool.as_str())];
    let made = submit(&app, "notify-configurations", "CreateNotifyConfiguration", &fill).await;
    assert_eq!(made.texts("#chips .chip")[..2], ["ACTIVE", "basic tier"]);
    assert_eq!(made.all("dd a[href*='/pools/']", "title"), [pool.as_str()]);
    let listed = open(&app, "notify-configurations").await;
    assert_eq!(listed.all("td[data-l=Pool] a", "title"), [pool.as_str()]);
    let path = format!("notify-configurations/{}", listed.all("td[data-l=Brand] a", "title")[0]);
    let protected = submit(&app, &path, "UpdateNotifyConfiguration", &[("DeletionProtectionEnabled", "true")]).await;
    assert!(protected.texts("#chips .chip").contains(&"deletion protection on".to_owned()));
    let refused = submit_in_vain(&app, &path, "DeleteNotifyConfiguration", &[]).await;
    assert_eq!(refused.refusal().0, "ConflictException");
    submit(&app, &path, "UpdateNotifyConfiguration", &[("DeletionProtectionEnabled", "false")]).await;
    submit(&app, &path, "DeleteNotifyConfiguration", &[]).await;
    assert_eq!(get(&app, &path).await.status, 404);
}

#[tokio::test]
async fn its_status_and_its_tier_are_decided() {
    let app = App::start().await;
    let path = format!("notify-configurations/{}", created(&app.client()).await);
    let rejected = call(&app, &path, STATUS, &[("status", "REJECTED"), ("reason", "It is another’s brand")]).await;
    assert_eq!(rejected.texts("#chips .chip")[0], "REJECTED");
    assert!(rejected.says("It is another’s brand"));
    let active = call(&app, &path, STATUS, &[("status", "ACTIVE")]).await;
    assert_eq!(active.texts("#chips .chip")[0], "ACTIVE");
    let advanced = call(&app, &path, TIER, &[("tier", "ADVANCED")]).await;
    assert_eq!(advanced.texts("#chips .chip")[1], "advanced tier");
}

#[tokio::test]
async fn what_it_sent_today_and_this_month_is_counted() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client).await;
    created(&client).await;
    let counts = |screen: &Screen| screen.texts("td[data-l=Today], td[data-l='This month']");
    assert_eq!(counts(&open(&app, "notify-configurations").await), ["0", "0", "0", "0"]);
    text(&client, &id, PHONE).send().await.expect("it sends");
    assert_eq!(counts(&open(&app, "notify-configurations").await), ["0", "0", "1", "1"]);
    let screen = open(&app, &format!("notify-configurations/{id}")).await;
    assert_eq!(screen.texts("#sent dd"), ["1", "1"]);
}

#[tokio::test]
async fn configurations_are_found_and_paged_each_once() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    let mut made = Vec::new();
    for _ in 0..28 {
        made.push(created(&client).await);
    }
    made.reverse();
    let rows = |screen: &Screen| screen.all("td[data-l=Brand] a", "title");
    assert_eq!(all_pages(&app, "notify-configurations", rows).await, made);
    assert_eq!(rows(&open(&app, &format!("notify-configurations?q={}", made[3])).await), [made[3].as_str()]);
    assert_eq!(rows(&open(&app, "notify-configurations?q=example").await).len(), 25);
    assert!(open(&app, "notify-configurations?q=nobody").await.says("No configuration has “nobody”."));
}
