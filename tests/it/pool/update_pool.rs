//! UpdatePool: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::update_pool::builders::UpdatePoolFluentBuilder as Update,
    types::{MessageType, PoolInformation, PoolStatus},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, ROLE, TOPIC, View, Wire, arn, refusal, simulator};

const CONNECT: &str = "connect.us-east-1.amazonaws.com";

/// An update of `pool`, ready to be given members.
fn update(app: &App, pool: &str) -> Update {
    app.client().update_pool().pool_id(pool)
}

/// Sends an update that must succeed, and what DescribePools says then.
async fn updated(app: &App, pool: &str, change: impl FnOnce(Update) -> Update) -> PoolInformation {
    change(update(app, pool)).send().await.expect("the pool changes");
    View(app.client()).pool(pool).await
}

/// A pool of three US numbers and a sender ID: its id, its numbers.
async fn pool_of_three(app: &App) -> (String, Vec<String>) {
    let fixture = Fixture(app.client());
    let numbers = vec![fixture.number().await, fixture.number().await, fixture.number().await];
    let (pool, sender_id) = (fixture.pool_of(&numbers[0], "US").await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &numbers[1], "US").await;
    fixture.associate(&pool, &numbers[2], "US").await;
    fixture.associate(&pool, &sender_id, "GB").await;
    (pool, numbers)
}

#[tokio::test]
async fn the_answer_is_what_describe_pools_says_and_has_no_tags() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let wire = Wire::default();

    let request = update(&app, &arn(&format!("pool/{pool}"))).two_way_enabled(true).two_way_channel_arn(TOPIC);
    let answer = request.two_way_channel_role(ROLE).shared_routes_enabled(true).customize().interceptor(wire.clone());
    let answer = answer.send().await.expect("the pool changes");

    let described = View(app.client()).pool(&pool).await;
    assert_eq!(answer.pool_id.as_ref(), Some(&described.pool_id));
    assert_eq!(answer.pool_arn, Some(arn(&format!("pool/{pool}"))));
    assert_eq!(answer.status, Some(PoolStatus::Active));
    assert_eq!(answer.message_type, Some(MessageType::Transactional));
    assert_eq!(answer.two_way_enabled, described.two_way_enabled);
    assert_eq!(answer.two_way_channel_arn, described.two_way_channel_arn);
    assert_eq!(answer.two_way_channel_role, described.two_way_channel_role);
    assert_eq!(answer.self_managed_opt_outs_enabled, described.self_managed_opt_outs_enabled);
    assert_eq!(answer.opt_out_list_name, Some(described.opt_out_list_name));
    assert_eq!(answer.shared_routes_enabled, described.shared_routes_enabled);
    assert_eq!(answer.deletion_protection_enabled, described.deletion_protection_enabled);
    assert_eq!(answer.created_timestamp, Some(described.created_timestamp));
    let members = "CreatedTimestamp DeletionProtectionEnabled MessageType OptOutListName PoolArn PoolId \
                   SelfManagedOptOutsEnabled SharedRoutesEnabled Status TwoWayChannelArn TwoWayChannelRole \
                   TwoWayEnabled";
    assert_eq!(wire.members().join(" "), members);
}

#[tokio::test]
async fn nothing_given_changes_nothing() {
    let app = App::start().await;
    let (pool, _) = pool_of_three(&app).await;
    let change = update(&app, &pool).two_way_enabled(true).two_way_channel_arn(TOPIC).two_way_channel_role(ROLE);
    let change = change.self_managed_opt_outs_enabled(true).shared_routes_enabled(true);
    change.deletion_protection_enabled(true).send().await.expect("the pool changes");
    let before = app.state().await;

    update(&app, &pool).send().await.expect("the pool stays as it is");

    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn each_member_changes_alone() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    Fixture(app.client()).list("Promotions").await;
    let mut expected = View(app.client()).pool(&pool).await;

    (expected.two_way_enabled, expected.two_way_channel_arn) = (true, Some(TOPIC.to_owned()));
    assert_eq!(updated(&app, &pool, |pool| pool.two_way_enabled(true).two_way_channel_arn(TOPIC)).await, expected);
    expected.two_way_channel_role = Some(ROLE.to_owned());
    assert_eq!(updated(&app, &pool, |pool| pool.two_way_channel_role(ROLE)).await, expected);
    expected.two_way_channel_arn = Some(CONNECT.to_owned());
    assert_eq!(updated(&app, &pool, |pool| pool.two_way_channel_arn(CONNECT)).await, expected);
    expected.self_managed_opt_outs_enabled = true;
    assert_eq!(updated(&app, &pool, |pool| pool.self_managed_opt_outs_enabled(true)).await, expected);
    expected.opt_out_list_name = "Promotions".to_owned();
    assert_eq!(updated(&app, &pool, |pool| pool.opt_out_list_name("Promotions")).await, expected);
    expected.shared_routes_enabled = true;
    assert_eq!(updated(&app, &pool, |pool| pool.shared_routes_enabled(true)).await, expected);
    expected.deletion_protection_enabled = true;
    assert_eq!(updated(&app, &pool, |pool| pool.deletion_protection_enabled(true)).await, expected);
    expected.self_managed_opt_outs_enabled = false;
    assert_eq!(updated(&app, &pool, |pool| pool.self_managed_opt_outs_enabled(false)).await, expected);
    (expected.two_way_enabled, expected.two_way_channel_arn, expected.two_way_channel_role) = (false, None, None);
    assert_eq!(updated(&app, &pool, |pool| pool.two_way_enabled(false)).await, expected);
    expected.shared_routes_enabled = false;
    assert_eq!(updated(&app, &pool, |pool| pool.shared_routes_enabled(false)).await, expected);
    expected.deletion_protection_enabled = false;
    assert_eq!(updated(&app, &pool, |pool| pool.deletion_protection_enabled(false)).await, expected);
}

