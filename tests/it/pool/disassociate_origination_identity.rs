//! DisassociateOriginationIdentity: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::{
        RequestId,
        disassociate_origination_identity::builders::DisassociateOriginationIdentityFluentBuilder as Disassociate,
    },
    types::NumberStatus,
};
use callsign::domain::deployment::{IsoCountryCode, LastPhoneNumber};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, ROLE, TOPIC, View, arn};

/// A row of the history, as text.
type Row = (String, String, String, String, String, String, String);

/// The removal of `identity` of `country` from `pool`, ready to be sent.
fn disassociate(app: &App, pool: &str, identity: &str, country: &str) -> Disassociate {
    app.client()
        .disassociate_origination_identity()
        .pool_id(pool)
        .origination_identity(identity)
        .iso_country_code(country)
}

/// A pool of two US numbers: its id, its seed, the other number.
async fn pool_of_two(app: &App) -> (String, String, String) {
    let fixture = Fixture(app.client());
    let (seed, number) = (fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&seed, "US").await;
    fixture.associate(&pool, &number, "US").await;
    (pool, seed, number)
}

#[tokio::test]
async fn a_phone_number_leaves_its_pool_and_the_answer_is_canonical() {
    let app = App::start().await;
    let (pool, seed, number) = pool_of_two(&app).await;
    let (pool_arn, number_arn) = (arn(&format!("pool/{pool}")), arn(&format!("phone-number/{number}")));

    let answer = disassociate(&app, &pool_arn, &number_arn, "US").send().await.expect("the number leaves");

    assert_eq!(answer.pool_id.as_deref(), Some(pool.as_str()));
    assert_eq!(answer.pool_arn, Some(pool_arn));
    assert_eq!(answer.origination_identity.as_deref(), Some(number.as_str()));
    assert_eq!(answer.origination_identity_arn, Some(number_arn));
    assert_eq!(answer.iso_country_code.as_deref(), Some("US"));
    let view = View(app.client());
    assert_eq!(view.identities(&pool).await, [seed]);
    let left = view.number(&number).await;
    assert_eq!((left.pool_id, left.status), (None, NumberStatus::Active));
}

#[tokio::test]
async fn a_sender_id_leaves_in_its_stored_form_whatever_the_case_it_is_named_in() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, sender_id) = (fixture.pool().await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &sender_id, "GB").await;

    let answer = disassociate(&app, &pool, "ACME", "GB").send().await.expect("the sender ID leaves");

    assert_eq!(answer.origination_identity.as_deref(), Some("ACME"));
    assert_eq!(answer.origination_identity_arn, Some(arn("sender-id/ACME/GB")));
    assert_eq!(answer.iso_country_code.as_deref(), Some("GB"));
}

#[tokio::test]
async fn a_sender_id_leaves_by_its_arn_with_its_country_and_stays_in_other_pools() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, sender_id) =
        (fixture.pool().await, fixture.pool().await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&first, &sender_id, "GB").await;
    fixture.associate(&second, &sender_id, "GB").await;

    disassociate(&app, &first, &arn("sender-id/ACME/GB"), "GB").send().await.expect("the sender ID leaves");

    let view = View(app.client());
    assert!(!view.identities(&first).await.contains(&sender_id));
    assert!(view.identities(&second).await.contains(&sender_id));
}

#[tokio::test]
async fn a_phone_number_that_left_may_join_another_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, _, number) = pool_of_two(&app).await;
    let other = fixture.pool().await;

    fixture.disassociate(&pool, &number, "US").await;
    fixture.associate(&other, &number, "US").await;

    assert_eq!(View(app.client()).number(&number).await.pool_id, Some(other));
}

