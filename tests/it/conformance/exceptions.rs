//! What is raised: every exception that an operation declares, by a request that a rule refuses.

use std::collections::{BTreeMap, BTreeSet};

use callsign::{domain::quota::Quotas, operation::OPERATIONS};
use futures_util::{future::join_all, join};
use serde_json::json;

use super::other;
use crate::{
    harness::{App, OTHER_ACCOUNT, RawAnswer, Stage, model, settings_without_quotas, spots, until},
    tenants::foreign_arns,
};

/// Requests that conflict with how things stand.
const CONFLICTING: &[(&str, &str)] = &[
    (
        "AssociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$founder.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    ("CreateOptOutList", r#"{"OptOutListName": "$list.OptOutListName"}"#),
    (
        "CreatePool",
        r#"{"OriginationIdentity": "$founder.PhoneNumberId", "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL"}"#,
    ),
    ("DeleteKeyword", r#"{"OriginationIdentity": "$number.PhoneNumberId", "Keyword": "HELP"}"#),
    ("DeleteOptOutList", r#"{"OptOutListName": "Default"}"#),
    ("DeletePool", r#"{"PoolId": "$pool.PoolId"}"#),
    (
        "DisassociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$number.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    (
        "PutKeyword",
        r#"{"OriginationIdentity": "$founder.PhoneNumberId", "Keyword": "HOURS", "KeywordMessage": "From 9 to 5."}"#,
    ),
    ("ReleasePhoneNumber", r#"{"PhoneNumberId": "$founder.PhoneNumberId"}"#),
    ("ReleaseSenderId", r#"{"SenderId": "$sender_id.SenderId", "IsoCountryCode": "GB"}"#),
    (
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "PROMOTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "LONG_CODE", "PoolId": "$pool.PoolId"}"#,
    ),
    ("RequestSenderId", r#"{"SenderId": "$sender_id.SenderId", "IsoCountryCode": "GB"}"#),
    ("UpdatePhoneNumber", r#"{"PhoneNumberId": "$founder.PhoneNumberId"}"#),
    ("UpdatePool", r#"{"PoolId": "$pool.PoolId"}"#),
];

/// Requests that exceed a quota of one, where the harness's own request for the operation doesn't.
const EXCEEDING: &[(&str, &str)] =
    &[("TagResource", r#"{"ResourceArn": "$list.OptOutListArn", "Tags": [{"Key": "Other", "Value": "x"}]}"#)];

/// Declared exceptions that no rule raises, with the reason.
const NEVER: &[(&str, &str, &str)] = &[
    ("CreateOptOutList", "AccessDeniedException", NAMES_NOTHING),
    ("DeleteMediaMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("DeleteMediaMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DeleteNotifyMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("DeleteNotifyMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DeleteOptedOutNumber", "ConflictException", "only while another call holds the number: tests/it/races.rs"),
    ("DeleteTextMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("DeleteTextMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DeleteVoiceMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("DeleteVoiceMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DescribeAccountAttributes", "AccessDeniedException", NAMES_NOTHING),
    ("DescribeAccountLimits", "AccessDeniedException", NAMES_NOTHING),
    ("DescribeSpendLimits", "AccessDeniedException", NAMES_NOTHING),
    ("RequestSenderId", "AccessDeniedException", NAMES_NOTHING),
    ("SetMediaMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("SetNotifyMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("SetTextMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
    ("SetVoiceMessageSpendLimitOverride", "AccessDeniedException", NAMES_NOTHING),
];

const NAMES_NOTHING: &str = "it names no resource of another account, and identity policies are not applied yet";
const NO_MEMBERS: &str = "it has no members";

/// The exceptions that were raised, by operation.
#[derive(Default)]
struct Raised(BTreeMap<String, BTreeSet<String>>);

impl Raised {
    /// Calls, and notes what is raised.
    async fn by(&mut self, stage: &Stage<'_>, calls: Vec<(&str, String)>) {
        for ((operation, _), answer) in calls.iter().zip(stage.call_all(&calls).await) {
            self.note(operation, &answer);
        }
    }

    fn note(&mut self, operation: &str, answer: &RawAnswer) {
        if answer.status != 200 {
            let exception = answer.error_type().rsplit('#').next().unwrap_or_default().to_owned();
            self.0.entry(operation.to_owned()).or_default().insert(exception);
        }
    }

    /// Calls every operation while another call holds the server's only connection to the database.
    async fn while_busy(&mut self, stage: &Stage<'_>, app: &App) {
        app.execute(
            "create function public.slow() returns trigger language plpgsql as $$
             begin
                 perform pg_sleep(3.5);
                 return new;
             end $$;
             create trigger slow before insert on callsign.opt_out_list for each row execute function public.slow()",
        )
        .await;
        let holder = async {
            let answer = stage.call("CreateOptOutList", &stage.request("CreateOptOutList").to_string()).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        };
        let calls = async {
            let asleep =
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
            until("the other call holds the connection", || async { app.count(asleep).await == 1 }).await;
            let calls = good(stage).into_iter().map(|call| async move {
                let answers = stage.call_all(&[call.clone()]).await;
                (call, answers)
            });
            join_all(calls).await
        };
        let ((), answers) = join!(holder, calls);
        for ((operation, _), answers) in answers {
            self.note(operation, &answers[0]);
        }
    }

    fn has(&self, operation: &str, exception: &str) -> bool {
        self.0.get(operation).is_some_and(|raised| raised.contains(exception))
    }
}

fn served() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|served| served.name)
}

/// The lines of a table that are about operations which are served.
fn lines<'a>(stage: &'a Stage, table: &'static [(&str, &str)]) -> impl Iterator<Item = (&'static str, String)> + 'a {
    table
        .iter()
        .filter(|(name, _)| served().any(|served| served == *name))
        .map(|(name, text)| (*name, stage.fill(text)))
}

/// A request of each operation that would succeed.
fn good(stage: &Stage) -> Vec<(&'static str, String)> {
    served().map(|operation| (operation, stage.request(operation).to_string())).collect()
}

/// Requests with one member that names what nobody has, or that breaks its shape.
fn bad(stage: &Stage) -> Vec<(&'static str, String)> {
    let mut bad = Vec::new();
    for operation in served() {
        let base = stage.request(operation);
        for spot in spots(operation).iter().filter(|spot| spot.is_outermost()) {
            let value = other(spot.shape_name, &base[spot.name()]);
            bad.push((operation, spot.set(&base, Some(value)).to_string()));
            bad.push((operation, spot.set(&base, Some(json!(i64::MIN))).to_string()));
            bad.push((operation, spot.set(&base, Some(json!("\0"))).to_string()));
        }
        bad.extend(foreign_arns(operation, OTHER_ACCOUNT, stage));
    }
    bad
}

#[tokio::test]
async fn every_declared_exception_is_reached() {
    let app = App::with(settings_without_quotas).await;
    let stage = Stage::build(&app, "test", "us-east-1").await;
    let mut raised = Raised::default();
    raised.by(&stage, bad(&stage)).await;

    let with_sender_id = stage.call("CreatePool", &stage.request("CreatePool").to_string()).await;
    assert_eq!(with_sender_id.status, 200, "{}", with_sender_id.body);
    app.execute("update callsign.pool set active_at = now() + interval '1 hour' where not deletion_protection_enabled")
        .await;
    raised.by(&stage, lines(&stage, CONFLICTING).collect()).await;
    app.execute("update callsign.pool set active_at = created_at").await;

    let full = app
        .beside(|settings| {
            settings.quotas = Quotas {
                phone_numbers: 1,
                pools: 1,
                sender_ids: 1,
                opt_out_lists: 1,
                origination_identities_per_pool: 1,
                keywords_per_phone_number: 1,
                keywords_per_pool: 1,
                tags_per_resource: 1,
            };
        })
        .await;
    let unchanged = Stage::build(&app, "test", "us-west-2").await;
    let declares_quota =
        |name: &str| model::operation(name).errors.iter().any(|declared| declared == "ServiceQuotaExceededException");
    let exceeding = good(&unchanged).into_iter().filter(|(name, _)| declares_quota(name));
    raised.by(&unchanged.through(&full), exceeding.chain(lines(&unchanged, EXCEEDING)).collect()).await;

    app.execute("alter schema callsign rename to elsewhere").await;
    raised.by(&stage, good(&stage)).await;
    app.execute("alter schema elsewhere rename to callsign").await;
    let busy = app.beside(|settings| settings.database.max_connections = 1).await;
    raised.while_busy(&stage.through(&busy), &app).await;

    let mut failures = Vec::new();
    for operation in served() {
        for exception in &model::operation(operation).errors {
            let never = NEVER.iter().find(|(name, never, _)| *name == operation && never == exception);
            match (raised.has(operation, exception), never) {
                (false, None) => failures.push(format!("{operation} never raises {exception}")),
                (true, Some((.., reason))) => {
                    failures.push(format!("{operation} raises {exception} after all: {reason}"))
                }
                _ => {}
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}
