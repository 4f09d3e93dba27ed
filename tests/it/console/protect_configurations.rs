//! Protect configurations: the list, and one of them.

use aws_sdk_pinpointsmsvoicev2::types::ProtectConfigurationRuleOverrideAction as Action;

use super::{Screen, all_pages, get, open, submit, submit_in_vain};
use crate::harness::{App, Fixture, settings_without_quotas};

const RULES: &str = "UpdateProtectConfigurationCountryRuleSet";
const PUT: &str = "PutProtectConfigurationRuleSetNumberOverride";
const REMOVE: &str = "DeleteProtectConfigurationRuleSetNumberOverride";

fn rules(screen: &Screen) -> Vec<String> {
    screen.texts("#countries td[data-l=Country], #countries td[data-l=Rule]")
}

#[tokio::test]
async fn a_configuration_is_made_given_rules_and_deleted_with_their_number() {
    let app = App::start().await;
    assert!(open(&app, "protect-configurations").await.says("There are no protect configurations"));
    let made = submit(&app, "protect-configurations", "CreateProtectConfiguration", &[]).await;
    let id = made.texts("h1 .mono").swap_remove(0);
    let path = format!("protect-configurations/{id}");
    assert!(made.says("It allows every country."));
    let screen = submit(&app, &path, RULES, &[("CountryRuleSetUpdates", "GB=BLOCK\r\nFR=MONITOR")]).await;
    assert_eq!(rules(&screen), ["FR", "MONITOR", "GB", "BLOCK"]);
    let number = [("DestinationPhoneNumber", "+12065550142"), ("ExpirationTimestamp", "2099-01-31T12:00:00Z")];
    let screen = submit(&app, &path, PUT, &number).await;
    assert!(screen.texts("#numbers td[data-l=Until]")[0].starts_with("2099-01-31 12:00:00"));
    let uncounted = submit_in_vain(&app, &path, "DeleteProtectConfiguration", &[("removes", "2")]).await;
    assert_eq!(uncounted.refusal().0, "Nothing was removed");
    assert!(uncounted.says("3 would go with it now"));
    // Its first button allows the first country.
    let screen = submit(&app, &path, RULES, &[("NumberCapability|CountryRuleSetUpdates", "SMS|FR=ALLOW")]).await;
    assert_eq!(rules(&screen), ["GB", "BLOCK"]);
    assert!(submit(&app, &path, REMOVE, &[]).await.says("No number has a rule of its own."));
    submit(&app, &path, "DeleteProtectConfiguration", &[("removes", "1")]).await;
    assert_eq!(get(&app, &path).await.status, 404);
}

#[tokio::test]
async fn whose_default_it_is_stands_on_it_and_on_the_set() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (id, set) = (fixture.protect_configuration().await, fixture.set("marketing").await);
    let path = format!("protect-configurations/{id}");
    let screen = submit(&app, &path, "SetAccountDefaultProtectConfiguration", &[]).await;
    assert_eq!(screen.texts("#chips .chip")[0], "account default on");
    let screen = submit(&app, &path, "AssociateProtectConfiguration", &[("ConfigurationSetName", &set)]).await;
    assert_eq!(screen.texts("#holds a"), [set.as_str()]);
    let listed = open(&app, "protect-configurations").await;
    assert_eq!(listed.texts("td[data-l='Holds for'] .chip"), ["the account", "set marketing"]);
    let shown = open(&app, &format!("configuration-sets/{set}")).await;
    assert_eq!(shown.all("a[href*='/protect-configurations/']", "title"), [id.as_str()]);
    let screen = submit(&app, &path, "DisassociateProtectConfiguration", &[]).await;
    assert!(screen.says("No configuration set has it."));
    let screen = submit(&app, &path, "DeleteAccountDefaultProtectConfiguration", &[]).await;
    assert_eq!(screen.texts("#chips .chip")[0], "account default off");
    let screen = submit(&app, &path, "UpdateProtectConfiguration", &[]).await;
    assert_eq!(screen.texts("#chips .chip")[1], "deletion protection on");
}

#[tokio::test]
async fn overrides_are_found_and_paged_and_configurations_too() {
    let app = App::with(settings_without_quotas).await;
    let fixture = Fixture(app.client());
    let mut made = Vec::new();
    for _ in 0..28 {
        made.push(fixture.protect_configuration().await);
    }
    made.reverse();
    let rows = |screen: &Screen| screen.all("td[data-l=Configuration] a", "title");
    assert_eq!(all_pages(&app, "protect-configurations", rows).await, made);
    let path = format!("protect-configurations/{}", made[0]);
    for place in 0..25 {
        fixture.number_override(&made[0], &format!("+120655501{place:02}"), Action::Block).await;
    }
    let numbers = |screen: &Screen| screen.texts("#numbers td[data-l=Number]");
    assert_eq!(all_pages(&app, &path, numbers).await.len(), 25);
    assert_eq!(numbers(&open(&app, &format!("{path}?q=%2B1206555010")).await).len(), 10);
    assert!(open(&app, &format!("{path}?q=%2B999")).await.says("No number with a rule begins with"));
}
