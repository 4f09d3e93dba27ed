//! IAM policies against IAM's documented rules: each table's row is a case.

use callsign::{
    domain::policy::{Context, Effect, Policy, Question},
    model::caller::{AccountId, Caller, Region},
};
use serde_json::{Value, json};

mod condition;
mod decision;
mod matching;
mod principal;
mod random;
mod reading;

const POOL: &str = "arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1";
const ASSOCIATE: &str = "sms-voice:AssociateOriginationIdentity";

fn account(id: &str) -> AccountId {
    AccountId::parse(id).expect("it has twelve digits")
}

/// The user `name` of the account `id`.
fn user(id: &str, name: &str) -> Caller {
    Caller {
        account_id: account(id),
        region: Region::new("us-east-1".to_owned()),
        user_arn: format!("arn:aws:iam::{id}:user/{name}"),
    }
}

/// The policy of an identity with this one statement.
#[track_caller]
fn identity(statement: &Value) -> Policy {
    let text = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    Policy::identity(&text).unwrap_or_else(|malformed| panic!("{malformed}: {text}"))
}

/// The policy of a resource with these statements; each is about all actions and resources unless it says otherwise.
#[track_caller]
fn of_resource(statements: &[Value]) -> Policy {
    let whole = statements.iter().map(|statement| {
        let mut whole = json!({ "Action": "*", "Resource": "*" });
        let object = whole.as_object_mut().expect("it is an object");
        for (name, value) in statement.as_object().expect("a statement is an object") {
            object.insert(name.clone(), value.clone());
            if let Some(positive) = name.strip_prefix("Not") {
                object.remove(positive);
            }
        }
        whole
    });
    let text = json!({ "Version": "2012-10-17", "Statement": whole.collect::<Vec<_>>() }).to_string();
    Policy::resource(&text).unwrap_or_else(|malformed| panic!("{malformed}: {text}"))
}

/// What `policy` says to `caller`'s question about [`ASSOCIATE`] on [`POOL`].
fn effect(policy: &Policy, caller: &Caller) -> Option<Effect> {
    let context = Context::of(caller);
    policy.effect(&Question { caller, action: ASSOCIATE, resource: POOL, context: &context })
}
