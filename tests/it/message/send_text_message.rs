//! SendTextMessage: what it accepts, and each check of its order with the error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{DestinationCountryParameterKey, MessageType, RequestableNumberType};
use callsign::domain::account::AccountTier;
use futures_util::future::join_all;

use super::stage::{PHONE, Stage, number};
use crate::harness::arn;

#[tokio::test]
async fn a_text_is_accepted_with_all_that_was_resolved() {
    let stage = Stage::new().await;
    let message = stage.text(PHONE).keyword("PROGRAMME").context("order", "42").time_to_live(60).max_price("1.00");
    let message = stage.sent(message).await;
    let columns = ["direction", "channel", "kind", "origination_identity", "chosen_by", "destination_phone_number"];
    let expected = format!("OUTBOUND TEXT API {} DIRECT {PHONE}", stage.number);
    assert_eq!(stage.columns(&message, &columns).await, expected);
    let columns = ["iso_country_code", "message_type", "message_body", "message_encoding", "total_message_parts"];
    assert_eq!(stage.columns(&message, &columns).await, "US TRANSACTIONAL Hello GSM 1");
    let columns = ["total_message_price", "total_carrier_fee", "max_price", "time_to_live", "keyword", "context"];
    let expected = "0.00581 0.00302 1.00000 60 PROGRAMME {\"order\": \"42\"}";
    assert_eq!(stage.columns(&message, &columns).await, expected);
    let expected = arn(&format!("phone-number/{}", stage.number));
    assert_eq!(stage.column(&message, "origination_identity_arn").await, Some(expected));
    assert_eq!(stage.spent("TEXT").await, "0.00883");
}

#[tokio::test]
async fn the_same_request_twice_is_two_messages() {
    let stage = Stage::new().await;
    let (first, second) = (stage.sent(stage.text(PHONE)).await, stage.sent(stage.text(PHONE)).await);
    assert_ne!(first, second);
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 2);
}

#[tokio::test]
async fn a_number_is_named_by_id_arn_or_digits() {
    let stage = Stage::new().await;
    let digits: String = sqlx::query_scalar("select phone_number from inspect.phone_numbers")
        .fetch_one(&mut stage.app.connection().await)
        .await
        .expect("there is one");
    let without_plus = digits.trim_start_matches('+').to_owned();
    for form in [stage.number.clone(), arn(&format!("phone-number/{}", stage.number)), digits.clone(), without_plus] {
        let message = stage.sent(stage.text_from(&form, PHONE)).await;
        let columns = ["origination_identity", "origination_phone_number", "chosen_by"];
        assert_eq!(stage.columns(&message, &columns).await, format!("{} {digits} DIRECT", stage.number), "{form}");
    }
}

#[tokio::test]
async fn a_sender_id_is_named_by_text_in_any_case_or_arn() {
    let stage = Stage::new().await;
    stage.fixture().sender_id("BRAND", "GB").await;
    for form in ["brand".to_owned(), arn("sender-id/BRAND/GB")] {
        let message = stage.sent(stage.text_from(&form, "+447700900123")).await;
        let columns = ["origination_identity", "origination_phone_number", "chosen_by", "iso_country_code"];
        assert_eq!(stage.columns(&message, &columns).await, "BRAND BRAND DIRECT GB", "{form}");
    }
}

#[tokio::test]
async fn a_destination_without_a_plus_gets_one() {
    let stage = Stage::new().await;
    let message = stage.sent(stage.text("12065550142")).await;
    assert_eq!(stage.column(&message, "destination_phone_number").await.as_deref(), Some(PHONE));
}

#[tokio::test]
async fn every_member_that_is_misshapen_is_named() {
    let stage = Stage::new().await;
    let request = stage.text("no number").max_price("1").time_to_live(4).context(" ", "x").keyword("");
    let expected = "ValidationException FIELD_VALIDATION_FAILED \
                    destinationPhoneNumber+keyword+maxPrice+timeToLive+context";
    assert_eq!(stage.refused(request).await, expected);
}

#[tokio::test]
async fn arns_are_judged_before_content_and_destination() {
    let stage = Stage::new().await;
    let request = stage.client.send_text_message().destination_phone_number("+999123456789");
    for (request, member) in [
        (request.clone().origination_identity(arn("opt-out-list/Default")), "originationIdentity"),
        (request.clone().configuration_set_name(arn("pool/pool-1")), "configurationSetName"),
        (request.protect_configuration_id(arn("pool/pool-1")), "protectConfigurationId"),
    ] {
        assert_eq!(stage.refused(request).await, format!("ValidationException INVALID_ARN {member}"));
    }
}