#[tokio::test]
async fn the_settings_are_written_through_to_every_number_in_the_pool_and_to_no_other() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;
    let fixture = Fixture(app.client());
    let outside = [fixture.number().await, fixture.number().await];
    let other = fixture.pool_of(&outside[0], "US").await;
    let list = fixture.list("Promotions").await;
    let view = View(app.client());
    let before = (view.pool(&other).await, view.number(&outside[0]).await, view.number(&outside[1]).await);

    let change = update(&app, &pool).opt_out_list_name(&list).two_way_enabled(true).two_way_channel_arn(TOPIC);
    let change = change.two_way_channel_role(ROLE).self_managed_opt_outs_enabled(true);
    change.shared_routes_enabled(true).deletion_protection_enabled(true).send().await.expect("the pool changes");

    for number in &numbers {
        let number = view.number(number).await;
        assert_eq!(number.opt_out_list_name, list);
        assert!(number.two_way_enabled && number.self_managed_opt_outs_enabled);
        assert_eq!(number.two_way_channel_arn.as_deref(), Some(TOPIC));
        assert_eq!(number.two_way_channel_role.as_deref(), Some(ROLE));
        assert!(!number.deletion_protection_enabled, "deletion protection is the pool's own");
    }
    let after = (view.pool(&other).await, view.number(&outside[0]).await, view.number(&outside[1]).await);
    assert_eq!(after, before);
}

#[tokio::test]
async fn the_pool_and_its_numbers_change_in_one_transaction() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;

    update(&app, &pool).two_way_enabled(true).two_way_channel_arn(TOPIC).send().await.expect("the pool changes");

    let query = "select xmin::text from callsign.pool union all select xmin::text from callsign.phone_number";
    let mut connection = app.connection().await;
    let mut writers: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut connection).await.expect("rows are read");
    assert_eq!(writers.len(), 1 + numbers.len());
    writers.dedup();
    assert_eq!(writers.len(), 1, "one transaction wrote all rows");
}

#[tokio::test]
async fn numbers_of_the_pool_follow_a_switch_off() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;
    let on = update(&app, &pool).two_way_enabled(true).two_way_channel_arn(TOPIC).self_managed_opt_outs_enabled(true);
    on.send().await.expect("the pool changes");

    let off = update(&app, &pool).two_way_enabled(false).self_managed_opt_outs_enabled(false);
    off.send().await.expect("the pool changes");

    for number in &numbers {
        let number = View(app.client()).number(number).await;
        assert!(!number.two_way_enabled && !number.self_managed_opt_outs_enabled);
        assert_eq!(number.two_way_channel_arn, None);
    }
}

#[tokio::test]
async fn two_way_without_a_channel_is_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let refused = app.refused(update(&app, &pool).two_way_enabled(true).two_way_channel_role(ROLE).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_CHANNEL_NOT_PRESENT"), "{refused:?}");
    assert_eq!(refused.fields, ["twoWayChannelArn"]);
}

#[tokio::test]
async fn self_managed_opt_outs_without_two_way_are_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let refused = app.refused(update(&app, &pool).self_managed_opt_outs_enabled(true).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_NOT_ENABLED"), "{refused:?}");
    assert_eq!(refused.fields, ["selfManagedOptOutsEnabled"]);
}

