//! What the Terraform provider expects of the API, retold from its acceptance tests: wait for ACTIVE, list the
//! identities after each change, add new ones before old ones go, destroy everything and poll until nothing is found.

use std::collections::BTreeSet;

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{MessageType, NumberStatus, PoolStatus, RequestableNumberType, Tag},
};
use callsign::domain::deployment::Lifecycle;

use crate::harness::{App, Fixture, REGION, ROLE, Refusal, TOPIC, View, arn, refusal, simulator};

/// Polls a pool until it is ACTIVE, a hundred times at most, each a second later than the one before.
async fn wait_until_active(app: &App, pool: &str) -> usize {
    let view = View(app.client());
    for polls in 1..=100 {
        app.pass_ms(1_000).await;
        match view.pool(pool).await.status {
            PoolStatus::Active => return polls,
            status => assert_eq!(status, PoolStatus::Creating),
        }
    }
    panic!("{pool} never became ACTIVE");
}

/// Makes the identities of a pool these, as the provider does: new ones join first, then old ones leave, and the list
/// agrees in the end.
async fn apply(client: &Client, pool: &str, wanted: &[(String, &str)]) {
    let (fixture, view) = (Fixture(client.clone()), View(client.clone()));
    let answer = client.list_pool_origination_identities().pool_id(pool).send().await.expect("the pool is there");
    let current = answer.origination_identities.expect("a list is there");
    for (identity, country) in wanted {
        let is_in = current.iter().any(|it| it.origination_identity == *identity && it.iso_country_code == *country);
        if !is_in {
            fixture.associate(pool, identity, country).await;
            assert!(view.identities(pool).await.contains(identity));
        }
    }
    for old in &current {
        let (identity, country) = (&old.origination_identity, old.iso_country_code.as_str());
        if !wanted.contains(&(identity.clone(), country)) {
            fixture.disassociate(pool, &old.origination_identity_arn, country).await;
        }
    }
    let listed = client.list_pool_origination_identities().pool_id(pool).send().await.expect("the pool is there");
    let listed = listed.origination_identities.expect("a list is there").into_iter();
    let converged: BTreeSet<_> = listed.map(|it| (it.origination_identity, it.iso_country_code)).collect();
    let wanted = wanted.iter().map(|(identity, country)| (identity.clone(), (*country).to_owned()));
    assert_eq!(converged, wanted.collect());
}

/// Deletes a pool, which is not found afterwards.
async fn destroy_pool(client: &Client, pool: &str) {
    let answer = client.delete_pool().pool_id(pool).send().await.expect("the pool goes");
    assert_eq!(answer.status, Some(PoolStatus::Deleting));
    let refused = refusal(View(client.clone()).find_pool(pool).await);
    assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
}

/// Releases a number, which is not found afterwards.
async fn destroy_number(client: &Client, number: &str) {
    let answer = client.release_phone_number().phone_number_id(number).send().await.expect("the number goes");
    assert_eq!(answer.status, Some(NumberStatus::Deleted));
    let refused = refusal(View(client.clone()).find_number(number).await);
    assert_eq!(refused.line(), format!("ResourceNotFoundException - phone-number {number}"));
}

/// Nothing is left of what a test made: only what the program itself keeps.
async fn assert_nothing_is_left(app: &App) {
    let left: Vec<(String, usize)> = app.row_counts().await.into_iter().filter(|(_, rows)| *rows > 0).collect();
    let names: Vec<&str> = left.iter().map(|(table, _)| table.as_str()).collect();
    assert_eq!(names, ["credential", "next_token_key", "quota", "schema_history", "schema_served", "version"]);
}

