//! RequestPhoneNumber with PoolId: the number joins that pool at once.

use aws_sdk_pinpointsmsvoicev2::types::{MessageType, RequestableNumberType as NumberType};
use tokio::task::JoinSet;

use super::{described, information, request};
use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, answers, arn, simulator};

/// Gives the only pool a list, two-way, self-managed opt-outs and keywords of its own, as UpdatePool and PutKeyword would.
const CONFIGURE_THE_POOL: &str = "
    update callsign.pool set
        opt_out_list_id = (select id from callsign.opt_out_list where name = 'Alerts'),
        two_way_enabled = true,
        two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies',
        two_way_channel_role = 'arn:aws:iam::000000000000:role/replies',
        self_managed_opt_outs_enabled = true;
    insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
    select p.id, k.word, k.message, k.action
    from callsign.pool p,
         (values ('HELP', 'Call us.', 'AUTOMATIC_RESPONSE'), ('START', 'Welcome.', 'OPT_IN')) k (word, message, action)";

/// A pool of a sender ID, set up by [`CONFIGURE_THE_POOL`].
async fn configured_pool(app: &App) -> String {
    let fixture = Fixture(app.client());
    app.client().create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");
    let sender_id = fixture.sender_id("SHOP", "GB").await;
    let pool = fixture.pool_of(&sender_id, "GB").await;
    app.execute(CONFIGURE_THE_POOL).await;
    pool
}

/// The identities in the pool, in the order in which they joined.
async fn members(app: &App, pool: &str) -> Vec<String> {
    let query = "select origination_identity from inspect.associations where pool_id = $1 order by associated_at";
    app.texts_of(query, pool).await
}

#[tokio::test]
async fn the_number_joins_the_pool_at_once() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let founder = fixture.number().await;
    let pool = fixture.pool_of(&founder, "US").await;

    let by_id = simulator(&app.client()).pool_id(&pool).send().await.expect("a number");
    let by_arn = simulator(&app.client()).pool_id(arn(&format!("pool/{pool}"))).send().await.expect("another number");

    let joined = [&by_id, &by_arn].map(|number| number.phone_number_id.clone().expect("it has an id"));
    assert_eq!((by_id.pool_id.as_deref(), by_arn.pool_id.as_deref()), (Some(pool.as_str()), Some(pool.as_str())));
    assert_eq!(members(&app, &pool).await, [founder, joined[0].clone(), joined[1].clone()]);
    assert_eq!(described(&app).await[1..], [information(by_id), information(by_arn)]);
    let history =
        "select origination_identity from inspect.association_history where pool_id = $1 order by at offset 1";
    assert_eq!(app.texts_of(history, &pool).await, joined, "the history knows it");
}

#[tokio::test]
async fn the_number_inherits_the_pools_configuration() {
    let app = App::start().await;
    let pool = configured_pool(&app).await;

    let number = simulator(&app.client()).pool_id(&pool).send().await.expect("a number");

    assert_eq!(number.opt_out_list_name.as_deref(), Some("Alerts"));
    assert!(number.two_way_enabled && number.self_managed_opt_outs_enabled);
    assert_eq!(number.two_way_channel_arn.as_deref(), Some("arn:aws:sns:us-east-1:000000000000:replies"));
    assert_eq!(number.two_way_channel_role.as_deref(), Some("arn:aws:iam::000000000000:role/replies"));
    let id = number.phone_number_id.clone().expect("it has an id");
    let keywords = app.keywords_of(&id).await;
    assert_eq!(keywords[..2], ["HELP Call us. AUTOMATIC_RESPONSE", "START Welcome. OPT_IN"]);
    assert_eq!(app.keywords_of(&pool).await, keywords);
    assert_eq!(described(&app).await, [information(number)]);
}

#[tokio::test]
async fn the_pools_own_list_may_be_named() {
    let app = App::start().await;
    let pool = configured_pool(&app).await;

    for list in ["Alerts", &arn("opt-out-list/Alerts")] {
        let number = simulator(&app.client()).pool_id(&pool).opt_out_list_name(list).send().await.expect("a number");
        assert_eq!(number.opt_out_list_name.as_deref(), Some("Alerts"));
    }
}

#[tokio::test]
async fn another_list_than_the_pools_is_refused() {
    let app = App::start().await;
    let pool = configured_pool(&app).await;

    let request = simulator(&app.client()).pool_id(&pool).opt_out_list_name("Default");
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), format!("ConflictException OPT_OUT_LIST_MISMATCH pool {pool}"));
}

#[tokio::test]
async fn another_message_type_than_the_pools_is_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let request = request(&app, "US", NumberType::TenDlc).pool_id(&pool).message_type(MessageType::Promotional);
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), format!("ConflictException MESSAGE_TYPE_MISMATCH pool {pool}"));
}

