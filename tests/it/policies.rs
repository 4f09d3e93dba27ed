//! Who may do what: a table of policies, of requests and of what is told, each row through the official SDK.
//!
//! A row is asked by a credential of its own, about an opt-out list of its own or about what all rows of a theme share. No row
//! may pass for another reason: where it says denied, the same request of an unrestricted credential of the account isn't; where
//! it says allowed by the credential's policy, a credential that may do nothing is denied.

use std::{future::Future, pin::Pin};

use aws_sdk_pinpointsmsvoicev2::Client;
use callsign::config::{Credential, SecretText};
use serde_json::{Value, json};

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, arn_in, tag};

mod accounts;
mod asks;
mod conditions;
mod matching;
mod operations;
mod replays;
mod resource_policies;

/// A request on its way, and what it is told.
type Asking = Pin<Box<dyn Future<Output = String>>>;

/// Makes a request about what `Names` names.
type Ask = fn(Client, Names) -> Asking;

/// What a row's request can name, as ARNs: a pool, its only number, its sender ID, and the row's own opt-out list.
#[derive(Clone)]
struct Names {
    pool: String,
    number: String,
    sender_id: String,
    list: String,
    user: String,
}

impl Names {
    /// A text with `{pool}`, `{number}`, `{sender_id}`, `{list}`, `{user}` and `{root}` (the ARN up to the resource) filled in.
    fn fill(&self, text: &str) -> String {
        text.replace("{pool}", &self.pool)
            .replace("{number}", &self.number)
            .replace("{sender_id}", &self.sender_id)
            .replace("{list}", &self.list)
            .replace("{user}", &self.user)
            .replace("{root}", arn_in(ACCOUNT, "").trim_end_matches(':'))
    }

    /// The policy with these statements.
    fn policy(&self, policy: &Value) -> String {
        let policy = match policy {
            Value::Object(members) if members.contains_key("Statement") => policy.clone(),
            statements => json!({ "Version": "2012-10-17", "Statement": statements }),
        };
        self.fill(&policy.to_string())
    }
}

/// Why something is denied, in AWS's words.
#[derive(Clone, Copy)]
enum Why {
    NotByIdentity,
    DeniedByIdentity,
    NotByResource,
    DeniedByResource,
}

#[derive(Clone, Copy)]
enum Told {
    /// The request succeeds.
    Allowed,
    /// The request is authorised, and then refused so.
    Then(&'static str),
    /// The action and the resource that the denial names.
    Denied(&'static str, &'static str, Why),
}

/// A row of the table.
struct Case {
    name: &'static str,
    account: &'static str,
    /// The statements of the credential's policy.
    identity: Option<Value>,
    /// The statements of the policy of the row's list.
    resource: Option<Value>,
    /// The tags of the row's list.
    tags: &'static [(&'static str, &'static str)],
    ask: Ask,
    told: Told,
}

/// A row about a credential of [`ACCOUNT`] with this policy.
fn case(name: &'static str, identity: Value, ask: Ask, told: Told) -> Case {
    Case { name, account: ACCOUNT, identity: Some(identity), resource: None, tags: &[], ask, told }
}

impl Case {
    fn of_account(self, account: &'static str) -> Self {
        Self { account, ..self }
    }

    fn without_identity_policy(self) -> Self {
        Self { identity: None, ..self }
    }

    fn list_has(self, policy: Value) -> Self {
        Self { resource: Some(policy), ..self }
    }

    fn tagged(self, tags: &'static [(&'static str, &'static str)]) -> Self {
        Self { tags, ..self }
    }

