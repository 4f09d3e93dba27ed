//! A send, check by check: alone, and in any company. Its checks come in steps, and what is behind a step that fails isn't asked.

use callsign::config::Settings;
use serde_json::{Value, json};

use super::{PHONE, explain_and_send, text};
use crate::{
    harness::{App, Fixture},
    staging::explain::{explain_and_call, failing, first_failing, joining::next},
};

/// How a state is spoiled for one check, and mended as its remedy says.
struct Defect {
    step: usize,
    name: &'static str,
    reason: &'static str,
    spoil: &'static str,
    mend: &'static str,
}

const COUNTRY: &str = "destination_country_is_open";
const PRICE: &str = "price_is_within_the_maximum";
/// What the request itself has wrong.
const OF_REQUEST: &str = "select";

/// In AWS's order.
const DEFECTS: [Defect; 9] = [
    Defect { step: 0, name: COUNTRY, reason: "DESTINATION_COUNTRY_BLOCKED", spoil: OF_REQUEST, mend: OF_REQUEST },
    Defect {
        step: 1,
        name: "phone_number_is_active",
        reason: "RESOURCE_NOT_ACTIVE",
        spoil: "update callsign.phone_number set active_at = clock_timestamp() + interval '1 day'",
        mend: "update callsign.phone_number set active_at = created_at",
    },
    Defect {
        step: 1,
        name: "has_the_capability",
        reason: "NUMBER_CAPABILITIES_MISMATCH",
        spoil: "update callsign.phone_number set number_capabilities = '{VOICE}'",
        mend: "update callsign.phone_number set number_capabilities = '{SMS}'",
    },
    Defect {
        step: 1,
        name: "sends_the_message_type",
        reason: "MESSAGE_TYPE_MISMATCH",
        spoil: "update callsign.phone_number set message_type = 'PROMOTIONAL'",
        mend: "update callsign.phone_number set message_type = 'TRANSACTIONAL'",
    },
    Defect {
        step: 1,
        name: "reaches_the_destination",
        reason: "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
        spoil: "update callsign.phone_number set iso_country_code = 'CA'",
        mend: "update callsign.phone_number set iso_country_code = 'US'",
    },
    Defect {
        step: 2,
        name: "destination_is_verified",
        reason: "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
        spoil: "update callsign.account_region set tier = 'SANDBOX'",
        mend: "update callsign.account_region set tier = 'PRODUCTION'",
    },
    Defect {
        step: 2,
        name: "destination_is_not_opted_out",
        reason: "DESTINATION_PHONE_NUMBER_OPTED_OUT",
        spoil: "insert into callsign.opted_out_number (id, opt_out_list_id, opted_out_number, end_user_opted_out, created_at)
                select gen_random_uuid(), id, '+12065550142', false, clock_timestamp() from callsign.opt_out_list",
        mend: "delete from callsign.opted_out_number",
    },
    Defect {
        step: 2,
        name: "protect_configuration_lets_it_through",
        reason: "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
        spoil: "insert into callsign.protect_country_rule (protect_configuration_id, number_capability, iso_country_code, protect_status)
                select id, 'SMS', 'US', 'BLOCK' from callsign.protect_configuration",
        mend: "delete from callsign.protect_country_rule",
    },
    Defect { step: 3, name: PRICE, reason: "PRICE_OVER_THRESHOLD", spoil: OF_REQUEST, mend: OF_REQUEST },
];

/// A number that may write to a phone of its country.
struct World {
    app: App,
    number: String,
}

impl World {
    async fn start() -> Self {
        let without_france = |settings: &mut Settings| settings.sending.blocked_countries = vec!["FR".to_owned()];
        let app = App::with(without_france).await;
        let fixture = Fixture(app.client());
        let number = fixture.long_code("US").await;
        fixture.protect_configuration().await;
        app.execute("update callsign.protect_configuration set account_default = true").await;
        // What was sent goes on by itself otherwise.
        app.freeze().await;
        Self { app, number }
    }

    /// What is told of the send in a state with these defects, which the send must be answered, too.
    async fn ask(&self, defects: &[&Defect]) -> Value {
        let has = |name: &str| defects.iter().any(|defect| defect.name == name);
        let mut input = text(&self.number, if has(COUNTRY) { "+33639980000" } else { PHONE });
        input["MessageType"] = "TRANSACTIONAL".into();
        input["MaxPrice"] = if has(PRICE) { "0.00001" } else { "1.0" }.into();
        let Some(step) = defects.iter().map(|defect| defect.step).min() else {
            return explain_and_send(&self.app, &input).await;
        };
        let told = explain_and_call(&self.app, "SendTextMessage", &input).await;
        let of_step: Vec<&&Defect> = defects.iter().filter(|defect| defect.step == step).collect();
        let names: Vec<&str> = of_step.iter().map(|defect| defect.name).collect();
        assert_eq!((&told["verdict"], failing(&told)), (&json!("refused"), names), "{told}");
        assert_eq!(first_failing(&told)["reason"], told["answer"]["Reason"], "{told}");
        for defect in defects.iter().filter(|defect| defect.step > step) {
            assert!(told["not_asked"].as_array().is_some_and(|names| names.contains(&json!(defect.name))), "{told}");
        }
        told
    }
}

#[tokio::test]
async fn each_check_refuses_a_send_alone_and_names_what_was_compared_and_the_way_out() {
    let world = World::start().await;
    for defect in &DEFECTS {
        world.app.execute(defect.spoil).await;
        let told = world.ask(&[defect]).await;
        let check = first_failing(&told);
        assert_eq!((&check["name"], &check["reason"]), (&json!(defect.name), &json!(defect.reason)), "{told}");
        assert_ne!(check["left"], check["right"], "{told}");
        assert!(check["remedy"].as_str().is_some_and(|remedy| remedy.ends_with('.')), "{told}");
        world.app.execute(defect.mend).await;
    }
    world.ask(&[]).await;
}

#[tokio::test]
async fn whatever_the_state_a_send_is_told_what_fails_until_the_remedies_are_taken() {
    in_states(20).await;
}

#[tokio::test]
#[ignore = "it takes minutes: CONTRIBUTING.md says how it is run"]
async fn in_a_thousand_states_a_send_is_told_what_fails_until_the_remedies_are_taken() {
    in_states(1_000).await;
}

/// Each state is spoiled by chance, and mended remedy by remedy until the message is sent; explanation and send agree at each step.
async fn in_states(count: usize) {
    let world = World::start().await;
    let mut seed = 24;
    for _ in 0..count {
        let mut defects: Vec<&Defect> = DEFECTS.iter().filter(|_| next(&mut seed).is_multiple_of(3)).collect();
        for defect in &defects {
            world.app.execute(defect.spoil).await;
        }
        while !defects.is_empty() {
            world.ask(&defects).await;
            let mended = defects.remove(next(&mut seed) % defects.len());
            world.app.execute(mended.mend).await;
        }
        world.ask(&defects).await;
    }
}
