//! Which pool and which identity the members name, in every form that they may have.

use callsign::domain::deployment::IsoCountryCode;
use sqlx::Row;

use super::{
    arn, assert_invalid, associate, associate_without_country, joined, long_code, members, number_arn, pool_arn,
    refused, requested, sender_id_arn,
};
use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION};

const UNKNOWN_HEX: &str = "0123456789abcdef0123456789abcdef";

async fn with_optional_country() -> App {
    App::with(|settings| settings.compatibility.iso_country_code = IsoCountryCode::Optional).await
}

// Phone numbers

#[tokio::test]
async fn every_form_of_a_pool_and_a_phone_number_gets_the_canonical_ids_and_arns() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let pool_arn = pool_arn(&pool);
    for form in ["id, id", "id, arn", "arn, id", "arn, arn"] {
        let number = fixture.number().await;
        let number_arn = number_arn(&number);
        let (sent_pool, sent_identity) = match form {
            "id, id" => (&pool, &number),
            "id, arn" => (&pool, &number_arn),
            "arn, id" => (&pool_arn, &number),
            _ => (&pool_arn, &number_arn),
        };

        let answer = joined(associate(&app, sent_pool, sent_identity, "US")).await;

        let expected = [pool.as_str(), &pool_arn, &number, &number_arn, "US"];
        assert_eq!(members(&answer), expected.map(Some), "sent as {form}");
    }
}

#[tokio::test]
async fn an_unknown_phone_number_is_not_found() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let unknown = format!("phone-{UNKNOWN_HEX}");
    for sent in [unknown.clone(), number_arn(&unknown)] {
        let refused = refused(&app, associate(&app, &pool, &sent, "US")).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {unknown}"));
        assert!(refused.message.contains(r#"ResourceType="phone-number""#), "{refused:?}");
    }
}

#[tokio::test]
async fn an_unknown_pool_is_not_found() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let unknown = format!("pool-{UNKNOWN_HEX}");
    for sent in [unknown.clone(), pool_arn(&unknown)] {
        let refused = refused(&app, associate(&app, &sent, &number, "US")).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {unknown}"));
    }
}

#[tokio::test]
async fn an_id_in_another_form_names_nothing() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let hex = number.trim_start_matches("phone-");
    let hyphenated = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    for other in [format!("phone-{}", hex.to_uppercase()), format!("phone-{hyphenated}"), format!("{number}0")] {
        let refused = refused(&app, associate(&app, &pool, &other, "US")).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {other}"));
    }
    for other in [pool.to_uppercase(), format!("{pool}0"), pool.trim_start_matches("pool-").to_owned()] {
        let refused = refused(&app, associate(&app, &other, &number, "US")).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {other}"));
    }
}

#[tokio::test]
async fn a_phone_number_is_no_pool_and_a_pool_is_no_identity() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    let as_pool = refused(&app, associate(&app, &number, &number, "US")).await;
    assert_eq!(as_pool.line(), format!("ResourceNotFoundException - pool {number}"));

    let as_identity = refused(&app, associate(&app, &pool, &pool, "US")).await;
    assert_eq!(as_identity.line(), format!("ResourceNotFoundException - sender-id {}", pool.to_uppercase()));
}

#[tokio::test]
async fn a_phone_number_in_e164_form_breaks_the_pattern() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let refused = refused(&app, associate(&app, &pool, "+12065550100", "US")).await;
    assert_invalid(&refused, "FIELD_VALIDATION_FAILED", &["originationIdentity"]);
}

#[tokio::test]
async fn the_digits_of_a_phone_number_are_the_text_of_a_sender_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    let described = app.client().describe_phone_numbers().phone_number_ids(&number).send().await;
    let described = described.expect("the number is there").phone_numbers.expect("one is described");
    let digits = described[0].phone_number.trim_start_matches('+');

    let refused = refused(&app, associate(&app, &pool, digits, "US")).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - sender-id {digits}"));
}

#[tokio::test]
async fn a_phone_number_of_another_country_than_iso_country_code_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    for sent in [number.clone(), number_arn(&number)] {
        let refused = refused(&app, associate(&app, &pool, &sent, "CA")).await;
        assert_invalid(&refused, "COUNTRY_CODE_MISMATCH", &["isoCountryCode"]);
    }
}