#[tokio::test]
async fn two_way_stays_on_while_self_managed_opt_outs_do() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let on = update(&app, &pool).two_way_enabled(true).two_way_channel_arn(TOPIC).self_managed_opt_outs_enabled(true);
    on.send().await.expect("the pool changes");

    let refused = app.refused(update(&app, &pool).two_way_enabled(false).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_NOT_ENABLED"), "{refused:?}");
    update(&app, &pool)
        .two_way_enabled(false)
        .self_managed_opt_outs_enabled(false)
        .send()
        .await
        .expect("both go off together");
}

#[tokio::test]
async fn the_channel_is_an_sns_topic_or_a_connect_endpoint() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    for channel in [TOPIC, "arn:aws:sns:eu-west-1:111122223333:a.fifo", CONNECT, "connect.eu-west-2.amazonaws.com"] {
        let answer = update(&app, &pool).two_way_enabled(true).two_way_channel_arn(channel).send().await;
        assert_eq!(answer.expect("the pool changes").two_way_channel_arn.as_deref(), Some(channel));
    }
    let other_channels = [
        "arn:aws:sqs:us-east-1:000000000000:replies",
        "arn:aws:sns:us-east-1:000000000000",
        "arn:aws:sns:us-east-1:000000000000:replies:6d3f",
        "arn:aws-cn:sns:us-east-1:000000000000:replies",
        "connect.us.east.amazonaws.com",
        "connect..amazonaws.com",
        "https://connect.us-east-1.amazonaws.com",
        "sns.us-east-1.amazonaws.com",
    ];
    for channel in other_channels {
        let refused = app.refused(update(&app, &pool).two_way_enabled(true).two_way_channel_arn(channel).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{channel}: {refused:?}");
        assert_eq!(refused.fields, ["twoWayChannelArn"]);
    }
}

#[tokio::test]
async fn channel_and_role_are_not_shown_once_two_way_is_off() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let on = update(&app, &pool).two_way_enabled(true).two_way_channel_arn(TOPIC).two_way_channel_role(ROLE);
    on.send().await.expect("the pool changes");
    let wire = Wire::default();

    let off = update(&app, &pool).two_way_enabled(false).customize().interceptor(wire.clone());
    off.send().await.expect("the pool changes");

    let shown = wire.members();
    assert!(!shown.iter().any(|member| member == "TwoWayChannelArn" || member == "TwoWayChannelRole"), "{shown:?}");
    let pool = View(app.client()).pool(&pool).await;
    assert_eq!((pool.two_way_channel_arn, pool.two_way_channel_role), (None, None));
}

#[tokio::test]
async fn an_opt_out_list_is_named_or_given_by_its_arn() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    Fixture(app.client()).list("Promotions").await;

    let by_arn = update(&app, &pool).opt_out_list_name(arn("opt-out-list/Promotions")).send().await;
    let by_name = update(&app, &pool).opt_out_list_name("Default").send().await;

    assert_eq!(by_arn.expect("the pool changes").opt_out_list_name.as_deref(), Some("Promotions"));
    assert_eq!(by_name.expect("the pool changes").opt_out_list_name.as_deref(), Some("Default"));
}

#[tokio::test]
async fn an_unknown_opt_out_list_is_not_found() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let request = update(&app, &pool).opt_out_list_name("NoSuch").deletion_protection_enabled(true);
    let refused = app.refused(request.send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - opt-out-list NoSuch");
}

#[tokio::test]
async fn a_country_without_two_way_among_the_numbers_is_refused() {
    let app = App::start().await;
    let (pool, _) = pool_of_three(&app).await;
    // No country without two-way has numbers kept for fiction, so that none can be requested.
    app.execute(
        "update callsign.phone_number set iso_country_code = 'AD'
         where id = (select id from callsign.phone_number order by id desc limit 1)",
    )
    .await;

    let refused = app.refused(update(&app, &pool).two_way_enabled(true).two_way_channel_arn(TOPIC).send()).await;

    assert!(refused.is("ValidationException", "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"), "{refused:?}");
    assert_eq!(refused.fields, ["twoWayEnabled"]);
    update(&app, &pool).two_way_channel_arn(TOPIC).send().await.expect("a channel alone receives nothing");
}

#[tokio::test]
async fn a_pool_of_sender_ids_may_have_two_way() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let sender_id = fixture.sender_id("ACME", "GB").await;
    let pool = fixture.pool_of(&sender_id, "GB").await;

    let pool = updated(&app, &pool, |pool| pool.two_way_enabled(true).two_way_channel_arn(TOPIC)).await;

    assert!(pool.two_way_enabled);
}

