//! The statuses in passing: where `lifecycle.*` is set, PENDING, CREATING, ASSOCIATING and DISASSOCIATING show in
//! answers and filters and hold back what needs ACTIVE, until their time is over. Time stands still but for what a test
//! lets pass.

use std::sync::Arc;

use aws_sdk_pinpointsmsvoicev2::types::{
    MessageType, NumberStatus, PhoneNumberFilter, PhoneNumberFilterName, PoolFilter, PoolFilterName, PoolStatus,
    RequestableNumberType,
};
use callsign::{config::Settings, domain::deployment::Lifecycle};
use time::{Duration, OffsetDateTime};

use crate::{
    harness::{App, Fixture, TOPIC, View, simulator},
    notify_configuration::created,
    rcs_agent::testing,
    registration::attached,
};

fn lifecycle(pending_ms: u32, creating_ms: u32, associating_ms: u32, disassociating_ms: u32) -> Lifecycle {
    Lifecycle {
        pending_ms,
        creating_ms,
        associating_ms,
        disassociating_ms,
        attachment_ms: 0,
        notify_ms: 0,
        tester_ms: 0,
    }
}

/// A callsign that has the four waiting times, and whose accounts' clocks stand.
async fn standing(pending_ms: u32, creating_ms: u32, associating_ms: u32, disassociating_ms: u32) -> App {
    let app = App::with(|settings| {
        settings.lifecycle = lifecycle(pending_ms, creating_ms, associating_ms, disassociating_ms);
    });
    let app = app.await;
    app.freeze().await;
    app
}

/// The status that DescribePhoneNumbers shows.
async fn status(app: &App, number: &str) -> NumberStatus {
    View(app.client()).number(number).await.status
}

/// The ids of the numbers that the filter `status` lets through.
async fn numbers_in(app: &App, status: &str) -> Vec<String> {
    let filter = PhoneNumberFilter::builder().name(PhoneNumberFilterName::Status).values(status).build();
    let request = app.client().describe_phone_numbers().filters(filter.expect("both members are there"));
    let numbers = request.send().await.expect("numbers are listed").phone_numbers.expect("a list is there");
    numbers.into_iter().filter_map(|number| number.phone_number_id).collect()
}

/// The ids of the pools that the filter `status` lets through.
async fn pools_in(app: &App, status: &str) -> Vec<String> {
    let filter = PoolFilter::builder().name(PoolFilterName::Status).values(status).build();
    let request = app.client().describe_pools().filters(filter.expect("both members are there"));
    let pools = request.send().await.expect("pools are listed").pools.expect("a list is there");
    pools.into_iter().map(|pool| pool.pool_id).collect()
}

/// Everything that needs `number` to be ACTIVE and in no pool is refused, and changes nothing.
async fn assert_held_back(app: &App, number: &str, pool: &str) {
    let client = app.client();
    let join = client.associate_origination_identity().pool_id(pool).origination_identity(number);
    let found = client.create_pool().origination_identity(number).message_type(MessageType::Transactional);
    let keyword = client.put_keyword().origination_identity(number).keyword("INFO").keyword_message("Nine");
    let update = client.update_phone_number().phone_number_id(number).deletion_protection_enabled(true);
    let refusals = [
        app.refused(join.iso_country_code("US").send()).await,
        app.refused(found.iso_country_code("US").send()).await,
        app.refused(keyword.send()).await,
        app.refused(update.send()).await,
        app.refused(client.release_phone_number().phone_number_id(number).send()).await,
    ];
    for refused in refusals {
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
    }
}

#[tokio::test]
async fn a_requested_number_is_pending_until_its_time_is_over() {
    let app = standing(1_000, 0, 0, 0).await;
    let client = app.client();
    let request = simulator(&client).number_type(RequestableNumberType::LongCode);

    let answer = request.send().await.expect("a number is there");

    let number = answer.phone_number_id.expect("it has an id");
    assert_eq!(answer.status, Some(NumberStatus::Pending));
    app.pass_ms(999).await;
    assert_eq!(status(&app, &number).await, NumberStatus::Pending);
    assert_eq!(numbers_in(&app, "PENDING").await, [number.as_str()]);
    assert!(numbers_in(&app, "ACTIVE").await.is_empty());
    app.pass_ms(1).await;
    assert_eq!(status(&app, &number).await, NumberStatus::Active);
    assert_eq!(numbers_in(&app, "ACTIVE").await, [number.as_str()]);
    assert!(numbers_in(&app, "PENDING").await.is_empty());
}

