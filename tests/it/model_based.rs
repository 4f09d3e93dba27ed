//! Random sequences of all operations, on the running program and on a small reference in memory: they agree on every
//! answer and on the state that is left, and the rows keep their invariants.
//!
//! A disagreement is shrunk, and the shortest sequence that shows it is printed. The sequences are the same in every run;
//! `PROPTEST_CASES=1000` or `PROPTEST_RNG_SEED=7` tries others.

mod program;
mod reference;
mod step;

use std::{
    collections::BTreeSet,
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use callsign::domain::deployment::DescribeSenderIds;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};
use proptest_state_machine::ReferenceStateMachine;
use time::{Date, Duration, OffsetDateTime};

use crate::harness::{App, RUNTIME};
use program::Program;
use reference::{HOURS_TO_DELIVERY, MONTHLY_LIMIT, PENDING_DAYS, QUOTAS, Reference, World};
use step::{DESTINATIONS, Identity, Operation, Step};

/// How many seconds the program's clock is ahead. It never goes back, and a sequence counts from where it begins.
static CLOCK: AtomicI64 = AtomicI64::new(0);

/// With which sequences are generated.
const SEED: u64 = 20_261_122;

fn now() -> Duration {
    (OffsetDateTime::now_utc() + Duration::seconds(CLOCK.load(Ordering::SeqCst))) - OffsetDateTime::UNIX_EPOCH
}

fn today() -> Date {
    (OffsetDateTime::UNIX_EPOCH + now()).date()
}

/// What every sequence begins with, so that the first random step already meets something.
fn beginning() -> Vec<Step> {
    let number = |slot| Operation::RequestPhoneNumber {
        slot,
        kind: ("SIMULATOR", "US"),
        message_type: "TRANSACTIONAL",
        list: None,
        pool: None,
        protected: false,
    };
    let operations = [
        number(0),
        number(1),
        number(2),
        Operation::RequestSenderId { sender_id: 0, message_types: vec!["TRANSACTIONAL"], protected: false },
        Operation::CreateOptOutList { list: "Lamps" },
        Operation::PutOptedOutNumber { list: "Default", destination: DESTINATIONS[0] },
        Operation::DeleteOptedOutNumber { list: "Default", destination: DESTINATIONS[0] },
        Operation::PutOptedOutNumber { list: "Default", destination: DESTINATIONS[0] },
        Operation::CreatePool {
            slot: 0,
            identity: Identity::Number(0),
            country: Some("US"),
            message_type: "TRANSACTIONAL",
            protected: false,
        },
    ];
    operations.map(|operation| Step { foreign: false, by_arn: false, operation }).into()
}

/// What the views of `inspect` show of a region beside what Describe operations answer, in the words of the reference.
const STATE: &str = "
    select pool_id || ' holds ' || origination_identity || ' ' || iso_country_code
    from inspect.associations where region = $1
    union all
    select origination_identity || ' ' || keyword || ' ' || keyword_action || ' ' || keyword_message
    from inspect.keywords where region = $1
    union all
    select 'list ' || opt_out_list_name from inspect.opt_out_lists where region = $1 and account_id = '000000000000'
    union all
    select 'list ' || opt_out_list_name || ' holds ' || opted_out_number
    from inspect.opted_out_numbers where region = $1
    union all
    select 'spent ' || to_char(month, 'YYYY-MM') || ' ' || spent::text
    from inspect.monthly_spend where region = $1 and channel = 'TEXT'";

