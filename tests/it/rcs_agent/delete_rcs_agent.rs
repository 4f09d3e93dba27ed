//! DeleteRcsAgent: one test for each sentence of its rule and each error that it raises.

use super::{TEST, agent, drafted, pool_and_agent, refuses_others};
use crate::harness::{App, Fixture, tag};

#[tokio::test]
async fn it_is_gone_with_what_it_had_and_the_answer_says_what_it_was() {
    let app = App::start().await;
    let client = app.client();
    let made = client.create_rcs_agent().tags(tag("team", "a")).send().await.expect("it is made");
    let id = made.rcs_agent_id;
    let tester = client.create_verified_destination_number().destination_phone_number("+12065550142").rcs_agent_id(&id);
    tester.send().await.expect("it has a tester");
    let put = client.put_keyword().origination_identity(&id).keyword("HOURS").keyword_message("From 9 to 5.");
    put.send().await.expect("it has a keyword");

    let gone = client.delete_rcs_agent().rcs_agent_id(&made.rcs_agent_arn).send().await.expect("it goes");

    assert_eq!((gone.status.as_str(), gone.rcs_agent_id.as_str()), ("DELETED", id.as_str()));
    assert_eq!(gone.created_timestamp, made.created_timestamp);
    let refused = app.refused(client.describe_rcs_agents().rcs_agent_ids(&id).send()).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - rcs-agent {id}"));
    let left = "select (select count(*) from callsign.tag) + (select count(*) from callsign.keyword)
                     + (select count(*) from callsign.verified_destination_number)
                     + (select count(*) from callsign.resource where kind = 'rcs-agent')";
    assert_eq!(app.count(left).await, 0);
}

#[tokio::test]
async fn one_that_is_protected_is_refused_before_anything_else() {
    let app = App::start().await;
    let client = app.client();
    let made = client.create_rcs_agent().deletion_protection_enabled(true).send().await.expect("it is made");
    let id = made.rcs_agent_id;
    drafted(&client, &id, TEST).await;
    let refused = app.refused(client.delete_rcs_agent().rcs_agent_id(&id).send()).await;
    assert_eq!(refused.line(), format!("ConflictException DELETION_PROTECTION_ENABLED rcs-agent {id}"));
}

#[tokio::test]
async fn one_in_a_pool_is_refused_before_its_registrations() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    Fixture(app.client()).associate(&pool, &id, "ZZ").await;
    let refused = app.refused(app.client().delete_rcs_agent().rcs_agent_id(&id).send()).await;
    assert_eq!(refused.line(), format!("ConflictException RCS_AGENT_ASSOCIATED_TO_POOL rcs-agent {id}"));
}

#[tokio::test]
async fn one_with_a_registration_goes_once_that_is_deleted() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    let registration = drafted(&client, &id, TEST).await;
    let refused = app.refused(client.delete_rcs_agent().rcs_agent_id(&id).send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_EMPTY rcs-agent {id}"));
    client.delete_registration().registration_id(registration).send().await.expect("its registration goes");
    client.delete_rcs_agent().rcs_agent_id(&id).send().await.expect("it goes");
}

#[tokio::test]
async fn others_agents_and_other_things_are_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.delete_rcs_agent().rcs_agent_id(id));
}
