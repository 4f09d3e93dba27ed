//! UpdateRcsAgent: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::update_rcs_agent::builders::UpdateRcsAgentFluentBuilder as Update;

use super::{CHANNEL, agent, described, pool_and_agent, refuses_others};
use crate::harness::{App, Fixture};

const BUCKET: &str = "incoming-media";
const ROLE: &str = "arn:aws:iam::000000000000:role/media";
const UNSET: &str = "UNSET_RCS_MEDIA_CONFIGURATION";

fn update(app: &App, id: &str) -> Update {
    app.client().update_rcs_agent().rcs_agent_id(id)
}

fn two_way(app: &App, id: &str) -> Update {
    update(app, id).two_way_enabled(true).two_way_channel_arn(CHANNEL)
}

#[tokio::test]
async fn what_is_named_changes_and_the_rest_stays() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    app.client().create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
    let role = "arn:aws:iam::000000000000:role/inbound";
    let all = two_way(&app, &id).two_way_channel_role(role).self_managed_opt_outs_enabled(true);
    let all = all.deletion_protection_enabled(true).opt_out_list_name("Offers").two_way_rcs_events_enabled("ALL");
    let all = all.two_way_media_s3_bucket_name(BUCKET).two_way_media_s3_key_prefix("in/").two_way_media_s3_role(ROLE);

    let answer = all.send().await.expect("it is updated");

    assert_eq!((answer.rcs_agent_id.as_str(), answer.status.as_str()), (id.as_str(), "CREATED"));
    assert!(answer.two_way_enabled && answer.self_managed_opt_outs_enabled && answer.deletion_protection_enabled);
    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Offers"));
    let channel = (answer.two_way_channel_arn.as_deref(), answer.two_way_channel_role.as_deref());
    assert_eq!(channel, (Some(CHANNEL), Some(role)));
    let media = [answer.two_way_media_s3_bucket_name, answer.two_way_media_s3_key_prefix, answer.two_way_media_s3_role];
    assert_eq!(media.map(Option::unwrap_or_default), [BUCKET, "in/", ROLE]);
    assert_eq!(answer.two_way_rcs_events_enabled, Some(vec!["ALL".to_owned()]));

    update(&app, &id).deletion_protection_enabled(false).send().await.expect("it is updated");
    let there = described(&app.client(), &id).await;
    assert!(there.two_way_enabled && !there.deletion_protection_enabled);
    assert_eq!(there.two_way_media_s3_key_prefix.as_deref(), Some("in/"));
    assert_eq!(there.two_way_rcs_events_enabled, Some(vec!["ALL".to_owned()]));
}

#[tokio::test]
async fn two_way_needs_a_channel_and_self_managed_opt_outs_need_two_way() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    for (update, reason, field) in [
        (update(&app, &id).two_way_enabled(true), "TWO_WAY_CHANNEL_NOT_PRESENT", "twoWayChannelArn"),
        (update(&app, &id).self_managed_opt_outs_enabled(true), "TWO_WAY_NOT_ENABLED", "selfManagedOptOutsEnabled"),
        (two_way(&app, &id).two_way_channel_arn("arn:aws:sqs:us-east-1:0:queue"), "INVALID_ARN", "twoWayChannelArn"),
    ] {
        let refused = app.refused(update.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, [field]);
    }
}

#[tokio::test]
async fn a_bucket_and_its_role_are_set_and_unset_together_and_need_two_way() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    let bucket = |update: Update| update.two_way_media_s3_bucket_name(BUCKET);
    let role = |update: Update| update.two_way_media_s3_role(ROLE);
    for (update, reason, fields) in [
        (bucket(two_way(&app, &id)), "MISSING_PARAMETER", vec!["twoWayMediaS3Role"]),
        (role(two_way(&app, &id)), "MISSING_PARAMETER", vec!["twoWayMediaS3BucketName"]),
        (two_way(&app, &id).two_way_media_s3_key_prefix("in/"), "MISSING_PARAMETER", vec!["twoWayMediaS3BucketName"]),
        (bucket(role(update(&app, &id))), "TWO_WAY_NOT_ENABLED", vec!["twoWayMediaS3BucketName", "twoWayMediaS3Role"]),
        (
            role(two_way(&app, &id).two_way_media_s3_bucket_name(UNSET)),
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
            vec!["twoWayMediaS3BucketName", "twoWayMediaS3Role"],
        ),
        (
            update(&app, &id).two_way_media_s3_role(UNSET),
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
            vec!["twoWayMediaS3BucketName", "twoWayMediaS3Role"],
        ),
    ] {
        let refused = app.refused(update.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, fields);
    }
    let set = || bucket(role(two_way(&app, &id))).two_way_media_s3_key_prefix("in/").send();
    set().await.expect("they are set");
    let unset = update(&app, &id).two_way_media_s3_bucket_name(UNSET).two_way_media_s3_role(UNSET);
    let answer = unset.send().await.expect("they are unset");
    assert_eq!((answer.two_way_media_s3_bucket_name, answer.two_way_media_s3_key_prefix), (None, None));
    set().await.expect("they are set");
    let answer = update(&app, &id).two_way_enabled(false).send().await.expect("two-way is off");
    assert_eq!((answer.two_way_media_s3_bucket_name, answer.two_way_media_s3_role), (None, None));
}

#[tokio::test]
async fn all_stands_alone_among_events_and_an_empty_list_switches_them_off() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    let events = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        update(&app, &id).set_two_way_rcs_events_enabled(Some(names))
    };
    let refused = app.refused(events(&["ALL", "RCS_TYPING"]).send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["twoWayRcsEventsEnabled"]);
    let answer = events(&["RCS_TYPING", "SUGGESTION"]).send().await.expect("they are named");
    assert_eq!(answer.two_way_rcs_events_enabled.unwrap_or_default(), ["RCS_TYPING", "SUGGESTION"]);
    let answer = events(&[]).send().await.expect("they are off");
    assert_eq!(answer.two_way_rcs_events_enabled, None);
}

#[tokio::test]
async fn what_it_shares_with_its_pool_is_the_pools_and_the_rest_is_its_own() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    Fixture(app.client()).associate(&pool, &id, "ZZ").await;
    for update in [
        update(&app, &id).opt_out_list_name("Default"),
        update(&app, &id).self_managed_opt_outs_enabled(false),
        update(&app, &id).two_way_enabled(false),
        update(&app, &id).two_way_channel_arn(CHANNEL),
        update(&app, &id).two_way_channel_role(ROLE),
    ] {
        let refused = app.refused(update.send()).await;
        assert_eq!(refused.line(), format!("ConflictException RCS_AGENT_ASSOCIATED_TO_POOL rcs-agent {id}"));
    }
    let own = update(&app, &id).deletion_protection_enabled(true).two_way_rcs_events_enabled("ALL");
    own.send().await.expect("these are its own");
}

#[tokio::test]
async fn a_list_that_is_not_there_is_not_found() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    let refused = app.refused(update(&app, &id).opt_out_list_name("Nobody").send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - opt-out-list Nobody");
}

#[tokio::test]
async fn others_agents_and_other_things_are_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.update_rcs_agent().rcs_agent_id(id));
}
