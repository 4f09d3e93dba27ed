//! DescribeNotifyTemplates: one test for each sentence of its rule and each error that it raises.

use std::collections::BTreeSet;

use aws_sdk_pinpointsmsvoicev2::types::{NotifyTemplateFilter, NotifyTemplateInformation, TemplateVariableSource};

use super::TEMPLATE;
use crate::harness::App;

async fn all(app: &App) -> Vec<NotifyTemplateInformation> {
    let pages = app.client().describe_notify_templates().into_paginator().page_size(7).items().send();
    pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come")
}

#[tokio::test]
async fn all_come_page_by_page_and_each_says_that_it_is_composed() {
    let app = App::start().await;
    let templates = all(&app).await;
    let ids: BTreeSet<&str> = templates.iter().map(|one| one.template_id.as_str()).collect();
    assert_eq!((templates.len(), ids.len()), (16, 16));
    for one in &templates {
        assert_eq!((one.version, one.template_type.as_str()), (1, "OTP_VERIFICATION"), "{}", one.template_id);
        assert_eq!((one.channels.len(), one.tier_access().len()), (2, 2));
        assert!(!one.supported_voice_ids().is_empty());
        let (content, variables) =
            (one.content.as_deref().expect("it has a text"), one.variables().expect("it has some"));
        for (name, variable) in variables {
            assert!(content.contains(&format!("{{{{{name}}}}}")), "{content}");
            let description = variable.description.as_deref().unwrap_or_default();
            assert!(description.ends_with("(composed by callsign)"), "{description}");
            let source =
                if name == "brandName" { TemplateVariableSource::System } else { TemplateVariableSource::Customer };
            assert_eq!(variable.source, Some(source));
        }
        assert_eq!(variables.contains_key("time"), one.template_id.ends_with("-002"));
        assert_eq!(variables["code"].pattern.as_deref(), Some(r"^\d{4,8}$"));
    }
}

#[tokio::test]
async fn those_that_are_named_come_and_an_unknown_one_fails_the_call() {
    let app = App::start().await;
    let named = app.client().describe_notify_templates().template_ids(TEMPLATE).send().await.expect("it is there");
    let ids: Vec<&str> = named.notify_templates().iter().map(|one| one.template_id.as_str()).collect();
    assert_eq!(ids, [TEMPLATE]);
    let unknown = app.client().describe_notify_templates().template_ids(TEMPLATE).template_ids("no-such");
    assert_eq!(app.refused(unknown.send()).await.line(), "ResourceNotFoundException - notify-template no-such");
    let none = app.client().describe_notify_templates().set_template_ids(Some(vec![]));
    let refused = app.refused(none.send()).await;
    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["templateIds"]);
}

#[tokio::test]
async fn each_filter_narrows_them_down() {
    let app = App::start().await;
    for (name, value, count) in [
        ("template-type", "OTP_VERIFICATION", 16),
        ("channels", "VOICE", 16),
        ("channels", "MMS", 0),
        ("tier-access", "BASIC", 16),
        ("supported-countries", "US", 16),
        ("supported-countries", "XX", 0),
        ("language-code", "fr", 2),
        ("language-code", "fr-CA", 0),
        ("supported-voice-ids", "SEOYEON", 2),
    ] {
        let filter = NotifyTemplateFilter::builder().name(name.into()).values(value).build();
        let filter = filter.expect("a filter has a name and values");
        let answer = app.client().describe_notify_templates().filters(filter).send().await.expect("it answers");
        assert_eq!(answer.notify_templates().len(), count, "{name} {value}");
    }
}

#[tokio::test]
async fn a_language_code_in_capitals_and_other_impossible_values_are_refused() {
    let app = App::start().await;
    for (name, value) in
        [("language-code", "EN"), ("language-code", "english"), ("channels", "FAX"), ("supported-voice-ids", "Joanna")]
    {
        let filter = NotifyTemplateFilter::builder().name(name.into()).values(value).build();
        let filter = filter.expect("a filter has a name and values");
        let refused = app.refused(app.client().describe_notify_templates().filters(filter).send()).await;
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
        assert_eq!(refused.fields, ["filters"]);
    }
}