#[tokio::test]
async fn what_is_another_accounts_is_denied_before_content() {
    let stage = Stage::new().await;
    let foreign = "arn:aws:sms-voice:us-east-1:111111111111:phone-number/phone-00000000000000000000000000000000";
    let request = stage.client.send_text_message().destination_phone_number(PHONE).origination_identity(foreign);
    assert_eq!(stage.refused(request).await, "AccessDeniedException");
}

#[tokio::test]
async fn the_checks_come_in_their_order() {
    let stage = Stage::with(|settings| settings.sending.blocked_countries = vec!["FR".to_owned()]).await;
    let request = stage.client.send_text_message().destination_phone_number("+999123456789");
    let request = request.origination_identity("phone-none").configuration_set_name("none");
    let request = request.protect_configuration_id("protect-none").max_price("0.00001");
    let missing = "ValidationException MISSING_PARAMETER messageBody";
    assert_eq!(stage.refused(request.clone()).await, missing);
    let request = request.message_body("x".repeat(1531));
    assert_eq!(stage.refused(request.clone()).await, "ValidationException MAXIMUM_SIZE_EXCEEDED messageBody");
    let request = request.message_body("x");
    let unknown = "ValidationException INVALID_PARAMETER destinationPhoneNumber";
    assert_eq!(stage.refused(request.clone()).await, unknown);
    let request = request.destination_phone_number("+33639980000");
    let no_set = "ResourceNotFoundException configuration-set none";
    assert_eq!(stage.refused(request.clone()).await, no_set);
    let request = request.set_configuration_set_name(None);
    let no_protect = "ResourceNotFoundException protect-configuration protect-none";
    assert_eq!(stage.refused(request.clone()).await, no_protect);
    let request = request.set_protect_configuration_id(None);
    let no_number = "ResourceNotFoundException phone-number phone-none";
    assert_eq!(stage.refused(request.clone()).await, no_number);
    let request = request.origination_identity(&stage.number);
    let closed = "ValidationException DESTINATION_COUNTRY_BLOCKED destinationPhoneNumber";
    assert_eq!(stage.refused(request.clone()).await, closed);
    let request = request.destination_phone_number("+447700900123");
    let out_of_reach = "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY originationIdentity";
    assert_eq!(stage.refused(request.clone()).await, out_of_reach);
    let request = request.destination_phone_number(PHONE);
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out");
    let opted_out = format!("ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number {PHONE}");
    assert_eq!(stage.refused(request.clone()).await, opted_out);
    stage.app.execute("delete from callsign.opted_out_number").await;
    assert_eq!(stage.refused(request.clone()).await, "ValidationException PRICE_OVER_THRESHOLD maxPrice");
    let limit = stage.client.set_text_message_spend_limit_override().monthly_limit(0);
    limit.send().await.expect("the limit is set");
    let request = request.max_price("0.00883");
    let full = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    assert_eq!(stage.refused(request.clone()).await, full);
    assert_eq!(stage.refused(request).await, full);
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0);
}

#[tokio::test]
async fn what_an_identity_names_must_be_there() {
    let stage = Stage::new().await;
    for (identity, to, kind) in [
        ("phone-0123", PHONE, "phone-number phone-0123"),
        ("pool-0123", PHONE, "pool pool-0123"),
        ("rcs-0123", PHONE, "rcs-agent rcs-0123"),
        ("+12065550199", PHONE, "phone-number +12065550199"),
        ("BRAND", "+447700900123", "sender-id BRAND"),
    ] {
        let refused = stage.refused(stage.text_from(identity, to)).await;
        assert_eq!(refused, format!("ResourceNotFoundException {kind}"));
    }
}

#[tokio::test]
async fn a_number_that_is_named_must_be_able_to_carry_the_message() {
    let stage = Stage::new().await;
    let number = &stage.number;
    for (change, back, reason) in [
        ("active_at = now() + interval '1 hour'", "active_at = created_at", "RESOURCE_NOT_ACTIVE"),
        ("number_capabilities = '{VOICE}'", "number_capabilities = '{SMS}'", "NUMBER_CAPABILITIES_MISMATCH"),
    ] {
        stage.change_number(change).await;
        let expected = format!("ConflictException {reason} phone-number {number}");
        assert_eq!(stage.refused(stage.text(PHONE)).await, expected);
        stage.change_number(back).await;
    }
    let promotional = stage.text(PHONE).message_type(MessageType::Promotional);
    let expected = format!("ConflictException MESSAGE_TYPE_MISMATCH phone-number {number}");
    assert_eq!(stage.refused(promotional).await, expected);
    stage.change_number("number_type = 'SIMULATOR'").await;
    let expected = "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY originationIdentity";
    assert_eq!(stage.refused(stage.text(PHONE)).await, expected);
    stage.sent(stage.text("+14254147755")).await;
}

