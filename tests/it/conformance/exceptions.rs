//! What is raised: every exception that an operation declares, by a request that a rule refuses.

use std::collections::{BTreeMap, BTreeSet};

use callsign::{
    api::operations,
    config::{Credential, SecretText},
    domain::{quota::Quotas, spend_limit::SpendLimits},
};
use futures_util::{future::join_all, join};
use serde_json::json;
use sqlx::{AssertSqlSafe, Executor};

use super::other;
use crate::harness::{ACCOUNT, App, RawAnswer, Stage, model, settings_without_quotas, spots, until};

/// Requests that conflict with how things stand.
const CONFLICTING: &[(&str, &str)] = &[
    (
        "AssociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$founder.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    ("CreateConfigurationSet", r#"{"ConfigurationSetName": "$set.ConfigurationSetName"}"#),
    (
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "sns",
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    (
        "CreateNotifyConfiguration",
        r#"{"DisplayName": "Example", "UseCase": "CODE_VERIFICATION", "EnabledChannels": ["SMS"], "PoolId": "$pool.PoolId"}"#,
    ),
    ("CreateOptOutList", r#"{"OptOutListName": "$list.OptOutListName"}"#),
    (
        "CreatePool",
        r#"{"OriginationIdentity": "$founder.PhoneNumberId", "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL"}"#,
    ),
    (
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$registration.RegistrationId", "ResourceId": "$registered_number.PhoneNumberId"}"#,
    ),
    ("CreateRegistrationVersion", r#"{"RegistrationId": "$held.RegistrationId"}"#),
    ("CreateVerifiedDestinationNumber", r#"{"DestinationPhoneNumber": "$pending.DestinationPhoneNumber"}"#),
    ("DeleteKeyword", r#"{"OriginationIdentity": "$number.PhoneNumberId", "Keyword": "HELP"}"#),
    // The second finds nothing more.
    ("DeleteAccountDefaultProtectConfiguration", "{}"),
    ("DeleteAccountDefaultProtectConfiguration", "{}"),
    ("DeleteNotifyConfiguration", r#"{"NotifyConfigurationId": "$full_notify.NotifyConfigurationId"}"#),
    ("DeleteOptOutList", r#"{"OptOutListName": "Default"}"#),
    ("DeletePool", r#"{"PoolId": "$pool.PoolId"}"#),
    ("DeleteProtectConfiguration", r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId"}"#),
    (
        "DisassociateProtectConfiguration",
        r#"{"ProtectConfigurationId": "$doomed_protect.ProtectConfigurationId",
            "ConfigurationSetName": "$joining_set.ConfigurationSetName"}"#,
    ),
    ("DeleteRcsAgent", r#"{"RcsAgentId": "$rcs_agent.RcsAgentId"}"#),
    ("DeleteRegistration", r#"{"RegistrationId": "$held.RegistrationId"}"#),
    ("DeleteRegistrationAttachment", r#"{"RegistrationAttachmentId": "$attachment.RegistrationAttachmentId"}"#),
    ("DeleteRegistrationFieldValue", r#"{"RegistrationId": "$held.RegistrationId", "FieldPath": "companyInfo.city"}"#),
    ("DeleteVerifiedDestinationNumber", r#"{"VerifiedDestinationNumberId": "$pending.VerifiedDestinationNumberId"}"#),
    (
        "DisassociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$number.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    ("DiscardRegistrationVersion", r#"{"RegistrationId": "$held.RegistrationId"}"#),
    (
        "ListAvailablePhoneNumbers",
        r#"{"IsoCountryCode": "US", "NumberType": "TEN_DLC", "NumberCapabilities": ["SMS"],
            "RegistrationId": "$held.RegistrationId"}"#,
    ),
    (
        "PutKeyword",
        r#"{"OriginationIdentity": "$founder.PhoneNumberId", "Keyword": "HOURS", "KeywordMessage": "From 9 to 5."}"#,
    ),
    (
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$held.RegistrationId", "FieldPath": "companyInfo.city", "TextValue": "Oslo"}"#,
    ),
    ("ReleasePhoneNumber", r#"{"PhoneNumberId": "$founder.PhoneNumberId"}"#),
    ("ReleaseSenderId", r#"{"SenderId": "$sender_id.SenderId", "IsoCountryCode": "GB"}"#),
    (
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "PROMOTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "LONG_CODE", "PoolId": "$pool.PoolId"}"#,
    ),
    ("RequestSenderId", r#"{"SenderId": "$sender_id.SenderId", "IsoCountryCode": "GB"}"#),
    (
        "SendDestinationNumberVerificationCode",
        r#"{"VerifiedDestinationNumberId": "$verified.VerifiedDestinationNumberId", "VerificationChannel": "TEXT"}"#,
    ),
    (
        "SendMediaMessage",
        r#"{"DestinationPhoneNumber": "+447700900123", "OriginationIdentity": "$sender_id.SenderId",
            "MessageBody": "Hello"}"#,
    ),
    (
        "SendNotifyTextMessage",
        r#"{"NotifyConfigurationId": "$full_notify.NotifyConfigurationId", "DestinationPhoneNumber": "+12065550142",
            "TemplateVariables": {"code": "482913"}}"#,
    ),
    (
        "SendNotifyVoiceMessage",
        r#"{"NotifyConfigurationId": "$full_notify.NotifyConfigurationId", "DestinationPhoneNumber": "+12065550142",
            "TemplateVariables": {"code": "482913"}}"#,
    ),
    (
        "SendRcsMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$rcs_agent.RcsAgentId",
            "RcsMessageContent": {"Content": {"TextMessage": {"Body": "Hello"}}}}"#,
    ),
    (
        "SendTextMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$speaking_number.PhoneNumberId",
            "MessageBody": "Hello", "MessageType": "PROMOTIONAL"}"#,
    ),
    (
        "SendVoiceMessage",
        r#"{"DestinationPhoneNumber": "+447700900123", "OriginationIdentity": "$sender_id.SenderId",
            "MessageBody": "Hello"}"#,
    ),
    ("SubmitRegistrationVersion", r#"{"RegistrationId": "$held.RegistrationId"}"#),
    (
        "UpdateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "logs",
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    (
        "UpdateNotifyConfiguration",
        r#"{"NotifyConfigurationId": "$notify.NotifyConfigurationId", "PoolId": "$pool.PoolId"}"#,
    ),
    ("UpdatePhoneNumber", r#"{"PhoneNumberId": "$founder.PhoneNumberId"}"#),
    ("UpdatePool", r#"{"PoolId": "$pool.PoolId"}"#),
    (
        "VerifyDestinationNumber",
        r#"{"VerifiedDestinationNumberId": "$verified.VerifiedDestinationNumberId",
            "VerificationCode": "$verified_code.VerificationCode"}"#,
    ),
];

/// Requests that exceed a quota of one, where the harness's own request for the operation doesn't.
const EXCEEDING: &[(&str, &str)] = &[
    (
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$registration.RegistrationId", "ResourceId": "$spare_toll_free_number.PhoneNumberId"}"#,
    ),
    ("TagResource", r#"{"ResourceArn": "$list.OptOutListArn", "Tags": [{"Key": "Other", "Value": "x"}]}"#),
];

/// Declared exceptions that no rule raises, with the reason.
const NEVER: &[(&str, &str, &str)] = &[
    ("AssociateProtectConfiguration", CONFLICT, "only while another call holds the set: RD5"),
    ("CarrierLookup", "ServiceQuotaExceededException", "no Reason of the model is about it: RD46"),
    ("CreateProtectConfiguration", CONFLICT, "only while another call holds the account: RD58"),
    ("CreateRcsAgent", CONFLICT, "only while another call holds the account: RD58"),
    ("UpdateRcsAgent", CONFLICT, "only while another call holds the agent, or in a pool: tests/it/rcs_agent has that"),
    ("CreateRegistration", CONFLICT, "only while another call holds the account: RD58"),
    ("CreateRegistrationAttachment", CONFLICT, "only while another call holds the account: RD58"),
    ("DescribeNotifyTemplates", "InternalServerException", OF_THE_CATALOGUE),
    ("ListNotifyCountries", "InternalServerException", OF_THE_CATALOGUE),
    ("DescribeRegistrationFieldDefinitions", "InternalServerException", OF_THE_CATALOGUE),
    ("DescribeRegistrationSectionDefinitions", "InternalServerException", OF_THE_CATALOGUE),
    ("DescribeRegistrationTypeDefinitions", "InternalServerException", OF_THE_CATALOGUE),
    ("DeleteAccountDefaultProtectConfiguration", "ValidationException", NO_MEMBERS),
    ("DeleteMediaMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DeleteNotifyMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DeleteOptedOutNumber", "ConflictException", "only while another call holds the list, as shown below"),
    ("DeleteRcsMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    ("DeleteTextMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
    (
        "PutProtectConfigurationRuleSetNumberOverride",
        CONFLICT,
        "only while another call holds the protect configuration: RD15",
    ),
    ("DeleteVoiceMessageSpendLimitOverride", "ValidationException", NO_MEMBERS),
];

const OF_THE_CATALOGUE: &str = "it answers from the catalogue alone";

const NO_MEMBERS: &str = "it has no members";

const CONFLICT: &str = "ConflictException";

const THROTTLING: &str = "ThrottlingException";

fn declares(operation: &str, exception: &str) -> bool {
    model::operation(operation).errors.iter().any(|declared| declared == exception)
}

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
        // A server that hasn't written in a scope yet lets creating calls wait for their turn, not for a connection.
        let known = stage.call("CreateOptOutList", r#"{"OptOutListName": "known"}"#).await;
        assert_eq!(known.status, 200, "{}", known.body);
        let mut locks = app.connection().await;
        // Who waits behind others for a turn conflicts with them, and has to come again.
        for _ in 0..20 {
            let calls: Vec<_> = good(stage).into_iter().filter(|(name, _)| !self.has(name, THROTTLING)).collect();
            if calls.is_empty() {
                return;
            }
            locks
                .execute("begin; lock table callsign.pool in access exclusive mode")
                .await
                .expect("the table is locked");
            let calls = async {
                let waiting = "select count(*) from pg_stat_activity
                               where datname = current_database() and wait_event_type = 'Lock'";
                until("the other call holds the connection", || async { app.count(waiting).await == 1 }).await;
                all_at_once(stage, &calls).await
            };
            let (_, answers) = join!(stage.call("DescribePools", "{}"), calls);
            locks.execute("rollback").await.expect("the lock is given up");
            for (operation, answer) in answers {
                self.note(operation, &answer);
            }
        }
    }

    fn has(&self, operation: &str, exception: &str) -> bool {
        self.0.get(operation).is_some_and(|raised| raised.contains(exception))
    }
}

fn served() -> impl Iterator<Item = &'static str> {
    operations().map(|served| served.name)
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

/// The answers to calls that are all under way at once.
async fn all_at_once(stage: &Stage<'_>, calls: &[(&'static str, String)]) -> Vec<(&'static str, RawAnswer)> {
    join_all(calls.iter().map(|(operation, body)| async { (*operation, stage.call(operation, body).await) })).await
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
    }
    bad
}

/// A credential that may do nothing.
fn denied() -> Credential {
    Credential {
        access_key_id: "denied".to_owned(),
        secret_access_key: SecretText::new("denied"),
        account_id: ACCOUNT.to_owned(),
        session_token: None,
        user: None,
        policy: Some(r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#.to_owned()),
    }
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
                configuration_sets: 1,
                event_destinations_per_configuration_set: 1,
                protect_configurations: 1,
                protect_number_overrides: 1,
                rcs_agents: 1,
                verified_destination_numbers: 1,
                registrations: 1,
                registration_versions_per_day: 1,
                campaigns_per_brand: 1,
                phone_numbers_per_campaign: 1,
                phone_numbers_per_toll_free_registration: 1,
                registration_attachments: 1,
                registration_attachments_per_day: 1,
                notify_configurations: 1,
                notify_messages_to_destination: 1,
                notify_messages_of_basic_tier: 1,
                origination_identities_per_pool: 1,
                keywords_per_phone_number: 1,
                keywords_per_pool: 1,
                tags_per_resource: 1,
                calls_to_recipient: 1,
                calls_of_sandbox: 1,
            };
            settings.verification.codes_per_day = 1;
            settings.spend_limits =
                SpendLimits { text_message: 0, voice_message: 0, media_message: 0, notify_message: 0, rcs_message: 0 };
        })
        .await;
    let unchanged = Stage::build(&app, "test", "us-west-2").await;
    let exceeding = good(&unchanged).into_iter().filter(|(name, _)| declares(name, "ServiceQuotaExceededException"));
    raised.by(&unchanged.through(&full, "test"), exceeding.chain(lines(&unchanged, EXCEEDING)).collect()).await;

    let denying = app.beside(|settings| settings.auth.credentials.push(denied())).await;
    raised.by(&unchanged.through(&denying, "denied"), good(&unchanged)).await;

    app.execute("alter schema callsign rename to elsewhere").await;
    raised.by(&stage, good(&stage)).await;
    app.execute("alter schema elsewhere rename to callsign").await;
    let busy = app.beside(|settings| settings.database.max_connections = 1).await;
    raised.while_busy(&stage.through(&busy, "test"), &app).await;

    let mut failures = Vec::new();
    for operation in served() {
        for exception in &model::operation(operation).errors {
            let never = NEVER.iter().find(|(name, never, _)| *name == operation && never == exception);
            match (raised.has(operation, exception), never) {
                (false, None) => failures.push(format!("{operation} never raises {exception}")),
                // Whether one call meets another is a matter of time.
                (true, Some((.., reason))) if !reason.starts_with("only while another call") => {
                    failures.push(format!("{operation} raises {exception} after all: {reason}"));
                }
                _ => {}
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}

#[tokio::test]
async fn a_call_that_waits_for_another_raises_no_conflict_that_its_operation_does_not_declare() {
    let app = App::with(settings_without_quotas).await;
    let stage = Stage::build(&app, "test", "us-east-1").await;
    let mut holder = app.connection().await;
    holder.execute("begin").await.expect("a transaction begins");
    for table in app.state().await.into_keys().chain(["account_region".to_owned()]) {
        let lock = format!("select from callsign.{table} for update");
        holder.execute(sqlx::raw_sql(AssertSqlSafe(lock))).await.expect("the rows are locked");
    }
    let is_odd = |operation: &str| operation == "DeleteOptedOutNumber" || !declares(operation, CONFLICT);
    let calls: Vec<_> = good(&stage).into_iter().filter(|(operation, _)| is_odd(operation)).collect();
    let mut answers = Vec::new();
    // As many as there are connections: on a busy machine more would wait too long for other reasons.
    for few in calls.chunks(4) {
        answers.extend(all_at_once(&stage, few).await);
    }
    let mut conflicting = BTreeSet::new();
    for (operation, answer) in answers {
        if answer.status != 200 {
            let expected = if declares(operation, CONFLICT) { CONFLICT } else { "ThrottlingException" };
            assert_eq!(answer.line(), format!("400 {expected}"), "{operation}: {}", answer.body);
            conflicting.insert(operation);
        }
    }
    let only_reads =
        |operation: &str| ["Describe", "Get", "List", "CarrierLookup"].iter().any(|verb| operation.starts_with(verb));
    for (operation, _) in calls.iter().filter(|(operation, _)| !only_reads(operation)) {
        assert!(conflicting.contains(operation), "{operation} waited for nobody: {conflicting:?}");
    }
}