#[tokio::test]
async fn a_pool_of_a_simulator_number_is_made_read_and_destroyed() {
    let app = App::start().await;
    let client = app.client();
    let number = Fixture(client.clone()).number().await;
    let tag = Tag::builder().key("key1").value("value1").build().expect("both members are there");
    let create = client.create_pool().origination_identity(&number).iso_country_code("US").tags(tag);
    let made = create.message_type(MessageType::Transactional).send().await.expect("the pool is made");
    let pool = made.pool_id.expect("it has an id");

    let read = View(client.clone()).pool(&pool).await;

    assert_eq!(read.pool_arn, arn(&format!("pool/{pool}")));
    assert_eq!((read.status, read.message_type), (PoolStatus::Active, MessageType::Transactional));
    assert_eq!(read.opt_out_list_name, "Default");
    let flags = [read.two_way_enabled, read.self_managed_opt_outs_enabled, read.shared_routes_enabled];
    assert_eq!(flags, [false; 3]);
    assert!(!read.deletion_protection_enabled);
    assert_eq!(made.tags.map(|tags| tags.len()), Some(1));
    destroy_pool(&client, &pool).await;
    destroy_number(&client, &number).await;
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn the_waits_for_active_come_to_an_end() {
    // Every poll is a second later than the one before, and the pool takes a minute.
    let app = App::with(|settings| {
        settings.lifecycle =
            Lifecycle { creating_ms: 60_000, associating_ms: 5_000, disassociating_ms: 5_000, ..Lifecycle::default() };
    })
    .await;
    app.freeze().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let (first, second) = (fixture.number().await, fixture.number().await);

    let pool = fixture.pool_of(&first, "US").await;
    let polls = wait_until_active(&app, &pool).await;
    assert!(polls > 1, "the pool was CREATING at first");
    fixture.associate(&pool, &second, "US").await;
    let view = View(client.clone());
    let mut seen = vec![view.number(&second).await.status];
    while *seen.last().expect("there is a status") != NumberStatus::Active && seen.len() < 100 {
        app.pass_ms(1_000).await;
        seen.push(view.number(&second).await.status);
    }

    assert_eq!(seen.first(), Some(&NumberStatus::Associating));
    assert_eq!(seen.last(), Some(&NumberStatus::Active));
    destroy_pool(&client, &pool).await;
}

#[tokio::test]
async fn the_opt_out_list_is_switched_and_switched_back() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let number = fixture.number().await;
    let (pool, list) = (fixture.pool_of(&number, "US").await, fixture.list("acceptance").await);
    let view = View(client.clone());

    for name in [list.as_str(), "Default"] {
        client.update_pool().pool_id(&pool).opt_out_list_name(name).send().await.expect("the pool changes");
        assert_eq!(view.pool(&pool).await.opt_out_list_name, name);
        assert_eq!(view.number(&number).await.opt_out_list_name, name, "the number's own field drifts to the pool's");
    }

    client.delete_opt_out_list().opt_out_list_name(&list).send().await.expect("nothing uses the list any more");
    destroy_pool(&client, &pool).await;
    destroy_number(&client, &number).await;
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn an_identity_with_another_opt_out_list_is_rejected() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let (pool, list) = (fixture.pool().await, fixture.list("acceptance").await);
    let other = simulator(&client).opt_out_list_name(&list).send().await.expect("a number is there");
    let other = other.phone_number_id.expect("it has an id");

    let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&other);
    let refused = app.refused(join.iso_country_code("US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException OPT_OUT_LIST_MISMATCH phone-number {other}"));
}

