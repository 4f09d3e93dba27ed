//! Texts from phones: the keyword that they are, what they cause, and what sends do about it.

use aws_sdk_pinpointsmsvoicev2::types::{KeywordAction, MessageType};
use serde_json::{Value, json};

use crate::{
    harness::{App, Fixture},
    message::stage::{PHONE, Stage},
    staging::ask,
};

mod channel;
mod effect;
mod endpoint;
mod handset;
mod keywords;
mod matching;
mod opting_out;
mod public_report;
mod rcs;
mod record;
mod replies;
mod toll_free;

/// What a send to a phone is answered that opted out.
const OPTED_OUT: &str = "ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number +12065550142";

/// The tests' callsign has two accounts, so that one has to be named.
const INBOUND: &str = "inbound?account_id=000000000000";

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:inbound";

/// What is answered to a text, which must come in.
pub async fn text_from(app: &App, from: &str, to: &str, body: &str) -> Value {
    let answer = ask(app, "POST", INBOUND, json!({ "from": from, "to": to, "body": body })).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

/// The digits of a number.
async fn digits(app: &App, number: &str) -> String {
    let rows = app.rows_for("select phone_number from inspect.phone_numbers where phone_number_id = $1", number).await;
    let [(digits,)]: [(String,); 1] = rows.try_into().expect("the number is there");
    digits
}

/// What a text did: keyword, action, whether something was sent back, the other three.
fn told(answer: &Value) -> String {
    let text = |member: &str| answer[member].as_str().unwrap_or("-").to_owned();
    let mut words = vec![text("message_keyword"), text("keyword_action")];
    let said = [
        ("replied", !answer["reply_message_id"].is_null()),
        ("opted_out", answer["opted_out"] == true),
        ("opted_in", answer["opted_in"] == true),
        ("published", answer["published"] == true),
    ];
    words.extend(said.into_iter().filter(|(_, holds)| *holds).map(|(word, _)| word.to_owned()));
    words.join(" ")
}

impl Stage {
    /// What a text to the long code did.
    async fn told(&self, body: &str) -> String {
        told(&self.texted(body).await)
    }

    async fn texted(&self, body: &str) -> Value {
        text_from(&self.app, PHONE, &digits(&self.app, &self.number).await, body).await
    }

    /// Gives a pool or number a keyword with an action.
    async fn acting(&self, owner: &str, keyword: &str, action: KeywordAction) {
        let put = self.client.put_keyword().origination_identity(owner).keyword(keyword);
        let put = put.keyword_message(format!("{keyword} it is")).keyword_action(action);
        put.send().await.expect("the owner takes keywords");
    }

    /// Lets what comes in to the long code be published, and self-manages its opt-outs or doesn't.
    async fn two_way(&self, self_managed: bool) {
        let update = self.client.update_phone_number().phone_number_id(&self.number).two_way_enabled(true);
        let update = update.two_way_channel_arn(TOPIC).self_managed_opt_outs_enabled(self_managed);
        update.send().await.expect("the number is changed");
    }

    /// A pool of the long code.
    async fn pool(&self) -> String {
        self.fixture().pool_of(&self.number, "US").await
    }

    /// EndUserOptedOut of a phone on a list, by the API; the exception where it isn't there.
    async fn end_user_opted_out(&self, list: &str) -> String {
        let describe = self.client.describe_opted_out_numbers().opt_out_list_name(list).opted_out_numbers(PHONE);
        match describe.send().await {
            Ok(answer) => answer.opted_out_numbers()[0].end_user_opted_out.to_string(),
            Err(error) => crate::harness::refusal(Err::<(), _>(error)).exception,
        }
    }
}

/// A promotional list and a pool on it, made of another long code: the pool and the digits of its number.
async fn pool_on(stage: &Stage, list: &str) -> (String, String) {
    let fixture = Fixture(stage.client.clone());
    fixture.list(list).await;
    let number = stage.client.request_phone_number().iso_country_code("US").message_type(MessageType::Transactional);
    let number = number.number_capabilities(aws_sdk_pinpointsmsvoicev2::types::NumberCapability::Sms);
    let number = number.number_type(aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType::LongCode);
    let number = number.opt_out_list_name(list).send().await.expect("a number is there");
    let pool = fixture.pool_of(&number.phone_number_id.expect("it has an id"), "US").await;
    (pool, number.phone_number.expect("it has digits"))
}
