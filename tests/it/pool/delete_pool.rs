//! DeletePool: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::RequestId,
    types::{MessageType, NumberStatus, PoolStatus, Tag},
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, ROLE, TOPIC, View, Wire, arn, refusal};

/// A pool of two US numbers and a sender ID: its id, its numbers.
async fn pool_of_three(app: &App) -> (String, [String; 2]) {
    let fixture = Fixture(app.client());
    let numbers = [fixture.number().await, fixture.number().await];
    let (pool, sender_id) = (fixture.pool_of(&numbers[0], "US").await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &numbers[1], "US").await;
    fixture.associate(&pool, &sender_id, "GB").await;
    (pool, numbers)
}

#[tokio::test]
async fn the_answer_is_what_the_pool_was_with_the_status_deleting() {
    let app = App::start().await;
    let (pool, _) = pool_of_three(&app).await;
    let change = app.client().update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(TOPIC);
    let change = change.two_way_channel_role(ROLE).self_managed_opt_outs_enabled(true).shared_routes_enabled(true);
    change.send().await.expect("the pool changes");
    let was = View(app.client()).pool(&pool).await;

    let request = app.client().delete_pool().pool_id(arn(&format!("pool/{pool}")));
    let answer = request.send().await.expect("the pool goes");

    assert_eq!(answer.status, Some(PoolStatus::Deleting));
    assert_eq!(answer.pool_id.as_ref(), Some(&was.pool_id));
    assert_eq!(answer.pool_arn, Some(was.pool_arn));
    assert_eq!(answer.message_type, Some(MessageType::Transactional));
    assert!(answer.two_way_enabled && answer.self_managed_opt_outs_enabled && answer.shared_routes_enabled);
    assert_eq!(answer.two_way_channel_arn.as_deref(), Some(TOPIC));
    assert_eq!(answer.two_way_channel_role.as_deref(), Some(ROLE));
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
    assert_eq!(answer.created_timestamp, Some(was.created_timestamp));
}

#[tokio::test]
async fn the_answer_has_neither_deletion_protection_nor_tags() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    let tag = Tag::builder().key("team").value("mobile").build().expect("both members are there");
    let create = app.client().create_pool().origination_identity(&number).iso_country_code("US").tags(tag);
    let pool = create.message_type(MessageType::Transactional).send().await.expect("the pool is made");
    let wire = Wire::default();

    let request = app.client().delete_pool().pool_id(pool.pool_id.expect("it has an id"));
    request.customize().interceptor(wire.clone()).send().await.expect("the pool goes");

    let members = "CreatedTimestamp MessageType OptOutListName PoolArn PoolId SelfManagedOptOutsEnabled \
                   SharedRoutesEnabled Status TwoWayEnabled";
    assert_eq!(wire.members().join(" "), members);
}

#[tokio::test]
async fn the_pool_is_not_found_anywhere_afterwards() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;
    let fixture = Fixture(app.client());
    let (kept, client) = (fixture.pool().await, app.client());

    client.delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    let identities = client.list_pool_origination_identities().pool_id(&pool);
    let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&numbers[0]);
    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&numbers[0]);
    let keyword = client.put_keyword().origination_identity(&pool).keyword("INFO").keyword_message("We open at nine");
    let refusals = [
        refusal(View(app.client()).find_pool(&pool).await),
        refusal(identities.send().await),
        app.refused(join.iso_country_code("US").send()).await,
        app.refused(leave.iso_country_code("US").send()).await,
        app.refused(client.update_pool().pool_id(&pool).send()).await,
        app.refused(client.delete_pool().pool_id(&pool).send()).await,
        app.refused(keyword.send()).await,
        app.refused(client.describe_keywords().origination_identity(&pool).send()).await,
    ];
    for refused in refusals {
        assert_eq!(refused.line(), format!("ResourceNotFoundException - pool {pool}"));
    }
    let listed = client.describe_pools().send().await.expect("pools are listed").pools.expect("a list is there");
    assert_eq!(listed.into_iter().map(|pool| pool.pool_id).collect::<Vec<_>>(), [kept]);
}

#[tokio::test]
async fn its_identities_stay_in_the_account_with_the_pool_s_last_settings() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;
    let list = Fixture(app.client()).list("Promotions").await;
    let change = app.client().update_pool().pool_id(&pool).opt_out_list_name(&list).two_way_enabled(true);
    let change = change.two_way_channel_arn(TOPIC).self_managed_opt_outs_enabled(true);
    change.send().await.expect("the pool changes");
    Fixture(app.client()).keyword(&pool, "INFO", "We open at nine").await;

    app.client().delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    let view = View(app.client());
    for number in &numbers {
        let information = view.number(number).await;
        assert_eq!((information.pool_id, information.status), (None, NumberStatus::Active));
        assert_eq!(information.opt_out_list_name, list);
        assert!(information.two_way_enabled && information.self_managed_opt_outs_enabled);
        assert_eq!(information.two_way_channel_arn.as_deref(), Some(TOPIC));
        assert!(view.keywords(number).await.contains(&("INFO".to_owned(), "We open at nine".to_owned())));
    }
    assert_eq!(view.sender_id("ACME", "GB").await.sender_id, "ACME");
}

#[tokio::test]
async fn its_identities_may_found_a_pool_anew() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;
    let fixture = Fixture(app.client());

    app.client().delete_pool().pool_id(&pool).send().await.expect("the pool goes");
    let anew = fixture.pool_of(&numbers[1], "US").await;
    fixture.associate(&anew, &numbers[0], "US").await;
    fixture.associate(&anew, "ACME", "GB").await;

    assert_eq!(View(app.client()).identities(&anew).await, [&numbers[1], &numbers[0], "ACME"]);
}

