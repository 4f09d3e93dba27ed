//! DeleteOptedOutNumber: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::delete_opted_out_number::builders::DeleteOptedOutNumberFluentBuilder as Delete;
use time::OffsetDateTime;

use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, arn_in};

/// A number to be taken off a list, ready to be sent.
fn delete(app: &App, list: &str, number: &str) -> Delete {
    app.client().delete_opted_out_number().opt_out_list_name(list).opted_out_number(number)
}

async fn put(app: &App, list: &str, number: &str) {
    let put = app.client().put_opted_out_number().opt_out_list_name(list).opted_out_number(number);
    put.send().await.expect("the number is put on the list");
}

/// A callsign whose clocks stand still, and where.
async fn app_with_clock() -> (App, OffsetDateTime) {
    let app = App::start().await;
    app.freeze().await;
    let begun = app.standing_at().await;
    (app, begun)
}

const NUMBER: &str = "+12065550100";
const THIRTY_DAYS: i64 = 30 * 24 * 60 * 60;

#[tokio::test]
async fn the_answer_is_the_number_as_it_was() {
    let app = App::start().await;
    let put = app.client().put_opted_out_number().opt_out_list_name("Default").opted_out_number(NUMBER);
    let put = put.send().await.expect("the number is put on the list");

    let answer = delete(&app, "Default", NUMBER).send().await.expect("it is taken off");

    let default = arn_in(ACCOUNT, "opt-out-list/Default");
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
    assert_eq!(answer.opt_out_list_arn.as_deref(), Some(default.as_str()));
    assert_eq!(answer.opted_out_number.as_deref(), Some(NUMBER));
    assert_eq!(answer.opted_out_timestamp, put.opted_out_timestamp);
    assert!(!answer.end_user_opted_out);
    assert!(app.opted_out_numbers(&default).await.is_empty());
}

#[tokio::test]
async fn only_this_number_goes_from_only_this_list() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    let lamps = arn_in(ACCOUNT, "opt-out-list/Lamps");
    for list in ["Default", "Lamps"] {
        put(&app, list, NUMBER).await;
        put(&app, list, "+12065550101").await;
    }

    delete(&app, &lamps, NUMBER).send().await.expect("it is taken off");

    assert_eq!(app.opted_out_numbers(&lamps).await, ["+12065550101"]);
    let default = arn_in(ACCOUNT, "opt-out-list/Default");
    assert_eq!(app.opted_out_numbers(&default).await, [NUMBER, "+12065550101"]);
}

#[tokio::test]
async fn the_plus_of_the_number_may_be_absent() {
    let app = App::start().await;
    put(&app, "Default", NUMBER).await;

    let answer = delete(&app, "Default", &NUMBER[1..]).send().await.expect("it is taken off");

    assert_eq!(answer.opted_out_number.as_deref(), Some(NUMBER));
    assert_eq!(app.count("select count(*) from inspect.opted_out_numbers").await, 0);
}

#[tokio::test]
async fn a_number_whose_end_user_opted_out_is_answered_so() {
    let app = App::start().await;
    put(&app, "Default", NUMBER).await;
    app.execute("update callsign.opted_out_number set end_user_opted_out = true").await;

    let answer = delete(&app, "Default", NUMBER).send().await.expect("it is taken off");

    assert!(answer.end_user_opted_out);
}

#[tokio::test]
async fn a_number_that_is_not_on_the_list_is_not_found() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    put(&app, "Lamps", NUMBER).await;
    put(&app, "Default", "+12065550101").await;
    delete(&app, "Default", "+12065550101").send().await.expect("it is taken off");

    for number in [NUMBER, "+12065550101", "+12065550102"] {
        let refused = app.refused(delete(&app, "Default", number).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - opted-out-number {number}"));
    }
    let refused = app.refused(delete(&app, "Default", &NUMBER[1..]).send()).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - opted-out-number {NUMBER}"));
}

