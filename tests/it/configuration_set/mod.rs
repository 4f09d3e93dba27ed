//! The operations on configuration sets and their event destinations, one a file.

use aws_sdk_pinpointsmsvoicev2::types::{ConfigurationSetInformation, EventDestination};

use crate::harness::App;

mod create_configuration_set;
mod create_event_destination;
mod delete_configuration_set;
mod delete_default_message_type;
mod delete_default_sender_id;
mod delete_event_destination;
mod describe_configuration_sets;
mod set_default_message_feedback_enabled;
mod set_default_message_type;
mod set_default_sender_id;
mod update_event_destination;

/// What DescribeConfigurationSets says about a set.
async fn described(app: &App, name: &str) -> ConfigurationSetInformation {
    let answer = app.client().describe_configuration_sets().configuration_set_names(name).send().await;
    let mut sets = answer.expect("the set is there").configuration_sets.expect("the answer has sets");
    sets.pop().expect("there is one")
}

/// What DescribeConfigurationSets says about the only destination of a set.
async fn destination(app: &App, set: &str) -> EventDestination {
    let mut destinations = described(app, set).await.event_destinations;
    assert_eq!(destinations.len(), 1, "{destinations:?}");
    destinations.pop().expect("there is one")
}

/// The refusals that an operation has for what it names as its set: `request` sends one that is good but for that.
macro_rules! refuses_other_sets {
    ($app:expr, |$client:ident, $set:ident| $request:expr) => {
        let other = $app.client_of("other", crate::harness::REGION);
        crate::harness::Fixture(other).set("foreign").await;
        let foreign = crate::harness::arn_in(crate::harness::OTHER_ACCOUNT, "configuration-set/foreign");
        let own = crate::harness::arn("configuration-set/nobody");
        for ($set, line) in [
            ("nobody", "ResourceNotFoundException - configuration-set nobody"),
            ("foreign", "ResourceNotFoundException - configuration-set foreign"),
            (own.as_str(), "ResourceNotFoundException - configuration-set nobody"),
            (foreign.as_str(), "AccessDeniedException - - -"),
        ] {
            let $client = $app.client();
            assert_eq!($app.refused($request.send()).await.line(), line, "{}", $set);
        }
        for $set in ["arn:aws:sms-voice:us-east-1:000000000000:pool/nobody", "arn:aws:sns:us-east-1:000000000000:set"] {
            let $client = $app.client();
            let refused = $app.refused($request.send()).await;
            assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
            assert_eq!(refused.fields, ["configurationSetName"]);
        }
    };
}

use refuses_other_sets;
