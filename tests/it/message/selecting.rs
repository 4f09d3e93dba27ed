//! The choice by SQL is the choice by the rule.

use callsign::{
    domain::message::{
        channel::Channel,
        direct::Asked,
        selection::{Candidate, CandidateKind, Choice, Spread, choose},
    },
    model::{arn::Scope, message::MessageType},
    store::message::selection::{Among, select},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use sqlx::{Executor, PgConnection};
use time::Duration;
use uuid::Uuid;

use super::{NOW, caller, selection::candidates, to};
use crate::harness::cluster;

pub const POOL: Uuid = Uuid::from_u128(0xabc);

/// An RCS agent that can be tested, with what `launched and tested` says beside that.
async fn insert_agent(
    connection: &mut PgConnection,
    candidate: &Candidate,
    (is_launched, is_tester): (bool, bool),
    destination: &str,
) {
    sqlx::query(
        "insert into callsign.rcs_agent (id, account_id, region, deletion_protection_enabled, opt_out_list_id, created_at)
         select $1, '111122223333', 'us-east-1', false, l.id, $2 from callsign.opt_out_list l",
    )
    .bind(candidate.id)
    .bind(candidate.since)
    .execute(&mut *connection)
    .await
    .expect("an agent is made");
    let launch = format!("{}_RCS_LAUNCH_REGISTRATION", to(destination).iso_country_code);
    for registration_type in ["TEST_RCS_LAUNCH_REGISTRATION"].into_iter().chain(is_launched.then_some(&*launch)) {
        sqlx::query(
            "with made as (
                 insert into callsign.registration (id, account_id, region, registration_type, registration_status,
                     current_version_number, created_at)
                 values (gen_random_uuid(), '111122223333', 'us-east-1', $2, 'COMPLETE', 1, now()) returning id)
             insert into callsign.registration_association (id, registration_id, rcs_agent_id, created_at)
             select gen_random_uuid(), id, $1, now() from made",
        )
        .bind(candidate.id)
        .bind(registration_type)
        .execute(&mut *connection)
        .await
        .expect("a registration is made");
    }
    if is_tester {
        sqlx::query(
            "insert into callsign.verified_destination_number
                 (id, account_id, region, destination_phone_number, created_at, verified_at, rcs_agent_id)
             values (gen_random_uuid(), '111122223333', 'us-east-1', $2, $3, $3, $1)",
        )
        .bind(candidate.id)
        .bind(destination)
        .bind(NOW - Duration::days(1))
        .execute(&mut *connection)
        .await
        .expect("a tester is made");
    }
}

/// The rows that candidates stand on, in a pool made of them.
pub async fn insert(
    connection: &mut PgConnection,
    candidates: &[Candidate],
    destination: &str,
    channel: Channel,
    pooled: bool,
) {
    let pool_id = if pooled { format!("pool-{}", POOL.simple()) } else { String::new() };
    for candidate in candidates {
        let types: Vec<&str> = candidate.message_types.iter().map(AsRef::as_ref).collect();
        let active_at = if candidate.is_active { NOW } else { NOW + Duration::hours(1) };
        let since = candidate.since;
        let (number, sender_id, agent) = match &candidate.kind {
            CandidateKind::PhoneNumber { number_type, number_capabilities, international_sending_enabled } => {
                let capabilities: Vec<&str> = number_capabilities.iter().map(AsRef::as_ref).collect();
                sqlx::query(
                    "insert into callsign.phone_number (id, account_id, region, phone_number, iso_country_code,
                         message_type, number_capabilities, number_type, monthly_leasing_price, two_way_enabled,
                         self_managed_opt_outs_enabled, opt_out_list_id, international_sending_enabled,
                         deletion_protection_enabled, created_at, active_at)
                     select $1, '111122223333', 'us-east-1', '+1' || $2, $3, $4, $5, $6, '1.00', false, false, l.id, $7, false,
                            $8, $9
                     from callsign.opt_out_list l",
                )
                .bind(candidate.id)
                .bind(candidate.id.as_u128().to_string())
                .bind(&candidate.iso_country_code)
                .bind(types[0])
                .bind(capabilities)
                .bind(number_type.as_ref())
                .bind(international_sending_enabled)
                .bind(since)
                .bind(active_at)
                .execute(&mut *connection)
                .await
                .expect("a number is made");
                (Some(candidate.id), None, None)
            }
            CandidateKind::SenderId { registered } => {
                sqlx::query(
                    "insert into callsign.sender_id (id, account_id, region, sender_id, iso_country_code, message_types,
                         monthly_leasing_price, deletion_protection_enabled, registered, created_at)
                     values ($1, '111122223333', 'us-east-1', $2, $3, $4, '0.00', false, $5, $6)",
                )
                .bind(candidate.id)
                .bind(format!("S{}", candidate.id.as_u128()))
                .bind(&candidate.iso_country_code)
                .bind(types)
                .bind(registered)
                .bind(since)
                .execute(&mut *connection)
                .await
                .expect("a sender ID is made");
                (None, Some(candidate.id), None)
            }
            CandidateKind::RcsAgent { is_launched, is_tester } => {
                insert_agent(connection, candidate, (*is_launched, *is_tester), destination).await;
                (None, None, Some(candidate.id))
            }
        };
        sqlx::query(
            "insert into callsign.pool_origination_identity
                 (id, pool_id, phone_number_id, sender_id_id, created_at, request_id, rcs_agent_id)
             values (gen_random_uuid(), $1, $2, $3, $4, 'r', $5)",
        )
        .bind(POOL)
        .bind(number)
        .bind(sender_id)
        .bind(since)
        .bind(agent)
        .execute(&mut *connection)
        .await
        .expect("it joins");
        if let Some(at) = candidate.delivered_at {
            // The table keeps one: the last of them stands for all that the rule is asked about.
            sqlx::query(
                "insert into callsign.sticky_identity
                 values ('111122223333', 'us-east-1', $1, $2, $3, $4, $5)
                 on conflict (account_id, region, pool_id, destination_phone_number, channel)
                 do update set origination_identity_key = excluded.origination_identity_key,
                               delivered_at = excluded.delivered_at",
            )
            .bind(&pool_id)
            .bind(destination)
            .bind(channel.as_ref())
            .bind(candidate.id)
            .bind(at)
            .execute(&mut *connection)
            .await
            .expect("it delivered");
        }
    }
}

