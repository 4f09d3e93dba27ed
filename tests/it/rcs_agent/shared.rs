//! What an RCS agent shares with its pool, and what is its own: channels, media, protection; and how it is found in the pool.

use aws_sdk_pinpointsmsvoicev2::types::{
    PoolOriginationIdentitiesFilter as Filter, PoolOriginationIdentitiesFilterName as FilterName,
};

use super::{CHANNEL, agent, described, pool_and_agent, testing};
use crate::harness::{App, Fixture};

const CONNECT: &str = "connect.us-east-1.amazonaws.com";
const BUCKET: &str = "incoming-media";
const ROLE: &str = "arn:aws:iam::000000000000:role/media";
const UNSET: &str = "UNSET_RCS_MEDIA_CONFIGURATION";

#[tokio::test]
async fn connect_may_be_its_channel_and_no_other_host() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    let update = |channel: &str| {
        let update = client.update_rcs_agent().rcs_agent_id(&id).two_way_enabled(true).two_way_channel_arn(channel);
        update.two_way_channel_role(ROLE).send()
    };
    let answer = update(CONNECT).await.expect("it is updated");
    let channel = (answer.two_way_channel_arn.as_deref(), answer.two_way_channel_role.as_deref());
    assert_eq!(channel, (Some(CONNECT), Some(ROLE)));
    for other in ["connect.us-east-1.example.com", "sqs.us-east-1.amazonaws.com", "connect.a.b.amazonaws.com"] {
        let refused = app.refused(update(other)).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
        assert_eq!(refused.fields, ["twoWayChannelArn"]);
    }
    assert_eq!(described(&client, &id).await.two_way_channel_arn.as_deref(), Some(CONNECT));
}

#[tokio::test]
async fn what_media_keys_begin_with_needs_a_bucket_and_two_way_and_goes_with_either() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    let update = || client.update_rcs_agent().rcs_agent_id(&id);
    let two_way = || update().two_way_enabled(true).two_way_channel_arn(CHANNEL);
    let media = || two_way().two_way_media_s3_bucket_name(BUCKET).two_way_media_s3_role(ROLE);
    let prefix = || async { described(&client, &id).await.two_way_media_s3_key_prefix };

    let refused = app.refused(update().two_way_media_s3_key_prefix("in/").send()).await;
    assert!(refused.is("ValidationException", "TWO_WAY_NOT_ENABLED"), "{refused:?}");
    assert_eq!(refused.fields, ["twoWayMediaS3KeyPrefix"]);
    media().two_way_media_s3_key_prefix("in/").send().await.expect("all are set");
    update().two_way_media_s3_key_prefix("elsewhere/").send().await.expect("the bucket is there");
    assert_eq!(prefix().await.as_deref(), Some("elsewhere/"));

    let unset = update().two_way_media_s3_bucket_name(UNSET).two_way_media_s3_role(UNSET);
    unset.send().await.expect("they are unset");
    media().send().await.expect("they are set anew");
    assert_eq!(prefix().await, None, "it isn't remembered");

    update().two_way_media_s3_key_prefix("in/").send().await.expect("the bucket is there");
    update().two_way_enabled(false).send().await.expect("two-way is off");
    media().send().await.expect("they are set anew");
    assert_eq!(prefix().await, None, "it isn't remembered");
}

