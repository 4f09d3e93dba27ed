//! DisassociateProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use super::{of_set, refuses_others};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn a_set_loses_its_protect_configuration() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let id = fixture.protect_configuration().await;
    fixture.set("orders").await;
    fixture.protect_set(&id, "orders").await;

    let request = app.client().disassociate_protect_configuration().protect_configuration_id(&id);
    let answer = request.configuration_set_name("orders").send().await.expect("it was associated");

    assert_eq!(answer.configuration_set_arn, arn("configuration-set/orders"));
    assert_eq!(answer.protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
    assert_eq!((answer.configuration_set_name.as_str(), answer.protect_configuration_id), ("orders", id));
    assert_eq!(of_set(&app, "orders").await, None);
}

#[tokio::test]
async fn a_pair_that_is_not_associated_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (id, other) = (fixture.protect_configuration().await, fixture.protect_configuration().await);
    fixture.set("orders").await;
    let request = app.client().disassociate_protect_configuration().configuration_set_name("orders");
    let request = request.protect_configuration_id(&id);
    let not_associated = format!(
        "ConflictException PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET protect-configuration {id}"
    );
    assert_eq!(app.refused(request.clone().send()).await.line(), not_associated);
    fixture.protect_set(&other, "orders").await;
    assert_eq!(app.refused(request.send()).await.line(), not_associated);
}

#[tokio::test]
async fn both_must_be_there() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    let request = app.client().disassociate_protect_configuration().configuration_set_name("nobody");
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
        client.disassociate_protect_configuration().configuration_set_name("orders").protect_configuration_id(id)
    });
}
