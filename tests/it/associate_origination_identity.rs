//! AssociateOriginationIdentity: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::associate_origination_identity::builders::AssociateOriginationIdentityFluentBuilder as Associate;

use crate::harness::{ACCOUNT, App, Fixture, REGION, refusal};

/// An association of `identity` of `country` with `pool`, ready to be sent.
fn associate(app: &App, pool: &str, identity: &str, country: &str) -> Associate {
    app.client().associate_origination_identity().pool_id(pool).origination_identity(identity).iso_country_code(country)
}

fn arn(path: &str) -> String {
    format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:{path}")
}

#[tokio::test]
async fn a_phone_number_joins_a_pool_and_the_answer_is_canonical() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let (pool_arn, number_arn) = (arn(&format!("pool/{pool}")), arn(&format!("phone-number/{number}")));

    let answer = associate(&app, &pool_arn, &number_arn, "US").send().await.expect("the number joins");

    assert_eq!(answer.pool_id.as_deref(), Some(pool.as_str()));
    assert_eq!(answer.pool_arn, Some(pool_arn));
    assert_eq!(answer.origination_identity.as_deref(), Some(number.as_str()));
    assert_eq!(answer.origination_identity_arn, Some(number_arn));
    assert_eq!(answer.iso_country_code.as_deref(), Some("US"));
}

#[tokio::test]
async fn a_phone_number_in_another_pool_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, second, number) = (fixture.pool().await, fixture.pool().await, fixture.number().await);
    fixture.associate(&first, &number, "US").await;

    let refused = refusal(associate(&app, &second, &number, "US").send().await);

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
}