#[tokio::test]
async fn in_a_pool_media_are_its_own_until_the_pool_switches_two_way_off() {
    let app = App::start().await;
    let client = app.client();
    let (pool, id) = pool_and_agent(&app).await;
    Fixture(client.clone()).associate(&pool, &id, "ZZ").await;
    let media = client.update_rcs_agent().rcs_agent_id(&id).two_way_media_s3_bucket_name(BUCKET);
    let media = media.two_way_media_s3_role(ROLE);
    let refused = app.refused(media.clone().send()).await;
    assert!(refused.is("ValidationException", "TWO_WAY_NOT_ENABLED"), "the pool has none: {refused:?}");
    let update = client.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(CHANNEL);
    update.send().await.expect("the pool is updated");
    media.send().await.expect("media are its own");
    assert_eq!(described(&client, &id).await.two_way_media_s3_bucket_name.as_deref(), Some(BUCKET));
    client.update_pool().pool_id(&pool).two_way_enabled(false).send().await.expect("the pool is updated");
    let there = described(&client, &id).await;
    assert_eq!(
        (there.two_way_enabled, there.two_way_media_s3_bucket_name, there.two_way_media_s3_role),
        (false, None, None)
    );
}

#[tokio::test]
async fn its_protection_is_asked_before_its_pool() {
    let app = App::start().await;
    let client = app.client();
    let (pool, id) = pool_and_agent(&app).await;
    Fixture(client.clone()).associate(&pool, &id, "ZZ").await;
    let protect = |is_on: bool| client.update_rcs_agent().rcs_agent_id(&id).deletion_protection_enabled(is_on).send();
    protect(true).await.expect("it is its own");
    let delete = || client.delete_rcs_agent().rcs_agent_id(&id).send();
    let line = |reason: &str| format!("ConflictException {reason} rcs-agent {id}");
    assert_eq!(app.refused(delete()).await.line(), line("DELETION_PROTECTION_ENABLED"));
    protect(false).await.expect("it is its own");
    assert_eq!(app.refused(delete()).await.line(), line("RCS_AGENT_ASSOCIATED_TO_POOL"));
}

#[tokio::test]
async fn the_country_zz_and_the_capability_rcs_find_it_in_its_pool() {
    let app = App::start().await;
    let client = app.client();
    let (pool, id) = pool_and_agent(&app).await;
    let fixture = Fixture(client.clone());
    fixture.associate(&pool, &id, "ZZ").await;
    let number = client.list_pool_origination_identities().pool_id(&pool).send().await.expect("it answers");
    let number = number.origination_identities()[0].origination_identity.clone();
    for (name, value, expected) in [
        (FilterName::IsoCountryCode, "ZZ", vec![id.as_str()]),
        (FilterName::IsoCountryCode, "US", vec![number.as_str()]),
        (FilterName::IsoCountryCode, "GB", vec![]),
        (FilterName::NumberCapability, "RCS", vec![id.as_str()]),
        (FilterName::NumberCapability, "SMS", vec![number.as_str()]),
    ] {
        let filter = Filter::builder().name(name.clone()).values(value).build().expect("it is whole");
        let listed = client.list_pool_origination_identities().pool_id(&pool).filters(filter).send().await;
        let listed = listed.expect("it answers");
        let found: Vec<&str> = listed.origination_identities().iter().map(|one| &*one.origination_identity).collect();
        assert_eq!(found, expected, "{name:?} {value}");
    }
}

#[tokio::test]
async fn a_pool_keeps_its_last_phone_number_and_its_last_identity_of_whichever_kind() {
    let app = App::start().await;
    let client = app.client();
    let fixture = Fixture(client.clone());
    let leave = |pool: &str, identity: &str| {
        let leave = client.disassociate_origination_identity().pool_id(pool).origination_identity(identity);
        leave.iso_country_code("US").send()
    };
    let (number, id) = (fixture.number().await, testing(&client).await);
    let pool = fixture.pool_of(&number, "US").await;
    fixture.associate(&pool, &id, "ZZ").await;
    let refused = app.refused(leave(&pool, &number)).await;
    assert_eq!(refused.line(), format!("ConflictException LAST_PHONE_NUMBER phone-number {number}"));
    fixture.disassociate(&pool, &id, "ZZ").await;
    let refused = app.refused(leave(&pool, &number)).await;
    assert_eq!(refused.line(), format!("ConflictException LAST_PHONE_NUMBER phone-number {number}"));
}
