//! What the owner alone may do, whatever is granted; and what nobody may do by way of a pool.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;

use super::{Accounts, KINDS, consumers, id, not_shared, own};
use crate::harness::{Fixture, OTHER_ACCOUNT, TOPIC, View, tag};

/// Asserts that the consumer is refused `$action` on `$arn`, as if it weren't shared.
macro_rules! denied {
    ($accounts:expr, $action:expr, $arn:expr, $request:expr) => {
        let refused = $accounts.app.refused($request.send()).await;
        assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", $action, $arn));
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    };
}

#[tokio::test]
async fn a_consumer_never_changes_or_gives_up_what_is_shared_with_it() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for arn in &resources {
        accounts.share(arn, &["*"]).await;
    }
    let (consumer, [pool, number, sender_id, list]) = (accounts.consumer(), &resources);

    denied!(accounts, "UpdatePool", pool, consumer.update_pool().pool_id(pool).shared_routes_enabled(true));
    denied!(accounts, "UpdatePool", pool, consumer.update_pool().pool_id(pool));
    denied!(accounts, "DeletePool", pool, consumer.delete_pool().pool_id(pool));
    let update = consumer.update_phone_number().phone_number_id(number);
    denied!(accounts, "UpdatePhoneNumber", number, update.deletion_protection_enabled(true));
    denied!(accounts, "ReleasePhoneNumber", number, consumer.release_phone_number().phone_number_id(number));
    let update = consumer.update_sender_id().sender_id(sender_id).iso_country_code("GB");
    denied!(accounts, "UpdateSenderId", sender_id, update.deletion_protection_enabled(true));
    let release = consumer.release_sender_id().sender_id(sender_id).iso_country_code("GB");
    denied!(accounts, "ReleaseSenderId", sender_id, release);
    denied!(accounts, "DeleteOptOutList", list, consumer.delete_opt_out_list().opt_out_list_name(list));
    for owner in [pool, number] {
        let put = consumer.put_keyword().origination_identity(owner).keyword("INFO").keyword_message("Hello");
        denied!(accounts, "PutKeyword", owner, put);
        let delete = consumer.delete_keyword().origination_identity(owner).keyword("INFO");
        denied!(accounts, "DeleteKeyword", owner, delete);
        denied!(accounts, "DescribeKeywords", owner, consumer.describe_keywords().origination_identity(owner));
    }
    for arn in &resources {
        denied!(accounts, "TagResource", arn, consumer.tag_resource().resource_arn(arn).tags(tag("team", "a")));
        denied!(accounts, "UntagResource", arn, consumer.untag_resource().resource_arn(arn).tag_keys("team"));
        denied!(accounts, "ListTagsForResource", arn, consumer.list_tags_for_resource().resource_arn(arn));
        let put = consumer.put_resource_policy().resource_arn(arn);
        let policy = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
        denied!(accounts, "PutResourcePolicy", arn, put.policy(policy));
        denied!(accounts, "GetResourcePolicy", arn, consumer.get_resource_policy().resource_arn(arn));
        denied!(accounts, "DeleteResourcePolicy", arn, consumer.delete_resource_policy().resource_arn(arn));
    }
    for ((kind, _), arn) in KINDS.iter().zip(&resources) {
        super::see(&consumer, kind, arn).await.expect("it is shared all the same");
    }
}

/// A pool of the consumer that holds the owner's number beside its own: the ARNs of the pool and of the owner's number.
async fn mixed_pool(accounts: &Accounts) -> (String, String) {
    let number = own("phone-number", &Fixture(accounts.owner()).number().await);
    accounts.share(&number, &["*"]).await;
    let make = accounts.consumer().create_pool().origination_identity(&number).iso_country_code("US");
    let answer = make.message_type(MessageType::Transactional).send().await.expect("the number founds a pool");
    (consumers("pool", answer.pool_id.as_deref().expect("it has an id")), number)
}

#[tokio::test]
async fn a_consumer_does_not_change_a_foreign_number_through_its_own_pool() {
    let accounts = Accounts::start().await;
    let (pool, number) = mixed_pool(&accounts).await;
    Fixture(accounts.consumer()).list("Offers").await;
    let consumer = accounts.consumer();
    let update = || consumer.update_pool().pool_id(&pool);

    denied!(accounts, "UpdatePool", &number, update().two_way_enabled(true).two_way_channel_arn(TOPIC));
    denied!(accounts, "UpdatePool", &number, update().opt_out_list_name("Offers"));
    let put = consumer.put_keyword().origination_identity(&pool).keyword("INFO").keyword_message("Hello");
    denied!(accounts, "PutKeyword", &number, put);
    let help = consumer.put_keyword().origination_identity(&pool).keyword("HELP").keyword_message("Hello");
    denied!(accounts, "PutKeyword", &number, help);
    accounts.owner().describe_keywords().origination_identity(&number).send().await.expect("it is the owner's");
}

