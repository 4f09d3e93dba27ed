//! What protect configurations do to messages: which one holds, what it refuses, what it drops, and what events tell of it.

use std::collections::BTreeMap;

use aws_sdk_pinpointsmsvoicev2::types::{
    NumberCapability, ProtectConfigurationRuleOverrideAction as Action, ProtectStatus, RequestableNumberType,
};
use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use super::stage::{PHONE, Stage, line, number};
use crate::harness::{arn, refusal};

/// A number whose messages look like artificial traffic.
const SUSPICIOUS: &str = "+12065550160";

fn country_blocked(id: &str) -> String {
    format!("ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION protect-configuration {id}")
}

fn number_blocked(id: &str) -> String {
    format!("ConflictException DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE protect-configuration {id}")
}

/// A protect configuration that says this about texts to the US.
async fn protect(stage: &Stage, status: ProtectStatus) -> String {
    let id = stage.fixture().protect_configuration().await;
    stage.fixture().country_rule(&id, NumberCapability::Sms, "US", status).await;
    id
}

/// The records of a message's events.
async fn records(stage: &Stage, message: &str) -> Vec<Value> {
    let rows = sqlx::query_scalar("select event from inspect.message_events where message_id = $1 order by sequence");
    rows.bind(message).fetch_all(&mut stage.app.connection().await).await.expect("events are read")
}

#[tokio::test]
async fn what_the_request_names_comes_before_its_set_and_that_before_the_accounts_default() {
    let stage = Stage::new().await;
    let fixture = stage.fixture();
    let (named, of_set, default) = (
        protect(&stage, ProtectStatus::Block).await,
        protect(&stage, ProtectStatus::Block).await,
        protect(&stage, ProtectStatus::Block).await,
    );
    fixture.set("orders").await;
    fixture.set("others").await;
    fixture.protect_set(&of_set, "orders").await;
    stage
        .sent(
            stage
                .text(PHONE)
                .configuration_set_name("orders")
                .protect_configuration_id(protect(&stage, ProtectStatus::Allow).await),
        )
        .await;
    fixture.protect_account(&default).await;
    let text = stage.text(PHONE);
    assert_eq!(stage.refused(text.clone()).await, country_blocked(&default));
    assert_eq!(stage.refused(text.clone().configuration_set_name("others")).await, country_blocked(&default));
    assert_eq!(stage.refused(text.clone().configuration_set_name("orders")).await, country_blocked(&of_set));
    let both =
        text.configuration_set_name("orders").protect_configuration_id(arn(&format!("protect-configuration/{named}")));
    assert_eq!(stage.refused(both).await, country_blocked(&named));
}

#[tokio::test]
async fn an_account_without_any_sends_and_its_events_tell_of_none() {
    let stage = Stage::frozen().await;
    protect(&stage, ProtectStatus::Block).await;
    let message = stage.sent(stage.text(PHONE)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.columns(&message, &["protect_configuration_id", "protect_status"]).await, "- -");
    let records = records(&stage, &message).await;
    assert!(records.iter().all(|record| record.get("protectConfiguration").is_none()), "{records:?}");
}

#[tokio::test]
async fn an_override_comes_before_the_country() {
    let stage = Stage::new().await;
    let id = protect(&stage, ProtectStatus::Block).await;
    let text = stage.text(PHONE).protect_configuration_id(&id);
    assert_eq!(stage.refused(text.clone()).await, country_blocked(&id));
    stage.fixture().number_override(&id, PHONE, Action::Allow).await;
    let message = stage.sent(text.clone()).await;
    assert_eq!(stage.columns(&message, &["protect_configuration_id", "protect_status"]).await, format!("{id} ALLOW"));
    stage.fixture().number_override(&id, PHONE, Action::Block).await;
    assert_eq!(stage.refused(text).await, number_blocked(&id));
}

