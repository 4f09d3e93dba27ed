//! CreateOptOutList: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::create_opt_out_list::builders::CreateOptOutListFluentBuilder as Create;
use futures_util::future::join_all;
use sqlx::Executor;
use tokio::task::JoinSet;

use crate::harness::{App, REGION, answers, arn, refusal, send, simulator, tag, tags, until};

/// A list with this name, ready to be made.
fn create(app: &App, name: &str) -> Create {
    app.client().create_opt_out_list().opt_out_list_name(name)
}

#[tokio::test]
async fn a_list_is_made_and_answered() {
    let app = App::start().await;

    let list = create(&app, "Alerts_2-b").send().await.expect("the list is made");

    assert_eq!(list.opt_out_list_name.as_deref(), Some("Alerts_2-b"));
    assert_eq!(list.opt_out_list_arn, Some(arn("opt-out-list/Alerts_2-b")));
    assert_eq!(list.tags, None, "absent members are omitted");
    let created = list.created_timestamp.expect("it has a timestamp").as_secs_f64();
    let stored = "
        select round(extract(epoch from created_timestamp), 3)::text from inspect.opt_out_lists
        where opt_out_list_arn = $1";
    assert_eq!(app.texts_of(stored, &arn("opt-out-list/Alerts_2-b")).await, [format!("{created:.3}")]);
}

#[tokio::test]
async fn a_name_that_exists_is_refused() {
    let app = App::start().await;
    create(&app, "Alerts").tags(tag("team", "a")).send().await.expect("the list is made");

    let refused = app.refused(create(&app, "Alerts").send()).await;

    assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_EXISTS opt-out-list Alerts");
}

#[tokio::test]
async fn the_list_default_exists_from_the_start() {
    let app = App::start().await;

    let refused = app.refused(create(&app, "Default").send()).await;

    assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_EXISTS opt-out-list Default");
    let shown = app.client().describe_opt_out_lists().send().await.expect("the lists are described");
    assert_eq!(shown.opt_out_lists().len(), 1);
}

#[tokio::test]
async fn names_differ_by_case() {
    let app = App::start().await;

    for name in ["Alerts", "ALERTS", "default"] {
        create(&app, name).send().await.expect("no list has this name");
    }
}

#[tokio::test]
async fn a_new_list_can_be_used_by_a_number() {
    let app = App::start().await;
    create(&app, "Alerts").send().await.expect("the list is made");

    let number = simulator(&app.client()).opt_out_list_name("Alerts").send().await.expect("a number");

    assert_eq!(number.opt_out_list_name.as_deref(), Some("Alerts"));
}

#[tokio::test]
async fn each_account_and_region_has_names_of_its_own() {
    let app = App::start().await;

    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        let client = app.client_of(key, region);
        client.create_opt_out_list().opt_out_list_name("Alerts").send().await.expect("no list has this name here");
    }

    assert_eq!(app.count("select count(*) from inspect.opt_out_lists where opt_out_list_name = 'Alerts'").await, 3);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists where opt_out_list_name = 'Default'").await, 3);
}

#[tokio::test]
async fn the_quota_counts_default_and_is_exact() {
    let app = App::with(|settings| settings.quotas.opt_out_lists = 3).await;
    create(&app, "first").send().await.expect("the quota has room");
    create(&app, "second").send().await.expect("the quota has room");

    let refused = app.refused(create(&app, "third").send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException OPT_OUT_LISTS_PER_ACCOUNT - -");
}

#[tokio::test]
async fn the_quota_is_25_unless_set() {
    let app = App::start().await;
    for number in 0..24 {
        create(&app, &format!("list-{number}")).send().await.expect("the quota has room");
    }

    let refused = app.refused(create(&app, "one-more").send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException OPT_OUT_LISTS_PER_ACCOUNT - -");
}

#[tokio::test]
async fn a_quota_of_0_is_off() {
    let app = App::with(|settings| settings.quotas.opt_out_lists = 0).await;

    for number in 0..26 {
        create(&app, &format!("list-{number}")).send().await.expect("nothing limits the number of lists");
    }
}

#[tokio::test]
async fn concurrent_requests_stay_within_the_quota() {
    let app = App::with(|settings| settings.quotas.opt_out_lists = 4).await;
    let mut calls = JoinSet::new();
    for number in 0..8 {
        calls.spawn(create(&app, &format!("list-{number}")).send());
    }

    let made = answers(calls, "ServiceQuotaExceededException").await.len();

    assert_eq!(made, 3);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 4);
}

#[tokio::test]
async fn of_concurrent_requests_for_one_name_one_succeeds() {
    let app = App::start().await;
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        calls.spawn(create(&app, "Alerts").send());
    }

    let made = answers(calls, "ConflictException").await.len();

    assert_eq!(made, 1);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 2);
}