#[tokio::test]
async fn two_way_goes_by_sns_then_by_connect_then_off() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;
    let view = View(client.clone());
    let connect = format!("connect.{REGION}.amazonaws.com");

    for channel in [TOPIC, connect.as_str()] {
        let change = client.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(channel);
        change.two_way_channel_role(ROLE).send().await.expect("the pool changes");
        let (of_pool, of_number) = (view.pool(&pool).await, view.number(&number).await);
        assert!(of_pool.two_way_enabled && of_number.two_way_enabled);
        assert_eq!(of_pool.two_way_channel_arn.as_deref(), Some(channel));
        assert_eq!(of_number.two_way_channel_arn.as_deref(), Some(channel));
        assert_eq!(of_pool.two_way_channel_role.as_deref(), Some(ROLE));
    }
    client.update_pool().pool_id(&pool).two_way_enabled(false).send().await.expect("the pool changes");

    let (of_pool, of_number) = (view.pool(&pool).await, view.number(&number).await);
    assert!(!of_pool.two_way_enabled && !of_number.two_way_enabled);
    assert_eq!((of_pool.two_way_channel_arn, of_pool.two_way_channel_role), (None, None));
    destroy_pool(&client, &pool).await;
    destroy_number(&client, &number).await;
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn six_numbers_and_twelve_sender_ids_share_a_pool_that_shrinks_and_goes() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let mut numbers = Vec::new();
    let mut identities: Vec<(String, &str)> = Vec::new();
    for _ in 0..6 {
        numbers.push(fixture.number().await);
    }
    identities.extend(numbers.iter().map(|number| (number.clone(), "US")));
    for text in ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"] {
        for country in ["DE", "GB"] {
            identities.push((fixture.sender_id(text, country).await, country));
        }
    }
    let pool = fixture.pool_of(&numbers[0], "US").await;

    apply(&client, &pool, &identities).await;

    assert_eq!(View(client.clone()).identities(&pool).await.len(), 18, "a text of two countries is in twice");
    let list = client.list_pool_origination_identities().pool_id(&pool).max_results(5);
    let mut pages = list.into_paginator().items().send();
    let mut listed = 0;
    while let Some(item) = pages.next().await {
        item.expect("a page is there");
        listed += 1;
    }
    assert_eq!(listed, 18);
    apply(&client, &pool, &identities[4..8]).await;
    apply(&client, &pool, &identities[5..6]).await;
    destroy_pool(&client, &pool).await;
    for (identity, country) in &identities {
        if *country == "US" {
            destroy_number(&client, identity).await;
        } else {
            let release = client.release_sender_id().sender_id(identity).iso_country_code(*country);
            release.send().await.expect("the sender ID goes");
        }
    }
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn the_seed_is_replaced_new_before_old() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let (old, new) = (fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&old, "US").await;
    let created = View(client.clone()).pool(&pool).await;

    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&old);
    let old_first = app.refused(leave.iso_country_code("US").send()).await;
    assert_eq!(old_first.line(), format!("ConflictException LAST_PHONE_NUMBER phone-number {old}"));
    apply(&client, &pool, &[(new.clone(), "US")]).await;

    assert_eq!(View(client.clone()).pool(&pool).await, created, "the pool is the same one");
    destroy_number(&client, &old).await;
    destroy_pool(&client, &pool).await;
    destroy_number(&client, &new).await;
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn deletion_protection_is_switched_on_and_off_and_holds_while_it_is_on() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let number = fixture.number().await;
    let create = client.create_pool().origination_identity(&number).iso_country_code("US");
    let create = create.message_type(MessageType::Transactional).deletion_protection_enabled(true);
    let pool = create.send().await.expect("the pool is made").pool_id.expect("it has an id");
    let protect = |on| client.update_pool().pool_id(&pool).deletion_protection_enabled(on).send();
    let view = View(client.clone());

    let at_first = app.refused(client.delete_pool().pool_id(&pool).send()).await;
    protect(false).await.expect("the pool changes");
    assert!(!view.pool(&pool).await.deletion_protection_enabled);
    protect(true).await.expect("the pool changes");
    assert!(view.pool(&pool).await.deletion_protection_enabled);
    let on_again = app.refused(client.delete_pool().pool_id(&pool).send()).await;
    protect(false).await.expect("the pool changes");

    for refused in [at_first, on_again] {
        assert_eq!(refused.line(), format!("ConflictException DELETION_PROTECTION_ENABLED pool {pool}"));
    }
    destroy_pool(&client, &pool).await;
    destroy_number(&client, &number).await;
    assert_nothing_is_left(&app).await;
}

