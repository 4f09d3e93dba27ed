//! RCS agents in pools: the third kind of identity, under the rules of the other two.

use aws_sdk_pinpointsmsvoicev2::types::{KeywordAction, MessageType};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    harness::{App, Fixture, arn, refusal},
    rcs_agent::{CHANNEL, agent, described, pool_and_agent, testing},
    staging::explain,
};

const HISTORY: &str = "select concat_ws(' ', event, origination_identity_arn, iso_country_code)
                       from inspect.association_history where origination_identity = $1 order by at, event";

#[tokio::test]
async fn an_agent_joins_and_leaves_a_pool_and_the_history_says_so() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let (client, agent_arn) = (app.client(), arn(&format!("rcs-agent/{id}")));
    let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&agent_arn);
    let answer = join.iso_country_code("ZZ").send().await.expect("it joins");
    assert_eq!(answer.origination_identity(), Some(id.as_str()));
    assert_eq!((answer.origination_identity_arn(), answer.iso_country_code()), (Some(&*agent_arn), Some("ZZ")));
    assert_eq!(described(&client, &id).await.pool_id.as_deref(), Some(pool.as_str()));
    let shown = "select concat_ws(' ', pool_id, origination_identity_arn, iso_country_code, phone_number)
                 from inspect.associations where origination_identity = $1";
    assert_eq!(app.texts_of(shown, &id).await, [format!("{pool} {agent_arn} ZZ")]);

    let listed = client.list_pool_origination_identities().pool_id(&pool).send().await.expect("it answers");
    let one = &listed.origination_identities()[1];
    assert_eq!((one.origination_identity.as_str(), one.iso_country_code.as_str()), (id.as_str(), "ZZ"));
    assert_eq!((one.number_capabilities[0].as_str(), one.phone_number()), ("RCS", None));
    assert_eq!(one.origination_identity_arn, agent_arn);

    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&id);
    leave.iso_country_code("ZZ").send().await.expect("it leaves");
    assert_eq!(described(&client, &id).await.pool_id, None);
    let lines = ["ASSOCIATED", "DISASSOCIATED"].map(|event| format!("{event} {agent_arn} ZZ"));
    assert_eq!(app.texts_of(HISTORY, &id).await, lines);
}

#[tokio::test]
async fn its_country_need_not_be_said_and_is_no_other_than_zz() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let join = || app.client().associate_origination_identity().pool_id(&pool).origination_identity(&id);
    let refused = app.refused(join().iso_country_code("US").send()).await;
    assert!(refused.is("ValidationException", "COUNTRY_CODE_MISMATCH"), "{refused:?}");
    assert_eq!(refused.fields, ["isoCountryCode"]);
    let answer = join().send().await.expect("it joins");
    assert_eq!(answer.iso_country_code(), Some("ZZ"));
}

#[tokio::test]
async fn one_that_nobody_can_test_joins_no_pool_and_founds_none() {
    let app = App::start().await;
    let client = app.client();
    let (pool, id) = (Fixture(app.client()).pool().await, agent(&client).await);
    let not_active = format!("ConflictException RESOURCE_NOT_ACTIVE rcs-agent {id}");
    let join = client.associate_origination_identity().pool_id(&pool).origination_identity(&id);
    assert_eq!(app.refused(join.send()).await.line(), not_active);
    let found = client.create_pool().origination_identity(&id).message_type(MessageType::Transactional);
    assert_eq!(app.refused(found.send()).await.line(), not_active);
}

#[tokio::test]
async fn it_is_in_one_pool_at_most_and_in_that_once() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let fixture = Fixture(app.client());
    let other = fixture.pool().await;
    fixture.associate(&pool, &id, "ZZ").await;
    let join = |pool: &str| app.client().associate_origination_identity().pool_id(pool).origination_identity(&id);
    let refused = app.refused(join(&pool).send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_ALREADY_ASSOCIATED rcs-agent {id}"));
    let in_a_pool = format!("ConflictException RCS_AGENT_ASSOCIATED_TO_POOL rcs-agent {id}");
    assert_eq!(app.refused(join(&other).send()).await.line(), in_a_pool);
    let found = app.client().create_pool().origination_identity(&id).message_type(MessageType::Transactional);
    assert_eq!(app.refused(found.send()).await.line(), in_a_pool);
}

