//! CreateRegistrationAttachment: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::create_registration_attachment::builders::CreateRegistrationAttachmentFluentBuilder as Create,
    primitives::Blob,
};

use super::{PDF, attached};
use crate::harness::{App, arn, raw, tag};

fn create(app: &App) -> Create {
    app.client().create_registration_attachment()
}

#[tokio::test]
async fn each_kind_of_file_is_taken_whole_and_from_amazon_s3() {
    let app = App::start().await;
    let (jpeg, png): (&[u8], &[u8]) = (&[0xff, 0xd8, 0xff, 0xe0], b"\x89PNG\r\n\x1a\n");
    for bytes in [PDF, jpeg, png] {
        let made =
            create(&app).attachment_body(Blob::new(bytes)).tags(tag("a", "b")).send().await.expect("it is taken");
        let id = made.registration_attachment_id();
        assert!(id.strip_prefix("attachment-").is_some_and(|digits| digits.len() == 32), "{id}");
        assert_eq!(made.registration_attachment_arn(), arn(&format!("registration-attachment/{id}")));
        assert_eq!((made.attachment_status().as_str(), made.tags().len()), ("UPLOAD_IN_PROGRESS", 1));
    }
    for key in ["a.pdf", "b/c.JPG", "d.jpeg", "e.png"] {
        create(&app).attachment_url(format!("s3://bucket/{key}")).send().await.expect("it is taken");
    }
    let kinds =
        "select count(distinct kind) from inspect.registration_attachments where sha256 is not null and size > 3";
    assert_eq!(app.count(kinds).await, 3);
}

#[tokio::test]
async fn another_kind_of_file_is_refused() {
    let app = App::start().await;
    for request in [
        create(&app).attachment_body(Blob::new("GIF89a")),
        create(&app).attachment_url("s3://bucket/a.gif"),
        create(&app).attachment_url("s3://bucket/pdf"),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "ATTACHMENT_TYPE_NOT_SUPPORTED"), "{refused:?}");
    }
    let refused = app.refused(create(&app).attachment_url("https://example.com/a.pdf").send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["attachmentUrl"]);
}

#[tokio::test]
async fn one_of_the_two_members_is_given() {
    let app = App::start().await;
    let both = create(&app).attachment_body(Blob::new(PDF)).attachment_url("s3://bucket/a.pdf");
    for (request, reason) in [(both, "PARAMETERS_CANNOT_BE_USED_TOGETHER"), (create(&app), "MISSING_PARAMETER")] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, ["attachmentBody", "attachmentUrl"]);
    }
}

#[tokio::test]
async fn a_file_of_5_mb_is_taken_one_byte_more_is_not_and_no_other_call_is_so_long() {
    let app = App::start().await;
    let mut bytes = PDF.to_vec();
    bytes.resize(5 * 1024 * 1024, b'x');
    create(&app).attachment_body(Blob::new(bytes.clone())).send().await.expect("it is taken");
    bytes.push(b'x');
    let refused = app.refused(create(&app).attachment_body(Blob::new(bytes.clone())).send()).await;
    assert!(refused.is("ValidationException", "MAXIMUM_SIZE_EXCEEDED"), "{refused:?}");
    // The model's own bound is wider than a file may be.
    bytes.resize(6_990_508, b'x');
    let refused = app.refused(create(&app).attachment_body(Blob::new(bytes)).send()).await;
    assert!(refused.is("ValidationException", "MAXIMUM_SIZE_EXCEEDED"), "{refused:?}");
    let long = format!(r#"{{"RegistrationType": "{}"}}"#, "A".repeat(300 * 1024));
    let answer = raw::call(&app, "CreateRegistration", &long).await;
    assert_eq!(answer.status, 413, "{answer:?}");
}

#[tokio::test]
async fn what_is_no_base64_is_refused() {
    let app = App::start().await;
    let answer = raw::call(&app, "CreateRegistrationAttachment", r#"{"AttachmentBody": "*"}"#).await;
    assert_eq!(answer.line(), "400 ValidationException");
    assert!(answer.body.contains("attachmentBody"), "{}", answer.body);
}

#[tokio::test]
async fn there_are_quotas_of_an_account_and_a_day() {
    for (of_account, of_day, reason) in
        [(1, 0, "REGISTRATION_ATTACHMENTS_PER_ACCOUNT"), (0, 1, "REGISTRATION_ATTACHMENTS_CREATED_PER_DAY")]
    {
        let app = App::with(|settings| {
            settings.quotas.registration_attachments = of_account;
            settings.quotas.registration_attachments_per_day = of_day;
        })
        .await;
        attached(&app.client()).await;
        let refused = app.refused(create(&app).attachment_body(Blob::new(PDF)).send()).await;
        assert!(refused.is("ServiceQuotaExceededException", reason), "{refused:?}");
    }
}

#[tokio::test]
async fn the_same_token_answers_the_same_attachment_and_other_bytes_are_refused() {
    let app = App::start().await;
    let with = |bytes: &[u8]| create(&app).attachment_body(Blob::new(bytes)).client_token("once").send();
    let (first, second) = (with(PDF).await.expect("it is taken"), with(PDF).await.expect("it is replayed"));
    assert_eq!(first.registration_attachment_id(), second.registration_attachment_id());
    let refused = app.refused(with(b"%PDF-other")).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["clientToken"]);
}
