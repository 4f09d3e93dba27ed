//! What is judged again at the moment at which an RCS message falls back.

use std::sync::Arc;

use aws_sdk_pinpointsmsvoicev2::types::{
    NumberCapability, ProtectConfigurationRuleOverrideAction as Action, ProtectStatus, RcsFallbackChannel,
};
use callsign::{background::lifecycle, config::Settings, model::error::Exception};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    falling_back::{instead, pool},
    send_rcs_message::{launched, message, phones, sent},
    stage::{PHONE, Stage},
};

const BLOCKED: [&str; 3] = ["RCS_FAILED", "RCS_FALLEN_BACK_TO_SMS", "TEXT_PROTECT_BLOCKED!"];
const SENT: [&str; 4] = ["RCS_FAILED", "RCS_FALLEN_BACK_TO_SMS", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];

/// An agent whose messages fail at phones, and a protect configuration that says nothing yet.
async fn failing() -> (Stage, String, String) {
    let (stage, agent) = launched().await;
    phones(&stage, "NOT_CAPABLE").await;
    let protect = stage.fixture().protect_configuration().await;
    (stage, agent, protect)
}

/// A message that falls back to a text from the long code.
async fn falling(stage: &Stage, agent: &str, protect: Option<&str>) -> String {
    let fallback = instead(RcsFallbackChannel::Sms, Some(&stage.number));
    let request = message(stage, agent, PHONE).fallback_configuration(fallback);
    sent(request.set_protect_configuration_id(protect.map(str::to_owned))).await
}

async fn opt_out(stage: &Stage, list: &str) {
    let put = stage.client.put_opted_out_number().opt_out_list_name(list).opted_out_number(PHONE);
    put.send().await.expect("the phone opts out");
}

/// The record of a message's last event.
async fn last_record(stage: &Stage, message: &str) -> Value {
    let last = "select event from inspect.message_events where message_id = $1 order by sequence desc limit 1";
    let last = sqlx::query_scalar(last).bind(message).fetch_one(&mut stage.app.connection().await).await;
    last.expect("it has an event")
}

#[tokio::test]
async fn a_rule_for_texts_that_blocks_by_then_ends_it_as_protect_blocked() {
    let (stage, agent, protect) = failing().await;
    let message = falling(&stage, &agent, Some(&protect)).await;
    let untouched = falling(&stage, &agent, None).await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&message).await, BLOCKED);
    assert_eq!(stage.happened(&untouched).await, SENT);
    let columns = ["channel", "status", "total_message_price", "total_carrier_fee", "spend_month", "protect_status"];
    assert_eq!(stage.columns(&message, &columns).await, "TEXT PROTECT_BLOCKED 0.00000 0.00000 - BLOCK");
    let record = last_record(&stage, &message).await;
    assert_eq!(record["protectConfiguration"], json!({ "protectConfigurationId": protect, "protectStatus": "BLOCK" }));
    assert_eq!((&record["totalMessagePrice"], &record["isFinal"]), (&json!(0), &json!(true)));
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0.00883"));
}

#[tokio::test]
async fn a_number_override_comes_before_the_country_then_too_and_ends() {
    let (stage, agent, protect) = failing().await;
    let (one, other) = (falling(&stage, &agent, Some(&protect)).await, falling(&stage, &agent, Some(&protect)).await);
    stage.app.execute("update callsign.message_event set due_at = due_at + interval '1 hour'").await;
    stage.app.execute("update callsign.message set next_due_at = next_due_at + interval '1 hour'").await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    stage.fixture().number_override(&protect, PHONE, Action::Allow).await;
    stage
        .app
        .execute(
            "update callsign.message_event set due_at = due_at + interval '1 hour'
             where message_id = (select id from callsign.message where channel = 'RCS' order by sequence limit 1);
             update callsign.message set next_due_at = next_due_at + interval '1 hour'
             where id = (select id from callsign.message where channel = 'RCS' order by sequence limit 1);
             update callsign.protect_number_override
             set expires_at = callsign.present('000000000000') + interval '90 minutes'",
        )
        .await;
    stage.pass_ms(3 * 3_600_000).await;
    assert_eq!(stage.happened(&other).await, SENT);
    assert_eq!(stage.happened(&one).await, BLOCKED, "the moment that counts is that of the fallback");
}

