//! Phone numbers: the list, and one of them.

use super::{get, open, submit, submit_in_vain};
use crate::harness::{App, Fixture, settings_without_quotas};

#[tokio::test]
async fn a_number_is_requested_joins_leaves_and_is_released() {
    let app = App::start().await;
    assert!(open(&app, "numbers").await.says("There are no numbers."));
    let screen = submit(&app, "numbers", "RequestPhoneNumber", &[]).await;
    assert_eq!(screen.texts("#chips .chip")[..3], ["ACTIVE", "toll free US", "transactional"]);
    let id = screen.texts(".pairs dd .mono").into_iter().find(|text| text.starts_with("phone-")).expect("it has an id");
    let path = format!("numbers/{id}");
    let pool = Fixture(app.client()).pool().await;
    let screen = submit(&app, &path, "AssociateOriginationIdentity", &[]).await;
    assert_eq!(screen.all("#pool a[href*='/pools/']", "title"), [pool.as_str()]);
    let listed = open(&app, "numbers").await;
    assert!(listed.all("td[data-l=Pool] a", "title").contains(&pool));

    let screen = submit_in_vain(&app, &path, "ReleasePhoneNumber", &[]).await;
    assert_eq!(screen.refusal().0, "ConflictException");
    submit(&app, &path, "DisassociateOriginationIdentity", &[]).await;
    submit(&app, &path, "ReleasePhoneNumber", &[]).await;
    // What is gone leads to its history.
    let gone = open(&app, &path).await;
    assert_eq!(gone.texts("h1 ~ .chip"), ["GONE"]);
    assert_eq!(gone.texts(".past .chip"), ["disassociated", "associated"]);
    assert_eq!(get(&app, "numbers/phone-00000000000000000000000000000000").await.status, 404);
}

#[tokio::test]
async fn a_request_that_aws_refuses_names_its_fields() {
    let app = App::start().await;
    let fill = [("IsoCountryCode", "XX"), ("NumberType", "TEN_DLC")];
    let screen = submit_in_vain(&app, "numbers", "RequestPhoneNumber", &fill).await;
    assert_eq!(screen.all("input[name=IsoCountryCode]", "value"), ["XX"]);
    assert_eq!(screen.texts("select[name=NumberType] option[selected]"), ["TEN_DLC"]);
    assert!(screen.refusal().0.ends_with("Exception"));
}

#[tokio::test]
async fn its_settings_are_edited_and_its_keywords_shown() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    fixture.keyword(&number, "MENU", "Say what").await;
    let path = format!("numbers/{number}");
    let fill = [
        ("TwoWayEnabled", "true"),
        ("TwoWayChannelArn", "arn:aws:sns:us-east-1:000000000000:inbound"),
        ("DeletionProtectionEnabled", "true"),
    ];
    let screen = submit(&app, &path, "UpdatePhoneNumber", &fill).await;
    let chips = screen.texts("#chips .chip");
    assert!(
        chips.contains(&"two-way on".to_owned()) && chips.contains(&"deletion protection on".to_owned()),
        "{chips:?}"
    );
    assert_eq!(screen.texts(".keywords dt .mono"), ["HELP", "MENU", "STOP"]);
    assert!(screen.says("Say what"));
}

#[tokio::test]
async fn numbers_are_found_by_their_beginning_however_grouped() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let stored = open(&app, &format!("numbers/{number}")).await.all("h1 .copy", "data-copy").swap_remove(0);
    let grouped = stored.replace("+1", "%2B1+(").replace("555", ")+555-");
    for search in [number.as_str(), &stored.replace('+', "%2B"), &stored[1..], &grouped] {
        let screen = open(&app, &format!("numbers?q={search}")).await;
        assert_eq!(screen.all("td[data-l=Number] a", "title"), [number.as_str()], "{search}");
    }
    assert!(open(&app, "numbers?q=%2B999").await.says("No number begins with"));
}

#[tokio::test]
async fn numbers_are_paged_each_once() {
    let app = App::with(settings_without_quotas).await;
    let fixture = Fixture(app.client());
    let mut made = Vec::new();
    for _ in 0..55 {
        made.push(fixture.long_code("US").await);
    }
    made.reverse();
    let shown = super::all_pages(&app, "numbers", |screen| screen.all("td[data-l=Number] a", "title")).await;
    assert_eq!(shown, made);
}