#[tokio::test]
async fn a_promotional_pool_takes_promotional_numbers() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    app.execute("update callsign.pool set message_type = 'PROMOTIONAL'").await;

    let request = request(&app, "US", NumberType::TenDlc).pool_id(&pool).message_type(MessageType::Promotional);
    let number = request.send().await.expect("a number");

    assert_eq!(number.message_type, Some(MessageType::Promotional));
    assert_eq!(members(&app, &pool).await.len(), 2);
}

#[tokio::test]
async fn a_full_pool_is_refused() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 2).await;
    let pool = Fixture(app.client()).pool().await;
    simulator(&app.client()).pool_id(&pool).send().await.expect("the quota has room");

    let refused = app.refused(simulator(&app.client()).pool_id(&pool).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException ORIGINATION_IDENTITIES_PER_POOL - -");
}

#[tokio::test]
async fn a_quota_of_0_never_fills_a_pool() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 0).await;
    let pool = Fixture(app.client()).pool().await;

    for _ in 0..2 {
        simulator(&app.client()).pool_id(&pool).send().await.expect("nothing limits the size of a pool");
    }
}

#[tokio::test]
async fn concurrent_requests_fill_a_pool_exactly() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 4).await;
    let pool = Fixture(app.client()).pool().await;
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        calls.spawn(simulator(&app.client()).pool_id(&pool).send());
    }

    let joined = answers(calls, "ServiceQuotaExceededException").await.len();

    assert_eq!(joined, 3);
    assert_eq!(members(&app, &pool).await.len(), 4);
    assert_eq!(app.count("select count(*) from inspect.phone_numbers").await, 4, "no number outside the pool");
}

#[tokio::test]
async fn a_pool_that_is_creating_is_refused() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = u32::MAX).await;
    let pool = Fixture(app.client()).pool().await;

    let refused = app.refused(simulator(&app.client()).pool_id(&pool).send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn a_two_way_pool_takes_no_number_of_a_country_without_two_way() {
    let app = App::start().await;
    let pool = configured_pool(&app).await;

    let refused = app.refused(request(&app, "CH", NumberType::LongCode).pool_id(&pool).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"), "{refused:?}");
    assert_eq!(refused.fields, ["isoCountryCode"]);
}

#[tokio::test]
async fn a_pool_takes_numbers_of_several_countries() {
    let app = App::start().await;
    let pool = configured_pool(&app).await;

    for country in ["US", "GB", "DE"] {
        let number = request(&app, country, NumberType::LongCode).pool_id(&pool).send().await.expect("a number");
        assert_eq!(number.pool_id.as_deref(), Some(pool.as_str()));
    }
}

#[tokio::test]
async fn a_pending_number_is_in_the_pool_already() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = u32::MAX).await;
    let pool = Fixture(app.client()).pool().await;

    let number = request(&app, "US", NumberType::TenDlc).pool_id(&pool).send().await.expect("a number");

    assert_eq!(number.status.map(|status| status.as_str().to_owned()).as_deref(), Some("PENDING"));
    assert_eq!(members(&app, &pool).await.last(), number.phone_number_id.as_ref());
}

#[tokio::test]
async fn a_pool_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;
    let distant = Fixture(app.client_of("test", "eu-west-1")).pool().await;

    for pool in ["pool-00000000000000000000000000000000", "pool-x", &foreign, &distant] {
        let refused = app.refused(simulator(&app.client()).pool_id(pool).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
    }
}

#[tokio::test]
async fn a_foreign_pool_is_denied_and_a_wrong_arn_refused() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:pool/{foreign}");

    let denied = app.refused(simulator(&app.client()).pool_id(&foreign_arn).send()).await;
    let wrong = app.refused(simulator(&app.client()).pool_id(arn("phone-number/x")).send()).await;

    assert_eq!(denied.line(), "AccessDeniedException - - -");
    assert!(denied.message.contains("sms-voice:AssociateOriginationIdentity"), "{}", denied.message);
    assert!(wrong.is("ValidationException", "INVALID_ARN"), "{wrong:?}");
    assert_eq!(wrong.fields, ["poolId"]);
}

#[tokio::test]
async fn an_empty_pool_id_counts_as_absent() {
    let app = App::start().await;

    let number = simulator(&app.client()).pool_id("").send().await.expect("a number");

    assert_eq!(number.pool_id, None);
}

#[tokio::test]
async fn without_an_available_number_the_pool_stays_as_it_is() {
    let app = App::start().await;
    let pool = configured_pool(&app).await;

    let refused = app.refused(request(&app, "JP", NumberType::LongCode).pool_id(&pool).send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - phone-number -");
    assert_eq!(members(&app, &pool).await, ["SHOP"]);
}
