//! One pool.

use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;

use super::{get, open, submit, submit_in_vain};
use crate::harness::{App, Fixture, simulator, tag};

#[tokio::test]
async fn it_shows_who_is_in_it_since_when_and_by_which_request() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    fixture.associate(&pool, &number, "US").await;
    let screen = open(&app, &format!("pools/{pool}")).await;
    assert_eq!(screen.texts("#identities .count"), ["2"]);
    assert_eq!(screen.all("#members td[data-l=Identity] a", "title")[0], number);
    let request = &screen.all("#members td[data-l='By request'] .mono", "title")[0];
    let mut connection = app.connection().await;
    let stored: String =
        sqlx::query_scalar("select request_id from inspect.associations where origination_identity = $1")
            .bind(&number)
            .fetch_one(&mut connection)
            .await
            .expect("it is associated");
    assert_eq!(*request, stored);
    assert_eq!(screen.texts(".keywords dt .mono"), ["HELP", "STOP"]);
    assert_eq!(screen.texts("#past .chip"), ["associated", "associated"]);
}

#[tokio::test]
async fn who_did_it_stands_beside_each_request() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;
    let toll_free = simulator(&app.client()).number_type(RequestableNumberType::TollFree).send().await;
    let toll_free = toll_free.expect("a number is there").phone_number_id.expect("it has an id");
    let text =
        app.client().send_text_message().origination_identity(&toll_free).destination_phone_number("+12065550142");
    text.message_body("Hello").send().await.expect("a text is accepted");
    // Somebody's request isn't kept for ever, nor is he always called as his key.
    app.execute(
        "delete from callsign.request;
         update callsign.pool_origination_identity set principal_arn = 'arn:aws:iam::000000000000:user/app';
         update callsign.association_event set access_key_id = null, principal_arn = null where id = (
             select max(id) from callsign.association_event)",
    )
    .await;
    let screen = open(&app, &format!("pools/{pool}")).await;
    assert_eq!(screen.texts("#members td[data-l='By request'] .by"), ["test (app)", "test (app)"]);
    assert_eq!(screen.texts("#past .by"), ["test"], "nobody is told where he isn't known");
    let screen = open(&app, &format!("numbers/{number}")).await;
    assert_eq!(screen.texts("#pool .by"), ["test (app)"]);
    assert_eq!(open(&app, "numbers").await.texts("td[data-l='Joined by'] .by"), ["test (app)", "test (app)"]);
    let screen = open(&app, &format!("inbox/{toll_free}/%2B12065550142")).await;
    assert_eq!(screen.texts(".bubble .by"), ["test"]);
}

#[tokio::test]
async fn what_was_changed_of_it_stands_there_with_who_did_it_also_when_it_is_gone() {
    let app = App::start().await;
    let client = app.client();
    let number = Fixture(app.client()).number().await;
    let made = client.create_pool().origination_identity(&number).iso_country_code("US");
    let made = made.message_type("TRANSACTIONAL".into()).tags(tag("Name", "orders")).send().await;
    let pool = made.expect("a pool is made").pool_id.expect("it has an id");
    for is_on in [true, false, true] {
        client.update_pool().pool_id(&pool).shared_routes_enabled(is_on).send().await.expect("it is changed");
    }
    let path = format!("pools/{pool}");
    let screen = open(&app, &path).await;
    assert_eq!(screen.texts("#changed .chip"), ["updated", "updated", "updated", "created"]);
    assert_eq!(screen.texts("#changed li:first-child .long"), ["SharedRoutesEnabled: false → true"]);
    assert_eq!(screen.texts("#changed .by"), ["test"; 4]);

    client.delete_pool().pool_id(&pool).send().await.expect("it goes");
    let gone = open(&app, &path).await;
    assert_eq!(gone.texts(".last .chip"), ["deleted", "updated", "updated", "updated"]);
    let was = gone.texts(".last li:first-child .long");
    for line in [
        "MessageType: TRANSACTIONAL",
        "OptOutListName: Default",
        "SharedRoutesEnabled: true",
        r#"Tags: {"Name":"orders"}"#,
    ] {
        assert!(was.contains(&line.to_owned()), "{line}: {was:?}");
    }
    assert_eq!(was.len(), 4, "what isn't set isn't told: {was:?}");
}

