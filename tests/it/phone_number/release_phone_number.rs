//! ReleasePhoneNumber: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::release_phone_number::builders::ReleasePhoneNumberFluentBuilder as Release,
    types::{NumberStatus, NumberType, Tag},
};

use crate::harness::{
    App, Fixture, OTHER_ACCOUNT, REGION, ROLE, TOPIC, View, Wire, arn, refusal, settings_without_quotas, simulator,
};

/// The release of `number`, ready to be sent.
fn release(app: &App, number: &str) -> Release {
    app.client().release_phone_number().phone_number_id(number)
}

#[tokio::test]
async fn the_answer_is_what_the_number_was_with_the_status_deleted() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let change = app.client().update_phone_number().phone_number_id(&number).two_way_enabled(true);
    let change = change.two_way_channel_arn(TOPIC).two_way_channel_role(ROLE).self_managed_opt_outs_enabled(true);
    change.send().await.expect("the number changes");
    let was = View(app.client()).number(&number).await;

    let answer = release(&app, &arn(&format!("phone-number/{number}"))).send().await.expect("the number goes");

    assert_eq!(answer.status, Some(NumberStatus::Deleted));
    assert_eq!(answer.phone_number_id, was.phone_number_id);
    assert_eq!(answer.phone_number_arn, Some(was.phone_number_arn));
    assert_eq!(answer.phone_number, Some(was.phone_number));
    assert_eq!(answer.iso_country_code.as_deref(), Some("US"));
    assert_eq!(answer.message_type, Some(was.message_type));
    assert_eq!(answer.number_capabilities, Some(was.number_capabilities));
    assert_eq!(answer.number_type, Some(NumberType::Simulator));
    assert_eq!(answer.monthly_leasing_price, Some(was.monthly_leasing_price));
    assert!(answer.two_way_enabled && answer.self_managed_opt_outs_enabled);
    assert_eq!(answer.two_way_channel_arn.as_deref(), Some(TOPIC));
    assert_eq!(answer.two_way_channel_role.as_deref(), Some(ROLE));
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
    assert_eq!(answer.created_timestamp, Some(was.created_timestamp));
}

#[tokio::test]
async fn the_answer_has_neither_protection_nor_international_sending() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let wire = Wire::default();

    release(&app, &number).customize().interceptor(wire.clone()).send().await.expect("the number goes");

    let members = "CreatedTimestamp IsoCountryCode MessageType MonthlyLeasingPrice NumberCapabilities NumberType \
                   OptOutListName PhoneNumber PhoneNumberArn PhoneNumberId SelfManagedOptOutsEnabled Status \
                   TwoWayEnabled";
    assert_eq!(wire.members().join(" "), members);
}

#[tokio::test]
async fn the_number_is_not_found_anywhere_afterwards() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (client, number, pool) = (app.client(), fixture.number().await, fixture.pool().await);

    release(&app, &number).send().await.expect("the number goes");

    let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&number);
    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let keyword = client.put_keyword().origination_identity(&number).keyword("INFO").keyword_message("Nine");
    let refusals = [
        refusal(View(app.client()).find_number(&number).await),
        app.refused(join.iso_country_code("US").send()).await,
        app.refused(leave.iso_country_code("US").send()).await,
        app.refused(client.update_phone_number().phone_number_id(&number).send()).await,
        app.refused(release(&app, &number).send()).await,
        app.refused(keyword.send()).await,
        app.refused(client.describe_keywords().origination_identity(&number).send()).await,
    ];
    for refused in refusals {
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {number}"));
    }
    let listed = client.describe_phone_numbers().send().await.expect("numbers are listed").phone_numbers;
    assert_eq!(listed.expect("a list is there").len(), 1, "the pool's own number is left");
}

#[tokio::test]
async fn the_same_number_is_handed_out_again_under_another_id() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    let first = simulator(&client).send().await.expect("a number is there");
    let first_id = first.phone_number_id.expect("it has an id");
    Fixture(app.client()).number().await;

    release(&app, &first_id).send().await.expect("the number goes");
    // Those that nobody has had yet come first.
    let mut others = 0;
    let second = loop {
        let next = simulator(&client).send().await.expect("a number is there");
        if next.phone_number == first.phone_number {
            break next;
        }
        others += 1;
    };

    assert_eq!(others, 56, "all the others of the range, but the one that is leased");
    assert_ne!(second.phone_number_id, Some(first_id));
}

