//! UpdatePhoneNumber: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::update_phone_number::builders::UpdatePhoneNumberFluentBuilder as Update,
    types::{NumberStatus, PhoneNumberInformation, RequestableNumberType},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, ROLE, TOPIC, View, Wire, arn};

const CONNECT: &str = "connect.us-east-1.amazonaws.com";

/// An update of `number`, ready to be given members.
fn update(app: &App, number: &str) -> Update {
    app.client().update_phone_number().phone_number_id(number)
}

/// Sends an update that must succeed, and what DescribePhoneNumbers says then.
async fn updated(app: &App, number: &str, change: impl FnOnce(Update) -> Update) -> PhoneNumberInformation {
    change(update(app, number)).send().await.expect("the number changes");
    View(app.client()).number(number).await
}

#[tokio::test]
async fn the_answer_is_what_describe_phone_numbers_says() {
    let app = App::start().await;
    let number = toll_free(&app).await;
    let wire = Wire::default();

    let request = update(&app, &arn(&format!("phone-number/{number}"))).two_way_enabled(true);
    let request = request.two_way_channel_arn(TOPIC).two_way_channel_role(ROLE).international_sending_enabled(true);
    let answer = request.customize().interceptor(wire.clone()).send().await.expect("the number changes");

    let described = View(app.client()).number(&number).await;
    assert_eq!(answer.phone_number_id, described.phone_number_id);
    assert_eq!(answer.phone_number_arn, Some(arn(&format!("phone-number/{number}"))));
    assert_eq!(answer.phone_number, Some(described.phone_number));
    assert_eq!(answer.status, Some(NumberStatus::Active));
    assert_eq!(answer.iso_country_code, Some(described.iso_country_code));
    assert_eq!(answer.message_type, Some(described.message_type));
    assert_eq!(answer.number_capabilities, Some(described.number_capabilities));
    assert_eq!(answer.monthly_leasing_price, Some(described.monthly_leasing_price));
    assert!(answer.two_way_enabled && described.two_way_enabled);
    assert_eq!(answer.two_way_channel_arn, described.two_way_channel_arn);
    assert_eq!(answer.two_way_channel_role, described.two_way_channel_role);
    assert_eq!(answer.opt_out_list_name, Some(described.opt_out_list_name));
    assert!(answer.international_sending_enabled && described.international_sending_enabled);
    assert_eq!(answer.created_timestamp, Some(described.created_timestamp));
    let members = "CreatedTimestamp DeletionProtectionEnabled InternationalSendingEnabled IsoCountryCode MessageType \
                   MonthlyLeasingPrice NumberCapabilities NumberType OptOutListName PhoneNumber PhoneNumberArn \
                   PhoneNumberId SelfManagedOptOutsEnabled Status TwoWayChannelArn TwoWayChannelRole TwoWayEnabled";
    assert_eq!(wire.members().join(" "), members);
}