#[tokio::test]
async fn a_phone_number_in_no_pool_is_refused() {
    let app = App::start().await;
    let (pool, ..) = pool_of_two(&app).await;
    let number = Fixture(app.client()).number().await;

    let refused = app.refused(disassociate(&app, &pool, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL phone-number {number}"));
}

#[tokio::test]
async fn a_phone_number_in_another_pool_is_refused() {
    let app = App::start().await;
    let (pool, ..) = pool_of_two(&app).await;
    let (_, _, number) = pool_of_two(&app).await;

    let refused = app.refused(disassociate(&app, &pool, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL phone-number {number}"));
}

#[tokio::test]
async fn a_sender_id_that_is_not_in_the_pool_is_not_found() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, other, sender_id) = (fixture.pool().await, fixture.pool().await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&other, &sender_id, "GB").await;

    let refused = app.refused(disassociate(&app, &pool, &sender_id, "GB").send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - sender-id ACME");
}

#[tokio::test]
async fn the_same_text_of_another_country_is_another_sender_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let (british, _german) = (fixture.sender_id("ACME", "GB").await, fixture.sender_id("ACME", "DE").await);
    fixture.associate(&pool, &british, "GB").await;

    let refused = app.refused(disassociate(&app, &pool, "ACME", "DE").send()).await;

    assert_eq!(refused.line(), "ResourceNotFoundException - sender-id ACME");
}

#[tokio::test]
async fn the_last_phone_number_of_a_pool_stays() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;

    let refused = app.refused(disassociate(&app, &pool, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException LAST_PHONE_NUMBER phone-number {number}"));
}

#[tokio::test]
async fn the_last_sender_id_of_a_pool_of_sender_ids_stays() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second) = (fixture.sender_id("First", "GB").await, fixture.sender_id("Second", "GB").await);
    let pool = fixture.pool_of(&first, "GB").await;
    fixture.associate(&pool, &second, "GB").await;
    fixture.disassociate(&pool, &first, "GB").await;

    let refused = app.refused(disassociate(&app, &pool, &second, "GB").send()).await;

    assert_eq!(refused.line(), "ConflictException LAST_PHONE_NUMBER sender-id SECOND");
}

#[tokio::test]
async fn the_last_phone_number_beside_sender_ids_stays() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let (pool, sender_id) = (fixture.pool_of(&number, "US").await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &sender_id, "GB").await;

    let refused = app.refused(disassociate(&app, &pool, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException LAST_PHONE_NUMBER phone-number {number}"));
}

#[tokio::test]
async fn the_last_phone_number_beside_sender_ids_may_leave_where_the_setting_allows_it() {
    let app = App::with(|settings| settings.compatibility.last_phone_number = LastPhoneNumber::Allow).await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let (pool, sender_id) = (fixture.pool_of(&number, "US").await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &sender_id, "GB").await;

    disassociate(&app, &pool, &number, "US").send().await.expect("the number leaves");

    let refused = app.refused(disassociate(&app, &pool, &sender_id, "GB").send()).await;
    assert_eq!(refused.line(), "ConflictException LAST_PHONE_NUMBER sender-id ACME");
}

#[tokio::test]
async fn the_last_sender_id_beside_a_phone_number_may_leave() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let (pool, sender_id) = (fixture.pool_of(&number, "US").await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &sender_id, "GB").await;

    disassociate(&app, &pool, &sender_id, "GB").send().await.expect("the sender ID leaves");

    assert_eq!(View(app.client()).identities(&pool).await, [number]);
}

#[tokio::test]
async fn the_seed_identity_may_leave_once_another_is_in() {
    let app = App::start().await;
    let (pool, seed, number) = pool_of_two(&app).await;

    disassociate(&app, &pool, &seed, "US").send().await.expect("the seed leaves");

    assert_eq!(View(app.client()).identities(&pool).await, [number]);
}

#[tokio::test]
async fn deletion_protection_keeps_nothing_in_a_pool() {
    let app = App::start().await;
    let client = app.client();
    let (number, other) = (Fixture(app.client()).number().await, Fixture(app.client()).number().await);
    let protect = client.update_phone_number().phone_number_id(&number).deletion_protection_enabled(true);
    protect.send().await.expect("the number is free to change");
    let pool = Fixture(app.client()).pool_of(&other, "US").await;
    Fixture(app.client()).associate(&pool, &number, "US").await;
    client.update_pool().pool_id(&pool).deletion_protection_enabled(true).send().await.expect("the pool changes");

    disassociate(&app, &pool, &number, "US").send().await.expect("the number leaves");

    assert_eq!(View(client).identities(&pool).await, [other]);
}

#[tokio::test]
async fn a_number_that_left_keeps_the_settings_and_keywords_of_the_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, _, number) = pool_of_two(&app).await;
    let list = fixture.list("Promotions").await;
    let change = app.client().update_pool().pool_id(&pool).opt_out_list_name(&list).two_way_enabled(true);
    let change = change.two_way_channel_arn(TOPIC).two_way_channel_role(ROLE).self_managed_opt_outs_enabled(true);
    change.send().await.expect("the pool changes");
    fixture.keyword(&pool, "INFO", "We open at nine").await;
    fixture.disassociate(&pool, &number, "US").await;
    app.client().update_pool().pool_id(&pool).opt_out_list_name("Default").send().await.expect("the pool changes");
    fixture.keyword(&pool, "INFO", "We open at ten").await;

    let left = View(app.client()).number(&number).await;

    assert_eq!(left.opt_out_list_name, list);
    assert!(left.two_way_enabled);
    assert_eq!(left.two_way_channel_arn.as_deref(), Some(TOPIC));
    assert_eq!(left.two_way_channel_role.as_deref(), Some(ROLE));
    assert!(left.self_managed_opt_outs_enabled);
    let keywords = View(app.client()).keywords(&number).await;
    assert!(keywords.contains(&("INFO".to_owned(), "We open at nine".to_owned())), "{keywords:?}");
}

