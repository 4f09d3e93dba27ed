//! DescribeRcsAgentCountryLaunchStatus: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::{
    CountryLaunchStatusFilter, CountryLaunchStatusFilterName, CountryLaunchStatusInformation,
};

use super::{TEST, agent, drafted, refuses_others, registered};
use crate::{
    harness::{App, arn},
    registration::submit,
};

/// The launches, each with country, status and carriers in one line.
fn lines(launches: &[CountryLaunchStatusInformation]) -> Vec<String> {
    let line = |one: &CountryLaunchStatusInformation| {
        let carriers: Vec<String> =
            one.carrier_status().iter().map(|carrier| format!("{}={}", carrier.carrier_name, carrier.status)).collect();
        format!("{} {} [{}] {}", one.iso_country_code, one.status, carriers.join(", "), one.rcs_platform_id.is_some())
    };
    launches.iter().map(line).collect()
}

const BOTH: &str = "Staging Carrier A={}, Staging Carrier B={}";

fn launch(country: &str, status: &str, carriers: &str) -> String {
    format!("{country} {status} [{}] true", BOTH.replace("{}", carriers))
}

#[tokio::test]
async fn each_launch_stands_as_its_registration_and_the_test_is_none() {
    let app = App::with(|settings| settings.registrations.reviewing_ms = 60_000).await;
    let client = app.client();
    let id = agent(&client).await;
    drafted(&client, &id, TEST).await;
    drafted(&client, &id, "GB_RCS_LAUNCH_REGISTRATION").await;
    let pending = drafted(&client, &id, "FR_RCS_LAUNCH_REGISTRATION").await;
    submit(&client, &pending).await;

    let answer = client.describe_rcs_agent_country_launch_status().rcs_agent_id(arn(&format!("rcs-agent/{id}")));
    let answer = answer.send().await.expect("it answers");

    assert_eq!((answer.rcs_agent_id.as_str(), answer.rcs_agent_arn), (id.as_str(), arn(&format!("rcs-agent/{id}"))));
    let launches = answer.country_launch_status.unwrap_or_default();
    assert_eq!(lines(&launches), ["GB CREATED [] false".to_owned(), launch("FR", "PENDING", "PENDING")]);
    assert_eq!(launches[1].registration_id, pending);
    let platform = pending.replace("registration-", "rcsp-");
    assert_eq!(launches[1].rcs_platform_id.as_deref(), Some(platform.as_str()));
}

#[tokio::test]
async fn a_launch_is_active_once_complete_and_rejected_once_denied_and_can_be_narrowed_down_to() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    registered(&client, &id, "GB_RCS_LAUNCH_REGISTRATION").await;
    // Its form is empty.
    let denied = drafted(&client, &id, "FR_RCS_LAUNCH_REGISTRATION").await;
    submit(&client, &denied).await;
    let describe = || client.describe_rcs_agent_country_launch_status().rcs_agent_id(&id);
    let (active, rejected) = (launch("GB", "ACTIVE", "ACTIVE"), launch("FR", "REJECTED", "REJECTED"));

    let all = describe().send().await.expect("it answers");
    assert_eq!(lines(all.country_launch_status()), [active.clone(), rejected.clone()]);
    let british = describe().iso_country_codes("GB").iso_country_codes("US").send().await.expect("it answers");
    assert_eq!(lines(british.country_launch_status()), std::slice::from_ref(&active));
    let filter = CountryLaunchStatusFilter::builder().name(CountryLaunchStatusFilterName::CountryLaunchStatus);
    let filter = filter.values("REJECTED").values("PARTIAL").build().expect("it is whole");
    let filtered = describe().filters(filter).send().await.expect("it answers");
    assert_eq!(lines(filtered.country_launch_status()), [rejected]);
    let page = describe().max_results(1).send().await.expect("it answers");
    assert_eq!(lines(page.country_launch_status()), [active]);
    assert!(page.next_token.is_some());
    let shown = "select iso_country_code || ' ' || status from inspect.rcs_country_launches
                 where rcs_agent_id = $1 order by associated_at";
    assert_eq!(app.texts_of(shown, &id).await, ["GB ACTIVE", "FR REJECTED"]);
}

#[tokio::test]
async fn others_agents_and_other_things_are_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.describe_rcs_agent_country_launch_status().rcs_agent_id(id));
}
