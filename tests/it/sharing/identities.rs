//! Pools of one account and identities of another.

use aws_sdk_pinpointsmsvoicev2::types::MessageType;

use super::{Accounts, consumers, id, own};
use crate::harness::{ACCOUNT, Fixture, OTHER_ACCOUNT, REGION, View, refusal, simulator};

const JOIN: &str = "AssociateOriginationIdentity";

/// A pool of the consumer that uses the owner's list `Default`, and the owner's shared number: their ARNs.
async fn pool_and_shared_number(accounts: &Accounts) -> (String, String) {
    let pool = consumers("pool", &Fixture(accounts.consumer()).pool().await);
    let number = own("phone-number", &Fixture(accounts.owner()).number().await);
    accounts.share(&number, &[JOIN, "DisassociateOriginationIdentity"]).await;
    let list = own("opt-out-list", "Default");
    accounts.share(&list, &["UpdatePool"]).await;
    let update = accounts.consumer().update_pool().pool_id(&pool).opt_out_list_name(&list);
    update.send().await.expect("the shared list is taken");
    (pool, number)
}

#[tokio::test]
async fn a_shared_number_joins_the_consumers_own_pool() {
    let accounts = Accounts::start().await;
    let (pool, number) = pool_and_shared_number(&accounts).await;

    let request = accounts.consumer().associate_origination_identity().pool_id(id(&pool));
    let answer = request.origination_identity(&number).iso_country_code("US").send().await.expect("the number joins");

    assert_eq!((answer.pool_arn, answer.pool_id.as_deref()), (Some(pool.clone()), Some(id(&pool))));
    assert_eq!(answer.origination_identity_arn.as_ref(), Some(&number), "named by its owner's account");
    assert_eq!(answer.origination_identity.as_deref(), Some(id(&number)));
    let listed = accounts.consumer().list_pool_origination_identities().pool_id(&pool).send().await;
    let listed = listed.expect("the pool is there");
    assert_eq!(listed.pool_arn.as_ref(), Some(&pool));
    let identities = listed.origination_identities.expect("the answer has identities");
    assert_eq!(identities[1].origination_identity_arn, number);
    let now = accounts.associations().await;
    assert_eq!(now[1], (pool.clone(), number.clone(), OTHER_ACCOUNT.to_owned()));
    let then = accounts.history().await;
    assert_eq!(then[1], ("ASSOCIATED".to_owned(), pool.clone(), number.clone(), OTHER_ACCOUNT.to_owned()));
    assert_eq!(View(accounts.owner()).number(id(&number)).await.pool_id.as_deref(), Some(id(&pool)));

    let request = accounts.consumer().disassociate_origination_identity().pool_id(&pool);
    let answer = request.origination_identity(&number).iso_country_code("US").send().await.expect("the number leaves");

    assert_eq!((answer.pool_arn, answer.origination_identity_arn), (Some(pool.clone()), Some(number.clone())));
    assert_eq!(accounts.associations().await.len(), 1);
    let then = accounts.history().await;
    assert_eq!(then[2], ("DISASSOCIATED".to_owned(), pool, number.clone(), OTHER_ACCOUNT.to_owned()));
    assert_eq!(View(accounts.owner()).number(id(&number)).await.pool_id, None);
}

#[tokio::test]
async fn the_lists_default_of_two_accounts_match_and_each_keeps_its_own() {
    let accounts = Accounts::start().await;
    let (owner, consumer) = (accounts.owner(), accounts.consumer());
    let pool = Fixture(consumer.clone()).pool().await;
    let numbers = [Fixture(owner.clone()).number().await, Fixture(owner.clone()).number().await];
    let [joining, founding] = numbers.map(|number| own("phone-number", &number));
    accounts.share(&joining, &[JOIN]).await;
    accounts.share(&founding, &[JOIN]).await;

    let join = consumer.associate_origination_identity().pool_id(&pool).origination_identity(&joining);
    join.iso_country_code("US").send().await.expect("a shared number joins as it comes");
    let create = consumer.create_pool().origination_identity(&founding).iso_country_code("US");
    let founded = create.message_type(MessageType::Transactional).send().await.expect("it founds a pool, too");

    let lists = "
        select l.account_id || '/' || l.name from callsign.phone_number n
        join callsign.opt_out_list l on l.id = n.opt_out_list_id where $1 = '' and n.account_id = '000000000000'";
    assert_eq!(accounts.app.texts_of(lists, "").await, [format!("{ACCOUNT}/Default"), format!("{ACCOUNT}/Default")]);
    let lists = "
        select l.account_id || '/' || l.name from callsign.pool p
        join callsign.opt_out_list l on l.id = p.opt_out_list_id where $1 = ''";
    let of_pools = accounts.app.texts_of(lists, "").await;
    assert_eq!(of_pools, [format!("{OTHER_ACCOUNT}/Default"), format!("{OTHER_ACCOUNT}/Default")]);
    let founded = founded.pool_id.expect("it has an id");
    consumer.update_pool().pool_id(&founded).opt_out_list_name("Default").send().await.expect("nothing changes");
}