/// A line for each thing that must never be.
const INVARIANTS: &str = "
    select origination_identity || ' is in two pools' from inspect.associations
    where region = $1 and phone_number is not null group by origination_identity having count(*) > 1
    union all
    select phone_number_id || ' has other settings than ' || p.pool_id
    from inspect.phone_numbers n join inspect.pools p using (pool_id)
    where p.region = $1
      and (n.message_type, n.opt_out_list_name, n.self_managed_opt_outs_enabled, n.two_way_enabled,
           n.two_way_channel_arn, n.two_way_channel_role)
          is distinct from
          (p.message_type, p.opt_out_list_name, p.self_managed_opt_outs_enabled, p.two_way_enabled,
           p.two_way_channel_arn, p.two_way_channel_role)
    union all
    select a.origination_identity || ' has other keywords than ' || a.pool_id
    from inspect.associations a
    cross join lateral (
        select array_agg((keyword, keyword_message, keyword_action)::text order by keyword)
        from inspect.keywords where origination_identity = a.pool_id) as of_pool (keywords)
    cross join lateral (
        select array_agg((keyword, keyword_message, keyword_action)::text order by keyword)
        from inspect.keywords where origination_identity = a.origination_identity) as of_number (keywords)
    where a.region = $1 and a.phone_number is not null and of_number.keywords is distinct from of_pool.keywords
    union all
    select 'an association lacks a side: ' || a.id
    from callsign.pool_origination_identity a
    left join callsign.pool p on p.id = a.pool_id
    left join callsign.phone_number n on n.id = a.phone_number_id
    left join callsign.sender_id s on s.id = a.sender_id_id
    where p.id is null or (n.id is null and s.id is null)
    union all
    select p.pool_id || ' has no identities' from inspect.pools p
    where p.region = $1 and not exists (select from inspect.associations a where a.pool_id = p.pool_id)
    union all
    select pool_id || ' and ' || origination_identity_arn || ' are otherwise in the history'
    from (select pool_id, origination_identity_arn, case event when 'ASSOCIATED' then 1 else -1 end as change
          from inspect.association_history where region = $1
          union all
          select pool_id, origination_identity_arn, -1 from inspect.associations where region = $1) as changes
    group by pool_id, origination_identity_arn having sum(change) <> 0
    union all
    select s.month::text || ' cost ' || s.spent::text || ' and not what its texts cost'
    from inspect.monthly_spend s
    where s.region = $1 and s.spent <> (
        select coalesce(sum(m.total_message_price + m.total_carrier_fee), 0) from inspect.messages m
        where m.account_id = s.account_id and m.region = s.region and m.spend_month = s.month)";

/// A region that no other sequence has: states of two regions never meet.
fn region(sequence: usize) -> String {
    let letters: String = sequence.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
    format!("eu-sequence{letters}-1")
}

fn agree(step: &str, program: &str, reference: &str) -> Result<(), TestCaseError> {
    if program == reference {
        return Ok(());
    }
    Err(TestCaseError::fail(format!("{step}\n  callsign says:      {program}\n  the reference says: {reference}")))
}

