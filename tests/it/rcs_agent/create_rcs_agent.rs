//! CreateRcsAgent: one test for each sentence of its rule and each error that it raises.

use serde_json::json;

use super::described;
use crate::harness::{App, REGION, arn, tag};

#[tokio::test]
async fn one_is_made_answered_and_shown_by_the_view() {
    let app = App::start().await;

    let made = app.client().create_rcs_agent().send().await.expect("it is made");

    let id = made.rcs_agent_id;
    assert_eq!(id.strip_prefix("rcs-").map(str::len), Some(32));
    assert_eq!(made.rcs_agent_arn, arn(&format!("rcs-agent/{id}")));
    assert_eq!((made.status.as_str(), made.opt_out_list_name.as_deref()), ("CREATED", Some("Default")));
    let off = [made.deletion_protection_enabled, made.self_managed_opt_outs_enabled, made.two_way_enabled];
    assert_eq!(off, [false; 3]);
    assert_eq!((made.two_way_channel_arn, made.two_way_rcs_events_enabled, made.tags), (None, None, None));
    let stored = "
        select concat_ws(' ', rcs_agent_id, account_id, region, status, opt_out_list_name, deletion_protection_enabled,
                         two_way_enabled, self_managed_opt_outs_enabled, round(extract(epoch from created_timestamp), 3))
        from inspect.rcs_agents where rcs_agent_arn = $1";
    let created = made.created_timestamp.as_secs_f64();
    assert_eq!(
        app.texts_of(stored, &made.rcs_agent_arn).await,
        [format!("{id} 000000000000 {REGION} CREATED Default f f f {created:.3}")]
    );
    assert_eq!(described(&app.client(), &id).await.rcs_agent_arn, made.rcs_agent_arn);
}

#[tokio::test]
async fn it_may_be_protected_from_the_start_and_has_its_list_and_tags() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
    let create = app.client().create_rcs_agent().deletion_protection_enabled(true).opt_out_list_name("Offers");

    let made = create.tags(tag("team", "a")).send().await.expect("it is made");

    assert!(made.deletion_protection_enabled);
    assert_eq!(made.opt_out_list_name.as_deref(), Some("Offers"));
    assert_eq!(made.tags, Some(vec![tag("team", "a")]));
    let listed = app.client().list_tags_for_resource().resource_arn(&made.rcs_agent_arn).send().await;
    assert_eq!(listed.expect("it has tags").tags, Some(vec![tag("team", "a")]));
    let refused = app.refused(app.client().delete_opt_out_list().opt_out_list_name("Offers").send()).await;
    assert_eq!(refused.exception, "ConflictException", "the list is in use: {refused:?}");
}

#[tokio::test]
async fn a_list_that_is_not_there_is_not_found() {
    let app = App::start().await;
    let refused = app.refused(app.client().create_rcs_agent().opt_out_list_name("Nobody").send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - opt-out-list Nobody");
}

#[tokio::test]
async fn the_quota_is_of_the_account_and_region() {
    let app = App::with(|settings| settings.quotas.rcs_agents = 1).await;
    app.client().create_rcs_agent().send().await.expect("there is room");
    let refused = app.refused(app.client().create_rcs_agent().send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException RCS_AGENTS_PER_ACCOUNT - -");
    let elsewhere = app.client_of("test", "eu-west-1").create_rcs_agent().send().await;
    elsewhere.expect("there is room in another region");
}

#[tokio::test]
async fn more_tags_than_the_quota_are_refused() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 1).await;
    let refused = app.refused(app.client().create_rcs_agent().tags(tag("a", "1")).tags(tag("b", "2")).send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_retry_with_the_same_token_makes_no_second_one() {
    let app = App::start().await;
    let create = app.client().create_rcs_agent().client_token("token");
    let first = create.clone().send().await.expect("it is made").rcs_agent_id;
    assert_eq!(create.clone().send().await.expect("it is replayed").rcs_agent_id, first);
    let refused = app.refused(create.deletion_protection_enabled(true).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["clientToken"]);
}

#[tokio::test]
async fn it_takes_no_resource_policy() {
    let app = App::start().await;
    let id = super::agent(&app.client()).await;
    let own = arn(&format!("rcs-agent/{id}"));
    let policy = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": "*", "Action": "sms-voice:DescribeRcsAgents", "Resource": own } });
    let put = app.client().put_resource_policy().resource_arn(own).policy(policy.to_string());
    let refused = app.refused(put.send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["resourceArn"]);
}
