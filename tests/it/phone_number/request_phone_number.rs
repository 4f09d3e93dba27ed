//! RequestPhoneNumber: one test for each sentence of its rule and each error that it raises.

mod into_a_pool;

use std::{collections::BTreeSet, ops::RangeInclusive};

use aws_sdk_pinpointsmsvoicev2::{
    operation::request_phone_number::{RequestPhoneNumberOutput, builders::RequestPhoneNumberFluentBuilder as Request},
    types::{MessageType, NumberCapability, NumberStatus, PhoneNumberInformation, RequestableNumberType as NumberType},
};
use tokio::task::JoinSet;

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, answers, arn, simulator, tag, tags};

/// A transactional number of this type of a country, ready to be requested.
fn request(app: &App, country: &str, number_type: NumberType) -> Request {
    simulator(&app.client()).iso_country_code(country).number_type(number_type)
}

/// The answer as the item that DescribePhoneNumbers must show.
fn information(answer: RequestPhoneNumberOutput) -> PhoneNumberInformation {
    PhoneNumberInformation::builder()
        .set_phone_number_arn(answer.phone_number_arn)
        .set_phone_number_id(answer.phone_number_id)
        .set_phone_number(answer.phone_number)
        .set_status(answer.status)
        .set_iso_country_code(answer.iso_country_code)
        .set_message_type(answer.message_type)
        .set_number_capabilities(answer.number_capabilities)
        .set_number_type(answer.number_type.map(|number_type| number_type.as_str().into()))
        .set_monthly_leasing_price(answer.monthly_leasing_price)
        .two_way_enabled(answer.two_way_enabled)
        .set_two_way_channel_arn(answer.two_way_channel_arn)
        .set_two_way_channel_role(answer.two_way_channel_role)
        .self_managed_opt_outs_enabled(answer.self_managed_opt_outs_enabled)
        .set_opt_out_list_name(answer.opt_out_list_name)
        .international_sending_enabled(answer.international_sending_enabled)
        .deletion_protection_enabled(answer.deletion_protection_enabled)
        .set_pool_id(answer.pool_id)
        .set_registration_id(answer.registration_id)
        .set_created_timestamp(answer.created_timestamp)
        .build()
        .expect("the answer has every member that an item must have")
}

/// All numbers, as DescribePhoneNumbers shows them, without what it alone shows.
async fn described(app: &App) -> Vec<PhoneNumberInformation> {
    let page = app.client().describe_phone_numbers().send().await.expect("they are described");
    let mut described = page.phone_numbers.expect("a list");
    for item in &mut described {
        item.messaging_limits.take().expect("it shows how much is sent");
    }
    described
}

/// Whether a number lies in the ranges that the country's regulator keeps for fiction (`countries.json` retold).
fn is_fictional(number: &str, country: &str, number_type: &NumberType) -> bool {
    let digits = number.strip_prefix('+').expect("the number is in E.164 form");
    let value: i64 = digits.parse().expect("the number is made of digits");
    let ranges: &[RangeInclusive<i64>] = match country {
        "US" | "CA" => {
            // +1 NPA 555 01XX
            let toll_free = ["800", "833", "844", "855", "866", "877", "888"].contains(&&digits[1..4]);
            let reserved = digits.len() == 11 && digits.starts_with('1') && digits[4..].starts_with("55501");
            return reserved && toll_free == (*number_type == NumberType::TollFree);
        }
        "GB" => &[447_700_900_000..=447_700_900_999, 441_632_960_000..=441_632_960_999],
        "IE" => &[353_209_100_000..=353_209_199_999],
        "SE" => &[46_701_740_605..=46_701_740_699],
        "DE" => &[493_023_125_000..=493_023_125_999],
        "AU" => &[61_255_500_000..=61_255_509_999, 61_491_570_156..=61_491_570_159],
        _ => &[],
    };
    ranges.iter().any(|range| range.contains(&value))
}

