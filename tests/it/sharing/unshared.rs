//! ARNs of other accounts that aren't shared: nothing tells whether they exist.

use aws_sdk_pinpointsmsvoicev2::{Client, types::MessageType};
use callsign::config::{Credential, SecretText};
use serde_json::{Value, json};

use super::{Accounts, KINDS, not_shared, own, put, see};
use crate::harness::{Fixture, OTHER_ACCOUNT, REGION, raw::call_of, refusal, simulator, tag};

/// The ARN of a resource of the same kind that isn't there.
fn unknown(arn: &str) -> String {
    let (before, path) = arn.rsplit_once(':').expect("an ARN has colons");
    let mut parts: Vec<&str> = path.split('/').collect();
    let other = match parts[0] {
        "pool" => "pool-00000000000000000000000000000000",
        "phone-number" => "phone-00000000000000000000000000000000",
        "sender-id" => "NOSUCH",
        _ => "NoSuch",
    };
    parts[1] = other;
    format!("{before}:{}", parts.join("/"))
}

/// What the consumer is told by each operation that takes a foreign ARN of this kind, with that ARN left out.
async fn told(client: &Client, own_pool: &str, own_number: &str, arn: &str) -> Vec<String> {
    let mut told = Vec::new();
    macro_rules! ask {
        ($($request:expr),* $(,)?) => {{$(
            let refused = refusal($request.send().await);
            told.push(format!("{} {}", refused.line(), refused.message.replace(arn, "it")));
        )*}};
    }
    ask!(
        client.list_tags_for_resource().resource_arn(arn),
        client.tag_resource().resource_arn(arn).tags(tag("team", "a")),
        client.untag_resource().resource_arn(arn).tag_keys("team"),
        client.get_resource_policy().resource_arn(arn),
        client.delete_resource_policy().resource_arn(arn),
    );
    match arn.rsplit(':').next().and_then(|path| path.split('/').next()) {
        Some("pool") => ask!(
            client.describe_pools().pool_ids(arn),
            client.list_pool_origination_identities().pool_id(arn),
            client
                .associate_origination_identity()
                .pool_id(arn)
                .origination_identity(own_number)
                .iso_country_code("US"),
            client
                .disassociate_origination_identity()
                .pool_id(arn)
                .origination_identity(own_number)
                .iso_country_code("US"),
            client.update_pool().pool_id(arn),
            client.delete_pool().pool_id(arn),
            client.describe_keywords().origination_identity(arn),
            simulator(client).pool_id(arn),
        ),
        Some("phone-number") => ask!(
            client.describe_phone_numbers().phone_number_ids(arn),
            client.associate_origination_identity().pool_id(own_pool).origination_identity(arn).iso_country_code("US"),
            client
                .disassociate_origination_identity()
                .pool_id(own_pool)
                .origination_identity(arn)
                .iso_country_code("US"),
            client
                .create_pool()
                .origination_identity(arn)
                .iso_country_code("US")
                .message_type(MessageType::Transactional),
            client.update_phone_number().phone_number_id(arn),
            client.release_phone_number().phone_number_id(arn),
            client.put_keyword().origination_identity(arn).keyword("INFO").keyword_message("Hello"),
        ),
        Some("sender-id") => ask!(
            client.associate_origination_identity().pool_id(own_pool).origination_identity(arn).iso_country_code("GB"),
            client
                .create_pool()
                .origination_identity(arn)
                .iso_country_code("GB")
                .message_type(MessageType::Transactional),
            client.update_sender_id().sender_id(arn).iso_country_code("GB"),
            client.release_sender_id().sender_id(arn).iso_country_code("GB"),
        ),
        _ => ask!(
            client.describe_opt_out_lists().opt_out_list_names(arn),
            client.describe_opted_out_numbers().opt_out_list_name(arn),
            client.put_opted_out_number().opt_out_list_name(arn).opted_out_number("+12065550123"),
            client.delete_opted_out_number().opt_out_list_name(arn).opted_out_number("+12065550123"),
            client.delete_opt_out_list().opt_out_list_name(arn),
            client.update_pool().pool_id(own_pool).opt_out_list_name(arn),
            client.update_phone_number().phone_number_id(own_number).opt_out_list_name(arn),
            simulator(client).opt_out_list_name(arn),
        ),
    }
    told
}

#[tokio::test]
async fn each_operation_refuses_an_unshared_arn_the_same_whether_or_not_it_exists() {
    let accounts = Accounts::start().await;
    let fixture = Fixture(accounts.consumer());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let resources = accounts.one_of_each_kind().await;
    let before = accounts.app.state().await;
    for arn in &resources {
        let existing = told(&accounts.consumer(), &pool, &number, arn).await;
        let missing = told(&accounts.consumer(), &pool, &number, &unknown(arn)).await;
        assert_eq!(existing, missing);
        for refusal in &existing {
            assert!(refusal.starts_with("AccessDeniedException - - - User: "), "{refusal}");
            assert!(refusal.contains("on resource: it because no resource-based policy allows"), "{refusal}");
        }
    }
    assert_eq!(accounts.app.state().await, before);

    let shares_with_third = json!({ "AWS": super::THIRD_ACCOUNT });
    for arn in &resources {
        let unshared = told(&accounts.consumer(), &pool, &number, arn).await;
        put(&accounts.owner(), arn, &shares_with_third, &["*"]).await;
        assert_eq!(told(&accounts.consumer(), &pool, &number, arn).await, unshared, "shared with another account");
    }
}