#[tokio::test]
async fn nothing_given_changes_nothing() {
    let app = App::start().await;
    let number = toll_free(&app).await;
    let change = update(&app, &number).two_way_enabled(true).two_way_channel_arn(TOPIC).two_way_channel_role(ROLE);
    let change = change.self_managed_opt_outs_enabled(true).international_sending_enabled(true);
    change.deletion_protection_enabled(true).send().await.expect("the number changes");
    let before = app.state().await;

    update(&app, &number).send().await.expect("the number stays as it is");

    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn each_member_changes_alone() {
    let app = App::start().await;
    let number = toll_free(&app).await;
    Fixture(app.client()).list("Promotions").await;
    let mut expected = View(app.client()).number(&number).await;

    (expected.two_way_enabled, expected.two_way_channel_arn) = (true, Some(TOPIC.to_owned()));
    assert_eq!(updated(&app, &number, |it| it.two_way_enabled(true).two_way_channel_arn(TOPIC)).await, expected);
    expected.two_way_channel_role = Some(ROLE.to_owned());
    assert_eq!(updated(&app, &number, |it| it.two_way_channel_role(ROLE)).await, expected);
    expected.two_way_channel_arn = Some(CONNECT.to_owned());
    assert_eq!(updated(&app, &number, |it| it.two_way_channel_arn(CONNECT)).await, expected);
    expected.self_managed_opt_outs_enabled = true;
    assert_eq!(updated(&app, &number, |it| it.self_managed_opt_outs_enabled(true)).await, expected);
    expected.opt_out_list_name = "Promotions".to_owned();
    assert_eq!(updated(&app, &number, |it| it.opt_out_list_name("Promotions")).await, expected);
    expected.international_sending_enabled = true;
    assert_eq!(updated(&app, &number, |it| it.international_sending_enabled(true)).await, expected);
    expected.deletion_protection_enabled = true;
    assert_eq!(updated(&app, &number, |it| it.deletion_protection_enabled(true)).await, expected);
    expected.self_managed_opt_outs_enabled = false;
    assert_eq!(updated(&app, &number, |it| it.self_managed_opt_outs_enabled(false)).await, expected);
    (expected.two_way_enabled, expected.two_way_channel_arn, expected.two_way_channel_role) = (false, None, None);
    assert_eq!(updated(&app, &number, |it| it.two_way_enabled(false)).await, expected);
    expected.international_sending_enabled = false;
    assert_eq!(updated(&app, &number, |it| it.international_sending_enabled(false)).await, expected);
    expected.deletion_protection_enabled = false;
    assert_eq!(updated(&app, &number, |it| it.deletion_protection_enabled(false)).await, expected);
    expected.opt_out_list_name = "Default".to_owned();
    assert_eq!(updated(&app, &number, |it| it.opt_out_list_name(arn("opt-out-list/Default"))).await, expected);
}

#[tokio::test]
async fn no_other_number_changes() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (number, neighbour) = (fixture.number().await, fixture.number().await);
    let before = View(app.client()).number(&neighbour).await;

    let change = update(&app, &number).two_way_enabled(true).two_way_channel_arn(TOPIC);
    change.deletion_protection_enabled(true).send().await.expect("the number changes");

    assert_eq!(View(app.client()).number(&neighbour).await, before);
}

#[tokio::test]
async fn a_number_in_a_pool_is_refused_whatever_is_to_change() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    Fixture(app.client()).pool_of(&number, "US").await;

    let changes = [
        update(&app, &number),
        update(&app, &number).deletion_protection_enabled(true),
        update(&app, &number).international_sending_enabled(true),
        update(&app, &number).opt_out_list_name("Default"),
        update(&app, &number).two_way_enabled(true).two_way_channel_arn(TOPIC),
        update(&app, &number).two_way_enabled(false),
        update(&app, &number).self_managed_opt_outs_enabled(true),
    ];
    for change in changes {
        let refused = app.refused(change.send()).await;

        assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
    }
}

#[tokio::test]
async fn a_number_that_left_its_pool_may_change_again() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;
    fixture.disassociate(&pool, &number, "US").await;

    let number = updated(&app, &number, |number| number.deletion_protection_enabled(true)).await;

    assert!(number.deletion_protection_enabled);
}

#[tokio::test]
async fn two_way_without_a_channel_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let refused = app.refused(update(&app, &number).two_way_enabled(true).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_CHANNEL_NOT_PRESENT"), "{refused:?}");
    assert_eq!(refused.fields, ["twoWayChannelArn"]);
}

#[tokio::test]
async fn self_managed_opt_outs_need_two_way_to_begin_and_to_last() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let too_early = app.refused(update(&app, &number).self_managed_opt_outs_enabled(true).send()).await;
    let on = update(&app, &number).two_way_enabled(true).two_way_channel_arn(TOPIC).self_managed_opt_outs_enabled(true);
    on.send().await.expect("both go on together");
    let too_late = app.refused(update(&app, &number).two_way_enabled(false).send()).await;
    let off = update(&app, &number).two_way_enabled(false).self_managed_opt_outs_enabled(false);
    off.send().await.expect("both go off together");

    for refused in [too_early, too_late] {
        assert!(refused.is("ValidationException", "TWO_WAY_NOT_ENABLED"), "{refused:?}");
        assert_eq!(refused.fields, ["selfManagedOptOutsEnabled"]);
    }
}

#[tokio::test]
async fn the_channel_is_an_sns_topic_or_a_connect_endpoint() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    for channel in [TOPIC, CONNECT] {
        let number = updated(&app, &number, |it| it.two_way_enabled(true).two_way_channel_arn(channel)).await;
        assert_eq!(number.two_way_channel_arn.as_deref(), Some(channel));
    }
    for channel in ["arn:aws:sqs:us-east-1:000000000000:replies", "lambda.us-east-1.amazonaws.com"] {
        let refused = app.refused(update(&app, &number).two_way_channel_arn(channel).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{channel}: {refused:?}");
        assert_eq!(refused.fields, ["twoWayChannelArn"]);
    }
}

