//! What each item of a seed asks of the operations.

use serde_json::{Map, Value, json};

use super::file::{
    ConfigurationSet, EventDestination, FormValue, Keyword, NotifyConfiguration, OptOutList, PhoneNumber, Pool,
    ProtectConfiguration, RcsAgent, Registration, SenderId, Tags, VerifiedDestinationNumber,
};
use crate::model::timestamp;

/// An operation and its request.
pub type Step = (&'static str, Value);

/// A request without the members that aren't said.
fn request(members: Value) -> Value {
    let Value::Object(members) = members else { return members };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<String, Value>>().into()
}

fn tags(tags: &Tags) -> Value {
    let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    if tags.is_empty() { Value::Null } else { tags.into() }
}

/// The tags of a resource that is there already.
fn tagging(arn: Option<&str>, said: &Tags) -> Option<Step> {
    let arn = arn.filter(|_| !said.is_empty())?;
    Some(("TagResource", json!({ "ResourceArn": arn, "Tags": tags(said) })))
}

fn keywords(owner: &str, said: &[Keyword]) -> impl Iterator<Item = Step> {
    said.iter().map(move |one| {
        let members = json!({
            "OriginationIdentity": owner, "Keyword": one.keyword, "KeywordMessage": one.message,
            "KeywordAction": one.action,
        });
        ("PutKeyword", request(members))
    })
}

/// A list; `arn` is that of one that is there.
pub fn opt_out_list(said: &OptOutList, arn: Option<&str>) -> Vec<Step> {
    let mut steps = Vec::new();
    if arn.is_none() {
        steps.push(("CreateOptOutList", request(json!({ "OptOutListName": said.name, "Tags": tags(&said.tags) }))));
    }
    steps.extend(
        said.opted_out_numbers
            .iter()
            .map(|number| ("PutOptedOutNumber", json!({ "OptOutListName": said.name, "OptedOutNumber": number }))),
    );
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// What makes a number.
pub fn new_phone_number(said: &PhoneNumber) -> Step {
    // Nobody can ask AWS for a short code: it becomes one once it is there.
    let number_type = if said.number_type == "SHORT_CODE" { "LONG_CODE" } else { &said.number_type };
    let members = json!({
        "IsoCountryCode": said.iso_country_code, "MessageType": said.message_type,
        "NumberCapabilities": said.number_capabilities, "NumberType": number_type,
        "OptOutListName": said.opt_out_list_name, "InternationalSendingEnabled": said.international_sending_enabled,
        "DeletionProtectionEnabled": said.deletion_protection_enabled, "Tags": tags(&said.tags),
    });
    ("RequestPhoneNumber", request(members))
}

/// What a number is to be that is `there`, as its view shows it; `arn` is that of one that was there before.
pub fn phone_number(said: &PhoneNumber, id: &str, there: &Value, arn: Option<&str>) -> Vec<Step> {
    let mut changes = Map::new();
    two_way(&mut changes, said.two_way_channel_arn.as_deref(), said.two_way_channel_role.as_deref());
    set(&mut changes, "SelfManagedOptOutsEnabled", said.self_managed_opt_outs_enabled.map(Value::from));
    set(&mut changes, "OptOutListName", said.opt_out_list_name.clone().map(Value::from));
    set(&mut changes, "InternationalSendingEnabled", said.international_sending_enabled.map(Value::from));
    set(&mut changes, "DeletionProtectionEnabled", said.deletion_protection_enabled.map(Value::from));
    keep_what_differs(&mut changes, there);
    let mut steps = Vec::new();
    if !changes.is_empty() {
        changes.insert("PhoneNumberId".to_owned(), id.into());
        steps.push(("UpdatePhoneNumber", changes.into()));
    }
    steps.extend(keywords(id, &said.keywords));
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// Leaves out what is as it is to be: AWS refuses to change what is in use, even into what it is.
fn keep_what_differs(changes: &mut Map<String, Value>, there: &Value) {
    let column = |name: &str| {
        let words = name.char_indices().map(|(place, letter)| match (place, letter.is_ascii_uppercase()) {
            (0, _) | (_, false) => letter.to_ascii_lowercase().to_string(),
            (_, true) => format!("_{}", letter.to_ascii_lowercase()),
        });
        words.collect::<String>()
    };
    changes.retain(|name, value| there.get(column(name)) != Some(value));
}

fn set(members: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        members.insert(name.to_owned(), value);
    }
}

fn two_way(members: &mut Map<String, Value>, channel: Option<&str>, role: Option<&str>) {
    if let Some(channel) = channel {
        members.insert("TwoWayEnabled".to_owned(), true.into());
        members.insert("TwoWayChannelArn".to_owned(), channel.into());
        set(members, "TwoWayChannelRole", role.map(Value::from));
    }
}

/// A sender ID; `arn` is that of one that is there.
pub fn sender_id(said: &SenderId, arn: Option<&str>) -> Vec<Step> {
    let types = (!said.message_types.is_empty()).then_some(&said.message_types);
    let protected = said.deletion_protection_enabled;
    let mut members = json!({ "SenderId": said.sender_id, "IsoCountryCode": said.iso_country_code,
                              "DeletionProtectionEnabled": protected });
    let mut steps = Vec::new();
    if arn.is_none() {
        members["MessageTypes"] = json!(types);
        members["Tags"] = tags(&said.tags);
        steps.push(("RequestSenderId", request(members)));
    } else if protected.is_some() {
        steps.push(("UpdateSenderId", request(members)));
    }
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// What makes an RCS agent.
pub fn new_rcs_agent(said: &RcsAgent) -> Step {
    let members = json!({
        "OptOutListName": said.opt_out_list_name, "DeletionProtectionEnabled": said.deletion_protection_enabled,
        "Tags": tags(&said.tags),
    });
    ("CreateRcsAgent", request(members))
}

/// What an RCS agent is to be that is `there`, as its view shows it; `arn` is that of one that was there before.
pub fn rcs_agent(said: &RcsAgent, id: &str, there: &Value, arn: Option<&str>) -> Vec<Step> {
    let mut changes = Map::new();
    two_way(&mut changes, said.two_way_channel_arn.as_deref(), said.two_way_channel_role.as_deref());
    let (bucket, role) = (&said.two_way_media_s3_bucket_name, &said.two_way_media_s3_role);
    set(&mut changes, "TwoWayMediaS3BucketName", bucket.clone().map(Value::from));
    set(&mut changes, "TwoWayMediaS3KeyPrefix", said.two_way_media_s3_key_prefix.clone().map(Value::from));
    set(&mut changes, "TwoWayMediaS3Role", role.clone().map(Value::from));
    let events = (!said.two_way_rcs_events_enabled.is_empty()).then(|| json!(said.two_way_rcs_events_enabled));
    set(&mut changes, "TwoWayRcsEventsEnabled", events);
    set(&mut changes, "SelfManagedOptOutsEnabled", said.self_managed_opt_outs_enabled.map(Value::from));
    set(&mut changes, "OptOutListName", said.opt_out_list_name.clone().map(Value::from));
    set(&mut changes, "DeletionProtectionEnabled", said.deletion_protection_enabled.map(Value::from));
    keep_what_differs(&mut changes, there);
    let mut steps = Vec::new();
    if !changes.is_empty() {
        changes.insert("RcsAgentId".to_owned(), id.into());
        steps.push(("UpdateRcsAgent", changes.into()));
    }
    steps.extend(keywords(id, &said.keywords));
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// An identity that is to be in a pool: its id and its country.
pub type Identity = (String, String);

/// What makes a pool of an identity.
pub fn new_pool(said: &Pool, (identity, country): &Identity, message_type: &str) -> Step {
    let members = json!({
        "OriginationIdentity": identity, "IsoCountryCode": country,
        "MessageType": said.message_type.as_deref().unwrap_or(message_type),
        "DeletionProtectionEnabled": said.deletion_protection_enabled, "Tags": tags(&said.tags),
    });
    ("CreatePool", request(members))
}

/// What a pool is to be that is `there`, as its view shows it, with these identities that aren't in it yet; `arn` is that of one that was there before.
pub fn pool(said: &Pool, id: &str, joining: &[Identity], there: &Value, arn: Option<&str>) -> Vec<Step> {
    let mut steps: Vec<Step> = joining
        .iter()
        .map(|(identity, country)| {
            let members = json!({ "PoolId": id, "OriginationIdentity": identity, "IsoCountryCode": country });
            ("AssociateOriginationIdentity", members)
        })
        .collect();
    let mut changes = Map::new();
    two_way(&mut changes, said.two_way_channel_arn.as_deref(), said.two_way_channel_role.as_deref());
    set(&mut changes, "SelfManagedOptOutsEnabled", said.self_managed_opt_outs_enabled.map(Value::from));
    set(&mut changes, "OptOutListName", said.opt_out_list_name.clone().map(Value::from));
    set(&mut changes, "SharedRoutesEnabled", said.shared_routes_enabled.map(Value::from));
    set(&mut changes, "DeletionProtectionEnabled", said.deletion_protection_enabled.map(Value::from));
    keep_what_differs(&mut changes, there);
    if !changes.is_empty() {
        changes.insert("PoolId".to_owned(), id.into());
        steps.push(("UpdatePool", changes.into()));
    }
    steps.extend(keywords(id, &said.keywords));
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// What makes a notify configuration, unless it is there with this `arn`, and what changes it. What a tier takes, it must have first.
pub fn notify_configuration(
    said: &NotifyConfiguration,
    id: &str,
    pool: Option<&str>,
    arn: Option<&str>,
) -> (Option<Step>, Vec<Step>) {
    let new = json!({
        "DisplayName": said.display_name, "UseCase": "CODE_VERIFICATION", "EnabledChannels": said.enabled_channels,
        "Tags": tags(&said.tags),
    });
    let changes = request(json!({
        "NotifyConfigurationId": id, "EnabledChannels": said.enabled_channels, "EnabledCountries": said.enabled_countries,
        "DefaultTemplateId": said.default_template_id, "PoolId": pool,
        "DeletionProtectionEnabled": said.deletion_protection_enabled,
    }));
    let new = arn.is_none().then(|| ("CreateNotifyConfiguration", request(new)));
    (new, [("UpdateNotifyConfiguration", changes)].into_iter().chain(tagging(arn, &said.tags)).collect())
}

/// A protect configuration with this id; `arn` is that of one that is there.
pub fn protect_configuration(said: &ProtectConfiguration, id: &str, arn: Option<&str>) -> Vec<Step> {
    let protected = said.deletion_protection_enabled;
    let mut steps = Vec::new();
    if arn.is_none() {
        let members = json!({ "DeletionProtectionEnabled": protected, "Tags": tags(&said.tags) });
        steps.push(("CreateProtectConfiguration", request(members)));
    } else if protected.is_some() {
        let members = json!({ "ProtectConfigurationId": id, "DeletionProtectionEnabled": protected });
        steps.push(("UpdateProtectConfiguration", members));
    }
    steps.extend(said.country_rules.iter().map(|(capability, rules)| {
        let rules: Map<String, Value> =
            rules.iter().map(|(country, status)| (country.clone(), json!({ "ProtectStatus": status }))).collect();
        let members = json!({ "ProtectConfigurationId": id, "NumberCapability": capability,
                              "CountryRuleSetUpdates": rules });
        ("UpdateProtectConfigurationCountryRuleSet", members)
    }));
    steps.extend(said.number_overrides.iter().map(|one| {
        let members = json!({ "ProtectConfigurationId": id, "Action": one.action,
                              "DestinationPhoneNumber": one.destination_phone_number,
                              "ExpirationTimestamp": one.expiration_timestamp.map(timestamp::seconds) });
        ("PutProtectConfigurationRuleSetNumberOverride", request(members))
    }));
    if said.account_default {
        steps.push(("SetAccountDefaultProtectConfiguration", json!({ "ProtectConfigurationId": id })));
    }
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// A configuration set; `arn` is that of one that is there, `destinations` are those that it has, and `protect` is the id of what is to
/// protect it.
pub fn configuration_set(
    said: &ConfigurationSet,
    arn: Option<&str>,
    destinations: &[String],
    protect: Option<&str>,
) -> Vec<Step> {
    let name = &said.name;
    let mut steps = Vec::new();
    if arn.is_none() {
        let members = json!({ "ConfigurationSetName": name, "Tags": tags(&said.tags) });
        steps.push(("CreateConfigurationSet", request(members)));
    }
    for (operation, member, value) in [
        ("SetDefaultMessageType", "MessageType", said.default_message_type.clone().map(Value::from)),
        ("SetDefaultSenderId", "SenderId", said.default_sender_id.clone().map(Value::from)),
        (
            "SetDefaultMessageFeedbackEnabled",
            "MessageFeedbackEnabled",
            said.default_message_feedback_enabled.map(Value::from),
        ),
    ] {
        steps.extend(value.map(|value| (operation, json!({ "ConfigurationSetName": name, member: value }))));
    }
    steps.extend(protect.map(|id| {
        let members = json!({ "ProtectConfigurationId": id, "ConfigurationSetName": name });
        ("AssociateProtectConfiguration", members)
    }));
    for one in &said.event_destinations {
        let is_there = destinations.contains(&one.name);
        if !is_there {
            steps.push(("CreateEventDestination", destination(name, one, None)));
        }
        // A new one is enabled.
        if is_there || one.enabled == Some(false) {
            steps.push(("UpdateEventDestination", destination(name, one, one.enabled)));
        }
    }
    steps.extend(tagging(arn, &said.tags));
    steps
}

/// A verified destination number, and the id of the RCS agent that it tests, if any; `arn` is that of one that is there.
pub fn verified_destination_number(
    said: &VerifiedDestinationNumber,
    agent: Option<&str>,
    arn: Option<&str>,
) -> Vec<Step> {
    let members = json!({ "DestinationPhoneNumber": said.destination_phone_number, "RcsAgentId": agent,
                          "Tags": tags(&said.tags) });
    match arn {
        None => vec![("CreateVerifiedDestinationNumber", request(members))],
        arn => tagging(arn, &said.tags).into_iter().collect(),
    }
}

fn destination(set: &str, said: &EventDestination, enabled: Option<bool>) -> Value {
    let role = &said.iam_role_arn;
    request(json!({
        "ConfigurationSetName": set, "EventDestinationName": said.name, "MatchingEventTypes": said.matching_event_types,
        "Enabled": enabled,
        "SnsDestination": said.topic_arn.as_ref().map(|arn| json!({ "TopicArn": arn })),
        "CloudWatchLogsDestination":
            said.log_group_arn.as_ref().map(|arn| request(json!({ "LogGroupArn": arn, "IamRoleArn": role }))),
        "KinesisFirehoseDestination":
            said.delivery_stream_arn.as_ref().map(|arn| request(json!({ "DeliveryStreamArn": arn, "IamRoleArn": role }))),
    }))
}

/// A registration, without its form; `arn` is that of one that is there.
pub fn registration(said: &Registration, arn: Option<&str>) -> Vec<Step> {
    if arn.is_some() {
        return tagging(arn, &said.tags).into_iter().collect();
    }
    let members = json!({ "RegistrationType": said.registration_type, "Tags": tags(&said.tags) });
    vec![("CreateRegistration", request(members))]
}

/// What puts a value into a field of a registration's form.
pub fn value(id: &str, path: &str, said: &FormValue) -> Step {
    let kind = match said {
        FormValue::Text(_) => "TextValue",
        FormValue::Choices(_) => "SelectChoices",
    };
    ("PutRegistrationFieldValue", json!({ "RegistrationId": id, "FieldPath": path, kind: said }))
}