#[tokio::test]
async fn the_history_notes_the_leaving_with_its_request() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, _, number) = pool_of_two(&app).await;
    let sender_id = fixture.sender_id("ACME", "GB").await;
    fixture.associate(&pool, &sender_id, "GB").await;

    let by_number = disassociate(&app, &pool, &number, "US").send().await.expect("the number leaves");
    let by_sender_id = disassociate(&app, &pool, &sender_id, "GB").send().await.expect("the sender ID leaves");

    let query = "select pool_id, pool_arn, origination_identity, origination_identity_arn, iso_country_code,
                        account_id || ' ' || region, request_id
                 from inspect.association_history where event = 'DISASSOCIATED' order by at, origination_identity desc";
    let mut connection = app.connection().await;
    let events: Vec<Row> = sqlx::query_as(query).fetch_all(&mut connection).await.expect("the history is read");
    let expected = |identity: &str, path: &str, country: &str, request: Option<&str>| {
        let scope = "000000000000 us-east-1".to_owned();
        let request = request.expect("the answer has a request id").to_owned();
        let pool_arn = arn(&format!("pool/{pool}"));
        (pool.clone(), pool_arn, identity.to_owned(), arn(path), country.to_owned(), scope, request)
    };
    let of_number = expected(&number, &format!("phone-number/{number}"), "US", by_number.request_id());
    let of_sender_id = expected("ACME", "sender-id/ACME/GB", "GB", by_sender_id.request_id());
    assert_eq!(events, [of_number, of_sender_id]);
}

#[tokio::test]
async fn a_retry_with_the_same_token_replays_the_answer_even_when_the_number_is_back() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    let request = disassociate(&app, &pool, &number, "US").client_token("token-1");
    let first = request.clone().send().await.expect("the number leaves");
    Fixture(app.client()).associate(&pool, &number, "US").await;

    let second = request.send().await.expect("the answer is replayed");

    assert_eq!(second.origination_identity_arn, first.origination_identity_arn);
    assert_eq!(second.pool_arn, first.pool_arn);
    assert!(View(app.client()).identities(&pool).await.contains(&number), "the retry had no second effect");
}

#[tokio::test]
async fn a_token_with_other_parameters_is_refused() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    disassociate(&app, &pool, &number, "US").client_token("token-1").send().await.expect("the number leaves");

    let other = disassociate(&app, &pool, "ACME", "GB").client_token("token-1");
    let refused = app.refused(other.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["clientToken"]);
}

#[tokio::test]
async fn a_refused_call_does_not_use_up_its_token() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;
    let request = disassociate(&app, &pool, &number, "US").client_token("token-1");
    app.refused(request.clone().send()).await;
    let other = fixture.number().await;
    fixture.associate(&pool, &other, "US").await;

    request.send().await.expect("the number may leave now");

    assert_eq!(View(app.client()).identities(&pool).await, [other]);
}

#[tokio::test]
async fn a_sender_id_arn_without_a_country_is_an_invalid_arn() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, sender_id) = (fixture.pool().await, fixture.sender_id("ACME", "GB").await);
    fixture.associate(&pool, &sender_id, "GB").await;

    let request = app.client().disassociate_origination_identity().pool_id(&pool);
    let refused = app.refused(request.origination_identity(arn("sender-id/ACME/GB")).send()).await;

    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["senderId"]);
}

#[tokio::test]
async fn another_country_than_the_identity_s_own_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, _, number) = pool_of_two(&app).await;
    let sender_id = fixture.sender_id("ACME", "GB").await;
    fixture.associate(&pool, &sender_id, "GB").await;

    for identity in [number, arn("sender-id/ACME/GB")] {
        let refused = app.refused(disassociate(&app, &pool, &identity, "DE").send()).await;

        assert!(refused.is("ValidationException", "COUNTRY_CODE_MISMATCH"), "{identity}: {refused:?}");
        assert_eq!(refused.fields, ["isoCountryCode"]);
    }
}

