//! SetAccountDefaultProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::set_account_default_protect_configuration::builders::SetAccountDefaultProtectConfigurationFluentBuilder as SetDefault,
    types::{AccountAttribute, AccountAttributeName},
};
use futures_util::future::join_all;

use super::{defaults, refuses_others};
use crate::harness::{App, Fixture, REGION, arn};

#[tokio::test]
async fn it_is_the_default_and_an_attribute_of_the_account() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;

    let request = app.client().set_account_default_protect_configuration();
    let answer = request.protect_configuration_id(arn(&format!("protect-configuration/{id}"))).send().await;

    let answer = answer.expect("it is there");
    assert_eq!(answer.default_protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
    assert_eq!(answer.default_protect_configuration_id, id);
    assert_eq!(defaults(&app).await, [id.as_str()]);
    let attributes = app.client().describe_account_attributes().send().await.expect("it answers");
    let attribute = attributes.account_attributes().iter();
    let attribute = attribute.clone().find(|one| *one.name() == AccountAttributeName::DefaultProtectConfigurationId);
    assert_eq!(attribute.map(AccountAttribute::value), Some(id.as_str()));
}

#[tokio::test]
async fn it_takes_the_place_of_an_earlier_one_and_again_changes_nothing() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second) = (fixture.protect_configuration().await, fixture.protect_configuration().await);
    for (id, expected) in [(&first, &first), (&second, &second), (&second, &second), (&first, &first)] {
        fixture.protect_account(id).await;
        assert_eq!(defaults(&app).await, [expected.as_str()]);
    }
}

#[tokio::test]
async fn each_account_and_region_has_its_own() {
    let app = App::start().await;
    let mut ids = Vec::new();
    for client in [app.client(), app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        let id = Fixture(client.clone()).protect_configuration().await;
        Fixture(client).protect_account(&id).await;
        ids.push(id);
    }
    assert_eq!(defaults(&app).await, [ids[0].as_str()]);
    assert_eq!(app.count("select count(*) from inspect.protect_configurations where account_default").await, 3);
}

#[tokio::test]
async fn of_many_at_once_one_is_left() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(fixture.protect_configuration().await);
    }
    let calls =
        ids.iter().map(|id| app.client().set_account_default_protect_configuration().protect_configuration_id(id));
    for outcome in join_all(calls.map(SetDefault::send)).await {
        outcome.expect("each has its turn");
    }
    assert_eq!(defaults(&app).await.len(), 1);
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.set_account_default_protect_configuration().protect_configuration_id(id));
}