#[tokio::test]
async fn an_override_holds_for_every_capability_until_it_expires_by_the_accounts_clock() {
    let stage = Stage::frozen().await;
    let id = stage.fixture().protect_configuration().await;
    let until = stage.app.standing_at().await.unix_timestamp() + 3_600;
    let put = stage.client.put_protect_configuration_rule_set_number_override().protect_configuration_id(&id);
    let put = put.destination_phone_number(PHONE).action(Action::Block);
    let put = put.expiration_timestamp(aws_sdk_pinpointsmsvoicev2::primitives::DateTime::from_secs(until));
    put.send().await.expect("the override is set");

    let blocked = number_blocked(&id);
    assert_eq!(stage.refused(stage.text(PHONE).protect_configuration_id(&id)).await, blocked);
    let media = stage.media(PHONE).protect_configuration_id(&id);
    assert_eq!(line(&refusal(media.clone().send().await)), blocked);
    let call = stage.voice(PHONE).protect_configuration_id(&id);
    assert_eq!(line(&refusal(call.clone().send().await)), blocked);
    stage.app.pass_ms(3_600_000).await;
    stage.sent(stage.text(PHONE).protect_configuration_id(&id)).await;
    media.send().await.expect("it has expired");
    call.send().await.expect("it has expired");
}

#[tokio::test]
async fn each_capability_has_its_own_rule_for_a_country() {
    let stage = Stage::new().await;
    for (capability, blocks) in [
        (NumberCapability::Sms, [true, false, false]),
        (NumberCapability::Mms, [false, true, false]),
        (NumberCapability::Voice, [false, false, true]),
    ] {
        let id = stage.fixture().protect_configuration().await;
        stage.fixture().country_rule(&id, capability.clone(), "US", ProtectStatus::Block).await;
        let text = stage.text(PHONE).protect_configuration_id(&id).send().await;
        let media = stage.media(PHONE).protect_configuration_id(&id).send().await;
        let call = stage.voice(PHONE).protect_configuration_id(&id).send().await;
        assert_eq!([text.is_err(), media.is_err(), call.is_err()], blocks, "{capability:?}");
        for refused in [
            text.err().map(|error| line(&refusal(Err::<(), _>(error)))),
            media.err().map(|error| line(&refusal(Err::<(), _>(error)))),
            call.err().map(|error| line(&refusal(Err::<(), _>(error)))),
        ]
        .into_iter()
        .flatten()
        {
            assert_eq!(refused, country_blocked(&id));
        }
    }
}

#[tokio::test]
async fn a_country_without_a_rule_is_allowed() {
    let stage = Stage::new().await;
    let id = stage.fixture().protect_configuration().await;
    stage.fixture().country_rule(&id, NumberCapability::Sms, "CA", ProtectStatus::Block).await;
    let message = stage.sent(stage.text(PHONE).protect_configuration_id(&id)).await;
    assert_eq!(stage.column(&message, "protect_status").await.as_deref(), Some("ALLOW"));
}

#[tokio::test]
async fn what_is_refused_leaves_no_message_and_costs_nothing() {
    let stage = Stage::new().await;
    let id = protect(&stage, ProtectStatus::Block).await;
    stage.app.refused(stage.text(PHONE).protect_configuration_id(&id).send()).await;
    assert_eq!(stage.spent("TEXT").await, "0");
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 0);
}

#[tokio::test]
async fn a_trial_is_judged_as_a_send_is() {
    let stage = Stage::new().await;
    let id = protect(&stage, ProtectStatus::Block).await;
    assert_eq!(
        stage.refused(stage.text(PHONE).protect_configuration_id(&id).dry_run(true)).await,
        country_blocked(&id)
    );
    let unknown = stage.text(PHONE).protect_configuration_id("protect-none").dry_run(true);
    assert_eq!(stage.refused(unknown).await, "ResourceNotFoundException protect-configuration protect-none");
}

#[tokio::test]
async fn who_opted_out_is_not_written_to_whatever_an_override_allows() {
    let stage = Stage::new().await;
    let id = protect(&stage, ProtectStatus::Block).await;
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out");
    let opted_out = format!("ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number {PHONE}");
    let text = stage.text(PHONE).protect_configuration_id(&id);
    assert_eq!(stage.refused(text.clone()).await, opted_out, "opt-outs come first");
    stage.fixture().number_override(&id, PHONE, Action::Allow).await;
    assert_eq!(stage.refused(text).await, opted_out);
}

