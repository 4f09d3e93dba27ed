//! What an association depends on beside settings, and what it leaves behind.

use aws_sdk_pinpointsmsvoicev2::{
    operation::RequestId,
    types::{PhoneNumberInformation, PoolStatus},
};
use sqlx::Row;

use super::{associate, joined, long_code, number_arn, pool_arn, refused, requested, sender_id_arn, set};
use crate::harness::{ACCOUNT, App, Fixture, REGION};

const ACTIVATE_POOL: &str = "update callsign.pool set active_at = created_at where callsign.pool_id(id) = $1";
const ACTIVATE_NUMBER: &str =
    "update callsign.phone_number set active_at = created_at where callsign.phone_number_id(id) = $1";
const REMOVE_NUMBER: &str =
    "delete from callsign.pool_origination_identity where callsign.phone_number_id(phone_number_id) = $1";
const ASSOCIATIONS: &str = "select count(*) from inspect.associations";

/// Far longer than any test takes.
const AN_HOUR_MS: u32 = 3_600_000;

async fn described(app: &App, number: &str) -> PhoneNumberInformation {
    let answer = app.client().describe_phone_numbers().phone_number_ids(number).send().await;
    answer.expect("the number is there").phone_numbers.expect("it is described").remove(0)
}

// Already associated

#[tokio::test]
async fn a_phone_number_in_another_pool_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, number) = (fixture.pool().await, fixture.pool().await, fixture.number().await);
    fixture.associate(&first, &number, "US").await;

    let refused = refused(&app, associate(&app, &second, &number, "US")).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
    assert!(!refused.message.contains(&first), "the message names the other pool: {refused:?}");
}

#[tokio::test]
async fn a_phone_number_that_founded_another_pool_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, founder) = (fixture.pool().await, fixture.number().await);
    fixture.pool_of(&founder, "US").await;
    let refused = refused(&app, associate(&app, &pool, &founder, "US")).await;
    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {founder}"));
}

#[tokio::test]
async fn a_phone_number_that_is_in_the_pool_already_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (founder, number) = (fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&founder, "US").await;
    fixture.associate(&pool, &number, "US").await;
    for number in [founder, number] {
        let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_ALREADY_ASSOCIATED phone-number {number}"));
    }
}

#[tokio::test]
async fn a_sender_id_that_is_in_the_pool_already_is_refused_in_any_case() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("CALLSIGN", "GB").await;
    fixture.associate(&pool, "CALLSIGN", "GB").await;
    for sent in ["CALLSIGN", "callsign", &sender_id_arn("CALLSIGN", "GB")] {
        let refused = refused(&app, associate(&app, &pool, sent, "GB")).await;
        assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_ASSOCIATED sender-id CALLSIGN");
    }
}

#[tokio::test]
async fn a_sender_id_may_be_in_many_pools() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("CALLSIGN", "GB").await;
    fixture.pool_of("CALLSIGN", "GB").await;
    for _ in 0..3 {
        let pool = fixture.pool().await;
        joined(associate(&app, &pool, "CALLSIGN", "GB")).await;
    }
    let pools = "select count(distinct pool_id) from inspect.associations where origination_identity = 'CALLSIGN'";
    assert_eq!(app.count(pools).await, 4);
}

#[tokio::test]
async fn a_phone_number_that_left_its_pool_may_join_another() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, number) = (fixture.pool().await, fixture.pool().await, fixture.number().await);
    fixture.associate(&first, &number, "US").await;
    set(&app, REMOVE_NUMBER, &number).await;

    joined(associate(&app, &second, &number, "US")).await;

    assert_eq!(described(&app, &number).await.pool_id, Some(second));
}

// ACTIVE

#[tokio::test]
async fn a_pool_that_is_being_created_is_refused_until_it_is_active() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = AN_HOUR_MS).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("CALLSIGN", "GB").await;
    let pools = app.client().describe_pools().pool_ids(&pool).send().await.expect("the pool is there");
    assert_eq!(pools.pools().first().map(|pool| pool.status.clone()), Some(PoolStatus::Creating));

    for (identity, country) in [(number.as_str(), "US"), ("CALLSIGN", "GB")] {
        let refused = refused(&app, associate(&app, &pool, identity, country)).await;
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
    }

    set(&app, ACTIVATE_POOL, &pool).await;
    joined(associate(&app, &pool, &number, "US")).await;
    joined(associate(&app, &pool, "CALLSIGN", "GB")).await;
}

