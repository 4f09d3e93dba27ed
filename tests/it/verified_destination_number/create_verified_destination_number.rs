//! CreateVerifiedDestinationNumber: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::create_verified_destination_number::builders::CreateVerifiedDestinationNumberFluentBuilder as Create,
    types::VerificationStatus,
};

use super::entered;
use crate::{
    harness::{App, REGION, arn, refusal, tag, tags},
    message::stage::PHONE,
};

fn create(app: &App, phone: &str) -> Create {
    app.client().create_verified_destination_number().destination_phone_number(phone)
}

#[tokio::test]
async fn an_entry_is_pending_and_nothing_is_sent() {
    let app = App::start().await;

    let made = create(&app, PHONE).send().await.expect("the phone is entered");

    let id = made.verified_destination_number_id;
    assert!(id.len() == 36 && id.starts_with("vdn-"), "{id}");
    assert_eq!(made.verified_destination_number_arn, arn(&format!("verified-destination-number/{id}")));
    assert_eq!((made.destination_phone_number.as_str(), made.status), (PHONE, VerificationStatus::Pending));
    assert_eq!((made.rcs_agent_id, made.tags), (None, None), "absent members are omitted");
    assert_eq!(app.count("select count(*) from inspect.messages").await, 0);
    let created = made.created_timestamp.as_secs_f64();
    let stored = "
        select concat_ws(' ', destination_phone_number, status, account_id, region, verification_code,
                         round(extract(epoch from created_timestamp), 3))
        from inspect.verified_destination_numbers where verified_destination_number_id = $1";
    assert_eq!(app.texts_of(stored, &id).await, [format!("{PHONE} PENDING 000000000000 {REGION} {created:.3}")]);
}

#[tokio::test]
async fn a_phone_is_entered_once_in_each_account_and_region_however_it_is_written() {
    let app = App::start().await;
    let id = entered(&app.client(), PHONE).await;

    for phone in [PHONE, "12065550142"] {
        let refused = app.refused(create(&app, phone).send()).await;
        assert_eq!(
            refused.line(),
            format!("ConflictException RESOURCE_ALREADY_EXISTS verified-destination-number {id}")
        );
    }
    for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        entered(&client, PHONE).await;
    }
}

#[tokio::test]
async fn an_rcs_agent_is_none_that_exists() {
    let app = App::start().await;

    for agent in ["rcs-0", &arn("rcs-agent/rcs-0")] {
        let refused = app.refused(create(&app, PHONE).rcs_agent_id(agent).send()).await;
        assert_eq!(refused.line(), "ResourceNotFoundException - rcs-agent rcs-0");
    }
    let refused = app.refused(create(&app, PHONE).rcs_agent_id(arn("pool/rcs-0")).send()).await;
    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["rcsAgentId"]);
}

#[tokio::test]
async fn the_quota_is_10_unless_set_and_comes_after_the_phone() {
    let app = App::start().await;
    for number in 0..10 {
        entered(&app.client(), &format!("+1206555020{number}")).await;
    }

    let refused = app.refused(create(&app, PHONE).send()).await;
    let known = app.refused(create(&app, "+12065550207").send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT - -");
    assert!(known.is("ConflictException", "RESOURCE_ALREADY_EXISTS"), "{known:?}");
    let off = app.beside(|settings| settings.quotas.verified_destination_numbers = 0).await;
    create(&off, PHONE).send().await.expect("nothing limits them");
}

#[tokio::test]
async fn tags_are_answered_and_stored_within_their_quota() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 2).await;
    let refused = app.refused(create(&app, PHONE).set_tags(Some(tags(3))).send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
    let wanted = [tag("team", "payments"), tag("stage", "")];

    let made = create(&app, PHONE).set_tags(Some(wanted.to_vec())).send().await.expect("the phone is entered");

    assert_eq!(made.tags(), wanted);
    let of = made.verified_destination_number_arn;
    assert_eq!(app.tags_of(&of).await, ["stage=", "team=payments"]);
    let put = app.client().tag_resource().resource_arn(&of).tags(tag("owner", "mail"));
    put.send().await.expect_err("two are the most");
    let taken = app.client().untag_resource().resource_arn(&of).tag_keys("stage");
    taken.send().await.expect("a tag is taken off");
}

#[tokio::test]
async fn a_phone_is_required_and_of_a_country() {
    let app = App::start().await;

    let missing = app.refused(app.client().create_verified_destination_number().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["destinationPhoneNumber"]);
    for phone in ["", "+0", "01206", "phone"] {
        let refused = app.refused(create(&app, phone).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{phone:?}: {refused:?}");
    }
    let refused = app.refused(create(&app, "+9991234567").send()).await;
    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["destinationPhoneNumber"]);
}

#[tokio::test]
async fn a_client_token_makes_one_entry_however_often_it_comes() {
    let app = App::start().await;
    let create = |phone: &str| create(&app, phone).client_token("token");

    let first = create(PHONE).send().await.expect("the phone is entered");
    let again = create(PHONE).send().await.expect("the answer comes again");
    let other = refusal(create("+12065550143").send().await);

    assert_eq!(again.verified_destination_number_id, first.verified_destination_number_id);
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
}

#[tokio::test]
async fn no_policy_can_be_put_on_an_entry() {
    let app = App::start().await;
    let made = create(&app, PHONE).send().await.expect("the phone is entered");
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;

    let put = app.client().put_resource_policy().policy(policy);
    let put = put.resource_arn(made.verified_destination_number_arn);
    let refused = app.refused(put.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["resourceArn"]);
}