/// What the pool and the account need to be there.
pub const WORLD: &str = "
    insert into callsign.account_region values ('111122223333', 'us-east-1', '2026-11-27 01:00Z');
    insert into callsign.opt_out_list values (gen_random_uuid(), '111122223333', 'us-east-1', 'Default', '2026-11-27 01:00Z');
    insert into callsign.pool (id, account_id, region, message_type, two_way_enabled, self_managed_opt_outs_enabled,
        opt_out_list_id, shared_routes_enabled, deletion_protection_enabled, created_at, active_at)
    select '00000000-0000-0000-0000-000000000abc', '111122223333', 'us-east-1', 'TRANSACTIONAL', false, false, id, false,
           false, '2026-11-27 01:00Z', '2026-11-27 01:00Z'
    from callsign.opt_out_list;
    insert into callsign.clock (account_id, mode, at) values ('111122223333', 'frozen', '2026-11-27 02:00Z')";

#[tokio::test]
async fn the_statement_chooses_what_the_rule_chooses() {
    let url = cluster::migrated_database().await;
    let mut connection = cluster::connect(&url).await;
    connection.execute(sqlx::raw_sql(WORLD)).await.expect("the world is made");
    let caller = caller();
    let scope = Scope::own(&caller);
    let mut runner = TestRunner::new(Config::default());
    let asked = (
        candidates(),
        prop::sample::select(vec!["+12065550142", "+14254147755", "+14165550100", "+33639980000", "+971501234567"]),
        prop::sample::select(vec![Channel::Text, Channel::Text, Channel::Media, Channel::Voice, Channel::Rcs]),
        prop::option::of(prop::sample::select(vec![MessageType::Transactional, MessageType::Promotional])),
        any::<bool>(),
        prop::sample::select(vec![Spread::Oldest, Spread::Hash]),
    );
    let mut chosen_of = std::collections::BTreeMap::new();
    for _ in 0..300 {
        let (mut candidates, phone_number, channel, message_type, in_account, spread) =
            asked.new_tree(&mut runner).expect("a case is made").current();
        let mut seen = false;
        for candidate in candidates.iter_mut().rev() {
            if seen {
                candidate.delivered_at = None;
            }
            seen |= candidate.delivered_at.is_some();
            if let CandidateKind::PhoneNumber { .. } = candidate.kind {
                candidate.message_types.truncate(1);
            } else {
                candidate.is_active = true;
            }
        }
        if in_account {
            // What only agents carry isn't sent for a whole account.
            candidates.retain(|candidate| !matches!(candidate.kind, CandidateKind::RcsAgent { .. }));
        }
        connection.execute("begin").await.expect("it begins");
        insert(&mut connection, &candidates, phone_number, channel, !in_account).await;
        let destination = to(phone_number);
        let asked = Asked { channel, destination: &destination, message_type };
        let choice = Choice { asked, in_account, spread, now: NOW };
        let among = Among { scope: &scope, pool: (!in_account).then_some(POOL), is_at_home: false };
        let by_sql = select(&mut connection, among, &choice).await.expect("it is chosen");
        let by_sql = by_sql.map(|(identity, by)| (identity.candidate.id, by));
        let by_rule = choose(&candidates, &choice).map(|(candidate, by)| (candidate.id, by));
        assert_eq!(by_sql, by_rule, "{choice:?} {candidates:?}");
        *chosen_of.entry(by_rule.map(|(_, by)| by.to_string())).or_insert(0) += 1;
        connection.execute("rollback").await.expect("it is undone");
    }
    assert!(chosen_of.len() >= 5, "all kinds of choices come up: {chosen_of:?}");
    cluster::drop_database(&url).await;
}