#[tokio::test]
async fn tags_are_answered_and_stored() {
    let app = App::start().await;
    let wanted = [tag("team", "payments"), tag("stage", "")];

    let list = create(&app, "Alerts").set_tags(Some(wanted.to_vec())).send().await.expect("the list is made");

    assert_eq!(list.tags(), wanted);
    assert_eq!(app.tags_of(&arn("opt-out-list/Alerts")).await, ["stage=", "team=payments"]);
}

#[tokio::test]
async fn the_quota_of_tags_is_exact() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 2).await;
    create(&app, "two").set_tags(Some(tags(2))).send().await.expect("the quota has room");

    let refused = app.refused(create(&app, "three").set_tags(Some(tags(3))).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_quota_of_tags_of_0_leaves_the_models_200() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 0).await;

    create(&app, "many").set_tags(Some(tags(200))).send().await.expect("nothing limits the number of tags");
    let refused = app.refused(create(&app, "more").set_tags(Some(tags(201))).send()).await;

    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["tags"]);
}

#[tokio::test]
async fn a_tag_key_that_stands_twice_is_refused() {
    let app = App::start().await;

    let request = create(&app, "Alerts").tags(tag("team", "a")).tags(tag("team", "a"));
    let refused = app.refused(request.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["tags"]);
}

#[tokio::test]
async fn tag_keys_differ_by_case() {
    let app = App::start().await;

    let request = create(&app, "Alerts").tags(tag("team", "a")).tags(tag("Team", "b"));
    request.send().await.expect("the list is made");

    assert_eq!(app.tags_of(&arn("opt-out-list/Alerts")).await.len(), 2);
}

#[tokio::test]
async fn the_name_is_required() {
    let app = App::start().await;

    let refused = app.refused(app.client().create_opt_out_list().send()).await;

    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["optOutListName"]);
}

#[tokio::test]
async fn a_name_that_the_model_forbids_is_refused() {
    let app = App::start().await;

    for name in ["", "a b", "a/b", "Äpfel", "a:b", &"x".repeat(65), &arn("opt-out-list/Alerts")] {
        let refused = app.refused(create(&app, name).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{name:?}: {refused:?}");
        assert_eq!(refused.fields, ["optOutListName"]);
    }
    create(&app, &"x".repeat(64)).send().await.expect("64 characters are allowed");
}

#[tokio::test]
async fn a_client_token_makes_one_list_however_often_it_comes() {
    let app = App::start().await;
    let create = |name: &str| create(&app, name).client_token("token");

    let first = create("Alerts").send().await.expect("the list is made");
    let again = create("Alerts").send().await.expect("the answer comes again");
    let other = app.refused(create("Other").send()).await;

    assert_eq!(again.opt_out_list_arn, first.opt_out_list_arn);
    assert_eq!(again.created_timestamp, first.created_timestamp);
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
}

/// A list that is written while somebody holds this lock waits for it.
const WAIT_TO_WRITE: &str = "
    create function public.wait_to_write() returns trigger language plpgsql set lock_timeout = 0 as
    $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger wait_to_write before insert on callsign.opt_out_list
    for each row execute function public.wait_to_write()";

async fn metrics(app: &App) -> String {
    send(app.address(), b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("it answers").body
}

#[tokio::test]
async fn lists_that_are_wanted_while_the_lane_is_busy_are_made_in_one_transaction() {
    let app = App::start().await;
    create(&app, "There").send().await.expect("the list is made");
    app.execute(WAIT_TO_WRITE).await;
    let mut holder = app.connection().await;
    holder.execute("select pg_advisory_lock(1)").await.expect("nobody has it");
    let first = tokio::spawn(create(&app, "First").send());
    let waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted
                 and database = (select oid from pg_database where datname = current_database())";
    until("the first one is written", async || app.count(waits).await == 1).await;
    let names = ["One", "Two", "There", "Three", "Four"];
    let mut waiting = Vec::new();
    for name in names {
        waiting.push(tokio::spawn(create(&app, name).send()));
        let wait = format!("callsign_calls_waiting {}\n", waiting.len());
        until("it waits for the lane", async || metrics(&app).await.contains(&wait)).await;
    }

    holder.execute("select pg_advisory_unlock(1)").await.expect("it is held");

    first.await.expect("it ends").expect("the list is made");
    for (name, outcome) in names.iter().zip(join_all(waiting).await) {
        match outcome.expect("it ends") {
            Ok(made) => assert_eq!(made.opt_out_list_name.as_deref(), Some(*name), "each is answered for its own list"),
            refused => {
                let there = "ConflictException RESOURCE_ALREADY_EXISTS opt-out-list There";
                assert_eq!((*name, refusal(refused).line().as_str()), ("There", there));
            }
        }
    }
    let transactions =
        "select count(distinct xmin::text) from callsign.opt_out_list where name = any('{One,Two,Three,Four}')";
    assert_eq!(app.count(transactions).await, 1);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 1 + 2 + 4);
}
