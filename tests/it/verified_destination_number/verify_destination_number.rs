//! VerifyDestinationNumber: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::VerificationStatus;

use super::{another, code_for, code_of, entered, refuses_other_numbers, sent, tried};
use crate::{
    harness::{App, arn, refusal},
    message::stage::PHONE,
};

const MISMATCH: &str = "ValidationException VERIFICATION_CODE_MISMATCH - -";

fn expired(id: &str) -> String {
    format!("ConflictException VERIFICATION_CODE_EXPIRED verified-destination-number {id}")
}

async fn app_with_code() -> (App, String, String) {
    let app = App::start().await;
    app.freeze().await;
    let id = entered(&app.client(), PHONE).await;
    sent(code_for(&app.client(), &id)).await;
    let code = code_of(&app, &id).await;
    (app, id, code)
}

#[tokio::test]
async fn the_right_code_verifies_the_entry_and_its_answer_says_so() {
    let (app, id, code) = app_with_code().await;

    let verify = app.client().verify_destination_number().verification_code(code);
    let named = arn(&format!("verified-destination-number/{id}"));
    let answer = verify.verified_destination_number_id(&named).send().await.expect("it is verified");

    assert_eq!(answer.verified_destination_number_arn, named);
    assert_eq!(answer.verified_destination_number_id, id);
    assert_eq!(answer.destination_phone_number, PHONE);
    assert_eq!(answer.status, VerificationStatus::Verified);
    let created = answer.created_timestamp.as_secs_f64();
    let shown =
        "select concat_ws(' ', status, round(extract(epoch from created_timestamp), 3), verified_at is not null)
                 from inspect.verified_destination_numbers where verified_destination_number_id = $1";
    assert_eq!(app.texts_of(shown, &id).await, [format!("VERIFIED {created:.3} t")]);
}

#[tokio::test]
async fn a_code_works_once() {
    let (app, id, code) = app_with_code().await;
    assert_eq!(tried(&app.client(), &id, &code).await, "VERIFIED");

    let done = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {id}");
    assert_eq!(tried(&app.client(), &id, &code).await, done);
    assert_eq!(tried(&app.client(), &id, &another(&code)).await, done, "already comes before wrong");
    app.pass_ms(15 * 60_000).await;
    assert_eq!(tried(&app.client(), &id, &code).await, done, "already comes before expired");
}

#[tokio::test]
async fn a_wrong_code_is_a_mismatch_of_its_member_and_the_right_one_still_counts() {
    let (app, id, code) = app_with_code().await;
    let verify = app.client().verify_destination_number().verified_destination_number_id(&id);
    for wrong in [another(&code), code[..5].to_owned(), format!("{code}0")] {
        let refused = refusal(verify.clone().verification_code(&wrong).send().await);
        assert_eq!(
            (refused.line().as_str(), refused.fields),
            (MISMATCH, vec!["verificationCode".to_owned()]),
            "{wrong}"
        );
    }
    assert_eq!(tried(&app.client(), &id, &code).await, "VERIFIED");
}

#[tokio::test]
async fn the_fifth_wrong_try_ends_the_code_and_a_new_one_begins_anew() {
    let (app, id, code) = app_with_code().await;
    let left = "select tries_left::text from inspect.verification_codes where verified_destination_number_id = $1
                order by sent_at desc limit 1";
    for tries_left in ["4", "3", "2", "1", "0"] {
        assert_eq!(tried(&app.client(), &id, &another(&code)).await, MISMATCH);
        assert_eq!(app.texts_of(left, &id).await, [tries_left], "a wrong try is counted although it is refused");
    }
    assert_eq!(tried(&app.client(), &id, &code).await, expired(&id));
    assert_eq!(tried(&app.client(), &id, &another(&code)).await, expired(&id));

    app.pass_ms(1).await;
    sent(code_for(&app.client(), &id)).await;
    assert_eq!(tried(&app.client(), &id, &code_of(&app, &id).await).await, "VERIFIED");
}

#[tokio::test]
async fn the_tries_are_a_setting_and_0_is_no_bound() {
    let app = App::with(|settings| settings.verification.tries_per_code = 1).await;
    let (first, second) = (entered(&app.client(), PHONE).await, entered(&app.client(), "+12065550143").await);
    sent(code_for(&app.client(), &first)).await;
    let code = code_of(&app, &first).await;
    assert_eq!(tried(&app.client(), &first, &another(&code)).await, MISMATCH);
    assert_eq!(tried(&app.client(), &first, &code).await, expired(&first));
    let off = app.beside(|settings| settings.verification.tries_per_code = 0).await;
    sent(code_for(&off.client(), &second)).await;
    let code = code_of(&app, &second).await;
    for _ in 0..6 {
        assert_eq!(tried(&app.client(), &second, &another(&code)).await, MISMATCH);
    }
    assert_eq!(tried(&app.client(), &second, &code).await, "VERIFIED");
}

#[tokio::test]
async fn a_code_counts_for_fifteen_minutes_of_the_accounts_clock() {
    let (app, id, code) = app_with_code().await;
    let valid = "select is_valid::text from inspect.verification_codes where verified_destination_number_id = $1";
    app.pass_ms(15 * 60_000).await;
    assert_eq!(tried(&app.client(), &id, &code).await, expired(&id));
    assert_eq!(tried(&app.client(), &id, &another(&code)).await, expired(&id), "expired comes before wrong");
    assert_eq!(app.texts_of(valid, &id).await, ["false"]);

    let (app, id, code) = app_with_code().await;
    app.pass_ms(15 * 60_000 - 1).await;
    assert_eq!(app.texts_of(valid, &id).await, ["true"]);
    assert_eq!(tried(&app.client(), &id, &code).await, "VERIFIED", "by a millisecond");
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_one_before() {
    let (app, id, first) = app_with_code().await;
    app.pass_ms(1).await;
    sent(code_for(&app.client(), &id)).await;
    let second = code_of(&app, &id).await;
    if first != second {
        assert_eq!(tried(&app.client(), &id, &first).await, MISMATCH);
    }
    assert_eq!(tried(&app.client(), &id, &second).await, "VERIFIED");
}

#[tokio::test]
async fn an_entry_that_never_got_a_code_has_a_mismatch() {
    let app = App::start().await;
    let id = entered(&app.client(), PHONE).await;
    assert_eq!(tried(&app.client(), &id, "123456").await, MISMATCH);
}

#[tokio::test]
async fn a_code_is_required_and_of_letters_and_digits() {
    let (app, id, _) = app_with_code().await;
    let verify = app.client().verify_destination_number();
    let missing = app.refused(verify.clone().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["verifiedDestinationNumberId", "verificationCode"]);
    for code in ["", "123 456", &"1".repeat(21)] {
        let request = verify.clone().verified_destination_number_id(&id).verification_code(code);
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{code:?}: {refused:?}");
        assert_eq!(refused.fields, ["verificationCode"]);
    }
}

#[tokio::test]
async fn another_entry_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_numbers!(app, |client, id| client
        .verify_destination_number()
        .verified_destination_number_id(id)
        .verification_code("123456"));
}