#[tokio::test]
async fn a_number_is_leased_and_answered_as_describe_phone_numbers_shows_it() {
    let app = App::start().await;

    let wanted = request(&app, "US", NumberType::TollFree).number_capabilities(NumberCapability::Voice);
    let wanted = wanted.message_type(MessageType::Promotional);
    let wanted = wanted.deletion_protection_enabled(true).international_sending_enabled(true);
    let number = wanted.send().await.expect("a number");

    let id = number.phone_number_id.clone().expect("it has an id");
    let digits = id.strip_prefix("phone-").expect("the id starts with phone-");
    assert!(digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
    assert_eq!(number.phone_number_arn, Some(arn(&format!("phone-number/{id}"))));
    assert_eq!(number.message_type, Some(MessageType::Promotional));
    assert_eq!(number.number_capabilities(), [NumberCapability::Sms, NumberCapability::Voice]);
    assert_eq!(number.number_type, Some(NumberType::TollFree));
    assert_eq!(number.iso_country_code.as_deref(), Some("US"));
    assert_eq!(number.monthly_leasing_price.as_deref(), Some("1.00"));
    assert!(number.deletion_protection_enabled && number.international_sending_enabled);
    assert_eq!(described(&app).await, [information(number)]);
}

#[tokio::test]
async fn what_a_request_leaves_out_is_off() {
    let app = App::start().await;

    let number = simulator(&app.client()).send().await.expect("a number");

    assert!(!number.two_way_enabled && !number.self_managed_opt_outs_enabled);
    assert!(!number.deletion_protection_enabled && !number.international_sending_enabled);
    assert_eq!((&number.two_way_channel_arn, &number.two_way_channel_role), (&None, &None));
    assert_eq!((&number.pool_id, &number.registration_id, &number.tags), (&None, &None, &None));
}

#[tokio::test]
async fn every_number_has_the_same_help_and_stop() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second) = (fixture.number().await, fixture.number().await);

    let keywords = app.keywords_of(&first).await;

    assert!(keywords.len() == 2 && keywords[0].starts_with("HELP ") && keywords[1].starts_with("STOP "));
    assert!(keywords[0].ends_with(" AUTOMATIC_RESPONSE") && keywords[1].ends_with(" OPT_OUT"));
    assert_eq!(app.keywords_of(&second).await, keywords);
}

#[tokio::test]
async fn without_a_list_the_number_uses_default() {
    let app = App::start().await;

    let number = simulator(&app.client()).send().await.expect("a number");

    assert_eq!(number.opt_out_list_name.as_deref(), Some("Default"));
}

#[tokio::test]
async fn a_list_is_named_by_name_or_arn() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");

    for list in ["Alerts", &arn("opt-out-list/Alerts")] {
        let number = simulator(&app.client()).opt_out_list_name(list).send().await.expect("a number");
        assert_eq!(number.opt_out_list_name.as_deref(), Some("Alerts"));
    }
}

#[tokio::test]
async fn a_list_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    let (other, distant) = (app.client_of("other", REGION), app.client_of("test", "eu-west-1"));
    for client in [other, distant] {
        client.create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");
    }

    for list in ["Alerts", "default", &arn("opt-out-list/Alerts")] {
        let refused = app.refused(simulator(&app.client()).opt_out_list_name(list).send()).await;
        let name = list.rsplit('/').next().expect("the name is the last part");
        assert_eq!(refused.line(), format!("ResourceNotFoundException - opt-out-list {name}"));
    }
}

#[tokio::test]
async fn a_foreign_list_is_denied_and_a_wrong_arn_refused() {
    let app = App::start().await;
    let foreign = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:opt-out-list/Default");

    let denied = app.refused(simulator(&app.client()).opt_out_list_name(&foreign).send()).await;
    let wrong = app.refused(simulator(&app.client()).opt_out_list_name(arn("pool/Default")).send()).await;

    assert_eq!(denied.line(), "AccessDeniedException - - -");
    assert!(denied.message.contains(&foreign), "{}", denied.message);
    assert!(wrong.is("ValidationException", "INVALID_ARN"), "{wrong:?}");
    assert_eq!(wrong.fields, ["optOutListName"]);
}

