//! RCS agents in pools, in two processes at once: who gets one, what happens while it goes, and what stays whole.

use aws_sdk_pinpointsmsvoicev2::{Client, error::ProvideErrorMetadata, types::MessageType};
use futures_util::{StreamExt, future::join_all, stream};

use super::{Pair, associate};
use crate::{
    harness::refusal,
    rcs_agent::{TEST, agent, registered, testing},
};

/// Agents have registrations, and those have files: none of that is to run out.
const SETTINGS: [(&str, &str); 7] = [
    ("quotas.phone_numbers", "0"),
    ("quotas.pools", "0"),
    ("quotas.origination_identities_per_pool", "0"),
    ("quotas.rcs_agents", "0"),
    ("quotas.registrations", "0"),
    ("quotas.registration_attachments", "0"),
    ("quotas.registration_attachments_per_day", "0"),
];

const LISTS: [&str; 2] = ["Default", "Offers"];

/// Each counts what must not be there.
const INVARIANTS: [(&str, &str); 5] = [
    (
        "an agent is in one pool at most",
        "select count(*) from (select 1 from callsign.pool_origination_identity where rcs_agent_id is not null
             group by rcs_agent_id having count(*) > 1) broken where $1 = ''",
    ),
    (
        "the settings of an agent in a pool are the pool's",
        "select count(*) from callsign.pool_origination_identity a
         join callsign.pool p on p.id = a.pool_id join callsign.rcs_agent g on g.id = a.rcs_agent_id
         where $1 = '' and ((p.opt_out_list_id, p.two_way_enabled, p.self_managed_opt_outs_enabled)
                            <> (g.opt_out_list_id, g.two_way_enabled, g.self_managed_opt_outs_enabled)
                            or p.two_way_channel_arn is distinct from g.two_way_channel_arn
                            or p.two_way_channel_role is distinct from g.two_way_channel_role)",
    ),
    (
        "the keywords of an agent in a pool are the pool's",
        "select count(*) from callsign.pool_origination_identity a, lateral (
             (select keyword, keyword_message, keyword_action from callsign.keyword where pool_id = a.pool_id
              except select keyword, keyword_message, keyword_action from callsign.keyword
                     where rcs_agent_id = a.rcs_agent_id)
             union all
             (select keyword, keyword_message, keyword_action from callsign.keyword where rcs_agent_id = a.rcs_agent_id
              except select keyword, keyword_message, keyword_action from callsign.keyword where pool_id = a.pool_id)
         ) differing where a.rcs_agent_id is not null and $1 = ''",
    ),
    (
        "no pool is without an identity",
        "select count(*) from callsign.pool p where $1 = ''
         and not exists (select from callsign.pool_origination_identity a where a.pool_id = p.id)",
    ),
    (
        "the history sums up to what is there",
        "select count(*) from (
             select pool_id, origination_identity_arn, sum(case event when 'ASSOCIATED' then 1 else -1 end) as present
             from inspect.association_history group by 1, 2) h
         full join inspect.associations a using (pool_id, origination_identity_arn)
         where $1 = '' and coalesce(h.present, 0) <> case when a.pool_id is null then 0 else 1 end",
    ),
];

async fn assert_whole(pair: &Pair, round: usize) {
    for (sentence, query) in INVARIANTS {
        assert_eq!(pair.count(query, "").await, 0, "round {round}: {sentence}");
    }
}

#[tokio::test]
async fn of_sixteen_pools_in_two_processes_that_want_an_agent_one_gets_it() {
    let pair = Pair::start(8, &SETTINGS).await;
    let fixture = pair.fixture();
    let mut pools = Vec::new();
    for _ in 0..16 {
        pools.push(fixture.pool().await);
    }
    let deadlocks = pair.deadlocks().await;
    for round in 0..4 {
        let id = testing(&pair.clients[0]).await;
        let joins = pools.iter().enumerate().map(|(n, pool)| associate(&pair.clients[n % 2], pool, &id, "ZZ").send());
        let (joined, refused): (Vec<_>, Vec<_>) = join_all(joins).await.into_iter().partition(Result::is_ok);
        assert_eq!((joined.len(), refused.len()), (1, 15), "round {round}");
        for refused in refused.into_iter().map(refusal) {
            assert!(refused.is("ConflictException", "RCS_AGENT_ASSOCIATED_TO_POOL"), "{refused:?}");
        }
        let events = "select count(*) from inspect.association_history where origination_identity = $1";
        assert_eq!(pair.count(events, &id).await, 1, "round {round}");
    }
    assert_eq!(pair.deadlocks().await, deadlocks);
}