#[tokio::test]
async fn other_lists_match_only_if_they_are_the_same_list() {
    let accounts = Accounts::start().await;
    let (owner, consumer) = (accounts.owner(), accounts.consumer());
    for client in [&owner, &consumer] {
        Fixture(client.clone()).list("Offers").await;
    }
    let pool = Fixture(consumer.clone()).pool().await;
    let number = own("phone-number", &Fixture(owner.clone()).number().await);
    accounts.share(&number, &[JOIN]).await;
    let join = || {
        let request = consumer.associate_origination_identity().pool_id(&pool).origination_identity(&number);
        request.iso_country_code("US").send()
    };
    let mismatch = async || {
        let refused = accounts.app.refused(join()).await;
        assert!(refused.is("ConflictException", "OPT_OUT_LIST_MISMATCH"), "{refused:?}");
    };

    consumer.update_pool().pool_id(&pool).opt_out_list_name("Offers").send().await.expect("the pool changes");
    mismatch().await;
    owner.update_phone_number().phone_number_id(&number).opt_out_list_name("Offers").send().await.expect("it changes");
    mismatch().await;
    let list = own("opt-out-list", "Offers");
    accounts.share(&list, &["UpdatePool"]).await;
    consumer.update_pool().pool_id(&pool).opt_out_list_name(&list).send().await.expect("the shared list is taken");
    join().await.expect("the lists are the same now");
}

#[tokio::test]
async fn a_number_requested_for_a_shared_pool_has_its_own_accounts_list_default() {
    let accounts = Accounts::start().await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&pool, &[JOIN]).await;

    for list in [None, Some("Default".to_owned())] {
        let request = simulator(&accounts.consumer()).pool_id(&pool).set_opt_out_list_name(list);
        request.send().await.expect("it joins");
    }

    let lists = "
        select l.account_id || '/' || l.name from callsign.phone_number n
        join callsign.opt_out_list l on l.id = n.opt_out_list_id where n.account_id = $1";
    let own_list = format!("{OTHER_ACCOUNT}/Default");
    assert_eq!(accounts.app.texts_of(lists, OTHER_ACCOUNT).await, [own_list.clone(), own_list]);
}

#[tokio::test]
async fn a_shared_sender_id_joins_the_consumers_own_pool() {
    let accounts = Accounts::start().await;
    let pool = consumers("pool", &Fixture(accounts.consumer()).pool().await);
    Fixture(accounts.owner()).sender_id("ACME", "GB").await;
    Fixture(accounts.consumer()).sender_id("ACME", "GB").await;
    let shared = own("sender-id", "ACME/GB");
    let join = |identity: &str| {
        let request = accounts.consumer().associate_origination_identity().pool_id(&pool);
        request.origination_identity(identity).iso_country_code("GB").send()
    };
    let refused = accounts.app.refused(join(&shared)).await;
    assert_eq!(refused.message, super::not_shared(OTHER_ACCOUNT, "other", JOIN, &shared));
    accounts.share(&shared, &[JOIN]).await;

    let answer = join(&own("sender-id", "aCME/GB")).await.expect("the shared sender ID joins");

    assert_eq!(answer.origination_identity_arn.as_ref(), Some(&shared));
    let answer = join("ACME").await.expect("the consumer's own is another one");
    assert_eq!(answer.origination_identity_arn, Some(consumers("sender-id", "ACME/GB")));
    let of_pool: Vec<_> = accounts.associations().await.into_iter().map(|(_, identity, _)| identity).collect();
    assert_eq!(of_pool[1..], [shared.clone(), consumers("sender-id", "ACME/GB")]);
    let refused = accounts.app.refused(join(&shared)).await;
    assert!(refused.is("ConflictException", "RESOURCE_ALREADY_ASSOCIATED"), "{refused:?}");
}