#[tokio::test]
async fn a_filter_drops_what_is_suspicious_and_gives_its_price_back() {
    let stage = Stage::frozen().await;
    let id = protect(&stage, ProtectStatus::Filter).await;
    let dropped = stage.sent(stage.text(SUSPICIOUS).protect_configuration_id(&id)).await;
    let sent = stage.sent(stage.text(PHONE).protect_configuration_id(&id)).await;
    stage.pass_ms(2_800).await;

    assert_eq!(stage.happened(&dropped).await, ["TEXT_PROTECT_BLOCKED!"]);
    assert_eq!(stage.happened(&sent).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    assert_eq!(stage.spent("TEXT").await, "0.00883", "the price of one");
    let record = &records(&stage, &dropped).await[0];
    assert_eq!(record["messageStatusDescription"], "Message blocked by protect configuration");
    assert_eq!((&record["totalMessagePrice"], &record["totalCarrierFee"]), (&json!(0), &json!(0)));
    let of_filter = json!({ "protectConfigurationId": id, "protectStatus": "FILTER" });
    assert_eq!(record["protectConfiguration"], of_filter);
    let suspected = json!({ "protectRecommendation": "BLOCK", "protectInsights": { "blockReason": "AIT_SUSPECTED" } });
    assert_eq!(record["protectConfigurationAssessment"], suspected);
    for record in records(&stage, &sent).await {
        assert_eq!(record["protectConfiguration"], of_filter);
        assert_eq!(record["protectConfigurationAssessment"], json!({ "protectRecommendation": "ALLOW" }));
    }
}

#[tokio::test]
async fn a_monitor_sends_what_is_suspicious_and_says_so() {
    let stage = Stage::frozen().await;
    let id = protect(&stage, ProtectStatus::Monitor).await;
    let message = stage.sent(stage.text(SUSPICIOUS).protect_configuration_id(&id)).await;
    stage.pass_ms(2_800).await;

    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    let suspected = json!({ "protectRecommendation": "BLOCK", "protectInsights": { "blockReason": "AIT_SUSPECTED" } });
    for record in records(&stage, &message).await {
        assert_eq!(record["protectConfiguration"], json!({ "protectConfigurationId": id, "protectStatus": "MONITOR" }));
        assert_eq!(record["protectConfigurationAssessment"], suspected);
    }
}

#[tokio::test]
async fn an_allowance_is_told_without_an_assessment() {
    let stage = Stage::frozen().await;
    let id = stage.fixture().protect_configuration().await;
    let message = stage.sent(stage.text(SUSPICIOUS).protect_configuration_id(&id)).await;
    stage.pass_ms(2_800).await;
    for record in records(&stage, &message).await {
        assert_eq!(record["protectConfiguration"], json!({ "protectConfigurationId": id, "protectStatus": "ALLOW" }));
        assert!(record.get("protectConfigurationAssessment").is_none(), "{record}");
    }
}

#[tokio::test]
async fn monitor_and_filter_let_calls_and_media_through() {
    let stage = Stage::frozen().await;
    for status in [ProtectStatus::Monitor, ProtectStatus::Filter] {
        let id = stage.fixture().protect_configuration().await;
        for capability in [NumberCapability::Voice, NumberCapability::Mms] {
            stage.fixture().country_rule(&id, capability, "US", status.clone()).await;
        }
        let media = stage.media(SUSPICIOUS).protect_configuration_id(&id).send().await.expect("it is accepted");
        let media = media.message_id.expect("it has an id");
        let call = stage.voice(SUSPICIOUS).protect_configuration_id(&id).send().await.expect("it is accepted");
        let call = call.message_id.expect("it has an id");
        stage.pass_ms(3_600_000).await;
        assert_eq!(stage.happened(&media).await, ["MEDIA_SUCCESSFUL", "MEDIA_DELIVERED!"]);
        assert_eq!(stage.happened(&call).await.last().map(String::as_str), Some("VOICE_COMPLETED!"));
        for message in [media, call] {
            assert_eq!(stage.column(&message, "protect_status").await.as_deref(), Some("ALLOW"));
        }
    }
}

#[tokio::test]
async fn what_is_filtered_is_what_a_phones_rule_says_too() {
    let stage = Stage::frozen().await;
    stage
        .app
        .execute(
            "insert into callsign.handset (id, phone, outcome, suspicious, created_at)
             values (gen_random_uuid(), '+1206*', 'DELIVERED', true, now())",
        )
        .await;
    let id = protect(&stage, ProtectStatus::Filter).await;
    let message = stage.sent(stage.text(PHONE).protect_configuration_id(&id)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, ["TEXT_PROTECT_BLOCKED!"]);
}

#[tokio::test]
async fn a_message_keeps_what_protected_it_when_that_goes() {
    let stage = Stage::frozen().await;
    let id = protect(&stage, ProtectStatus::Monitor).await;
    let message = stage.sent(stage.text(PHONE).protect_configuration_id(&id)).await;
    let delete = stage.client.delete_protect_configuration().protect_configuration_id(&id);
    delete.send().await.expect("nothing keeps it");
    stage.pass_ms(2_800).await;
    for record in records(&stage, &message).await {
        assert_eq!(record["protectConfiguration"]["protectConfigurationId"], json!(id));
    }
}

/// What a protect configuration of a generated world says.
#[derive(Clone, Debug)]
struct Said {
    /// By capability and country.
    rules: BTreeMap<(&'static str, &'static str), &'static str>,
    /// By number: the action, and in how many seconds it ends, if it does; what has ended, did so before.
    overrides: BTreeMap<&'static str, (&'static str, Option<i64>)>,
}

