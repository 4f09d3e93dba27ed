//! The whole life of a pool at once: whatever runs against whatever, nothing breaks, and the state stays whole.

use aws_sdk_pinpointsmsvoicev2::{Client, error::ProvideErrorMetadata, types::MessageType};
use futures_util::{StreamExt, stream};

use super::{Pair, WITHOUT_QUOTAS};
use crate::harness::simulator;

const LISTS: [&str; 3] = ["Default", "first", "second"];

/// Each counts what must not be there.
const INVARIANTS: [(&str, &str); 5] = [
    (
        "a phone number is in one pool at most",
        "select count(*) from (select 1 from callsign.pool_origination_identity where phone_number_id is not null
             group by phone_number_id having count(*) > 1) broken where $1 = ''",
    ),
    (
        "the settings of a number in a pool are the pool's",
        "select count(*) from callsign.pool_origination_identity a
         join callsign.pool p on p.id = a.pool_id join callsign.phone_number n on n.id = a.phone_number_id
         where $1 = '' and (p.opt_out_list_id, p.two_way_enabled, p.self_managed_opt_outs_enabled, p.message_type)
                           <> (n.opt_out_list_id, n.two_way_enabled, n.self_managed_opt_outs_enabled, n.message_type)
            or p.two_way_channel_arn is distinct from n.two_way_channel_arn
            or p.two_way_channel_role is distinct from n.two_way_channel_role",
    ),
    (
        "the keywords of a number in a pool are the pool's",
        "select count(*) from callsign.pool_origination_identity a, lateral (
             (select keyword, keyword_message, keyword_action from callsign.keyword where pool_id = a.pool_id
              except select keyword, keyword_message, keyword_action from callsign.keyword
                     where phone_number_id = a.phone_number_id)
             union all
             (select keyword, keyword_message, keyword_action from callsign.keyword
              where phone_number_id = a.phone_number_id
              except select keyword, keyword_message, keyword_action from callsign.keyword where pool_id = a.pool_id)
         ) differing where a.phone_number_id is not null and $1 = ''",
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

/// The calls, in an order that is the same in every run: a small generator stands in for chance.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        &of[self.roll(of.len())]
    }
}

/// One call on what there is: its exception, or none.
async fn call(client: Client, kind: usize, pool: String, number: String, list: &'static str) -> Option<String> {
    fn name<O, E: ProvideErrorMetadata>(outcome: Result<O, E>) -> Option<String> {
        outcome.err().map(|error| error.code().unwrap_or("no answer").to_owned())
    }
    match kind {
        0 | 1 => {
            let call = client.associate_origination_identity().pool_id(pool).origination_identity(number);
            name(call.iso_country_code("US").send().await)
        }
        2 => {
            let call = client.disassociate_origination_identity().pool_id(pool).origination_identity(number);
            name(call.iso_country_code("US").send().await)
        }
        3 => name(client.update_pool().pool_id(pool).opt_out_list_name(list).send().await),
        4 => {
            let call = client.update_pool().pool_id(pool).two_way_enabled(list == "first");
            name(call.two_way_channel_arn("arn:aws:sns:us-east-1:000000000000:topic").send().await)
        }
        5 => name(client.delete_pool().pool_id(pool).send().await),
        6 => name(client.release_phone_number().phone_number_id(number).send().await),
        7 => name(client.delete_opt_out_list().opt_out_list_name(list).send().await),
        8 => name(client.create_opt_out_list().opt_out_list_name(list).send().await),
        9 => name(client.update_phone_number().phone_number_id(number).opt_out_list_name(list).send().await),
        10 => {
            let call = client.put_keyword().origination_identity(pool).keyword(list).keyword_message("text");
            name(call.send().await)
        }
        11 => name(client.delete_keyword().origination_identity(pool).keyword(list).send().await),
        12 => {
            let call = client.create_pool().origination_identity(number).iso_country_code("US");
            name(call.message_type(MessageType::Transactional).send().await)
        }
        _ => name(simulator(&client).pool_id(pool).send().await),
    }
}

#[tokio::test]
async fn associating_changing_leaving_releasing_and_deleting_at_once_keeps_the_state_whole() {
    let pair = Pair::start(12, &WITHOUT_QUOTAS).await;
    let fixture = pair.fixture();
    for list in &LISTS[1..] {
        fixture.list(list).await;
    }
    let deadlocks = pair.deadlocks().await;
    let mut dice = Dice(2_026);
    for round in 0..8 {
        // What an earlier round ended is there anew; what it left has more to be done to.
        let (mut pools, mut numbers) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            pools.push(fixture.pool().await);
            numbers.push(fixture.number().await);
            numbers.push(fixture.number().await);
        }
        let calls: Vec<_> = (0..120)
            .map(|n| {
                let client = pair.clients[n % 2].clone();
                let (pool, number) = (dice.one(&pools).to_owned(), dice.one(&numbers).to_owned());
                // Ends are rarer than changes, or there would soon be nothing to change.
                let kind = match dice.roll(40) {
                    0 => 5,
                    1 | 2 => 6,
                    rolled => [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13][rolled % 12],
                };
                call(client, kind, pool, number, LISTS[dice.roll(LISTS.len())])
            })
            .collect();

        let exceptions: Vec<String> =
            stream::iter(calls).buffer_unordered(24).filter_map(|outcome| async move { outcome }).collect().await;

        let refusals = ["ConflictException", "ResourceNotFoundException", "ValidationException", "ThrottlingException"];
        let others: Vec<&String> = exceptions.iter().filter(|name| !refusals.contains(&name.as_str())).collect();
        assert!(others.is_empty(), "round {round}: {others:?}");
        assert!(exceptions.len() < 120, "round {round}: something succeeded");
        for (sentence, query) in INVARIANTS {
            assert_eq!(pair.count(query, "").await, 0, "round {round}: {sentence}");
        }
    }
    assert_eq!(pair.deadlocks().await, deadlocks, "no deadlock was counted");
}