#[tokio::test]
async fn a_phone_number_that_is_pending_is_refused_until_it_is_active() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = AN_HOUR_MS).await;
    let pool = Fixture(app.client()).pool().await;
    let number = requested(long_code(&app)).await;
    assert_eq!(described(&app, &number).await.status.as_str(), "PENDING");

    let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));

    set(&app, ACTIVATE_NUMBER, &number).await;
    joined(associate(&app, &pool, &number, "US")).await;
}

#[tokio::test]
async fn a_sender_id_is_never_pending() {
    let app = App::with(|settings| settings.lifecycle.pending_ms = AN_HOUR_MS).await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("CALLSIGN", "GB").await;
    joined(associate(&app, &pool, "CALLSIGN", "GB")).await;
}

// The quota

#[tokio::test]
async fn a_pool_takes_exactly_as_many_identities_as_the_quota_allows() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 3).await;
    let fixture = Fixture(app.client());
    let (pool, other_pool) = (fixture.pool().await, fixture.pool().await);
    let (second, extra) = (fixture.number().await, fixture.number().await);
    for text in ["THIRD", "EXTRA"] {
        fixture.sender_id(text, "GB").await;
    }
    joined(associate(&app, &pool, &second, "US")).await;
    joined(associate(&app, &pool, "THIRD", "GB")).await;

    for (identity, country) in [(extra.as_str(), "US"), ("EXTRA", "GB")] {
        let refused = refused(&app, associate(&app, &pool, identity, country)).await;
        assert_eq!(refused.line(), "ServiceQuotaExceededException ORIGINATION_IDENTITIES_PER_POOL - -");
        assert!(refused.message.contains(r#"Reason="ORIGINATION_IDENTITIES_PER_POOL""#), "{refused:?}");
    }

    joined(associate(&app, &other_pool, "EXTRA", "GB")).await;
    set(&app, REMOVE_NUMBER, &second).await;
    joined(associate(&app, &pool, &extra, "US")).await;
}

#[tokio::test]
async fn a_quota_of_one_is_filled_by_the_identity_that_founded_the_pool() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 1).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let refused = refused(&app, associate(&app, &pool, &number, "US")).await;
    assert!(refused.is("ServiceQuotaExceededException", "ORIGINATION_IDENTITIES_PER_POOL"), "{refused:?}");
}

/// Puts this many sender IDs into a pool behind the API's back.
async fn fill(app: &App, pool: &str, identities: i32) {
    let insert = "
        with sender_id as (
            insert into callsign.sender_id (id, account_id, region, sender_id, iso_country_code, message_types,
                monthly_leasing_price, deletion_protection_enabled, registered, created_at)
            select gen_random_uuid(), account_id, region, 'ID' || i, 'GB', array['TRANSACTIONAL'], '0.00', false, false,
                   created_at
            from callsign.pool, generate_series(1, $2) i where callsign.pool_id(id) = $1
            returning id)
        insert into callsign.pool_origination_identity (id, pool_id, sender_id_id, created_at, request_id)
        select gen_random_uuid(), p.id, s.id, p.created_at, 'the test'
        from callsign.pool p, sender_id s where callsign.pool_id(p.id) = $1";
    let insert = sqlx::query(insert).bind(pool).bind(identities);
    let outcome = insert.execute(&mut app.connection().await).await.expect("the pool is filled");
    assert_eq!(outcome.rows_affected(), u64::try_from(identities).expect("it is positive"));
}

#[tokio::test]
async fn the_quota_is_a_hundred_unless_it_is_set() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, last, extra) = (fixture.pool().await, fixture.number().await, fixture.number().await);
    fill(&app, &pool, 98).await;
    joined(associate(&app, &pool, &last, "US")).await;
    let refused = refused(&app, associate(&app, &pool, &extra, "US")).await;
    assert!(refused.is("ServiceQuotaExceededException", "ORIGINATION_IDENTITIES_PER_POOL"), "{refused:?}");
}

#[tokio::test]
async fn a_quota_of_zero_is_off() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 0).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fill(&app, &pool, 150).await;
    joined(associate(&app, &pool, &number, "US")).await;
    joined(associate(&app, &fixture.pool().await, "ID1", "GB")).await;
}

// What is left behind

