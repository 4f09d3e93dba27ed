//! Every state of a registration against every operation that writes: what isn't allowed gives the named Conflict and changes nothing.

use aws_sdk_pinpointsmsvoicev2::Client;
use callsign::{
    domain::registration::life::{Decision, Registration, Version},
    model::registration::{RegistrationStatus, RegistrationVersionStatus},
};
use serde_json::json;
use sqlx::types::time::OffsetDateTime;
use strum::{VariantArray as _, VariantNames as _};
use uuid::Uuid;

use super::{BRAND, created, text};
use crate::{
    harness::{App, refusal},
    staging::ask,
};

/// What may be: the status of the registration, that of its version, and the operations that succeed, by their first letters: Put,
/// DeleteFieldValue (F), Submit, disCard (C), CreateVersion (V), Delete.
pub const STATES: &[(&str, &str, &str)] = &[
    ("CREATED", "DRAFT", "PFSCD"),
    ("CREATED", "DISCARDED", "VD"),
    ("SUBMITTED", "SUBMITTED", "C"),
    ("AWS_REVIEWING", "AWS_REVIEWING", ""),
    ("REVIEWING", "REVIEWING", ""),
    ("REVIEWING", "REQUIRES_OFFLINE_REVIEW", ""),
    ("REQUIRES_AUTHENTICATION", "REQUIRES_AUTHENTICATION", ""),
    ("PROVISIONING", "APPROVED", ""),
    ("COMPLETE", "APPROVED", "VD"),
    ("COMPLETE", "DRAFT", "PFSCD"),
    ("COMPLETE", "DISCARDED", "VD"),
    ("REQUIRES_UPDATES", "DENIED", "VD"),
    ("REQUIRES_UPDATES", "REVOKED", "VD"),
    ("REQUIRES_UPDATES", "DRAFT", "PFSCD"),
    ("CLOSED", "APPROVED", "D"),
    ("REQUIRES_UPDATES", "DISCARDED", "VD"),
    ("CLOSED", "DRAFT", "D"),
    ("CLOSED", "SUBMITTED", "D"),
    ("CLOSED", "REVIEWING", "D"),
    ("CLOSED", "REQUIRES_AUTHENTICATION", "D"),
    ("CLOSED", "DENIED", "D"),
    ("CLOSED", "REVOKED", "D"),
    ("CLOSED", "DISCARDED", "D"),
];

/// Lets a registration of one version stand somewhere, whatever led there.
pub async fn put_into(app: &App, id: &str, status: &str, version: &str) {
    let key = id.trim_start_matches("registration-");
    for (statement, status) in [
        ("update callsign.registration set registration_status = $2 where id = $1::uuid", status),
        (
            "update callsign.registration_version set registration_version_status = $2 where registration_id = $1::uuid",
            version,
        ),
    ] {
        let put = sqlx::query(statement).bind(key).bind(status).execute(&mut app.connection().await).await;
        put.expect("it is put there");
    }
}

const SYMBOL: &str = "companyInfo.stockSymbol";

/// The conflict that an operation raises.
fn conflict(operation: char, version: &str, status: &str) -> &'static str {
    match operation {
        'P' | 'F' => "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED",
        'S' if status == "CLOSED" || ["DISCARDED", "DENIED", "REVOKED"].contains(&version) => {
            "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED"
        }
        'S' => "REGISTRATION_ALREADY_SUBMITTED",
        'C' => "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED",
        'V' => "CREATE_REGISTRATION_VERSION_NOT_ALLOWED",
        _ => "RESOURCE_DELETION_NOT_ALLOWED",
    }
}

/// `done`, or the refusal.
async fn outcome(client: &Client, id: &str, operation: char) -> String {
    let refused = match operation {
        'P' => {
            let put = client.put_registration_field_value().registration_id(id).field_path(SYMBOL);
            put.text_value("NEW").send().await.err().map(|error| refusal::<(), _>(Err(error)))
        }
        'F' => {
            let delete = client.delete_registration_field_value().registration_id(id).field_path(SYMBOL);
            delete.send().await.err().map(|error| refusal::<(), _>(Err(error)))
        }
        'S' => {
            let submit = client.submit_registration_version().registration_id(id);
            submit.send().await.err().map(|error| refusal::<(), _>(Err(error)))
        }
        'C' => {
            let discard = client.discard_registration_version().registration_id(id);
            discard.send().await.err().map(|error| refusal::<(), _>(Err(error)))
        }
        'V' => {
            let create = client.create_registration_version().registration_id(id);
            create.send().await.err().map(|error| refusal::<(), _>(Err(error)))
        }
        _ => {
            let delete = client.delete_registration().registration_id(id);
            delete.send().await.err().map(|error| refusal::<(), _>(Err(error)))
        }
    };
    refused.map_or("done".to_owned(), |refused| refused.line())
}

