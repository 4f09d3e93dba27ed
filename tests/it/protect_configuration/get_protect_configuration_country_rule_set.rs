//! GetProtectConfigurationCountryRuleSet: one test for each sentence of its rule and each error that it raises.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_pinpointsmsvoicev2::types::{
    NumberCapability, ProtectConfigurationCountryRuleSetInformation, ProtectStatus,
};
use callsign::domain::country;

use super::refuses_others;
use crate::harness::{App, Fixture, arn};

pub const CAPABILITIES: [NumberCapability; 3] = [NumberCapability::Sms, NumberCapability::Voice, NumberCapability::Mms];

/// The rules of a protect configuration for a capability.
pub async fn rules(app: &App, id: &str, capability: NumberCapability) -> BTreeMap<String, ProtectStatus> {
    let request = app.client().get_protect_configuration_country_rule_set().protect_configuration_id(id);
    let answer = request.number_capability(capability.clone()).send().await.expect("it is there");
    assert_eq!(answer.protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
    assert_eq!((answer.protect_configuration_id.as_str(), answer.number_capability), (id, capability));
    answer.country_rule_set.into_iter().map(|(country, rule)| (country, rule.protect_status)).collect()
}

#[tokio::test]
async fn a_new_one_allows_every_country_in_every_capability() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let countries: BTreeSet<String> = country::served().map(str::to_owned).collect();
    assert!(countries.len() > 200, "{}", countries.len());
    for capability in CAPABILITIES {
        let rules = rules(&app, &id, capability).await;
        assert_eq!(rules.keys().cloned().collect::<BTreeSet<_>>(), countries);
        assert!(rules.values().all(|status| *status == ProtectStatus::Allow));
    }
}

#[tokio::test]
async fn every_country_in_every_capability_is_read_back_as_it_was_set() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let statuses = [ProtectStatus::Block, ProtectStatus::Monitor, ProtectStatus::Filter, ProtectStatus::Allow];
    let wanted = |shift: usize| -> BTreeMap<String, ProtectStatus> {
        let countries: BTreeSet<&str> = country::served().collect();
        let status = |place: usize| statuses[(place + shift) % 4].clone();
        countries.into_iter().enumerate().map(|(place, code)| (code.to_owned(), status(place))).collect()
    };
    for (shift, capability) in CAPABILITIES.into_iter().enumerate() {
        let all: Vec<(String, ProtectStatus)> = wanted(shift).into_iter().collect();
        // In batches, as people do.
        for batch in all.chunks(50) {
            let updates = batch.iter().map(|(country, status)| {
                let rule = ProtectConfigurationCountryRuleSetInformation::builder().protect_status(status.clone());
                (country.clone(), rule.build().expect("it has a status"))
            });
            let request = app.client().update_protect_configuration_country_rule_set().protect_configuration_id(&id);
            let request = request.number_capability(capability.clone());
            request.set_country_rule_set_updates(Some(updates.collect())).send().await.expect("they are set");
        }
    }
    for (shift, capability) in CAPABILITIES.into_iter().enumerate() {
        assert_eq!(rules(&app, &id, capability.clone()).await, wanted(shift), "{capability:?}");
    }
}

#[tokio::test]
async fn the_capability_rcs_is_refused() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let request = app.client().get_protect_configuration_country_rule_set().protect_configuration_id(id);
    let refused = app.refused(request.number_capability(NumberCapability::Rcs).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["numberCapability"]);
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| {
        let request = client.get_protect_configuration_country_rule_set().protect_configuration_id(id);
        request.number_capability(NumberCapability::Sms)
    });
}
