//! CreatePool: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::create_pool::{CreatePoolOutput, builders::CreatePoolFluentBuilder as Create},
    types::{MessageType, OriginationIdentityMetadata, PoolInformation, PoolStatus, RequestableNumberType},
};
use callsign::domain::deployment::IsoCountryCode;
use tokio::task::JoinSet;

use crate::harness::{App, Fixture, REGION, answers, arn, simulator, tag, tags};

/// A transactional pool of `identity` of `country`, ready to be requested.
fn create(app: &App, identity: &str, country: &str) -> Create {
    app.client()
        .create_pool()
        .origination_identity(identity)
        .iso_country_code(country)
        .message_type(MessageType::Transactional)
}

/// The answer as the item that DescribePools must show.
fn information(answer: CreatePoolOutput) -> PoolInformation {
    PoolInformation::builder()
        .set_pool_arn(answer.pool_arn)
        .set_pool_id(answer.pool_id)
        .set_status(answer.status)
        .set_message_type(answer.message_type)
        .two_way_enabled(answer.two_way_enabled)
        .set_two_way_channel_arn(answer.two_way_channel_arn)
        .set_two_way_channel_role(answer.two_way_channel_role)
        .self_managed_opt_outs_enabled(answer.self_managed_opt_outs_enabled)
        .set_opt_out_list_name(answer.opt_out_list_name)
        .shared_routes_enabled(answer.shared_routes_enabled)
        .deletion_protection_enabled(answer.deletion_protection_enabled)
        .set_created_timestamp(answer.created_timestamp)
        .build()
        .expect("the answer has every member that an item must have")
}

/// All pools, as DescribePools shows them.
async fn described(app: &App) -> Vec<PoolInformation> {
    app.client().describe_pools().send().await.expect("pools are described").pools.expect("a list of pools")
}

/// Gives the only number a list, two-way, self-managed opt-outs and keywords of its own.
const CONFIGURE_THE_NUMBER: &str = "
    update callsign.phone_number set
        opt_out_list_id = (select id from callsign.opt_out_list where name = 'Alerts'),
        two_way_enabled = true,
        two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies',
        two_way_channel_role = 'arn:aws:iam::000000000000:role/replies',
        self_managed_opt_outs_enabled = true;
    insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
    select n.id, k.word, k.message, k.action
    from callsign.phone_number n,
         (values ('HELP', 'Call us.', 'AUTOMATIC_RESPONSE'), ('START', 'Welcome.', 'OPT_IN')) k (word, message, action)";

#[tokio::test]
async fn a_pool_inherits_list_two_way_and_self_managed_opt_outs_of_its_number() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    app.client().create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");
    app.execute(CONFIGURE_THE_NUMBER).await;

    let pool = create(&app, &number, "US").send().await.expect("the number founds a pool");

    assert_eq!(pool.opt_out_list_name.as_deref(), Some("Alerts"));
    assert!(pool.two_way_enabled);
    assert_eq!(pool.two_way_channel_arn.as_deref(), Some("arn:aws:sns:us-east-1:000000000000:replies"));
    assert_eq!(pool.two_way_channel_role.as_deref(), Some("arn:aws:iam::000000000000:role/replies"));
    assert!(pool.self_managed_opt_outs_enabled);
    assert_eq!(described(&app).await, [information(pool)]);
}

#[tokio::test]
async fn a_pool_inherits_the_keywords_of_its_number() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    app.client().create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");
    app.execute(CONFIGURE_THE_NUMBER).await;

    let pool = Fixture(app.client()).pool_of(&number, "US").await;

    let keywords = app.keywords_of(&pool).await;
    assert_eq!(keywords[..2], ["HELP Call us. AUTOMATIC_RESPONSE", "START Welcome. OPT_IN"]);
    assert!(keywords[2].starts_with("STOP ") && keywords.len() == 3, "STOP stays as it was: {keywords:?}");
    assert_eq!(app.keywords_of(&number).await, keywords, "the number keeps them too");
}

#[tokio::test]
async fn a_pool_inherits_the_message_type_of_its_number() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    app.execute("update callsign.phone_number set message_type = 'PROMOTIONAL'").await;

    let request = create(&app, &number, "US").message_type(MessageType::Promotional);
    let pool = request.send().await.expect("the number founds a pool");

    assert_eq!(pool.message_type, Some(MessageType::Promotional));
    assert_eq!(described(&app).await, [information(pool)]);
}

