//! What the database itself guards: each case is a statement that a bug might send, and the constraint that refuses it.

use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;
use callsign::{
    model::{
        arn::Scope,
        caller::{AccountId, Caller, Region},
    },
    store,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::State;
use crate::{
    harness::{ACCOUNT, App, Fixture, REGION, simulator},
    registration::{TOLL_FREE, associate, attached, created, text},
};

/// The constraint that refuses the statement; what it tried is rolled back.
async fn refusing_constraint(connection: &mut PgConnection, statement: &str) -> String {
    let mut tx = connection.begin().await.expect("a transaction");
    let outcome = tx.execute(sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))).await;
    tx.rollback().await.expect("it can be rolled back");
    match outcome {
        Ok(_) => "none".to_owned(),
        Err(error) => {
            let constraint = error.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
            constraint.unwrap_or_else(|| error.to_string())
        }
    }
}

async fn each_is_refused(cases: &[(&str, &str)]) {
    each_is_refused_of(&State::new().await, cases).await;
}

async fn each_is_refused_of(state: &State, cases: &[(&str, &str)]) {
    let mut connection = state.app.connection().await;
    for (constraint, statement) in cases {
        assert_eq!(refusing_constraint(&mut connection, statement).await, *constraint, "{statement}");
    }
}

#[tokio::test]
async fn a_phone_number_is_in_one_pool_at_most() {
    each_is_refused(&[(
        "phone_number_is_in_one_pool",
        "insert into callsign.pool_origination_identity (id, pool_id, phone_number_id, created_at, request_id)
         select gen_random_uuid(), p.id, a.phone_number_id, now(), 'r'
         from callsign.pool_origination_identity a join callsign.pool p on p.id <> a.pool_id
         where a.phone_number_id is not null limit 1",
    )])
    .await;
}

#[tokio::test]
async fn an_identity_is_once_in_a_pool() {
    let again = "insert into callsign.pool_origination_identity
                 select gen_random_uuid(), pool_id, phone_number_id, sender_id_id, now(), 'r'
                 from callsign.pool_origination_identity";
    each_is_refused(&[
        ("phone_number_is_in_one_pool", &format!("{again} where phone_number_id is not null")),
        ("sender_id_is_once_in_a_pool", &format!("{again} where sender_id_id is not null")),
    ])
    .await;
}

#[tokio::test]
async fn an_association_has_exactly_one_identity() {
    each_is_refused(&[
        ("association_has_one_identity", "update callsign.pool_origination_identity set phone_number_id = null"),
        (
            "association_has_one_identity",
            "update callsign.pool_origination_identity a set sender_id_id = s.id from callsign.sender_id s
             where a.phone_number_id is not null",
        ),
    ])
    .await;
}

#[tokio::test]
async fn both_sides_of_an_association_exist() {
    let pool = "pool_origination_identity_pool_id_fkey";
    let number = "pool_origination_identity_phone_number_id_fkey";
    let sender_id = "pool_origination_identity_sender_id_id_fkey";
    each_is_refused(&[
        (pool, "update callsign.pool_origination_identity set pool_id = gen_random_uuid()"),
        (
            number,
            "update callsign.pool_origination_identity set phone_number_id = gen_random_uuid()
             where phone_number_id is not null",
        ),
        (
            sender_id,
            "update callsign.pool_origination_identity set sender_id_id = gen_random_uuid()
             where sender_id_id is not null",
        ),
        (pool, "delete from callsign.pool"),
        (number, "delete from callsign.phone_number"),
        (sender_id, "delete from callsign.sender_id"),
    ])
    .await;
}

#[tokio::test]
async fn an_opt_out_list_in_use_stays() {
    each_is_refused(&[
        ("phone_number_opt_out_list_id_fkey", "delete from callsign.opt_out_list where name = 'Offers'"),
        ("pool_opt_out_list_id_fkey", "update callsign.pool set opt_out_list_id = gen_random_uuid()"),
    ])
    .await;
}

