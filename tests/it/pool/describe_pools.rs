//! DescribePools: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_pools::builders::DescribePoolsFluentBuilder as Describe,
    types::{Owner, PoolFilter},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, arn};

/// A filter as `(name, values)`.
type Filter<'f> = (&'f str, &'f [&'f str]);

/// `request` with filters.
fn filtered(mut request: Describe, filters: &[Filter]) -> Describe {
    for (name, values) in filters {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let filter = PoolFilter::builder().name((*name).into()).set_values(Some(values)).build();
        request = request.filters(filter.expect("a filter has a name and values"));
    }
    request
}

/// The ids of the pools that are answered.
async fn ids(request: Describe) -> Vec<String> {
    let answer = request.send().await.expect("pools are described");
    answer.pools.expect("a list of pools").into_iter().map(|pool| pool.pool_id).collect()
}

/// Two pools in which everything that a filter can ask differs: the plain one, and the one set up by hand.
async fn two_pools(app: &App) -> (String, String) {
    let fixture = Fixture(app.client());
    let (plain, special) = (fixture.pool().await, fixture.pool().await);
    app.client().create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("the list is made");
    app.execute_on(
        "update callsign.pool set
             message_type = 'PROMOTIONAL', two_way_enabled = true,
             two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies',
             self_managed_opt_outs_enabled = true, shared_routes_enabled = true, deletion_protection_enabled = true,
             opt_out_list_id = (select id from callsign.opt_out_list where name = 'Alerts'),
             active_at = now() + interval '1 day'
         where callsign.pool_id(id) = $1",
        &special,
    )
    .await;
    (plain, special)
}

#[tokio::test]
async fn all_pools_are_described_in_the_order_of_creation() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, third) = (fixture.pool().await, fixture.pool().await, fixture.pool().await);

    assert_eq!(ids(app.client().describe_pools()).await, [first, second, third]);
}

#[tokio::test]
async fn an_account_without_pools_gets_an_empty_list() {
    let app = App::start().await;

    let answer = app.client().describe_pools().send().await.expect("nothing is described");

    assert_eq!(answer.pools.as_deref(), Some([].as_slice()), "the list is there, and empty");
    assert_eq!(answer.next_token, None);
}

#[tokio::test]
async fn pools_are_named_by_id_or_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, _other, third) = (fixture.pool().await, fixture.pool().await, fixture.pool().await);

    let named = app.client().describe_pools().pool_ids(&third).pool_ids(arn(&format!("pool/{first}")));

    assert_eq!(ids(named).await, [first, third]);
}

#[tokio::test]
async fn a_pool_that_is_named_twice_is_described_once() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let named = app.client().describe_pools().pool_ids(&pool).pool_ids(arn(&format!("pool/{pool}")));

    assert_eq!(ids(named).await, [pool]);
}

#[tokio::test]
async fn a_named_pool_that_does_not_exist_fails_the_whole_call() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    for unknown in ["pool-00000000000000000000000000000000", "pool-x", "x", &pool.to_uppercase()] {
        let request = app.client().describe_pools().pool_ids(&pool).pool_ids(unknown);
        let refused = app.refused(request.send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {unknown}"));
    }
}

#[tokio::test]
async fn each_filter_finds_the_pools_that_have_its_value() {
    let app = App::start().await;
    let (plain, special) = two_pools(&app).await;

    for (name, of_plain, of_special) in [
        ("status", "ACTIVE", "CREATING"),
        ("message-type", "TRANSACTIONAL", "PROMOTIONAL"),
        ("two-way-enabled", "false", "true"),
        ("self-managed-opt-outs-enabled", "false", "true"),
        ("opt-out-list-name", "Default", "Alerts"),
        ("shared-routes-enabled", "false", "true"),
        ("deletion-protection-enabled", "false", "true"),
        ("two-way-channel-arn", "", "arn:aws:sns:us-east-1:000000000000:replies"),
    ] {
        if !of_plain.is_empty() {
            let found = ids(filtered(app.client().describe_pools(), &[(name, &[of_plain])])).await;
            assert_eq!(found, [plain.as_str()], "{name} {of_plain}");
        }
        let found = ids(filtered(app.client().describe_pools(), &[(name, &[of_special])])).await;
        assert_eq!(found, [special.as_str()], "{name} {of_special}");
    }
    for (name, missed) in [
        ("status", "DELETING"),
        ("opt-out-list-name", "alerts"),
        ("two-way-channel-arn", "arn:aws:sns:us-east-1:000000000000:reply"),
    ] {
        let found = ids(filtered(app.client().describe_pools(), &[(name, &[missed])])).await;
        assert!(found.is_empty(), "{name} {missed}");
    }
}

#[tokio::test]
async fn a_channel_that_is_kept_while_two_way_is_off_is_not_found() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    app.execute("update callsign.pool set two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:replies'").await;

    let filters: &[Filter] = &[("two-way-channel-arn", &["arn:aws:sns:us-east-1:000000000000:replies"])];

    assert!(ids(filtered(app.client().describe_pools(), filters)).await.is_empty());
}

