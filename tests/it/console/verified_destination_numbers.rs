//! Verified destination numbers.

use super::{Screen, call, open, submit, submit_in_vain};
use crate::{
    harness::{App, settings_without_quotas},
    rcs_agent::agent,
    verified_destination_number::entered,
};

const PATH: &str = "verified-destination-numbers";
const DECIDE: &str = "POST verified-destination-numbers/{verified_destination_number_id}/status";

fn status(screen: &Screen) -> Vec<String> {
    screen.texts("td[data-l=Status] .chip")
}

#[tokio::test]
async fn a_number_is_entered_gets_a_code_and_is_verified_by_it() {
    let app = App::start().await;
    assert!(open(&app, PATH).await.says("No number was entered."));
    let screen =
        submit(&app, PATH, "CreateVerifiedDestinationNumber", &[("DestinationPhoneNumber", "+12065550142")]).await;
    assert_eq!(status(&screen), ["PENDING"]);
    assert_eq!(screen.texts("td[data-l=Code]"), ["none was sent"]);
    let screen = submit(&app, PATH, "SendDestinationNumberVerificationCode", &[]).await;
    let code = screen.texts("td[data-l=Code] strong").swap_remove(0);
    assert_eq!(code.len(), 6);
    let other = crate::verified_destination_number::another(&code);
    let wrong = submit_in_vain(&app, PATH, "VerifyDestinationNumber", &[("VerificationCode", &other)]).await;
    assert!(wrong.refusal().0.ends_with("Exception"));
    let screen = submit(&app, PATH, "VerifyDestinationNumber", &[("VerificationCode", &code)]).await;
    assert_eq!(status(&screen), ["VERIFIED"]);
}

#[tokio::test]
async fn its_status_is_decided_without_a_code() {
    let app = App::start().await;
    entered(&app.client(), "+12065550142").await;
    for expected in ["VERIFIED", "PENDING"] {
        let screen = call(&app, PATH, DECIDE, &[]).await;
        assert_eq!(status(&screen), [expected]);
        assert!(screen.texts(".notice")[0].starts_with("The status of the number is decided"));
    }
    assert!(submit(&app, PATH, "DeleteVerifiedDestinationNumber", &[]).await.says("No number was entered."));
}

#[tokio::test]
async fn numbers_are_found_by_their_beginning_their_agent_and_paged() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    for place in 0..18 {
        entered(&client, &format!("+120655501{place:02}")).await;
    }
    let agent = agent(&client).await;
    let tester = client.create_verified_destination_number().destination_phone_number("+14255550100");
    let tester = tester.rcs_agent_id(&agent).send().await.expect("it is entered").verified_destination_number_id;
    let rows = |screen: &Screen| screen.all("td[data-l=Number] a", "title");
    assert_eq!(super::all_pages(&app, PATH, rows).await.len(), 19);
    for search in [agent.as_str(), "1425", "%2B1+(425)", tester.as_str()] {
        let screen = open(&app, &format!("{PATH}?q={search}")).await;
        assert_eq!(rows(&screen), [tester.as_str()], "{search}");
        assert_eq!(screen.all("td[data-l=Tests] a", "title"), [agent.as_str()]);
    }
    assert!(open(&app, &format!("{PATH}?q=%2B999")).await.says("No number begins with"));
}
