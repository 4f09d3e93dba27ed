//! What is said of a value that isn't of its member's JSON type: AWS's words, the member, and never the value.

use crate::harness::{App, raw};

#[tokio::test]
async fn a_value_of_another_type_is_named_by_its_member_in_awss_words() {
    let app = App::start().await;
    for (operation, body, message) in [
        (
            "CreatePool",
            r#"{"IsoCountryCode": 7}"#,
            "NUMBER_VALUE can not be converted to a String (member IsoCountryCode)",
        ),
        (
            "CreatePool",
            r#"{"IsoCountryCode": true}"#,
            "TRUE_VALUE can not be converted to a String (member IsoCountryCode)",
        ),
        (
            "CreatePool",
            r#"{"DeletionProtectionEnabled": "c4n4ry"}"#,
            "STRING_VALUE can not be converted to a Boolean (member DeletionProtectionEnabled)",
        ),
        (
            "CreatePool",
            r#"{"Tags": [{"Key": "a", "Value": ["c4n4ry"]}]}"#,
            "Start of list found where not expected (member Tags[0].Value)",
        ),
        (
            "CreatePool",
            r#"{"Tags": [{"Key": {"c4n4ry": 1}}]}"#,
            "Start of structure or map found where not expected (member Tags[0].Key)",
        ),
        ("CreatePool", r#"{"Tags": "c4n4ry"}"#, "Expected list or null (member Tags)"),
        ("CreatePool", r#"{"Tags": ["c4n4ry"]}"#, "Expected structure or map or null (member Tags[0])"),
        ("DescribePools", r#"{"PoolIds": [null]}"#, "NULL_VALUE can not be converted to a String (member PoolIds[0])"),
        ("DescribePools", r#"{"MaxResults": "5"}"#, "STRING_VALUE can not be converted to a Long (member MaxResults)"),
        ("DescribePools", r#"{"MaxResults": 1.5}"#, "NUMBER_VALUE can not be converted to a Long (member MaxResults)"),
        ("DescribePools", "[]", "Start of list found where not expected"),
    ] {
        let answer = raw::call(&app, operation, body).await;

        assert_eq!(answer.line(), "400 SerializationException", "{body}");
        assert_eq!(answer.json()["Message"], message, "{body}");
    }
}