#[tokio::test]
async fn a_phone_number_without_a_country_is_a_missing_parameter() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    for sent in [number.clone(), number_arn(&number)] {
        let refused = refused(&app, associate_without_country(&app, &pool, &sent)).await;
        assert_invalid(&refused, "MISSING_PARAMETER", &["isoCountryCode"]);
    }
}

#[tokio::test]
async fn a_phone_number_without_a_country_answers_its_own_where_the_country_is_optional() {
    let app = with_optional_country().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let british = requested(long_code(&app).iso_country_code("GB")).await;
    let (by_id, by_arn) = (fixture.number().await, british);

    let answer = joined(associate_without_country(&app, &pool, &by_id)).await;
    assert_eq!(answer.iso_country_code(), Some("US"));

    let answer = joined(associate_without_country(&app, &pool, &number_arn(&by_arn))).await;
    assert_eq!(answer.iso_country_code(), Some("GB"));
}

#[tokio::test]
async fn a_country_that_is_sent_must_be_right_also_where_it_is_optional() {
    let app = with_optional_country().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let refused = refused(&app, associate(&app, &pool, &number, "GB")).await;
    assert_invalid(&refused, "COUNTRY_CODE_MISMATCH", &["isoCountryCode"]);
}

// Sender IDs

#[tokio::test]
async fn every_form_of_a_sender_id_gets_the_stored_text_and_the_canonical_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("CALLSIGN", "GB").await;
    let canonical = sender_id_arn("CALLSIGN", "GB");
    let other_cases = [sender_id_arn("CALLSIGN", "GB"), sender_id_arn("callsign", "GB")];
    for sent in ["CALLSIGN", "CALLSIGN", "callsign", &canonical, &other_cases[0], &other_cases[1]] {
        let pool = fixture.pool().await;

        let answer = joined(associate(&app, &pool, sent, "GB")).await;

        let pool_arn = pool_arn(&pool);
        let expected = [pool.as_str(), &pool_arn, "CALLSIGN", &canonical, "GB"];
        assert_eq!(members(&answer), expected.map(Some), "sent as {sent}");
    }
}

#[tokio::test]
async fn the_same_text_in_two_countries_is_two_sender_ids() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    for country in ["GB", "DE"] {
        fixture.sender_id("CALLSIGN", country).await;
        let answer = joined(associate(&app, &pool, "CALLSIGN", country)).await;
        assert_eq!(answer.origination_identity_arn(), Some(sender_id_arn("CALLSIGN", country).as_str()));
        assert_eq!(answer.iso_country_code(), Some(country));
    }
    assert_eq!(app.count("select count(*) from inspect.associations where origination_identity = 'CALLSIGN'").await, 2);
}

#[tokio::test]
async fn a_sender_id_of_another_country_is_not_found() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("CALLSIGN", "GB").await;
    let refused = refused(&app, associate(&app, &pool, "CALLSIGN", "DE")).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - sender-id CALLSIGN");
    assert!(refused.message.contains(r#"ResourceType="sender-id""#), "{refused:?}");
}

#[tokio::test]
async fn an_unknown_sender_id_is_not_found() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    for sent in ["NOBODY", "LONGER-THAN-ANY", &sender_id_arn("NOBODY", "GB")] {
        let refused = refused(&app, associate(&app, &pool, sent, "GB")).await;
        let text = if sent.starts_with("arn:") { "NOBODY" } else { sent };
        assert_eq!(refused.line(), format!("ResourceNotFoundException - sender-id {text}"));
    }
}

#[tokio::test]
async fn a_sender_id_without_a_country_is_a_missing_parameter_in_both_readings() {
    for app in [App::start().await, with_optional_country().await] {
        let fixture = Fixture(app.client());
        let pool = fixture.pool().await;
        fixture.sender_id("CALLSIGN", "GB").await;
        let refused = refused(&app, associate_without_country(&app, &pool, "CALLSIGN")).await;
        assert_invalid(&refused, "MISSING_PARAMETER", &["isoCountryCode"]);
    }
}

#[tokio::test]
async fn a_sender_id_arn_without_a_country_is_an_invalid_arn_in_both_readings() {
    for app in [App::start().await, with_optional_country().await] {
        let fixture = Fixture(app.client());
        let pool = fixture.pool().await;
        fixture.sender_id("CALLSIGN", "GB").await;
        let refused = refused(&app, associate_without_country(&app, &pool, &sender_id_arn("CALLSIGN", "GB"))).await;
        assert_invalid(&refused, "INVALID_ARN", &["senderId"]);
    }
}

