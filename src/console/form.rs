//! Forms: each is the input of one operation of the API, its fields named as the members are.
//!
//! A field `SnsDestination.TopicArn` is a member of a member; `OriginationIdentity|IsoCountryCode` says two at once, divided by `|`.
//! What is left empty isn't sent.

use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Asked, at_home, link::part, refusal::Refused};
use crate::{
    api,
    database::unit_of_work::{Mode, Tx},
    model::{error::ServiceError, pool::PoolId},
    path::Served,
    store::view::{Older, configuration_set, opt_out_list, pool, protect_configuration, rcs_agent},
};

/// The operations that screens offer.
const OFFERED: [&str; 53] = [
    "AssociateOriginationIdentity",
    "AssociateProtectConfiguration",
    "CreateConfigurationSet",
    "CreateEventDestination",
    "CreateNotifyConfiguration",
    "CreateOptOutList",
    "CreatePool",
    "CreateProtectConfiguration",
    "CreateRcsAgent",
    "CreateRegistration",
    "CreateRegistrationAssociation",
    "CreateRegistrationVersion",
    "CreateVerifiedDestinationNumber",
    "DeleteAccountDefaultProtectConfiguration",
    "DeleteConfigurationSet",
    "DeleteDefaultMessageType",
    "DeleteDefaultSenderId",
    "DeleteEventDestination",
    "DeleteMediaMessageSpendLimitOverride",
    "DeleteNotifyConfiguration",
    "DeleteOptOutList",
    "DeleteOptedOutNumber",
    "DeletePool",
    "DeleteProtectConfiguration",
    "DeleteProtectConfigurationRuleSetNumberOverride",
    "DeleteRcsAgent",
    "DeleteRegistration",
    "DeleteRegistrationFieldValue",
    "DeleteTextMessageSpendLimitOverride",
    "DeleteVerifiedDestinationNumber",
    "DeleteVoiceMessageSpendLimitOverride",
    "DisassociateOriginationIdentity",
    "DisassociateProtectConfiguration",
    "DiscardRegistrationVersion",
    "PutOptedOutNumber",
    "PutProtectConfigurationRuleSetNumberOverride",
    "PutRegistrationFieldValue",
    "ReleasePhoneNumber",
    "ReleaseSenderId",
    "RequestPhoneNumber",
    "RequestSenderId",
    "SendDestinationNumberVerificationCode",
    "SendTextMessage",
    "SetAccountDefaultProtectConfiguration",
    "SetDefaultMessageType",
    "SetDefaultSenderId",
    "SetMediaMessageSpendLimitOverride",
    "SetTextMessageSpendLimitOverride",
    "SetVoiceMessageSpendLimitOverride",
    "SubmitRegistrationVersion",
    "UpdateEventDestination",
    "UpdateProtectConfigurationCountryRuleSet",
    "VerifyDestinationNumber",
];

/// And those that change settings.
const EDITING: [&str; 7] = [
    "UpdateNotifyConfiguration",
    "UpdatePhoneNumber",
    "UpdatePool",
    "UpdateProtectConfiguration",
    "UpdateRcsAgent",
    "UpdateSenderId",
    "SetDefaultMessageFeedbackEnabled",
];

/// Members that are lists of texts.
const LISTS: [&str; 7] = [
    "EnabledChannels",
    "EnabledCountries",
    "MatchingEventTypes",
    "MessageTypes",
    "NumberCapabilities",
    "SelectChoices",
    "TwoWayRcsEventsEnabled",
];

/// A call that a form asks for.
pub struct Wanted {
    /// The operation.
    pub served: &'static Served,
    /// Its input.
    pub input: Value,
}

/// Reads a form. What is destroyed must be counted in it.
///
/// # Errors
///
/// What the console refuses before any operation is asked.
pub async fn read(asked: &Asked, said: &[(String, String)]) -> Result<Wanted, Refused> {
    let served =
        served(said).ok_or_else(|| Refused::because("No such form", "No screen offers this operation.".to_owned()))?;
    let input = input(said);
    let removed = counted(asked, served.name, &input).await.map_err(|error| Refused::by(&error))?;
    let written = said.iter().find(|(name, _)| name == "removes").map_or("", |(_, value)| value.trim());
    match removed {
        Some(removed) if written != removed.to_string() => Err(Refused::because(
            "Nothing was removed",
            format!("{removed} would go with it now: write that number to confirm."),
        )),
        _ => Ok(Wanted { served, input }),
    }
}

/// The operation that a form names, if screens offer it.
fn served(said: &[(String, String)]) -> Option<&'static Served> {
    let (_, operation) = said.iter().find(|(name, _)| name == "operation")?;
    api::dispatch(operation).filter(|served| OFFERED.contains(&served.name) || EDITING.contains(&served.name))
}

/// Its name, empty where there is none.
#[must_use]
pub fn operation(said: &[(String, String)]) -> &'static str {
    served(said).map_or("", |served| served.name)
}