#[tokio::test]
async fn a_sender_id_goes_by_its_country() {
    let stage = Stage::new().await;
    let unsupported = "ValidationException SENDER_ID_NOT_SUPPORTED originationIdentity";
    assert_eq!(stage.refused(stage.text_from("BRAND", PHONE)).await, unsupported);
    let unregistered = "ValidationException SENDER_ID_NOT_REGISTERED originationIdentity";
    assert_eq!(stage.refused(stage.text_from("BRAND", "+971501234567")).await, unregistered);
    let dynamic = stage.app.beside(|settings| settings.sending.dynamic_sender_ids = true).await;
    let sent = dynamic.client().send_text_message().destination_phone_number("+447700900123");
    sent.origination_identity("BRAND").message_body("x").send().await.expect("any sender ID is taken");
}

#[tokio::test]
async fn a_registered_sender_id_to_india_needs_both_parameters() {
    let stage = Stage::new().await;
    stage
        .app
        .execute(
            "insert into callsign.sender_id
             (id, account_id, region, sender_id, iso_country_code, message_types, monthly_leasing_price,
              deletion_protection_enabled, registered, created_at)
             values (gen_random_uuid(), '000000000000', 'us-east-1', 'BRAND', 'IN', '{TRANSACTIONAL}', '0.00', false, true,
                     now())",
        )
        .await;
    let request = stage.text_from("BRAND", "+919876543210");
    let expected = "ValidationException MISSING_PARAMETER destinationCountryParameters";
    assert_eq!(stage.refused(request.clone()).await, expected);
    let request = request.destination_country_parameters(DestinationCountryParameterKey::InTemplateId, "1");
    assert_eq!(stage.refused(request.clone()).await, expected);
    stage.sent(request.destination_country_parameters(DestinationCountryParameterKey::InEntityId, "2")).await;
}

#[tokio::test]
async fn the_sandbox_writes_to_simulator_numbers_alone_and_has_one_dollar() {
    let stage = Stage::with(|settings| {
        settings.account.tier = AccountTier::Sandbox;
        settings.spend_limits.text_message = 1_000;
    })
    .await;
    let expected =
        format!("ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED verified-destination-number {PHONE}");
    assert_eq!(stage.refused(stage.text(PHONE)).await, expected);
    stage.sent(stage.text("+14254147755")).await;
    stage.app.execute("update callsign.monthly_spend set spent = 100000 - 882").await;
    let full = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    assert_eq!(stage.refused(stage.text("+14254147755")).await, full);
}

#[tokio::test]
async fn a_limit_may_be_reached_and_not_passed() {
    let stage = Stage::with(|settings| settings.spend_limits.text_message = 1).await;
    stage.sent(stage.text(PHONE)).await;
    stage.app.execute("update callsign.monthly_spend set spent = 100000 - 883").await;
    stage.sent(stage.text(PHONE)).await;
    assert_eq!(stage.spent("TEXT").await, "1.00000");
    let full = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    assert_eq!(stage.refused(stage.text(PHONE)).await, full);
}

#[tokio::test]
async fn opt_outs_that_the_account_manages_itself_hold_nobody_back() {
    let stage = Stage::new().await;
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out");
    stage.change_number("self_managed_opt_outs_enabled = true").await;
    stage.sent(stage.text(PHONE)).await;
}

#[tokio::test]
async fn a_dry_run_makes_all_checks_and_leaves_nothing() {
    let stage = Stage::new().await;
    let message = stage.sent(stage.text(PHONE).dry_run(true).message_feedback_enabled(true)).await;
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0);
    assert_eq!(stage.app.count("select count(*) from inspect.monthly_spend").await, 0);
    let feedback = stage.client.put_message_feedback().message_id(message);
    let feedback = feedback.message_feedback_status("RECEIVED".into()).send().await;
    assert_eq!(crate::harness::refusal(feedback).exception, "ResourceNotFoundException");
    let limit = stage.client.set_text_message_spend_limit_override().monthly_limit(0);
    limit.send().await.expect("the limit is set");
    let full = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    assert_eq!(stage.refused(stage.text(PHONE).dry_run(true)).await, full);
}

