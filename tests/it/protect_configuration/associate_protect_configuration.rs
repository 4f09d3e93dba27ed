//! AssociateProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{ConfigurationSetFilter, ConfigurationSetInformation};

use super::{of_set, refuses_others};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn a_set_gets_its_protect_configuration_and_both_are_named() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let id = fixture.protect_configuration().await;
    fixture.set("orders").await;

    let path = arn(&format!("protect-configuration/{id}"));
    let request = app.client().associate_protect_configuration().protect_configuration_id(&path);
    let request = request.configuration_set_name(arn("configuration-set/orders"));
    let answer = request.send().await.expect("it is associated");

    assert_eq!((answer.protect_configuration_arn, answer.protect_configuration_id), (path, id.clone()));
    assert_eq!(answer.configuration_set_arn, arn("configuration-set/orders"));
    assert_eq!(answer.configuration_set_name, "orders");
    assert_eq!(of_set(&app, "orders").await, Some(id));
}

#[tokio::test]
async fn one_may_be_associated_with_many_sets_and_a_set_has_the_last_one() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second) = (fixture.protect_configuration().await, fixture.protect_configuration().await);
    for set in ["orders", "offers"] {
        fixture.set(set).await;
        fixture.protect_set(&first, set).await;
    }

    fixture.protect_set(&second, "offers").await;
    fixture.protect_set(&first, "orders").await;

    assert_eq!(of_set(&app, "orders").await, Some(first));
    assert_eq!(of_set(&app, "offers").await, Some(second));
}

#[tokio::test]
async fn what_a_set_defaults_to_stays() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let id = fixture.protect_configuration().await;
    fixture.set("orders").await;
    let sender_id = app.client().set_default_sender_id().configuration_set_name("orders").sender_id("Acme");
    sender_id.send().await.expect("it is set");
    fixture.protect_set(&id, "orders").await;
    let delete = app.client().delete_default_sender_id().configuration_set_name("orders").send().await;
    assert_eq!(delete.expect("it was set").sender_id.as_deref(), Some("Acme"));
    assert_eq!(of_set(&app, "orders").await, Some(id));
}

#[tokio::test]
async fn the_protect_configuration_is_looked_for_before_the_set() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let request = app.client().associate_protect_configuration().configuration_set_name("nobody");
    let refused = app.refused(request.clone().protect_configuration_id("protect-0").send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - protect-configuration protect-0");
    let refused = app.refused(request.protect_configuration_id(id).send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - configuration-set nobody");
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).set("orders").await;
    refuses_others!(app, |client, id| {
        client.associate_protect_configuration().configuration_set_name("orders").protect_configuration_id(id)
    });
}

#[tokio::test]
async fn sets_are_found_by_what_protects_them() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (id, other) = (fixture.protect_configuration().await, fixture.protect_configuration().await);
    for set in ["orders", "offers", "others"] {
        fixture.set(set).await;
    }
    fixture.protect_set(&id, "orders").await;
    fixture.protect_set(&other, "offers").await;
    for (value, found) in [
        (id.clone(), vec!["orders"]),
        (arn(&format!("protect-configuration/{other}")), vec!["offers"]),
        ("protect-0".to_owned(), vec![]),
    ] {
        let filter = ConfigurationSetFilter::builder();
        let filter = filter.name("protect-configuration-id".into()).values(value).build().expect("it is complete");
        let answer = app.client().describe_configuration_sets().filters(filter).send().await.expect("it answers");
        let names: Vec<&str> =
            answer.configuration_sets().iter().map(ConfigurationSetInformation::configuration_set_name).collect();
        assert_eq!(names, found);
    }
}