#[tokio::test]
async fn a_registration_is_not_found() {
    let app = App::start().await;

    let refused = app.refused(simulator(&app.client()).registration_id("registration-1").send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - registration registration-1");
}

#[tokio::test]
async fn a_number_is_pending_first_and_then_active() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = u32::MAX).await;

    let number = request(&app, "US", NumberType::TenDlc).send().await.expect("a number");
    let before = described(&app).await;
    app.execute("update callsign.phone_number set active_at = created_at").await;
    let after = described(&app).await;

    assert_eq!(number.status, Some(NumberStatus::Pending));
    assert_eq!(before, [information(number)]);
    assert_eq!(after[0].status, NumberStatus::Active);
}

#[tokio::test]
async fn a_simulator_number_is_active_at_once() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = u32::MAX).await;

    let number = simulator(&app.client()).send().await.expect("a number");

    assert_eq!(number.status, Some(NumberStatus::Active));
    assert_eq!(number.monthly_leasing_price.as_deref(), Some("1.00"));
}

#[tokio::test]
async fn every_number_is_active_at_once_unless_pending_ms_is_set() {
    let app = App::start().await;

    let number = request(&app, "US", NumberType::LongCode).send().await.expect("a number");

    assert_eq!(number.status, Some(NumberStatus::Active));
}

#[tokio::test]
async fn numbers_come_from_the_fictional_ranges_only_and_are_all_different() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 0).await;
    let mut leased = BTreeSet::new();
    for (country, number_type) in [
        ("US", NumberType::LongCode),
        ("US", NumberType::TenDlc),
        ("US", NumberType::TollFree),
        ("US", NumberType::Simulator),
        ("CA", NumberType::LongCode),
        ("GB", NumberType::LongCode),
        ("IE", NumberType::LongCode),
        ("SE", NumberType::LongCode),
        ("DE", NumberType::LongCode),
        ("AU", NumberType::LongCode),
    ] {
        for _ in 0..3 {
            let answer = request(&app, country, number_type.clone()).send().await.expect("a number");
            let number = answer.phone_number.expect("it has a number");
            assert!(is_fictional(&number, country, &number_type), "{number} of {country}, {number_type}");
            assert!(leased.insert(number), "a number is leased once");
        }
    }
}

#[tokio::test]
async fn only_toll_free_numbers_of_the_us_send_abroad() {
    let app = App::start().await;

    for (country, number_type) in [
        ("US", NumberType::LongCode),
        ("US", NumberType::TenDlc),
        ("US", NumberType::Simulator),
        ("GB", NumberType::LongCode),
    ] {
        let wanted = request(&app, country, number_type.clone()).international_sending_enabled(true);
        let refused = app.refused(wanted.send()).await;
        assert!(refused.is("ValidationException", "INTERNATIONAL_SENDING_NOT_SUPPORTED"), "{number_type}: {refused:?}");
        assert_eq!(refused.fields, ["internationalSendingEnabled"]);
    }
    let wanted = request(&app, "US", NumberType::TollFree).international_sending_enabled(true);
    assert!(wanted.send().await.expect("a number").international_sending_enabled);
}

/// Leases the numbers of the other kinds in the US, all but those of one area. Nothing tells the database how many they are.
const LEASE_THE_US: &str = "
    alter table callsign.phone_number set (autovacuum_enabled = off);
    insert into callsign.phone_number
    select gen_random_uuid(), account_id, region, '+1' || (200 + area) || '55501' || lpad(line::text, 2, '0'), 'US',
           message_type, number_capabilities, 'LONG_CODE', monthly_leasing_price, two_way_enabled, null, null,
           self_managed_opt_outs_enabled, opt_out_list_id, international_sending_enabled, deletion_protection_enabled,
           created_at, active_at
    from callsign.phone_number, generate_series(0, 799) area, generate_series(0, 99) line
    where 200 + area not in (425, 989)";