#[tokio::test]
async fn channel_and_role_that_a_number_keeps_while_two_way_is_off_are_not_answered() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    app.execute(
        "update callsign.phone_number set two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies',
             two_way_channel_role = 'arn:aws:iam::000000000000:role/replies'",
    )
    .await;

    let pool = create(&app, &number, "US").send().await.expect("the number founds a pool");

    assert!(!pool.two_way_enabled);
    assert_eq!((&pool.two_way_channel_arn, &pool.two_way_channel_role), (&None, &None));
    assert_eq!(described(&app).await, [information(pool)]);
}

#[tokio::test]
async fn a_pool_of_a_sender_id_gets_the_defaults() {
    let app = App::start().await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;

    let pool = create(&app, &sender_id, "GB").send().await.expect("the sender ID founds a pool");

    assert_eq!(pool.message_type, Some(MessageType::Transactional));
    assert_eq!(pool.opt_out_list_name.as_deref(), Some("Default"));
    assert!(!pool.two_way_enabled && !pool.self_managed_opt_outs_enabled);
    assert_eq!((&pool.two_way_channel_arn, &pool.two_way_channel_role), (&None, &None));
    let id = pool.pool_id.as_deref().expect("it has an id");
    let words: Vec<String> = app.keywords_of(id).await.iter().map(|line| line[..4].to_owned()).collect();
    assert_eq!(words, ["HELP", "STOP"]);
}

#[tokio::test]
async fn the_answer_is_the_item_that_describe_pools_shows() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let pool = create(&app, &number, "US").deletion_protection_enabled(true).send().await.expect("a pool");

    let id = pool.pool_id.clone().expect("it has an id");
    assert_eq!(pool.pool_arn, Some(arn(&format!("pool/{id}"))));
    let digits = id.strip_prefix("pool-").expect("the id starts with pool-");
    assert!(digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
    assert_eq!(pool.status, Some(PoolStatus::Active));
    assert!(pool.deletion_protection_enabled && !pool.shared_routes_enabled);
    assert_eq!(described(&app).await, [information(pool)]);
}

#[tokio::test]
async fn deletion_protection_and_shared_routes_are_off_unless_requested() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let pool = create(&app, &number, "US").send().await.expect("a pool");

    assert!(!pool.deletion_protection_enabled && !pool.shared_routes_enabled);
    assert_eq!(pool.tags, None, "absent members are omitted");
}

#[tokio::test]
async fn the_founding_identity_is_in_the_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;

    let list = app.client().list_pool_origination_identities().pool_id(&pool).send().await.expect("they are listed");
    let numbers = app.client().describe_phone_numbers().send().await.expect("numbers are described");

    let listed: Vec<&str> =
        list.origination_identities().iter().map(OriginationIdentityMetadata::origination_identity).collect();
    assert_eq!(listed, [number.as_str()]);
    assert_eq!(numbers.phone_numbers()[0].pool_id(), Some(pool.as_str()));
    let history = "
        select concat_ws(' ', event, origination_identity, iso_country_code, origination_identity_arn)
        from inspect.association_history where pool_id = $1";
    let event = format!("ASSOCIATED {number} US {}", arn(&format!("phone-number/{number}")));
    assert_eq!(app.texts_of(history, &pool).await, [event]);
}

#[tokio::test]
async fn the_identity_may_be_named_by_its_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (number, sender_id) = (fixture.number().await, fixture.sender_id("SHOP", "GB").await);

    let of_number = fixture.pool_of(&arn(&format!("phone-number/{number}")), "US").await;
    let of_sender_id = fixture.pool_of(&arn(&format!("sender-id/{sender_id}/GB")), "GB").await;

    let members = "select origination_identity from inspect.associations where pool_id = $1";
    assert_eq!(app.texts_of(members, &of_number).await, [number]);
    assert_eq!(app.texts_of(members, &of_sender_id).await, [sender_id]);
}

#[tokio::test]
async fn a_sender_id_is_found_whatever_its_case() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("Shop", "GB").await;

    let pool = fixture.pool_of("sHOP", "GB").await;

    let members = "select origination_identity from inspect.associations where pool_id = $1";
    assert_eq!(app.texts_of(members, &pool).await, ["SHOP"]);
}

#[tokio::test]
async fn a_message_type_that_is_not_the_numbers_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let request = create(&app, &number, "US").message_type(MessageType::Promotional);
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), format!("ConflictException MESSAGE_TYPE_MISMATCH phone-number {number}"));
    assert!(refused.message.contains("MessageType"), "the message names what differs: {}", refused.message);
}