#[tokio::test]
async fn a_destroy_in_the_wrong_order_is_refused_and_in_the_right_one_leaves_nothing() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let request = simulator(&client).number_type(RequestableNumberType::LongCode).iso_country_code("GB");
    let number = request.send().await.expect("a number is there").phone_number_id.expect("it has an id");
    let (list, sender_id) = (fixture.list("acceptance").await, fixture.sender_id("ACME", "GB").await);
    let pool = fixture.pool_of(&number, "GB").await;
    fixture.associate(&pool, &sender_id, "GB").await;
    client.update_pool().pool_id(&pool).opt_out_list_name(&list).send().await.expect("the pool changes");
    let protect = client.update_sender_id().sender_id(&sender_id).iso_country_code("GB");
    protect.clone().deletion_protection_enabled(true).send().await.expect("the sender ID changes");
    let leave = client.disassociate_origination_identity().pool_id(&pool).iso_country_code("GB");
    let release_number = client.release_phone_number().phone_number_id(&number);
    let release_sender_id = client.release_sender_id().sender_id(&sender_id).iso_country_code("GB");
    let delete_list = client.delete_opt_out_list().opt_out_list_name(&list);

    let refusals: [Refusal; 4] = [
        app.refused(delete_list.clone().send()).await,
        app.refused(release_number.clone().send()).await,
        app.refused(release_sender_id.clone().send()).await,
        app.refused(leave.origination_identity(&number).send()).await,
    ];
    let reasons = refusals.map(|refused| refused.reason.expect("it has a reason"));
    let expected = [
        "RESOURCE_DELETION_NOT_ALLOWED",
        "PHONE_NUMBER_ASSOCIATED_TO_POOL",
        "DELETION_PROTECTION_ENABLED",
        "LAST_PHONE_NUMBER",
    ];
    assert_eq!(reasons, expected);
    protect.deletion_protection_enabled(false).send().await.expect("the sender ID changes");
    let in_pool = app.refused(release_sender_id.clone().send()).await;
    assert_eq!(in_pool.line(), "ConflictException SENDER_ID_ASSOCIATED_TO_POOL sender-id ACME");

    destroy_pool(&client, &pool).await;
    let used = app.refused(delete_list.clone().send()).await;
    assert!(used.is("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"), "the number still has the list: {used:?}");
    release_sender_id.send().await.expect("the sender ID goes");
    destroy_number(&client, &number).await;
    delete_list.send().await.expect("the list goes");
    assert_nothing_is_left(&app).await;
}

/// One round: everything that has a row is made, changed and taken apart again.
async fn round(client: &Client) {
    let fixture = Fixture(client.clone());
    let tag = || Tag::builder().key("round").value("this").build().expect("both members are there");
    let request = simulator(client).tags(tag()).deletion_protection_enabled(false);
    let seed = request.send().await.expect("a number is there").phone_number_id.expect("it has an id");
    let (number, sender_id) = (fixture.number().await, fixture.sender_id("ACME", "GB").await);
    let list = fixture.list("acceptance").await;
    let create = client.create_pool().origination_identity(&seed).iso_country_code("US").tags(tag());
    let pool = create.message_type(MessageType::Transactional).send().await.expect("the pool is made");
    let pool = pool.pool_id.expect("it has an id");
    fixture.associate(&pool, &number, "US").await;
    fixture.associate(&pool, &sender_id, "GB").await;
    fixture.keyword(&pool, "INFO", "We open at nine").await;
    client.update_pool().pool_id(&pool).opt_out_list_name(&list).send().await.expect("the pool changes");
    fixture.disassociate(&pool, &seed, "US").await;
    client.delete_pool().pool_id(&pool).send().await.expect("the pool goes");
    client.release_phone_number().phone_number_id(&seed).send().await.expect("the seed goes");
    client.release_phone_number().phone_number_id(&number).send().await.expect("the number goes");
    let release = client.release_sender_id().sender_id(&sender_id).iso_country_code("GB");
    release.send().await.expect("the sender ID goes");
    client.delete_opt_out_list().opt_out_list_name(&list).send().await.expect("the list goes");
}

#[tokio::test]
async fn two_hundred_rounds_leave_as_many_rows_as_before() {
    let app = App::start().await;
    let client = app.client();
    let fixture = Fixture(client.clone());
    let (pool, sender_id) = (fixture.pool().await, fixture.sender_id("Standing", "GB").await);
    fixture.associate(&pool, &sender_id, "GB").await;
    fixture.keyword(&pool, "INFO", "We open at eight").await;
    let before = app.row_counts().await;

    for _ in 0..200 {
        round(&client).await;
    }

    assert_eq!(app.row_counts().await, before);
    assert_eq!(app.count("select count(*) from inspect.association_history where event = 'ASSOCIATED'").await, 602);
    assert_eq!(app.count("select count(*) from inspect.association_history where event = 'DISASSOCIATED'").await, 600);
}