#[tokio::test]
async fn a_country_without_two_way_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    // No country without two-way has numbers kept for fiction, so that none can be requested.
    app.execute("update callsign.phone_number set iso_country_code = 'AD'").await;

    let refused = app.refused(update(&app, &number).two_way_enabled(true).two_way_channel_arn(TOPIC).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"), "{refused:?}");
    assert_eq!(refused.fields, ["twoWayEnabled"]);
}

#[tokio::test]
async fn an_unknown_opt_out_list_is_not_found() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let request = update(&app, &number).opt_out_list_name("NoSuch").deletion_protection_enabled(true);
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - opt-out-list NoSuch");
}

#[tokio::test]
async fn a_number_that_is_not_active_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    app.execute("update callsign.phone_number set active_at = now() + interval '1 day'").await;

    let refused = app.refused(update(&app, &number).deletion_protection_enabled(true).send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
}

#[tokio::test]
async fn an_unknown_number_is_not_found() {
    let app = App::start().await;
    let released = Fixture(app.client()).number().await;
    app.client().release_phone_number().phone_number_id(&released).send().await.expect("the number goes");

    for number in [released.as_str(), "phone-x", "ACME", &released.to_uppercase()] {
        let refused = app.refused(update(&app, number).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {number}"));
    }
}

#[tokio::test]
async fn a_number_or_list_of_another_account_is_not_found_by_id_and_denied_by_arn() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let other = Fixture(app.client_of("other", REGION));
    let (foreign, list) = (other.number().await, other.list("Promotions").await);
    let foreign_arn = |path: String| format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:{path}");

    let by_id = app.refused(update(&app, &foreign).send()).await;
    let by_arn = app.refused(update(&app, &foreign_arn(format!("phone-number/{foreign}"))).send()).await;
    let list_by_name = app.refused(update(&app, &number).opt_out_list_name(&list).send()).await;
    let list_by_arn = foreign_arn(format!("opt-out-list/{list}"));
    let list_by_arn = app.refused(update(&app, &number).opt_out_list_name(list_by_arn).send()).await;

    assert_eq!(by_id.line(), format!("ResourceNotFoundException - phone-number {foreign}"));
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
    assert_eq!(list_by_name.line(), "ResourceNotFoundException - opt-out-list Promotions");
    assert_eq!(list_by_arn.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn arns_of_other_kinds_are_invalid() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let as_number = app.refused(update(&app, &arn("pool/pool-1")).send()).await;
    let as_list = app.refused(update(&app, &number).opt_out_list_name(arn("phone-number/phone-1")).send()).await;

    assert!(as_number.is("ValidationException", "INVALID_ARN"), "{as_number:?}");
    assert_eq!(as_number.fields, ["phoneNumberId"]);
    assert!(as_list.is("ValidationException", "INVALID_ARN"), "{as_list:?}");
    assert_eq!(as_list.fields, ["optOutListName"]);
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).number().await;

    let nothing = app.refused(app.client().update_phone_number().send()).await;
    let broken = update(&app, "+12065550100").two_way_channel_arn("short").two_way_channel_role("arn");
    let broken = app.refused(broken.opt_out_list_name("a b").send()).await;

    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["phoneNumberId"]);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["phoneNumberId", "twoWayChannelArn", "twoWayChannelRole", "optOutListName"]);
}

/// A toll-free number of the US, the only kind that may send to other countries: its PhoneNumberId.
async fn toll_free(app: &App) -> String {
    let request = crate::harness::simulator(&app.client()).number_type(RequestableNumberType::TollFree);
    request.send().await.expect("a number").phone_number_id.expect("it has an id")
}

#[tokio::test]
async fn only_toll_free_numbers_of_the_us_are_made_to_send_abroad() {
    let app = App::start().await;
    let fixture = Fixture(app.client());

    for number in [fixture.number().await, fixture.long_code("US").await, fixture.long_code("GB").await] {
        let refused = app.refused(update(&app, &number).international_sending_enabled(true).send()).await;
        assert!(refused.is("ValidationException", "INTERNATIONAL_SENDING_NOT_SUPPORTED"), "{refused:?}");
        assert_eq!(refused.fields, ["internationalSendingEnabled"]);
        update(&app, &number).international_sending_enabled(false).send().await.expect("it stays off");
    }
}