#[derive(Clone, Debug)]
struct World {
    configurations: Vec<Said>,
    /// Which one the account has.
    default: Option<usize>,
    /// Which one each set has.
    sets: [Option<usize>; 2],
}

#[derive(Clone, Debug)]
struct Question {
    to: &'static str,
    capability: &'static str,
    named: Option<usize>,
    set: Option<usize>,
}

const PHONES: [(&str, &str); 4] =
    [("+12065550142", "US"), ("+12065550143", "US"), ("+447700900123", "GB"), ("+447700900124", "GB")];

fn said() -> impl Strategy<Value = Said> {
    let place = (select(vec!["SMS", "VOICE", "MMS"]), select(vec!["US", "GB", "FR"]));
    let status = select(vec!["BLOCK", "BLOCK", "MONITOR", "FILTER"]);
    let number = select(PHONES.map(|(number, _)| number).to_vec());
    let end = prop_oneof![Just(None), (1_i64..9_999).prop_map(Some), (-9_999_i64..=0).prop_map(Some)];
    let overrides = prop::collection::btree_map(number, (select(vec!["ALLOW", "BLOCK"]), end), 0..4);
    let rules = prop::collection::btree_map(place, status, 0..7);
    (rules, overrides).prop_map(|(rules, overrides)| Said { rules, overrides })
}

fn world() -> impl Strategy<Value = World> {
    let one = || prop::option::weighted(0.6, 0_usize..3);
    let sets = (one(), one()).prop_map(|(first, second)| [first, second]);
    let world = (prop::collection::vec(said(), 3), one(), sets);
    world.prop_map(|(configurations, default, sets)| World { configurations, default, sets })
}

fn question() -> impl Strategy<Value = Question> {
    let capability = select(vec!["SMS", "VOICE", "MMS"]);
    let phone = select(PHONES.to_vec());
    let question =
        (phone, capability, prop::option::weighted(0.3, 0_usize..3), prop::option::weighted(0.6, 0_usize..2));
    question.prop_map(|((to, country), capability, named, set)| Question {
        to,
        // A British number has no MMS.
        capability: if country == "GB" && capability == "MMS" { "SMS" } else { capability },
        named,
        set,
    })
}

/// The id of one in a generated world.
fn id(place: usize) -> String {
    format!("protect-{:032x}", place + 1)
}

/// The naive second function.
fn verdict(world: &World, question: &Question) -> String {
    let mut found = world.default;
    if let Some(set) = question.set {
        found = world.sets[set].or(found);
    }
    found = question.named.or(found);
    let Some(place) = found else { return "ok -".to_owned() };
    let (said, id) = (&world.configurations[place], id(place));
    for (number, (action, end)) in &said.overrides {
        let is_over = matches!(end, Some(seconds) if *seconds <= 0);
        if *number == question.to && !is_over {
            return if *action == "BLOCK" { number_blocked(&id) } else { format!("ok {id}") };
        }
    }
    let country = if question.to.starts_with("+44") { "GB" } else { "US" };
    for ((capability, of), status) in &said.rules {
        if *capability == question.capability && *of == country && *status == "BLOCK" {
            return country_blocked(&id);
        }
    }
    format!("ok {id}")
}

