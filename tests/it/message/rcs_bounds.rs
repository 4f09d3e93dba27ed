//! How much an RCS message may say.

use serde_json::{Value, json};

use super::{
    send_rcs_message::{launched, raw},
    stage::Stage,
};

/// The exception of a message that says this, its Reason and its Field; nothing where it is taken.
async fn judged(stage: &Stage, agent: &str, content: &Value) -> String {
    let answer = raw(stage, agent, &json!({ "RcsMessageContent": content })).await;
    if answer.status == 200 {
        return String::new();
    }
    let told = answer.json();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    format!("{} {} {}", answer.line(), word(&told["Reason"]), word(&told["Fields"][0]["Name"]))
}

/// A carousel with suggestions whose JSON has so many bytes, of which most characters have more than one.
fn sized(bytes: usize) -> Value {
    let reply = json!({ "Reply": { "Text": "Yes", "PostbackData": "я".repeat(2_048) } });
    let card = json!({ "Title": "a", "Description": "a", "Suggestions": vec![reply.clone(); 4] });
    let content = |cards: &[Value]| {
        let carousel = json!({ "CardWidth": "SMALL", "CardContents": cards });
        json!({ "Content": { "Carousel": carousel }, "Suggestions": vec![reply.clone(); 11] })
    };
    let mut cards = vec![card; 10];
    let mut left = bytes - content(&cards).to_string().len();
    for card in &mut cards {
        let wide = (left / 3).min(1_999);
        card["Description"] = json!(format!("a{}", "€".repeat(wide)));
        left -= 3 * wide;
    }
    cards[0]["Title"] = json!("a".repeat(1 + left));
    let content = content(&cards);
    assert_eq!(content.to_string().len(), bytes);
    content
}

#[tokio::test]
async fn the_whole_of_it_has_250_kb_at_most() {
    let (stage, agent) = launched().await;
    let most = 250 * 1_024;
    assert_eq!(judged(&stage, &agent, &sized(most)).await, "");
    let refused = judged(&stage, &agent, &sized(most + 1)).await;
    assert_eq!(refused, "400 ValidationException MAXIMUM_SIZE_EXCEEDED rcsMessageContent");
}

#[tokio::test]
async fn a_card_has_four_suggestions_and_a_message_eleven_at_most() {
    let (stage, agent) = launched().await;
    let reply = json!({ "Reply": { "Text": "Yes", "PostbackData": "yes" } });
    let card = |count: usize| {
        let card = json!({ "Title": "Hello", "Suggestions": vec![reply.clone(); count] });
        json!({ "Content": { "RichCard": { "CardOrientation": "VERTICAL", "CardContent": card } } })
    };
    let message = |count: usize| {
        let text = json!({ "TextMessage": { "Body": "Hello" } });
        json!({ "Content": text, "Suggestions": vec![reply.clone(); count] })
    };
    let broken = "400 ValidationException FIELD_VALIDATION_FAILED rcsMessageContent";
    for (content, expected) in [(card(4), ""), (card(5), broken), (message(11), ""), (message(12), broken)] {
        assert_eq!(judged(&stage, &agent, &content).await, expected, "{content}");
    }
}

#[tokio::test]
async fn a_suggestion_of_a_card_is_one_action_that_is_whole() {
    let (stage, agent) = launched().await;
    let action = json!({ "Text": "Yes", "PostbackData": "yes" });
    let with = |more: Value| {
        let mut action = action.clone();
        action.as_object_mut().expect("an object").extend(more.as_object().expect("members").clone());
        action
    };
    let place = json!({ "Latitude": 59.9, "Longitude": 10.7, "Label": "Oslo" });
    let event = json!({ "Title": "Fair", "StartTime": 1_800_000_000, "EndTime": 1_800_003_600 });
    let broken = "400 ValidationException FIELD_VALIDATION_FAILED rcsMessageContent";
    let reason = |reason: &str| format!("400 ValidationException {reason} rcsMessageContent");
    for (suggestion, expected) in [
        (json!({ "Reply": action }), String::new()),
        (json!({ "RequestLocation": action }), String::new()),
        (json!({ "DialPhone": with(json!({ "PhoneNumber": "+12065550142" })) }), String::new()),
        (json!({ "ShowLocation": with(place) }), String::new()),
        (json!({ "CreateCalendarEvent": with(event) }), String::new()),
        (json!({ "OpenUrl": with(json!({ "Url": "https://example.com" })) }), String::new()),
        (json!({}), reason("MISSING_PARAMETER")),
        (json!({ "Reply": action, "RequestLocation": action }), reason("PARAMETERS_CANNOT_BE_USED_TOGETHER")),
        (json!({ "OpenUrl": with(json!({ "Url": "http://example.com" })) }), broken.to_owned()),
        (json!({ "DialPhone": action }), broken.to_owned()),
        (json!({ "ShowLocation": with(json!({ "Latitude": 90.1, "Longitude": 0 })) }), broken.to_owned()),
        (json!({ "Reply": with(json!({ "Text": "a".repeat(26) })) }), broken.to_owned()),
        (json!({ "Reply": with(json!({ "PostbackData": "a".repeat(2_049) })) }), broken.to_owned()),
    ] {
        let card = json!({ "Media": { "FileUrl": "s3://x/y.png", "Height": "SHORT" }, "Suggestions": [suggestion] });
        let carousel = json!({ "CardWidth": "SMALL", "CardContents": [{ "Title": "Hello" }, card] });
        let judged = judged(&stage, &agent, &json!({ "Content": { "Carousel": carousel } })).await;
        assert_eq!(judged, expected, "{suggestion}");
    }
}
