//! What may be associated with a registration of each type, by its kind: what the type's definition, as it is served, says is taken.

use aws_sdk_pinpointsmsvoicev2::{Client, types::RequestableNumberType};

use super::{BRAND, VETTING, complete, create_registration_association::number, created, filled, status, submit};
use crate::{
    harness::{App, refusal, settings_without_quotas},
    notify_configuration, rcs_agent,
};

const SHORT_CODE: &str = "US_SHORT_CODE_REGISTRATION";

/// One resource of each kind that CreateRegistrationAssociation may name.
async fn one_of_each(client: &Client) -> [(&'static str, String); 8] {
    let of_code = filled(client, SHORT_CODE).await;
    submit(client, &of_code).await;
    assert_eq!(status(client, &of_code).await, "COMPLETE");
    let listed = client.list_registration_associations().registration_id(of_code).send().await.expect("it answers");
    [
        ("TOLL_FREE", number(client, "US", RequestableNumberType::TollFree).await),
        ("TEN_DLC", number(client, "US", RequestableNumberType::TenDlc).await),
        ("LONG_CODE", number(client, "GB", RequestableNumberType::LongCode).await),
        ("SHORT_CODE", listed.registration_associations()[0].resource_id().to_owned()),
        (BRAND, complete(client, BRAND).await),
        (VETTING, created(client, VETTING).await),
        ("RCS_AGENT", rcs_agent::agent(client).await),
        ("NOTIFY_CONFIGURATION", notify_configuration::created(client).await),
    ]
}

#[tokio::test]
async fn each_type_takes_the_kinds_that_its_definition_names_and_none_that_its_approval_makes() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    let resources = one_of_each(&client).await;
    let types = client.describe_registration_type_definitions().into_paginator().items().send();
    let types = types.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
    assert!(types.len() > 50, "{}", types.len());
    let mut taken = 0;
    for of in &types {
        let id = created(&client, of.registration_type()).await;
        for (kind, resource) in &resources {
            let mut associations = of.supported_associations().iter();
            let is_named = associations.any(|one| {
                one.resource_type() == *kind && one.association_behavior().as_str() != "ASSOCIATE_ON_APPROVAL"
            });
            let create = client.create_registration_association().registration_id(&id).resource_id(resource);
            let refused = create.send().await.err().map(|error| refusal::<(), _>(Err(error)));
            let reason = "INVALID_REGISTRATION_ASSOCIATION";
            let is_unfit = refused.as_ref().is_some_and(|refused| refused.is("ValidationException", reason));
            assert_eq!(is_unfit, !is_named, "{kind} with {}: {refused:?}", of.registration_type());
            taken += usize::from(is_named);
        }
    }
    assert!(taken > 25, "{taken}");
}