#[tokio::test]
async fn a_filter_or_monitor_by_then_looks_at_what_is_suspicious() {
    let (stage, agent, protect) = failing().await;
    stage.app.execute("update callsign.handset set suspicious = true").await;
    let dropped = falling(&stage, &agent, Some(&protect)).await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Filter).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&dropped).await, BLOCKED);
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Allow).await;
    let told = falling(&stage, &agent, Some(&protect)).await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Monitor).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&told).await, SENT);
    for (message, status) in [(dropped, "FILTER"), (told, "MONITOR")] {
        let record = last_record(&stage, &message).await;
        assert_eq!(record["protectConfiguration"]["protectStatus"], json!(status));
        assert_eq!(record["protectConfigurationAssessment"]["protectRecommendation"], json!("BLOCK"));
    }
}

#[tokio::test]
async fn files_go_by_the_rules_for_files() {
    let (stage, agent, protect) = failing().await;
    let files = || instead(RcsFallbackChannel::Mms, Some(&stage.number));
    let request = || message(&stage, &agent, PHONE).fallback_configuration(files()).protect_configuration_id(&protect);
    let blocked = sent(request()).await;
    stage.fixture().country_rule(&protect, NumberCapability::Mms, "US", ProtectStatus::Block).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&blocked).await[1..], ["RCS_FALLEN_BACK_TO_SMS", "MEDIA_BLOCKED!"]);
    assert_eq!(stage.columns(&blocked, &["status", "total_message_price"]).await, "PROTECT_BLOCKED 0.00000");
    stage.fixture().country_rule(&protect, NumberCapability::Mms, "US", ProtectStatus::Allow).await;
    let passes = sent(request()).await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&passes).await[2..], ["MEDIA_SUCCESSFUL", "MEDIA_DELIVERED!"]);
}

#[tokio::test]
async fn what_named_none_is_protected_by_the_accounts_default_of_then_and_what_is_gone_protects_nothing() {
    let (stage, agent, protect) = failing().await;
    let gone = stage.fixture().protect_configuration().await;
    let (one, other) = (falling(&stage, &agent, None).await, falling(&stage, &agent, Some(&gone)).await);
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    stage.fixture().protect_account(&protect).await;
    let delete = stage.client.delete_protect_configuration().protect_configuration_id(&gone);
    delete.send().await.expect("it is deleted");
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&one).await, BLOCKED);
    assert_eq!(stage.column(&one, "protect_configuration_id").await, Some(protect));
    assert_eq!(stage.happened(&other).await, SENT);
    assert_eq!(stage.column(&other, "protect_configuration_id").await, None);
}

#[tokio::test]
async fn who_opted_out_of_the_list_of_what_it_falls_back_to_ends_it_as_blocked() {
    let (stage, agent, protect) = failing().await;
    let list = stage.fixture().list("numbers").await;
    let update = stage.client.update_phone_number().phone_number_id(&stage.number).opt_out_list_name(&list);
    update.send().await.expect("the number has the list");
    let passes = falling(&stage, &agent, None).await;
    opt_out(&stage, "Default").await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&passes).await, SENT, "the agent's list isn't the number's");
    let delete = stage.client.delete_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    delete.send().await.expect("the phone may be written to again");
    let ends = falling(&stage, &agent, Some(&protect)).await;
    opt_out(&stage, &list).await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Block).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&ends).await[1..], ["RCS_FALLEN_BACK_TO_SMS", "TEXT_BLOCKED!"], "opt-outs come first");
    assert_eq!(stage.columns(&ends, &["status", "total_message_price"]).await, "BLOCKED 0.00000");
    assert_eq!(stage.spent("TEXT").await, "0.00883");
}

#[tokio::test]
async fn a_text_through_a_pool_is_judged_by_the_pools_list_unless_opt_outs_are_managed() {
    let (stage, _, pool) = pool().await;
    phones(&stage, "REJECTED").await;
    let ends = stage.sent(stage.text_from(&pool, PHONE)).await;
    opt_out(&stage, "Default").await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&ends).await[1..], ["RCS_FALLEN_BACK_TO_SMS", "TEXT_BLOCKED!"]);
    stage.app.execute("update callsign.pool set self_managed_opt_outs_enabled = true").await;
    let passes = stage.sent(stage.text_from(&pool, PHONE)).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&passes).await, SENT);
}

