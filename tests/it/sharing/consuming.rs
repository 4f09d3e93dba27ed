//! Lists that are shared, and whose quotas count.

use aws_sdk_pinpointsmsvoicev2::types::{AccountLimitName, MessageType};

use super::{Accounts, consumers, id, not_shared, own};
use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, View, simulator};

/// The account whose list a phone number or pool of the consumer uses, and the list's name.
async fn list_of(app: &App, table: &str) -> String {
    let query = match table {
        "pool" => {
            "select l.account_id || '/' || l.name from callsign.pool p
             join callsign.opt_out_list l on l.id = p.opt_out_list_id where p.account_id = $1"
        }
        _ => {
            "select l.account_id || '/' || l.name from callsign.phone_number p
             join callsign.opt_out_list l on l.id = p.opt_out_list_id where p.account_id = $1"
        }
    };
    app.texts_of(query, OTHER_ACCOUNT).await.join(" ")
}

#[tokio::test]
async fn a_number_is_requested_with_a_shared_list() {
    let accounts = Accounts::start().await;
    let list = own("opt-out-list", &Fixture(accounts.owner()).list("Offers").await);
    let request = || simulator(&accounts.consumer()).opt_out_list_name(&list).send();
    accounts.share(&list, &["Describe*"]).await;
    let refused = accounts.app.refused(request()).await;
    assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "RequestPhoneNumber", &list));
    accounts.share(&list, &["RequestPhoneNumber"]).await;

    let answer = request().await.expect("the number is requested");

    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Offers"));
    assert_eq!(list_of(&accounts.app, "phone_number").await, format!("{ACCOUNT}/Offers"));
}

#[tokio::test]
async fn a_number_and_a_pool_take_a_shared_list_by_its_arn() {
    let accounts = Accounts::start().await;
    let fixture = Fixture(accounts.consumer());
    let (number, pool) = (fixture.number().await, fixture.pool().await);
    let list = own("opt-out-list", &Fixture(accounts.owner()).list("Offers").await);
    let update_number = || accounts.consumer().update_phone_number().phone_number_id(&number);
    let update_pool = || accounts.consumer().update_pool().pool_id(&pool);
    for granted in [&["UpdatePool"][..], &["UpdatePhoneNumber"]] {
        accounts.share(&list, granted).await;
        if granted == ["UpdatePool"] {
            let refused = accounts.app.refused(update_number().opt_out_list_name(&list).send()).await;
            assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "UpdatePhoneNumber", &list));
        } else {
            let refused = accounts.app.refused(update_pool().opt_out_list_name(&list).send()).await;
            assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "UpdatePool", &list));
        }
    }
    accounts.share(&list, &["Update*"]).await;
    let refused = accounts.app.refused(update_pool().opt_out_list_name("Offers").send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - opt-out-list Offers", "by its name it isn't there");

    update_number().opt_out_list_name(&list).send().await.expect("the number takes the list");
    update_pool().opt_out_list_name(&list).send().await.expect("the pool takes the list");

    let uses = format!("{ACCOUNT}/Offers");
    assert_eq!(list_of(&accounts.app, "phone_number").await, format!("{uses} {uses}"), "so does the pool's number");
    assert_eq!(list_of(&accounts.app, "pool").await, uses);
    let refused = accounts.app.refused(accounts.owner().delete_opt_out_list().opt_out_list_name(&list).send()).await;
    assert_eq!(refused.line(), "ConflictException RESOURCE_DELETION_NOT_ALLOWED opt-out-list Offers");
}

#[tokio::test]
async fn a_shared_number_counts_for_its_owner_only() {
    let accounts = Accounts::with(|settings| settings.quotas.phone_numbers = 1).await;
    let number = own("phone-number", &Fixture(accounts.owner()).number().await);
    accounts.share(&number, &["*"]).await;
    let make = accounts.consumer().create_pool().origination_identity(&number).iso_country_code("US");
    make.message_type(MessageType::Transactional).send().await.expect("the shared number founds a pool");

    let refused = accounts.app.refused(simulator(&accounts.owner()).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "PHONE_NUMBERS_PER_ACCOUNT"), "{refused:?}");
    simulator(&accounts.consumer()).send().await.expect("the consumer has none of its own yet");

    let refused = accounts.app.refused(simulator(&accounts.consumer()).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "PHONE_NUMBERS_PER_ACCOUNT"), "{refused:?}");
}

