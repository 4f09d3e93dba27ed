//! What an error repeats of its request is bounded, whatever the request holds.

use callsign::api::operations;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use crate::harness::{
    App, RawAnswer, RawRequest,
    model::{Shape, Type, input_members, shape},
};

/// More than any error says.
const LONGEST_ERROR: usize = 8_192;

fn long() -> String {
    "a".repeat(50_000)
}

/// A value of the shape's JSON type, with long texts in it.
fn right(of: &Shape) -> Value {
    match of.kind {
        Type::List => json!([right(of.item())]),
        Type::Structure => {
            let members = of.members.0.iter().map(|(name, of)| (name.clone(), right(shape(of))));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Type::Boolean => json!(true),
        Type::Integer | Type::Long => json!(1),
        _ => json!(long()),
    }
}

/// Values of other JSON types than the shape's, with long texts in them.
fn wrong(of: &Shape) -> Vec<Value> {
    let mut values = vec![json!({ long(): 1 }), json!([long()])];
    if of.kind != Type::String {
        values.push(json!(long()));
    }
    values
}

fn is_bounded(answer: &RawAnswer) -> bool {
    (400..500).contains(&answer.status) && answer.body.len() < LONGEST_ERROR
}

#[tokio::test]
async fn no_error_repeats_more_of_a_body_than_a_sentence_holds() {
    let app = App::start().await;
    let address = app.address();
    let mut cases = Vec::new();
    for operation in operations() {
        for (name, of) in input_members(operation.name) {
            let texts = right(of).to_string().contains(&long());
            let values = wrong(of).into_iter().chain(texts.then(|| right(of)));
            cases.extend(values.map(|value| (operation.name, name, json!({ name: value }).to_string())));
        }
        let twice = format!("{{\"{}\":1,\"{0}\":2", long());
        cases.push((operation.name, "a name", twice));
    }
    assert!(cases.len() > 300, "only {} cases", cases.len());

    for some in cases.chunks(16) {
        let answers = some.iter().map(|(operation, name, body)| {
            let request = RawRequest::call(address, operation, body.as_str());
            async move { (operation, name, request.send(address).await) }
        });
        for (operation, name, answer) in join_all(answers).await {
            let start: String = answer.body.chars().take(300).collect();
            // An optional member that can't be of use alone may be answered.
            assert!(is_bounded(&answer) || answer.status == 200, "{operation}.{name}: {}: {start}", answer.status);
            assert!(answer.body.len() < LONGEST_ERROR, "{operation}.{name}: {} bytes: {start}", answer.body.len());
        }
    }
}

#[tokio::test]
async fn no_error_repeats_more_of_a_head_than_a_sentence_holds() {
    let app = App::start().await;
    let long = "a".repeat(8_000);
    let good = RawRequest::call(app.address(), "DescribePools", "{}");
    let with = |name: &str, value: &str| good.clone().without(name).with(name, value);
    let scope = |scope: &str| {
        let value = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00");
        with("authorization", &value)
    };
    let mut path = good.clone();
    path.path = format!("/{long}");
    let mut query = good.clone();
    query.path = format!("/?X-Amz-Credential={long}");
    let cases = [
        path,
        query,
        with("x-amz-target", &long),
        with("x-amz-target", &format!("PinpointSMSVoiceV2.{long}")),
        with("x-amz-date", &long),
        with("authorization", &long),
        scope(&long),
        scope(&format!("test/20200101/{}/sms-voice/aws4_request", &long[..2_000])),
        scope(&format!("test/{}/us-east-1/sms-voice/aws4_request", &long[..2_000])),
        scope(&format!("test/20200101/us-east-1/sms-voice/{}", &long[..2_000])),
    ];
    for request in cases {
        let answer = request.send(app.address()).await;
        assert!(is_bounded(&answer) && answer.body.len() < 2_048, "{} bytes: {answer:?}", answer.body.len());
    }
}