#[tokio::test]
async fn the_limit_that_counts_is_that_of_the_moment_at_which_it_falls_back() {
    let (stage, agent, _) = failing().await;
    let set = |limit| stage.client.set_text_message_spend_limit_override().monthly_limit(limit).send();
    let unlucky = falling(&stage, &agent, None).await;
    set(0).await.expect("it is set");
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&unlucky).await[1..], ["RCS_FALLEN_BACK_TO_SMS", "TEXT_UNKNOWN!"]);
    let lucky = falling(&stage, &agent, None).await;
    set(1).await.expect("it is set");
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&lucky).await, SENT);
    assert_eq!(stage.spent("TEXT").await, "0.00883");
}

#[tokio::test]
async fn two_processes_and_those_who_send_share_what_the_month_has_room_for() {
    let (stage, agent, _) = failing().await;
    let set = stage.client.set_text_message_spend_limit_override().monthly_limit(1);
    set.send().await.expect("it is set");
    // What thirty texts to the US cost is left of the dollar.
    stage.sent(stage.text(PHONE)).await;
    stage.app.execute("update callsign.monthly_spend set spent = 100000 - 26490 where channel = 'TEXT'").await;
    for _ in 0..40 {
        falling(&stage, &agent, None).await;
    }
    stage.app.pass_ms(350).await;
    let (one, other) = (stage.app.database(), stage.app.database());
    let deployment = Arc::new(Settings::default().deployment());
    let rounds = [&one, &other, &one, &other].map(|database| {
        let deployment = Arc::clone(&deployment);
        async move {
            match lifecycle::round(database, &deployment).await {
                Err(error) if error.exception() == Exception::ThrottlingException => {}
                outcome => drop(outcome.expect("what is due is carried out")),
            }
        }
    });
    let sends = (0..20).map(|_| stage.text(PHONE).send());
    let (_, sends) = tokio::join!(join_all(rounds), join_all(sends));
    stage.carry_out().await;
    let accepted = i64::try_from(sends.iter().filter(|send| send.is_ok()).count()).expect("they are few");
    let count = async |which| stage.app.count(which).await;
    let fallen = "select count(*) from inspect.message_events where event_type = 'RCS_FALLEN_BACK_TO_SMS'";
    assert_eq!(count(fallen).await, 40);
    assert_eq!(
        count(
            "select count(distinct message_id) from inspect.message_events where event_type = 'RCS_FALLEN_BACK_TO_SMS'"
        )
        .await,
        40
    );
    let without = count("select count(*) from inspect.message_events where event_type = 'TEXT_UNKNOWN'").await;
    assert_eq!(40 - without + accepted, 30, "{without} had no room, {accepted} were sent beside them");
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "1.00000"));
}

#[tokio::test]
async fn what_a_monitor_finds_suspicious_goes_by_rcs_and_says_so() {
    let (stage, agent) = launched().await;
    stage.app.execute("update callsign.handset set suspicious = true").await;
    let protect = stage.fixture().protect_configuration().await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Monitor).await;
    let message = sent(message(&stage, &agent, PHONE).protect_configuration_id(&protect)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, ["RCS_SENT", "RCS_DELIVERED!"]);
    let record = last_record(&stage, &message).await;
    assert_eq!(record["protectConfiguration"]["protectStatus"], json!("MONITOR"));
    assert_eq!(record["protectConfigurationAssessment"]["protectInsights"]["blockReason"], json!("AIT_SUSPECTED"));
}

#[tokio::test]
async fn what_a_filter_drops_as_rcs_falls_back_to_nothing() {
    let (stage, agent) = launched().await;
    stage.app.execute("update callsign.handset set suspicious = true").await;
    let protect = stage.fixture().protect_configuration().await;
    stage.fixture().country_rule(&protect, NumberCapability::Sms, "US", ProtectStatus::Filter).await;
    let dropped = falling(&stage, &agent, Some(&protect)).await;
    stage.pass_ms(10_000).await;
    assert_eq!(stage.happened(&dropped).await, ["RCS_PROTECT_BLOCKED!"]);
    assert_eq!((stage.spent("RCS").await.as_str(), stage.spent("TEXT").await.as_str()), ("0.00000", "0"));
}