#[tokio::test]
async fn a_price_is_that_of_all_parts() {
    let stage = Stage::new().await;
    let message = stage.sent(stage.text(PHONE).message_body("x".repeat(161)).max_price("0.01766")).await;
    let columns = ["total_message_parts", "total_message_price", "total_carrier_fee"];
    assert_eq!(stage.columns(&message, &columns).await, "2 0.01162 0.00604");
    let over = stage.text(PHONE).message_body("x".repeat(161)).max_price("0.01765");
    assert_eq!(stage.refused(over).await, "ValidationException PRICE_OVER_THRESHOLD maxPrice");
}

#[tokio::test]
async fn a_configuration_set_gives_type_and_feedback_where_the_request_does_not() {
    let stage = Stage::new().await;
    stage.fixture().set("orders").await;
    stage
        .app
        .execute(
            "update callsign.configuration_set
             set default_message_type = 'PROMOTIONAL', default_message_feedback_enabled = true",
        )
        .await;
    let request = stage.text(PHONE).configuration_set_name("orders");
    let expected = format!("ConflictException MESSAGE_TYPE_MISMATCH phone-number {}", stage.number);
    assert_eq!(stage.refused(request.clone()).await, expected);
    let message = stage.sent(request.clone().message_type(MessageType::Transactional)).await;
    let columns = ["configuration_set_name", "message_feedback_enabled", "message_feedback_status"];
    assert_eq!(stage.columns(&message, &columns).await, "orders true PENDING");
    let request = request.message_type(MessageType::Transactional).message_feedback_enabled(false);
    let message = stage.sent(request).await;
    assert_eq!(stage.columns(&message, &columns[1..]).await, "false -");
}

#[tokio::test]
async fn through_a_pool_its_type_list_and_status_hold() {
    let stage = Stage::new().await;
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    let message = stage.sent(stage.text_from(&pool, PHONE)).await;
    let columns = ["pool_id", "origination_identity", "chosen_by", "message_type"];
    let expected = format!("{pool} {} ONLY TRANSACTIONAL", stage.number);
    assert_eq!(stage.columns(&message, &columns).await, expected);
    let promotional = stage.text_from(&pool, PHONE).message_type(MessageType::Promotional);
    let expected = format!("ConflictException MESSAGE_TYPE_MISMATCH pool {pool}");
    assert_eq!(stage.refused(promotional).await, expected);
    let none = format!("ConflictException NO_ORIGINATION_IDENTITIES_FOUND pool {pool}");
    assert_eq!(stage.refused(stage.text_from(&pool, "+447700900123")).await, none);
    stage.app.execute("update callsign.pool set shared_routes_enabled = true").await;
    let message = stage.sent(stage.text_from(&pool, "+447700900123")).await;
    let columns = ["pool_id", "origination_identity", "origination_phone_number", "chosen_by"];
    assert_eq!(stage.columns(&message, &columns).await, format!("{pool} - NOTICE SHARED_ROUTE"));
    let list = stage.client.create_opt_out_list().opt_out_list_name("Offers");
    list.send().await.expect("a list is made");
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Offers").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out");
    stage
        .app
        .execute(
            "update callsign.pool p set opt_out_list_id = l.id from callsign.opt_out_list l where l.name = 'Offers'",
        )
        .await;
    let opted_out = format!("ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number {PHONE}");
    assert_eq!(stage.refused(stage.text_from(&pool, PHONE)).await, opted_out);
    stage.sent(stage.text(PHONE)).await;
    stage.app.execute("update callsign.pool set active_at = now() + interval '1 hour'").await;
    let expected = format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}");
    assert_eq!(stage.refused(stage.text_from(&pool, PHONE)).await, expected);
}

