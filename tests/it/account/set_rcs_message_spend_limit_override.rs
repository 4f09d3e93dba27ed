//! SetRcsMessageSpendLimitOverride: one test for each sentence of its rule and each error that it raises.

use crate::harness::SpendLimit;

#[tokio::test]
async fn the_override_is_enforced_from_then_on_and_no_other_limit_changes() {
    SpendLimit::Rcs.set_is_enforced().await;
}

#[tokio::test]
async fn a_later_override_takes_the_place_of_an_earlier_one() {
    SpendLimit::Rcs.set_replaces().await;
}

#[tokio::test]
async fn an_override_above_the_maximum_is_refused() {
    SpendLimit::Rcs.set_above_the_maximum_is_refused().await;
}

#[tokio::test]
async fn a_limit_that_is_missing_or_out_of_bounds_is_named() {
    SpendLimit::Rcs.set_out_of_bounds_is_named().await;
}

#[tokio::test]
async fn each_account_and_region_has_its_own() {
    SpendLimit::Rcs.set_is_for_its_account_and_region().await;
}

#[tokio::test]
async fn calls_at_the_same_time_all_succeed_and_one_holds() {
    SpendLimit::Rcs.sets_at_the_same_time_succeed().await;
}
