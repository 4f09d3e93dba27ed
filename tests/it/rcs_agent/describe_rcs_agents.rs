//! DescribeRcsAgents: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{Owner, RcsAgentFilter, RcsAgentFilterName, RcsAgentInformation};

use super::{CHANNEL, TEST, agent, described, drafted};
use crate::{
    harness::{App, arn},
    registration::submit,
};

async fn listed(app: &App, name: &str, values: &[&str]) -> Vec<String> {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    let filter = RcsAgentFilter::builder().name(RcsAgentFilterName::from(name)).set_values(Some(values)).build();
    let answer = app.client().describe_rcs_agents().filters(filter.expect("it is whole")).send().await;
    answer.expect("it answers").rcs_agents().iter().map(|one| one.rcs_agent_id.clone()).collect()
}

#[tokio::test]
async fn all_are_described_in_the_order_in_which_they_were_made_page_by_page() {
    let app = App::start().await;
    let client = app.client();
    let ids = [agent(&client).await, agent(&client).await, agent(&client).await];
    let first = client.describe_rcs_agents().max_results(2).send().await.expect("it answers");
    let rest = client.describe_rcs_agents().max_results(2).set_next_token(first.next_token.clone());
    let rest = rest.send().await.expect("it answers");
    let shown: Vec<&str> =
        first.rcs_agents().iter().chain(rest.rcs_agents()).map(RcsAgentInformation::rcs_agent_id).collect();
    assert_eq!(shown, ids);
    assert_eq!(rest.next_token, None);
}

#[tokio::test]
async fn those_that_are_named_are_described_and_one_that_is_not_there_fails_the_call() {
    let app = App::start().await;
    let client = app.client();
    let ids = [agent(&client).await, agent(&client).await];
    let answer = client.describe_rcs_agents().rcs_agent_ids(arn(&format!("rcs-agent/{}", ids[1]))).send().await;
    assert_eq!(answer.expect("it answers").rcs_agents()[0].rcs_agent_id, ids[1]);
    for id in ["rcs-0".to_owned(), arn("rcs-agent/rcs-0")] {
        let describe = client.describe_rcs_agents().rcs_agent_ids(&ids[0]).rcs_agent_ids(id);
        assert_eq!(app.refused(describe.send()).await.line(), "ResourceNotFoundException - rcs-agent rcs-0");
    }
    let refused = app.refused(client.describe_rcs_agents().rcs_agent_ids(arn("pool/pool-0")).send()).await;
    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["rcsAgentIds"]);
}

#[tokio::test]
async fn each_filter_finds_what_has_its_value() {
    let app = App::start().await;
    let client = app.client();
    let (plain, other) = (agent(&client).await, agent(&client).await);
    client.create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
    let update = client.update_rcs_agent().rcs_agent_id(&other).deletion_protection_enabled(true);
    let update = update.opt_out_list_name("Offers").two_way_enabled(true).two_way_channel_arn(CHANNEL);
    update.self_managed_opt_outs_enabled(true).send().await.expect("it is updated");
    let registration = drafted(&client, &other, TEST).await;
    submit(&client, &registration).await;
    for (name, of_plain, of_other) in [
        ("status", "CREATED", "PENDING"),
        ("two-way-enabled", "false", "true"),
        ("self-managed-opt-outs-enabled", "false", "true"),
        ("opt-out-list-name", "Default", "Offers"),
        ("deletion-protection-enabled", "false", "true"),
    ] {
        assert_eq!(listed(&app, name, &[of_plain]).await, [plain.as_str()], "{name}");
        assert_eq!(listed(&app, name, &[of_other]).await, [other.as_str()], "{name}");
    }
    assert_eq!(listed(&app, "two-way-channel-arn", &[CHANNEL]).await, [other.as_str()]);
}

#[tokio::test]
async fn nobody_shares_one_and_names_and_owner_exclude_each_other() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    let shared = app.client_of("other", "us-east-1").describe_rcs_agents().owner(Owner::Shared).send().await;
    assert_eq!(shared.expect("it answers").rcs_agents().len(), 0);
    let both = app.client().describe_rcs_agents().rcs_agent_ids(&id).owner(Owner::SelfValue);
    let refused = app.refused(both.send()).await;
    assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
    assert_eq!(refused.fields, ["rcsAgentIds", "owner"]);
}

#[tokio::test]
async fn its_testing_agent_stands_as_the_test_registration_does() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    assert_eq!(described(&client, &id).await.testing_agent, None);
    let registration = drafted(&client, &id, TEST).await;
    let testing = described(&client, &id).await.testing_agent.expect("it is registered");
    assert_eq!((testing.status.as_str(), testing.testing_agent_id), ("CREATED", None));
    assert_eq!(testing.registration_id, registration);
    crate::registration::fill_but(&client, &registration, TEST, &[]).await;
    submit(&client, &registration).await;
    let testing = described(&client, &id).await.testing_agent.expect("it is registered");
    let own = format!("rcsp-{}", registration.trim_start_matches("registration-"));
    assert_eq!((testing.status.as_str(), testing.testing_agent_id), ("ACTIVE", Some(own)));
}

#[tokio::test]
async fn its_limits_are_those_of_rcs() {
    let app = App::start().await;
    let id = agent(&app.client()).await;
    let limits = described(&app.client(), &id).await.messaging_limits.expect("it has some");
    assert_eq!(limits.rate_limits.expect("they are there").get("RCS"), Some(&20));
}
