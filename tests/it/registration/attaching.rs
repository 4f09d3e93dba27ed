//! Attachments over the life of a registration, and quotas that a day gives back.

use aws_sdk_pinpointsmsvoicev2::primitives::Blob;

use super::{BRAND, CAMPAIGN, PDF, attached, created, next_version};
use crate::harness::App;

const SHOT: &str = "campaignInfo.optInScreenshot";

#[tokio::test]
async fn a_file_that_an_earlier_version_refers_to_serves_the_next_one_too() {
    let app = App::start().await;
    let client = app.client();
    let (id, attachment) = (created(&client, CAMPAIGN).await, attached(&client).await);
    let put = || {
        let put = client.put_registration_field_value().registration_id(&id).field_path(SHOT);
        put.registration_attachment_id(&attachment).send()
    };
    put().await.expect("it is put");
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    next_version(&client, &id).await;
    let values = |version: i64| {
        let values = client.describe_registration_field_values().registration_id(&id);
        values.version_number(version).send()
    };
    assert_eq!(values(2).await.expect("it answers").registration_field_values().len(), 0);
    assert_eq!(put().await.expect("it is put again").version_number(), 2);
    for version in [1, 2] {
        let answer = values(version).await.expect("it answers");
        let [one] = answer.registration_field_values() else { panic!("{answer:?}") };
        assert_eq!((one.field_path(), one.registration_attachment_id()), (SHOT, Some(attachment.as_str())));
    }
    // The first version still holds it when the second lets go.
    let delete = client.delete_registration_field_value().registration_id(&id).field_path(SHOT);
    delete.send().await.expect("an optional value may go");
    let refused =
        app.refused(client.delete_registration_attachment().registration_attachment_id(&attachment).send()).await;
    assert!(refused.is("ConflictException", "RESOURCE_DELETION_NOT_ALLOWED"), "{refused:?}");
}

#[tokio::test]
async fn what_a_file_is_refused_for_names_the_member_that_gave_it() {
    let app = App::start().await;
    let create = || app.client().create_registration_attachment();
    let mut long = PDF.to_vec();
    long.resize(5 * 1024 * 1024 + 1, b'x');
    for (request, reason, field) in [
        (create().attachment_body(Blob::new("GIF89a")), "ATTACHMENT_TYPE_NOT_SUPPORTED", "attachmentBody"),
        (create().attachment_body(Blob::new(long)), "MAXIMUM_SIZE_EXCEEDED", "attachmentBody"),
        (create().attachment_url("s3://bucket/a.gif"), "ATTACHMENT_TYPE_NOT_SUPPORTED", "attachmentUrl"),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", reason), "{refused:?}");
        assert_eq!(refused.fields, [field]);
    }
}

#[tokio::test]
async fn the_quotas_of_a_day_are_free_again_when_24_hours_have_passed() {
    let app = App::with(|settings| {
        settings.quotas.registration_versions_per_day = 2;
        settings.quotas.registration_attachments_per_day = 1;
    })
    .await;
    app.freeze().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    next_version(&client, &id).await;
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    attached(&client).await;
    for pass_ms in [0, 86_399_999] {
        app.pass_ms(pass_ms).await;
        let version = app.refused(client.create_registration_version().registration_id(&id).send()).await;
        assert!(version.is("ServiceQuotaExceededException", "REGISTRATION_VERSIONS_CREATED_PER_DAY"), "{version:?}");
        let file = client.create_registration_attachment().attachment_body(Blob::new(PDF));
        let file = app.refused(file.send()).await;
        assert!(file.is("ServiceQuotaExceededException", "REGISTRATION_ATTACHMENTS_CREATED_PER_DAY"), "{file:?}");
    }
    app.pass_ms(1).await;
    next_version(&client, &id).await;
    attached(&client).await;
}