#[tokio::test]
async fn the_account_sends_from_what_fits_then_the_sets_sender_id_then_a_shared_route() {
    let stage = Stage::new().await;
    let message = stage.sent(stage.bare(PHONE)).await;
    let columns = ["origination_phone_number", "chosen_by", "pool_id"];
    let expected = stage.column(&message, "origination_phone_number").await.expect("it is shown");
    assert_eq!(stage.columns(&message, &columns).await, format!("{expected} ONLY -"));
    let message = stage.sent(stage.bare("+447700900123")).await;
    assert_eq!(stage.columns(&message, &columns).await, "NOTICE SHARED_ROUTE -");
    stage.fixture().set("orders").await;
    let brand = stage.client.set_default_sender_id().configuration_set_name("orders").sender_id("Brand");
    brand.send().await.expect("the set takes it");
    let message = stage.sent(stage.bare("+447700900123").configuration_set_name("orders")).await;
    assert_eq!(stage.columns(&message, &columns).await, "BRAND DEFAULT_SENDER_ID -");
    stage.change_number("number_capabilities = '{VOICE}'").await;
    let none = "ConflictException NO_ORIGINATION_IDENTITIES_FOUND account 000000000000";
    assert_eq!(stage.refused(stage.bare(PHONE)).await, none);
}

#[tokio::test]
async fn of_a_pool_the_kind_that_comes_first_sends_unless_another_delivered_lately() {
    let stage = Stage::frozen().await;
    let fixture = stage.fixture();
    let toll_free = number(&stage.client, "US", RequestableNumberType::TollFree).await;
    let pool = fixture.pool_of(&toll_free, "US").await;
    let from = async |expected: &str| {
        let message = stage.sent(stage.text_from(&pool, PHONE)).await;
        let found = stage.columns(&message, &["origination_identity", "chosen_by"]).await;
        assert_eq!(found, expected);
        message
    };
    from(&format!("{toll_free} ONLY")).await;
    fixture.associate(&pool, &stage.number, "US").await;
    from(&format!("{} CLASS", stage.number)).await;
    stage.app.execute("update callsign.message set next_due_at = null").await;
    stage.app.execute("delete from callsign.message_event").await;
    fixture.disassociate(&pool, &stage.number, "US").await;
    from(&format!("{toll_free} ONLY")).await;
    stage.pass_ms(2_800).await;
    fixture.associate(&pool, &stage.number, "US").await;
    from(&format!("{toll_free} STICKY")).await;
    let other = stage.sent(stage.text_from(&pool, "+12065550143")).await;
    assert_eq!(stage.column(&other, "chosen_by").await.as_deref(), Some("CLASS"));
    stage.app.execute("delete from callsign.message").await;
    stage.pass_ms(25 * 3_600_000).await;
    from(&format!("{} CLASS", stage.number)).await;
}

#[tokio::test]
async fn what_was_named_directly_does_not_stick() {
    let stage = Stage::frozen().await;
    stage.sent(stage.text(PHONE)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.app.count("select count(*) from callsign.sticky_identity").await, 0);
}

#[tokio::test]
async fn a_shared_pool_sends_for_the_caller_by_its_owners_list() {
    let stage = Stage::new().await;
    let pool = stage.fixture().pool_of(&stage.number, "US").await;
    let pool_arn = arn(&format!("pool/{pool}"));
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "111111111111"}},
            "Action": "sms-voice:SendTextMessage", "Resource": "{pool_arn}"}}]}}"#
    );
    let put = stage.client.put_resource_policy().resource_arn(&pool_arn).policy(policy);
    put.send().await.expect("the pool is shared");
    let other = stage.app.client_of("other", "us-east-1");
    let text = || other.send_text_message().destination_phone_number(PHONE).message_body("Hello");
    let bare = crate::harness::refusal(text().origination_identity(&pool).send().await);
    assert_eq!(bare.exception, "ResourceNotFoundException");
    let sent = text().origination_identity(&pool_arn).send().await.expect("it is shared");
    let message = sent.message_id.expect("it has an id");
    let columns = ["account_id", "origination_identity_arn", "pool_id"];
    let expected = format!("111111111111 {} {pool}", arn(&format!("phone-number/{}", stage.number)));
    assert_eq!(stage.columns(&message, &columns).await, expected);
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out of the owner's list");
    let refused = crate::harness::refusal(text().origination_identity(&pool_arn).send().await);
    assert!(refused.is("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"), "{}", refused.line());
}

#[tokio::test]
async fn a_burst_that_fills_the_lanes_of_its_account_is_sent_whole_and_its_month_counts_each_once() {
    let stage = Stage::new().await;
    stage.sent(stage.text(PHONE)).await;
    let burst = join_all((0..110).map(|_| stage.text(PHONE).send())).await;
    let refused: Vec<_> = burst.iter().filter_map(|one| one.as_ref().err()).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let counted = "select count(*) from callsign.monthly_spend
                   where spent = (select sum(total_message_price + total_carrier_fee) from callsign.message)";
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 111);
    assert_eq!(stage.app.count(counted).await, 1);
}