#[tokio::test]
async fn its_keywords_and_tags_go_with_it_and_nothing_of_its_neighbours_does() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let tag = || Tag::builder().key("team").value("mobile").build().expect("both members are there");
    let tagged = |number: String| {
        let request = app.client().create_pool().origination_identity(number).iso_country_code("US").tags(tag());
        request.message_type(MessageType::Transactional).send()
    };
    let kept = tagged(fixture.number().await).await.expect("the pool is made").pool_id.expect("it has an id");
    fixture.keyword(&kept, "INFO", "We open at nine").await;
    let number = fixture.number().await;
    let before = app.row_counts().await;
    let gone = tagged(number.clone()).await.expect("the pool is made").pool_id.expect("it has an id");
    fixture.keyword(&gone, "INFO", "We open at ten").await;

    app.client().delete_pool().pool_id(&gone).send().await.expect("the pool goes");

    // The number keeps the keyword that it got in the pool.
    let mut expected = before;
    *expected.get_mut("keyword").expect("the table is there") += 1;
    assert_eq!(app.row_counts().await, expected);
    assert_eq!(
        app.count(
            "select count(*) from callsign.tag t join callsign.resource r on r.id = t.resource_id where r.kind = 'pool'"
        )
        .await,
        1
    );
    assert_eq!(app.count("select count(*) from callsign.keyword where pool_id is not null").await, 1);
    assert_eq!(View(app.client()).keywords(&kept).await[1].1, "We open at nine");
}

#[tokio::test]
async fn the_history_notes_the_leaving_of_each_identity_with_the_request() {
    let app = App::start().await;
    let (pool, numbers) = pool_of_three(&app).await;

    let answer = app.client().delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    let query = "select origination_identity, iso_country_code, pool_id, request_id
                 from inspect.association_history where event = 'DISASSOCIATED'
                 order by iso_country_code, origination_identity";
    let mut connection = app.connection().await;
    let events: Vec<(String, String, String, String)> =
        sqlx::query_as(query).fetch_all(&mut connection).await.expect("the history is read");
    let request_id = answer.request_id().expect("the answer has a request id").to_owned();
    let event =
        |identity: &str, country: &str| (identity.to_owned(), country.to_owned(), pool.clone(), request_id.clone());
    let mut numbers = numbers;
    numbers.sort();
    assert_eq!(events, [event("ACME", "GB"), event(&numbers[0], "US"), event(&numbers[1], "US")]);
    assert_eq!(app.count("select count(*) from inspect.associations").await, 0);
}

#[tokio::test]
async fn a_protected_pool_stays_until_protection_is_off() {
    let app = App::start().await;
    let (pool, _) = pool_of_three(&app).await;
    let (client, delete) = (app.client(), app.client().delete_pool().pool_id(&pool));
    client.update_pool().pool_id(&pool).deletion_protection_enabled(true).send().await.expect("the pool changes");

    let refused = app.refused(delete.clone().send()).await;

    assert_eq!(refused.line(), format!("ConflictException DELETION_PROTECTION_ENABLED pool {pool}"));
    client.update_pool().pool_id(&pool).deletion_protection_enabled(false).send().await.expect("the pool changes");
    delete.send().await.expect("the pool goes");
}

#[tokio::test]
async fn a_protected_number_does_not_hold_its_pool() {
    let app = App::start().await;
    let (client, number) = (app.client(), Fixture(app.client()).number().await);
    let protect = client.update_phone_number().phone_number_id(&number).deletion_protection_enabled(true);
    protect.send().await.expect("the number changes");
    let pool = Fixture(app.client()).pool_of(&number, "US").await;

    client.delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    assert!(View(client).number(&number).await.deletion_protection_enabled);
}

#[tokio::test]
async fn a_pool_that_is_not_active_is_refused() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    app.execute("update callsign.pool set active_at = now() + interval '1 day'").await;

    let refused = app.refused(app.client().delete_pool().pool_id(&pool).send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn a_pool_of_another_account_is_not_found_by_id_and_denied_by_arn() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    let foreign = Fixture(app.client_of("other", REGION)).pool().await;

    let by_id = app.refused(app.client().delete_pool().pool_id(&foreign).send()).await;
    let foreign_arn = format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:pool/{foreign}");
    let by_arn = app.refused(app.client().delete_pool().pool_id(foreign_arn).send()).await;

    assert_eq!(by_id.line(), format!("ResourceNotFoundException - pool {foreign}"));
    assert_eq!(by_arn.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn an_arn_of_another_kind_or_region_is_invalid() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let other_region = arn(&format!("pool/{pool}")).replace("us-east-1", "eu-west-1");

    for named in [arn("phone-number/phone-1"), arn("pool/"), other_region, "arn:aws".to_owned()] {
        let refused = app.refused(app.client().delete_pool().pool_id(&named).send()).await;

        assert!(refused.is("ValidationException", "INVALID_ARN"), "{named}: {refused:?}");
        assert_eq!(refused.fields, ["poolId"]);
    }
}

#[tokio::test]
async fn the_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;

    let missing = app.refused(app.client().delete_pool().send()).await;
    let empty = app.refused(app.client().delete_pool().pool_id("").send()).await;
    let broken = app.refused(app.client().delete_pool().pool_id("a b").send()).await;

    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert!(empty.is("ValidationException", "MISSING_PARAMETER"), "{empty:?}");
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    for refused in [missing, empty, broken] {
        assert_eq!(refused.fields, ["poolId"]);
    }
}