#[tokio::test]
async fn a_message_type_that_is_not_among_the_sender_ids_is_refused() {
    let app = App::start().await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;

    let request = create(&app, &sender_id, "GB").message_type(MessageType::Promotional);
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), "ConflictException MESSAGE_TYPE_MISMATCH sender-id SHOP");
}

#[tokio::test]
async fn a_sender_id_with_both_message_types_founds_pools_of_either() {
    let app = App::start().await;
    let request = app.client().request_sender_id().sender_id("SHOP").iso_country_code("GB");
    let request = request.message_types(MessageType::Transactional).message_types(MessageType::Promotional);
    request.send().await.expect("the sender ID is given");

    for message_type in [MessageType::Transactional, MessageType::Promotional] {
        let request = create(&app, "SHOP", "GB").message_type(message_type.clone());
        assert_eq!(request.send().await.expect("a pool").message_type, Some(message_type));
    }
}

#[tokio::test]
async fn a_number_in_a_pool_founds_no_second_one() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    fixture.pool_of(&number, "US").await;

    let refused = app.refused(create(&app, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
}

#[tokio::test]
async fn a_pending_number_founds_no_pool() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = u32::MAX).await;
    let request = simulator(&app.client()).number_type(RequestableNumberType::TenDlc);
    let number = request.send().await.expect("a number").phone_number_id.expect("it has an id");

    let refused = app.refused(create(&app, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
}

#[tokio::test]
async fn an_identity_that_does_not_exist_founds_no_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("SHOP", "GB").await;
    let (nobody, agent) = ("phone-00000000000000000000000000000000", "rcs-00000000000000000000000000000000");

    for (identity, country, line) in [
        (nobody, "US", format!("ResourceNotFoundException - phone-number {nobody}")),
        (agent, "US", format!("ResourceNotFoundException - rcs-agent {agent}")),
        ("OTHER", "GB", "ResourceNotFoundException - sender-id OTHER".to_owned()),
        ("SHOP", "DE", "ResourceNotFoundException - sender-id SHOP".to_owned()),
    ] {
        let refused = app.refused(create(&app, identity, country).send()).await;
        assert_eq!(refused.line(), line, "{identity} of {country}");
    }
}

#[tokio::test]
async fn a_country_that_is_not_the_identitys_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    fixture.sender_id("SHOP", "GB").await;

    for (identity, country) in [(number.as_str(), "GB"), (arn("sender-id/SHOP/GB").as_str(), "DE")] {
        let refused = app.refused(create(&app, identity, country).send()).await;
        assert!(refused.is("ValidationException", "COUNTRY_CODE_MISMATCH"), "{refused:?}");
        assert_eq!(refused.fields, ["isoCountryCode"]);
    }
}

#[tokio::test]
async fn identity_and_country_are_required() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("SHOP", "GB").await;
    let create = || app.client().create_pool().message_type(MessageType::Transactional);

    let bare = app.refused(create().send()).await;
    let without_country = app.refused(create().origination_identity("SHOP").send()).await;
    let arn_without_country = app.refused(create().origination_identity(arn("sender-id/SHOP/GB")).send()).await;

    assert!(bare.is("ValidationException", "MISSING_PARAMETER"), "{bare:?}");
    assert_eq!(bare.fields, ["originationIdentity", "isoCountryCode"]);
    assert!(without_country.is("ValidationException", "MISSING_PARAMETER"), "{without_country:?}");
    assert_eq!(without_country.fields, ["isoCountryCode"]);
    assert!(arn_without_country.is("ValidationException", "INVALID_ARN"), "{arn_without_country:?}");
    assert_eq!(arn_without_country.fields, ["senderId"]);
}

#[tokio::test]
async fn a_number_needs_no_country_where_the_newer_model_holds() {
    let app = App::with(|settings| settings.compatibility.iso_country_code = IsoCountryCode::Optional).await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    fixture.sender_id("SHOP", "GB").await;
    let create = || app.client().create_pool().message_type(MessageType::Transactional);

    let pool = create().origination_identity(number).send().await.expect("the number founds a pool");
    let refused = app.refused(create().origination_identity("SHOP").send()).await;

    assert_eq!(pool.status, Some(PoolStatus::Active));
    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
}

#[tokio::test]
async fn an_arn_that_names_no_identity_of_this_region_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let of_number = arn(&format!("phone-number/{number}"));

    for identity in [
        arn("opt-out-list/Default"),
        arn("pool/pool-00000000000000000000000000000000"),
        arn("sender-id/SHOP"),
        of_number.replace(REGION, "eu-west-1"),
        of_number.replace("arn:aws:", "arn:aws-cn:"),
        of_number.replace("sms-voice", "sns"),
        of_number.replace("000000000000:", "12:"),
    ] {
        let refused = app.refused(create(&app, &identity, "US").send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{identity}: {refused:?}");
        assert_eq!(refused.fields, ["originationIdentity"]);
    }
}

