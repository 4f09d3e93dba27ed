//! DeleteRcsMessageSpendLimitOverride: one test for each sentence of its rule.

use crate::harness::SpendLimit;

#[tokio::test]
async fn the_deleted_limit_is_answered_and_the_maximum_is_enforced_again_for_this_limit_only() {
    SpendLimit::Rcs.delete_answers_what_was_set().await;
}

#[tokio::test]
async fn an_override_that_is_not_set_is_deleted_without_an_answer_of_a_limit() {
    SpendLimit::Rcs.delete_of_none_answers_none().await;
}

#[tokio::test]
async fn an_override_of_zero_dollars_is_answered_as_one() {
    SpendLimit::Rcs.delete_answers_zero().await;
}

#[tokio::test]
async fn overrides_of_another_account_or_region_stay() {
    SpendLimit::Rcs.delete_is_for_its_account_and_region().await;
}
