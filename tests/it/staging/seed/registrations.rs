//! Registrations in the file of a seed.

use super::{SCOPE, counts, put, rows, seed, written};
use crate::harness::{ACCOUNT, App};

/// What the file of a seed says of registrations.
const REGISTERED: &str = r#"
account_id = "000000000000"

[[phone_numbers]]
name = "hotline"
iso_country_code = "US"
number_type = "TOLL_FREE"

[[phone_numbers]]
name = "waiting"
iso_country_code = "US"
number_type = "TOLL_FREE"
status = "PENDING"

[[phone_numbers]]
name = "ten"
iso_country_code = "US"
number_type = "TEN_DLC"

[[registrations]]
name = "complete"
registration_type = "US_TOLL_FREE_REGISTRATION"
status = "COMPLETE"
associations = ["hotline"]
tags = { team = "login" }

[[registrations]]
name = "draft"
registration_type = "US_TOLL_FREE_REGISTRATION"
associations = ["waiting"]
values = { "companyInfo.city" = "Oslo", "companyInfo.businessType" = ["NON_PROFIT"] }

[[registrations]]
name = "brand"
registration_type = "US_TEN_DLC_BRAND_REGISTRATION"
status = "COMPLETE"

[[registrations]]
name = "campaign"
registration_type = "US_TEN_DLC_CAMPAIGN_REGISTRATION"
status = "COMPLETE"
associations = ["brand", "ten"]

[[registrations]]
name = "sender"
registration_type = "GB_SENDER_ID_REGISTRATION"
status = "COMPLETE"
values = { "senderIdInfo.senderId" = "MYBRAND" }
"#;

#[tokio::test]
async fn registrations_are_seeded_and_written_and_make_the_same_again() {
    let app = App::start().await;
    assert_eq!(counts(&seed(&app, REGISTERED).await), [8, 0, 0]);
    let shown = "select concat_ws(' ', registration_type, registration_status,
                     (select string_agg(case when a.phone_number is null then a.resource_id else 'number' end, ' ')
                      from inspect.registration_associations a
                      where a.registration_id = r.registration_id and a.resource_type <> 'US_TEN_DLC_BRAND_REGISTRATION'))
                 from inspect.registrations r where account_id = $1 order by 1";
    assert_eq!(
        app.texts_of(shown, ACCOUNT).await,
        [
            "GB_SENDER_ID_REGISTRATION COMPLETE MYBRAND",
            "US_TEN_DLC_BRAND_REGISTRATION COMPLETE",
            "US_TEN_DLC_CAMPAIGN_REGISTRATION COMPLETE number",
            "US_TOLL_FREE_REGISTRATION COMPLETE number",
            "US_TOLL_FREE_REGISTRATION CREATED number",
        ]
    );
    assert_eq!(counts(&seed(&app, REGISTERED).await), [0, 0, 8]);
    assert_eq!(counts(&seed(&app, &REGISTERED.replace("Oslo", "Bergen")).await), [0, 1, 7]);

    let (before, file) = (rows(&app).await, written(&app, SCOPE, "").await);
    // The sender ID that the approval made is one of the file's now.
    assert_eq!(counts(&seed(&app, &file.body).await), [0, 0, 9], "{}", file.body);
    let again = put(&app, "seed?mode=replace", "application/toml", &file.body).await;
    assert_eq!(counts(&again), [9, 0, 0], "{again:?}");
    assert_eq!(rows(&app).await, before);
    assert_eq!(written(&app, SCOPE, "").await.body, file.body);

    for (from, to, told) in [
        ("status = \"COMPLETE\"", "status = \"CLOSED\"", "status must be COMPLETE"),
        ("associations = [\"hotline\"]", "associations = [\"nobody\"]", "there is no nobody in the file"),
        ("US_TOLL_FREE_REGISTRATION", "US_TEN_DLC_BRAND_REGISTRATION", "which can't be changed"),
    ] {
        let answer = seed(&app, &REGISTERED.replacen(from, to, 1)).await;
        assert!(answer.status == 422 && answer.body.contains(told), "{answer:?}");
    }
}