#[tokio::test]
async fn what_is_not_allowed_in_a_state_is_refused_by_name_and_changes_nothing() {
    let app = App::with(|settings| settings.quotas.registrations = 0).await;
    let client = app.client();
    for (status, version, allowed) in STATES {
        for operation in ['P', 'F', 'S', 'C', 'V', 'D'] {
            let id = created(&client, BRAND).await;
            text(&client, &id, SYMBOL, "OLD").await;
            put_into(&app, &id, status, version).await;
            let before = app.state().await;
            let outcome = outcome(&client, &id, operation).await;
            let at = format!("{operation} in {status} {version}");
            if allowed.contains(operation) {
                assert_eq!(outcome, "done", "{at}");
                assert_ne!(app.state().await, before, "{at} did nothing");
            } else {
                let reason = conflict(operation, version, status);
                assert_eq!(outcome, format!("ConflictException {reason} registration {id}"), "{at}");
                assert_eq!(app.state().await, before, "{at} changed something");
            }
        }
    }
}

/// Where a decision leads from a state, said a second time, without the rule.
fn naive(decision: Decision, status: &str, version: &str) -> Option<(&'static str, &'static str)> {
    let reviewing = ["SUBMITTED", "AWS_REVIEWING", "REVIEWING", "REQUIRES_AUTHENTICATION"].contains(&status);
    let waits = version == "REQUIRES_AUTHENTICATION";
    match decision {
        Decision::Approve => reviewing.then_some(("PROVISIONING", "APPROVED")),
        Decision::Deny => reviewing.then_some(("REQUIRES_UPDATES", "DENIED")),
        Decision::Hold => (reviewing && !waits).then_some(("REVIEWING", "REVIEWING")),
        Decision::RequireAuthentication => {
            (reviewing && !waits).then_some(("REQUIRES_AUTHENTICATION", "REQUIRES_AUTHENTICATION"))
        }
        Decision::Authenticate => (reviewing && waits).then_some(("REVIEWING", "REVIEWING")),
        Decision::Revoke => (["COMPLETE", "PROVISIONING"].contains(&status) && version == "APPROVED")
            .then_some(("REQUIRES_UPDATES", "REVOKED")),
        Decision::Close => ["COMPLETE", "REQUIRES_UPDATES"].contains(&status).then_some(("CLOSED", "")),
    }
}

#[test]
fn every_decision_leads_where_the_table_says_from_every_state() {
    for (status, version, _) in STATES {
        for decision in Decision::VARIANTS {
            let registration = Registration {
                key: Uuid::nil(),
                registration_type: BRAND.to_owned(),
                status: status.parse::<RegistrationStatus>().expect("a status"),
                versions: vec![Version { number: 1, status: version.parse().expect("a status") }],
                created_at: OffsetDateTime::UNIX_EPOCH,
                next_due_at: None,
            };
            let edge = registration.edge(*decision).map(|edge| {
                (edge.status.to_string(), edge.version.map(|one| one.status.to_string()).unwrap_or_default())
            });
            let expected = naive(*decision, status, version).map(|(one, two)| (one.to_owned(), two.to_owned()));
            assert_eq!(edge, expected, "{decision:?} in {status} {version}");
        }
    }
}

#[test]
fn every_status_stands_in_the_table() {
    for status in RegistrationStatus::VARIANTS.iter().filter(|status| **status != "DELETED") {
        assert!(STATES.iter().any(|(one, ..)| one == status), "{status}");
    }
    for status in RegistrationVersionStatus::VARIANTS.iter().filter(|status| **status != "ARCHIVED") {
        assert!(STATES.iter().any(|(_, one, _)| one == status), "{status}");
    }
}

#[tokio::test]
async fn a_decision_that_leads_nowhere_is_refused_with_409() {
    let app = App::start().await;
    let id = created(&app.client(), BRAND).await;
    for decision in ["approve", "deny", "hold", "require_authentication", "authenticate", "revoke", "close"] {
        let path = format!("registrations/{id}/review");
        let answer = ask(&app, "POST", &path, json!({ "decision": decision, "force": true })).await;
        assert_eq!(crate::staging::refused(&answer), "409 NOT_NOW", "{decision}");
    }
}
