//! The catalogue as it is served is the data file, and every field takes what its validation says, at its edges too.

use callsign::{
    domain::registration::{
        catalogue::{self, Field},
        form,
    },
    model::registration::FieldValue,
};
use serde_json::{Value, json};

use super::sample;
use crate::harness::{App, raw};

fn file() -> Value {
    serde_json::from_str(include_str!("../../../src/domain/registration/registration-types.json")).expect("it is JSON")
}

/// The types of the file, each country's as one of its own: its name, the country, and what the file says.
fn types() -> Vec<(String, String, Value)> {
    let file = file();
    let said = file["types"].as_array().expect("types").iter();
    said.flat_map(|one| {
        let name = one["type"].as_str().expect("a name").to_owned();
        let countries = one["expand_iso2"].as_array().cloned().unwrap_or_else(|| vec![json!("")]);
        countries.into_iter().map(move |country| {
            let country = country.as_str().expect("a code").to_owned();
            (name.replace("<ISO2>", &country), country, one.clone())
        })
    })
    .collect()
}

/// All items of a list, page by page.
async fn all(app: &App, operation: &str, request: Value, member: &str) -> Vec<Value> {
    let (mut request, mut items) = (request, Vec::new());
    request["MaxResults"] = json!(7);
    loop {
        let answer = raw::call(app, operation, &request.to_string()).await;
        assert_eq!(answer.status, 200, "{operation} {request}: {}", answer.body);
        let answer = answer.json();
        items.extend(answer[member].as_array().expect("a list").iter().cloned());
        match answer["NextToken"].as_str() {
            None => return items,
            Some(token) => request["NextToken"] = json!(token),
        }
    }
}

fn composed(said: &Value, of: &Value) -> bool {
    let source = if said["source"].is_string() { &said["source"] } else { &of["source"] };
    source != "observed"
}

fn is_marked(item: &Value) -> bool {
    item["DisplayHints"]["ShortDescription"].as_str().expect("a description").ends_with("(composed by callsign)")
}

#[tokio::test]
async fn what_is_served_is_the_file_and_what_is_composed_says_so_at_its_end() {
    let app = App::start().await;
    let served = all(&app, "DescribeRegistrationTypeDefinitions", json!({}), "RegistrationTypeDefinitions").await;
    let types = types();
    let names: Vec<&str> = served.iter().map(|one| one["RegistrationType"].as_str().expect("a name")).collect();
    assert_eq!(names, types.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>());
    for (item, (name, country, said)) in served.iter().zip(&types) {
        assert_eq!(is_marked(item), composed(&json!({}), said), "{name}");
        let associations = item["SupportedAssociations"].as_array().expect("associations");
        let in_file = said["associations"].as_array().expect("associations");
        assert_eq!(associations.len(), in_file.len(), "{name}");
        for (one, said) in associations.iter().zip(in_file) {
            let fill =
                |value: &Value| value.as_str().map_or(Value::Null, |text| json!(text.replace("<ISO2>", country)));
            assert_eq!(one["ResourceType"], fill(&said["resource_type"]), "{name}");
            assert_eq!(one["IsoCountryCode"], fill(&said["iso_country_code"]), "{name}");
            assert_eq!(one["AssociationBehavior"], said["association"], "{name}");
            assert_eq!(one["DisassociationBehavior"], said["disassociation"], "{name}");
        }
    }
}

/// ConditionalBehavior of a field as the file has it.
fn conditional(field: &Value) -> Value {
    let Some(rules) = field["conditional"]["rules"].as_array() else { return Value::Null };
    let condition = |when: &Value| {
        let mut condition = json!({ "DependsOnFieldPath": when["field"], "Operator": when["operator"] });
        if when["values"].as_array().is_some_and(|values| !values.is_empty()) {
            condition["Values"] = when["values"].clone();
        }
        condition
    };
    let rules = rules.iter().map(|rule| {
        let when = rule["when"].as_array().expect("conditions");
        json!({ "Conditions": when.iter().map(condition).collect::<Vec<_>>(), "RuleBehavior": rule["then"] })
    });
    json!({ "Rules": rules.collect::<Vec<_>>(), "DefaultBehavior": field["conditional"]["default"] })
}

