//! Configuration sets: the list, and one of them.

use super::{get, open, submit, submit_in_vain};
use crate::{
    delivery::sns_http,
    harness::{App, Fixture, TARGETS},
};

#[tokio::test]
async fn a_set_is_created_and_deleted_with_the_number_of_its_destinations() {
    let app = App::start().await;
    assert!(open(&app, "configuration-sets").await.says("There are no configuration sets."));
    submit(&app, "configuration-sets", "CreateConfigurationSet", &[("ConfigurationSetName", "default")]).await;
    let path = "configuration-sets/default";
    let topic = "arn:aws:sns:us-east-1:000000000000:events";
    let fill = [("EventDestinationName", "sns"), ("SnsDestination.TopicArn", topic)];
    let screen = submit(&app, path, "CreateEventDestination", &fill).await;
    assert_eq!(screen.texts("td[data-l='Goes to'] .mono"), [topic]);
    assert_eq!(screen.texts("td[data-l=Events]"), ["TEXT_ALL"]);
    let screen = submit_in_vain(&app, path, "DeleteConfigurationSet", &[("removes", "0")]).await;
    assert_eq!(screen.refusal().0, "Nothing was removed");
    submit(&app, path, "DeleteConfigurationSet", &[("removes", "1")]).await;
    assert_eq!(get(&app, path).await.status, 404);
}

#[tokio::test]
async fn destinations_are_switched_and_deleted() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.set("default").await;
    for (name, target) in ["logs", "firehose", "sns"].into_iter().zip(TARGETS) {
        fixture.destination("default", name, target).await;
    }
    let path = "configuration-sets/default";
    let screen = open(&app, path).await;
    let kinds = screen.texts("td[data-l='Goes to']");
    assert!(kinds[0].starts_with("CloudWatch Logs") && kinds[1].starts_with("Firehose") && kinds[2].starts_with("SNS"));
    let screen = submit(&app, path, "UpdateEventDestination", &[]).await;
    assert_eq!(screen.texts("td[data-l=State]"), ["events off", "events on", "events on"]);
    let screen = submit(&app, path, "UpdateEventDestination", &[]).await;
    assert_eq!(screen.texts("td[data-l=State]"), ["events on", "events on", "events on"]);
    let screen = submit(&app, path, "DeleteEventDestination", &[]).await;
    assert_eq!(screen.texts("td[data-l=Destination]"), ["firehose", "sns"]);
}

#[tokio::test]
async fn where_a_destination_really_goes_stands_beside_its_arn_without_what_may_be_secret() {
    let target = sns_http("arn:aws:sns:*", "http://app.internal:8080/sns?key=secret");
    let app = App::with(|settings| settings.events.targets = vec![target]).await;
    let fixture = Fixture(app.client());
    fixture.set("default").await;
    for (name, target) in ["logs", "firehose", "sns"].into_iter().zip(TARGETS) {
        fixture.destination("default", name, target).await;
    }
    let nowhere = "recorded only: the settings have no target for it";
    let shown = open(&app, "configuration-sets/default").await.texts("td[data-l='Goes to'] .really");
    assert_eq!(shown, [nowhere, nowhere, "sns-http at http://app.internal:8080"]);
}

#[tokio::test]
async fn defaults_are_set_and_cleared() {
    let app = App::start().await;
    Fixture(app.client()).set("default").await;
    let path = "configuration-sets/default";
    let screen = submit(&app, path, "SetDefaultMessageType", &[("MessageType", "PROMOTIONAL")]).await;
    assert_eq!(screen.texts("select[name=MessageType] option[selected]"), ["PROMOTIONAL"]);
    submit(&app, path, "SetDefaultSenderId", &[("SenderId", "MYBRAND")]).await;
    submit(&app, path, "SetDefaultMessageFeedbackEnabled", &[]).await;
    let listed = open(&app, "configuration-sets").await;
    assert_eq!(listed.texts("td[data-l='Message type']"), ["promotional"]);
    assert_eq!(listed.texts("td[data-l='Sender ID']"), ["MYBRAND"]);
    assert_eq!(listed.texts("td[data-l=Feedback]"), ["waited for"]);
    submit(&app, path, "DeleteDefaultMessageType", &[]).await;
    let screen = submit(&app, path, "DeleteDefaultSenderId", &[]).await;
    assert!(screen.texts("select[name=MessageType] option[selected]").is_empty());
}

