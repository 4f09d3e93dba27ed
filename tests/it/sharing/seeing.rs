//! Describing and listing what is shared.

use aws_sdk_pinpointsmsvoicev2::types::Owner;
use serde_json::json;

use super::{Accounts, KINDS, Wanted, consumers, describe, id, not_shared, own, put, see, shared_with};
use crate::harness::{ACCOUNT, Fixture, OTHER_ACCOUNT};

#[tokio::test]
async fn a_shared_resource_of_each_kind_is_described_by_its_full_arn_and_by_it_alone() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for ((kind, action), arn) in KINDS.iter().zip(&resources) {
        let refused = see(&accounts.consumer(), kind, arn).await.expect_err("it isn't shared yet");
        assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", action, arn));

        accounts.share(arn, &[action]).await;

        assert_eq!(see(&accounts.consumer(), kind, arn).await.expect("it is shared"), [arn.as_str()]);
        let refused = see(&accounts.consumer(), kind, id(arn)).await.expect_err("a bare id is the caller's own");
        assert_eq!(refused.exception, "ResourceNotFoundException", "{kind}");
        assert_eq!(refused.resource_id.as_deref(), Some(id(arn)));
        let refused = see(&accounts.third(), kind, arn).await.expect_err("it isn't shared with this one");
        assert_eq!(refused.message, not_shared(super::THIRD_ACCOUNT, "third", action, arn));
        assert_eq!(see(&accounts.owner(), kind, id(arn)).await.expect("it is its own"), [arn.as_str()]);
    }
}

#[tokio::test]
async fn describing_needs_the_operations_own_action() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for ((kind, action), arn) in KINDS.iter().zip(&resources) {
        accounts.share(arn, &["AssociateOriginationIdentity", "SendTextMessage"]).await;

        let refused = see(&accounts.consumer(), kind, arn).await.expect_err("the action isn't granted");

        assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", action, arn));
        assert_eq!(shared_with(&accounts.consumer(), kind).await, Vec::<String>::new(), "nor is it listed");
        accounts.share(arn, &["Describe*"]).await;
        assert_eq!(see(&accounts.consumer(), kind, arn).await.expect("now it is"), [arn.as_str()]);
        assert_eq!(shared_with(&accounts.consumer(), kind).await, [arn.as_str()]);
    }
}

#[tokio::test]
async fn a_shared_resource_is_listed_as_shared_and_not_among_the_consumers_own() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for ((kind, action), arn) in KINDS.iter().zip(&resources) {
        assert_eq!(shared_with(&accounts.consumer(), kind).await, Vec::<String>::new());
        accounts.share(arn, &[action]).await;

        assert_eq!(shared_with(&accounts.consumer(), kind).await, [arn.as_str()]);
        assert_eq!(shared_with(&accounts.third(), kind).await, Vec::<String>::new(), "{kind}");
        assert_eq!(shared_with(&accounts.owner(), kind).await, Vec::<String>::new(), "{kind}: it is the owner's own");
        for owner in [None, Some(Owner::SelfValue)] {
            let wanted = || Wanted { owner: owner.clone(), ..Wanted::default() };
            let own = describe(&accounts.consumer(), kind, wanted()).await.expect("the list is answered");
            assert!(!own.arns.contains(arn), "{kind}: {:?}", own.arns);
            let own = describe(&accounts.owner(), kind, wanted()).await.expect("the list is answered");
            assert!(own.arns.contains(arn), "{kind}: {:?}", own.arns);
        }
    }
}

#[tokio::test]
async fn what_the_consumer_has_itself_is_not_listed_as_shared() {
    let accounts = Accounts::start().await;
    let fixture = Fixture(accounts.consumer());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("ACME", "GB").await;
    let own =
        [("pool", pool.as_str()), ("phone-number", &number), ("sender-id", "ACME/GB"), ("opt-out-list", "Default")];
    for (kind, id) in own {
        put(&accounts.consumer(), &consumers(kind, id), &json!("*"), &["*"]).await;
        assert_eq!(shared_with(&accounts.consumer(), kind).await, Vec::<String>::new(), "{kind}");
        assert_eq!(shared_with(&accounts.third(), kind).await, [consumers(kind, id)]);
    }
}

