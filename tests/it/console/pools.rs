//! The list of pools.

use super::{open, submit, submit_in_vain};
use crate::harness::{App, Fixture, settings_without_quotas};

#[tokio::test]
async fn without_pools_it_says_so_and_leads_to_a_number() {
    let app = App::start().await;
    let screen = open(&app, "pools").await;
    assert_eq!(screen.texts(".empty"), ["There are no pools."]);
    assert!(screen.says("request a number"));
    assert!(open(&app, "pools?q=%2B1").await.says("No pool has “+1”."));
}

#[tokio::test]
async fn a_pool_is_created_from_an_identity() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let screen = submit(&app, "pools", "CreatePool", &[]).await;
    assert!(screen.texts("h1")[0].starts_with("Pool pool-"));
    assert_eq!(screen.all("#members td[data-l=Identity] a", "title"), [number]);
    let listed = open(&app, "pools").await;
    assert_eq!(listed.texts("td[data-l=Identities]"), ["1"]);
    assert_eq!(listed.texts("td[data-l=Status]"), ["ACTIVE"]);
}

#[tokio::test]
async fn a_refusal_is_shown_as_aws_answers_it() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.number().await;
    let screen = submit_in_vain(&app, "pools", "CreatePool", &[("MessageType", "PROMOTIONAL")]).await;
    let (exception, reason, _) = screen.refusal();
    assert_eq!((exception.as_str(), reason.as_str()), ("ConflictException", "MESSAGE_TYPE_MISMATCH"));
    // The form stays open with what it said.
    assert_eq!(screen.texts("#create[open] option[selected]"), ["PROMOTIONAL"]);
    assert_eq!(screen.status, 400);

    let screen = submit_in_vain(&app, "pools", "CreatePool", &[("MessageType", "OTHER")]).await;
    let (exception, reason, fields) = screen.refusal();
    assert_eq!(exception, "ValidationException");
    assert_eq!(
        (reason.as_str(), fields.as_slice()),
        ("FIELD_VALIDATION_FAILED", ["messageType".to_owned()].as_slice())
    );
}

#[tokio::test]
async fn pools_are_paged_from_the_newest_to_the_oldest_each_once() {
    let app = App::with(settings_without_quotas).await;
    let fixture = Fixture(app.client());
    let mut made = Vec::new();
    for place in 0..60 {
        let sender = fixture.sender_id(&format!("S{place}"), "GB").await;
        made.push(fixture.pool_of(&sender, "GB").await);
    }
    let shown = super::all_pages(&app, "pools", |screen| screen.all("td[data-l=Pool] a", "title")).await;
    made.reverse();
    assert_eq!(shown, made);
}

#[tokio::test]
async fn a_pool_is_found_by_its_id_a_number_or_a_sender_id_in_it() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let sender = fixture.sender_id("MYBRAND", "GB").await;
    let other = fixture.pool_of(&sender, "GB").await;
    let found = async |search: &str| open(&app, &format!("pools?q={search}")).await.all("td[data-l=Pool] a", "title");
    assert_eq!(found(&pool).await, [pool.as_str()]);
    assert_eq!(found("%2B1").await, [pool.as_str()]);
    assert_eq!(found("mybr").await, [other.as_str()]);
    assert!(found("nothing").await.is_empty());
}
