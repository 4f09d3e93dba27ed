//! A month's limit is kept exactly, however many send at once.

use aws_sdk_pinpointsmsvoicev2::error::ProvideErrorMetadata;
use futures_util::future::join_all;

use super::stage::{PHONE, Stage, line};
use crate::harness::refusal;

/// What a hundred texts to the US cost, in hundred-thousandths, is 88,300: the rest of the dollar is spent before.
const SPENT: &str = "update callsign.monthly_spend set spent = 100000 - 88300";

#[tokio::test]
async fn sixty_four_clients_of_two_processes_send_exactly_what_the_limit_holds() {
    let stage = Stage::with(|settings| settings.spend_limits.text_message = 1).await;
    stage.sent(stage.text(PHONE)).await;
    stage.app.execute("delete from callsign.message").await;
    stage.app.execute(SPENT).await;
    let beside = stage.app.beside(|settings| settings.spend_limits.text_message = 1).await;
    let clients = (0..64).map(|number| {
        let client = if number % 2 == 0 { stage.app.client() } else { beside.client() };
        let number = stage.number.clone();
        async move {
            let (mut accepted, mut refused) = (0, 0);
            while accepted + refused < 3 {
                let text = client.send_text_message().destination_phone_number(PHONE).message_body("Hello");
                match text.origination_identity(&number).send().await {
                    Ok(_) => accepted += 1,
                    // Whoever waited too long for the others comes back.
                    Err(error) if matches!(error.code(), Some("ThrottlingException")) => {}
                    Err(error) if error.code() == Some("ConflictException") => {
                        assert_eq!(line(&refusal(Err::<(), _>(error))), "ConflictException");
                    }
                    Err(error) => {
                        let expected = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
                        assert_eq!(line(&refusal(Err::<(), _>(error))), expected);
                        refused += 1;
                    }
                }
            }
            accepted
        }
    });
    let accepted: i32 = join_all(clients).await.into_iter().sum();
    assert_eq!(accepted, 100);
    assert_eq!(stage.spent("TEXT").await, "1.00000");
    assert_eq!(stage.app.count("select count(*) from inspect.messages").await, 100);
}

#[tokio::test]
async fn a_month_begins_with_nothing_spent() {
    let stage = Stage::frozen().await;
    stage.app.execute("update callsign.clock set at = date_trunc('month', at) + interval '1 month -1 second'").await;
    stage.sent(stage.text(PHONE)).await;
    stage.app.pass_ms(1_000).await;
    stage.sent(stage.text(PHONE)).await;
    let months = "select count(distinct month) from inspect.monthly_spend where spent = 0.00883";
    assert_eq!(stage.app.count(months).await, 2);
}
