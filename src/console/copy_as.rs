//! A call as others write it: for a shell, for Python, for curl. The secret is left to who runs it.

use serde_json::Value;

use super::Asked;

/// The same call, three times.
pub struct CopyAs {
    pub cli: String,
    pub boto3: String,
    pub curl: String,
}

impl CopyAs {
    /// The ways to make a call again.
    pub fn of(asked: &Asked, operation: &str, input: &Value) -> Self {
        let (url, region) = (asked.program.url.as_str(), asked.caller.region.as_str());
        let text = input.to_string();
        let arguments = input.as_object().into_iter().flatten();
        let arguments: Vec<String> = arguments.map(|(name, value)| format!("{name}={}", python(value))).collect();
        Self {
            cli: format!(
                "aws --endpoint-url {url} --region {region} pinpoint-sms-voice-v2 {} --cli-input-json {}",
                divided(operation, '-'),
                quoted(&text)
            ),
            boto3: format!(
                "boto3.client(\"pinpoint-sms-voice-v2\", endpoint_url=\"{url}\", region_name=\"{region}\").{}({})",
                divided(operation, '_'),
                arguments.join(", ")
            ),
            curl: format!(
                "curl --aws-sigv4 aws:amz:{region}:sms-voice --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \
                 -H 'Content-Type: application/x-amz-json-1.0' -H 'X-Amz-Target: PinpointSMSVoiceV2.{operation}' \
                 -d {} {url}/",
                quoted(&text)
            ),
        }
    }
}

/// The words of an operation in small letters, as the AWS CLI and boto3 divide them.
fn divided(operation: &str, by: char) -> String {
    let mut words = String::new();
    for c in operation.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(by);
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// A word for a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn python(value: &Value) -> String {
    let all = |values: &[Value]| values.iter().map(python).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(values) => format!("[{}]", all(values)),
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), python(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        // JSON's texts and numbers are Python's, too.
        Value::String(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{divided, python, quoted};

    #[test]
    fn a_call_is_written_as_each_language_writes_it() {
        assert_eq!(divided("SendTextMessage", '-'), "send-text-message");
        assert_eq!(divided("ListPoolOriginationIdentities", '_'), "list_pool_origination_identities");
        assert_eq!(quoted("don't"), r"'don'\''t'");
        assert_eq!(
            python(&json!({ "a": [true, null, 1], "b": "it's \"so\"" })),
            r#"{"a": [True, None, 1], "b": "it's \"so\""}"#
        );
    }
}
