//! The shapes of a request's members: every failing one is named, in the model's order, and nothing is carried out.

use aws_sdk_pinpointsmsvoicev2::types::{
    MessageType, NumberCapability, Owner, PhoneNumberFilter, PoolFilter, RequestableNumberType as NumberType,
    SenderIdAndCountry, Tag, ValidationExceptionField,
};

use crate::harness::{App, Fixture, Refusal, refusal, simulator, tag, tags};

/// Whether it is the refusal of these members, of which at least one is there.
fn names(refused: &Refusal, fields: &[&str]) -> bool {
    refused.is("ValidationException", "FIELD_VALIDATION_FAILED") && refused.fields == fields
}

/// A refusal that must name these members, of which at least one is there.
#[track_caller]
fn assert_names(refused: &Refusal, fields: &[&str]) {
    assert!(names(refused, fields), "{fields:?}: {refused:?}");
}

/// A refusal that must name these members, all of them missing.
#[track_caller]
fn assert_missing(refused: &Refusal, fields: &[&str]) {
    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, fields);
}

/// A pool filter, whatever its name and values.
fn filter(name: &str, values: &[&str]) -> PoolFilter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    PoolFilter::builder().name(name.into()).set_values(Some(values)).build().expect("a filter has a name and values")
}

/// The refusal of a CreatePool with this JSON text for its body.
async fn create_pool(app: &App, body: &'static str) -> Refusal {
    let call = app.client().create_pool().customize().mutate_request(move |request| {
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = body.into();
    });
    app.refused(call.send()).await
}

#[tokio::test]
async fn missing_members_are_all_named_in_the_models_order() {
    let app = App::start().await;
    let client = app.client();

    assert_missing(
        &app.refused(client.create_pool().send()).await,
        &["originationIdentity", "isoCountryCode", "messageType"],
    );
    assert_missing(
        &app.refused(client.request_phone_number().send()).await,
        &["isoCountryCode", "messageType", "numberCapabilities", "numberType"],
    );
    assert_missing(&app.refused(client.request_sender_id().send()).await, &["senderId", "isoCountryCode"]);
    assert_missing(&app.refused(client.create_opt_out_list().send()).await, &["optOutListName"]);
    assert_missing(&app.refused(client.list_pool_origination_identities().send()).await, &["poolId"]);
    assert_missing(
        &app.refused(client.associate_origination_identity().send()).await,
        &["poolId", "originationIdentity", "isoCountryCode"],
    );
}

#[tokio::test]
async fn every_failing_member_is_named_once_in_the_models_order() {
    let app = App::start().await;
    let client = app.client();
    let (long, bad) = ("x".repeat(257), "a b");

    let number = client.request_phone_number().client_token(bad).tags(tag("", "")).registration_id(bad).pool_id(bad);
    let number = number.opt_out_list_name(bad).number_type(NumberType::from("SHORT_CODE"));
    let number = number.number_capabilities(NumberCapability::from("FAX")).message_type(MessageType::from("SPAM"));
    let number = app.refused(number.iso_country_code("us").send()).await;
    let pool =
        client.create_pool().client_token(bad).tags(tag("", &long)).tags(tag(&long, "")).message_type("X".into());
    let pool = app.refused(pool.iso_country_code("USA").origination_identity("+12065550100").send()).await;
    let sender_id = client.request_sender_id().client_token("").set_tags(Some(tags(201)));
    let sender_id = sender_id.message_types("X".into()).iso_country_code("").sender_id("twelve-chars");
    let sender_id = app.refused(sender_id.send()).await;
    let describe = client.describe_pools().owner(Owner::from("OTHER")).max_results(0).next_token("");
    let describe = describe.filters(filter("status", &[])).pool_ids("");
    let describe = app.refused(describe.send()).await;

    let all = [
        "isoCountryCode",
        "messageType",
        "numberCapabilities",
        "numberType",
        "optOutListName",
        "poolId",
        "registrationId",
        "tags",
        "clientToken",
    ];
    assert_names(&number, &all);
    assert_names(&pool, &["originationIdentity", "isoCountryCode", "messageType", "tags", "clientToken"]);
    assert_names(&sender_id, &["senderId", "isoCountryCode", "messageTypes", "tags", "clientToken"]);
    assert_names(&describe, &["poolIds", "filters", "nextToken", "maxResults", "owner"]);
}

