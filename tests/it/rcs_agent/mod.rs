//! The operations on RCS agents, one a file; and what their registrations make of them.

use aws_sdk_pinpointsmsvoicev2::{Client, types::RcsAgentInformation};

use crate::{
    harness::{App, Fixture},
    registration::{associate, created, filled, submit},
};

mod compliance;
mod create_rcs_agent;
mod delete_rcs_agent;
mod describe_rcs_agent_country_launch_status;
mod describe_rcs_agents;
mod reviews;
mod shared;
mod status;
mod testers;
mod update_rcs_agent;

pub const TEST: &str = "TEST_RCS_LAUNCH_REGISTRATION";
pub const CHANNEL: &str = "arn:aws:sns:us-east-1:000000000000:inbound";

/// A new RCS agent: its RcsAgentId.
pub async fn agent(client: &Client) -> String {
    client.create_rcs_agent().send().await.expect("it is made").rcs_agent_id
}

/// A registration of an agent that nobody submitted.
pub async fn drafted(client: &Client, agent: &str, of: &str) -> String {
    let id = created(client, of).await;
    associate(client, &id, agent).await;
    id
}

/// A registration of an agent that is COMPLETE.
pub async fn registered(client: &Client, agent: &str, of: &str) -> String {
    let id = filled(client, of).await;
    associate(client, &id, agent).await;
    submit(client, &id).await;
    assert_eq!(crate::registration::status(client, &id).await, "COMPLETE");
    id
}

/// An RCS agent that can be tested.
pub async fn testing(client: &Client) -> String {
    let id = agent(client).await;
    registered(client, &id, TEST).await;
    id
}

/// What DescribeRcsAgents says about one.
pub async fn described(client: &Client, id: &str) -> RcsAgentInformation {
    let answer = client.describe_rcs_agents().rcs_agent_ids(id).send().await.expect("it is there");
    answer.rcs_agents()[0].clone()
}

/// Its Status.
pub async fn status_of(client: &Client, id: &str) -> String {
    described(client, id).await.status.as_str().to_owned()
}

/// A pool that a number founded, and an agent that can be tested, in no pool.
pub async fn pool_and_agent(app: &App) -> (String, String) {
    (Fixture(app.client()).pool().await, testing(&app.client()).await)
}

/// The refusals that an operation has for what it names as its RCS agent: `request` sends one that is good but for that.
macro_rules! refuses_others {
    ($app:expr, |$client:ident, $id:ident| $request:expr) => {
        let other = $app.client_of("other", crate::harness::REGION);
        let foreign_id = crate::rcs_agent::agent(&other).await;
        let foreign = crate::harness::arn_in(crate::harness::OTHER_ACCOUNT, &format!("rcs-agent/{foreign_id}"));
        let own = crate::harness::arn("rcs-agent/rcs-0");
        for ($id, line) in [
            ("rcs-0", "ResourceNotFoundException - rcs-agent rcs-0".to_owned()),
            (foreign_id.as_str(), format!("ResourceNotFoundException - rcs-agent {foreign_id}")),
            (own.as_str(), "ResourceNotFoundException - rcs-agent rcs-0".to_owned()),
            (foreign.as_str(), "AccessDeniedException - - -".to_owned()),
        ] {
            let $client = $app.client();
            assert_eq!($app.refused($request.send()).await.line(), line, "{}", $id);
        }
        for $id in ["arn:aws:sms-voice:us-east-1:000000000000:pool/nobody", "arn:aws:sns:us-east-1:000000000000:set"] {
            let $client = $app.client();
            let refused = $app.refused($request.send()).await;
            assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
            assert_eq!(refused.fields, ["rcsAgentId"]);
        }
    };
}

pub(crate) use refuses_others;