#[tokio::test]
async fn the_callers_conditions_on_tags_tell_nothing_either() {
    let condition = |operator: &str, value: Value| {
        let condition = json!({ operator: { "aws:ResourceTag/team": value } });
        json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition })
    };
    let all = || json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let deny = |operator: &str, value: Value| {
        let mut statement = condition(operator, value);
        statement["Effect"] = json!("Deny");
        json!([all(), statement])
    };
    let policies = [
        condition("StringEquals", json!("a")),
        condition("StringNotEquals", json!("a")),
        condition("Null", json!("true")),
        condition("Null", json!("false")),
        condition("StringEqualsIfExists", json!("b")),
        deny("StringEquals", json!("a")),
        deny("StringNotEquals", json!("a")),
        deny("Null", json!("true")),
        deny("Null", json!("false")),
    ];
    let accounts = Accounts::with(|settings| {
        let credentials = policies.iter().enumerate().map(|(number, statement)| Credential {
            access_key_id: format!("curious-{number}"),
            secret_access_key: SecretText::new(format!("curious-{number}")),
            account_id: OTHER_ACCOUNT.to_owned(),
            session_token: None,
            user: None,
            policy: Some(json!({ "Version": "2012-10-17", "Statement": statement }).to_string()),
        });
        settings.auth.credentials.extend(credentials);
    })
    .await;
    let resources = accounts.one_of_each_kind().await;
    for arn in &resources {
        let request = accounts.owner().tag_resource().resource_arn(arn).tags(tag("team", "a"));
        request.send().await.expect("the resource takes the tag");
    }
    for (number, policy) in policies.iter().enumerate() {
        let client = accounts.app.client_of(&format!("curious-{number}"), REGION);
        for ((kind, _), arn) in KINDS.iter().zip(&resources) {
            let existing = see(&client, kind, arn).await.expect_err("it isn't shared");
            let missing = see(&client, kind, &unknown(arn)).await.expect_err("it isn't there");
            assert_eq!(existing.exception, "AccessDeniedException", "{policy}");
            assert_eq!(existing.message.replace(arn, "it"), missing.message.replace(&unknown(arn), "it"), "{policy}");
        }
    }
}

#[tokio::test]
async fn a_deny_is_told_only_to_whom_the_policy_also_allows() {
    let accounts = Accounts::start().await;
    let list = own("opt-out-list", &Fixture(accounts.owner()).list("Offers").await);
    let denies = json!({ "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*" });
    let allows = json!({ "Effect": "Allow", "Principal": { "AWS": OTHER_ACCOUNT }, "Action": "*", "Resource": "*" });
    let set = async |statements: Value| {
        let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let request = accounts.owner().put_resource_policy().resource_arn(&list).policy(policy);
        request.send().await.expect("the policy is put");
    };

    set(json!([denies])).await;
    let refused = see(&accounts.consumer(), "opt-out-list", &list).await.expect_err("it is denied");
    assert_eq!(refused.message, not_shared(OTHER_ACCOUNT, "other", "DescribeOptOutLists", &list));

    set(json!([denies, allows])).await;
    let refused = see(&accounts.consumer(), "opt-out-list", &list).await.expect_err("it is denied");
    assert!(refused.message.ends_with(&format!("{list} with an explicit deny in a resource-based policy")));
    let refused = see(&accounts.third(), "opt-out-list", &list).await.expect_err("it isn't shared with this one");
    assert_eq!(refused.message, not_shared(super::THIRD_ACCOUNT, "third", "DescribeOptOutLists", &list));
}

#[tokio::test]
async fn a_foreign_caller_is_denied_at_once_what_others_hold_and_takes_nobodys_turn() {
    let accounts = Accounts::start().await;
    let [pool, number, ..] = accounts.one_of_each_kind().await;
    let own_number = Fixture(accounts.consumer()).number().await;
    let mut holder = accounts.app.connection().await;
    let hold = "begin; select from callsign.pool for update; select from callsign.phone_number for update";
    sqlx::raw_sql(hold).execute(&mut holder).await.expect("nobody else holds them");

    for (operation, body) in [
        (
            "AssociateOriginationIdentity",
            json!({ "PoolId": pool, "OriginationIdentity": own_number, "IsoCountryCode": "US" }),
        ),
        (
            "DisassociateOriginationIdentity",
            json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" }),
        ),
        ("UpdatePool", json!({ "PoolId": pool, "SharedRoutesEnabled": true })),
        ("DeletePool", json!({ "PoolId": pool })),
        ("UpdatePhoneNumber", json!({ "PhoneNumberId": number, "DeletionProtectionEnabled": true })),
        ("ReleasePhoneNumber", json!({ "PhoneNumberId": number })),
        ("PutKeyword", json!({ "OriginationIdentity": pool, "Keyword": "INFO", "KeywordMessage": "Nine" })),
        ("TagResource", json!({ "ResourceArn": pool, "Tags": [{ "Key": "team", "Value": "a" }] })),
        ("DeleteResourcePolicy", json!({ "ResourceArn": pool })),
    ] {
        let answer = call_of(&accounts.app, "other", REGION, operation, &body.to_string()).await;
        assert_eq!(answer.line(), "400 AccessDeniedException", "{operation}");
    }
}