#[tokio::test]
async fn what_differs_from_the_pool_is_refused_and_all_of_it_is_named() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let client = app.client();
    client.create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
    let update = client.update_rcs_agent().rcs_agent_id(&id).opt_out_list_name("Offers").two_way_enabled(true);
    let update = update.two_way_channel_arn(CHANNEL).self_managed_opt_outs_enabled(true);
    update.send().await.expect("it is updated");
    let put = client.put_keyword().origination_identity(&id).keyword("HOURS").keyword_message("From 9 to 5.");
    put.send().await.expect("it has a keyword");
    let join = || client.associate_origination_identity().pool_id(&pool).origination_identity(&id);
    let update = || client.update_rcs_agent().rcs_agent_id(&id);
    let mut named = "OptOutListName, SelfManagedOptOutsEnabled, TwoWayEnabled, TwoWayChannelArn, Keywords";
    for (reason, rest) in [
        ("OPT_OUT_LIST_MISMATCH", "SelfManagedOptOutsEnabled, TwoWayEnabled, TwoWayChannelArn, Keywords"),
        ("SELF_MANAGED_OPT_OUTS_MISMATCH", "TwoWayEnabled, TwoWayChannelArn, Keywords"),
        ("TWO_WAY_CONFIG_MISMATCH", "Keywords"),
        ("KEYWORD_MISMATCH", ""),
    ] {
        let refused = app.refused(join().send()).await;
        assert_eq!(refused.line(), format!("ConflictException {reason} rcs-agent {id}"));
        assert!(refused.message.contains(&format!("Differing settings: {named}")), "{refused:?}");
        match reason {
            "OPT_OUT_LIST_MISMATCH" => drop(update().opt_out_list_name("Default").send().await.expect("as the pool's")),
            "SELF_MANAGED_OPT_OUTS_MISMATCH" => {
                drop(update().self_managed_opt_outs_enabled(false).send().await.expect("as the pool's"));
            }
            "TWO_WAY_CONFIG_MISMATCH" => drop(update().two_way_enabled(false).send().await.expect("as the pool's")),
            _ => {
                let delete = client.delete_keyword().origination_identity(&id).keyword("HOURS");
                drop(delete.send().await.expect("as the pool's"));
            }
        }
        named = rest;
    }
    join().send().await.expect("nothing differs");
}

#[tokio::test]
async fn a_pool_of_an_agent_has_what_it_has_and_the_message_type_that_is_named() {
    let app = App::start().await;
    let client = app.client();
    let id = testing(&client).await;
    let update = client.update_rcs_agent().rcs_agent_id(&id).two_way_enabled(true).two_way_channel_arn(CHANNEL);
    update.send().await.expect("it is updated");
    let put = client.put_keyword().origination_identity(&id).keyword("HOURS").keyword_message("From 9 to 5.");
    put.send().await.expect("it has a keyword");

    let create = client.create_pool().origination_identity(&id).iso_country_code("ZZ");
    let made = create.message_type(MessageType::Promotional).send().await.expect("it is made");

    assert_eq!((made.message_type(), made.two_way_channel_arn()), (Some(&MessageType::Promotional), Some(CHANNEL)));
    let pool = made.pool_id.expect("it has an id");
    let keywords = client.describe_keywords().origination_identity(&pool).keywords("HOURS").send().await;
    assert_eq!(keywords.expect("it has it").keywords()[0].keyword_message, "From 9 to 5.");
    let leave = client.disassociate_origination_identity().pool_id(&pool).origination_identity(&id);
    let refused = app.refused(leave.send()).await;
    assert_eq!(refused.line(), format!("ConflictException LAST_PHONE_NUMBER rcs-agent {id}"));
    client.delete_pool().pool_id(&pool).send().await.expect("it goes");
    assert_eq!(described(&client, &id).await.pool_id, None);
    assert_eq!(app.texts_of(HISTORY, &id).await.len(), 2);
}

#[tokio::test]
async fn one_that_is_not_in_the_pool_is_not_found_there() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let leave = app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(&id);
    assert_eq!(app.refused(leave.send()).await.line(), format!("ResourceNotFoundException - rcs-agent {id}"));
}