#[tokio::test]
async fn identities_join_and_leave_it() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    let path = format!("pools/{pool}");
    let screen = submit(&app, &path, "AssociateOriginationIdentity", &[]).await;
    assert_eq!(screen.all("#members td[data-l=Identity] a", "title")[0], number);
    // The newest is the first.
    let screen = submit(&app, &path, "DisassociateOriginationIdentity", &[]).await;
    assert!(!screen.all("#members td[data-l=Identity] a", "title").contains(&number));
    assert_eq!(screen.texts("#past .chip")[0], "disassociated");
}

#[tokio::test]
async fn a_number_of_another_pool_is_offered_and_refused_by_aws() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.pool().await;
    let screen = submit_in_vain(&app, &format!("pools/{pool}"), "AssociateOriginationIdentity", &[]).await;
    let (exception, reason, _) = screen.refusal();
    assert_eq!((exception.as_str(), reason.as_str()), ("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"));
    assert!(screen.says("in another pool"));
}

#[tokio::test]
async fn its_settings_are_edited() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let path = format!("pools/{pool}");
    let fill = [("SharedRoutesEnabled", "true"), ("DeletionProtectionEnabled", "true")];
    let screen = submit(&app, &path, "UpdatePool", &fill).await;
    let chips = screen.texts("#chips .chip");
    assert!(chips.contains(&"shared routes on".to_owned()) && chips.contains(&"deletion protection on".to_owned()));
    assert_eq!(screen.all("input[name=SharedRoutesEnabled][checked]", "value"), ["true"]);
    let screen = submit_in_vain(&app, &path, "UpdatePool", &[("TwoWayEnabled", "true")]).await;
    assert_eq!(screen.refusal().1, "TWO_WAY_CHANNEL_NOT_PRESENT");
}

#[tokio::test]
async fn it_is_deleted_only_with_the_number_of_identities_that_leave() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    fixture.associate(&pool, &number, "US").await;
    let path = format!("pools/{pool}");
    for wrong in ["", "1", "two", "-2"] {
        let screen = submit_in_vain(&app, &path, "DeletePool", &[("removes", wrong)]).await;
        assert_eq!(screen.refusal().0, "Nothing was removed", "{wrong}");
        assert!(screen.says("2 would go with it now"), "{wrong}");
    }
    let screen = submit(&app, &path, "DeletePool", &[("removes", "2")]).await;
    assert!(screen.says("There are no pools."));
    // Its history stays.
    let gone = open(&app, &path).await;
    assert_eq!(gone.texts("h1 ~ .chip"), ["GONE"]);
    assert_eq!(gone.texts(".past li").len(), 4);
    assert_eq!(get(&app, "pools/pool-00000000000000000000000000000000").await.status, 404);
}

#[tokio::test]
async fn a_test_message_shows_beside_it_and_in_the_inbox() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let pool = fixture.pool_of(&number, "US").await;
    let path = format!("pools/{pool}");
    let fill = [("DestinationPhoneNumber", "+12065550142"), ("MessageBody", "Hi\r\nthere")];
    let screen = submit(&app, &path, "SendTextMessage", &fill).await;
    assert_eq!(screen.texts("#last .body"), ["Hi there"]);
    let thread = screen.all("#last a", "href");
    assert_eq!(open(&app, &thread[0]).await.texts(".bubble .text"), ["Hi there"]);
    assert_eq!(app.count("select count(*) from inspect.messages where message_body = E'Hi\\nthere'").await, 1);
    let screen =
        submit_in_vain(&app, &path, "SendTextMessage", &[("DestinationPhoneNumber", "12"), ("MessageBody", "Hi")])
            .await;
    assert_eq!(screen.refusal().2, ["destinationPhoneNumber"]);
    assert_eq!(screen.all("input[name=DestinationPhoneNumber]", "value"), ["12"]);
}

#[tokio::test]
async fn its_identities_are_paged_who_joined_last_first() {
    let app = App::with(crate::harness::settings_without_quotas).await;
    let fixture = Fixture(app.client());
    let first = fixture.sender_id("S0", "GB").await;
    let pool = fixture.pool_of(&first, "GB").await;
    for place in 1..55 {
        let sender = fixture.sender_id(&format!("S{place}"), "GB").await;
        fixture.associate(&pool, &sender, "GB").await;
    }
    let members = "#members td[data-l=Identity] a";
    let shown = super::all_pages(&app, &format!("pools/{pool}"), |screen| screen.texts(members)).await;
    let wanted: Vec<String> = (0..55).rev().map(|place| format!("S{place}")).collect();
    assert_eq!(shown, wanted);
}
