//! Every state of a registration against the operations that associate something with it: CreateRegistrationAssociation and
//! RequestPhoneNumber.

use std::collections::BTreeMap;

use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;

use super::{
    BRAND, CAMPAIGN, TOLL_FREE, VETTING, complete, created, effects,
    states::{STATES, put_into},
};
use crate::harness::{App, refusal, settings_without_quotas};

/// The conflict that a state raises, said without the rule; none where something may be associated. A campaign takes its numbers once it
/// is complete, the others what they need before they are submitted.
fn conflict(of: &str, status: &str, version: &str) -> Option<&'static str> {
    match of {
        _ if status == "CLOSED" => Some("RESOURCE_MODIFICATION_NOT_ALLOWED"),
        CAMPAIGN if status != "COMPLETE" => Some("REGISTRATION_NOT_COMPLETE"),
        CAMPAIGN => None,
        _ if version != "DRAFT" => Some("REGISTRATION_ALREADY_SUBMITTED"),
        _ => None,
    }
}

type State = BTreeMap<String, Vec<String>>;

/// Whether a call did what it may, and nothing where it may not. `refused` is the line of its refusal, if it was refused.
async fn judge(app: &App, before: &State, refused: Option<String>, expected: Option<String>, at: &str) {
    assert_eq!(refused, expected, "{at}");
    let is_changed = app.state().await != *before;
    assert_eq!(is_changed, expected.is_none(), "{at}");
}

#[tokio::test]
async fn each_state_takes_what_its_type_says_or_refuses_it_by_name_and_changes_nothing() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    for (status, version, _) in STATES {
        for (of, kind) in [
            (TOLL_FREE, Some(RequestableNumberType::TollFree)),
            (CAMPAIGN, Some(RequestableNumberType::TenDlc)),
            (VETTING, None),
        ] {
            let at = |operation: &str| format!("{operation} of {of} in {status} {version}");
            let resource = match &kind {
                None => brand.clone(),
                Some(kind) => {
                    let made = effects::number(&client, kind.clone()).send().await.expect("it is made");
                    made.phone_number_id.expect("an id")
                }
            };
            let id = created(&client, of).await;
            put_into(&app, &id, status, version).await;
            let expected =
                conflict(of, status, version).map(|reason| format!("ConflictException {reason} registration {id}"));
            let before = app.state().await;
            let associated =
                client.create_registration_association().registration_id(&id).resource_id(&resource).send().await;
            let refused = associated.err().map(|error| refusal::<(), _>(Err(error)).line());
            judge(&app, &before, refused, expected.clone(), &at("CreateRegistrationAssociation")).await;
            let Some(kind) = kind else { continue };
            let before = app.state().await;
            let requested = effects::number(&client, kind).registration_id(&id).send().await;
            let refused = requested.err().map(|error| refusal::<(), _>(Err(error)).line());
            judge(&app, &before, refused, expected, &at("RequestPhoneNumber")).await;
        }
    }
}
