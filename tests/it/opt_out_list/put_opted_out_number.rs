//! PutOptedOutNumber: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::put_opted_out_number::builders::PutOptedOutNumberFluentBuilder as Put;

use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, arn_in};

/// A number to be put on a list, ready to be sent.
fn put(app: &App, list: &str, number: &str) -> Put {
    app.client().put_opted_out_number().opt_out_list_name(list).opted_out_number(number)
}

const NUMBER: &str = "+12065550100";

#[tokio::test]
async fn a_number_is_put_on_the_list_by_the_account_and_not_by_its_end_user() {
    let app = App::start().await;

    let answer = put(&app, "Default", NUMBER).send().await.expect("it is put");

    let default = arn_in(ACCOUNT, "opt-out-list/Default");
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
    assert_eq!(answer.opt_out_list_arn.as_deref(), Some(default.as_str()));
    assert_eq!(answer.opted_out_number.as_deref(), Some(NUMBER));
    assert!(!answer.end_user_opted_out);
    let query = "
        select concat_ws(' ', opt_out_list_name, opted_out_number, end_user_opted_out, account_id, region),
               extract(epoch from opted_out_timestamp)::float8
        from inspect.opted_out_numbers where opt_out_list_arn = $1";
    let shown: Vec<(String, f64)> = app.rows_for(query, &default).await;
    let [(line, seconds)] = shown.as_slice() else { panic!("one row: {shown:?}") };
    assert_eq!(line, &format!("Default {NUMBER} f {ACCOUNT} {REGION}"));
    let at = answer.opted_out_timestamp.expect("it has a time").as_secs_f64();
    assert!((seconds - at).abs() < 0.0005, "{shown:?} and {at}");
}

#[tokio::test]
async fn a_list_is_named_by_its_arn_too() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    let lamps = arn_in(ACCOUNT, "opt-out-list/Lamps");

    let answer = put(&app, &lamps, NUMBER).send().await.expect("it is put");

    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Lamps"));
    assert_eq!(answer.opt_out_list_arn.as_deref(), Some(lamps.as_str()));
    assert_eq!(app.opted_out_numbers(&lamps).await, [NUMBER]);
    assert!(app.opted_out_numbers(&arn_in(ACCOUNT, "opt-out-list/Default")).await.is_empty());
}

#[tokio::test]
async fn a_number_that_is_there_already_stays_as_it_is_its_time_too() {
    let app = App::start().await;
    app.freeze().await;
    let first = put(&app, "Default", NUMBER).send().await.expect("it is put");

    app.pass_ms(3_600_000).await;
    let second = put(&app, "Default", NUMBER).send().await.expect("it is there");

    assert_eq!(second.opted_out_timestamp, first.opted_out_timestamp);
    let other = put(&app, "Default", "+12065550101").send().await.expect("it is put");
    let (first, other) = (first.opted_out_timestamp.expect("a time"), other.opted_out_timestamp.expect("a time"));
    assert_eq!(other.secs() - first.secs(), 3_600);
}

#[tokio::test]
async fn a_number_whose_end_user_opted_out_stays_so() {
    let app = App::start().await;
    put(&app, "Default", NUMBER).send().await.expect("it is put");
    app.execute("update callsign.opted_out_number set end_user_opted_out = true").await;

    let answer = put(&app, "Default", NUMBER).send().await.expect("it is there");

    assert!(answer.end_user_opted_out);
    assert_eq!(app.count("select count(*) from inspect.opted_out_numbers where end_user_opted_out").await, 1);
}

#[tokio::test]
async fn with_and_without_its_plus_the_same_number_is_meant_and_answered_with_it() {
    let app = App::start().await;

    let first = put(&app, "Default", &NUMBER[1..]).send().await.expect("it is put");
    let second = put(&app, "Default", NUMBER).send().await.expect("it is there");

    assert_eq!(first.opted_out_number.as_deref(), Some(NUMBER));
    assert_eq!(first.opted_out_timestamp, second.opted_out_timestamp);
    assert_eq!(app.count("select count(*) from inspect.opted_out_numbers").await, 1);
}