#[tokio::test]
async fn everyone_is_shared_with_everyone() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for ((kind, action), arn) in KINDS.iter().zip(&resources) {
        put(&accounts.owner(), arn, &json!("*"), &[action]).await;
        for client in [accounts.consumer(), accounts.third()] {
            assert_eq!(shared_with(&client, kind).await, [arn.as_str()]);
            assert_eq!(see(&client, kind, arn).await.expect("it is shared"), [arn.as_str()]);
        }
    }
}

#[tokio::test]
async fn a_resource_that_everyone_and_the_consumer_are_granted_is_listed_once() {
    let accounts = Accounts::start().await;
    let list = own("opt-out-list", "Default");
    put(&accounts.owner(), &list, &json!({ "AWS": ["*", OTHER_ACCOUNT] }), &["*"]).await;

    assert_eq!(shared_with(&accounts.consumer(), "opt-out-list").await, [list]);
}

#[tokio::test]
async fn only_what_is_shared_in_the_region_is_listed() {
    let accounts = Accounts::start().await;
    let there = own("opt-out-list", "Default").replace("us-east-1", "eu-west-1");
    put(&accounts.app.client_of("test", "eu-west-1"), &there, &json!("*"), &["*"]).await;

    assert_eq!(shared_with(&accounts.consumer(), "opt-out-list").await, Vec::<String>::new());
    let consumer_there = accounts.app.client_of("other", "eu-west-1");
    assert_eq!(shared_with(&consumer_there, "opt-out-list").await, [there.as_str()]);
    let refused = see(&accounts.consumer(), "opt-out-list", &there).await.expect_err("it is in another region");
    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
}

#[tokio::test]
async fn a_condition_decides_about_each_listed_resource() {
    let accounts = Accounts::start().await;
    let client = accounts.owner();
    let fixture = Fixture(client.clone());
    let condition = json!({ "StringEquals": { "aws:ResourceTag/open": "yes" } });
    let statement =
        json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let mut lists = Vec::new();
    for name in ["One", "Two"] {
        let list = own("opt-out-list", &fixture.list(name).await);
        client.put_resource_policy().resource_arn(&list).policy(&policy).send().await.expect("the policy is put");
        lists.push(list);
    }
    assert_eq!(shared_with(&accounts.consumer(), "opt-out-list").await, Vec::<String>::new());

    let tag = crate::harness::tag("open", "yes");
    client.tag_resource().resource_arn(&lists[1]).tags(tag).send().await.expect("the list takes the tag");

    assert_eq!(shared_with(&accounts.consumer(), "opt-out-list").await, [lists[1].as_str()]);
}

#[tokio::test]
async fn what_is_shared_is_paged_through_completely() {
    let accounts = Accounts::start().await;
    let fixture = Fixture(accounts.owner());
    let mut expected = Vec::new();
    for name in ["One", "Two", "Three", "Four", "Five"] {
        let list = own("opt-out-list", &fixture.list(name).await);
        // What isn't visible takes its place on a page all the same.
        let actions: &[&str] = if name == "Two" { &["SendTextMessage"] } else { &["*"] };
        accounts.share(&list, actions).await;
        if name != "Two" {
            expected.push(list);
        }
    }
    fixture.list("Unshared").await;
    Fixture(accounts.consumer()).list("Own").await;

    let mut wanted = Wanted { owner: Some(Owner::Shared), max_results: Some(2), ..Wanted::default() };
    let mut pages = Vec::new();
    loop {
        let page = describe(&accounts.consumer(), "opt-out-list", wanted.clone()).await.expect("the page is answered");
        pages.push(page.arns);
        match page.next_token {
            Some(token) => wanted.next_token = Some(token),
            None => break,
        }
    }

    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!(pages.concat(), expected);
}

