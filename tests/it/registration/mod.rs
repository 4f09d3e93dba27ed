//! The operations on registrations, one a file; their states, their reviews, and what an approval does to the rest.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    primitives::Blob,
    types::{RegistrationInformation, RegistrationVersionInformation},
};
use callsign::{
    domain::registration::{
        catalogue::{self, Field},
        form::{self, Values},
    },
    model::registration::{
        FieldValue,
        definition::{ConditionalFieldBehavior, FieldType},
    },
};
use serde_json::{Value, json};

use crate::{harness::App, staging::ask};

mod attaching;
mod behaviour;
mod catalogue_served;
mod create_registration;
mod create_registration_association;
mod create_registration_attachment;
mod create_registration_version;
mod delete_registration;
mod delete_registration_attachment;
mod delete_registration_field_value;
mod describe_registration_attachments;
mod describe_registration_field_definitions;
mod describe_registration_field_values;
mod describe_registration_section_definitions;
mod describe_registration_type_definitions;
mod describe_registration_versions;
mod describe_registrations;
mod discard_registration_version;
pub mod effects;
mod ends;
mod fields_at_their_edges;
mod files;
mod history;
mod identities;
mod kinds;
mod list_registration_associations;
mod page;
mod put_registration_field_value;
mod review;
mod revocation;
mod short_codes;
mod states;
mod states_of_associations;
mod submit_registration_version;
pub mod told;
mod workflows;

pub const BRAND: &str = "US_TEN_DLC_BRAND_REGISTRATION";
pub const CAMPAIGN: &str = "US_TEN_DLC_CAMPAIGN_REGISTRATION";
pub const VETTING: &str = "US_TEN_DLC_BRAND_VETTING";
pub const TOLL_FREE: &str = "US_TOLL_FREE_REGISTRATION";

/// A PDF, as far as anybody looks.
pub const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

/// A new registration: its RegistrationId.
pub async fn created(client: &Client, of: &str) -> String {
    client.create_registration().registration_type(of).send().await.expect("it is made").registration_id
}

/// A new attachment: its RegistrationAttachmentId.
pub async fn attached(client: &Client) -> String {
    let create = client.create_registration_attachment().attachment_body(Blob::new(PDF));
    create.send().await.expect("it is taken in").registration_attachment_id
}

/// Puts a text.
pub async fn text(client: &Client, id: &str, path: &str, text: &str) {
    let put = client.put_registration_field_value().registration_id(id).field_path(path).text_value(text);
    put.send().await.expect("the text is put");
}

/// A text that a field takes.
pub fn sample(field: &Field) -> String {
    let validation = field.definition.text_validation.as_ref().expect("it is a field of text");
    let texts = ["US", "MYBRAND", "MYB", "#1A73E8", "12345678901"].map(str::to_owned);
    let long = "a".repeat(validation.min_length.max(1));
    let fits = |text: &String| {
        let length = text.chars().count();
        (validation.min_length..=validation.max_length).contains(&length)
            && field.form.as_ref().is_some_and(|form| form.fits(text))
    };
    let example = field.definition.display_hints.example_text_value.clone();
    let digits = "1".repeat(validation.min_length.max(1));
    let mut candidates = example.into_iter().chain(texts).chain([long, digits]);
    candidates.find(fits).unwrap_or_else(|| panic!("no sample for {}", field.definition.field_path))
}

/// Puts a value into every field that needs one, but for those of `but`.
pub async fn fill_but(client: &Client, id: &str, of: &str, but: &[&str]) {
    let of = catalogue::find(of).expect("the catalogue has it");
    let mut values = Values::new();
    // What is put may make other fields necessary.
    for _ in 0..3 {
        for field in of.fields() {
            let path = &field.definition.field_path;
            let is_needed = form::behaviour(field, &values) == ConditionalFieldBehavior::Required;
            if !is_needed || values.contains_key(path) || but.contains(&path.as_str()) {
                continue;
            }
            let put = client.put_registration_field_value().registration_id(id).field_path(path);
            let mut value = FieldValue::default();
            let put = match field.definition.field_type {
                FieldType::Text => {
                    value.text_value = Some(sample(field));
                    put.text_value(sample(field))
                }
                FieldType::Select => {
                    let validation = field.definition.select_validation.as_ref().expect("it has options");
                    let choices: Vec<String> =
                        validation.options.iter().take(validation.min_choices.max(1)).cloned().collect();
                    value.select_choices = Some(choices.clone());
                    put.set_select_choices(Some(choices))
                }
                FieldType::Attachment => {
                    value.registration_attachment_id = Some(String::new());
                    put.registration_attachment_id(attached(client).await)
                }
            };
            put.send().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
            values.insert(path.clone(), value);
        }
    }
}