#[tokio::test]
async fn a_number_is_on_the_lists_it_was_put_on_and_on_no_other() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    let elsewhere = app.client_of("test", "eu-west-1").put_opted_out_number().opt_out_list_name("Default");
    elsewhere.opted_out_number(NUMBER).send().await.expect("it is put on the list of another region");
    let foreign = app.client_of("other", REGION).put_opted_out_number().opt_out_list_name("Default");
    foreign.opted_out_number(NUMBER).send().await.expect("it is put on the list of another account");

    put(&app, "Lamps", NUMBER).send().await.expect("it is put");

    assert_eq!(app.opted_out_numbers(&arn_in(ACCOUNT, "opt-out-list/Lamps")).await, [NUMBER]);
    assert!(app.opted_out_numbers(&arn_in(ACCOUNT, "opt-out-list/Default")).await.is_empty());
    assert_eq!(app.opted_out_numbers(&arn_in(OTHER_ACCOUNT, "opt-out-list/Default")).await, [NUMBER]);
}

#[tokio::test]
async fn an_unknown_list_and_a_foreign_one_named_by_its_name_are_not_found() {
    let app = App::start().await;
    let foreign = app.client_of("other", REGION).create_opt_out_list().opt_out_list_name("Foreign");
    foreign.send().await.expect("the list is new");

    for list in ["Unknown", "default", "Foreign"] {
        let refused = app.refused(put(&app, list, NUMBER).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - opt-out-list {list}"));
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;

    for path in ["opt-out-list/Default", "opt-out-list/Unknown"] {
        let refused = app.refused(put(&app, &arn_in(OTHER_ACCOUNT, path), NUMBER).send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn the_arn_of_something_else_is_refused() {
    let app = App::start().await;
    let elsewhere = arn_in(ACCOUNT, "opt-out-list/Default").replace(REGION, "eu-west-1");

    for list in [arn_in(ACCOUNT, "pool/pool-1"), elsewhere] {
        let refused = app.refused(put(&app, &list, NUMBER).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{list}: {refused:?}");
        assert_eq!(refused.fields, ["optOutListName"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let missing = app.refused(app.client().put_opted_out_number().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["optOutListName", "optedOutNumber"]);

    for number in ["", "+", "+0123", "++12065550100", "1206555010x", "+12345678901234567890"] {
        let broken = app.refused(put(&app, "two words", number).send()).await;
        assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
        assert_eq!(broken.fields, ["optOutListName", "optedOutNumber"]);
    }
}

#[tokio::test]
async fn a_number_that_is_taken_off_at_the_same_time_is_put_all_the_same() {
    let app = App::start().await;
    put(&app, "Default", NUMBER).send().await.expect("it is put");
    // The insertion of a number that is there stops at its end, after it found the number.
    app.execute(
        "create function callsign.stop() returns trigger language plpgsql as $$
             begin perform pg_advisory_xact_lock(12); return null; end $$;
         create trigger stop after insert on callsign.opted_out_number execute function callsign.stop()",
    )
    .await;
    let mut holder = app.connection().await;
    sqlx::query("select pg_advisory_lock(12)").execute(&mut holder).await.expect("the lock is free");

    let again = tokio::spawn(put(&app, "Default", NUMBER).send());
    let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted
                   and database = (select oid from pg_database where datname = current_database())";
    while app.count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    app.execute(
        "delete from callsign.opted_out_number
         where id in (select id from callsign.opted_out_number for update skip locked)",
    )
    .await;
    sqlx::query("select pg_advisory_unlock(12)").execute(&mut holder).await.expect("the lock is held");

    let answer = again.await.expect("the call doesn't panic").expect("it is on the list");
    assert_eq!(answer.opted_out_number.as_deref(), Some(NUMBER));
    assert_eq!(app.opted_out_numbers(&arn_in(ACCOUNT, "opt-out-list/Default")).await, [NUMBER]);
}
