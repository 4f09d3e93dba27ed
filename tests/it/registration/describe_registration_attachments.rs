//! DescribeRegistrationAttachments: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::types::RegistrationAttachmentFilter;

use super::attached;
use crate::harness::App;

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
async fn one_that_is_not_there_fails_the_whole_call() {
    let app = App::start().await;
    let request = app.client().describe_registration_attachments().registration_attachment_ids("attachment-0");
    let refused = app.refused(request.send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - registration-attachment attachment-0");
}
