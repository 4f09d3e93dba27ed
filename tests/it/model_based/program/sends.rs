//! The calls that send, and those on what they may cost.

use aws_sdk_pinpointsmsvoicev2::{Client, types::MessageType};
use callsign::{background::lifecycle, config::Settings, model::error::Exception};

use super::{
    super::{
        reference::{NOTHING_SENT, limit_line},
        step::{Operation, Origin, Step, Text},
    },
    Answer, Program, told,
};

/// A message in the words of the reference.
const MESSAGE: &str = "
    select coalesce(origination_identity, origination_phone_number) || ' ' || coalesce(origination_identity_arn, '-') || ' '
        || coalesce(pool_id, '-') || ' ' || message_type || ' ' || chosen_by || ' to ' || destination_phone_number
        || ' in ' || iso_country_code || ', parts: ' || total_message_parts || ', '
        || (total_message_price + total_carrier_fee)::text
    from inspect.messages where message_id = $1";

/// Texts to which something is to happen by now.
const DUE: &str = "select count(*) from callsign.message m where m.next_due_at <= callsign.present(m.account_id)";

impl Program<'_> {
    pub(super) async fn send_text_message(&self, client: &Client, text: &Text, by_arn: bool) -> Answer {
        let from = match text.from {
            Origin::Identity(identity) => Some(self.identity(identity, by_arn)),
            Origin::Pool(slot) => Some(self.pool(slot, by_arn)),
            Origin::Account => None,
        };
        let call = client
            .send_text_message()
            .destination_phone_number(text.destination)
            .message_body("x".repeat(text.letters))
            .set_origination_identity(from)
            .set_message_type(text.message_type.map(MessageType::from))
            .set_max_price(text.max_price.map(|(price, _)| price.to_owned()))
            .dry_run(text.dry_run);
        let id = told(call.send().await, |answer| answer.message_id.expect("the text has an id"))?;
        let rows: Vec<(String,)> = self.app.rows_for(MESSAGE, &id).await;
        Ok(rows.into_iter().next().map_or_else(|| NOTHING_SENT.to_owned(), |(line,)| line))
    }

    pub(super) async fn spend_limit_call(&self, client: &Client, step: &Step) -> Answer {
        match &step.operation {
            Operation::SetTextSpendLimit { limit } => {
                let call = client.set_text_message_spend_limit_override().monthly_limit(*limit);
                told(call.send().await, |answer| limit_line(answer.monthly_limit))
            }
            Operation::DeleteTextSpendLimit => {
                let call = client.delete_text_message_spend_limit_override();
                told(call.send().await, |answer| limit_line(answer.monthly_limit))
            }
            other => panic!("a call about a spend limit: {other:?}"),
        }
    }

    /// Carries out what is due, so that the next send knows what was delivered.
    pub(super) async fn let_texts_arrive(&self) {
        if self.app.count(DUE).await == 0 {
            return;
        }
        let database = self.app.database();
        loop {
            match lifecycle::round(&database, &Settings::default().deployment()).await {
                // A busy machine: callsign itself tries again, too.
                Err(error) if error.exception() == Exception::ThrottlingException => continue,
                outcome => outcome.expect("what is due is carried out"),
            };
            if self.app.count(DUE).await == 0 {
                break;
            }
        }
    }
}
