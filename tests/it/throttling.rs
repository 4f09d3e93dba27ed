//! `throttling.enabled`: callers are kept to AWS's published rates. Time stands still but for what a test lets pass.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    error::SdkError,
    operation::list_tags_for_resource::{ListTagsForResourceError, ListTagsForResourceOutput},
};
use callsign::{
    api::operations,
    model::{
        arn::Scope,
        caller::{AccountId, Caller, Region},
    },
    path::Throttle,
    server::Clock,
};
use time::{Duration, OffsetDateTime};
use tokio::task::JoinSet;

use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, arn, arn_in, refusal, simulator};

/// A clock that a test moves.
#[derive(Clone)]
struct Time {
    start: OffsetDateTime,
    passed_ms: Arc<AtomicI64>,
}

impl Time {
    fn new() -> Self {
        Self { start: OffsetDateTime::now_utc(), passed_ms: Arc::default() }
    }

    fn clock(&self) -> Clock {
        let Self { start, passed_ms } = self.clone();
        Arc::new(move || start + Duration::milliseconds(passed_ms.load(Ordering::SeqCst)))
    }

    fn pass_ms(&self, ms: i64) {
        self.passed_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// A callsign that goes by this clock and keeps callers to the rates.
    async fn app(&self) -> App {
        App::at(self.clock(), |settings| settings.throttling.enabled = true).await
    }
}

/// The scope of an account and region.
fn scope(account_id: &str, region: &str) -> Scope {
    let account_id = AccountId::parse(account_id).expect("it is twelve digits");
    Scope::own(&Caller { account_id, region: Region::new(region.to_owned()), user_arn: String::new() })
}

/// How many calls of `operation` are let through one after the other, of thirty.
fn let_through(throttle: &Throttle, operation: &str) -> usize {
    (0..30).take_while(|_| throttle.take(operation, &scope(ACCOUNT, REGION)).is_ok()).count()
}

/// Asks for the tags of the list `Default`, which the caller has from its first call on. AWS's rate is 10 a second.
async fn list_tags(client: Client) -> Result<ListTagsForResourceOutput, SdkError<ListTagsForResourceError>> {
    client.list_tags_for_resource().resource_arn(arn("opt-out-list/Default")).send().await
}

/// Whether DescribePools, once a second, is let through.
async fn may_describe(client: &Client) -> bool {
    let outcome = client.describe_pools().send().await;
    if outcome.is_ok() {
        return true;
    }
    let refused = refusal(outcome);
    assert_eq!(refused.line(), "ThrottlingException - - -");
    assert_eq!(refused.message, "Rate exceeded");
    false
}

fn names() -> impl Iterator<Item = &'static str> {
    operations().map(|served| served.name)
}

#[tokio::test]
async fn without_the_setting_nothing_is_throttled() {
    let app = App::at(Time::new().clock(), |_| {}).await;

    for _ in 0..30 {
        assert!(may_describe(&app.client()).await);
    }
}

#[tokio::test]
async fn a_call_beyond_the_rate_is_refused_and_changes_nothing() {
    let time = Time::new();
    let app = time.app().await;
    simulator(&app.client()).send().await.expect("the first is let through");

    let refused = app.refused(simulator(&app.client()).send()).await;

    assert_eq!(refused.line(), "ThrottlingException - - -");
    time.pass_ms(1_000);
    simulator(&app.client()).send().await.expect("a second has passed");
    assert_eq!(app.count("select count(*) from callsign.phone_number").await, 2);
}

#[test]
fn every_operation_has_the_published_rate() {
    let throttle = Throttle::new(names(), &Time::new().clock());
    for served in operations() {
        let rate = match served.name {
            "DeleteOptedOutNumber" | "ListTagsForResource" | "PutOptedOutNumber" => 10,
            "PutMessageFeedback" => 20,
            // That of the tier ADVANCED; a configuration's own tier holds it to less.
            "SendNotifyTextMessage" | "SendNotifyVoiceMessage" => 25,
            _ => 1,
        };
        assert_eq!(let_through(&throttle, served.name), rate, "{}", served.name);
    }
}

#[test]
fn a_bucket_fills_steadily_and_holds_a_seconds_worth_at_most() {
    let time = Time::new();
    let throttle = Throttle::new(names(), &time.clock());
    for (operation, per_second) in [("ListTagsForResource", 10), ("DescribePools", 1)] {
        assert_eq!(let_through(&throttle, operation), per_second);
        let one_ms = 1_000 / i64::try_from(per_second).expect("a small number");

        time.pass_ms(one_ms - 1);
        assert_eq!(let_through(&throttle, operation), 0, "{operation}");
        time.pass_ms(1);
        assert_eq!(let_through(&throttle, operation), 1, "{operation}");
        time.pass_ms(1_000);
        assert_eq!(let_through(&throttle, operation), per_second, "{operation}");
        time.pass_ms(3_600_000);
        assert_eq!(let_through(&throttle, operation), per_second, "{operation}");
    }
}

#[test]
fn a_clock_that_is_set_back_holds_nobody_up() {
    let time = Time::new();
    let throttle = Throttle::new(names(), &time.clock());
    time.pass_ms(7_200_000);
    assert_eq!(let_through(&throttle, "DescribePools"), 1);

    time.pass_ms(-3_600_000);
    assert_eq!(let_through(&throttle, "DescribePools"), 0);
    time.pass_ms(1_000);
    assert_eq!(let_through(&throttle, "DescribePools"), 1);
}

