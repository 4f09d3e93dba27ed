//! DeleteRegistrationAttachment: one test for each sentence of its rule and each error that it raises.

use super::{CAMPAIGN, attached, created};
use crate::harness::{App, OTHER_ACCOUNT, REGION, arn_in};

#[tokio::test]
async fn it_answers_deleted_and_is_gone_with_its_bytes() {
    let app = App::start().await;
    let id = attached(&app.client()).await;
    let delete = || app.client().delete_registration_attachment().registration_attachment_id(&id);
    let answer = delete().send().await.expect("it is deleted");
    assert_eq!(answer.attachment_status().as_str(), "DELETED");
    assert_eq!(app.count("select count(*) from callsign.registration_attachment_body").await, 0);
    let refused = app.refused(delete().send()).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - registration-attachment {id}"));
}

#[tokio::test]
async fn one_that_any_version_of_a_registration_refers_to_is_refused() {
    let app = App::start().await;
    let client = app.client();
    let (id, attachment) = (created(&client, CAMPAIGN).await, attached(&client).await);
    let put = client.put_registration_field_value().registration_id(&id);
    let put = put.field_path("campaignInfo.optInScreenshot").registration_attachment_id(&attachment);
    put.send().await.expect("it is put");
    client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
    client.create_registration_version().registration_id(&id).send().await.expect("it is made");
    let refused =
        app.refused(client.delete_registration_attachment().registration_attachment_id(&attachment).send()).await;
    let line = format!("ConflictException RESOURCE_DELETION_NOT_ALLOWED registration-attachment {attachment}");
    assert_eq!(refused.line(), line);
}

#[tokio::test]
async fn what_is_named_must_be_an_own_attachment() {
    let app = App::start().await;
    let foreign = attached(&app.client_of("other", REGION)).await;
    let delete = |id: &str| app.client().delete_registration_attachment().registration_attachment_id(id).send();
    let refused = app.refused(delete(&foreign)).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - registration-attachment {foreign}"));
    let foreign = arn_in(OTHER_ACCOUNT, &format!("registration-attachment/{foreign}"));
    assert_eq!(app.refused(delete(&foreign)).await.line(), "AccessDeniedException - - -");
    let refused = app.refused(delete("arn:aws:sms-voice:us-east-1:000000000000:registration/x")).await;
    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
}