/// Makes the account what the world says.
async fn make(stage: &Stage, world: &World) {
    stage
        .app
        .execute(
            "update callsign.configuration_set set protect_configuration_id = null;
             delete from callsign.protect_configuration;
             insert into callsign.protect_configuration (id, account_id, region, deletion_protection_enabled, created_at)
             select lpad(n::text, 32, '0')::uuid, '000000000000', 'us-east-1', false, now() from generate_series(1, 3) n",
        )
        .await;
    let mut connection = stage.app.connection().await;
    for (place, said) in world.configurations.iter().enumerate() {
        let key = uuid::Uuid::from_u128(place as u128 + 1);
        for ((capability, country), status) in &said.rules {
            let rule = sqlx::query("insert into callsign.protect_country_rule values ($1, $2, $3, $4)");
            let rule = rule.bind(key).bind(capability).bind(country).bind(status);
            rule.execute(&mut connection).await.expect("the rule is made");
        }
        for (number, (action, end)) in &said.overrides {
            let one = sqlx::query(
                "insert into callsign.protect_number_override
                 select gen_random_uuid(), $1, $2, $3, null, callsign.present('000000000000') + $4 * interval '1 second', now()",
            );
            let one = one.bind(key).bind(number).bind(action).bind(end);
            one.execute(&mut connection).await.expect("the override is made");
        }
        let uses = sqlx::query("update callsign.protect_configuration set account_default = $2 where id = $1");
        let uses = uses.bind(key).bind(world.default == Some(place));
        uses.execute(&mut connection).await.expect("it is the default, or not");
        for (set, of) in world.sets.iter().enumerate().filter(|(_, of)| **of == Some(place)) {
            let has =
                sqlx::query("update callsign.configuration_set set protect_configuration_id = $1 where name = $2");
            let has = has.bind(key).bind(format!("set-{set}")).execute(&mut connection).await;
            has.unwrap_or_else(|error| panic!("{of:?}: {error}"));
        }
    }
}

/// What a send says: `ok` and what protected it, or the refusal.
async fn asked(stage: &Stage, british: &str, question: &Question) -> String {
    let from = if question.to.starts_with("+44") { british } else { &stage.number };
    let (named, set) = (question.named.map(id), question.set.map(|set| format!("set-{set}")));
    macro_rules! send {
        ($request:expr) => {{
            let request = $request.destination_phone_number(question.to).origination_identity(from);
            let request = request.set_protect_configuration_id(named).set_configuration_set_name(set);
            match request.time_to_live(60).send().await {
                Ok(sent) => {
                    let message = sent.message_id.expect("it has an id");
                    format!("ok {}", stage.columns(&message, &["protect_configuration_id"]).await)
                }
                Err(error) => line(&refusal(Err::<(), _>(error))),
            }
        }};
    }
    match question.capability {
        "SMS" => send!(stage.client.send_text_message().message_body("Hello")),
        "MMS" => send!(stage.client.send_media_message().message_body("Hello")),
        _ => send!(stage.client.send_voice_message().message_body("Hello")),
    }
}

#[tokio::test]
async fn every_verdict_is_that_of_a_plain_reference() {
    let stage = Stage::with(|settings| settings.quotas.calls_to_recipient = 0).await;
    stage.app.freeze().await;
    for set in ["set-0", "set-1"] {
        stage.fixture().set(set).await;
    }
    let british = number(&stage.client, "GB", RequestableNumberType::LongCode).await;
    let mut runner = TestRunner::new(Config::default());
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..24 {
        let world = world().new_tree(&mut runner).expect("a world is generated").current();
        make(&stage, &world).await;
        for _ in 0..12 {
            let question = question().new_tree(&mut runner).expect("a question is generated").current();
            let expected = verdict(&world, &question);
            assert_eq!(asked(&stage, &british, &question).await, expected, "{question:?} in {world:?}");
            let kind = expected.split(' ').take(2).collect::<Vec<_>>().join(" ");
            let kind = if kind.starts_with("ok protect") { "ok, protected".to_owned() } else { kind };
            *verdicts.entry(kind).or_default() += 1;
        }
    }
    assert!(verdicts.len() == 4, "each verdict was met: {verdicts:?}");
}