#[tokio::test]
async fn simulator_numbers_have_a_range_of_their_own_without_the_destinations_in_it() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 0).await;
    let mut leased = Vec::new();

    for _ in 0..58 {
        let answer = simulator(&app.client()).send().await.expect("the range has 58");
        leased.push(answer.phone_number.expect("it has a number"));
    }

    let expected: Vec<String> = (0..=50).chain(93..=99).map(|line| format!("+142555501{line:02}")).collect();
    assert_eq!(leased, expected);
    let exhausted = app.refused(simulator(&app.client()).send()).await;
    assert_eq!(exhausted.line(), "ResourceNotFoundException - phone-number -");
}

#[tokio::test]
async fn no_other_number_comes_from_the_range_of_simulator_numbers() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 0).await;
    request(&app, "SE", NumberType::LongCode).send().await.expect("a number");
    app.execute(LEASE_THE_US).await;

    for _ in 0..100 {
        let answer = request(&app, "US", NumberType::LongCode).send().await.expect("989 is left");
        assert!(answer.phone_number.expect("it has a number").starts_with("+1989555"));
    }

    let exhausted = app.refused(request(&app, "US", NumberType::TenDlc).send()).await;
    assert_eq!(exhausted.line(), "ResourceNotFoundException - phone-number -");
}

#[tokio::test]
async fn a_gap_is_given_once_the_end_of_every_range_is_leased() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 0).await;
    Fixture(app.client()).number().await;
    app.execute(LEASE_SWEDEN).await;
    app.execute("delete from callsign.phone_number where phone_number in ('+46701740605', '+46701740650')").await;
    let mut leased = Vec::new();

    for _ in 0..3 {
        let answer = request(&app, "SE", NumberType::LongCode).send().await.expect("three are left");
        leased.push(answer.phone_number.expect("it has a number"));
    }

    assert_eq!(leased, ["+46701740699", "+46701740605", "+46701740650"]);
}

#[tokio::test]
async fn accounts_and_regions_lease_numbers_independently() {
    let app = App::start().await;
    let mut numbers = BTreeSet::new();

    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        let answer = simulator(&app.client_of(key, region)).send().await.expect("a number");
        numbers.insert(answer.phone_number);
    }

    assert_eq!(numbers.len(), 1, "the first free number is the same in each: {numbers:?}");
}

#[tokio::test]
async fn what_is_not_in_the_inventory_is_not_found() {
    let app = App::start().await;

    for (country, number_type, why) in [
        ("GB", NumberType::Simulator, "simulator numbers are in the US only"),
        ("CA", NumberType::Simulator, "simulator numbers are in the US only"),
        ("GB", NumberType::TollFree, "the country has no toll-free numbers"),
        ("CA", NumberType::TenDlc, "10DLC is of the US"),
        ("FR", NumberType::LongCode, "the country has no long codes, though it has numbers for fiction"),
        ("AD", NumberType::LongCode, "the country has no long codes"),
        ("JP", NumberType::LongCode, "the country has no numbers for fiction"),
        ("ZZ", NumberType::LongCode, "there is no such country"),
    ] {
        let refused = app.refused(request(&app, country, number_type).send()).await;
        assert_eq!(refused.line(), "ResourceNotFoundException - phone-number -", "{country}: {why}");
        assert!(refused.message.contains(country), "{}", refused.message);
    }
}

#[tokio::test]
async fn a_promotional_simulator_number_is_not_found() {
    let app = App::start().await;

    let request = simulator(&app.client()).message_type(MessageType::Promotional);
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - phone-number -");
}

/// Leases all of Sweden's 95 numbers but the last one.
const LEASE_SWEDEN: &str = "
    insert into callsign.phone_number
    select gen_random_uuid(), account_id, region, '+' || n, 'SE', message_type, number_capabilities, 'LONG_CODE',
           monthly_leasing_price, two_way_enabled, null, null, self_managed_opt_outs_enabled, opt_out_list_id,
           international_sending_enabled, deletion_protection_enabled, created_at, active_at
    from callsign.phone_number, generate_series(46701740605, 46701740698) n";