#[tokio::test]
async fn what_its_pool_changes_it_changes_too() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let client = app.client();
    Fixture(app.client()).associate(&pool, &id, "ZZ").await;
    client.create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
    let update = client.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(CHANNEL);
    let update = update.self_managed_opt_outs_enabled(true).opt_out_list_name("Offers");
    update.send().await.expect("the pool is updated");
    let there = described(&client, &id).await;
    assert_eq!(there.two_way_channel_arn.as_deref(), Some(CHANNEL));
    assert_eq!((there.opt_out_list_name.as_deref(), there.self_managed_opt_outs_enabled), (Some("Offers"), true));
    let put = client.put_keyword().origination_identity(&pool).keyword("HOURS").keyword_message("From 9 to 5.");
    put.keyword_action(KeywordAction::AutomaticResponse).send().await.expect("the pool has a keyword");
    let words = "select keyword from inspect.keywords where origination_identity = $1 order by 1";
    assert_eq!(app.texts_of(words, &id).await, ["HELP", "HOURS", "STOP"]);
    let delete = client.delete_keyword().origination_identity(&pool).keyword("HOURS");
    delete.send().await.expect("it goes again");
    assert_eq!(app.texts_of(words, &id).await, ["HELP", "STOP"]);
}

#[tokio::test]
async fn its_keywords_are_its_own_until_it_is_in_a_pool() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let client = app.client();
    let put = || client.put_keyword().origination_identity(&id).keyword("HELP").keyword_message("Call us.");
    let answer = put().send().await.expect("it is put");
    assert_eq!(answer.origination_identity_arn(), Some(&*arn(&format!("rcs-agent/{id}"))));
    let shown = client.describe_keywords().origination_identity(arn(&format!("rcs-agent/{id}"))).send().await;
    assert_eq!(shown.expect("it answers").keywords()[0].keyword_message, "Call us.");
    let pools = client.put_keyword().origination_identity(&pool).keyword("HELP").keyword_message("Call us.");
    pools.send().await.expect("the pool has the same");
    Fixture(app.client()).associate(&pool, &id, "ZZ").await;
    let in_a_pool = format!("ConflictException RCS_AGENT_ASSOCIATED_TO_POOL rcs-agent {id}");
    assert_eq!(app.refused(put().send()).await.line(), in_a_pool);
    let delete = client.delete_keyword().origination_identity(&id).keyword("HELP");
    assert_eq!(app.refused(delete.send()).await.line(), in_a_pool);
    let nobody = client.describe_keywords().origination_identity("rcs-0");
    assert_eq!(app.refused(nobody.send()).await.line(), "ResourceNotFoundException - rcs-agent rcs-0");
}

#[tokio::test]
async fn of_many_that_want_it_one_pool_gets_it() {
    let app = App::start().await;
    let client = app.client();
    let (fixture, id) = (Fixture(app.client()), testing(&client).await);
    let mut pools = Vec::new();
    for _ in 0..6 {
        pools.push(fixture.pool().await);
    }
    let second = app.beside(|_| {}).await;
    let beside = second.client();
    let joins = pools.iter().enumerate().map(|(place, pool)| {
        let client = if place % 2 == 0 { &client } else { &beside };
        client.associate_origination_identity().pool_id(pool).origination_identity(&id).send()
    });
    let (joined, refused): (Vec<_>, Vec<_>) = join_all(joins).await.into_iter().partition(Result::is_ok);
    assert_eq!((joined.len(), refused.len()), (1, 5));
    for outcome in refused {
        assert!(refusal(outcome).is("ConflictException", "RCS_AGENT_ASSOCIATED_TO_POOL"));
    }
    assert_eq!(app.texts_of(HISTORY, &id).await.len(), 1);
}

#[tokio::test]
async fn an_explanation_says_what_keeps_it_out() {
    let app = App::start().await;
    let (pool, id) = (Fixture(app.client()).pool().await, agent(&app.client()).await);
    let input = json!({ "PoolId": pool, "OriginationIdentity": id, "IsoCountryCode": "ZZ" });
    let told = explain::explain_and_call(&app, "AssociateOriginationIdentity", &input).await;
    assert_eq!(explain::failing(&told), ["rcs_agent_is_usable"], "{told}");
}