#[tokio::test]
async fn a_number_in_a_shared_pool_counts_for_who_requested_it() {
    let accounts = Accounts::with(|settings| settings.quotas.phone_numbers = 2).await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&pool, &["AssociateOriginationIdentity"]).await;
    let request = || simulator(&accounts.consumer()).pool_id(&pool).send();
    request().await.expect("it is the consumer's first");
    request().await.expect("it is the consumer's second");

    let refused = accounts.app.refused(request()).await;

    assert!(refused.is("ServiceQuotaExceededException", "PHONE_NUMBERS_PER_ACCOUNT"), "{refused:?}");
    simulator(&accounts.owner()).pool_id(&pool).send().await.expect("it is the owner's second");
}

#[tokio::test]
async fn a_shared_pool_counts_for_its_owner_only() {
    let accounts = Accounts::with(|settings| settings.quotas.pools = 1).await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&pool, &["*"]).await;
    let number = own("phone-number", &Fixture(accounts.owner()).number().await);
    accounts.share(&number, &["*"]).await;
    let make = || {
        let request = accounts.consumer().create_pool().origination_identity(&number).iso_country_code("US");
        request.message_type(MessageType::Transactional).send()
    };

    let answer = make().await.expect("it is the consumer's first, whoever owns the number");

    accounts.consumer().delete_pool().pool_id(answer.pool_id.expect("it has an id")).send().await.expect("it goes");
    let by_owner = accounts.owner().create_pool().origination_identity(id(&number)).iso_country_code("US");
    let refused = accounts.app.refused(by_owner.message_type(MessageType::Transactional).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "POOLS_PER_ACCOUNT"), "{refused:?}");
}

#[tokio::test]
async fn a_pool_is_full_whoever_owns_its_identities() {
    let accounts = Accounts::with(|settings| settings.quotas.origination_identities_per_pool = 2).await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&pool, &["AssociateOriginationIdentity"]).await;
    simulator(&accounts.consumer()).pool_id(&pool).send().await.expect("it is the second");

    for client in [accounts.consumer(), accounts.owner()] {
        let refused = accounts.app.refused(simulator(&client).pool_id(&pool).send()).await;
        assert!(refused.is("ServiceQuotaExceededException", "ORIGINATION_IDENTITIES_PER_POOL"), "{refused:?}");
    }
    Fixture(accounts.consumer()).sender_id("ACME", "GB").await;
    let join = accounts.consumer().associate_origination_identity().pool_id(&pool).origination_identity("ACME");
    let refused = accounts.app.refused(join.iso_country_code("GB").send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "ORIGINATION_IDENTITIES_PER_POOL"), "{refused:?}");
}

#[tokio::test]
async fn account_limits_count_what_an_account_owns() {
    let accounts = Accounts::start().await;
    for arn in accounts.one_of_each_kind().await {
        accounts.share(&arn, &["*"]).await;
    }
    for (client, expected) in [(accounts.owner(), [2, 1, 1, 2]), (accounts.consumer(), [0, 0, 0, 1])] {
        let answer = client.describe_account_limits().send().await.expect("limits are described");
        let used = |name: AccountLimitName| {
            let limits = answer.account_limits.as_ref().expect("the answer has limits");
            limits.iter().find(|limit| limit.name == name).expect("it is there").used
        };
        let names = [
            AccountLimitName::PhoneNumbers,
            AccountLimitName::Pools,
            AccountLimitName::SenderIds,
            AccountLimitName::OptOutLists,
        ];
        assert_eq!(names.map(used), expected);
    }
}

#[tokio::test]
async fn a_number_that_left_has_its_own_accounts_list_default() {
    let accounts = Accounts::start().await;
    let pool = own("pool", &Fixture(accounts.owner()).pool().await);
    accounts.share(&pool, &["*"]).await;
    let answer = simulator(&accounts.consumer()).pool_id(&pool).send().await.expect("the number is requested");
    let number = answer.phone_number_id.expect("it has an id");

    let leave = accounts.consumer().disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let answer = leave.iso_country_code("US").send().await.expect("the number leaves");

    assert_eq!(answer.pool_arn, Some(pool));
    assert_eq!(answer.origination_identity_arn, Some(consumers("phone-number", &number)));
    assert_eq!(View(accounts.consumer()).number(&number).await.pool_id, None);
    assert_eq!(list_of(&accounts.app, "phone_number").await, format!("{OTHER_ACCOUNT}/Default"));
    accounts.consumer().release_phone_number().phone_number_id(&number).send().await.expect("it is the consumer's");
}
