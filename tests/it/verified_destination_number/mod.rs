//! The operations on verified destination numbers, one a file, and the sandbox that they lead out of.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::send_destination_number_verification_code::builders::SendDestinationNumberVerificationCodeFluentBuilder as SendCode,
    types::{VerificationChannel, VerificationStatus},
};

use crate::harness::{App, refusal};

mod create_verified_destination_number;
mod delete_verified_destination_number;
mod describe_verified_destination_numbers;
mod sandbox;
mod seed;
mod send_destination_number_verification_code;
mod staging;
mod verify_destination_number;

/// Enters a phone, and answers its VerifiedDestinationNumberId.
pub async fn entered(client: &Client, phone: &str) -> String {
    let create = client.create_verified_destination_number().destination_phone_number(phone);
    create.send().await.expect("the phone is entered").verified_destination_number_id
}

/// A code for an entry, ready to be sent by a text.
pub fn code_for(client: &Client, id: &str) -> SendCode {
    let send = client.send_destination_number_verification_code().verified_destination_number_id(id);
    send.verification_channel(VerificationChannel::Text)
}

/// Sends a code, and answers the id of its message.
pub async fn sent(send: SendCode) -> String {
    send.send().await.expect("a code is sent").message_id
}

/// The last code of an entry, as the view shows it.
pub async fn code_of(app: &App, id: &str) -> String {
    let code = "select verification_code from inspect.verified_destination_numbers
                where verified_destination_number_id = $1";
    app.texts_of(code, id).await.remove(0)
}

/// A code that the entry doesn't have.
pub fn another(code: &str) -> String {
    if code == "000000" { "000001".to_owned() } else { "000000".to_owned() }
}

/// Tries a code: `VERIFIED`, or the refusal.
pub async fn tried(client: &Client, id: &str, code: &str) -> String {
    let verify = client.verify_destination_number().verified_destination_number_id(id).verification_code(code);
    match verify.send().await {
        Ok(answer) => {
            assert_eq!(answer.status, VerificationStatus::Verified);
            "VERIFIED".to_owned()
        }
        refused => refusal(refused).line(),
    }
}

/// Enters a phone and verifies it.
pub async fn verified(app: &App, phone: &str) -> String {
    let id = entered(&app.client(), phone).await;
    sent(code_for(&app.client(), &id)).await;
    assert_eq!(tried(&app.client(), &id, &code_of(app, &id).await).await, "VERIFIED");
    id
}

/// The refusals that an operation has for what it names as its entry: `request` sends one that is good but for that.
macro_rules! refuses_other_numbers {
    ($app:expr, |$client:ident, $id:ident| $request:expr) => {
        let other = $app.client_of("other", crate::harness::REGION);
        let foreign = crate::verified_destination_number::entered(&other, crate::message::stage::PHONE).await;
        let foreign_arn =
            crate::harness::arn_in(crate::harness::OTHER_ACCOUNT, &format!("verified-destination-number/{foreign}"));
        let own = crate::harness::arn("verified-destination-number/vdn-0");
        for ($id, line) in [
            ("nobody", "ResourceNotFoundException - verified-destination-number nobody".to_owned()),
            (foreign.as_str(), format!("ResourceNotFoundException - verified-destination-number {foreign}")),
            (own.as_str(), "ResourceNotFoundException - verified-destination-number vdn-0".to_owned()),
            (foreign_arn.as_str(), "AccessDeniedException - - -".to_owned()),
        ] {
            let $client = $app.client();
            assert_eq!($app.refused($request.send()).await.line(), line, "{}", $id);
        }
        for $id in ["arn:aws:sms-voice:us-east-1:000000000000:pool/nobody", "arn:aws:sns:us-east-1:000000000000:set"] {
            let $client = $app.client();
            let refused = $app.refused($request.send()).await;
            assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
            assert_eq!(refused.fields, ["verifiedDestinationNumberId"]);
        }
    };
}

use refuses_other_numbers;