#[tokio::test]
async fn calls_at_the_same_time_are_counted_exactly() {
    let app = Time::new().app().await;
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        calls.spawn(list_tags(app.client()));
    }

    let answered = calls.join_all().await.into_iter().filter(|outcome| match outcome {
        Ok(_) => true,
        Err(error) => {
            let error = error.as_service_error().expect("the service answers");
            assert!(error.is_throttling_exception(), "{error:?}");
            false
        }
    });

    assert_eq!(answered.count(), 10);
}

#[tokio::test]
async fn each_operation_account_and_region_has_a_bucket_of_its_own() {
    let app = Time::new().app().await;
    assert!(may_describe(&app.client()).await);
    assert!(!may_describe(&app.client()).await);

    list_tags(app.client()).await.expect("another operation has its own");
    assert!(may_describe(&app.client_of("other", REGION)).await, "another account has its own");
    assert!(may_describe(&app.client_of("test", "eu-west-1")).await, "another region has its own");
    assert!(!may_describe(&app.client()).await);
}

#[tokio::test]
async fn each_process_counts_for_itself() {
    let app = Time::new().app().await;
    let beside = app.beside(|settings| settings.throttling.enabled = true).await;
    assert!(may_describe(&app.client()).await);

    assert!(may_describe(&beside.client()).await);
    assert!(!may_describe(&app.client()).await);
}

#[tokio::test]
async fn a_call_that_is_malformed_or_denied_takes_nothing_from_the_bucket() {
    let app = Time::new().app().await;
    let client = app.client();

    for _ in 0..3 {
        let malformed = refusal(client.describe_pools().max_results(0).send().await);
        assert!(malformed.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{malformed:?}");
        let other_region = arn("pool/pool-x").replace(REGION, "eu-west-1");
        let invalid = refusal(client.describe_pools().pool_ids(other_region).send().await);
        assert!(invalid.is("ValidationException", "INVALID_ARN"), "{invalid:?}");
        let foreign = refusal(client.describe_pools().pool_ids(arn_in(OTHER_ACCOUNT, "pool/pool-x")).send().await);
        assert_eq!(foreign.exception, "AccessDeniedException");
    }

    assert!(may_describe(&client).await);
    assert!(!may_describe(&client).await);
}

#[tokio::test]
async fn a_denied_call_is_denied_also_beyond_the_rate() {
    let app = Time::new().app().await;
    let client = app.client();
    assert!(may_describe(&client).await);
    assert!(!may_describe(&client).await);

    let foreign = refusal(client.describe_pools().pool_ids(arn_in(OTHER_ACCOUNT, "pool/pool-x")).send().await);

    assert_eq!(foreign.exception, "AccessDeniedException");
}

#[tokio::test]
async fn a_call_that_is_refused_by_a_rule_takes_from_the_bucket() {
    let app = Time::new().app().await;

    let unknown = refusal(app.client().describe_pools().pool_ids("pool-x").send().await);

    assert_eq!(unknown.line(), "ResourceNotFoundException - pool pool-x");
    assert!(!may_describe(&app.client()).await);
}

#[tokio::test]
async fn a_replayed_client_token_takes_from_the_bucket() {
    let time = Time::new();
    let app = time.app().await;
    let request = || simulator(&app.client()).client_token("once");
    let first = request().send().await.expect("the first is let through");

    let refused = app.refused(request().send()).await;
    assert_eq!(refused.line(), "ThrottlingException - - -");

    time.pass_ms(1_000);
    let replayed = request().send().await.expect("a second has passed");
    assert_eq!(replayed.phone_number_id, first.phone_number_id);
    let refused = app.refused(request().send()).await;
    assert_eq!(refused.line(), "ThrottlingException - - -");
}

#[test]
fn buckets_that_are_full_again_are_forgotten() {
    let time = Time::new();
    let throttle = Throttle::new(names(), &time.clock());
    let mut most = 0;
    for number in 0..20_000 {
        let region = scope(ACCOUNT, &format!("xx-madeup-{number}"));
        throttle.take("DescribePools", &region).expect("each region has a bucket of its own");
        time.pass_ms(1);
        most = most.max(throttle.buckets());
    }

    // Those of the last two seconds, and those of the thousand calls since full ones were dropped.
    assert!((1_000..=3_000).contains(&most), "{most} buckets were remembered");
}

#[test]
fn dropping_full_buckets_empties_no_other_and_fills_none() {
    let time = Time::new();
    let throttle = Throttle::new(names(), &time.clock());
    assert_eq!(let_through(&throttle, "DescribePools"), 1);
    time.pass_ms(500);

    for number in 0..3_000 {
        let region = scope(ACCOUNT, &format!("xx-madeup-{number}"));
        throttle.take("DescribePools", &region).expect("each region has a bucket of its own");
    }

    assert_eq!(let_through(&throttle, "DescribePools"), 0, "its second isn't over");
    time.pass_ms(500);
    assert_eq!(let_through(&throttle, "DescribePools"), 1);
}