/// A new registration whose form is complete.
pub async fn filled(client: &Client, of: &str) -> String {
    let id = created(client, of).await;
    fill_but(client, &id, of, &[]).await;
    id
}

/// Submits the current version.
pub async fn submit(client: &Client, id: &str) {
    client.submit_registration_version().registration_id(id).send().await.expect("it is submitted");
}

/// A registration that is COMPLETE, of a type that nothing has to be associated with before.
pub async fn complete(client: &Client, of: &str) -> String {
    let id = filled(client, of).await;
    submit(client, &id).await;
    assert_eq!(status(client, &id).await, "COMPLETE");
    id
}

/// A campaign that stands on a brand and is COMPLETE.
pub async fn campaign(client: &Client, brand: &str) -> String {
    let id = filled(client, CAMPAIGN).await;
    associate(client, &id, brand).await;
    submit(client, &id).await;
    assert_eq!(status(client, &id).await, "COMPLETE");
    id
}

/// Associates something with a registration.
pub async fn associate(client: &Client, id: &str, resource: &str) {
    let create = client.create_registration_association().registration_id(id).resource_id(resource);
    create.send().await.expect("they are associated");
}

/// RegistrationStatus, as DescribeRegistrations answers it.
pub async fn status(client: &Client, id: &str) -> String {
    described(client, id).await.registration_status.as_str().to_owned()
}

/// What DescribeRegistrations answers about one.
pub async fn described(client: &Client, id: &str) -> RegistrationInformation {
    let described = client.describe_registrations().registration_ids(id).send().await.expect("it is there");
    described.registrations()[0].clone()
}

/// The next version, which is a draft.
pub async fn next_version(client: &Client, id: &str) {
    client.create_registration_version().registration_id(id).send().await.expect("it is made");
}

/// Lets a span pass on the clock of the tests' account, and everything happen that falls due.
pub async fn advance(app: &App, by: &str) {
    let answer = ask(app, "POST", "clock/advance", json!({ "by": by, "account_id": "000000000000" })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Lets a person decide about a registration, who may.
pub async fn decide(app: &App, id: &str, said: Value) {
    let answer = ask(app, "POST", &format!("registrations/{id}/review"), said).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// The newest version.
pub async fn version(client: &Client, id: &str) -> RegistrationVersionInformation {
    let described = client.describe_registration_versions().registration_id(id).send().await.expect("it is there");
    described.registration_versions()[0].clone()
}

/// RegistrationVersionStatus of the newest version.
pub async fn version_status(client: &Client, id: &str) -> String {
    version(client, id).await.registration_version_status.as_str().to_owned()
}

/// The refusals that an operation has for what it names as its registration: `request` sends one that is good but for that.
macro_rules! refuses_others {
    ($app:expr, |$client:ident, $id:ident| $request:expr) => {
        let other = $app.client_of("other", crate::harness::REGION);
        let foreign_id = crate::registration::created(&other, crate::registration::BRAND).await;
        let foreign = crate::harness::arn_in(crate::harness::OTHER_ACCOUNT, &format!("registration/{foreign_id}"));
        let own = crate::harness::arn("registration/registration-0");
        for ($id, line) in [
            ("registration-0", "ResourceNotFoundException - registration registration-0".to_owned()),
            (foreign_id.as_str(), format!("ResourceNotFoundException - registration {foreign_id}")),
            (own.as_str(), "ResourceNotFoundException - registration registration-0".to_owned()),
            (foreign.as_str(), "AccessDeniedException - - -".to_owned()),
        ] {
            let $client = $app.client();
            assert_eq!($app.refused($request.send()).await.line(), line, "{}", $id);
        }
        for $id in ["arn:aws:sms-voice:us-east-1:000000000000:pool/nobody", "arn:aws:sns:us-east-1:000000000000:set"] {
            let $client = $app.client();
            let refused = $app.refused($request.send()).await;
            assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
            assert_eq!(refused.fields, ["registrationId"]);
        }
    };
}

pub(crate) use refuses_others;