#[tokio::test]
async fn a_simulator_number_is_never_pending() {
    let app = standing(1_000, 0, 0, 0).await;

    let answer = simulator(&app.client()).send().await.expect("a number is there");

    assert_eq!(answer.status, Some(NumberStatus::Active));
}

#[tokio::test]
async fn a_pending_number_is_held_back() {
    let app = standing(1_000, 0, 0, 0).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.long_code("US").await);

    Box::pin(assert_held_back(&app, &number, &pool)).await;

    app.pass_ms(1_000).await;
    fixture.associate(&pool, &number, "US").await;
}

#[tokio::test]
async fn a_number_requested_for_a_pool_is_in_it_while_pending_and_leaves_only_when_active() {
    let app = standing(1_000, 0, 0, 0).await;
    let (client, pool) = (app.client(), Fixture(app.client()).pool().await);
    let request = simulator(&client).number_type(RequestableNumberType::LongCode).pool_id(&pool);
    let number = request.send().await.expect("a number is there").phone_number_id.expect("it has an id");

    assert_eq!(status(&app, &number).await, NumberStatus::Pending);
    assert!(View(app.client()).identities(&pool).await.contains(&number));
    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let leave = leave.iso_country_code("US");
    let refused = app.refused(leave.clone().send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
    app.pass_ms(1_000).await;
    leave.send().await.expect("the number leaves");
}

#[tokio::test]
async fn a_pool_is_creating_until_its_time_is_over() {
    let app = standing(0, 1_000, 0, 0).await;
    let (client, number) = (app.client(), Fixture(app.client()).number().await);
    let request = client.create_pool().origination_identity(&number).iso_country_code("US");

    let answer = request.message_type(MessageType::Transactional).send().await.expect("the pool is made");

    let pool = answer.pool_id.expect("it has an id");
    assert_eq!(answer.status, Some(PoolStatus::Creating));
    app.pass_ms(999).await;
    assert_eq!(View(app.client()).pool(&pool).await.status, PoolStatus::Creating);
    assert_eq!(pools_in(&app, "CREATING").await, [pool.as_str()]);
    assert!(pools_in(&app, "ACTIVE").await.is_empty());
    app.pass_ms(1).await;
    assert_eq!(View(app.client()).pool(&pool).await.status, PoolStatus::Active);
    assert_eq!(pools_in(&app, "ACTIVE").await, [pool.as_str()]);
    assert!(pools_in(&app, "CREATING").await.is_empty());
}

#[tokio::test]
async fn a_creating_pool_takes_no_change_but_can_be_read() {
    let app = standing(0, 1_000, 0, 0).await;
    let fixture = Fixture(app.client());
    let (client, seed, number) = (app.client(), fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&seed, "US").await;

    let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&number);
    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&seed);
    let keyword = client.put_keyword().origination_identity(&pool).keyword("INFO").keyword_message("Nine");
    let refusals = [
        app.refused(join.iso_country_code("US").send()).await,
        app.refused(leave.iso_country_code("US").send()).await,
        app.refused(simulator(&client).pool_id(&pool).send()).await,
        app.refused(keyword.send()).await,
        app.refused(client.update_pool().pool_id(&pool).deletion_protection_enabled(true).send()).await,
        app.refused(client.delete_pool().pool_id(&pool).send()).await,
    ];

    for refused in refusals {
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
    }
    assert_eq!(View(app.client()).identities(&pool).await, [seed]);
    assert_eq!(View(app.client()).keywords(&pool).await.len(), 2);
    app.pass_ms(1_000).await;
    fixture.associate(&pool, &number, "US").await;
    client.delete_pool().pool_id(&pool).send().await.expect("the pool goes");
}