/// Takes the steps on both sides.
async fn compare(app: &App, region: &str, steps: &[Step], seen: Option<Arc<AtomicUsize>>) -> Result<(), TestCaseError> {
    let mut program = Program::in_region(app, region);
    let mut world = World::new(today());
    for step in &beginning() {
        world = world.after(step);
        agree(&format!("at the beginning, {:?}", step.operation), &program.take(step).await, &world.answer)?;
    }
    for step in steps {
        if let Some(seen) = &seen {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        world = world.after(step);
        agree(&format!("{step:?}"), &program.take(step).await, &world.answer)?;
    }
    let (found, expected) = (program.lines().await, world.lines());
    let missing_in = |lines: &[String], others: &[String]| -> Vec<String> {
        others.iter().filter(|line| !lines.contains(line)).cloned().collect()
    };
    let (too_much, lacking) = (missing_in(&expected, &found), missing_in(&found, &expected));
    agree("where the state that is left differs", &too_much.join(" | "), &lacking.join(" | "))?;
    agree("what is wrong with the rows", &program.broken_invariants().await.join("\n"), "")
}

#[test]
fn callsign_and_the_reference_agree_on_random_sequences() {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let mut config = Config { failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    if !is_set("PROPTEST_CASES") {
        config.cases = 40;
        if !is_set("PROPTEST_RNG_SEED") {
            config.rng_seed = RngSeed::Fixed(SEED);
        }
    }
    let app = RUNTIME.block_on(App::with(|settings| {
        let quota = |count: usize| u32::try_from(count).expect("a quota is small");
        settings.quotas.phone_numbers = quota(QUOTAS.numbers);
        settings.quotas.pools = quota(QUOTAS.pools);
        settings.quotas.sender_ids = quota(QUOTAS.sender_ids);
        settings.quotas.opt_out_lists = quota(QUOTAS.lists);
        settings.quotas.origination_identities_per_pool = quota(QUOTAS.identities);
        settings.quotas.keywords_per_phone_number = quota(QUOTAS.keywords);
        settings.quotas.keywords_per_pool = quota(QUOTAS.keywords);
        settings.compatibility.describe_sender_ids = DescribeSenderIds::Model;
        settings.lifecycle.pending_ms = u32::try_from(PENDING_DAYS * 86_400_000).expect("some days");
        settings.spend_limits.text_message = MONTHLY_LIMIT;
        settings.delivery.accepted_ms = HOURS_TO_DELIVERY * 3_600_000;
        settings.delivery.delivered_ms = HOURS_TO_DELIVERY * 3_600_000;
    }));
    // The clock goes on by days: at noon none of them ends, nor does a month, while a sequence goes on.
    let until_noon = (43_200 - OffsetDateTime::now_utc().unix_timestamp()).rem_euclid(86_400);
    CLOCK.store(until_noon, Ordering::SeqCst);
    RUNTIME.block_on(app.put_ahead(until_noon));
    let sequences = AtomicUsize::new(0);

    let outcome = TestRunner::new(config).run(&Reference::sequential_strategy(20..=40), |(_, steps, seen)| {
        let region = region(sequences.fetch_add(1, Ordering::SeqCst));
        RUNTIME.block_on(compare(&app, &region, &steps, seen))
    });

    if let Err(TestError::Fail(reason, (_, steps, _))) = &outcome {
        let mut shortest = String::new();
        for step in steps {
            writeln!(shortest, "  {step:?}").expect("a text takes more text");
        }
        panic!("after the beginning, this is the shortest sequence that shows it:\n{shortest}{reason}");
    }
    outcome.expect("enough sequences are found");
}

/// How a text ends: by what its sender was chosen, or the exception and its Reason.
fn end(answer: &str) -> String {
    let words: Vec<&str> = answer.split(' ').collect();
    if words[0].ends_with("Exception") {
        return words[..2].join(" ");
    }
    (*words.get(4).unwrap_or(&"DRY_RUN")).to_owned()
}

#[test]
fn random_sequences_meet_whatever_a_text_may_be_answered() {
    let config = Config { failure_persistence: None, rng_seed: RngSeed::Fixed(SEED), ..Config::default() };
    let mut runner = TestRunner::new(config);
    let sequences = Reference::sequential_strategy(20..=40);
    let mut ends = BTreeSet::new();
    for _ in 0..300 {
        let (mut world, steps, _) = sequences.new_tree(&mut runner).expect("a sequence is made").current();
        for step in &steps {
            world = world.after(step);
            if let Operation::SendTextMessage(_) = step.operation {
                ends.insert(end(&world.answer));
            }
        }
    }
    for expected in [
        "DIRECT",
        "STICKY",
        "CLASS",
        "AGE",
        "ONLY",
        "SHARED_ROUTE",
        "DRY_RUN",
        "AccessDeniedException -",
        "ResourceNotFoundException -",
        "ConflictException RESOURCE_NOT_ACTIVE",
        "ConflictException MESSAGE_TYPE_MISMATCH",
        "ConflictException NO_ORIGINATION_IDENTITIES_FOUND",
        "ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT",
        "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
        "ValidationException SENDER_ID_NOT_SUPPORTED",
        "ValidationException PRICE_OVER_THRESHOLD",
        "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    ] {
        assert!(ends.contains(expected), "{expected} comes up: {ends:?}");
    }
}