#[tokio::test]
async fn the_consumers_own_number_joins_a_shared_pool() {
    let accounts = Accounts::start().await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    let number = consumers("phone-number", &Fixture(accounts.consumer()).number().await);
    let list = own("opt-out-list", "Default");
    accounts.share(&list, &["UpdatePhoneNumber"]).await;
    let update = accounts.consumer().update_phone_number().phone_number_id(&number).opt_out_list_name(&list);
    update.send().await.expect("the shared list is taken");
    let join = || {
        let request = accounts.consumer().associate_origination_identity().pool_id(&pool);
        request.origination_identity(id(&number)).iso_country_code("US").send()
    };
    accounts.share(&pool, &["DescribePools", "ListPoolOriginationIdentities"]).await;
    let refused = accounts.app.refused(join()).await;
    assert_eq!(refused.message, super::not_shared(OTHER_ACCOUNT, "other", JOIN, &pool));
    accounts.share(&pool, &[JOIN, "ListPoolOriginationIdentities"]).await;

    let answer = join().await.expect("the number joins");

    assert_eq!(answer.pool_arn.as_ref(), Some(&pool), "named by its owner's account");
    assert_eq!(answer.origination_identity_arn.as_ref(), Some(&number));
    for client in [accounts.consumer(), accounts.owner()] {
        let listed = client.list_pool_origination_identities().pool_id(&pool).send().await.expect("it is shared");
        assert_eq!(listed.pool_arn.as_ref(), Some(&pool));
        let identities = listed.origination_identities.expect("the answer has identities");
        assert_eq!(identities[1].origination_identity_arn, number);
    }
    assert_eq!(accounts.associations().await[1], (pool.clone(), number.clone(), ACCOUNT.to_owned()));
    let event = ("ASSOCIATED".to_owned(), pool, number, ACCOUNT.to_owned());
    assert_eq!(accounts.history().await[1], event);
}

#[tokio::test]
async fn a_shared_number_joins_a_shared_pool_of_a_third_account() {
    let accounts = Accounts::start().await;
    let third = accounts.third();
    let pool = super::arn_in(super::THIRD_ACCOUNT, &format!("pool/{}", Fixture(third.clone()).pool().await));
    Fixture(accounts.owner()).sender_id("ACME", "GB").await;
    let sender_id = own("sender-id", "ACME/GB");
    let everyone = serde_json::json!("*");
    super::put(&third, &pool, &everyone, &[JOIN]).await;
    let join = || {
        let request = accounts.consumer().associate_origination_identity().pool_id(&pool);
        request.origination_identity(&sender_id).iso_country_code("GB").send()
    };
    let refused = accounts.app.refused(join()).await;
    assert_eq!(refused.message, super::not_shared(OTHER_ACCOUNT, "other", JOIN, &sender_id));
    accounts.share(&sender_id, &[JOIN]).await;

    let answer = join().await.expect("both are shared with the caller");

    assert_eq!((answer.pool_arn, answer.origination_identity_arn), (Some(pool), Some(sender_id)));
}

#[tokio::test]
async fn a_pool_is_made_from_a_shared_number() {
    let accounts = Accounts::start().await;
    let number = own("phone-number", &Fixture(accounts.owner()).number().await);
    let make = || {
        let request = accounts.consumer().create_pool().origination_identity(&number).iso_country_code("US");
        request.message_type(MessageType::Transactional).send()
    };
    for granted in [&["CreatePool"][..], &["Describe*"]] {
        accounts.share(&number, granted).await;
        let refused = accounts.app.refused(make()).await;
        assert_eq!(refused.message, super::not_shared(OTHER_ACCOUNT, "other", JOIN, &number));
    }
    accounts.share(&number, &[JOIN]).await;

    let answer = make().await.expect("the number founds a pool");

    let pool = consumers("pool", answer.pool_id.as_deref().expect("it has an id"));
    assert_eq!(answer.pool_arn.as_ref(), Some(&pool), "it is the consumer's");
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
    assert_eq!(accounts.associations().await, [(pool.clone(), number.clone(), OTHER_ACCOUNT.to_owned())]);
    let event = ("ASSOCIATED".to_owned(), pool.clone(), number.clone(), OTHER_ACCOUNT.to_owned());
    assert_eq!(accounts.history().await, [event]);
    let refused = accounts.app.refused(make()).await;
    assert!(refused.is("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"), "{refused:?}");
    let seen = crate::harness::refusal(accounts.owner().describe_pools().pool_ids(&pool).send().await);
    assert_eq!(seen.line(), "AccessDeniedException - - -", "the number's owner doesn't thereby see the pool");
}

#[tokio::test]
async fn an_owner_does_not_take_its_number_out_of_a_pool_that_is_not_shared_with_it() {
    let accounts = Accounts::start().await;
    let (pool, number) = pool_and_shared_number(&accounts).await;
    let join = accounts.consumer().associate_origination_identity().pool_id(&pool).origination_identity(&number);
    join.iso_country_code("US").send().await.expect("the number joins");

    let leave = accounts.owner().disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let refused = accounts.app.refused(leave.iso_country_code("US").send()).await;

    let expected = super::not_shared(ACCOUNT, "test", "DisassociateOriginationIdentity", &pool);
    assert_eq!(refused.message, expected, "the pool is the consumer's, who doesn't share it");
}

