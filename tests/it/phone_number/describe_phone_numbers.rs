//! DescribePhoneNumbers: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_phone_numbers::builders::DescribePhoneNumbersFluentBuilder as Describe,
    types::{NumberStatus, Owner, PhoneNumberFilter},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn};

/// A filter as `(name, values)`.
type Filter<'f> = (&'f str, &'f [&'f str]);

/// `request` with filters.
fn filtered(mut request: Describe, filters: &[Filter]) -> Describe {
    for (name, values) in filters {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let filter = PhoneNumberFilter::builder().name((*name).into()).set_values(Some(values)).build();
        request = request.filters(filter.expect("a filter has a name and values"));
    }
    request
}

/// The ids of the phone numbers that are answered.
async fn ids(request: Describe) -> Vec<String> {
    let answer = request.send().await.expect("phone numbers are described");
    let numbers = answer.phone_numbers.expect("a list of phone numbers");
    numbers.into_iter().map(|number| number.phone_number_id.expect("it has an id")).collect()
}

/// Two numbers in which everything that a filter can ask differs: the plain one, and the one set up by hand.
async fn two_numbers(app: &App) -> (String, String) {
    let fixture = Fixture(app.client());
    let (plain, special) = (fixture.number().await, fixture.number().await);
    app.client().create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");
    app.execute_on(
        "update callsign.phone_number set
             iso_country_code = 'GB', message_type = 'PROMOTIONAL', number_capabilities = '{VOICE,MMS}',
             number_type = 'LONG_CODE', two_way_enabled = true,
             two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies',
             self_managed_opt_outs_enabled = true, deletion_protection_enabled = true,
             opt_out_list_id = (select id from callsign.opt_out_list where name = 'Alerts'),
             active_at = now() + interval '1 day'
         where callsign.phone_number_id(id) = $1",
        &special,
    )
    .await;
    (plain, special)
}

#[tokio::test]
async fn all_phone_numbers_are_described_in_the_order_of_creation() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, third) = (fixture.number().await, fixture.number().await, fixture.number().await);

    assert_eq!(ids(app.client().describe_phone_numbers()).await, [first, second, third]);
}

#[tokio::test]
async fn an_account_without_phone_numbers_gets_an_empty_list() {
    let app = App::start().await;

    let answer = app.client().describe_phone_numbers().send().await.expect("nothing is described");

    assert_eq!(answer.phone_numbers.as_deref(), Some([].as_slice()), "the list is there, and empty");
    assert_eq!(answer.next_token, None);
}

#[tokio::test]
async fn a_number_shows_its_pool_and_its_own_settings() {
    let app = App::start().await;
    let (plain, special) = two_numbers(&app).await;
    let pool = Fixture(app.client()).pool_of(&plain, "US").await;

    let answer = app.client().describe_phone_numbers().send().await.expect("phone numbers are described");

    let [shown_plain, shown_special] = answer.phone_numbers() else { panic!("two numbers, not {answer:?}") };
    assert_eq!(shown_plain.pool_id.as_deref(), Some(pool.as_str()));
    assert_eq!(shown_plain.phone_number_arn, arn(&format!("phone-number/{plain}")));
    assert_eq!((&shown_plain.two_way_channel_arn, &shown_plain.registration_id), (&None, &None));
    assert_eq!(shown_special.phone_number_id.as_deref(), Some(special.as_str()));
    assert_eq!(shown_special.pool_id, None);
    assert_eq!(shown_special.status, NumberStatus::Pending);
    assert_eq!(shown_special.opt_out_list_name, "Alerts");
    let channel = shown_special.two_way_channel_arn.as_deref();
    assert_eq!(channel, Some("arn:aws:sns:us-east-1:000000000000:replies"));
    assert!(shown_special.self_managed_opt_outs_enabled && shown_special.deletion_protection_enabled);
}

#[tokio::test]
async fn a_channel_that_is_kept_while_two_way_is_off_is_neither_shown_nor_found() {
    let app = App::start().await;
    Fixture(app.client()).number().await;
    app.execute(
        "update callsign.phone_number set two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies',
             two_way_channel_role = 'arn:aws:iam::000000000000:role/replies'",
    )
    .await;

    let answer = app.client().describe_phone_numbers().send().await.expect("phone numbers are described");
    let filters: &[Filter] = &[("two-way-channel-arn", &["arn:aws:sns:us-east-1:000000000000:replies"])];

    let number = &answer.phone_numbers()[0];
    assert_eq!((&number.two_way_channel_arn, &number.two_way_channel_role), (&None, &None));
    assert!(ids(filtered(app.client().describe_phone_numbers(), filters)).await.is_empty());
}

#[tokio::test]
async fn phone_numbers_are_named_by_id_or_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, _other, third) = (fixture.number().await, fixture.number().await, fixture.number().await);

    let named = app.client().describe_phone_numbers().phone_number_ids(&third);
    let named = named.phone_number_ids(arn(&format!("phone-number/{first}")));

    assert_eq!(ids(named).await, [first, third]);
}