#[tokio::test]
async fn a_sender_id_arn_of_another_country_than_iso_country_code_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("CALLSIGN", "GB").await;
    fixture.sender_id("CALLSIGN", "DE").await;
    let refused = refused(&app, associate(&app, &pool, &sender_id_arn("CALLSIGN", "GB"), "DE")).await;
    assert_invalid(&refused, "COUNTRY_CODE_MISMATCH", &["isoCountryCode"]);
}

#[tokio::test]
async fn a_malformed_sender_id_arn_is_an_invalid_arn() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    for path in [
        "sender-id/CALLSIGN",
        "sender-id/CALLSIGN/",
        "sender-id/CALLSIGN/GBR",
        "sender-id/CALLSIGN/GB/",
        "sender-id/CALLSIGN/gb",
        "sender-id//GB",
        "sender-id/",
        "sender-id",
    ] {
        let refused = refused(&app, associate(&app, &pool, &arn(path), "GB")).await;
        assert_invalid(&refused, "INVALID_ARN", &["originationIdentity"]);
    }
}

#[tokio::test]
async fn a_sender_id_that_only_begins_like_an_id_is_a_sender_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    for text in ["phone-shop", "rcs-shop", "pool-shop", "phones", "PHONE-0A1B"] {
        fixture.sender_id(text, "GB").await;
        let answer = joined(associate(&app, &pool, text, "GB")).await;
        assert_eq!(answer.origination_identity_arn(), Some(sender_id_arn(&text.to_uppercase(), "GB").as_str()));
    }
}

// RCS agents that aren't there

#[tokio::test]
async fn an_rcs_agent_is_not_found() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let agent = format!("rcs-{UNKNOWN_HEX}");
    for sent in [agent.clone(), arn(&format!("rcs-agent/{agent}"))] {
        let refused = refused(&app, associate(&app, &pool, &sent, "US")).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - rcs-agent {agent}"));
    }
}

#[tokio::test]
async fn an_rcs_agent_needs_no_country_where_the_country_is_optional() {
    let app = with_optional_country().await;
    let pool = Fixture(app.client()).pool().await;
    let agent = format!("rcs-{UNKNOWN_HEX}");
    for sent in [agent.clone(), arn(&format!("rcs-agent/{agent}"))] {
        let refused = refused(&app, associate_without_country(&app, &pool, &sent)).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - rcs-agent {agent}"));
    }
}

// ARNs of something else

#[tokio::test]
async fn a_pool_arn_of_another_partition_service_region_or_kind_is_an_invalid_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    for sent in wrong_arns(&format!("pool/{pool}"), &[&format!("phone-number/{number}"), "pool/", "pool", "pools/x"]) {
        let refused = refused(&app, associate(&app, &sent, &number, "US")).await;
        assert_invalid(&refused, "INVALID_ARN", &["poolId"]);
    }
}

#[tokio::test]
async fn an_identity_arn_of_another_partition_service_region_or_kind_is_an_invalid_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let kinds = [&format!("pool/{pool}"), "opt-out-list/Default", "phone-number/", "phone-number", "rcs-agent/", ""];
    for sent in wrong_arns(&format!("phone-number/{number}"), &kinds) {
        let refused = refused(&app, associate(&app, &pool, &sent, "US")).await;
        assert_invalid(&refused, "INVALID_ARN", &["originationIdentity"]);
    }
}

/// ARNs that name `path` in another place, or something of another kind in the right one.
fn wrong_arns(path: &str, kinds: &[&str]) -> Vec<String> {
    let places = [
        format!("arn:aws-cn:sms-voice:{REGION}:{ACCOUNT}:{path}"),
        format!("arn::sms-voice:{REGION}:{ACCOUNT}:{path}"),
        format!("arn:aws:sns:{REGION}:{ACCOUNT}:{path}"),
        format!("arn:aws:sms-voice:eu-west-1:{ACCOUNT}:{path}"),
        format!("arn:aws:sms-voice::{ACCOUNT}:{path}"),
        format!("arn:aws:sms-voice:{REGION}::{path}"),
        format!("arn:aws:sms-voice:{REGION}:12345:{path}"),
        format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}"),
        "arn:".to_owned(),
    ];
    places.into_iter().chain(kinds.iter().map(|path| arn(path))).collect()
}

