//! PutRegistrationFieldValue: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::put_registration_field_value::builders::PutRegistrationFieldValueFluentBuilder as Put;

use super::{BRAND, CAMPAIGN, attached, complete, created, refuses_others};
use crate::harness::{App, OTHER_ACCOUNT, REGION, arn_in};

fn put(app: &App, id: &str, path: &str) -> Put {
    app.client().put_registration_field_value().registration_id(id).field_path(path)
}

#[tokio::test]
async fn each_kind_of_value_is_put_over_the_one_before_and_answered() {
    let app = App::start().await;
    let id = created(&app.client(), CAMPAIGN).await;
    let attachment = attached(&app.client()).await;
    for value in ["one".repeat(20), "two".repeat(20)] {
        let value = value.as_str();
        let answer = put(&app, &id, "campaignInfo.campaignName").text_value(value).send().await.expect("it is put");
        assert_eq!((answer.text_value(), answer.version_number()), (Some(value), 1));
    }
    let choice = put(&app, &id, "campaignUseCase.ageGated").select_choices("Yes").send().await.expect("it is put");
    assert_eq!(choice.select_choices(), ["Yes"]);
    let file = put(&app, &id, "campaignInfo.optInScreenshot").registration_attachment_id(&attachment);
    let answer = file.send().await.expect("it is put");
    assert_eq!(answer.registration_attachment_id(), Some(attachment.as_str()));
    let described = app.client().describe_registration_field_values().registration_id(&id).send().await;
    assert_eq!(
        described.expect("it answers").registration_field_values()[0].text_value(),
        Some("two".repeat(20).as_str())
    );
}

#[tokio::test]
async fn what_a_field_does_not_take_is_refused() {
    let app = App::start().await;
    let id = created(&app.client(), CAMPAIGN).await;
    let attachment = attached(&app.client()).await;
    let (name, gated, shot) = ("campaignInfo.campaignName", "campaignUseCase.ageGated", "campaignInfo.optInScreenshot");
    let vertical = "campaignInfo.vertical";
    for (request, reason, fields) in [
        (put(&app, &id, name), "MISSING_PARAMETER", vec!["textValue"]),
        (put(&app, &id, gated), "MISSING_PARAMETER", vec!["selectChoices"]),
        (put(&app, &id, shot), "MISSING_PARAMETER", vec!["registrationAttachmentId"]),
        (put(&app, &id, gated).set_select_choices(Some(vec![])), "MISSING_PARAMETER", vec!["selectChoices"]),
        (
            put(&app, &id, name).text_value("a").select_choices("b"),
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
            vec!["selectChoices", "textValue"],
        ),
        (put(&app, &id, name).select_choices("a"), "INVALID_PARAMETER", vec!["selectChoices"]),
        (put(&app, &id, gated).text_value("Yes"), "INVALID_PARAMETER", vec!["textValue"]),
        (
            put(&app, &id, name).registration_attachment_id(&attachment),
            "INVALID_PARAMETER",
            vec!["registrationAttachmentId"],
        ),
        (put(&app, &id, name).text_value("   "), "INVALID_PARAMETER", vec!["textValue"]),
        (put(&app, &id, gated).select_choices("Perhaps"), "INVALID_PARAMETER", vec!["selectChoices"]),
        (put(&app, &id, gated).select_choices("Yes").select_choices("No"), "INVALID_PARAMETER", vec!["selectChoices"]),
        (put(&app, &id, vertical).select_choices("x"), "INVALID_PARAMETER", vec!["selectChoices"]),
        (put(&app, &id, "no.such").text_value("a"), "UNKNOWN_REGISTRATION_FIELD", vec!["fieldPath"]),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, fields);
    }
}

#[tokio::test]
async fn only_a_draft_is_written() {
    let app = App::start().await;
    let id = complete(&app.client(), BRAND).await;
    let refused = app.refused(put(&app, &id, "companyInfo.city").text_value("Oslo").send()).await;
    let line = format!("ConflictException EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED registration {id}");
    assert_eq!(refused.line(), line);
    // The state comes before the path.
    let refused = app.refused(put(&app, &id, "no.such").text_value("Oslo").send()).await;
    assert_eq!(refused.line(), line);
}

#[tokio::test]
async fn an_attachment_must_be_there_and_the_accounts_own() {
    let app = App::start().await;
    let id = created(&app.client(), CAMPAIGN).await;
    let foreign = attached(&app.client_of("other", REGION)).await;
    let path = "campaignInfo.optInScreenshot";
    for attachment in ["attachment-0", &foreign] {
        let refused = app.refused(put(&app, &id, path).registration_attachment_id(attachment).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - registration-attachment {attachment}"));
    }
    let foreign = arn_in(OTHER_ACCOUNT, &format!("registration-attachment/{foreign}"));
    let refused = app.refused(put(&app, &id, path).registration_attachment_id(foreign).send()).await;
    assert_eq!(refused.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn the_checks_come_in_their_order() {
    let app = App::start().await;
    let id = created(&app.client(), CAMPAIGN).await;
    let (name, shot) = ("campaignInfo.campaignName", "campaignInfo.optInScreenshot");
    for (request, line) in [
        // The field, then how many values there are, then their kind, then the value; the attachment at last.
        (put(&app, &id, "no.such"), "UNKNOWN_REGISTRATION_FIELD"),
        (put(&app, &id, "no.such").text_value("a").select_choices("b"), "UNKNOWN_REGISTRATION_FIELD"),
        (
            put(&app, &id, name).select_choices("a").registration_attachment_id("attachment-0"),
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
        ),
        (put(&app, &id, name).registration_attachment_id("attachment-0"), "INVALID_PARAMETER"),
        (
            put(&app, &id, shot).text_value("a").registration_attachment_id("attachment-0"),
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
        ),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", line), "{refused:?}");
    }
    let last = app.refused(put(&app, &id, shot).registration_attachment_id("attachment-0").send()).await;
    assert_eq!(last.line(), "ResourceNotFoundException - registration-attachment attachment-0");
}

#[tokio::test]
async fn an_attachment_that_is_on_its_way_is_taken() {
    let app = App::with(|settings| settings.lifecycle.attachment_ms = 60_000).await;
    let id = created(&app.client(), CAMPAIGN).await;
    let attachment = attached(&app.client()).await;
    let file = put(&app, &id, "campaignInfo.optInScreenshot").registration_attachment_id(&attachment);
    file.send().await.expect("it is put");
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client
        .put_registration_field_value()
        .registration_id(id)
        .field_path("companyInfo.city")
        .text_value("Oslo"));
}