#[tokio::test]
async fn a_range_gives_its_last_number_and_then_none() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 0).await;
    Fixture(app.client()).number().await;
    app.execute(LEASE_SWEDEN).await;

    let last = request(&app, "SE", NumberType::LongCode).send().await.expect("one number is left");
    let exhausted = app.refused(request(&app, "SE", NumberType::LongCode).send()).await;

    assert_eq!(last.phone_number.as_deref(), Some("+46701740699"));
    assert_eq!(exhausted.line(), "ResourceNotFoundException - phone-number -");
    assert!(exhausted.message.contains("SE"), "{}", exhausted.message);
    let elsewhere = simulator(&app.client_of("other", REGION)).iso_country_code("SE").number_type(NumberType::LongCode);
    elsewhere.send().await.expect("another account has all of them");
}

#[tokio::test]
async fn the_quota_is_exact() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 2).await;
    let fixture = Fixture(app.client());
    fixture.number().await;
    fixture.number().await;

    let refused = app.refused(request(&app, "GB", NumberType::LongCode).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException PHONE_NUMBERS_PER_ACCOUNT - -");
}

#[tokio::test]
async fn the_quota_is_25_unless_set_and_0_turns_it_off() {
    let app = App::start().await;
    for _ in 0..25 {
        Fixture(app.client()).number().await;
    }

    let refused = app.refused(simulator(&app.client()).send()).await;
    let unlimited = app.beside(|settings| settings.quotas.phone_numbers = 0).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException PHONE_NUMBERS_PER_ACCOUNT - -");
    Fixture(unlimited.client()).number().await;
}

#[tokio::test]
async fn each_account_and_region_has_a_quota_of_its_own() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 1).await;

    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        Fixture(app.client_of(key, region)).number().await;
    }
}

#[tokio::test]
async fn concurrent_requests_stay_within_the_quota_and_get_different_numbers() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 5).await;
    let mut calls = JoinSet::new();
    for _ in 0..12 {
        calls.spawn(simulator(&app.client()).send());
    }

    let answers = answers(calls, "ServiceQuotaExceededException").await;

    let leased: Vec<_> = answers.into_iter().filter_map(|answer| answer.phone_number).collect();
    assert_eq!(leased.len(), 5);
    assert_eq!(leased.into_iter().collect::<BTreeSet<_>>().len(), 5, "no number twice");
    assert_eq!(app.count("select count(*) from inspect.phone_numbers").await, 5);
}

#[tokio::test]
async fn tags_are_answered_and_stored() {
    let app = App::start().await;
    let wanted = [tag("team", "payments"), tag("stage", "")];

    let number = simulator(&app.client()).set_tags(Some(wanted.to_vec())).send().await.expect("a number");

    assert_eq!(number.tags(), wanted);
    let arn = number.phone_number_arn.expect("it has an ARN");
    assert_eq!(app.tags_of(&arn).await, ["stage=", "team=payments"]);
}

#[tokio::test]
async fn the_quota_of_tags_is_exact() {
    let app = App::start().await;
    simulator(&app.client()).set_tags(Some(tags(50))).send().await.expect("the quota has room");

    let refused = app.refused(simulator(&app.client()).set_tags(Some(tags(51))).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_tag_key_that_stands_twice_is_refused() {
    let app = App::start().await;

    let request = simulator(&app.client()).tags(tag("team", "a")).tags(tag("team", "b"));
    let refused = app.refused(request.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["tags"]);
}

#[tokio::test]
async fn a_capability_that_stands_twice_counts_once() {
    let app = App::start().await;

    let request = simulator(&app.client()).number_capabilities(NumberCapability::Sms);
    let number = request.send().await.expect("a number");

    assert_eq!(number.number_capabilities(), [NumberCapability::Sms]);
}

#[tokio::test]
async fn a_client_token_leases_one_number_however_often_it_comes() {
    let app = App::start().await;
    let request = || simulator(&app.client()).client_token("token");

    let first = request().send().await.expect("a number");
    let replayed = request().send().await.expect("the answer comes again");
    let other = app.refused(request().deletion_protection_enabled(true).send()).await;

    assert_eq!(information(replayed), information(first));
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
    assert_eq!(described(&app).await.len(), 1);
}
