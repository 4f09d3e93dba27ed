//! What accounts share with each other, and what they don't: decisions D6 and D12, sentence by sentence.
//!
//! The account of the key `test` owns, that of `other` consumes, and that of `third` is told nothing.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{Owner, SenderIdAndCountry},
};
use callsign::config::{Credential, Settings};
use serde_json::{Value, json};

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, Refusal, arn_in, refusal};

mod consuming;
mod identities;
mod opted_out;
mod owners_alone;
mod revoking;
mod seeing;
mod unshared;

const THIRD_ACCOUNT: &str = "222222222222";

/// A callsign with three accounts.
struct Accounts {
    app: App,
}

impl Accounts {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let app = App::with(|settings| {
            let other = settings.auth.credentials.last().expect("there are two").clone();
            let third = Credential {
                access_key_id: "third".to_owned(),
                secret_access_key: callsign::config::SecretText::new("third"),
                account_id: THIRD_ACCOUNT.to_owned(),
                ..other
            };
            settings.auth.credentials.push(third);
            change(settings);
        });
        Self { app: app.await }
    }

    fn owner(&self) -> Client {
        self.app.client()
    }

    fn consumer(&self) -> Client {
        self.app.client_of("other", REGION)
    }

    fn third(&self) -> Client {
        self.app.client_of("third", REGION)
    }

    /// Lets the consumer do these actions with a resource of the owner.
    async fn share(&self, resource: &str, actions: &[&str]) {
        put(&self.owner(), resource, &json!({ "AWS": OTHER_ACCOUNT }), actions).await;
    }

    /// The ARNs of a pool (of one number), a phone number, a sender ID and an opt-out list of the owner.
    async fn one_of_each_kind(&self) -> [String; 4] {
        let fixture = Fixture(self.owner());
        let (pool, number) = (fixture.pool().await, fixture.number().await);
        fixture.sender_id("ACME", "GB").await;
        fixture.list("Offers").await;
        [own("pool", &pool), own("phone-number", &number), own("sender-id", "ACME/GB"), own("opt-out-list", "Offers")]
    }

    /// What `inspect` says about associations now: the ARNs of pool and identity, and the pool's account.
    async fn associations(&self) -> Vec<(String, String, String)> {
        let query = "
            select pool_arn, origination_identity_arn, account_id from inspect.associations
            where $1 = '' order by associated_at, origination_identity_arn";
        self.app.rows_for(query, "").await
    }

    /// What `inspect` says about the past: the event, the ARNs of pool and identity, and the pool's account.
    async fn history(&self) -> Vec<(String, String, String, String)> {
        let query = "
            select event, pool_arn, origination_identity_arn, account_id from inspect.association_history
            where $1 = '' order by at, origination_identity_arn";
        self.app.rows_for(query, "").await
    }
}

/// The ARN of a resource of the owner.
fn own(kind: &str, id: &str) -> String {
    arn_in(ACCOUNT, &format!("{kind}/{id}"))
}

/// The ARN of a resource of the consumer.
fn consumers(kind: &str, id: &str) -> String {
    arn_in(OTHER_ACCOUNT, &format!("{kind}/{id}"))
}

/// AWS's sentence for a resource of another account that isn't shared with the user `user` of an account.
fn not_shared(account: &str, user: &str, action: &str, resource: &str) -> String {
    format!(
        "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: sms-voice:{action} on resource: {resource} \
         because no resource-based policy allows the sms-voice:{action} action"
    )
}

/// The id, name or sender ID in an ARN.
fn id(arn: &str) -> &str {
    arn.split('/').nth(1).expect("an ARN has a path")
}

/// Puts a policy that allows these principals these actions.
async fn put(client: &Client, resource: &str, principals: &Value, actions: &[&str]) {
    let actions: Vec<String> = actions.iter().map(|action| format!("sms-voice:{action}")).collect();
    let statement = json!({ "Effect": "Allow", "Principal": principals, "Action": actions, "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let request = client.put_resource_policy().resource_arn(resource).policy(policy);
    request.send().await.unwrap_or_else(|error| panic!("{resource}: {error:?}"));
}

/// The kinds, with the actions that describe them.
pub const KINDS: [(&str, &str); 4] = [
    ("pool", "DescribePools"),
    ("phone-number", "DescribePhoneNumbers"),
    ("sender-id", "DescribeSenderIds"),
    ("opt-out-list", "DescribeOptOutLists"),
];

/// A page of a Describe operation: the ARNs on it, and the NextToken.
#[derive(Debug)]
pub struct Described {
    pub arns: Vec<String>,
    pub next_token: Option<String>,
}

/// Which resources to describe.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub ids: Option<Vec<String>>,
    pub owner: Option<Owner>,
    pub max_results: Option<i32>,
    pub next_token: Option<String>,
}

/// Asks the Describe operation of a kind of resource.
pub async fn describe(client: &Client, kind: &str, wanted: Wanted) -> Result<Described, Refusal> {
    let Wanted { ids, owner, max_results, next_token } = wanted;
    macro_rules! ask {
        ($request:expr, $answered:ident, $arn:ident) => {{
            let request = $request.set_owner(owner).set_max_results(max_results).set_next_token(next_token);
            match request.send().await {
                Ok(answer) => {
                    let arns = answer.$answered.unwrap_or_default().into_iter().map(|item| item.$arn).collect();
                    Ok(Described { arns, next_token: answer.next_token })
                }
                refused => Err(refusal(refused)),
            }
        }};
    }
    match kind {
        "pool" => ask!(client.describe_pools().set_pool_ids(ids), pools, pool_arn),
        "phone-number" => {
            ask!(client.describe_phone_numbers().set_phone_number_ids(ids), phone_numbers, phone_number_arn)
        }
        "sender-id" => {
            let of_gb = |id| SenderIdAndCountry::builder().sender_id(id).iso_country_code("GB").build();
            let ids = ids.map(|ids| ids.into_iter().map(|id| of_gb(id).expect("both members are there")).collect());
            ask!(client.describe_sender_ids().set_sender_ids(ids), sender_ids, sender_id_arn)
        }
        "opt-out-list" => {
            ask!(client.describe_opt_out_lists().set_opt_out_list_names(ids), opt_out_lists, opt_out_list_arn)
        }
        _ => panic!("{kind} isn't described"),
    }
}

/// Describes the resource with this id or ARN.
async fn see(client: &Client, kind: &str, id: &str) -> Result<Vec<String>, Refusal> {
    let wanted = Wanted { ids: Some(vec![id.to_owned()]), ..Wanted::default() };
    describe(client, kind, wanted).await.map(|described| described.arns)
}

/// The ARNs of a kind that others share with the caller.
async fn shared_with(client: &Client, kind: &str) -> Vec<String> {
    let wanted = Wanted { owner: Some(Owner::Shared), ..Wanted::default() };
    describe(client, kind, wanted).await.expect("the list is answered").arns
}
