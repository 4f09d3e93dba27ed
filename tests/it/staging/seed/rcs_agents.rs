//! RCS agents in the file of a seed.

use super::{SCOPE, counts, put, rows, seed, written};
use crate::harness::{ACCOUNT, App};

const AGENTS: &str = r#"
account_id = "000000000000"

[[phone_numbers]]
name = "number"
iso_country_code = "US"
number_type = "SIMULATOR"

[[rcs_agents]]
name = "agent"
tags = { team = "login" }

[[rcs_agents]]
name = "draft"
deletion_protection_enabled = true
two_way_channel_arn = "arn:aws:sns:us-east-1:000000000000:inbound"
two_way_media_s3_bucket_name = "incoming-media"
two_way_media_s3_key_prefix = "in/"
two_way_media_s3_role = "arn:aws:iam::000000000000:role/media"
two_way_rcs_events_enabled = ["ALL"]
keywords = [{ keyword = "HOURS", message = "From 9 to 5." }]

[[registrations]]
name = "test"
registration_type = "TEST_RCS_LAUNCH_REGISTRATION"
status = "COMPLETE"
associations = ["agent"]

[[registrations]]
name = "france"
registration_type = "FR_RCS_LAUNCH_REGISTRATION"
associations = ["agent"]

[[pools]]
name = "pool"
identities = ["number", "agent"]

[[verified_destination_numbers]]
destination_phone_number = "+12065550142"
rcs_agent = "agent"
"#;

#[tokio::test]
async fn agents_are_seeded_and_written_and_make_the_same_again() {
    let app = App::start().await;
    let answer = seed(&app, AGENTS).await;
    assert_eq!(counts(&answer), [7, 0, 0], "{answer:?}");
    let shown = "select concat_ws(' ', status, (pool_id is null)::text, two_way_media_s3_bucket_name,
                                  array_to_string(two_way_rcs_events_enabled, ','))
                 from inspect.rcs_agents where account_id = $1 order by 1";
    assert_eq!(app.texts_of(shown, ACCOUNT).await, ["CREATED true incoming-media ALL", "TESTING false "]);
    assert_eq!(counts(&seed(&app, AGENTS).await), [0, 0, 7]);
    assert_eq!(counts(&seed(&app, &AGENTS.replace("From 9", "From 8")).await), [0, 1, 6]);

    let (before, file) = (rows(&app).await, written(&app, SCOPE, "").await);
    assert_eq!(counts(&seed(&app, &file.body).await), [0, 0, 7], "{}", file.body);
    let again = put(&app, "seed?mode=replace", "application/toml", &file.body).await;
    assert_eq!(counts(&again), [7, 0, 0], "{again:?}");
    assert_eq!(rows(&app).await, before);
    assert_eq!(written(&app, SCOPE, "").await.body, file.body);

    let nobody = AGENTS.replace("rcs_agent = \"agent\"", "rcs_agent = \"nobody\"");
    let answer = seed(&app, &nobody).await;
    assert!(answer.status == 422 && answer.body.contains("there is no RCS agent nobody in the file"), "{answer:?}");
}