#[tokio::test]
async fn a_missing_member_beside_a_broken_one_is_named_too() {
    let app = App::start().await;

    let refused = app.refused(app.client().create_pool().origination_identity("a b").send()).await;

    assert_names(&refused, &["originationIdentity", "isoCountryCode", "messageType"]);
    assert!(
        refused.message.contains("Reason=\"FIELD_VALIDATION_FAILED\"")
            && refused.message.contains("Fields=\"originationIdentity,isoCountryCode,messageType\""),
        "{}",
        refused.message
    );
}

#[tokio::test]
async fn each_field_has_a_sentence_that_names_the_member_and_the_constraint() {
    let app = App::start().await;

    let outcome = simulator(&app.client()).iso_country_code("us").client_token("").send().await;

    let error = outcome.expect_err("it is refused").into_service_error();
    let aws_sdk_pinpointsmsvoicev2::operation::request_phone_number::RequestPhoneNumberError::ValidationException(
        error,
    ) = error
    else {
        panic!("another exception: {error:?}")
    };
    let messages: Vec<&str> = error.fields().iter().map(ValidationExceptionField::message).collect();
    assert_eq!(
        messages,
        [
            "Value at 'isoCountryCode' failed to satisfy constraint: Member must satisfy regular expression pattern: \
             [A-Z]{2}",
            "Value at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ]
    );
}

#[tokio::test]
async fn nul_is_refused_wherever_it_stands() {
    let app = App::start().await;
    let client = app.client();
    let simulator = || simulator(&client);

    assert_names(&app.refused(simulator().client_token("a\0").send()).await, &["clientToken"]);
    assert_names(&app.refused(simulator().pool_id("\0").send()).await, &["poolId"]);
    assert_names(&app.refused(simulator().opt_out_list_name("a\0b").send()).await, &["optOutListName"]);
    assert_names(&app.refused(simulator().tags(tag("a\0", "b")).send()).await, &["tags"]);
    assert_names(&app.refused(simulator().tags(tag("a", "\0")).send()).await, &["tags"]);
    assert_names(&app.refused(client.describe_pools().next_token("a\0").send()).await, &["nextToken"]);
    assert_names(&app.refused(client.describe_pools().pool_ids("a\0").send()).await, &["poolIds"]);
    let by_channel = filter("two-way-channel-arn", &["a\0"]);
    assert_names(&app.refused(client.describe_pools().filters(by_channel).send()).await, &["filters"]);
    assert_names(&app.refused(client.describe_pools().filters(filter("\0", &["a"])).send()).await, &["filters"]);
    let sender_id = client.request_sender_id().sender_id("A\0").iso_country_code("GB");
    assert_names(&app.refused(sender_id.send()).await, &["senderId"]);
}

#[tokio::test]
async fn the_longest_value_is_taken_and_one_character_more_refused() {
    let app = App::start().await;
    let client = app.client();
    let text = |length: usize| "x".repeat(length);
    let token = |length| simulator(&client).client_token(text(length)).send();
    let list = |length| client.create_opt_out_list().opt_out_list_name(text(length)).send();
    let sender_id = |length| client.request_sender_id().sender_id(text(length)).iso_country_code("GB").send();
    let tagged = |key, value| simulator(&client).tags(tag(&text(key), &text(value))).send();
    let described = |length| client.describe_pools().pool_ids(text(length)).send();
    let paged = |length| client.describe_pools().next_token(text(length)).send();
    let filtered = |length| client.describe_pools().filters(filter("opt-out-list-name", &[&text(length)])).send();

    token(64).await.expect("64 characters are allowed");
    list(64).await.expect("64 characters are allowed");
    sender_id(11).await.expect("11 characters are allowed");
    tagged(128, 256).await.expect("128 and 256 characters are allowed");
    filtered(128).await.expect("128 characters are allowed");
    assert_eq!(app.refused(described(256)).await.exception, "ResourceNotFoundException");
    assert!(app.refused(paged(1024)).await.is("ValidationException", "INVALID_NEXT_TOKEN"));

    assert_names(&app.refused(token(65)).await, &["clientToken"]);
    assert_names(&app.refused(list(65)).await, &["optOutListName"]);
    assert_names(&app.refused(sender_id(12)).await, &["senderId"]);
    assert_names(&app.refused(tagged(129, 0)).await, &["tags"]);
    assert_names(&app.refused(tagged(1, 257)).await, &["tags"]);
    assert_names(&app.refused(filtered(129)).await, &["filters"]);
    assert_names(&app.refused(described(257)).await, &["poolIds"]);
    assert_names(&app.refused(paged(1025)).await, &["nextToken"]);
}

#[tokio::test]
async fn lengths_count_characters_not_bytes() {
    let app = App::start().await;

    let request = simulator(&app.client()).tags(tag(&"ä".repeat(128), &"😀".repeat(256)));
    request.send().await.expect("128 and 256 characters are allowed");

    let longer = simulator(&app.client()).tags(tag(&"ä".repeat(129), "")).send();
    assert_names(&app.refused(longer).await, &["tags"]);
}

#[tokio::test]
async fn a_pattern_holds_for_the_whole_value() {
    let app = App::start().await;
    let client = app.client();

    for identity in ["+12065550100", "shop\n", "a b", "phone-ä", "a*", "a.b"] {
        let request = client.create_pool().origination_identity(identity).iso_country_code("US");
        let refused = app.refused(request.message_type(MessageType::Transactional).send()).await;
        assert_names(&refused, &["originationIdentity"]);
    }
    for country in ["us", "USA", "U", "", "U1", "US\n", "ÄÖ"] {
        let refused = app.refused(simulator(&client).iso_country_code(country).send()).await;
        assert_names(&refused, &["isoCountryCode"]);
    }
    for token in ["", "a b", "tokén", "a\n"] {
        let refused = app.refused(simulator(&client).client_token(token).send()).await;
        assert_names(&refused, &["clientToken"]);
    }
    for value in ["a b", "a*", "ä", "a,b", ""] {
        let request = client.describe_pools().filters(filter("opt-out-list-name", &[value]));
        assert_names(&app.refused(request.send()).await, &["filters"]);
    }
}

#[tokio::test]
async fn enumerations_take_their_own_spelling_only() {
    let app = App::start().await;
    let client = app.client();

    for message_type in ["transactional", "Transactional", "OTP", ""] {
        let request = simulator(&client).message_type(message_type.into());
        assert_names(&app.refused(request.send()).await, &["messageType"]);
    }
    for number_type in ["SHORT_CODE", "simulator", ""] {
        let request = simulator(&client).number_type(number_type.into());
        assert_names(&app.refused(request.send()).await, &["numberType"]);
    }
    for owner in ["self", "OWN", ""] {
        assert_names(&app.refused(client.describe_sender_ids().owner(owner.into()).send()).await, &["owner"]);
    }
    for name in ["Status", "iso-country-code", ""] {
        let request = client.describe_pools().filters(filter(name, &["ACTIVE"]));
        assert_names(&app.refused(request.send()).await, &["filters"]);
    }
    let of_numbers = PhoneNumberFilter::builder().name("shared-routes-enabled".into()).values("true").build();
    let request = client.describe_phone_numbers().filters(of_numbers.expect("a filter has a name and values"));
    assert_names(&app.refused(request.send()).await, &["filters"]);
}

#[tokio::test]
async fn lists_have_the_models_sizes() {
    let app = App::start().await;
    let client = app.client();
    let sms = NumberCapability::Sms;
    let capabilities = |count| {
        let request = simulator(&client).set_number_capabilities(Some(vec![sms.clone(); count]));
        request.send()
    };
    let types = |text: &str, count| {
        let request = client.request_sender_id().sender_id(text).iso_country_code("GB");
        request.set_message_types(Some(vec![MessageType::Transactional; count])).send()
    };
    let pools = |count| client.describe_pools().set_pool_ids(Some(vec!["pool-x".to_owned(); count])).send();
    let named = SenderIdAndCountry::builder().sender_id("A").iso_country_code("GB").build().expect("it has both");
    let sender_ids = |count| client.describe_sender_ids().set_sender_ids(Some(vec![named.clone(); count])).send();
    let filters = |count| {
        let request = client.describe_pools().set_filters(Some(vec![filter("status", &["ACTIVE"]); count]));
        request.send()
    };
    let values = |count: usize| client.describe_pools().filters(filter("status", &vec!["ACTIVE"; count])).send();

    capabilities(4).await.expect("4 are allowed");
    types("TWO", 2).await.expect("2 are allowed");
    filters(20).await.expect("20 are allowed");
    values(20).await.expect("20 are allowed");
    pools(0).await.expect("none is allowed");
    assert_eq!(app.refused(pools(5)).await.exception, "ResourceNotFoundException");
    assert_eq!(app.refused(sender_ids(5)).await.exception, "ResourceNotFoundException");

    assert_names(&app.refused(capabilities(0)).await, &["numberCapabilities"]);
    assert_names(&app.refused(capabilities(5)).await, &["numberCapabilities"]);
    assert_names(&app.refused(types("THREE", 3)).await, &["messageTypes"]);
    assert_names(&app.refused(filters(21)).await, &["filters"]);
    assert_names(&app.refused(values(0)).await, &["filters"]);
    assert_names(&app.refused(values(21)).await, &["filters"]);
    assert_names(&app.refused(pools(6)).await, &["poolIds"]);
    assert_names(&app.refused(sender_ids(6)).await, &["senderIds"]);
}

#[tokio::test]
async fn max_results_is_1_to_100() {
    let app = App::start().await;
    let client = app.client();

    for size in [1, 100] {
        client.describe_phone_numbers().max_results(size).send().await.expect("the size is allowed");
    }
    for size in [i32::MIN, -1, 0, 101, i32::MAX] {
        let refused = app.refused(client.describe_phone_numbers().max_results(size).send()).await;
        assert_names(&refused, &["maxResults"]);
    }
}

#[tokio::test]
async fn what_is_wrong_inside_a_list_is_named_by_the_list() {
    let app = App::start().await;
    let named = |text: &str, country: &str| {
        let named = SenderIdAndCountry::builder().sender_id(text).iso_country_code(country).build();
        app.client().describe_sender_ids().sender_ids(named.expect("it has a text and a country")).send()
    };

    assert_names(&app.refused(named("", "GB")).await, &["senderIds"]);
    assert_names(&app.refused(named("a b", "gb")).await, &["senderIds"]);
    assert_names(&app.refused(named("SHOP", "")).await, &["senderIds"]);
    assert_names(
        &create_pool(
            &app,
            r#"{"OriginationIdentity":"SHOP","IsoCountryCode":"GB","MessageType":"TRANSACTIONAL","Tags":[{"Key":"a"}]}"#,
        )
        .await,
        &["tags"],
    );
    assert_names(
        &create_pool(
            &app,
            r#"{"OriginationIdentity":"SHOP","IsoCountryCode":"GB","MessageType":"TRANSACTIONAL","Tags":[{}]}"#,
        )
        .await,
        &["tags"],
    );
}

#[tokio::test]
async fn null_counts_as_missing() {
    let app = App::start().await;

    let refused = create_pool(
        &app,
        r#"{"OriginationIdentity":null,"IsoCountryCode":null,"MessageType":"TRANSACTIONAL","Tags":null}"#,
    )
    .await;

    assert_missing(&refused, &["originationIdentity", "isoCountryCode"]);
}

#[tokio::test]
async fn an_empty_pool_id_counts_as_missing_where_it_is_required() {
    let app = App::start().await;
    let client = app.client();
    let associate = client.associate_origination_identity().pool_id("").origination_identity("SHOP");

    assert_missing(&app.refused(client.list_pool_origination_identities().pool_id("").send()).await, &["poolId"]);
    assert_missing(&app.refused(associate.iso_country_code("GB").send()).await, &["poolId"]);
}

#[tokio::test]
async fn shapes_are_checked_before_anything_else() {
    let app = App::with(|settings| settings.quotas.pools = 1).await;
    Fixture(app.client()).pool().await;

    let request = app.client().create_pool().origination_identity("arn:nothing").iso_country_code("GB");
    let request = request.message_type(MessageType::from("SPAM")).tags(tag("a", "")).tags(tag("a", ""));

    assert_names(&app.refused(request.send()).await, &["messageType"]);
}

#[tokio::test]
async fn a_request_that_only_breaks_shapes_leaves_no_trace_of_its_account() {
    let app = App::start().await;

    let outcome = app.client().create_opt_out_list().opt_out_list_name("a b").send().await;

    assert_names(&refusal(outcome), &["optOutListName"]);
    assert_eq!(app.count("select count(*) from callsign.account_region").await, 0);
}

#[tokio::test]
async fn tags_may_hold_any_letters_and_an_empty_value() {
    let app = App::start().await;
    let wanted: Vec<Tag> = [("Größe", ""), ("a b", "c d"), ("emoji", "😀"), ("quote'\"", "\\")]
        .map(|(key, value)| tag(key, value))
        .to_vec();

    let answer = simulator(&app.client()).set_tags(Some(wanted.clone())).send().await.expect("a number");

    assert_eq!(answer.tags(), wanted);
    let stored = app.tags_of(&answer.phone_number_arn.expect("it has an ARN")).await;
    let mut expected: Vec<String> = wanted.iter().map(|tag| format!("{}={}", tag.key(), tag.value())).collect();
    let mut stored = stored;
    stored.sort();
    expected.sort();
    assert_eq!(stored, expected);
}