#[tokio::test]
async fn a_number_that_is_named_twice_is_described_once() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let named = app.client().describe_phone_numbers().phone_number_ids(&number);
    let named = named.phone_number_ids(arn(&format!("phone-number/{number}")));

    assert_eq!(ids(named).await, [number]);
}

#[tokio::test]
async fn a_named_number_that_does_not_exist_fails_the_whole_call() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    for unknown in ["phone-00000000000000000000000000000000", "phone-x", "12065550100", &number.to_uppercase()] {
        let request = app.client().describe_phone_numbers().phone_number_ids(&number).phone_number_ids(unknown);
        let refused = app.refused(request.send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {unknown}"));
    }
}

#[tokio::test]
async fn each_filter_finds_the_numbers_that_have_its_value() {
    let app = App::start().await;
    let (plain, special) = two_numbers(&app).await;

    for (name, value, found) in [
        ("status", "ACTIVE", Some(&plain)),
        ("status", "PENDING", Some(&special)),
        ("status", "ASSOCIATING", None),
        ("iso-country-code", "US", Some(&plain)),
        ("iso-country-code", "GB", Some(&special)),
        ("iso-country-code", "DE", None),
        ("message-type", "TRANSACTIONAL", Some(&plain)),
        ("message-type", "PROMOTIONAL", Some(&special)),
        ("number-capability", "SMS", Some(&plain)),
        ("number-capability", "VOICE", Some(&special)),
        ("number-capability", "MMS", Some(&special)),
        ("number-capability", "RCS", None),
        ("number-type", "SIMULATOR", Some(&plain)),
        ("number-type", "LONG_CODE", Some(&special)),
        ("number-type", "SHORT_CODE", None),
        ("two-way-enabled", "false", Some(&plain)),
        ("two-way-enabled", "true", Some(&special)),
        ("self-managed-opt-outs-enabled", "false", Some(&plain)),
        ("self-managed-opt-outs-enabled", "true", Some(&special)),
        ("opt-out-list-name", "Default", Some(&plain)),
        ("opt-out-list-name", "Alerts", Some(&special)),
        ("opt-out-list-name", "Aler", None),
        ("deletion-protection-enabled", "false", Some(&plain)),
        ("deletion-protection-enabled", "true", Some(&special)),
        ("two-way-channel-arn", "arn:aws:sns:us-east-1:000000000000:replies", Some(&special)),
        ("two-way-channel-arn", "arn:aws:sns:us-east-1:000000000000:other", None),
    ] {
        let request = filtered(app.client().describe_phone_numbers(), &[(name, &[value])]);
        assert_eq!(ids(request).await.first(), found, "{name} {value}");
    }
}

#[tokio::test]
async fn a_filter_leaves_out_what_does_not_pass() {
    let app = App::start().await;
    let (plain, _special) = two_numbers(&app).await;

    for filter in [("status", "ACTIVE"), ("number-capability", "SMS"), ("iso-country-code", "US")] {
        let request = filtered(app.client().describe_phone_numbers(), &[(filter.0, &[filter.1])]);
        assert_eq!(ids(request).await, [plain.as_str()], "{filter:?}");
    }
}

#[tokio::test]
async fn a_filter_passes_what_has_any_of_its_values_and_several_must_all_pass() {
    let app = App::start().await;
    let (plain, special) = two_numbers(&app).await;
    let describe = |filters: &[Filter]| filtered(app.client().describe_phone_numbers(), filters);

    let either = describe(&[("number-capability", &["RCS", "MMS", "SMS"])]);
    let both = describe(&[("number-capability", &["MMS"]), ("number-capability", &["VOICE"])]);
    let agreeing = describe(&[("iso-country-code", &["US", "GB"]), ("status", &["ACTIVE"])]);
    let contrary = describe(&[("iso-country-code", &["GB"]), ("status", &["ACTIVE"])]);

    assert_eq!(ids(either).await, [plain.clone(), special.clone()]);
    assert_eq!(ids(both).await, [special]);
    assert_eq!(ids(agreeing).await, [plain]);
    assert!(ids(contrary).await.is_empty());
}

#[tokio::test]
async fn named_numbers_must_pass_the_filters_too() {
    let app = App::start().await;
    let (plain, special) = two_numbers(&app).await;
    let describe = || app.client().describe_phone_numbers().phone_number_ids(&special);

    let hit = filtered(describe().phone_number_ids(&plain), &[("status", &["PENDING"])]);
    let miss = filtered(describe(), &[("status", &["ACTIVE"])]);

    assert_eq!(ids(hit).await, [special.as_str()]);
    assert!(ids(miss).await.is_empty(), "what is named and doesn't pass is no error");
}

