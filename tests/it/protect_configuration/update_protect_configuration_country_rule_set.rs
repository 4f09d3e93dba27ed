//! UpdateProtectConfigurationCountryRuleSet: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{
    NumberCapability, ProtectConfigurationCountryRuleSetInformation, ProtectStatus,
};
use serde_json::{Value, json};

use super::{
    get_protect_configuration_country_rule_set::{CAPABILITIES, rules},
    refuses_others,
};
use crate::harness::{App, Fixture, raw};

fn rule(status: ProtectStatus) -> ProtectConfigurationCountryRuleSetInformation {
    ProtectConfigurationCountryRuleSetInformation::builder().protect_status(status).build().expect("it has a status")
}

#[tokio::test]
async fn what_is_said_about_some_countries_leaves_the_others_and_other_capabilities() {
    let app = App::start().await;
    let (client, id) = (app.client(), Fixture(app.client()).protect_configuration().await);
    let fixture = Fixture(app.client());
    fixture.country_rule(&id, NumberCapability::Sms, "FR", ProtectStatus::Block).await;
    fixture.country_rule(&id, NumberCapability::Sms, "DE", ProtectStatus::Block).await;

    let update = client.update_protect_configuration_country_rule_set().protect_configuration_id(&id);
    let update = update.number_capability(NumberCapability::Sms);
    let update = update.country_rule_set_updates("DE", rule(ProtectStatus::Allow));
    let answer = update.country_rule_set_updates("GB", rule(ProtectStatus::Filter)).send().await.expect("they are set");

    let stored = rules(&app, &id, NumberCapability::Sms).await;
    let answered = answer.country_rule_set.into_iter().map(|(country, rule)| (country, rule.protect_status)).collect();
    assert_eq!(stored, answered, "the whole set is answered");
    let others = stored.into_iter().filter(|(_, status)| *status != ProtectStatus::Allow);
    let expected = [("FR", ProtectStatus::Block), ("GB", ProtectStatus::Filter)];
    assert_eq!(others.collect::<Vec<_>>(), expected.map(|(country, status)| (country.to_owned(), status)));
    let voice = rules(&app, &id, NumberCapability::Voice).await;
    assert!(voice.values().all(|status| *status == ProtectStatus::Allow));
    let shown = app.rows("select from inspect.protect_country_rules").await;
    assert_eq!(shown.len(), 2, "only what isn't ALLOW has a row");
}

#[tokio::test]
async fn every_status_is_taken_for_every_capability() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    for capability in CAPABILITIES {
        for status in [ProtectStatus::Block, ProtectStatus::Monitor, ProtectStatus::Filter, ProtectStatus::Allow] {
            Fixture(app.client()).country_rule(&id, capability.clone(), "US", status.clone()).await;
            assert_eq!(rules(&app, &id, capability.clone()).await["US"], status);
        }
    }
}

#[tokio::test]
async fn with_a_country_that_is_none_nothing_changes() {
    let app = App::start().await;
    let (client, id) = (app.client(), Fixture(app.client()).protect_configuration().await);
    let update = client.update_protect_configuration_country_rule_set().protect_configuration_id(&id);
    let update = update.number_capability(NumberCapability::Sms);
    let update = update.country_rule_set_updates("FR", rule(ProtectStatus::Block));
    let refused = app.refused(update.country_rule_set_updates("ZZ", rule(ProtectStatus::Block)).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["countryRuleSetUpdates"]);
}

#[tokio::test]
async fn the_capability_rcs_is_refused() {
    let app = App::start().await;
    let (client, id) = (app.client(), Fixture(app.client()).protect_configuration().await);
    let update = client.update_protect_configuration_country_rule_set().protect_configuration_id(&id);
    let update = update.number_capability(NumberCapability::Rcs);
    let refused = app.refused(update.country_rule_set_updates("FR", rule(ProtectStatus::Block)).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["numberCapability"]);
}

#[tokio::test]
async fn what_breaks_the_map_is_named() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let block = json!({ "ProtectStatus": "BLOCK" });
    let countries = |count: usize| -> Value {
        let letters = |place: usize| char::from(b'A' + u8::try_from(place).expect("a letter"));
        let code = |place: usize| format!("{}{}", letters(place / 26), letters(place % 26));
        Value::Object((0..count).map(|place| (code(place), block.clone())).collect())
    };
    for updates in [
        json!({}),
        countries(301),
        json!({ "fr": block }),
        json!({ "FRA": block }),
        json!({ "FR": null }),
        json!({ "FR": {} }),
        json!({ "FR": { "ProtectStatus": "block" } }),
    ] {
        let body = json!({ "ProtectConfigurationId": id, "NumberCapability": "SMS", "CountryRuleSetUpdates": updates });
        let answer = raw::call(&app, "UpdateProtectConfigurationCountryRuleSet", &body.to_string()).await;
        assert_eq!(answer.json()["Reason"], "FIELD_VALIDATION_FAILED", "{updates}: {}", answer.body);
        assert_eq!(answer.json()["Fields"][0]["Name"], "countryRuleSetUpdates");
    }
    for updates in [json!([]), json!({ "FR": "BLOCK" }), json!({ "FR": ["BLOCK"] })] {
        let body = json!({ "ProtectConfigurationId": id, "NumberCapability": "SMS", "CountryRuleSetUpdates": updates });
        let answer = raw::call(&app, "UpdateProtectConfigurationCountryRuleSet", &body.to_string()).await;
        assert_eq!(answer.line(), "400 SerializationException", "{updates}");
    }
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| {
        let request = client.update_protect_configuration_country_rule_set().protect_configuration_id(id);
        let request = request.number_capability(NumberCapability::Sms);
        request.country_rule_set_updates("FR", rule(ProtectStatus::Block))
    });
}
