//! DeleteRegistration: one test for each sentence of its rule and each error that it raises.

use callsign::domain::registration::settings::Review;

use super::{BRAND, VETTING, associate, attached, campaign, complete, created, filled, refuses_others, submit};
use crate::harness::App;

#[tokio::test]
async fn it_answers_deleted_and_is_gone_with_its_versions_and_values() {
    let app = App::start().await;
    let client = app.client();
    let id = complete(&client, BRAND).await;
    let answer = client.delete_registration().registration_id(&id).send().await.expect("it is deleted");
    assert_eq!((answer.registration_status().as_str(), answer.approved_version_number()), ("DELETED", Some(1)));
    let refused = app.refused(client.describe_registrations().registration_ids(&id).send()).await;
    assert_eq!(refused.line(), format!("ResourceNotFoundException - registration {id}"));
    for view in
        ["select count(*) from inspect.registration_versions", "select count(*) from inspect.registration_field_values"]
    {
        assert_eq!(app.count(view).await, 0, "{view}");
    }
}

#[tokio::test]
async fn what_is_reviewed_is_refused() {
    let app = App::with(|settings| settings.registrations.review = Review::Manual).await;
    let client = app.client();
    let id = filled(&client, BRAND).await;
    submit(&client, &id).await;
    let refused = app.refused(client.delete_registration().registration_id(&id).send()).await;
    assert_eq!(refused.line(), format!("ConflictException RESOURCE_DELETION_NOT_ALLOWED registration {id}"));
}

#[tokio::test]
async fn a_brand_that_others_stand_on_is_refused() {
    let app = App::start().await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let first = campaign(&client, &brand).await;
    let second = created(&client, VETTING).await;
    associate(&client, &second, &brand).await;
    for child in [first, second] {
        let refused = app.refused(client.delete_registration().registration_id(&brand).send()).await;
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_EMPTY registration {brand}"));
        client.delete_registration().registration_id(child).send().await.expect("the child is deleted");
    }
    client.delete_registration().registration_id(&brand).send().await.expect("the brand is deleted");
}

#[tokio::test]
async fn what_it_referred_to_may_be_deleted_afterwards() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, super::CAMPAIGN).await;
    let attachment = attached(&client).await;
    let put = client.put_registration_field_value().registration_id(&id);
    let put = put.field_path("campaignInfo.optInScreenshot").registration_attachment_id(&attachment);
    put.send().await.expect("it is put");
    client.delete_registration().registration_id(&id).send().await.expect("it is deleted");
    let delete = client.delete_registration_attachment().registration_attachment_id(&attachment);
    delete.send().await.expect("nothing refers to it any more");
}

#[tokio::test]
async fn what_is_named_must_be_an_own_registration() {
    let app = App::start().await;
    refuses_others!(app, |client, id| client.delete_registration().registration_id(id));
}