#[tokio::test]
async fn an_agent_that_is_deleted_meanwhile_is_in_a_pool_or_gone_and_never_both() {
    let pair = Pair::start(8, &SETTINGS).await;
    let [joins, ends] = &pair.clients;
    let pool = pair.fixture().pool().await;
    for round in 0..12 {
        let id = agent(joins).await;
        let registration = registered(joins, &id, TEST).await;
        let end = async {
            ends.delete_registration().registration_id(&registration).send().await.expect("nothing holds it");
            ends.delete_rcs_agent().rcs_agent_id(&id).send().await
        };
        let (joined, ended) = futures_util::join!(associate(joins, &pool, &id, "ZZ").send(), end);

        assert_ne!(joined.is_ok(), ended.is_ok(), "round {round}: {joined:?} {ended:?}");
        let rows = "select count(*) from inspect.associations where origination_identity = $1";
        assert_eq!(pair.count(rows, &id).await, i64::from(joined.is_ok()), "round {round}");
        if joined.is_ok() {
            let refused = refusal(ended);
            assert!(refused.is("ConflictException", "RCS_AGENT_ASSOCIATED_TO_POOL"), "{refused:?}");
        } else {
            let refused = refusal(joined);
            let is_gone = refused.exception == "ResourceNotFoundException";
            assert!(is_gone || refused.is("ConflictException", "RESOURCE_NOT_ACTIVE"), "{refused:?}");
        }
        assert_whole(&pair, round).await;
    }
}

/// One call on what there is: its exception, or none.
async fn call(client: Client, kind: usize, pool: String, agent: String, list: &'static str) -> Option<String> {
    fn name<O, E: ProvideErrorMetadata>(outcome: Result<O, E>) -> Option<String> {
        outcome.err().map(|error| error.code().unwrap_or("no answer").to_owned())
    }
    match kind {
        0 | 1 => name(associate(&client, &pool, &agent, "ZZ").send().await),
        2 => {
            let call = client.disassociate_origination_identity().pool_id(pool).origination_identity(agent);
            name(call.iso_country_code("ZZ").send().await)
        }
        3 => name(client.update_pool().pool_id(pool).opt_out_list_name(list).send().await),
        4 => {
            let call = client.update_pool().pool_id(pool).two_way_enabled(list == "Offers");
            name(call.two_way_channel_arn(crate::rcs_agent::CHANNEL).send().await)
        }
        5 => name(client.update_rcs_agent().rcs_agent_id(agent).opt_out_list_name(list).send().await),
        6 => {
            let call = client.put_keyword().origination_identity(pool).keyword(list).keyword_message("text");
            name(call.send().await)
        }
        7 => name(client.delete_keyword().origination_identity(pool).keyword(list).send().await),
        8 => {
            let call = client.put_keyword().origination_identity(agent).keyword(list).keyword_message("text");
            name(call.send().await)
        }
        9 => name(client.delete_keyword().origination_identity(agent).keyword(list).send().await),
        10 => name(client.delete_rcs_agent().rcs_agent_id(agent).send().await),
        11 => {
            let call = client.create_pool().origination_identity(agent).iso_country_code("ZZ");
            name(call.message_type(MessageType::Transactional).send().await)
        }
        _ => name(client.delete_pool().pool_id(pool).send().await),
    }
}

#[tokio::test]
async fn whatever_is_done_to_agents_and_pools_at_once_keeps_the_state_whole() {
    let pair = Pair::start(12, &SETTINGS).await;
    let fixture = pair.fixture();
    fixture.list("Offers").await;
    let mut agents = Vec::new();
    for _ in 0..4 {
        agents.push(testing(&pair.clients[0]).await);
    }
    let deadlocks = pair.deadlocks().await;
    for round in 0..6 {
        // What an earlier round ended is there anew.
        let pools = [fixture.pool().await, fixture.pool().await, fixture.pool().await];
        let calls: Vec<_> = (0..104)
            .map(|n| {
                // Each kind meets each pool, agent and list in some round; primes keep them from going in step.
                let (pool, agent) = (pools[(n * 7 + round) % 3].clone(), agents[(n * 11 + round) % 4].clone());
                call(pair.clients[n % 2].clone(), (n * 5 + round) % 13, pool, agent, LISTS[(n / 3 + round) % 2])
            })
            .collect();

        let exceptions: Vec<String> =
            stream::iter(calls).buffer_unordered(24).filter_map(|outcome| async move { outcome }).collect().await;

        let refusals = ["ConflictException", "ResourceNotFoundException", "ValidationException", "ThrottlingException"];
        let others: Vec<&String> = exceptions.iter().filter(|name| !refusals.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "round {round}: {others:?}");
        assert!(exceptions.len() < 104, "round {round}: something succeeded");
        assert_whole(&pair, round).await;
    }
    assert_eq!(pair.deadlocks().await, deadlocks, "no deadlock was counted");
}