#[tokio::test]
async fn a_next_token_of_what_is_shared_is_the_callers_own_and_for_nothing_else() {
    let accounts = Accounts::start().await;
    let fixture = Fixture(accounts.owner());
    for name in ["One", "Two"] {
        put(&accounts.owner(), &own("opt-out-list", &fixture.list(name).await), &json!("*"), &["*"]).await;
    }
    let first = Wanted { owner: Some(Owner::Shared), max_results: Some(1), ..Wanted::default() };
    let page = describe(&accounts.consumer(), "opt-out-list", first.clone()).await.expect("the page is answered");
    let next = Wanted { next_token: page.next_token, ..first };
    assert!(next.next_token.is_some());

    let by_third = describe(&accounts.third(), "opt-out-list", next.clone()).await.expect_err("it is another's");
    assert!(by_third.is("ValidationException", "INVALID_NEXT_TOKEN"), "{by_third:?}");
    let of_self = Wanted { owner: Some(Owner::SelfValue), ..next.clone() };
    let of_self = describe(&accounts.consumer(), "opt-out-list", of_self).await.expect_err("it is for another list");
    assert!(of_self.is("ValidationException", "INVALID_NEXT_TOKEN"), "{of_self:?}");
    let second = describe(&accounts.consumer(), "opt-out-list", next).await.expect("the page is answered");
    assert_eq!(second.arns, [own("opt-out-list", "Two")]);
}

#[tokio::test]
async fn own_and_shared_resources_are_described_in_one_call() {
    let accounts = Accounts::start().await;
    let [.., list] = accounts.one_of_each_kind().await;
    accounts.share(&list, &["DescribeOptOutLists"]).await;
    let both = || Wanted { ids: Some(vec!["Default".to_owned(), list.clone()]), ..Wanted::default() };

    let described = describe(&accounts.consumer(), "opt-out-list", both()).await.expect("both are there");

    let mut arns = described.arns;
    arns.sort();
    assert_eq!(arns, [list.clone(), consumers("opt-out-list", "Default")]);
    put(&accounts.owner(), &list, &json!({ "AWS": ACCOUNT }), &["*"]).await;
    let refused = describe(&accounts.consumer(), "opt-out-list", both()).await.expect_err("one isn't shared any more");
    assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "DescribeOptOutLists", &list));
}

#[tokio::test]
async fn a_shared_sender_id_is_found_in_any_case() {
    let accounts = Accounts::start().await;
    let [_, _, sender_id, _] = accounts.one_of_each_kind().await;
    let statement = json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": sender_id });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    accounts.owner().put_resource_policy().resource_arn(&sender_id).policy(policy).send().await.expect("it is put");

    for text in ["ACME", "ACME", "acme"] {
        let arn = own("sender-id", &format!("{text}/GB"));
        assert_eq!(see(&accounts.consumer(), "sender-id", &arn).await.expect("it is shared"), [sender_id.as_str()]);
    }
    let other = see(&accounts.consumer(), "sender-id", &own("sender-id", "ACME/FR")).await;
    other.expect_err("that of another country is another one");
}

#[tokio::test]
async fn owner_is_not_combined_with_ids() {
    let accounts = Accounts::start().await;
    let resources = accounts.one_of_each_kind().await;
    for ((kind, action), arn) in KINDS.iter().zip(&resources) {
        accounts.share(arn, &[action]).await;
        let ids = Some(vec![arn.clone()]);
        let wanted = Wanted { ids, owner: Some(Owner::Shared), ..Wanted::default() };
        let refused = describe(&accounts.consumer(), kind, wanted).await.expect_err("they exclude each other");
        assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
    }
}
