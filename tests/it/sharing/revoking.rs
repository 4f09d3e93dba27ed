//! What happens once a resource isn't shared any more.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;
use serde_json::json;

use super::{Accounts, KINDS, consumers, id, not_shared, own, put, see, shared_with};
use crate::harness::{ACCOUNT, Fixture, OTHER_ACCOUNT, View, simulator};

#[tokio::test]
async fn what_is_revoked_is_neither_seen_nor_listed_at_once() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for ((kind, action), arn) in KINDS.iter().zip(&resources) {
        accounts.share(arn, &["*"]).await;
        assert_eq!(shared_with(&accounts.consumer(), kind).await, [arn.as_str()]);

        accounts.owner().delete_resource_policy().resource_arn(arn).send().await.expect("the policy goes");

        assert_eq!(shared_with(&accounts.consumer(), kind).await, Vec::<String>::new());
        let refused = see(&accounts.consumer(), kind, arn).await.expect_err("it isn't shared");
        assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", action, arn));

        accounts.share(arn, &["*"]).await;
        put(&accounts.owner(), arn, &json!({ "AWS": super::THIRD_ACCOUNT }), &["*"]).await;

        assert_eq!(shared_with(&accounts.consumer(), kind).await, Vec::<String>::new());
        assert_eq!(shared_with(&accounts.third(), kind).await, [arn.as_str()]);
    }
}

#[tokio::test]
async fn an_association_stays_and_ends_with_the_pool() {
    let accounts = Accounts::start().await;
    let (consumer, owner) = (accounts.consumer(), accounts.owner());
    let number = own("phone-number", &Fixture(owner.clone()).number().await);
    accounts.share(&number, &["*"]).await;
    let make = consumer.create_pool().origination_identity(&number).iso_country_code("US");
    let answer = make.message_type(MessageType::Transactional).send().await.expect("the number founds a pool");
    let pool = consumers("pool", answer.pool_id.as_deref().expect("it has an id"));
    Fixture(consumer.clone()).sender_id("ACME", "GB").await;
    Fixture(consumer.clone()).associate(&pool, "ACME", "GB").await;
    let before = accounts.associations().await;

    owner.delete_resource_policy().resource_arn(&number).send().await.expect("the policy goes");

    assert_eq!(accounts.associations().await, before);
    assert_eq!(View(consumer.clone()).identities(id(&pool)).await, [id(&number), "ACME"]);
    assert_eq!(View(owner.clone()).number(id(&number)).await.pool_id.as_deref(), Some(id(&pool)));
    let leave = consumer.disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let refused = accounts.app.refused(leave.iso_country_code("US").send()).await;
    assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "DisassociateOriginationIdentity", &number));

    consumer.delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    assert_eq!(accounts.associations().await, []);
    assert_eq!(View(owner.clone()).number(id(&number)).await.pool_id, None);
    let gone = ("DISASSOCIATED".to_owned(), pool, number.clone(), OTHER_ACCOUNT.to_owned());
    assert!(accounts.history().await.contains(&gone), "{:?}", accounts.history().await);
    owner.release_phone_number().phone_number_id(&number).send().await.expect("the number is its owner's");
}

#[tokio::test]
async fn a_number_stays_in_a_pool_that_is_not_shared_any_more() {
    let accounts = Accounts::start().await;
    let (consumer, owner) = (accounts.consumer(), accounts.owner());
    let pool = own("pool", &Fixture(owner.clone()).pool().await);
    accounts.share(&pool, &["*"]).await;
    let number = simulator(&consumer).pool_id(&pool).send().await.expect("the number is requested");
    let number = consumers("phone-number", number.phone_number_id.as_deref().expect("it has an id"));

    owner.delete_resource_policy().resource_arn(&pool).send().await.expect("the policy goes");

    let leave = consumer.disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let refused = accounts.app.refused(leave.iso_country_code("US").send()).await;
    assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "DisassociateOriginationIdentity", &pool));
    let leave = owner.disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let refused = accounts.app.refused(leave.iso_country_code("US").send()).await;
    assert_eq!(refused.message, not_shared(ACCOUNT, "test", "DisassociateOriginationIdentity", &number));
    let release = consumer.release_phone_number().phone_number_id(&number);
    let refused = accounts.app.refused(release.send()).await;
    assert!(refused.is("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"), "{refused:?}");

    put(&consumer, &number, &json!({ "AWS": ACCOUNT }), &["DisassociateOriginationIdentity"]).await;
    Fixture(owner).disassociate(&pool, &number, "US").await;
    consumer.release_phone_number().phone_number_id(&number).send().await.expect("the number is free");
}

#[tokio::test]
async fn a_list_that_is_not_shared_any_more_stays_in_use() {
    let accounts = Accounts::start().await;
    let (consumer, owner) = (accounts.consumer(), accounts.owner());
    let list = own("opt-out-list", &Fixture(owner.clone()).list("Offers").await);
    accounts.share(&list, &["*"]).await;
    let number = simulator(&consumer).opt_out_list_name(&list).send().await.expect("the number is requested");
    let number = number.phone_number_id.expect("it has an id");

    owner.delete_resource_policy().resource_arn(&list).send().await.expect("the policy goes");

    assert_eq!(View(consumer.clone()).number(&number).await.opt_out_list_name, "Offers");
    let refused = accounts.app.refused(owner.delete_opt_out_list().opt_out_list_name("Offers").send()).await;
    assert!(refused.is("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"), "{refused:?}");
    let update = || consumer.update_phone_number().phone_number_id(&number);
    let refused = accounts.app.refused(update().opt_out_list_name(&list).send()).await;
    assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "UpdatePhoneNumber", &list));
    update().deletion_protection_enabled(false).send().await.expect("what doesn't name the list changes");
    update().opt_out_list_name("Default").send().await.expect("the number takes its own account's list");
    owner.delete_opt_out_list().opt_out_list_name("Offers").send().await.expect("nobody uses it");
}