#[tokio::test]
async fn a_number_that_joined_is_associating_until_its_time_is_over() {
    let app = standing(0, 0, 1_000, 0).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    app.pass_ms(1_000).await;

    fixture.associate(&pool, &number, "US").await;

    app.pass_ms(999).await;
    let associating = View(app.client()).number(&number).await;
    assert_eq!((associating.status, associating.pool_id), (NumberStatus::Associating, Some(pool)));
    assert_eq!(numbers_in(&app, "ASSOCIATING").await, [number.as_str()]);
    assert!(!numbers_in(&app, "ACTIVE").await.contains(&number));
    app.pass_ms(1).await;
    assert_eq!(status(&app, &number).await, NumberStatus::Active);
    assert!(numbers_in(&app, "ASSOCIATING").await.is_empty());
    assert!(numbers_in(&app, "ACTIVE").await.contains(&number));
}

#[tokio::test]
async fn the_number_that_founds_a_pool_is_associating_too() {
    let app = standing(0, 0, 1_000, 0).await;
    let number = Fixture(app.client()).number().await;

    Fixture(app.client()).pool_of(&number, "US").await;

    assert_eq!(status(&app, &number).await, NumberStatus::Associating);
    app.pass_ms(1_000).await;
    assert_eq!(status(&app, &number).await, NumberStatus::Active);
}