#[tokio::test]
async fn a_keyword_of_a_foreign_number_is_not_deleted_through_the_consumers_pool() {
    let accounts = Accounts::start().await;
    let number = own("phone-number", &Fixture(accounts.owner()).number().await);
    Fixture(accounts.owner()).keyword(&number, "INFO", "Hello").await;
    accounts.share(&number, &["*"]).await;
    let make = accounts.consumer().create_pool().origination_identity(&number).iso_country_code("US");
    let answer = make.message_type(MessageType::Transactional).send().await.expect("the number founds a pool");
    let pool = answer.pool_id.expect("it has an id");
    let seen = View(accounts.consumer()).keywords(&pool).await;
    assert!(seen.contains(&("INFO".to_owned(), "Hello".to_owned())), "the pool inherits it: {seen:?}");

    let delete = accounts.consumer().delete_keyword().origination_identity(&pool).keyword("INFO");

    denied!(accounts, "DeleteKeyword", &number, delete);
}

#[tokio::test]
async fn what_no_number_shares_with_its_pool_is_changed_all_the_same() {
    let accounts = Accounts::start().await;
    let (pool, number) = mixed_pool(&accounts).await;
    let before = View(accounts.owner()).number(id(&number)).await;
    let update = || accounts.consumer().update_pool().pool_id(&pool);

    update().send().await.expect("nothing changes");
    update().two_way_enabled(false).self_managed_opt_outs_enabled(false).send().await.expect("nothing shared changes");
    let answer = update().shared_routes_enabled(true).deletion_protection_enabled(true).send().await;

    let answer = answer.expect("these are the pool's own");
    assert!(answer.shared_routes_enabled && answer.deletion_protection_enabled);
    assert_eq!(View(accounts.owner()).number(id(&number)).await, before);
    let tagged = accounts.consumer().tag_resource().resource_arn(&pool).tags(tag("team", "a")).send().await;
    tagged.expect("tags are the pool's own");
    View(accounts.consumer()).keywords(id(&pool)).await;
}

#[tokio::test]
async fn the_pool_changes_again_once_the_foreign_number_left() {
    let accounts = Accounts::start().await;
    let (pool, number) = mixed_pool(&accounts).await;
    let consumer = accounts.consumer();
    let own_list = own("opt-out-list", "Default");
    accounts.share(&own_list, &["*"]).await;
    let own_number = crate::harness::simulator(&consumer).opt_out_list_name(&own_list).send().await;
    let own_number = own_number.expect("the number is requested").phone_number_id.expect("it has an id");
    Fixture(consumer.clone()).associate(&pool, &own_number, "US").await;
    let update = || consumer.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(TOPIC);
    denied!(accounts, "UpdatePool", &number, update());

    Fixture(consumer.clone()).disassociate(&pool, &number, "US").await;

    update().send().await.expect("the pool is the consumer's alone again");
    assert!(!View(accounts.owner()).number(id(&number)).await.two_way_enabled);
}

#[tokio::test]
async fn an_owner_does_not_change_a_consumers_number_through_the_shared_pool() {
    let accounts = Accounts::start().await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&pool, &["*"]).await;
    let request = crate::harness::simulator(&accounts.consumer()).pool_id(&pool).send().await;
    let number = request.expect("the number is requested").phone_number_arn.expect("it has an ARN");
    let (owner, app) = (accounts.owner(), &accounts.app);

    let update = owner.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(TOPIC);
    let refused = app.refused(update.send()).await;
    assert_eq!(refused.message, not_shared(crate::harness::ACCOUNT, "test", "UpdatePool", &number));
    let put = owner.put_keyword().origination_identity(&pool).keyword("INFO").keyword_message("Hello");
    let refused = app.refused(put.send()).await;
    assert_eq!(refused.message, not_shared(crate::harness::ACCOUNT, "test", "PutKeyword", &number));
    owner.update_pool().pool_id(&pool).deletion_protection_enabled(true).send().await.expect("it is the pool's own");
}