#[tokio::test]
async fn several_event_types_are_named_one_a_line() {
    let app = App::start().await;
    Fixture(app.client()).set("default").await;
    let fill = [
        ("EventDestinationName", "sns"),
        ("MatchingEventTypes", "TEXT_DELIVERED\r\nTEXT_BLOCKED\r\n"),
        ("SnsDestination.TopicArn", "arn:aws:sns:us-east-1:000000000000:events"),
    ];
    let screen = submit(&app, "configuration-sets/default", "CreateEventDestination", &fill).await;
    assert_eq!(screen.texts("td[data-l=Events]"), ["TEXT_DELIVERED, TEXT_BLOCKED"]);
    let fill = [("EventDestinationName", "other"), ("MatchingEventTypes", "NOTHING")];
    let screen = submit_in_vain(&app, "configuration-sets/default", "CreateEventDestination", &fill).await;
    assert_eq!(screen.refusal().0, "ValidationException");
    assert_eq!(screen.texts("details[open] textarea[name=MatchingEventTypes]"), ["NOTHING"]);
}

#[tokio::test]
async fn a_destination_of_each_kind_is_edited() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.set("default").await;
    for (name, target) in ["logs", "firehose", "sns"].into_iter().zip(TARGETS) {
        fixture.destination("default", name, target).await;
    }
    let path = "configuration-sets/default";
    let arns = [
        ("CloudWatchLogsDestination.LogGroupArn", "arn:aws:logs:us-east-1:000000000000:log-group:/other:*"),
        (
            "KinesisFirehoseDestination.DeliveryStreamArn",
            "arn:aws:firehose:us-east-1:000000000000:deliverystream/other",
        ),
        ("SnsDestination.TopicArn", "arn:aws:sns:us-east-1:000000000000:other"),
    ];
    for (place, (member, arn)) in arns.into_iter().enumerate() {
        let fill = [("MatchingEventTypes", "TEXT_DELIVERED\r\nTEXT_BLOCKED"), (member, arn)];
        let shown = submit(&app, path, "UpdateEventDestination", &fill).await;
        assert!(shown.texts("td[data-l='Goes to']")[place].contains(arn), "{member}");
        assert_eq!(shown.texts("td[data-l=Events]")[place], "TEXT_DELIVERED, TEXT_BLOCKED");
    }
    // What is refused stays in its own form.
    let fill = [("SnsDestination.TopicArn", "arn:aws:sqs:us-east-1:000000000000:queue")];
    let refused = submit_in_vain(&app, path, "UpdateEventDestination", &fill).await;
    assert_eq!(refused.refusal().1, "INVALID_ARN");
    assert_eq!(refused.all("details[open] input[name='EventDestinationName']", "value"), ["sns"]);
    let shown = refused.all("details[open] input[name='SnsDestination.TopicArn']", "value");
    assert_eq!(shown, ["arn:aws:sqs:us-east-1:000000000000:queue"]);
}

#[tokio::test]
async fn a_test_event_goes_to_the_destinations_of_the_set() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.set("default").await;
    fixture.destination("default", "sns", TARGETS[2]).await;
    let path = "configuration-sets/default";
    let refused = submit_in_vain(&app, path, "SendTextMessage", &[]).await;
    assert_eq!(refused.refusal().0, "ConflictException", "nothing is there to send from");
    fixture.long_code("US").await;
    let ends = open(&app, path).await.all("select[name=DestinationPhoneNumber] option", "value");
    assert_eq!(ends[..2], ["+12065550100", "+12065550151"]);
    submit(&app, path, "SendTextMessage", &[("DestinationPhoneNumber", "+12065550153")]).await;
    crate::harness::until("its event is to go out", || async {
        let told = "select count(*) from inspect.event_deliveries
                    where configuration_set_name = 'default' and event_type = 'TEXT_BLOCKED'";
        app.count(told).await == 1
    })
    .await;
}
