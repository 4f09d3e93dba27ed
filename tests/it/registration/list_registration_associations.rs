//! ListRegistrationAssociations: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{
    MessageType, NumberCapability, RegistrationAssociationFilter, RequestableNumberType,
};

use super::{BRAND, campaign, complete, refuses_others};
use crate::harness::{App, arn};

#[tokio::test]
async fn numbers_and_the_registration_below_are_listed_with_their_types_and_filtered() {
    let app = App::start().await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let id = campaign(&client, &brand).await;
    let number = client.request_phone_number().iso_country_code("US").message_type(MessageType::Transactional);
    let number = number.number_capabilities(NumberCapability::Sms).number_type(RequestableNumberType::TenDlc);
    let number = number.registration_id(&id).send().await.expect("the campaign takes it");
    let list = || client.list_registration_associations().registration_id(&id);
    let all = list().send().await.expect("it answers");
    assert_eq!(all.registration_type(), super::CAMPAIGN);
    let [parent, member] = all.registration_associations() else { panic!("{all:?}") };
    assert_eq!((parent.resource_id(), parent.resource_type()), (brand.as_str(), BRAND));
    assert_eq!(parent.resource_arn(), arn(&format!("registration/{brand}")));
    assert_eq!(member.resource_id(), number.phone_number_id().expect("an id"));
    assert_eq!((member.resource_type(), member.iso_country_code()), ("TEN_DLC", Some("US")));
    assert_eq!(member.phone_number(), number.phone_number());
    for (name, value, count) in
        [("resource-type", BRAND, 1), ("iso-country-code", "US", 1), ("iso-country-code", "GB", 0)]
    {
        let filter = RegistrationAssociationFilter::builder().name(name.into()).values(value).build();
        let filtered = list().filters(filter.expect("it is complete")).send().await.expect("it answers");
        assert_eq!(filtered.registration_associations().len(), count, "{name} {value}");
    }
    let pages = list().into_paginator().page_size(1).items().send();
    assert_eq!(pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come").len(), 2);
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.list_registration_associations().registration_id(id));
}