#[tokio::test]
async fn an_association_and_its_history_bear_the_request_id_of_the_answer() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("CALLSIGN", "GB").await;
    let sender_id_arn = sender_id_arn("CALLSIGN", "GB");
    for (sent, country, id, arn) in
        [(number.as_str(), "US", number.as_str(), number_arn(&number)), ("callsign", "GB", "CALLSIGN", sender_id_arn)]
    {
        let answer = joined(associate(&app, &pool, sent, country)).await;
        let request_id = answer.request_id().expect("every answer has a request id");

        for view in [
            "select pool_id, pool_arn, origination_identity, origination_identity_arn, iso_country_code, account_id,
                    region, associated_at as at from inspect.associations where request_id = $1",
            "select pool_id, pool_arn, origination_identity, origination_identity_arn, iso_country_code, account_id,
                    region, at from inspect.association_history where request_id = $1 and event = 'ASSOCIATED'",
        ] {
            let rows = sqlx::query(view).bind(request_id).fetch_all(&mut app.connection().await).await;
            let rows = rows.expect("the view is read");
            assert_eq!(rows.len(), 1, "{view}");
            let columns: Vec<String> = (0..7).map(|column| rows[0].get(column)).collect();
            assert_eq!(columns, [&pool, &pool_arn(&pool), id, &arn, country, ACCOUNT, REGION], "{view}");
        }
        let same_moment = "
            select count(*) from inspect.associations a join inspect.association_history h
            on h.request_id = a.request_id and h.at = a.associated_at where a.request_id = $1";
        let count: i64 = sqlx::query_scalar(same_moment)
            .bind(request_id)
            .fetch_one(&mut app.connection().await)
            .await
            .expect("the views are read");
        assert_eq!(count, 1, "both were written at the same moment");
    }
}

#[tokio::test]
async fn an_associated_phone_number_is_described_and_listed_with_its_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    assert_eq!(described(&app, &number).await.pool_id, None);

    joined(associate(&app, &pool, &number, "US")).await;

    let information = described(&app, &number).await;
    assert_eq!(information.pool_id, Some(pool.clone()));
    assert_eq!(information.status.as_str(), "ACTIVE");
    let listed = app.client().list_pool_origination_identities().pool_id(&pool).send().await;
    let listed = listed.expect("the pool is there").origination_identities.expect("it has identities");
    let last = listed.last().expect("the founder and the number are listed");
    assert_eq!((listed.len(), last.origination_identity.as_str()), (2, number.as_str()));
    assert_eq!(last.phone_number.as_deref(), information.phone_number.as_str().into());
}

#[tokio::test]
async fn an_association_changes_neither_the_pool_nor_the_number() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let rows = "select p::text from callsign.pool p union all select n::text from callsign.phone_number n order by 1";
    let texts = async || app.rows(rows).await.iter().map(|row| row.get(0)).collect::<Vec<String>>();
    let before = texts().await;
    joined(associate(&app, &pool, &number, "US")).await;
    assert_eq!(texts().await, before);
}

// Regions and accounts

#[tokio::test]
async fn each_region_has_resources_of_its_own() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("CALLSIGN", "GB").await;
    let abroad = app.client_of("test", "eu-west-1");
    let abroad_fixture = Fixture(abroad.clone());
    let pool_abroad = abroad_fixture.pool().await;
    let request = |pool: &str, identity: &str, country: &str| {
        abroad.associate_origination_identity().pool_id(pool).origination_identity(identity).iso_country_code(country)
    };

    let to_pool = refused(&app, request(&pool, &number, "US")).await;
    assert_eq!(to_pool.line(), format!("ResourceNotFoundException - pool {pool}"));
    let of_number = refused(&app, request(&pool_abroad, &number, "US")).await;
    assert_eq!(of_number.line(), format!("ResourceNotFoundException - phone-number {number}"));
    let of_sender_id = refused(&app, request(&pool_abroad, "CALLSIGN", "GB")).await;
    assert_eq!(of_sender_id.line(), "ResourceNotFoundException - sender-id CALLSIGN");

    abroad_fixture.sender_id("CALLSIGN", "GB").await;
    let answer = joined(request(&pool_abroad, "CALLSIGN", "GB")).await;
    let arn = format!("arn:aws:sms-voice:eu-west-1:{ACCOUNT}:sender-id/CALLSIGN/GB");
    assert_eq!(answer.origination_identity_arn(), Some(arn.as_str()));
    let abroad = "select count(*) from inspect.associations where region = 'eu-west-1'";
    assert_eq!((app.count(abroad).await, app.count(ASSOCIATIONS).await), (2, 3));
}

#[tokio::test]
async fn each_account_has_resources_of_its_own() {
    let app = App::start().await;
    for key in ["test", "other"] {
        let client = app.client_of(key, REGION);
        let fixture = Fixture(client.clone());
        let pool = fixture.pool().await;
        fixture.sender_id("CALLSIGN", "GB").await;
        fixture.associate(&pool, "CALLSIGN", "GB").await;
    }
    let accounts =
        "select count(distinct account_id) from inspect.associations where origination_identity = 'CALLSIGN'";
    assert_eq!(app.count(accounts).await, 2);
}
