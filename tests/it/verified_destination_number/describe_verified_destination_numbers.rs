//! DescribeVerifiedDestinationNumbers: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_verified_destination_numbers::builders::DescribeVerifiedDestinationNumbersFluentBuilder as Describe,
    types::{VerificationStatus, VerifiedDestinationNumberFilter, VerifiedDestinationNumberInformation},
};

use super::{entered, verified};
use crate::harness::{App, REGION, arn, refusal};

const PHONES: [&str; 3] = ["+12065550242", "+12065550241", "+12065550243"];

/// The phones that a description answers.
async fn phones(describe: Describe) -> Vec<String> {
    let answer = describe.send().await.expect("entries are described");
    answer.verified_destination_numbers().iter().map(|entry| entry.destination_phone_number.clone()).collect()
}

fn filtered(describe: Describe, name: &str, values: &[&str]) -> Describe {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    let filter = VerifiedDestinationNumberFilter::builder().name(name.into()).set_values(Some(values)).build();
    describe.filters(filter.expect("a filter has a name and values"))
}

/// Three entries, of which the second is verified, and one of another account and region.
async fn app_with_entries() -> (App, Vec<String>) {
    let app = App::start().await;
    let first = entered(&app.client(), PHONES[0]).await;
    let second = verified(&app, PHONES[1]).await;
    let third = entered(&app.client(), PHONES[2]).await;
    entered(&app.client_of("other", REGION), "+12065550244").await;
    entered(&app.client_of("test", "eu-west-1"), "+12065550244").await;
    (app, vec![first, second, third])
}

#[tokio::test]
async fn all_entries_are_described_in_the_order_of_their_creation_with_their_status() {
    let (app, ids) = app_with_entries().await;

    let answer = app.client().describe_verified_destination_numbers().send().await.expect("entries are described");

    let entries = answer.verified_destination_numbers();
    let described: Vec<(&str, &str, &VerificationStatus)> = entries
        .iter()
        .map(|entry| (entry.verified_destination_number_id(), entry.destination_phone_number(), entry.status()))
        .collect();
    let (pending, done) = (&VerificationStatus::Pending, &VerificationStatus::Verified);
    let expected = [(&*ids[0], PHONES[0], pending), (&*ids[1], PHONES[1], done), (&*ids[2], PHONES[2], pending)];
    assert_eq!(described, expected);
    let of_first = arn(&format!("verified-destination-number/{}", ids[0]));
    assert_eq!(entries[0].verified_destination_number_arn(), of_first);
    assert_eq!((entries[0].rcs_agent_id(), answer.next_token()), (None, None));
}

#[tokio::test]
async fn ids_and_arns_name_entries_and_one_that_is_not_there_fails_the_call() {
    let (app, ids) = app_with_entries().await;
    let describe = || app.client().describe_verified_destination_numbers();
    let third = arn(&format!("verified-destination-number/{}", ids[2]));

    let named = describe().verified_destination_number_ids(third).verified_destination_number_ids(&ids[0]);
    assert_eq!(phones(named).await, [PHONES[0], PHONES[2]]);

    let unknown = describe().verified_destination_number_ids(&ids[0]).verified_destination_number_ids("vdn-0");
    assert_eq!(refusal(unknown.send().await).line(), "ResourceNotFoundException - verified-destination-number vdn-0");
    let wrong = refusal(describe().verified_destination_number_ids(arn("pool/vdn-0")).send().await);
    assert!(wrong.is("ValidationException", "INVALID_ARN"), "{wrong:?}");
    assert_eq!(wrong.fields, ["verifiedDestinationNumberIds"]);
}

#[tokio::test]
async fn phones_name_entries_and_one_without_is_left_out() {
    let (app, ids) = app_with_entries().await;
    let describe = || app.client().describe_verified_destination_numbers();

    let named = describe().destination_phone_numbers(PHONES[2]).destination_phone_numbers("12065550242");
    assert_eq!(phones(named.destination_phone_numbers("+12065550244")).await, [PHONES[0], PHONES[2]]);
    assert_eq!(phones(describe().destination_phone_numbers("+12065550244")).await, Vec::<String>::new());

    let both = describe().destination_phone_numbers(PHONES[0]).verified_destination_number_ids(&ids[2]);
    assert_eq!(phones(both).await, Vec::<String>::new(), "ids and phones are ANDed");
    let six = describe().set_destination_phone_numbers(Some(vec![PHONES[0].to_owned(); 6]));
    let refused = refusal(six.send().await);
    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["destinationPhoneNumbers"]);
}

#[tokio::test]
async fn filters_let_pass_what_has_one_of_the_values() {
    let (app, _) = app_with_entries().await;
    let describe = || app.client().describe_verified_destination_numbers();

    for (name, values, expected) in [
        ("status", &["PENDING"][..], &[PHONES[0], PHONES[2]][..]),
        ("status", &["VERIFIED"], &[PHONES[1]]),
        ("status", &["VERIFIED", "PENDING"], &PHONES),
        ("status", &["UNSUPPORTED"], &[]),
        ("rcs-agent-id", &["rcs-0"], &[]),
    ] {
        assert_eq!(phones(filtered(describe(), name, values)).await, expected, "{name} {values:?}");
    }
    let narrowed = filtered(describe().destination_phone_numbers(PHONES[1]), "status", &["PENDING"]);
    assert_eq!(phones(narrowed).await, Vec::<String>::new(), "phones and filters are ANDed");
    let refused = refusal(filtered(describe(), "status", &["verified"]).send().await);
    assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
}

#[tokio::test]
async fn pages_give_each_entry_once_and_a_token_is_for_its_own_list() {
    let (app, _) = app_with_entries().await;

    for size in [1, 2, 3, 100] {
        let pages =
            app.client().describe_verified_destination_numbers().into_paginator().page_size(size).items().send();
        let entries = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
        let listed: Vec<&str> =
            entries.iter().map(VerifiedDestinationNumberInformation::destination_phone_number).collect();
        assert_eq!(listed, PHONES, "pages of {size}");
    }
    let first = app.client().describe_verified_destination_numbers().max_results(1).send().await.expect("a page");
    let other = app.client().describe_verified_destination_numbers().destination_phone_numbers(PHONES[1]);
    let refused = refusal(other.set_next_token(first.next_token).send().await);
    assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
}
