//! DescribeRegistrationAttachments: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::RegistrationAttachmentFilter;

use serde_json::Value;

use super::{PDF, attached};
use crate::{harness::App, staging::ask};

async fn with_status(app: &App, status: &str) -> usize {
    let filter = RegistrationAttachmentFilter::builder().name("attachment-status".into()).values(status).build();
    let request = app.client().describe_registration_attachments().filters(filter.expect("it is complete"));
    request.send().await.expect("it answers").registration_attachments().len()
}

#[tokio::test]
async fn one_is_complete_when_its_time_has_come_and_filters_see_it() {
    let app = App::with(|settings| settings.lifecycle.attachment_ms = 5_000).await;
    app.begin("test", crate::harness::REGION).await;
    app.freeze().await;
    attached(&app.client()).await;
    assert_eq!((with_status(&app, "UPLOAD_IN_PROGRESS").await, with_status(&app, "UPLOAD_COMPLETE").await), (1, 0));
    app.pass_ms(5_000).await;
    assert_eq!((with_status(&app, "UPLOAD_IN_PROGRESS").await, with_status(&app, "UPLOAD_COMPLETE").await), (0, 1));
}

#[tokio::test]
async fn those_that_are_named_come_and_an_url_is_as_it_was_given() {
    let app = App::start().await;
    let url = "s3://bucket/a.pdf";
    let made = app.client().create_registration_attachment().attachment_url(url).send().await.expect("it is taken");
    attached(&app.client()).await;
    let describe = app.client().describe_registration_attachments();
    let named = describe.registration_attachment_ids(made.registration_attachment_id()).send().await;
    let named = named.expect("it is there");
    assert_eq!(named.registration_attachments().len(), 1);
    assert_eq!(named.registration_attachments()[0].attachment_url(), Some(url));
    let pages = app.client().describe_registration_attachments().into_paginator().page_size(1).items().send();
    assert_eq!(pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come").len(), 2);
}

#[tokio::test]
async fn a_file_that_came_whole_is_fetched_from_callsign_itself_once_it_is_complete() {
    let app = App::with(|settings| settings.lifecycle.attachment_ms = 5_000).await;
    app.begin("test", crate::harness::REGION).await;
    app.freeze().await;
    let client = app.client();
    let id = attached(&client).await;
    let url_of = async |id: &str| {
        let described = client.describe_registration_attachments().registration_attachment_ids(id).send().await;
        described.expect("it is there").registration_attachments()[0].attachment_url().map(str::to_owned)
    };
    let path = format!("registration-attachments/{id}/body");
    assert_eq!((url_of(&id).await, ask(&app, "GET", &path, Value::Null).await.status), (None, 404));
    app.pass_ms(5_000).await;
    assert_eq!(url_of(&id).await, Some(format!("http://{}/_callsign/v1/{path}", app.address())));
    let file = ask(&app, "GET", &path, Value::Null).await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"));
    assert_eq!(file.body.as_bytes(), PDF);
    let elsewhere = ask(&app, "GET", &format!("{path}?account_id=222222222222"), Value::Null).await;
    assert_eq!(elsewhere.status, 404, "{elsewhere:?}");

    let in_s3 = client.create_registration_attachment().attachment_url("s3://bucket/a.pdf").send().await;
    let in_s3 = in_s3.expect("it is taken").registration_attachment_id;
    app.pass_ms(5_000).await;
    let path = format!("registration-attachments/{in_s3}/body");
    assert_eq!(ask(&app, "GET", &path, Value::Null).await.status, 404);
}

#[tokio::test]
async fn without_the_interface_a_file_that_came_whole_has_no_address() {
    let app = App::with(|settings| settings.staging.enabled = false).await;
    attached(&app.client()).await;
    app.execute("update callsign.registration_attachment set complete_at = created_at").await;
    let described = app.client().describe_registration_attachments().send().await.expect("it answers");
    assert_eq!(described.registration_attachments()[0].attachment_url(), None);
}

#[tokio::test]
async fn one_that_is_not_there_fails_the_whole_call() {
    let app = App::start().await;
    let request = app.client().describe_registration_attachments().registration_attachment_ids("attachment-0");
    let refused = app.refused(request.send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - registration-attachment attachment-0");
}
