//! What is served is what the API model has, the README says what is served, and no member is forgotten.

use std::collections::{BTreeSet, HashMap};

use callsign::{
    model::{
        enumeration::{
            AccountAttributeName, AccountLimitName, KeywordAction, MessageType, NumberCapability, NumberStatus,
            NumberType, Owner, PoolStatus, REQUESTABLE_NUMBER_TYPES, ResourceType, SpendLimitName,
        },
        error::{ConflictReason, QuotaReason, ValidationReason},
        shape::STRING_SHAPES,
    },
    operation::OPERATIONS,
};
use serde_json::{Value, json};
use strum::VariantNames;

use crate::harness::App;

mod call;
mod model;

use call::call;

const README: &str = include_str!("../../README.md");

fn served() -> Vec<&'static str> {
    OPERATIONS.iter().map(|served| served.name).collect()
}

/// An operation, a request, and which member of the answer is kept for later requests, under which name.
type Call = (&'static str, &'static str, Option<(&'static str, &'static str)>);

/// A request for each operation, in an order in which all of them succeed. `$name` stands for what was kept under that
/// name. Operations that aren't served are left out.
const CALLS: &[Call] = &[
    ("CreateOptOutList", r#"{"OptOutListName": "Offers", "Tags": [{"Key": "Team", "Value": "a"}]}"#, None),
    (
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS", "VOICE"],
            "NumberType": "SIMULATOR", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
        Some(("PhoneNumberId", "first")),
    ),
    (
        "CreatePool",
        r#"{"OriginationIdentity": "$first", "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL",
            "Tags": [{"Key": "Team", "Value": "a"}]}"#,
        Some(("PoolId", "pool")),
    ),
    (
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "TEN_DLC"}"#,
        Some(("PhoneNumberId", "second")),
    ),
    ("UpdatePhoneNumber", r#"{"PhoneNumberId": "$second", "DeletionProtectionEnabled": false}"#, None),
    (
        "AssociateOriginationIdentity",
        r#"{"PoolId": "$pool", "OriginationIdentity": "$second", "IsoCountryCode": "US"}"#,
        None,
    ),
    (
        "RequestSenderId",
        r#"{"SenderId": "Acme", "IsoCountryCode": "GB", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
        Some(("SenderIdArn", "sender")),
    ),
    ("UpdateSenderId", r#"{"SenderId": "Acme", "IsoCountryCode": "GB", "DeletionProtectionEnabled": false}"#, None),
    (
        "AssociateOriginationIdentity",
        r#"{"PoolId": "$pool", "OriginationIdentity": "Acme", "IsoCountryCode": "GB"}"#,
        Some(("PoolArn", "pool_arn")),
    ),
    ("DescribePhoneNumbers", "{}", None),
    ("DescribePools", r#"{"MaxResults": 1}"#, None),
    ("DescribeSenderIds", "{}", None),
    ("DescribeOptOutLists", r#"{"MaxResults": 1}"#, None),
    ("ListPoolOriginationIdentities", r#"{"PoolId": "$pool", "MaxResults": 2}"#, None),
    ("TagResource", r#"{"ResourceArn": "$pool_arn", "Tags": [{"Key": "Name", "Value": "x"}]}"#, None),
    ("ListTagsForResource", r#"{"ResourceArn": "$pool_arn"}"#, None),
    (
        "PutResourcePolicy",
        r#"{"ResourceArn": "$pool_arn", "Policy":
            "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}}"}"#,
        None,
    ),
    ("GetResourcePolicy", r#"{"ResourceArn": "$pool_arn"}"#, None),
    ("DeleteResourcePolicy", r#"{"ResourceArn": "$pool_arn"}"#, None),
    ("UntagResource", r#"{"ResourceArn": "$pool_arn", "TagKeys": ["Name"]}"#, None),
    ("PutKeyword", r#"{"OriginationIdentity": "$pool", "Keyword": "HOURS", "KeywordMessage": "From 9 to 5."}"#, None),
    ("DescribeKeywords", r#"{"OriginationIdentity": "$pool"}"#, None),
    ("DeleteKeyword", r#"{"OriginationIdentity": "$pool", "Keyword": "HOURS"}"#, None),
    (
        "UpdatePool",
        r#"{"PoolId": "$pool", "TwoWayEnabled": true, "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:in"}"#,
        None,
    ),
    (
        "DisassociateOriginationIdentity",
        r#"{"PoolId": "$pool", "OriginationIdentity": "$second", "IsoCountryCode": "US"}"#,
        None,
    ),
    ("PutOptedOutNumber", r#"{"OptOutListName": "Offers", "OptedOutNumber": "+12025550199"}"#, None),
    ("DescribeOptedOutNumbers", r#"{"OptOutListName": "Offers"}"#, None),
    ("DeleteOptedOutNumber", r#"{"OptOutListName": "Offers", "OptedOutNumber": "+12025550199"}"#, None),
    ("DescribeAccountAttributes", r#"{"MaxResults": 1}"#, None),
    ("DescribeAccountLimits", r#"{"MaxResults": 1}"#, None),
    ("DescribeSpendLimits", r#"{"MaxResults": 1}"#, None),
    ("SetTextMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#, None),
    ("DeleteTextMessageSpendLimitOverride", "{}", None),
    ("SetVoiceMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#, None),
    ("DeleteVoiceMessageSpendLimitOverride", "{}", None),
    ("SetMediaMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#, None),
    ("DeleteMediaMessageSpendLimitOverride", "{}", None),
    ("SetNotifyMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#, None),
    ("DeleteNotifyMessageSpendLimitOverride", "{}", None),
    ("DeletePool", r#"{"PoolId": "$pool"}"#, None),
    ("ReleasePhoneNumber", r#"{"PhoneNumberId": "$second"}"#, None),
    ("ReleaseSenderId", r#"{"SenderId": "Acme", "IsoCountryCode": "GB"}"#, None),
    ("DeleteOptOutList", r#"{"OptOutListName": "Offers"}"#, None),
];

#[test]
fn the_readme_lists_the_operations_that_are_served() {
    let (_, section) = README.split_once("## What is served").expect("the README has the section");
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let listed: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert_eq!(listed, served());
}

#[test]
fn every_served_operation_is_one_of_the_models() {
    assert_eq!(model::operations().len(), 106);
    for name in served() {
        assert!(model::operations().contains(&name), "{name} is not an operation of the model");
    }
}

#[test]
fn the_string_shapes_are_those_of_the_model() {
    for shape in STRING_SHAPES {
        let in_model = model::shape(shape.name);
        // Decision D3: the reference page says 1-256.
        let min = if shape.name == "PoolIdOrArn" { json!(1) } else { in_model["min"].clone() };
        // A shape without a pattern takes everything.
        let pattern = in_model["pattern"].as_str().map_or("(?s).*".to_owned(), model::rust_pattern);
        let constraints = (json!(shape.min), json!(shape.max), shape.pattern);
        assert_eq!(constraints, (min, in_model["max"].clone(), pattern.as_str()), "{}", shape.name);
        assert!(shape.fault("\0").is_some(), "{} takes NUL", shape.name);
    }
}

/// The enumerations of the program: each has the model's values in the model's order, or some of them where an exception
/// has Reasons that nothing raises yet.
fn enumerations() -> HashMap<&'static str, (&'static str, &'static [&'static str], bool)> {
    HashMap::from([
        ("MessageType", ("MessageType", MessageType::VARIANTS, true)),
        ("PoolStatus", ("PoolStatus", PoolStatus::VARIANTS, true)),
        ("NumberStatus", ("NumberStatus", NumberStatus::VARIANTS, true)),
        ("NumberType", ("NumberType", NumberType::VARIANTS, true)),
        ("NumberCapability", ("NumberCapability", NumberCapability::VARIANTS, true)),
        ("KeywordAction", ("KeywordAction", KeywordAction::VARIANTS, true)),
        ("Owner", ("Owner", Owner::VARIANTS, true)),
        ("AccountAttributeName", ("AccountAttributeName", AccountAttributeName::VARIANTS, true)),
        ("AccountLimitName", ("AccountLimitName", AccountLimitName::VARIANTS, true)),
        ("SpendLimitName", ("SpendLimitName", SpendLimitName::VARIANTS, true)),
        ("REQUESTABLE_NUMBER_TYPES", ("RequestableNumberType", REQUESTABLE_NUMBER_TYPES, true)),
        ("ResourceType", ("ResourceType", ResourceType::VARIANTS, false)),
        ("ConflictReason", ("ConflictExceptionReason", ConflictReason::VARIANTS, false)),
        ("ValidationReason", ("ValidationExceptionReason", ValidationReason::VARIANTS, false)),
        ("QuotaReason", ("ServiceQuotaExceededExceptionReason", QuotaReason::VARIANTS, false)),
    ])
}

#[test]
fn the_enumerations_are_those_of_the_model() {
    for (name, (in_model, variants, complete)) in enumerations() {
        let values = model::enumeration(in_model);
        for variant in variants {
            assert!(values.contains(variant), "{name}: {variant} is not in the model");
        }
        assert!(!complete || values.len() == variants.len(), "{name} lacks some of {values:?}");
    }
}

#[test]
fn no_enumeration_is_left_out_of_the_comparison() {
    let compared = enumerations();
    for text in [include_str!("../../src/model/enumeration.rs"), include_str!("../../src/model/error.rs")] {
        for declaration in text.split("VariantNames)]").skip(1) {
            let (_, name) = declaration.split_once("pub enum ").expect("an enumeration follows its derive");
            let name = name.split_whitespace().next().expect("it has a name");
            assert!(compared.contains_key(name), "the enumeration {name} is not compared with the model");
        }
    }
}

#[tokio::test]
async fn every_answer_is_what_the_model_declares() {
    let app = App::start().await;
    let mut kept: HashMap<String, String> = HashMap::new();
    let mut called = BTreeSet::new();
    for (operation, request, keep) in CALLS.iter().filter(|(operation, ..)| served().contains(operation)) {
        let request = kept.iter().fold((*request).to_owned(), |text, (name, value)| {
            text.replace(&format!("\"${name}\""), &format!("\"{value}\""))
        });
        let request: Value = serde_json::from_str(&request).expect("the request is JSON");
        let (status, answer) = call(&app, operation, &request).await;
        assert_eq!(status, 200, "{operation} {request}: {answer}");
        match model::shape_name(operation, "output") {
            Some(output) => assert_eq!(model::faults(output, &answer, operation), Vec::<String>::new()),
            None => assert_eq!(answer, json!({}), "{operation}"),
        }
        if let Some((member, name)) = keep {
            kept.insert((*name).to_owned(), answer[*member].as_str().expect("a text").to_owned());
        }
        called.insert(*operation);
    }
    let served: BTreeSet<&str> = served().into_iter().collect();
    assert_eq!(called, served, "each served operation has a line in CALLS");
}

#[tokio::test]
async fn every_member_of_every_input_is_read() {
    let app = App::start().await;
    for operation in served() {
        let input = model::shape_name(operation, "input").expect("every operation has an input");
        for (member, shape) in model::members(input) {
            for wrong in model::of_wrong_types(shape) {
                let (status, answer) = call(&app, operation, &json!({ member: wrong })).await;
                let exception = answer["__type"].as_str().unwrap_or_default().to_owned();
                assert!(
                    status == 400 && exception.ends_with("#SerializationException"),
                    "{operation}.{member} = {wrong} is not refused for its type: {answer}"
                );
            }
        }
    }
}

#[tokio::test]
async fn every_filter_of_the_model_is_known() {
    let app = App::start().await;
    let unknown = json!({ "Name": "no-such-filter", "Values": ["x"] });
    for operation in served() {
        let input = model::shape_name(operation, "input").expect("every operation has an input");
        let members: HashMap<&str, &str> = model::members(input).into_iter().collect();
        let Some(filters) = members.get("Filters") else { continue };
        let filter = model::shape(filters)["member"].as_str().expect("a list has a member");
        let names = model::shape(filter)["members"]["Name"].as_str().expect("a filter has a name");
        for name in model::enumeration(names) {
            let request = json!({ "Filters": [{ "Name": name, "Values": ["x"] }, unknown] });
            let (_, answer) = call(&app, operation, &request).await;
            let complaint = answer["Fields"].to_string();
            assert!(complaint.contains("filters"), "{operation}: {answer}");
            let request = json!({ "Filters": [{ "Name": name, "Values": ["x"] }] });
            let (_, answer) = call(&app, operation, &request).await;
            assert!(!answer["Fields"].to_string().contains("enum value set"), "{operation} {name}: {answer}");
        }
    }
}

#[tokio::test]
async fn what_is_not_served_is_an_unknown_operation() {
    let app = App::start().await;
    for operation in model::operations().into_iter().filter(|name| !served().contains(name)) {
        let (status, answer) = call(&app, operation, &json!({})).await;
        let exception = answer["__type"].as_str().unwrap_or_default();
        assert!(status == 400 && exception.ends_with("#UnknownOperationException"), "{operation}: {status} {answer}");
    }
}