#[tokio::test]
async fn an_identity_of_another_account_founds_no_pool() {
    let app = App::start().await;
    let number = Fixture(app.client_of("other", REGION)).number().await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:111111111111:phone-number/{number}");

    let by_id = app.refused(create(&app, &number, "US").send()).await;
    let by_arn = app.refused(create(&app, &foreign_arn, "US").send()).await;

    assert_eq!(by_id.line(), format!("ResourceNotFoundException - phone-number {number}"));
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
    let action = "sms-voice:AssociateOriginationIdentity";
    assert!(by_arn.message.contains(action) && by_arn.message.contains(&foreign_arn), "{by_arn:?}");
}

#[tokio::test]
async fn an_identity_of_another_region_founds_no_pool() {
    let app = App::start().await;
    let number = Fixture(app.client_of("test", "eu-west-1")).number().await;

    let refused = app.refused(create(&app, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {number}"));
}

#[tokio::test]
async fn the_quota_of_pools_is_exact() {
    let app = App::with(|settings| settings.quotas.pools = 2).await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;
    for _ in 0..2 {
        create(&app, &sender_id, "GB").send().await.expect("the quota has room");
    }

    let refused = app.refused(create(&app, &sender_id, "GB").send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException POOLS_PER_ACCOUNT - -");
}

#[tokio::test]
async fn a_quota_of_0_is_off() {
    let app = App::with(|settings| settings.quotas.pools = 0).await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;

    for _ in 0..26 {
        create(&app, &sender_id, "GB").send().await.expect("nothing limits the number of pools");
    }
}

#[tokio::test]
async fn each_account_and_region_has_a_quota_of_its_own() {
    let app = App::with(|settings| settings.quotas.pools = 1).await;

    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        Fixture(app.client_of(key, region)).pool().await;
    }

    assert_eq!(app.count("select count(*) from inspect.pools").await, 3);
}

#[tokio::test]
async fn concurrent_requests_stay_within_the_quota() {
    let app = App::with(|settings| settings.quotas.pools = 3).await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        calls.spawn(create(&app, &sender_id, "GB").send());
    }

    let made = answers(calls, "ServiceQuotaExceededException").await.len();

    assert_eq!(made, 3);
    assert_eq!(app.count("select count(*) from inspect.pools").await, 3);
}

#[tokio::test]
async fn a_pool_is_creating_first_and_then_active() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = u32::MAX).await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;

    let answer = create(&app, &sender_id, "GB").send().await.expect("a pool");
    let before = described(&app).await;
    app.execute("update callsign.pool set active_at = created_at").await;
    let after = described(&app).await;

    assert_eq!(answer.status, Some(PoolStatus::Creating));
    assert_eq!(before, [information(answer)]);
    assert_eq!(after[0].status, PoolStatus::Active);
}

#[tokio::test]
async fn tags_are_answered_and_stored() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let wanted = [tag("team", "payments"), tag("stage", "")];

    let pool = create(&app, &number, "US").set_tags(Some(wanted.to_vec())).send().await.expect("a pool");

    assert_eq!(pool.tags(), wanted);
    let arn = pool.pool_arn.expect("it has an ARN");
    assert_eq!(app.tags_of(&arn).await, ["stage=", "team=payments"]);
}

#[tokio::test]
async fn the_quota_of_tags_is_exact() {
    let app = App::start().await;
    let sender_id = Fixture(app.client()).sender_id("SHOP", "GB").await;
    create(&app, &sender_id, "GB").set_tags(Some(tags(50))).send().await.expect("the quota has room");

    let refused = app.refused(create(&app, &sender_id, "GB").set_tags(Some(tags(51))).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_tag_key_that_stands_twice_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let request = create(&app, &number, "US").tags(tag("team", "a")).tags(tag("team", "b"));
    let refused = app.refused(request.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["tags"]);
}

#[tokio::test]
async fn a_client_token_makes_one_pool_however_often_it_comes() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let create = |identity: &str| create(&app, identity, "US").client_token("token");

    let first = create(&number).send().await.expect("the number founds a pool");
    let again = create(&arn(&format!("phone-number/{number}"))).send().await.expect("the answer comes again");
    let other = app.refused(create(&number).deletion_protection_enabled(true).send()).await;

    assert_eq!(information(again), information(first));
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
}
