//! PutRegistrationFieldValue at the edges of every field of every type: what the field's definition, as it is served, says is taken, and
//! what lies one step beyond isn't.

use std::collections::BTreeSet;

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::put_registration_field_value::builders::PutRegistrationFieldValueFluentBuilder as Put,
    types::{FieldType, RegistrationFieldDefinition},
};
use callsign::domain::registration::catalogue;
use futures_util::future::join_all;

use super::{attached, created};
use crate::harness::{App, refusal};

/// The longest text that the model takes; a field's own bound above it never bites.
const LONGEST: usize = 2_048;

/// A text of so many characters that a pattern takes, whatever the length says. Each pattern of the catalogue is known here by what it
/// means, and not by the program's engine.
fn of_length(pattern: &str, length: usize) -> String {
    match pattern {
        "^#[0-9A-Fa-f]{6}$" => format!("#{}", "A".repeat(length - 1)),
        "^[0-9]{1,6}$" => "7".repeat(length),
        r"^(?=\s*\S)[\s\S]+$"
        | r"^[\s\S]*$"
        | "^[A-Z]{2}$"
        | "^[A-Za-z]{3,6}$"
        | "^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]*$" => "A".repeat(length),
        other => panic!("a pattern that isn't known here: {other}"),
    }
}

/// Texts of a good length that a pattern doesn't take.
fn breaking(pattern: &str) -> Vec<&'static str> {
    match pattern {
        "^#[0-9A-Fa-f]{6}$" => vec!["#GGGGGG", "AAAAAAA"],
        "^[0-9]{1,6}$" => vec!["A", "-1"],
        "^[A-Z]{2}$" => vec!["us", "U1"],
        "^[A-Za-z]{3,6}$" => vec!["AB1", "A-BC"],
        "^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]*$" => vec!["123", "-ABC", "A C"],
        _ => Vec::new(),
    }
}

/// What is put, with the reason and the field of its refusal, if it is to be refused.
type Edge = (Put, Option<(&'static str, &'static str)>);

fn texts(put: &dyn Fn() -> Put, field: &RegistrationFieldDefinition) -> Vec<Edge> {
    let validation = field.text_validation.as_ref().expect("it is a field of text");
    let bound = |length: i32| usize::try_from(length).expect("a length");
    let (min, max) = (bound(validation.min_length).max(1), bound(validation.max_length).min(LONGEST));
    let pattern = validation.pattern.as_str();
    let invalid = Some(("INVALID_PARAMETER", "textValue"));
    let mut edges: Vec<Edge> =
        [min, max].into_iter().map(|length| (put().text_value(of_length(pattern, length)), None)).collect();
    if min > 1 {
        edges.push((put().text_value(of_length(pattern, min - 1)), invalid));
    }
    let beyond = if max < LONGEST { invalid } else { Some(("FIELD_VALIDATION_FAILED", "textValue")) };
    edges.push((put().text_value(of_length(pattern, max + 1)), beyond));
    edges.extend(breaking(pattern).into_iter().map(|text| (put().text_value(text), invalid)));
    if pattern.starts_with(r"^(?=\s*\S)") {
        edges.push((put().text_value(" ".repeat(min)), invalid));
    }
    edges.push((put(), Some(("MISSING_PARAMETER", "textValue"))));
    edges.push((put().select_choices("A"), Some(("INVALID_PARAMETER", "selectChoices"))));
    edges
}

fn choices(put: &dyn Fn() -> Put, field: &RegistrationFieldDefinition) -> Vec<Edge> {
    let validation = field.select_validation.as_ref().expect("it has options");
    let bound = |count: i32| usize::try_from(count).expect("a count");
    let (min, max) = (bound(validation.min_choices), bound(validation.max_choices));
    let options = validation.options();
    let first = |count: usize| put().set_select_choices(Some(options[..count].to_vec()));
    let last = |count: usize| put().set_select_choices(Some(options[options.len() - count..].to_vec()));
    let invalid = Some(("INVALID_PARAMETER", "selectChoices"));
    let missing = Some(("MISSING_PARAMETER", "selectChoices"));
    let most = max.min(options.len());
    let mut edges = vec![
        (first(min.max(1)), None),
        (last(most), None),
        (first(0), missing),
        (put(), missing),
        (put().select_choices("no such option"), invalid),
        (put().text_value("A"), Some(("INVALID_PARAMETER", "textValue"))),
    ];
    if min > 1 {
        edges.push((first(min - 1), invalid));
    }
    if options.len() > max {
        edges.push((first(max + 1), invalid));
    }
    if max > 1 {
        edges.push((put().select_choices(&options[0]).select_choices(&options[0]), invalid));
    }
    edges
}

fn files(put: &dyn Fn() -> Put, attachment: &str) -> Vec<Edge> {
    vec![
        (put().registration_attachment_id(attachment), None),
        (put(), Some(("MISSING_PARAMETER", "registrationAttachmentId"))),
        (put().text_value(attachment), Some(("INVALID_PARAMETER", "textValue"))),
        (put().select_choices("A"), Some(("INVALID_PARAMETER", "selectChoices"))),
        (
            put().registration_attachment_id(attachment).text_value("A"),
            Some(("PARAMETERS_CANNOT_BE_USED_TOGETHER", "textValue")),
        ),
    ]
}

/// Puts every edge of these fields of a type.
async fn put_all(client: &Client, of: &str, attachment: &str, fields: &[RegistrationFieldDefinition]) {
    let id = created(client, of).await;
    for field in fields {
        let put = || client.put_registration_field_value().registration_id(&id).field_path(&field.field_path);
        let edges = match field.field_type {
            FieldType::Text => texts(&put, field),
            FieldType::Select => choices(&put, field),
            _ => files(&put, attachment),
        };
        for (place, (put, refused)) in edges.into_iter().enumerate() {
            let at = format!("{of} {}, edge {place}", field.field_path);
            let answer = put.send().await;
            match refused {
                None => assert!(answer.is_ok(), "{at}: {answer:?}"),
                Some((reason, member)) => {
                    let refused = refusal(answer);
                    assert!(refused.is("ValidationException", reason), "{at}: {refused:?}");
                    assert!(refused.fields.iter().any(|field| field == member), "{at}: {refused:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_field_takes_its_edges_by_the_operation_itself_and_nothing_beyond_them() {
    let app = App::with(|settings| settings.quotas.registrations = 0).await;
    let client = app.client();
    let attachment = attached(&client).await;
    let (mut seen, mut work, mut count) = (BTreeSet::new(), Vec::new(), 0);
    for of in catalogue::all() {
        let describe = client.describe_registration_field_definitions().registration_type(of.name());
        let all = describe.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
        // The types of several countries have the same fields; each is put once.
        let shape = |field: &RegistrationFieldDefinition| {
            format!("{} {:?} {:?}", field.field_path, field.select_validation, field.text_validation)
        };
        let fields: Vec<_> =
            all.expect("all pages come").into_iter().filter(|field| seen.insert(shape(field))).collect();
        count += fields.len();
        work.push((of.name(), fields));
    }
    assert!(count > 140, "{count}");
    // Four at once, as there are connections.
    for together in work.chunks(4) {
        join_all(together.iter().map(|(of, fields)| put_all(&client, of, &attachment, fields))).await;
    }
}