#[tokio::test]
async fn a_filter_passes_what_has_any_of_its_values() {
    let app = App::start().await;
    let (plain, special) = two_pools(&app).await;

    let either = filtered(app.client().describe_pools(), &[("opt-out-list-name", &["Alerts", "None", "Default"])]);
    let one = filtered(app.client().describe_pools(), &[("opt-out-list-name", &["None", "Alerts"])]);

    assert_eq!(ids(either).await, [plain, special.clone()]);
    assert_eq!(ids(one).await, [special]);
}

#[tokio::test]
async fn several_filters_must_all_pass() {
    let app = App::start().await;
    let (plain, _special) = two_pools(&app).await;
    let describe = |filters: &[Filter]| filtered(app.client().describe_pools(), filters);

    let agreeing = describe(&[("message-type", &["TRANSACTIONAL"]), ("two-way-enabled", &["false"])]);
    let contrary = describe(&[("message-type", &["TRANSACTIONAL"]), ("two-way-enabled", &["true"])]);
    let same_name = describe(&[("message-type", &["TRANSACTIONAL"]), ("message-type", &["PROMOTIONAL"])]);

    assert_eq!(ids(agreeing).await, [plain]);
    assert!(ids(contrary).await.is_empty());
    assert!(ids(same_name).await.is_empty());
}

#[tokio::test]
async fn named_pools_must_pass_the_filters_too() {
    let app = App::start().await;
    let (plain, special) = two_pools(&app).await;
    let describe = || app.client().describe_pools().pool_ids(&special);

    let hit = filtered(describe().pool_ids(&plain), &[("message-type", &["PROMOTIONAL"])]);
    let miss = filtered(describe(), &[("message-type", &["TRANSACTIONAL"])]);

    assert_eq!(ids(hit).await, [special.as_str()]);
    assert!(ids(miss).await.is_empty(), "what is named and doesn't pass is no error");
}

#[tokio::test]
async fn a_value_that_the_property_cannot_have_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;

    for (name, value) in [
        ("status", "PENDING"),
        ("message-type", "transactional"),
        ("two-way-enabled", "yes"),
        ("self-managed-opt-outs-enabled", "TRUE"),
        ("shared-routes-enabled", "1"),
        ("deletion-protection-enabled", "on"),
    ] {
        let request = filtered(app.client().describe_pools(), &[(name, &[value])]);
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{name} {value}: {refused:?}");
        assert_eq!(refused.fields, ["filters"]);
    }
}

#[tokio::test]
async fn the_owner_shared_lists_nothing_and_self_lists_the_own() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    assert!(ids(app.client().describe_pools().owner(Owner::Shared)).await.is_empty());
    assert_eq!(ids(app.client().describe_pools().owner(Owner::SelfValue)).await, [pool]);
}

#[tokio::test]
async fn an_owner_beside_ids_is_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    for owner in [Owner::SelfValue, Owner::Shared] {
        let refused = app.refused(app.client().describe_pools().pool_ids(&pool).owner(owner).send()).await;
        assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
        assert_eq!(refused.fields, ["poolIds", "owner"]);
    }
}

#[tokio::test]
async fn pools_of_other_accounts_and_regions_are_neither_listed_nor_found() {
    let app = App::start().await;
    let own = Fixture(app.client()).pool().await;
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;
    let distant = Fixture(app.client_of("test", "eu-west-1")).pool().await;

    assert_eq!(ids(app.client().describe_pools()).await, [own]);
    assert_eq!(ids(app.client_of("other", REGION).describe_pools()).await, [foreign.as_str()]);
    assert_eq!(ids(app.client_of("test", "eu-west-1").describe_pools()).await, [distant.as_str()]);
    for pool in [foreign, distant] {
        let refused = app.refused(app.client().describe_pools().pool_ids(&pool).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
    }
}

#[tokio::test]
async fn the_arn_of_another_account_is_denied() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:pool/{foreign}");

    let refused = app.refused(app.client().describe_pools().pool_ids(&foreign_arn).send()).await;

    assert_eq!(refused.line(), "AccessDeniedException - - -");
    assert!(refused.message.contains("sms-voice:DescribePools"), "{}", refused.message);
    assert!(refused.message.contains(&foreign_arn), "{}", refused.message);
}

#[tokio::test]
async fn an_arn_that_names_no_pool_of_this_region_is_refused() {
    let app = App::start().await;
    let pool = arn(&format!("pool/{}", Fixture(app.client()).pool().await));

    for wrong in [arn("phone-number/phone-0"), arn("pool/"), pool.replace(REGION, "eu-west-1"), "arn:pool".to_owned()] {
        let refused = app.refused(app.client().describe_pools().pool_ids(&wrong).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{wrong}: {refused:?}");
        assert_eq!(refused.fields, ["poolIds"]);
    }
}

#[tokio::test]
async fn the_sdk_pages_through_all_pools() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(fixture.pool().await);
    }

    let items = app.client().describe_pools().into_paginator().page_size(2).items().send();
    let pools = items.collect::<Result<Vec<_>, _>>().await.expect("all pages come");

    assert_eq!(pools.into_iter().map(|pool| pool.pool_id).collect::<Vec<_>>(), made);
}