#[tokio::test]
async fn the_arns_of_a_region_in_another_partition_bear_that_partition() {
    let app = App::start().await;
    for (region, partition) in [
        ("us-gov-west-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-east-1", "aws"),
    ] {
        let client = app.client_of("test", region);
        let fixture = Fixture(client.clone());
        let (pool, number) = (fixture.pool().await, fixture.number().await);
        let arn = |path: &str| format!("arn:{partition}:sms-voice:{region}:{ACCOUNT}:{path}");
        let (pool_arn, number_arn) = (arn(&format!("pool/{pool}")), arn(&format!("phone-number/{number}")));
        let request = client.associate_origination_identity().pool_id(&pool_arn).origination_identity(&number_arn);

        let answer = joined(request.iso_country_code("US")).await;

        let expected = [pool.as_str(), &pool_arn, &number, &number_arn, "US"];
        assert_eq!(members(&answer), expected.map(Some));
        let views =
            app.rows("select pool_arn, origination_identity_arn from inspect.associations order by associated_at desc");
        let shown = &views.await[0];
        assert_eq!((shown.get::<String, _>(0), shown.get::<String, _>(1)), (pool_arn, number_arn), "{region}");
    }
}

// Other accounts

#[tokio::test]
async fn an_arn_of_another_account_is_access_denied_whether_or_not_it_exists() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let theirs = Fixture(app.client_of("other", REGION));
    let (their_pool, their_number) = (theirs.pool().await, theirs.number().await);
    theirs.sender_id("THEIRS", "GB").await;
    let foreign = |path: String| format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:{path}");
    let mut calls = Vec::new();
    for their_pool in [their_pool, format!("pool-{UNKNOWN_HEX}")] {
        let arn = foreign(format!("pool/{their_pool}"));
        calls.push((associate(&app, &arn, &number, "US"), arn));
    }
    for path in [format!("phone-number/{their_number}"), format!("phone-number/phone-{UNKNOWN_HEX}")] {
        let arn = foreign(path);
        calls.push((associate(&app, &pool, &arn, "US"), arn));
    }
    for path in ["sender-id/THEIRS/GB", "sender-id/NOBODY/GB"] {
        let arn = foreign(path.to_owned());
        calls.push((associate(&app, &pool, &arn, "GB"), arn));
    }
    for (call, arn) in calls {
        let refused = refused(&app, call).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -", "{arn}");
        let user = format!("arn:aws:iam::{ACCOUNT}:user/test");
        let sentence = format!(
            "User: {user} is not authorized to perform: sms-voice:AssociateOriginationIdentity on resource: {arn} because"
        );
        assert!(refused.message.starts_with(&sentence), "{}", refused.message);
    }
}

#[tokio::test]
async fn a_bare_foreign_id_gets_the_answer_for_an_unknown_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let theirs = Fixture(app.client_of("other", REGION));
    let (their_pool, their_number) = (theirs.pool().await, theirs.number().await);
    theirs.sender_id("THEIRS", "GB").await;

    let (unknown_pool, unknown_number) = (format!("pool-{UNKNOWN_HEX}"), format!("phone-{UNKNOWN_HEX}"));
    for (foreign, unknown) in [
        ((their_pool.as_str(), number.as_str(), "US"), (unknown_pool.as_str(), number.as_str(), "US")),
        ((&pool, &their_number, "US"), (&pool, &unknown_number, "US")),
        ((&pool, "THEIRS", "GB"), (&pool, "NOBODY", "GB")),
    ] {
        let to_foreign = refused(&app, associate(&app, foreign.0, foreign.1, foreign.2)).await;
        let to_unknown = refused(&app, associate(&app, unknown.0, unknown.1, unknown.2)).await;
        assert_eq!(to_foreign.exception, "ResourceNotFoundException");
        let names =
            [(their_pool.as_str(), unknown_pool.as_str()), (&their_number, &unknown_number), ("THEIRS", "NOBODY")];
        let same_name = |text: &str| names.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        assert_eq!(same_name(&to_foreign.line()), to_unknown.line());
        assert_eq!(same_name(&to_foreign.message), to_unknown.message);
    }
}