#[tokio::test]
async fn names_are_unique_in_their_account_and_region() {
    each_is_refused(&[
        ("phone_number_is_leased_once", "update callsign.phone_number set phone_number = '+14255550100'"),
        ("opt_out_list_name_is_unique", "update callsign.opt_out_list set name = 'Default'"),
        (
            "sender_id_is_unique",
            "insert into callsign.sender_id
             select gen_random_uuid(), account_id, region, upper(sender_id), iso_country_code, message_types,
                    monthly_leasing_price, deletion_protection_enabled, registered, now() from callsign.sender_id",
        ),
        (
            "client_token_pkey",
            "insert into callsign.client_token (account_id, region, operation, client_token, request_digest, expires_at)
             select account_id, region, operation, client_token, request_digest, now() from callsign.client_token",
        ),
        (
            "keyword_is_once_on_a_phone_number",
            "insert into callsign.keyword select gen_random_uuid(), pool_id, phone_number_id, keyword, keyword_message,
                    keyword_action from callsign.keyword",
        ),
        (
            "opted_out_number_is_once_on_a_list",
            "insert into callsign.opted_out_number
             select gen_random_uuid(), opt_out_list_id, opted_out_number, end_user_opted_out, now()
             from callsign.opted_out_number",
        ),
        (
            "tag_is_once_on_a_resource",
            "insert into callsign.tag (resource_id, key, value) select resource_id, key, 'again' from callsign.tag",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_keyword_belongs_to_exactly_one_resource() {
    each_is_refused(&[
        ("keyword_has_one_owner", "update callsign.keyword set phone_number_id = null"),
        ("keyword_has_one_owner", "update callsign.keyword set pool_id = (select id from callsign.pool limit 1)"),
    ])
    .await;
}

#[tokio::test]
async fn each_row_of_a_kind_is_a_resource_and_stays_one() {
    let is_one = "set constraints all immediate; delete from callsign.resource where kind =";
    each_is_refused(&[
        ("pool_is_a_resource", &format!("{is_one} 'pool'")),
        ("phone_number_is_a_resource", &format!("{is_one} 'phone-number'")),
        ("sender_id_is_a_resource", &format!("{is_one} 'sender-id'")),
        ("opt_out_list_is_a_resource", &format!("{is_one} 'opt-out-list'")),
        ("configuration_set_is_a_resource", &format!("{is_one} 'configuration-set'")),
        ("protect_configuration_is_a_resource", &format!("{is_one} 'protect-configuration'")),
        ("verified_destination_number_is_a_resource", &format!("{is_one} 'verified-destination-number'")),
        ("resource_path_is_unique", "update callsign.resource set path = 'pool/pool-1'"),
        ("resource_path_check", "update callsign.resource set path = 'pool'"),
        ("tag_resource_id_fkey", "update callsign.tag set resource_id = gen_random_uuid()"),
    ])
    .await;
}

/// Every row of the six tables with its path, and every resource: what is on one side only.
const ODD_RESOURCES: &str = "
    select count(*) from (
        select id, account_id, region, 'pool/' || callsign.pool_id(id) as path, created_at from callsign.pool
        union all
        select id, account_id, region, 'phone-number/' || callsign.phone_number_id(id), created_at
        from callsign.phone_number
        union all
        select id, account_id, region, 'sender-id/' || sender_id || '/' || iso_country_code, created_at
        from callsign.sender_id
        union all
        select id, account_id, region, 'opt-out-list/' || name, created_at from callsign.opt_out_list
        union all
        select id, account_id, region, 'configuration-set/' || name, created_at from callsign.configuration_set
        union all
        select id, account_id, region, 'protect-configuration/' || callsign.protect_configuration_id(id), created_at
        from callsign.protect_configuration
        union all
        select id, account_id, region, 'verified-destination-number/vdn-' || replace(id::text, '-', ''), created_at
        from callsign.verified_destination_number) own
    full join callsign.resource r using (id, account_id, region, path, created_at)
    where own is null or r is null";

#[tokio::test]
async fn resources_come_and_go_with_their_rows_however_these_are_written() {
    let State { app, misfit, .. } = State::new().await;
    assert_eq!(app.count(ODD_RESOURCES).await, 0);

    app.client().release_phone_number().phone_number_id(misfit).send().await.expect("it is in no pool");
    app.execute(
        "insert into callsign.opt_out_list select gen_random_uuid(), account_id, region, name, now()
         from callsign.opt_out_list on conflict do nothing;
         insert into callsign.sender_id
         select gen_random_uuid(), account_id, region, 'S' || n, 'FR', '{PROMOTIONAL}', '0.00', false, false, now()
         from callsign.account_region, generate_series(1, 50) n;
         delete from callsign.sender_id where sender_id < 'S3' and iso_country_code = 'FR'",
    )
    .await;

    assert_eq!(app.count(ODD_RESOURCES).await, 0);
    assert_eq!(app.count("select count(*) from callsign.resource where path ~ '^sender-id/S.*/FR$'").await, 28);
}

#[tokio::test]
async fn enumerations_hold_the_models_values_only() {
    each_is_refused(&[
        ("pool_message_type_check", "update callsign.pool set message_type = 'OTHER'"),
        ("phone_number_message_type_check", "update callsign.phone_number set message_type = 'OTHER'"),
        ("phone_number_number_type_check", "update callsign.phone_number set number_type = 'OTHER'"),
        ("phone_number_number_capabilities_check", "update callsign.phone_number set number_capabilities = '{FAX}'"),
        ("phone_number_number_capabilities_check", "update callsign.phone_number set number_capabilities = '{}'"),
        ("phone_number_changing_status_check", "update callsign.phone_number set changing_status = 'OTHER'"),
        ("sender_id_message_types_check", "update callsign.sender_id set message_types = '{OTHER}'"),
        ("sender_id_message_types_check", "update callsign.sender_id set message_types = '{}'"),
        ("keyword_keyword_action_check", "update callsign.keyword set keyword_action = 'OTHER'"),
        ("association_event_event_check", "update callsign.association_event set event = 'OTHER'"),
        ("pool_event_event_check", "update callsign.pool_event set event = 'OTHER'"),
    ])
    .await;
}

#[tokio::test]
async fn texts_have_the_models_lengths_and_forms() {
    each_is_refused(&[
        ("account_region_account_id_check", "update callsign.account_region set account_id = '1'"),
        ("account_region_region_check", "update callsign.account_region set region = ''"),
        ("opt_out_list_name_check", "update callsign.opt_out_list set name = ''"),
        ("opt_out_list_name_check", "update callsign.opt_out_list set name = repeat('a', 65)"),
        ("pool_two_way_channel_arn_check", "update callsign.pool set two_way_channel_arn = 'arn:short'"),
        ("pool_two_way_channel_role_check", "update callsign.pool set two_way_channel_role = repeat('a', 2049)"),
        ("phone_number_phone_number_check", "update callsign.phone_number set phone_number = '2015550100'"),
        ("phone_number_iso_country_code_check", "update callsign.phone_number set iso_country_code = 'USA'"),
        (
            "phone_number_two_way_channel_arn_check",
            "update callsign.phone_number set two_way_channel_arn = 'arn:short'",
        ),
        (
            "phone_number_two_way_channel_role_check",
            "update callsign.phone_number set two_way_channel_role = 'arn:short'",
        ),
        ("sender_id_is_in_capitals", "update callsign.sender_id set sender_id = 'TWELVE-CHARS'"),
        ("sender_id_is_in_capitals", "update callsign.sender_id set sender_id = 'a b'"),
        ("sender_id_iso_country_code_check", "update callsign.sender_id set iso_country_code = 'gb'"),
        ("keyword_keyword_check", "update callsign.keyword set keyword = repeat('A', 31)"),
        ("keyword_keyword_check", "update callsign.keyword set keyword = ''"),
        (
            "opted_out_number_opted_out_number_check",
            "update callsign.opted_out_number set opted_out_number = '2025550199'",
        ),
        ("keyword_keyword_message_check", "update callsign.keyword set keyword_message = ''"),
        ("keyword_keyword_message_check", "update callsign.keyword set keyword_message = repeat('a', 1601)"),
        ("tag_key_check", "update callsign.tag set key = ''"),
        ("tag_key_check", "update callsign.tag set key = repeat('a', 129)"),
        ("tag_value_check", "update callsign.tag set value = repeat('a', 257)"),
        ("client_token_client_token_check", "update callsign.client_token set client_token = repeat('a', 65)"),
        ("client_token_request_digest_check", "update callsign.client_token set request_digest = ''"),
    ])
    .await;
}

#[tokio::test]
async fn resources_belong_to_an_account_and_region_that_is_known() {
    each_is_refused(&[
        ("pool_account_id_region_fkey", "update callsign.pool set region = 'eu-west-1'"),
        ("phone_number_account_id_region_fkey", "update callsign.phone_number set account_id = '999999999999'"),
        ("sender_id_account_id_region_fkey", "update callsign.sender_id set region = 'eu-west-1'"),
        ("opt_out_list_account_id_region_fkey", "update callsign.opt_out_list set region = 'eu-west-1'"),
        (
            "protect_configuration_account_id_region_fkey",
            "update callsign.protect_configuration set region = 'eu-west-1'",
        ),
        ("configuration_set_account_id_region_fkey", "update callsign.configuration_set set region = 'eu-west-1'"),
        (
            "verified_destination_number_account_id_region_fkey",
            "update callsign.verified_destination_number set region = 'eu-west-1'",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_spend_limit_override_is_one_of_the_models_within_its_bounds() {
    let of_each_scope = "insert into callsign.spend_limit_override select account_id, region";
    each_is_refused(&[
        (
            "spend_limit_override_name_check",
            &format!("{of_each_scope}, 'FAX_MESSAGE_MONTHLY_SPEND_LIMIT', 1, now() from callsign.account_region"),
        ),
        (
            "spend_limit_override_monthly_limit_check",
            &format!("{of_each_scope}, 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', -1, now() from callsign.account_region"),
        ),
        (
            "spend_limit_override_monthly_limit_check",
            &format!(
                "{of_each_scope}, 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', 1000000001, now() from callsign.account_region"
            ),
        ),
        (
            "spend_limit_override_pkey",
            &format!(
                "{of_each_scope}, 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', 1, now()
                 from callsign.account_region, generate_series(1, 2)"
            ),
        ),
        (
            "spend_limit_override_account_id_region_fkey",
            "insert into callsign.spend_limit_override
             values ('999999999999', 'us-east-1', 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', 1, now())",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_phone_is_entered_once_and_its_codes_are_six_digits_of_an_entry() {
    each_is_refused(&[
        (
            "verified_destination_number_is_unique",
            "insert into callsign.verified_destination_number (id, account_id, region, destination_phone_number, created_at)
             select gen_random_uuid(), account_id, region, destination_phone_number, now()
             from callsign.verified_destination_number",
        ),
        (
            "verified_destination_number_destination_phone_number_check",
            "update callsign.verified_destination_number set destination_phone_number = '12065550142'",
        ),
        ("verification_code_code_check", "update callsign.verification_code set code = '12345'"),
        ("verification_code_tries_left_check", "update callsign.verification_code set tries_left = -1"),
        (
            "verification_code_verified_destination_number_id_fkey",
            "update callsign.verification_code set verified_destination_number_id = gen_random_uuid()",
        ),
        ("verification_code_pkey", "insert into callsign.verification_code
             (message_id, verified_destination_number_id, code, sent_at, expires_at)
             select message_id, verified_destination_number_id, code, sent_at, expires_at from callsign.verification_code"),
        ("account_region_tier_check", "update callsign.account_region set tier = 'OTHER'"),
    ])
    .await;
}

#[tokio::test]
async fn an_event_destination_has_one_target_and_its_role_and_names_are_unique() {
    let again = "insert into callsign.event_destination
                 select gen_random_uuid(), configuration_set_id, name, enabled, matching_event_types, iam_role_arn,
                        log_group_arn, delivery_stream_arn, topic_arn, now() from callsign.event_destination";
    each_is_refused(&[
        ("event_destination_name_is_unique", again),
        (
            "configuration_set_name_is_unique",
            "insert into callsign.configuration_set (id, account_id, region, name, created_at)
             select gen_random_uuid(), account_id, region, name, now() from callsign.configuration_set",
        ),
        (
            "event_destination_has_one_target",
            "update callsign.event_destination
             set log_group_arn = topic_arn, delivery_stream_arn = topic_arn, iam_role_arn = topic_arn, topic_arn = null",
        ),
        (
            "event_destination_has_one_target",
            "update callsign.event_destination set iam_role_arn = topic_arn, topic_arn = null",
        ),
        ("event_destination_has_its_role", "update callsign.event_destination set iam_role_arn = topic_arn"),
        (
            "event_destination_has_its_role",
            "update callsign.event_destination set log_group_arn = topic_arn, topic_arn = null",
        ),
        (
            "event_destination_matching_event_types_check",
            "update callsign.event_destination set matching_event_types = '{}'",
        ),
        (
            "event_destination_configuration_set_id_fkey",
            "update callsign.event_destination set configuration_set_id = gen_random_uuid()",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_protect_configuration_says_one_thing_about_a_country_or_number_and_stays_while_a_set_has_it() {
    each_is_refused(&[
        (
            "protect_configuration_is_the_default",
            "insert into callsign.protect_configuration
             select gen_random_uuid(), account_id, region, true, false, now() from callsign.protect_configuration,
                    generate_series(1, 2)",
        ),
        (
            "protect_country_rule_is_once_in_a_configuration",
            "insert into callsign.protect_country_rule select * from callsign.protect_country_rule",
        ),
        (
            "protect_country_rule_protect_status_check",
            "update callsign.protect_country_rule set protect_status = 'ALLOW'",
        ),
        (
            "protect_country_rule_number_capability_check",
            "update callsign.protect_country_rule set number_capability = 'RCS'",
        ),
        (
            "protect_country_rule_protect_configuration_id_fkey",
            "update callsign.protect_country_rule set protect_configuration_id = gen_random_uuid()",
        ),
        (
            "protect_number_override_is_once_in_a_configuration",
            "insert into callsign.protect_number_override
             select gen_random_uuid(), protect_configuration_id, destination_phone_number, action, iso_country_code,
                    expires_at, now() from callsign.protect_number_override",
        ),
        ("protect_number_override_action_check", "update callsign.protect_number_override set action = 'MONITOR'"),
        (
            "protect_number_override_destination_phone_number_check",
            "update callsign.protect_number_override set destination_phone_number = '12025550199'",
        ),
        (
            "protect_number_override_protect_configuration_id_fkey",
            "update callsign.protect_number_override set protect_configuration_id = gen_random_uuid()",
        ),
        ("configuration_set_protect_configuration_id_fkey", "delete from callsign.protect_configuration"),
    ])
    .await;
}

#[tokio::test]
async fn an_identity_has_one_registration_and_what_a_registration_holds_is_of_one_kind() {
    let state = State::new().await;
    let client = state.app.client();
    let id = created(&client, TOLL_FREE).await;
    let number = simulator(&client).number_type(RequestableNumberType::TollFree).send().await.expect("it is made");
    associate(&client, &id, number.phone_number_id().expect("an id")).await;
    text(&client, &id, "companyInfo.city", "Oslo").await;
    let put = client.put_registration_field_value().registration_id(&id).field_path("messagingUseCase.optInImage");
    put.registration_attachment_id(attached(&client).await).send().await.expect("it is put");
    each_is_refused_of(
        &state,
        &[
            (
                "phone_number_is_in_one_registration",
                "insert into callsign.registration_association (id, registration_id, phone_number_id, created_at)
                 select gen_random_uuid(), registration_id, phone_number_id, now() from callsign.registration_association",
            ),
            (
                "sender_id_is_in_one_registration",
                "insert into callsign.registration_association (id, registration_id, sender_id_id, created_at)
                 select gen_random_uuid(), r.id, s.id, now()
                 from callsign.registration r, callsign.sender_id s, generate_series(1, 2)",
            ),
            (
                "registration_stands_on_another_once",
                "insert into callsign.registration_association (id, registration_id, parent_registration_id, created_at)
                 select gen_random_uuid(), id, id, now() from callsign.registration, generate_series(1, 2)",
            ),
            (
                "registration_association_is_one_thing",
                "update callsign.registration_association set phone_number_id = null",
            ),
            (
                "registration_version_is_once_in_a_registration",
                "insert into callsign.registration_version select * from callsign.registration_version",
            ),
            (
                "registration_field_value_is_once_in_a_version",
                "insert into callsign.registration_field_value select * from callsign.registration_field_value",
            ),
            (
                "registration_field_value_is_of_one_kind",
                "update callsign.registration_field_value set select_choices = array['a'] where text_value is not null",
            ),
            (
                "registration_field_value_registration_attachment_id_fkey",
                "delete from callsign.registration_attachment",
            ),
            ("registration_attachment_has_one_source", "update callsign.registration_attachment set sha256 = null"),
            ("registration_attachment_kind_check", "update callsign.registration_attachment set kind = 'GIF'"),
            ("registration_attachment_size_check", "update callsign.registration_attachment set size = 5242881"),
            ("registration_registration_status_check", "update callsign.registration set registration_status = 'NEW'"),
            (
                "registration_version_registration_version_status_check",
                "update callsign.registration_version set registration_version_status = 'NEW'",
            ),
            ("registration_account_id_region_fkey", "update callsign.registration set region = 'eu-west-1'"),
            (
                "registration_attachment_account_id_region_fkey",
                "update callsign.registration_attachment set region = 'eu-west-1'",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_count_goes_no_further_than_its_quota_and_nowhere_where_that_is_off() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    for n in 0..3 {
        fixture.pool().await;
        fixture.sender_id(&format!("ACME{n}"), "GB").await;
        fixture.list(&format!("list-{n}")).await;
        fixture.set(&format!("set-{n}")).await;
        fixture.protect_configuration().await;
    }
    let account_id = AccountId::parse(ACCOUNT).expect("it is twelve digits");
    let scope = Scope::own(&Caller { account_id, region: Region::new(REGION.to_owned()), user_arn: String::new() });
    let mut connection = app.connection().await;
    macro_rules! counted {
        ($($table:ident),*) => {$(
            for count_to in [0, 1, 2] {
                let counted = store::$table::count(&mut connection, &scope, count_to).await.expect("they are counted");
                assert_eq!(counted, i64::from(count_to), stringify!($table));
            }
        )*};
    }
    counted!(pool, phone_number, sender_id, opt_out_list, configuration_set, protect_configuration);
}
