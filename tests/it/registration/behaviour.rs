//! What a field's conditions make of it beside the values of others: required, optional or disallowed.

use aws_sdk_pinpointsmsvoicev2::{Client, types::RequestableNumberType};
use callsign::{
    domain::registration::{
        catalogue::{self, Field},
        form::{Values, behaviour, hold},
    },
    model::registration::{
        FieldValue,
        definition::{
            ConditionOperator, ConditionalBehavior, ConditionalFieldBehavior as Behaviour, ConditionalRule,
            FieldCondition, FieldRequirement,
        },
    },
};

use super::{BRAND, TOLL_FREE, created, effects, fill_but, status, submit, text};
use crate::{harness::App, rcs_agent::TEST};

/// The fields of the newest version that are missed, in the order of the catalogue.
async fn missed(client: &Client, id: &str) -> Vec<String> {
    let described = client.describe_registration_field_values().registration_id(id).send().await.expect("it answers");
    let denied = described.registration_field_values().iter().filter(|one| one.denied_reason().is_some());
    denied
        .map(|one| {
            assert_eq!(one.denied_reason(), Some("MISSING_REQUIRED_FIELD"), "{one:?}");
            // A field without a value is its path and the word alone.
            assert_eq!((one.text_value(), one.registration_attachment_id(), one.feedback()), (None, None, None));
            assert!(one.select_choices().is_empty(), "{one:?}");
            one.field_path().to_owned()
        })
        .collect()
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

async fn choose(client: &Client, id: &str, path: &str, choice: &str) {
    let put = client.put_registration_field_value().registration_id(id).field_path(path).select_choices(choice);
    put.send().await.expect("it is put");
}

#[tokio::test]
async fn what_a_condition_requires_is_missed_only_where_it_holds() {
    let app = App::start().await;
    let client = app.client();
    let of_public = ["companyInfo.stockSymbol", "companyInfo.stockExchange", "companyInfo.businessContactEmail"];
    for (legal_type, expected) in [("PRIVATE_PROFIT", "COMPLETE"), ("PUBLIC_PROFIT", "REQUIRES_UPDATES")] {
        let id = created(&client, BRAND).await;
        choose(&client, &id, "companyInfo.legalType", legal_type).await;
        fill_but(&client, &id, BRAND, &["companyInfo.legalType"]).await;
        submit(&client, &id).await;
        let all: &[&str] = if expected == "COMPLETE" { &[] } else { &of_public };
        assert_eq!(
            (status(&client, &id).await, missed(&client, &id).await),
            (expected.into(), texts(all)),
            "{legal_type}"
        );
    }
}

#[tokio::test]
async fn what_is_required_by_default_may_be_left_out_where_a_condition_makes_it_optional() {
    let app = App::start().await;
    let client = app.client();
    let of = callsign::domain::registration::catalogue::find(TOLL_FREE).expect("it is there");
    let conditional: Vec<&str> = of
        .fields()
        .filter(|field| field.definition.conditional_behavior.as_ref().is_some_and(|one| !one.rules.is_empty()))
        .map(|field| field.definition.field_path.as_str())
        .collect();
    assert_eq!(conditional.len(), 3, "{conditional:?}");
    let but: Vec<&str> = conditional.iter().copied().chain(["companyInfo.businessType"]).collect();
    for (business_type, missing) in [("SOLE_PROPRIETOR", &[] as &[&str]), ("PRIVATE_PROFIT", &conditional)] {
        let id = created(&client, TOLL_FREE).await;
        choose(&client, &id, "companyInfo.businessType", business_type).await;
        fill_but(&client, &id, TOLL_FREE, &but).await;
        let number = effects::number(&client, RequestableNumberType::TollFree).registration_id(&id);
        number.send().await.expect("it is made");
        submit(&client, &id).await;
        assert_eq!(missed(&client, &id).await, texts(missing), "{business_type}");
    }
}

#[tokio::test]
async fn a_rule_of_two_conditions_holds_where_both_do() {
    let app = App::start().await;
    let client = app.client();
    let contacts = [
        "agentDetails.contactPhoneNumber",
        "agentDetails.contactEmailAddress",
        "agentDetails.contactWebsite",
        "agentDetails.contactPhoneLabel",
        "agentDetails.contactEmailLabel",
        "agentDetails.contactWebsiteLabel",
    ];
    let (mail, label) =
        (("agentDetails.contactEmailAddress", "a@example.com"), ("agentDetails.contactEmailLabel", "Mail"));
    for (given, missing) in [
        (&[] as &[(&str, &str)], &[contacts[0], contacts[1], contacts[2]] as &[&str]),
        (&[mail], &[label.0]),
        (&[mail, label], &[]),
    ] {
        let id = created(&client, TEST).await;
        fill_but(&client, &id, TEST, &contacts).await;
        for (path, value) in given {
            text(&client, &id, path, value).await;
        }
        let agent = crate::rcs_agent::agent(&client).await;
        super::associate(&client, &id, &agent).await;
        submit(&client, &id).await;
        assert_eq!(missed(&client, &id).await, texts(missing), "{given:?}");
    }
}

#[test]
fn each_operator_asks_what_its_name_says() {
    let value = |text: &str| FieldValue { text_value: Some(text.to_owned()), ..FieldValue::default() };
    let with = Values::from([("a".to_owned(), value("x"))]);
    let without = Values::new();
    for (operator, values, holds_with, holds_without) in [
        (ConditionOperator::Equals, &["x"] as &[&str], true, false),
        (ConditionOperator::Equals, &["y"], false, false),
        (ConditionOperator::NotEquals, &["x"], false, true),
        (ConditionOperator::NotEquals, &["y"], true, true),
        (ConditionOperator::In, &["y", "x"], true, false),
        (ConditionOperator::In, &["y", "z"], false, false),
        (ConditionOperator::NotIn, &["y", "x"], false, true),
        (ConditionOperator::NotIn, &["y", "z"], true, true),
        (ConditionOperator::HasValue, &[], true, false),
        (ConditionOperator::NoValue, &[], false, true),
    ] {
        let condition = FieldCondition {
            depends_on_field_path: "a".to_owned(),
            operator,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let conditions = [condition];
        assert_eq!(
            (hold(&conditions, &with), hold(&conditions, &without)),
            (holds_with, holds_without),
            "{operator:?}"
        );
    }
}

#[test]
fn the_first_rule_whose_conditions_all_hold_counts_and_the_default_where_none_does() {
    let condition = |path: &str, value: &str| FieldCondition {
        depends_on_field_path: path.to_owned(),
        operator: ConditionOperator::Equals,
        values: vec![value.to_owned()],
    };
    let brand = catalogue::find(BRAND).expect("it is there");
    let mut definition = brand.fields().next().expect("it has fields").definition.clone();
    definition.field_requirement = FieldRequirement::Conditional;
    definition.conditional_behavior = Some(ConditionalBehavior {
        rules: vec![
            ConditionalRule {
                conditions: vec![condition("a", "x"), condition("b", "x")],
                rule_behavior: Behaviour::Required,
            },
            ConditionalRule { conditions: vec![condition("a", "x")], rule_behavior: Behaviour::Disallowed },
        ],
        default_behavior: Behaviour::Optional,
    });
    let field = Field { definition, form: None };
    for (given, expected) in [
        (&[("a", "x"), ("b", "x")] as &[(&str, &str)], Behaviour::Required),
        (&[("a", "x"), ("b", "y")], Behaviour::Disallowed),
        (&[("a", "x")], Behaviour::Disallowed),
        (&[("b", "x")], Behaviour::Optional),
        (&[], Behaviour::Optional),
    ] {
        let value = |text: &str| FieldValue { text_value: Some(text.to_owned()), ..FieldValue::default() };
        let values: Values = given.iter().map(|(path, text)| ((*path).to_owned(), value(text))).collect();
        assert_eq!(behaviour(&field, &values), expected, "{given:?}");
    }
}