#[tokio::test]
async fn a_number_joins_after_a_change_only_if_it_has_the_new_settings() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, old) = (fixture.pool().await, fixture.number().await);
    let list = fixture.list("Promotions").await;
    let new = simulator(&app.client()).opt_out_list_name(&list).send().await.expect("a number is there");
    let new = new.phone_number_id.expect("it has an id");

    update(&app, &pool).opt_out_list_name(&list).send().await.expect("the pool changes");

    let join = app.client().associate_origination_identity().pool_id(&pool).iso_country_code("US");
    let refused = app.refused(join.clone().origination_identity(&old).send()).await;
    assert_eq!(refused.line(), format!("ConflictException OPT_OUT_LIST_MISMATCH phone-number {old}"));
    join.origination_identity(&new).send().await.expect("its list is the pool's");
}

#[tokio::test]
async fn a_pool_that_is_not_active_is_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    app.execute("update callsign.pool set active_at = now() + interval '1 day'").await;

    let refused = app.refused(update(&app, &pool).deletion_protection_enabled(true).send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn an_unknown_pool_is_not_found() {
    let app = App::start().await;
    let deleted = Fixture(app.client()).pool().await;
    app.client().delete_pool().pool_id(&deleted).send().await.expect("the pool goes");

    for pool in [deleted.as_str(), "pool-x", &deleted.to_uppercase()] {
        let refused = app.refused(update(&app, pool).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
    }
}

#[tokio::test]
async fn a_pool_or_list_of_another_account_is_not_found_by_id_and_denied_by_arn() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let other = Fixture(app.client_of("other", REGION));
    let (foreign, list) = (other.pool().await, other.list("Promotions").await);
    let foreign_arn = |path: String| format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:{path}");

    let by_id = app.refused(update(&app, &foreign).send()).await;
    let by_arn = app.refused(update(&app, &foreign_arn(format!("pool/{foreign}"))).send()).await;
    let list_by_name = app.refused(update(&app, &pool).opt_out_list_name(&list).send()).await;
    let list_by_arn = foreign_arn(format!("opt-out-list/{list}"));
    let list_by_arn = app.refused(update(&app, &pool).opt_out_list_name(list_by_arn).send()).await;

    assert_eq!(by_id.line(), format!("ResourceNotFoundException - pool {foreign}"));
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
    assert_eq!(list_by_name.line(), "ResourceNotFoundException - opt-out-list Promotions");
    assert_eq!(list_by_arn.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn a_pool_of_another_region_is_not_found() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let refused = refusal(app.client_of("test", "eu-west-1").update_pool().pool_id(&pool).send().await);

    assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
}

#[tokio::test]
async fn arns_of_other_kinds_are_invalid() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;

    let as_pool = app.refused(update(&app, &arn("phone-number/phone-1")).send()).await;
    let as_list = app.refused(update(&app, &pool).opt_out_list_name(arn(&format!("pool/{pool}"))).send()).await;

    assert!(as_pool.is("ValidationException", "INVALID_ARN"), "{as_pool:?}");
    assert_eq!(as_pool.fields, ["poolId"]);
    assert!(as_list.is("ValidationException", "INVALID_ARN"), "{as_list:?}");
    assert_eq!(as_list.fields, ["optOutListName"]);
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;

    let nothing = app.refused(app.client().update_pool().send()).await;
    let empty = app.refused(update(&app, "").send()).await;
    let broken = update(&app, "a b").two_way_channel_arn("short").two_way_channel_role("arn").opt_out_list_name("");
    let broken = app.refused(broken.send()).await;

    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["poolId"]);
    assert!(empty.is("ValidationException", "MISSING_PARAMETER"), "{empty:?}");
    assert_eq!(empty.fields, ["poolId"]);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["poolId", "twoWayChannelArn", "twoWayChannelRole", "optOutListName"]);
}

#[tokio::test]
async fn numbers_are_not_touched_when_nothing_that_they_share_changes() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let rows = "select ctid::text || xmin::text from callsign.phone_number where $1 = '' order by 1";
    let before = app.texts_of(rows, "").await;
    let mut holder = app.connection().await;
    let held = "begin; select from callsign.phone_number for update";
    sqlx::raw_sql(held).execute(&mut holder).await.expect("nobody else holds them");

    let update = || app.client().update_pool().pool_id(&pool);
    update().shared_routes_enabled(true).send().await.expect("it waits for no number");
    update().two_way_enabled(false).deletion_protection_enabled(true).send().await.expect("it waits for no number");

    sqlx::raw_sql("rollback").execute(&mut holder).await.expect("the transaction ends");
    update().opt_out_list_name("Default").send().await.expect("the list stays");
    assert_eq!(app.texts_of(rows, "").await.len(), before.len());
}
