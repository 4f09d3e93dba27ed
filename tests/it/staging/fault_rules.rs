//! Which rule a call meets, against a plain second reading of what rules say.

use std::time::SystemTime;

use callsign::{
    domain::fault::{Asked, Rule},
    model::{
        arn::Scope,
        caller::{AccountId, Caller, Region},
    },
};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{ask, get};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, RawRequest};

const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

/// A call: access key, region, operation and members. The access keys `test` and `other` are those of two accounts.
type Called = (&'static str, &'static str, &'static str, Value);

fn account_of(key: &str) -> &'static str {
    if key == "test" { ACCOUNT } else { OTHER_ACCOUNT }
}

/// What a rule says, read plainly.
fn is_met(said: &Value, (key, region, operation, members): &Called) -> bool {
    for (name, there) in [("account_id", account_of(key)), ("region", *region), ("access_key_id", *key)] {
        if said[name] != Value::Null && said[name] != json!(there) {
            return false;
        }
    }
    if said["operation"] != json!("*") && said["operation"] != json!(operation) {
        return false;
    }
    for (name, wanted) in said["match"].as_object().cloned().unwrap_or_default() {
        if !members.as_object().is_some_and(|members| members.contains_key(&name)) || members[&name] != wanted {
            return false;
        }
    }
    true
}

fn members() -> impl Strategy<Value = Value> {
    let pools = [json!([]), json!([format!("pool-{}", "0".repeat(32))])];
    let pools = prop::option::of(prop::sample::select(pools.to_vec()));
    (pools, prop::option::of(5..7_i64)).prop_map(|(pools, most)| {
        let mut members = Map::new();
        members.extend(pools.map(|pools| ("PoolIds".to_owned(), pools)));
        members.extend(most.map(|most| ("MaxResults".to_owned(), json!(most))));
        members.into()
    })
}

fn rule() -> impl Strategy<Value = Value> {
    let operation = prop::sample::select(vec!["*", "DescribePools", "DescribeOptOutLists"]);
    let scope = (prop::option::of(prop::sample::select(vec!["test", "other"])), prop::option::of(0..2_usize));
    let key = prop::option::weighted(0.3, prop::sample::select(vec!["test", "other"]));
    (operation, scope, key, prop::option::of(members())).prop_map(|(operation, (owner, region), key, members)| {
        let mut said = json!({ "operation": operation, "phase": "before", "error": { "type": "ThrottlingException" } });
        let region = region.filter(|_| owner.is_some()).map(|place| REGIONS[place]);
        for (name, value) in [("account_id", owner.map(account_of)), ("region", region), ("access_key_id", key)] {
            if let Some(value) = value {
                said[name] = json!(value);
            }
        }
        if let Some(members) = members {
            said["match"] = members;
        }
        said
    })
}

fn call() -> impl Strategy<Value = Called> {
    let of_pools = (Just("DescribePools"), members());
    let of_lists = (Just("DescribeOptOutLists"), prop::option::of(5..7_i64)).prop_map(|(operation, most)| {
        (operation, most.map_or_else(|| json!({}), |most| json!({ "MaxResults": most })))
    });
    let asked = prop_oneof![of_pools, of_lists];
    (prop::sample::select(vec!["test", "other"]), prop::sample::select(REGIONS.to_vec()), asked)
        .prop_map(|(key, region, (operation, members))| (key, region, operation, members))
}

/// The rule of what was said.
fn read(said: &Value) -> Rule {
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    Rule {
        id: Uuid::nil(),
        account_id: text("account_id"),
        region: text("region"),
        access_key_id: text("access_key_id"),
        operation: text("operation").expect("it names one"),
        members: said["match"].as_object().cloned().unwrap_or_default(),
        probability: 1.0,
        is_counted: false,
        latency_ms: (0, 0),
        fault: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rule_is_for_the_calls_that_a_plain_reading_says(said in rule(), called in call()) {
        let (key, region, operation, members) = &called;
        let account_id = AccountId::parse(account_of(key)).expect("twelve digits");
        let caller = Caller { account_id, region: Region::new((*region).to_owned()), user_arn: String::new() };
        let members = members.as_object().expect("an object");
        let asked = Asked { scope: &Scope::own(&caller), access_key_id: key, operation, members };
        prop_assert_eq!(read(&said).is_for(&asked), is_met(&said, &called), "{} {:?}", said, called);
    }
}

#[tokio::test]
async fn of_many_rules_a_call_meets_the_one_that_a_plain_reading_chooses() {
    let app = App::start().await;
    let mut runner = TestRunner::deterministic();
    let mut met = 0;
    for round in 0..5 {
        assert_eq!(ask(&app, "DELETE", "faults", Value::Null).await.status, 200);
        let mut rules = Vec::new();
        for _ in 0..6 {
            let said = rule().new_tree(&mut runner).expect("a rule").current();
            let made = ask(&app, "POST", "faults", said.clone()).await;
            assert_eq!(made.status, 201, "{said}: {made:?}");
            rules.push((said, made.json()["fault_id"].clone()));
        }
        for _ in 0..20 {
            let called = call().new_tree(&mut runner).expect("a call").current();
            let (key, region, operation, members) = &called;
            let request = RawRequest::unsigned(app.address(), operation, members.to_string());
            let answer = request.signed_for(region, key, key, None, SystemTime::now()).send(app.address()).await;
            // Those of an account come first, then the newest.
            let of_account = |said: &Value| said["account_id"] != Value::Null;
            let own = rules.iter().rev().find(|(said, _)| of_account(said) && is_met(said, &called));
            let expected =
                own.or_else(|| rules.iter().rev().find(|(said, _)| !of_account(said) && is_met(said, &called)));
            let expected = expected.map_or(Value::Null, |(_, id)| id.clone());
            met += usize::from(expected != Value::Null);
            assert_eq!(
                answer.body.contains("ThrottlingException"),
                expected != Value::Null,
                "{round} {called:?}: {answer:?}"
            );
            let kept = get(&app, &format!("requests/{}", answer.request_id())).await;
            assert_eq!(kept["fault_id"], expected, "{round} {called:?}: {rules:?}");
        }
    }
    assert!((20..95).contains(&met), "some do, some don't: {met} of 100");
}