#[tokio::test]
async fn its_keywords_and_tags_go_with_it_and_a_neighbour_s_stay() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let client = app.client();
    let tag = || Tag::builder().key("team").value("mobile").build().expect("both members are there");
    let tagged = || simulator(&client).tags(tag()).send();
    let kept = tagged().await.expect("a number is there").phone_number_id.expect("it has an id");
    fixture.keyword(&kept, "INFO", "We open at nine").await;
    let before = app.row_counts().await;
    let gone = tagged().await.expect("a number is there").phone_number_id.expect("it has an id");
    fixture.keyword(&gone, "INFO", "We open at ten").await;

    release(&app, &gone).send().await.expect("the number goes");

    assert_eq!(app.row_counts().await, before);
    assert_eq!(View(app.client()).keywords(&kept).await[1].1, "We open at nine");
    let anew = fixture.number().await;
    assert_eq!(View(app.client()).keywords(&anew).await.len(), 2, "a number handed out again has HELP and STOP only");
}

#[tokio::test]
async fn a_protected_number_stays_until_protection_is_off() {
    let app = App::start().await;
    let client = app.client();
    let number = simulator(&client).deletion_protection_enabled(true).send().await.expect("a number is there");
    let number = number.phone_number_id.expect("it has an id");

    let refused = app.refused(release(&app, &number).send()).await;

    assert_eq!(refused.line(), format!("ConflictException DELETION_PROTECTION_ENABLED phone-number {number}"));
    let off = client.update_phone_number().phone_number_id(&number).deletion_protection_enabled(false);
    off.send().await.expect("the number changes");
    release(&app, &number).send().await.expect("the number goes");
}

#[tokio::test]
async fn a_number_in_a_pool_stays_until_it_left() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;

    let refused = app.refused(release(&app, &number).send()).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
    fixture.disassociate(&pool, &number, "US").await;
    release(&app, &number).send().await.expect("the number goes");
}

#[tokio::test]
async fn a_number_that_is_not_active_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    app.execute("update callsign.phone_number set active_at = now() + interval '1 day'").await;

    let refused = app.refused(release(&app, &number).send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
}

#[tokio::test]
async fn the_history_outlives_the_number() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;
    fixture.disassociate(&pool, &number, "US").await;

    release(&app, &number).send().await.expect("the number goes");

    let query = "select event from inspect.association_history where origination_identity = $1 order by event";
    let mut connection = app.connection().await;
    let events: Vec<String> =
        sqlx::query_scalar(query).bind(&number).fetch_all(&mut connection).await.expect("the history is read");
    assert_eq!(events, ["ASSOCIATED", "DISASSOCIATED"]);
}

#[tokio::test]
async fn an_unknown_number_is_not_found() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let phone_number = View(app.client()).number(&number).await.phone_number;
    let digits = phone_number.trim_start_matches('+');

    for unknown in ["phone-0123456789abcdef0123456789abcdef", "phone-x", digits, &number.to_uppercase()] {
        let refused = app.refused(release(&app, unknown).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {unknown}"));
    }
}

#[tokio::test]
async fn a_number_of_another_account_is_not_found_by_id_and_denied_by_arn() {
    let app = App::start().await;
    Fixture(app.client()).number().await;
    let foreign = Fixture(app.client_of("other", REGION)).number().await;

    let by_id = app.refused(release(&app, &foreign).send()).await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:phone-number/{foreign}");
    let by_arn = app.refused(release(&app, &foreign_arn).send()).await;

    assert_eq!(by_id.line(), format!("ResourceNotFoundException - phone-number {foreign}"));
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn an_arn_of_another_kind_or_region_is_invalid() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let other_region = arn(&format!("phone-number/{number}")).replace("us-east-1", "eu-west-1");

    for named in [arn("pool/pool-1"), arn("phone-number/"), other_region] {
        let refused = app.refused(release(&app, &named).send()).await;

        assert!(refused.is("ValidationException", "INVALID_ARN"), "{named}: {refused:?}");
        assert_eq!(refused.fields, ["phoneNumberId"]);
    }
}

#[tokio::test]
async fn the_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).number().await;

    let missing = app.refused(app.client().release_phone_number().send()).await;
    let empty = app.refused(release(&app, "").send()).await;
    let broken = app.refused(release(&app, "+12065550100").send()).await;

    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert!(empty.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{empty:?}");
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    for refused in [missing, empty, broken] {
        assert_eq!(refused.fields, ["phoneNumberId"]);
    }
}
