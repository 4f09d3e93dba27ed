//! The operations on protect configurations, their country rules and their number overrides, one a file.

use aws_sdk_pinpointsmsvoicev2::types::ProtectConfigurationInformation;

use crate::harness::App;

mod associate_protect_configuration;
mod create_protect_configuration;
mod delete_account_default_protect_configuration;
mod delete_protect_configuration;
mod delete_protect_configuration_rule_set_number_override;
mod describe_protect_configurations;
mod disassociate_protect_configuration;
mod get_protect_configuration_country_rule_set;
mod list_protect_configuration_rule_set_number_overrides;
mod put_protect_configuration_rule_set_number_override;
mod set_account_default_protect_configuration;
mod update_protect_configuration;
mod update_protect_configuration_country_rule_set;

/// What DescribeProtectConfigurations says about all of the account's.
async fn described(app: &App) -> Vec<ProtectConfigurationInformation> {
    let answer = app.client().describe_protect_configurations().send().await.expect("it answers");
    answer.protect_configurations.unwrap_or_default()
}

/// The ids of those that are the account's default.
async fn defaults(app: &App) -> Vec<String> {
    let all = described(app).await.into_iter().filter(|one| one.account_default);
    all.map(|one| one.protect_configuration_id).collect()
}

/// The protect configuration of a set, if it has one.
async fn of_set(app: &App, set: &str) -> Option<String> {
    let answer = app.client().describe_configuration_sets().configuration_set_names(set).send().await;
    let sets = answer.expect("the set is there").configuration_sets.expect("the answer has sets");
    sets[0].protect_configuration_id.clone()
}

/// The refusals that an operation has for what it names as its protect configuration: `request` sends one that is good but for that.
macro_rules! refuses_others {
    ($app:expr, |$client:ident, $id:ident| $request:expr) => {
        let other = $app.client_of("other", crate::harness::REGION);
        let foreign_id = crate::harness::Fixture(other).protect_configuration().await;
        let path = format!("protect-configuration/{foreign_id}");
        let foreign = crate::harness::arn_in(crate::harness::OTHER_ACCOUNT, &path);
        let own = crate::harness::arn("protect-configuration/protect-0");
        for ($id, line) in [
            ("protect-0", "ResourceNotFoundException - protect-configuration protect-0".to_owned()),
            (foreign_id.as_str(), format!("ResourceNotFoundException - protect-configuration {foreign_id}")),
            (own.as_str(), "ResourceNotFoundException - protect-configuration protect-0".to_owned()),
            (foreign.as_str(), "AccessDeniedException - - -".to_owned()),
        ] {
            let $client = $app.client();
            assert_eq!($app.refused($request.send()).await.line(), line, "{}", $id);
        }
        for $id in ["arn:aws:sms-voice:us-east-1:000000000000:pool/nobody", "arn:aws:sns:us-east-1:000000000000:set"] {
            let $client = $app.client();
            let refused = $app.refused($request.send()).await;
            assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
            assert_eq!(refused.fields, ["protectConfigurationId"]);
        }
    };
}

use refuses_others;