#[tokio::test]
async fn its_owner_changes_and_releases_no_number_that_is_in_the_consumers_pool() {
    let accounts = Accounts::start().await;
    let (pool, number) = pool_and_shared_number(&accounts).await;
    let join = accounts.consumer().associate_origination_identity().pool_id(&pool).origination_identity(&number);
    join.iso_country_code("US").send().await.expect("the number joins");
    let owner = accounts.owner();

    let update = owner.update_phone_number().phone_number_id(&number).deletion_protection_enabled(true);
    let keyword = owner.put_keyword().origination_identity(&number).keyword("INFO").keyword_message("Hello");
    let pool_of_it = owner.create_pool().origination_identity(&number).iso_country_code("US");
    for refused in [
        accounts.app.refused(update.send()).await,
        accounts.app.refused(owner.release_phone_number().phone_number_id(&number).send()).await,
        accounts.app.refused(keyword.send()).await,
        accounts.app.refused(pool_of_it.message_type(MessageType::Transactional).send()).await,
    ] {
        let expected = format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {}", id(&number));
        assert_eq!(refused.line(), expected);
    }

    accounts.consumer().delete_pool().pool_id(&pool).send().await.expect("the pool goes");
    owner.release_phone_number().phone_number_id(&number).send().await.expect("the number is free");
}

#[tokio::test]
async fn its_owner_does_not_release_a_sender_id_that_is_in_the_consumers_pool() {
    let accounts = Accounts::start().await;
    let pool = Fixture(accounts.consumer()).pool().await;
    Fixture(accounts.owner()).sender_id("ACME", "GB").await;
    let sender_id = own("sender-id", "ACME/GB");
    accounts.share(&sender_id, &[JOIN]).await;
    Fixture(accounts.consumer()).associate(&pool, &sender_id, "GB").await;
    let release = || accounts.owner().release_sender_id().sender_id("ACME").iso_country_code("GB").send();

    let refused = accounts.app.refused(release()).await;

    assert!(refused.is("ConflictException", "SENDER_ID_ASSOCIATED_TO_POOL"), "{refused:?}");
    accounts.consumer().delete_pool().pool_id(&pool).send().await.expect("the pool goes");
    release().await.expect("the sender ID is free");
}

#[tokio::test]
async fn a_number_is_requested_into_a_shared_pool() {
    let accounts = Accounts::start().await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    let request = || simulator(&accounts.consumer()).pool_id(&pool).send();
    accounts.share(&pool, &["RequestPhoneNumber"]).await;
    let refused = accounts.app.refused(request()).await;
    assert_eq!(refused.message, super::not_shared(OTHER_ACCOUNT, "other", JOIN, &pool));
    accounts.share(&pool, &[JOIN]).await;

    let answer = request().await.expect("the number is requested");

    let number = answer.phone_number_arn.expect("it has an ARN");
    assert!(number.starts_with(&consumers("phone-number", "phone-")), "it is the consumer's: {number}");
    assert_eq!(answer.pool_id.as_deref(), Some(id(&pool)));
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
    assert_eq!(accounts.associations().await[1], (pool.clone(), number.clone(), ACCOUNT.to_owned()));
    let event = ("ASSOCIATED".to_owned(), pool.clone(), number.clone(), ACCOUNT.to_owned());
    assert_eq!(accounts.history().await[1], event);
    let list = accounts.app.texts_of(
        "select l.account_id from callsign.phone_number n join callsign.opt_out_list l on l.id = n.opt_out_list_id
         where n.account_id = $1",
        OTHER_ACCOUNT,
    );
    assert_eq!(list.await, [OTHER_ACCOUNT], "the lists Default of two accounts stand for each other");
}

#[tokio::test]
async fn a_bare_id_is_always_the_callers_own() {
    let accounts = Accounts::start().await;
    let (pool, number) = pool_and_shared_number(&accounts).await;
    let shared_pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&shared_pool, &["*"]).await;
    let join = |pool: &str, number: &str| {
        let request = accounts.consumer().associate_origination_identity().pool_id(pool);
        request.origination_identity(number).iso_country_code("US").send()
    };

    let refused = accounts.app.refused(join(&pool, id(&number))).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {}", id(&number)));
    let refused = accounts.app.refused(join(id(&shared_pool), &number)).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {}", id(&shared_pool)));
    let refused = refusal(simulator(&accounts.consumer()).pool_id(id(&shared_pool)).send().await);
    assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {}", id(&shared_pool)));
    join(&pool, &number).await.expect("the ARNs are found");
}

#[tokio::test]
async fn an_arn_of_another_region_is_invalid_whatever_is_shared() {
    let accounts = Accounts::start().await;
    let (pool, number) = pool_and_shared_number(&accounts).await;
    let there = number.replace(REGION, "eu-west-1");

    let request = accounts.consumer().associate_origination_identity().pool_id(&pool).origination_identity(&there);
    let refused = accounts.app.refused(request.iso_country_code("US").send()).await;

    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
}