#[tokio::test]
async fn a_value_that_the_property_cannot_have_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).number().await;

    for (name, value) in [
        ("status", "CREATING"),
        ("message-type", "Transactional"),
        ("number-capability", "sms"),
        ("number-type", "LANDLINE"),
        ("two-way-enabled", "yes"),
        ("self-managed-opt-outs-enabled", "0"),
        ("deletion-protection-enabled", "True"),
    ] {
        let request = filtered(app.client().describe_phone_numbers(), &[(name, &["x", value])]);
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{name} {value}: {refused:?}");
        assert_eq!(refused.fields, ["filters"]);
    }
}

#[tokio::test]
async fn the_owner_shared_lists_nothing_and_self_lists_the_own() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    assert!(ids(app.client().describe_phone_numbers().owner(Owner::Shared)).await.is_empty());
    assert_eq!(ids(app.client().describe_phone_numbers().owner(Owner::SelfValue)).await, [number]);
}

#[tokio::test]
async fn an_owner_beside_ids_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    for owner in [Owner::SelfValue, Owner::Shared] {
        let request = app.client().describe_phone_numbers().phone_number_ids(&number).owner(owner);
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
        assert_eq!(refused.fields, ["phoneNumberIds", "owner"]);
    }
}

#[tokio::test]
async fn numbers_of_other_accounts_and_regions_are_neither_listed_nor_found() {
    let app = App::start().await;
    let (other, distant) = (app.client_of("other", REGION), app.client_of("test", "eu-west-1"));
    let own_number = Fixture(app.client()).number().await;
    let foreign_number = Fixture(other.clone()).number().await;
    let distant_number = Fixture(distant.clone()).number().await;

    assert_eq!(ids(app.client().describe_phone_numbers()).await, [own_number]);
    assert_eq!(ids(other.describe_phone_numbers()).await, [foreign_number.as_str()]);
    assert_eq!(ids(distant.describe_phone_numbers()).await, [distant_number.as_str()]);
    for number in [foreign_number, distant_number] {
        let request = app.client().describe_phone_numbers().phone_number_ids(&number);
        let refused = app.refused(request.send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {number}"));
    }
}

#[tokio::test]
async fn the_arn_of_another_account_is_denied() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION)).number().await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:phone-number/{foreign}");

    let refused = app.refused(app.client().describe_phone_numbers().phone_number_ids(&foreign_arn).send()).await;

    assert_eq!(refused.line(), "AccessDeniedException - - -");
    assert!(refused.message.contains("sms-voice:DescribePhoneNumbers"), "{}", refused.message);
    assert!(refused.message.contains(&foreign_arn), "{}", refused.message);
}

#[tokio::test]
async fn an_arn_that_names_no_number_of_this_region_is_refused() {
    let app = App::start().await;
    let number = arn(&format!("phone-number/{}", Fixture(app.client()).number().await));

    for wrong in [arn("pool/pool-0"), arn("phone-number/"), number.replace(REGION, "eu-west-1")] {
        let refused = app.refused(app.client().describe_phone_numbers().phone_number_ids(&wrong).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{wrong}: {refused:?}");
        assert_eq!(refused.fields, ["phoneNumberIds"]);
    }
}

#[tokio::test]
async fn the_sdk_pages_through_all_numbers() {
    let app = App::start().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(Some(Fixture(app.client()).number().await));
    }

    let items = app.client().describe_phone_numbers().into_paginator().page_size(2).items().send();
    let items = items.collect::<Result<Vec<_>, _>>().await.expect("all pages come");

    assert_eq!(items.into_iter().map(|item| item.phone_number_id).collect::<Vec<_>>(), made);
}

#[tokio::test]
async fn the_parts_a_second_of_its_kind_stand_beside_each_capability_in_this_answer_only() {
    use aws_sdk_pinpointsmsvoicev2::types::{NumberCapability, RequestableNumberType as Kind};
    let app = App::start().await;
    for (country, kind, expected) in [
        ("US", Kind::Simulator, 1),
        ("US", Kind::TenDlc, 1),
        ("US", Kind::TollFree, 3),
        ("US", Kind::LongCode, 10),
        ("GB", Kind::LongCode, 10),
        ("CA", Kind::LongCode, 1),
    ] {
        let request = crate::harness::simulator(&app.client()).iso_country_code(country).number_type(kind.clone());
        let number = request.number_capabilities(NumberCapability::Voice).send().await.expect("a number");
        let id = number.phone_number_id.expect("it has an id");
        let described = app.client().describe_phone_numbers().phone_number_ids(&id).send().await.expect("it is there");
        let limits = described.phone_numbers()[0].messaging_limits().expect("it has limits");
        let mut rates: Vec<(&str, i64)> =
            limits.rate_limits().expect("it has rates").iter().map(|(name, rate)| (name.as_str(), *rate)).collect();
        rates.sort_unstable();
        assert_eq!(rates, [("SMS", expected), ("VOICE", expected)], "{country} {kind}");
        assert_eq!((limits.daily_message_caps(), described.phone_numbers()[0].pricing_tier()), (None, None));
    }
}