#[tokio::test]
async fn a_number_without_its_country_leaves_only_where_the_setting_allows_it() {
    let app = App::start().await;
    let lenient = app.beside(|settings| settings.compatibility.iso_country_code = IsoCountryCode::Optional).await;
    let (pool, _, number) = pool_of_two(&app).await;
    let request =
        |app: &App| app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(&number);

    let refused = app.refused(request(&app).send()).await;
    let answer = request(&lenient).send().await.expect("the number leaves");

    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["isoCountryCode"]);
    assert_eq!(answer.iso_country_code.as_deref(), Some("US"));
}

#[tokio::test]
async fn a_pool_that_is_not_active_gives_nothing_up() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    app.execute("update callsign.pool set active_at = now() + interval '1 day'").await;

    let refused = app.refused(disassociate(&app, &pool, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn a_number_that_is_not_active_stays() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    app.execute("update callsign.phone_number set active_at = now() + interval '1 day'").await;

    let refused = app.refused(disassociate(&app, &pool, &number, "US").send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE phone-number {number}"));
}

#[tokio::test]
async fn unknown_pools_and_identities_are_not_found() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    let (no_pool, no_number) = (pool.replace(&pool[30..], "0000000"), number.replace(&number[30..], "00000000"));
    let rcs_agent = "rcs-0123456789abcdef0123456789abcdef";
    let cases = [
        (no_pool.as_str(), no_number.as_str(), format!("pool {no_pool}")),
        ("pool-x", &number, "pool pool-x".to_owned()),
        (&pool, &no_number, format!("phone-number {no_number}")),
        (&pool, "NoSuch", "sender-id NOSUCH".to_owned()),
        (&pool, rcs_agent, format!("rcs-agent {rcs_agent}")),
    ];
    for (pool, identity, resource) in cases {
        let refused = app.refused(disassociate(&app, pool, identity, "US").send()).await;

        assert_eq!(refused.line(), format!("ResourceNotFoundException - {resource}"));
    }
}

#[tokio::test]
async fn resources_of_another_account_are_not_found_by_id_and_denied_by_arn() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    let other = Fixture(app.client_of("other", REGION));
    let foreign_number = other.number().await;
    let foreign_pool = other.pool().await;
    other.sender_id("ACME", "GB").await;

    let by_id = [
        (foreign_pool.as_str(), number.as_str(), "US", format!("pool {foreign_pool}")),
        (&pool, &foreign_number, "US", format!("phone-number {foreign_number}")),
        (&pool, "ACME", "GB", "sender-id ACME".to_owned()),
    ];
    for (pool, identity, country, resource) in by_id {
        let refused = app.refused(disassociate(&app, pool, identity, country).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {resource}"));
    }
    let foreign = |path: String| format!("arn:aws:sms-voice:{REGION}:{OTHER_ACCOUNT}:{path}");
    let by_arn = [
        (foreign(format!("pool/{foreign_pool}")), number.clone(), "US"),
        (pool.clone(), foreign(format!("phone-number/{foreign_number}")), "US"),
        (pool.clone(), foreign("sender-id/ACME/GB".to_owned()), "GB"),
    ];
    for (pool, identity, country) in by_arn {
        let refused = app.refused(disassociate(&app, &pool, &identity, country).send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn arns_of_other_kinds_and_regions_are_invalid() {
    let app = App::start().await;
    let (pool, _, number) = pool_of_two(&app).await;
    let (pool_arn, number_arn) = (arn(&format!("pool/{pool}")), arn(&format!("phone-number/{number}")));
    let cases = [
        (number_arn.clone(), number.clone(), "poolId"),
        (pool_arn.replace("us-east-1", "eu-west-1"), number.clone(), "poolId"),
        (pool.clone(), pool_arn.clone(), "originationIdentity"),
        (pool.clone(), arn("opt-out-list/Default"), "originationIdentity"),
        (pool.clone(), number_arn.replace("sms-voice", "mobiletargeting"), "originationIdentity"),
    ];
    for (pool, identity, field) in cases {
        let refused = app.refused(disassociate(&app, &pool, &identity, "US").send()).await;

        assert!(refused.is("ValidationException", "INVALID_ARN"), "{pool} {identity}: {refused:?}");
        assert_eq!(refused.fields, [field]);
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    Fixture(app.client()).number().await;
    let client = app.client();
    let nothing = app.refused(client.disassociate_origination_identity().send()).await;
    let empty = app.refused(disassociate(&app, "", "phone-1", "US").send()).await;
    let broken = app.refused(disassociate(&app, "a b", "+12065550100", "us").client_token("a b").send()).await;

    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["poolId", "originationIdentity", "isoCountryCode"]);
    assert!(empty.is("ValidationException", "MISSING_PARAMETER"), "{empty:?}");
    assert_eq!(empty.fields, ["poolId"]);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["poolId", "originationIdentity", "isoCountryCode", "clientToken"]);
}