    /// What the caller must be told.
    fn expected(&self, names: &Names) -> String {
        match self.told {
            Told::Allowed => "allowed".to_owned(),
            Told::Then(refusal) => format!("allowed, then {refusal}"),
            Told::Denied(action, resource, why) => denial(self.account, names, action, resource, why),
        }
    }
}

/// AWS's sentence.
fn denial(account: &str, names: &Names, action: &str, resource: &str, why: Why) -> String {
    let why = match why {
        Why::NotByIdentity => format!("because no identity-based policy allows the sms-voice:{action} action"),
        Why::DeniedByIdentity => "with an explicit deny in an identity-based policy".to_owned(),
        Why::NotByResource => format!("because no resource-based policy allows the sms-voice:{action} action"),
        Why::DeniedByResource => "with an explicit deny in a resource-based policy".to_owned(),
    };
    format!(
        "User: arn:aws:iam::{account}:user/{} is not authorized to perform: sms-voice:{action} on resource: {} {why}",
        names.user,
        names.fill(resource)
    )
}

/// A statement that allows these actions (of this service) on these resources.
fn allow(actions: &[&str], resources: &[&str]) -> Value {
    statement("Allow", actions, resources)
}

/// A statement that denies them.
fn deny(actions: &[&str], resources: &[&str]) -> Value {
    statement("Deny", actions, resources)
}

fn statement(effect: &str, actions: &[&str], resources: &[&str]) -> Value {
    let actions: Vec<_> = actions.iter().map(|action| format!("sms-voice:{action}")).collect();
    json!({ "Effect": effect, "Action": actions, "Resource": resources })
}

/// The statement with one more element.
fn with(mut statement: Value, element: &str, value: Value) -> Value {
    statement[element] = value;
    statement
}

/// A policy that has nothing to do with this service.
fn nothing() -> Value {
    json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" })
}

/// A credential of a user whose name is its access key.
fn credential(key: &str, account: &str, policy: Option<String>) -> Credential {
    Credential {
        access_key_id: key.to_owned(),
        secret_access_key: SecretText::new(key),
        account_id: account.to_owned(),
        session_token: None,
        user: Some(key.to_owned()),
        policy,
    }
}

/// A callsign without quotas, and the names that all rows share: of resources that have the tag `team` with the value `a`, and
/// that [`OTHER_ACCOUNT`] may put into pools and take out.
async fn world() -> (App, Names) {
    let app = App::with(|settings| {
        (settings.quotas.opt_out_lists, settings.quotas.phone_numbers, settings.quotas.pools) = (0, 0, 0);
    })
    .await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;
    let sender_id = fixture.sender_id("ACME", "GB").await;
    fixture.associate(&pool, &sender_id, "GB").await;
    let client = app.client();
    let names = Names {
        pool: arn_in(ACCOUNT, &format!("pool/{pool}")),
        number: arn_in(ACCOUNT, &format!("phone-number/{number}")),
        sender_id: arn_in(ACCOUNT, "sender-id/ACME/GB"),
        list: String::new(),
        user: String::new(),
    };
    let shared = with(
        allow(&["AssociateOriginationIdentity", "DisassociateOriginationIdentity"], &["*"]),
        "Principal",
        json!({ "AWS": OTHER_ACCOUNT }),
    );
    for resource in [&names.pool, &names.number, &names.sender_id] {
        let put = client.put_resource_policy().resource_arn(resource).policy(names.policy(&shared));
        put.send().await.expect("the policy is put");
        let tags = client.tag_resource().resource_arn(resource).tags(tag("team", "a"));
        tags.send().await.expect("the resource takes the tag");
    }
    (app, names)
}

/// The names of each row, whose lists it makes.
async fn make_lists(client: &Client, shared: &Names, cases: &[Case]) -> Vec<Names> {
    let mut all = Vec::new();
    for (position, case) in cases.iter().enumerate() {
        let user = format!("case-{position}");
        let tags = case.tags.iter().map(|(key, value)| tag(key, &shared.fill(value).replace("{me}", &user))).collect();
        let request = client.create_opt_out_list().opt_out_list_name(&user).set_tags(Some(tags));
        let list = request.send().await.expect("the name is free").opt_out_list_arn.expect("it has an ARN");
        let names = Names { list, user, ..shared.clone() };
        if let Some(policy) = &case.resource {
            let request = client.put_resource_policy().resource_arn(&names.list).policy(names.policy(policy));
            request.send().await.unwrap_or_else(|error| panic!("{}: {error:?}", case.name));
        }
        all.push(names);
    }
    all
}

/// Asks every row, the denied ones first: they must change nothing.
async fn check(cases: Vec<Case>) {
    let (owner, shared) = world().await;
    let all = make_lists(&owner.client(), &shared, &cases).await;
    let app = owner
        .beside(|settings| {
            settings.quotas.opt_out_lists = 0;
            settings.quotas.phone_numbers = 0;
            let rows = cases.iter().zip(&all).map(|(case, names)| {
                credential(&names.user, case.account, case.identity.as_ref().map(|policy| names.policy(policy)))
            });
            settings.auth.credentials.extend(rows);
            let nobody = Some(shared.policy(&nothing()));
            settings.auth.credentials.push(credential("nobody", ACCOUNT, nobody));
        })
        .await;
    let mut failures = Vec::new();
    let before = app.state().await;
    for is_denied in [true, false] {
        for (case, names) in cases.iter().zip(&all) {
            if matches!(case.told, Told::Denied(..)) != is_denied {
                continue;
            }
            let told = (case.ask)(app.client_of(&names.user, REGION), names.clone()).await;
            if told != case.expected(names) {
                failures.push(format!("{}\n  expected: {}\n  told:     {told}", case.name, case.expected(names)));
            }
        }
        if is_denied {
            assert_eq!(app.state().await, before, "a denied request changed something");
        }
    }
    for (case, names) in cases.iter().zip(&all).filter(|(case, _)| case.account == ACCOUNT && case.identity.is_some()) {
        let is_denied = matches!(case.told, Told::Denied(..));
        if !is_denied && case.resource.is_some() {
            continue;
        }
        let twin = if is_denied { "test" } else { "nobody" };
        let told = (case.ask)(app.client_of(twin, REGION), names.clone()).await;
        if told.starts_with("allowed") != is_denied {
            failures.push(format!("{}\n  the same asked by {twin}: {told}", case.name));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn the_table_has_at_least_sixty_rows() {
    let themes = [
        matching::cases().len(),
        conditions::cases().len(),
        resource_policies::cases().len(),
        accounts::cases().len(),
        operations::cases().len(),
    ];
    assert!(themes.iter().sum::<usize>() >= 60, "{themes:?}");
}