#[tokio::test]
async fn an_associating_number_stays_and_still_follows_its_pool() {
    let app = standing(0, 0, 1_000, 0).await;
    let (fixture, client) = (Fixture(app.client()), app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;

    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    let refused = app.refused(leave.iso_country_code("US").send()).await;
    client
        .update_pool()
        .pool_id(&pool)
        .two_way_enabled(true)
        .two_way_channel_arn(TOPIC)
        .send()
        .await
        .expect("it changes");

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
    assert!(View(client).number(&number).await.two_way_enabled);
    app.pass_ms(1_000).await;
    fixture.disassociate(&pool, &number, "US").await;
}

#[tokio::test]
async fn a_number_that_left_is_disassociating_until_its_time_is_over() {
    let app = standing(0, 0, 0, 1_000).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;

    fixture.disassociate(&pool, &number, "US").await;

    app.pass_ms(999).await;
    let leaving = View(app.client()).number(&number).await;
    assert_eq!((leaving.status, leaving.pool_id), (NumberStatus::Disassociating, None));
    assert_eq!(numbers_in(&app, "DISASSOCIATING").await, [number.as_str()]);
    assert!(!View(app.client()).identities(&pool).await.contains(&number));
    Box::pin(assert_held_back(&app, &number, &pool)).await;
    app.pass_ms(1).await;
    assert_eq!(status(&app, &number).await, NumberStatus::Active);
    assert!(numbers_in(&app, "DISASSOCIATING").await.is_empty());
    fixture.associate(&pool, &number, "US").await;
}

#[tokio::test]
async fn a_deleted_pool_leaves_its_numbers_disassociating_whatever_they_were_doing() {
    let app = standing(0, 0, 5_000, 1_000).await;
    let (fixture, client) = (Fixture(app.client()), app.client());
    let (seed, number, outside) = (fixture.number().await, fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&seed, "US").await;
    app.pass_ms(5_000).await;
    fixture.associate(&pool, &number, "US").await;

    client.delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    assert_eq!(status(&app, &seed).await, NumberStatus::Disassociating);
    assert_eq!(status(&app, &number).await, NumberStatus::Disassociating);
    assert_eq!(status(&app, &outside).await, NumberStatus::Active);
    app.pass_ms(1_000).await;
    assert_eq!(status(&app, &seed).await, NumberStatus::Active);
    assert_eq!(status(&app, &number).await, NumberStatus::Active);
}

#[tokio::test]
async fn a_sender_id_has_no_status_and_never_waits() {
    let app = standing(1_000, 0, 1_000, 1_000).await;
    let fixture = Fixture(app.client());
    let (first, second) = (fixture.sender_id("First", "GB").await, fixture.sender_id("Second", "GB").await);
    let pool = fixture.pool_of(&first, "GB").await;

    fixture.associate(&pool, &second, "GB").await;
    fixture.disassociate(&pool, &first, "GB").await;
    fixture.associate(&pool, &first, "GB").await;
    fixture.disassociate(&pool, &second, "GB").await;
    let release = app.client().release_sender_id().sender_id(&second).iso_country_code("GB");
    release.send().await.expect("the sender ID goes");

    assert_eq!(View(app.client()).identities(&pool).await, [first]);
}

#[tokio::test]
async fn a_status_filter_works_beside_ids_and_other_filters() {
    let app = standing(1_000, 0, 0, 0).await;
    let fixture = Fixture(app.client());
    let (active, pending) = (fixture.number().await, fixture.long_code("US").await);
    fixture.long_code("GB").await;
    let filter = |name: PhoneNumberFilterName, value: &str| {
        PhoneNumberFilter::builder().name(name).values(value).build().expect("both members are there")
    };

    let request = app.client().describe_phone_numbers().filters(filter(PhoneNumberFilterName::Status, "PENDING"));
    let both = request.clone().filters(filter(PhoneNumberFilterName::IsoCountryCode, "US")).send();
    let both = both.await.expect("numbers are listed").phone_numbers.expect("a list is there");
    let ids = request.phone_number_ids(&active).phone_number_ids(&pending).send();
    let ids = ids.await.expect("numbers are listed").phone_numbers.expect("a list is there");

    assert_eq!(both.iter().filter_map(|number| number.phone_number_id.as_ref()).collect::<Vec<_>>(), [&pending]);
    assert_eq!(ids.iter().filter_map(|number| number.phone_number_id.as_ref()).collect::<Vec<_>>(), [&pending]);
}

#[tokio::test]
async fn the_views_show_the_same_statuses() {
    // The views go by the clock of the database, so this callsign goes by the real one.
    let hour = Lifecycle { pending_ms: 3_600_000, associating_ms: 3_600_000, ..Lifecycle::default() };
    let app = App::with(|settings| settings.lifecycle = hour.clone()).await;
    let creating =
        app.beside(|settings| settings.lifecycle = Lifecycle { creating_ms: 3_600_000, ..hour.clone() }).await;
    let leaving = app.beside(|settings| settings.lifecycle.disassociating_ms = 3_600_000).await;
    let fixture = Fixture(app.client());
    let (pool, left, joined) = (fixture.pool().await, fixture.number().await, fixture.number().await);
    Fixture(leaving.client()).associate(&pool, &left, "US").await;
    Fixture(leaving.client()).disassociate(&pool, &left, "US").await;
    fixture.associate(&pool, &joined, "US").await;
    let (pending, new_pool) = (fixture.long_code("GB").await, Fixture(creating.client()).pool().await);

    let query =
        "select phone_number_id, status from inspect.phone_numbers union select pool_id, status from inspect.pools";
    let mut connection = app.connection().await;
    let statuses: Vec<(String, String)> =
        sqlx::query_as(query).fetch_all(&mut connection).await.expect("views are read");

    let expected = [
        (pool, "ACTIVE"),
        (new_pool, "CREATING"),
        (left, "DISASSOCIATING"),
        (joined, "ASSOCIATING"),
        (pending, "PENDING"),
    ];
    for (id, status) in expected {
        assert!(statuses.contains(&(id.clone(), status.to_owned())), "{id} {status}: {statuses:?}");
    }
}

/// The statuses of all pools, and of all numbers, oldest first.
async fn statuses(app: &App) -> Vec<String> {
    let pools = app.client().describe_pools().send().await.expect("pools are listed");
    let numbers = app.client().describe_phone_numbers().send().await.expect("numbers are listed");
    let pools = pools.pools().iter().map(|pool| pool.status.to_string()).collect::<Vec<_>>();
    pools.into_iter().chain(numbers.phone_numbers().iter().map(|number| number.status.to_string())).collect()
}

#[tokio::test]
async fn two_processes_whose_clocks_are_a_minute_apart_agree_on_every_status() {
    let change = |settings: &mut Settings| settings.lifecycle = lifecycle(30_000, 30_000, 30_000, 30_000);
    let now = OffsetDateTime::now_utc;
    let slow = App::with(change).await;
    let fast = slow.beside_at(Arc::new(move || now() + Duration::minutes(1)), change).await;
    slow.freeze().await;
    for (maker, other) in [(&slow, &fast), (&fast, &slow)] {
        let fixture = Fixture(maker.client());
        let (pool, joining, leaving) = (fixture.pool().await, fixture.number().await, fixture.number().await);
        fixture.long_code("GB").await;
        let mut seen = Vec::new();
        let mut see = async |passed_ms: i64| {
            slow.pass_ms(passed_ms).await;
            let statuses = [statuses(maker).await, statuses(other).await];
            assert_eq!(statuses[0], statuses[1]);
            seen.extend(statuses.concat());
        };
        see(0).await;
        see(29_999).await;
        see(1).await;
        fixture.associate(&pool, &joining, "US").await;
        fixture.associate(&pool, &leaving, "US").await;
        see(0).await;
        see(30_000).await;
        Fixture(other.client()).disassociate(&pool, &leaving, "US").await;
        see(0).await;
        see(29_999).await;
        see(1).await;
        for status in ["CREATING", "PENDING", "ASSOCIATING", "DISASSOCIATING", "ACTIVE"] {
            assert!(seen.iter().any(|one| one == status), "{status}: {seen:?}");
        }
        assert!(statuses(other).await.iter().all(|status| status == "ACTIVE"), "all is over");
    }
}

/// The statuses of what is attached to registrations, of notify configurations, and of phones that test an agent.
async fn other_statuses(app: &App) -> Vec<String> {
    let client = app.client();
    let attachments = client.describe_registration_attachments().send().await.expect("attachments are listed");
    let configurations = client.describe_notify_configurations().send().await.expect("configurations are listed");
    let testers = client.describe_verified_destination_numbers().send().await.expect("testers are listed");
    let mut statuses = Vec::new();
    statuses.extend(attachments.registration_attachments().iter().map(|one| one.attachment_status().to_string()));
    statuses.extend(configurations.notify_configurations().iter().map(|one| one.status().to_string()));
    statuses.extend(testers.verified_destination_numbers().iter().map(|one| one.status().to_string()));
    statuses
}

#[tokio::test]
async fn two_processes_whose_clocks_are_a_minute_apart_agree_on_attachments_notify_configurations_and_testers() {
    let at_once = App::start().await;
    let agent = testing(&at_once.client()).await;
    let change = |settings: &mut Settings| {
        let (attachment_ms, notify_ms, tester_ms) = (30_000, 30_000, 30_000);
        settings.lifecycle = Lifecycle { attachment_ms, notify_ms, tester_ms, ..Lifecycle::default() };
    };
    let now = OffsetDateTime::now_utc;
    let slow = at_once.beside(change).await;
    let fast = at_once.beside_at(Arc::new(move || now() + Duration::minutes(1)), change).await;
    slow.freeze().await;
    for (maker, other, phone) in [(&slow, &fast, "+12065550142"), (&fast, &slow, "+12065550143")] {
        let client = maker.client();
        attached(&client).await;
        created(&client).await;
        let tester = client.create_verified_destination_number().destination_phone_number(phone).rcs_agent_id(&agent);
        tester.send().await.expect("it is entered");
        for (passed_ms, in_passing) in [(0, 3), (29_999, 3), (1, 0)] {
            slow.pass_ms(passed_ms).await;
            let seen = other_statuses(maker).await;
            assert_eq!(seen, other_statuses(other).await);
            let passing = seen.iter().filter(|status| ["UPLOAD_IN_PROGRESS", "PENDING"].contains(&status.as_str()));
            assert_eq!(passing.count(), in_passing, "{seen:?}");
        }
    }
}
