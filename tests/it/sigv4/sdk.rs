//! AWS's SDK for Rust with a thousand odd requests; `tests/signers/run.sh` has the other clients.

use aws_credential_types::Credentials;
use aws_sdk_pinpointsmsvoicev2::{
    Client,
    config::{BehaviorVersion, Region, retry::RetryConfig},
    error::ProvideErrorMetadata,
};
use callsign::config::{Credential, SecretText};

use crate::harness::{ACCOUNT, App, settings_without_quotas, tag};

const REQUESTS: usize = 1_000;

const REGIONS: [&str; 4] = ["us-east-1", "eu-central-1", "ap-southeast-7", "eu-west-3"];

/// Access key, secret, session token.
type Key = (&'static str, &'static str, Option<&'static str>);

const KEYS: [Key; 3] = [
    ("plain", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None),
    ("odd.key+=%2F~", "p@ss/w+rd=%20 \u{fc} \"\u{2713}\" \u{1f511}", None),
    ("temporary", "temporary/+=", Some("IQoJb3JpZ2luX2Vj//////////wEaCXVzLWVhc3Qt+w==")),
];

/// As many as have no divisor in common with the clients: each client meets each.
const ODD: [&str; 13] = [
    " ",
    "a  b",
    "+",
    "%20 %2B %zz",
    "\u{fc}n\u{ef}code",
    "\u{1f680}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{5b57}\u{30ab}\u{0627}",
    "\"quoted\" \\back\\",
    "a=b&c=d;e",
    "/.././/x",
    "line\u{2028}break",
    "e\u{301}",
    "~!*'()",
];

fn client(app: &App, region: &str, (key, secret, token): Key) -> Client {
    let credentials = Credentials::new(key, secret, token.map(str::to_owned), None, "the test");
    let config = aws_sdk_pinpointsmsvoicev2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(credentials)
        .endpoint_url(format!("http://{}", app.address()))
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// One of the odd requests, of which rows of four go to the same client: the exception that it is refused with, if any.
async fn send(client: &Client, number: usize) -> Result<(), String> {
    let odd = ODD[number / 4 % ODD.len()];
    let region = client.config().region().map_or("", AsRef::as_ref);
    let list = format!("odd-list_{}", number / 4);
    let code = |error: &dyn ProvideErrorMetadata| error.code().unwrap_or("no answer").to_owned();
    match number % 4 {
        0 => {
            let long = odd.repeat(128 / odd.chars().count());
            let list = client.create_opt_out_list().opt_out_list_name(list);
            let list = list.tags(tag(&format!("k{odd}k"), &long)).tags(tag("empty", ""));
            list.send().await.map(drop).map_err(|error| code(&error))
        }
        1 => {
            // Every other one is there.
            let name = if (number / 4).is_multiple_of(2) { list.as_str() } else { odd };
            let arn = format!("arn:aws:sms-voice:{region}:{ACCOUNT}:opt-out-list/{name}");
            client.list_tags_for_resource().resource_arn(arn).send().await.map(drop).map_err(|error| code(&error))
        }
        2 => client.describe_pools().pool_ids(odd).send().await.map(drop).map_err(|error| code(&error)),
        _ => client.describe_opt_out_lists().send().await.map(drop).map_err(|error| code(&error)),
    }
}

async fn signing() -> App {
    App::with(|settings| {
        settings_without_quotas(settings);
        settings.auth.credentials = KEYS
            .map(|(key, secret, token)| Credential {
                access_key_id: key.to_owned(),
                secret_access_key: SecretText::new(secret),
                account_id: ACCOUNT.to_owned(),
                session_token: token.map(SecretText::new),
                user: None,
                policy: None,
            })
            .to_vec();
    })
    .await
}

/// What becomes of each request when its client signs with what `signs_with` makes of a credential.
async fn outcomes(app: &App, signs_with: fn(Key) -> Key) -> Vec<Result<(), String>> {
    let clients: Vec<Client> =
        REGIONS.iter().flat_map(|region| KEYS.map(|key| client(app, region, signs_with(key)))).collect();
    let mut outcomes = Vec::new();
    for number in 0..REQUESTS {
        outcomes.push(send(&clients[(number / 4) % clients.len()], number).await);
    }
    outcomes
}

#[tokio::test]
async fn a_thousand_odd_requests_of_the_rust_sdk_are_taken_for_whose_they_are() {
    let app = signing().await;
    let outcomes = outcomes(&app, |key| key).await;
    let refused: Vec<&String> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    let by_rule = ["ValidationException", "ResourceNotFoundException"];
    let otherwise: Vec<_> = refused.iter().filter(|code| !by_rule.contains(&code.as_str())).collect();
    assert_eq!(otherwise, Vec::<&&String>::new());
    assert!(refused.len() <= REQUESTS / 2, "half of them ask for what isn't there: {refused:?}");
}

#[tokio::test]
async fn a_thousand_odd_requests_signed_with_another_secret_are_all_refused() {
    let app = signing().await;
    let outcomes = outcomes(&app, |(key, _, token)| (key, "another secret", token)).await;
    for (number, outcome) in outcomes.into_iter().enumerate() {
        assert_eq!(outcome, Err("InvalidSignatureException".to_owned()), "request {number}");
    }
}
