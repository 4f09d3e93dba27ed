//! The operations on notify configurations, one a file; their templates, their tiers, and what they send.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::{
        create_notify_configuration::builders::CreateNotifyConfigurationFluentBuilder,
        send_notify_text_message::builders::SendNotifyTextMessageFluentBuilder,
        send_notify_voice_message::builders::SendNotifyVoiceMessageFluentBuilder,
    },
    types::{NotifyConfigurationInformation, NumberCapability},
};

mod create_notify_configuration;
mod defaults;
mod delete_notify_configuration;
mod describe_notify_configurations;
mod describe_notify_templates;
mod guards;
mod list_notify_countries;
mod seed;
mod send_notify_text_message;
mod send_notify_voice_message;
mod staging;
mod template;
mod tier;
mod update_notify_configuration;
mod workflow;

/// The template whose id is known.
pub const TEMPLATE: &str = "notify-code-verification-english-001";

/// A phone that takes what comes.
pub const PHONE: &str = "+12065550142";

/// A request for one that sends texts and calls, complete but for what a test changes.
pub fn creating(client: &Client) -> CreateNotifyConfigurationFluentBuilder {
    client
        .create_notify_configuration()
        .display_name("Example Shop")
        .use_case("CODE_VERIFICATION".into())
        .enabled_channels(NumberCapability::Sms)
        .enabled_channels(NumberCapability::Voice)
}

/// A new one: its NotifyConfigurationId.
pub async fn created(client: &Client) -> String {
    creating(client).send().await.expect("it is made").notify_configuration_id
}

/// What DescribeNotifyConfigurations says of one.
pub async fn described(client: &Client, id: &str) -> NotifyConfigurationInformation {
    let answer = client.describe_notify_configurations().notify_configuration_ids(id).send().await;
    answer.expect("it is there").notify_configurations()[0].clone()
}

/// A text with a code, complete but for what a test changes.
pub fn text(client: &Client, id: &str, to: &str) -> SendNotifyTextMessageFluentBuilder {
    let request = client.send_notify_text_message().notify_configuration_id(id).destination_phone_number(to);
    request.template_id(TEMPLATE).template_variables("code", "482913")
}

/// A call with a code, complete but for what a test changes.
pub fn call(client: &Client, id: &str, to: &str) -> SendNotifyVoiceMessageFluentBuilder {
    let request = client.send_notify_voice_message().notify_configuration_id(id).destination_phone_number(to);
    request.template_id(TEMPLATE).template_variables("code", "482913")
}

/// The refusals that an operation has for what it names as its notify configuration: `request` sends one that is good but for that.
macro_rules! refuses_others {
    ($app:expr, |$client:ident, $id:ident| $request:expr) => {
        let other = $app.client_of("other", crate::harness::REGION);
        let foreign_id = crate::notify_configuration::created(&other).await;
        let foreign =
            crate::harness::arn_in(crate::harness::OTHER_ACCOUNT, &format!("notify-configuration/{foreign_id}"));
        let own = crate::harness::arn("notify-configuration/notify-0");
        for ($id, line) in [
            ("notify-0", "ResourceNotFoundException - notify-configuration notify-0".to_owned()),
            (foreign_id.as_str(), format!("ResourceNotFoundException - notify-configuration {foreign_id}")),
            (own.as_str(), "ResourceNotFoundException - notify-configuration notify-0".to_owned()),
            (foreign.as_str(), "AccessDeniedException - - -".to_owned()),
        ] {
            let $client = $app.client();
            assert_eq!($app.refused($request.send()).await.line(), line, "{}", $id);
        }
        for $id in ["arn:aws:sms-voice:us-east-1:000000000000:pool/nobody", "arn:aws:sns:us-east-1:000000000000:set"] {
            let $client = $app.client();
            let refused = $app.refused($request.send()).await;
            assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
            assert_eq!(refused.fields, ["notifyConfigurationId"]);
        }
    };
}

use refuses_others;
