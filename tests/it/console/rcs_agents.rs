//! RCS agents: the list, and one of them.

use super::{Screen, all_pages, get, open, submit, submit_in_vain};
use crate::{
    harness::{App, settings_without_quotas},
    rcs_agent::{TEST, agent, drafted, pool_and_agent},
};

#[tokio::test]
async fn an_agent_is_made_edited_and_deleted_with_the_number_of_its_testers() {
    let app = App::start().await;
    assert!(open(&app, "rcs-agents").await.says("There are no RCS agents."));
    let made = submit(&app, "rcs-agents", "CreateRcsAgent", &[]).await;
    assert_eq!(made.texts("#chips .chip")[0], "CREATED");
    let id = made.texts("h1 .mono").swap_remove(0);
    let path = format!("rcs-agents/{id}");
    let screen = submit(&app, &path, "UpdateRcsAgent", &[("DeletionProtectionEnabled", "true")]).await;
    assert!(screen.texts("#chips .chip").contains(&"deletion protection on".to_owned()));
    let tester = [("DestinationPhoneNumber", "+12065550142")];
    let screen = submit(&app, &path, "CreateVerifiedDestinationNumber", &tester).await;
    assert_eq!(screen.texts("#phones .chip"), ["PENDING"]);
    let uncounted = submit_in_vain(&app, &path, "DeleteRcsAgent", &[("removes", "0")]).await;
    assert_eq!(uncounted.refusal().0, "Nothing was removed");
    let protected = submit_in_vain(&app, &path, "DeleteRcsAgent", &[("removes", "1")]).await;
    assert_eq!(protected.refusal().0, "ConflictException");
    submit(&app, &path, "UpdateRcsAgent", &[("DeletionProtectionEnabled", "false")]).await;
    submit(&app, &path, "DeleteRcsAgent", &[("removes", "1")]).await;
    assert_eq!(get(&app, &path).await.status, 404);
}

#[tokio::test]
async fn an_agent_leads_to_its_registrations_and_they_back() {
    let app = App::start().await;
    let client = app.client();
    let id = agent(&client).await;
    assert!(open(&app, &format!("rcs-agents/{id}")).await.says("None is for it."));
    let registration = drafted(&client, &id, TEST).await;
    let screen = open(&app, &format!("rcs-agents/{id}")).await;
    assert_eq!(screen.all("#stands a", "title"), [registration.as_str()]);
    let screen = open(&app, &format!("registrations/{registration}")).await;
    assert!(screen.all("#resources a", "href")[0].ends_with(&format!("/rcs-agents/{id}")));
}

#[tokio::test]
async fn an_agent_joins_a_pool_that_leads_to_it_and_leaves() {
    let app = App::start().await;
    let (pool, id) = pool_and_agent(&app).await;
    let path = format!("rcs-agents/{id}");
    let screen = submit(&app, &path, "AssociateOriginationIdentity", &[]).await;
    assert_eq!(screen.all("#pool a[href*='/pools/']", "title"), [pool.as_str()]);
    let members = open(&app, &format!("pools/{pool}")).await.all("#members a[href*='/rcs-agents/']", "title");
    assert_eq!(members, [id.as_str()]);
    assert_eq!(open(&app, "rcs-agents").await.all("td[data-l=Pool] a", "title"), [pool.as_str()]);
    assert!(submit(&app, &path, "DisassociateOriginationIdentity", &[]).await.says("It is in no pool."));
}

#[tokio::test]
async fn agents_are_found_and_paged_each_once() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    let mut made = Vec::new();
    for _ in 0..30 {
        made.push(agent(&client).await);
    }
    made.reverse();
    let rows = |screen: &Screen| screen.all("td[data-l=Agent] a", "title");
    assert_eq!(all_pages(&app, "rcs-agents", rows).await, made);
    assert_eq!(rows(&open(&app, &format!("rcs-agents?q={}", made[7])).await), [made[7].as_str()]);
}