#[tokio::test]
async fn every_section_and_field_of_every_type_is_served_as_the_file_has_it() {
    let app = App::start().await;
    let pattern = file()["_default_pattern"].clone();
    for (name, country, said) in types() {
        let request = json!({ "RegistrationType": name });
        let sections =
            all(&app, "DescribeRegistrationSectionDefinitions", request.clone(), "RegistrationSectionDefinitions")
                .await;
        let fields = all(&app, "DescribeRegistrationFieldDefinitions", request, "RegistrationFieldDefinitions").await;
        let mut served = fields.iter();
        let in_file = said["sections"].as_array().expect("sections");
        assert_eq!(sections.len(), in_file.len(), "{name}");
        for (section, of) in sections.iter().zip(in_file) {
            assert_eq!(section["SectionPath"], of["path"], "{name}");
            assert_eq!(section["DisplayHints"]["Title"], of["title"], "{name}");
            for field in of["fields"].as_array().expect("fields") {
                let one = served.next().expect("it is served");
                assert_eq!(one["FieldPath"], field["path"], "{name}");
                assert_eq!(one["SectionPath"], of["path"], "{name}");
                assert_eq!(one["FieldType"], field["type"], "{name}");
                assert_eq!(one["FieldRequirement"], field["requirement"], "{name}");
                assert_eq!(is_marked(one), composed(field, &said), "{name} {}", field["path"]);
                if field["type"] == "TEXT" {
                    let validation = &one["TextValidation"];
                    assert_eq!((&validation["MinLength"], &validation["MaxLength"]), (&field["min"], &field["max"]));
                    let own = if field["pattern"].is_string() { &field["pattern"] } else { &pattern };
                    assert_eq!(&validation["Pattern"], own, "{name}");
                }
                if field["type"] == "SELECT" {
                    let validation = &one["SelectValidation"];
                    assert_eq!(validation["Options"], field["options"], "{name}");
                    assert_eq!(validation["MinChoices"], field["min_choices"], "{name} {}", field["path"]);
                    assert_eq!(validation["MaxChoices"], field["max_choices"], "{name} {}", field["path"]);
                }
                assert_eq!(one["ConditionalBehavior"], conditional(field), "{name} {}", field["path"]);
                assert_eq!(one["DisplayHints"]["Title"], field["title"], "{name} {}", field["path"]);
                let example = field["example"].as_str().map(|text| text.replace("<ISO2>", &country));
                assert_eq!(one["DisplayHints"]["ExampleTextValue"].as_str().map(str::to_owned), example, "{name}");
            }
        }
        assert!(served.next().is_none(), "{name} serves more");
    }
}

fn takes(field: &Field, value: &FieldValue) -> bool {
    form::takes(field, value).is_ok()
}

fn of_text(text: impl Into<String>) -> FieldValue {
    FieldValue { text_value: Some(text.into()), ..FieldValue::default() }
}

fn of_choices(choices: &[&str]) -> FieldValue {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    FieldValue { select_choices: Some(choices), ..FieldValue::default() }
}

#[test]
fn every_field_takes_what_its_validation_says_and_nothing_beyond_its_edges() {
    let mut count = 0;
    for of in catalogue::all() {
        for field in of.fields() {
            let path = format!("{} {}", of.name(), field.definition.field_path);
            count += 1;
            if let Some(validation) = &field.definition.text_validation {
                let good = sample(field);
                assert!(takes(field, &of_text(good.as_str())), "{path}");
                let (min, max) = (validation.min_length, validation.max_length);
                // A pattern that lets repeat decides nothing about the length.
                for (length, fits) in [(min.max(1), true), (max, true), (max + 1, false)] {
                    let repeated: String = "a".repeat(length);
                    let fits = fits && field.form.as_ref().is_some_and(|form| form.fits(&repeated));
                    assert_eq!(takes(field, &of_text(repeated)), fits, "{path} of {length}");
                }
                if min > 1 {
                    assert!(!takes(field, &of_text("a".repeat(min - 1))), "{path} of {}", min - 1);
                }
                let is_blank_good = field.form.as_ref().is_some_and(|form| form.fits(&" ".repeat(min.max(1))));
                assert_eq!(takes(field, &of_text(" ".repeat(min.max(1)))), is_blank_good, "{path} of spaces");
                assert!(!takes(field, &of_choices(&["a"])), "{path} of choices");
            }
            if let Some(validation) = &field.definition.select_validation {
                let options: Vec<&str> = validation.options.iter().map(String::as_str).collect();
                let most = validation.max_choices.min(options.len());
                for size in 0..=options.len().min(validation.max_choices + 1) {
                    let fits = (validation.min_choices..=validation.max_choices).contains(&size);
                    assert_eq!(takes(field, &of_choices(&options[..size])), fits, "{path} of {size}");
                }
                assert!(takes(field, &of_choices(&options[options.len() - most..])), "{path}");
                assert!(!takes(field, &of_choices(&["no such option"])), "{path}");
                if validation.max_choices > 1 {
                    assert!(!takes(field, &of_choices(&[options[0], options[0]])), "{path} twice");
                }
                assert!(!takes(field, &of_text("a")), "{path} of a text");
            }
        }
    }
    assert!(count > 353, "{count}");
}

#[test]
fn the_two_patterns_that_look_ahead_mean_what_they_say() {
    let sender_id = catalogue::find("GB_SENDER_ID_REGISTRATION").expect("it is there");
    let field = sender_id.field("fieldPath", "senderIdInfo.senderId").expect("it is there");
    for (text, fits) in
        [("ACME", true), ("AC-ME", true), ("1A", true), ("123", false), ("-ACME", false), ("AC ME", false)]
    {
        assert_eq!(takes(field, &of_text(text)), fits, "{text}");
    }
    let brand = catalogue::find(super::BRAND).expect("it is there");
    let field = brand.field("fieldPath", "companyInfo.companyName").expect("it is there");
    for (text, fits) in [("a", true), ("\n a", true), ("   ", false), ("\t\n", false)] {
        assert_eq!(takes(field, &of_text(text)), fits, "{text:?}");
    }
}