/// How much goes with what an operation deletes, which the form has to say; `None` where it has to say nothing.
async fn counted(asked: &Asked, operation: &'static str, input: &Value) -> Result<Option<i64>, ServiceError> {
    let member = match operation {
        "DeletePool" => "PoolId",
        "DeleteOptOutList" => "OptOutListName",
        "DeleteConfigurationSet" => "ConfigurationSetName",
        "DeleteProtectConfiguration" => "ProtectConfigurationId",
        "DeleteRcsAgent" => "RcsAgentId",
        _ => return Ok(None),
    };
    let name = input[member].as_str().unwrap_or_default().to_owned();
    let (home, connections) = (asked.home(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let count = match operation {
            "DeletePool" => match PoolId::new(name).key() {
                Some(key) => pool::find(&mut tx, &home, key).await?.map(|pool| pool.identities),
                None => None,
            },
            "DeleteOptOutList" => {
                let lists = opt_out_list::page(&mut tx, &home, Some(&name), Older::NEWEST, 1).await?;
                lists.rows.first().map(|list| list.numbers)
            }
            "DeleteProtectConfiguration" => {
                let found = protect_configuration::page(&mut tx, &home, &name, Older::NEWEST, 1).await?;
                found.rows.first().map(|one| one.rules + one.overrides)
            }
            "DeleteRcsAgent" => {
                let agents = rcs_agent::page(&mut tx, &home, &name, Older::NEWEST, 1).await?;
                agents.rows.first().map(|agent| agent.testers)
            }
            _ => {
                let sets = configuration_set::page(&mut tx, &home, Some(&name), Older::NEWEST, 1).await?;
                sets.rows.first().map(|set| set.destinations)
            }
        };
        tx.commit().await?;
        Ok(count)
    };
    asked.shared.database.work(work).await
}

/// The input that the fields of a form are.
#[must_use]
pub fn input(said: &[(String, String)]) -> Value {
    let mut input = Map::new();
    for (names, values) in said.iter().filter(|(name, value)| name.starts_with(char::is_uppercase) && !value.is_empty())
    {
        // Browsers send other line ends than were written.
        let values = values.replace("\r\n", "\n");
        let mut values = values.splitn(names.matches('|').count() + 1, '|');
        for name in names.split('|') {
            let value = values.next().unwrap_or_default();
            match name.split_once('.') {
                Some((outer, inner)) => {
                    let outer = input.entry(outer).or_insert_with(|| json!({}));
                    outer[inner] = value.into();
                }
                None => put(&mut input, name, value),
            }
        }
    }
    Value::Object(input)
}

fn put(input: &mut Map<String, Value>, name: &str, value: &str) {
    if LISTS.contains(&name) {
        let list = input.entry(name).or_insert_with(|| json!([]));
        // A field may say several, one a line.
        let items = value.lines().map(str::trim).filter(|line| !line.is_empty());
        list.as_array_mut().into_iter().for_each(|list| list.extend(items.clone().map(Value::from)));
        return;
    }
    let value = match name {
        "Context" => value
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.trim(), value.trim()))
            .collect(),
        name if name.ends_with("Enabled") || name == "Enabled" => match value {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => other.into(),
        },
        "CountryRuleSetUpdates" => value
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(country, status)| (country.trim(), json!({ "ProtectStatus": status.trim() })))
            .collect(),
        "ExpirationTimestamp" => {
            OffsetDateTime::parse(value, &Rfc3339).map_or_else(|_| value.into(), |at| at.unix_timestamp().into())
        }
        "MonthlyLimit" | "TimeToLive" => value.parse::<i64>().map_or_else(|_| value.into(), Value::from),
        _ => value.into(),
    };
    input.insert(name.to_owned(), value);
}

/// Where a form that was carried out leads: to what was made, away from what is gone, else to where it stood.
#[must_use]
pub fn leads_to(asked: &Asked, wanted: &Wanted, output: &Value, request_id: &str) -> String {
    let text = |value: &Value| part(value.as_str().unwrap_or_default());
    let path = match wanted.served.name {
        "CreatePool" => format!("pools/{}", text(&output["PoolId"])),
        "DeletePool" => "pools".to_owned(),
        "RequestPhoneNumber" => format!("numbers/{}", text(&output["PhoneNumberId"])),
        "ReleasePhoneNumber" => "numbers".to_owned(),
        "CreateOptOutList" => format!("opt-out-lists/{}", text(&output["OptOutListName"])),
        "DeleteOptOutList" => "opt-out-lists".to_owned(),
        "CreateConfigurationSet" => format!("configuration-sets/{}", text(&output["ConfigurationSetName"])),
        "DeleteConfigurationSet" => "configuration-sets".to_owned(),
        "CreateRegistration" => format!("registrations/{}", text(&output["RegistrationId"])),
        "DeleteRegistration" => "registrations".to_owned(),
        "CreateRcsAgent" => format!("rcs-agents/{}", text(&output["RcsAgentId"])),
        "DeleteRcsAgent" => "rcs-agents".to_owned(),
        "CreateProtectConfiguration" => {
            format!("protect-configurations/{}", text(&output["ProtectConfigurationId"]))
        }
        "DeleteProtectConfiguration" => "protect-configurations".to_owned(),
        "CreateNotifyConfiguration" => format!("notify-configurations/{}", text(&output["NotifyConfigurationId"])),
        "DeleteNotifyConfiguration" => "notify-configurations".to_owned(),
        _ => asked.path.iter().map(|segment| part(segment)).collect::<Vec<_>>().join("/"),
    };
    let done = format!("{}/{path}?did={}&request={request_id}", at_home(&asked.caller), wanted.served.name);
    let search = asked.asks("q");
    if search.is_empty() { done } else { format!("{done}&q={}", part(search)) }
}