#[tokio::test]
async fn a_number_is_taken_off_a_list_only_once_in_thirty_days() {
    let (app, begun) = app_with_clock().await;
    put(&app, "Default", NUMBER).await;
    delete(&app, "Default", NUMBER).send().await.expect("the first time");

    for seconds in [0, 1, THIRTY_DAYS - 1] {
        app.set_clock(begun, seconds).await;
        put(&app, "Default", NUMBER).await;
        let refused = app.refused(delete(&app, "Default", NUMBER).send()).await;
        assert!(refused.is("ValidationException", "PHONE_NUMBER_CANNOT_BE_OPTED_IN"), "{seconds}: {refused:?}");
        assert_eq!(refused.fields, ["optedOutNumber"]);
    }
    app.set_clock(begun, THIRTY_DAYS).await;
    delete(&app, "Default", NUMBER).send().await.expect("thirty days later");
}

#[tokio::test]
async fn the_thirty_days_begin_with_the_last_deletion() {
    let (app, begun) = app_with_clock().await;
    for round in 0..2 {
        app.set_clock(begun, round * THIRTY_DAYS).await;
        put(&app, "Default", NUMBER).await;
        delete(&app, "Default", NUMBER).send().await.expect("once in thirty days");
    }
    put(&app, "Default", NUMBER).await;

    app.set_clock(begun, 2 * THIRTY_DAYS - 1).await;
    let refused = app.refused(delete(&app, "Default", NUMBER).send()).await;
    assert!(refused.is("ValidationException", "PHONE_NUMBER_CANNOT_BE_OPTED_IN"), "{refused:?}");

    app.set_clock(begun, 2 * THIRTY_DAYS).await;
    delete(&app, "Default", NUMBER).send().await.expect("thirty days after the last deletion");
}

#[tokio::test]
async fn a_number_that_was_put_on_the_list_long_ago_is_taken_off_at_once_if_it_never_was() {
    let (app, begun) = app_with_clock().await;
    put(&app, "Default", NUMBER).await;

    app.set_clock(begun, 1).await;

    delete(&app, "Default", NUMBER).send().await.expect("the first time");
}

#[tokio::test]
async fn the_thirty_days_are_those_of_this_number_on_this_list() {
    let (app, _clock) = app_with_clock().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    put(&app, "Default", NUMBER).await;
    put(&app, "Default", "+12065550101").await;
    put(&app, "Lamps", NUMBER).await;

    delete(&app, "Default", NUMBER).send().await.expect("the first time");
    delete(&app, "Default", "+12065550101").send().await.expect("another number");
    delete(&app, "Lamps", NUMBER).send().await.expect("another list");
}

#[tokio::test]
async fn a_list_that_was_deleted_and_created_again_remembers_no_deletion() {
    let (app, _clock) = app_with_clock().await;
    for _round in 0..2 {
        app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
        put(&app, "Lamps", NUMBER).await;
        delete(&app, "Lamps", NUMBER).send().await.expect("the first time on this list");
        app.client().delete_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list goes");
    }
}

#[tokio::test]
async fn an_unknown_list_and_a_foreign_one_named_by_its_name_are_not_found() {
    let app = App::start().await;
    let foreign = app.client_of("other", REGION).create_opt_out_list().opt_out_list_name("Foreign");
    foreign.send().await.expect("the list is new");

    for list in ["Unknown", "default", "Foreign"] {
        let refused = app.refused(delete(&app, list, NUMBER).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - opt-out-list {list}"));
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;
    let foreign = app.client_of("other", REGION).put_opted_out_number().opt_out_list_name("Default");
    foreign.opted_out_number(NUMBER).send().await.expect("it is put");

    let list = arn_in(OTHER_ACCOUNT, "opt-out-list/Default");
    let refused = app.refused(delete(&app, &list, NUMBER).send()).await;

    assert_eq!(refused.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn the_arn_of_something_else_is_refused() {
    let app = App::start().await;

    for path in ["pool/pool-1", "opt-out-list/"] {
        let refused = app.refused(delete(&app, &arn_in(ACCOUNT, path), NUMBER).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{path}: {refused:?}");
        assert_eq!(refused.fields, ["optOutListName"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let missing = app.refused(app.client().delete_opted_out_number().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["optOutListName", "optedOutNumber"]);

    let broken = app.refused(delete(&app, "two words", "+0123").send()).await;
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["optOutListName", "optedOutNumber"]);
}
