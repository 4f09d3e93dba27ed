//! ListProtectConfigurationRuleSetNumberOverrides: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    primitives::DateTime,
    types::{
        ProtectConfigurationRuleOverrideAction as Action, ProtectConfigurationRuleSetNumberOverrideFilterItem as Item,
    },
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::refuses_others;
use crate::harness::{App, Fixture};

/// Overrides: a number, its action, and after how many minutes it expires. Each is made a minute after the one in front of it.
const SAMPLES: [(&str, Action, Option<i64>); 5] = [
    ("+12065550140", Action::Block, None),
    ("+12065550141", Action::Allow, Some(60)),
    ("+12125550142", Action::Block, Some(120)),
    ("+447700900123", Action::Allow, None),
    ("+80012345678", Action::Block, Some(60)),
];

struct Stage {
    app: App,
    id: String,
    /// When the first was made.
    began: OffsetDateTime,
}

impl Stage {
    async fn new() -> Self {
        let app = App::start().await;
        app.freeze().await;
        let id = Fixture(app.client()).protect_configuration().await;
        let began = app.standing_at().await;
        for (number, action, expires) in SAMPLES {
            let put = app.client().put_protect_configuration_rule_set_number_override().protect_configuration_id(&id);
            let put = put.destination_phone_number(number).action(action);
            let at = expires.map(|minutes| DateTime::from_secs(began.unix_timestamp() + 60 * minutes));
            put.set_expiration_timestamp(at).send().await.expect("it is set");
            app.pass_ms(60_000).await;
        }
        Self { app, id, began }
    }

    fn after(&self, minutes: i64) -> OffsetDateTime {
        self.began.replace_millisecond(0).expect("a second") + time::Duration::minutes(minutes)
    }

    /// The places of the samples that pass.
    async fn passed(&self, filters: &[(&str, &[&str])]) -> Vec<usize> {
        let mut request = self.app.client().list_protect_configuration_rule_set_number_overrides();
        for (name, values) in filters {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            let filter = Item::builder().name((*name).into()).set_values(Some(values)).build();
            request = request.filters(filter.expect("it is complete"));
        }
        let pages = request.protect_configuration_id(&self.id).into_paginator().page_size(2).items().send();
        let all = pages.collect::<Result<Vec<_>, _>>().await.expect("all pages come");
        let place = |number: &str| SAMPLES.iter().position(|(sample, ..)| *sample == number);
        all.iter().map(|one| place(one.destination_phone_number()).expect("it is a sample")).collect()
    }
}

#[tokio::test]
async fn all_are_listed_in_the_order_of_their_creation() {
    let stage = Stage::new().await;
    assert_eq!(stage.passed(&[]).await, [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn each_filter_lets_pass_what_has_one_of_its_values() {
    let stage = Stage::new().await;
    let rfc = |minutes| stage.after(minutes).format(&Rfc3339).expect("it is a time");
    let seconds = |minutes| stage.after(minutes).unix_timestamp().to_string();
    let (hour, two_hours, hour_in_seconds) = (rfc(60), rfc(120), seconds(60));
    let (second_minute, later) = (rfc(2), seconds(1_000));
    let cases: [(&str, &[&str], &[usize]); 17] = [
        ("iso-country-code", &["US"], &[0, 1, 2]),
        ("iso-country-code", &["GB", "FR"], &[3]),
        ("destination-phone-number-begins-with", &["+1206"], &[0, 1]),
        ("destination-phone-number-begins-with", &["+44", "+800"], &[3, 4]),
        ("destination-phone-number-begins-with", &["1206"], &[]),
        ("action", &["ALLOW"], &[1, 3]),
        ("action", &["ALLOW", "BLOCK"], &[0, 1, 2, 3, 4]),
        ("expires-before", &[&hour], &[]),
        ("expires-before", &[&two_hours], &[1, 4]),
        ("expires-before", &[&hour, &later], &[1, 2, 4]),
        ("expires-after", &[&hour], &[2]),
        ("expires-after", &[&hour_in_seconds], &[2]),
        ("expires-after", &[&two_hours], &[]),
        ("created-before", &[&second_minute], &[0, 1]),
        ("created-after", &[&second_minute], &[2, 3, 4]),
        ("created-before", &[&later], &[0, 1, 2, 3, 4]),
        ("created-after", &[&later], &[]),
    ];
    for (name, values, expected) in cases {
        assert_eq!(stage.passed(&[(name, values)]).await, expected, "{name} {values:?}");
    }
    let both: [(&str, &[&str]); 2] = [("action", &["BLOCK"]), ("iso-country-code", &["US"])];
    assert_eq!(stage.passed(&both).await, [0, 2]);
}

#[tokio::test]
async fn what_has_expired_is_not_listed_but_by_the_accounts_clock() {
    let stage = Stage::new().await;
    stage.app.set_clock(stage.began, 60 * 60 - 1).await;
    assert_eq!(stage.passed(&[]).await, [0, 1, 2, 3, 4]);
    stage.app.set_clock(stage.began, 60 * 60).await;
    assert_eq!(stage.passed(&[]).await, [0, 2, 3]);
    stage.app.set_clock(stage.began, 120 * 60).await;
    assert_eq!(stage.passed(&[]).await, [0, 3]);
}

#[tokio::test]
async fn values_that_no_override_can_have_are_refused() {
    let stage = Stage::new().await;
    for (name, value) in [("action", "MONITOR"), ("expires-before", "tomorrow"), ("created-after", "2026-11-27")] {
        let filter = Item::builder().name(name.into()).values(value).build().expect("it is complete");
        let request = stage.app.client().list_protect_configuration_rule_set_number_overrides().filters(filter);
        let refused = stage.app.refused(request.protect_configuration_id(&stage.id).send()).await;
        assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
    }
}

#[tokio::test]
async fn another_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_others!(app, |client, id| {
        client.list_protect_configuration_rule_set_number_overrides().protect_configuration_id(id)
    });
}
