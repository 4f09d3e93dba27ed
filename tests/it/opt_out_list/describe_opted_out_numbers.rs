//! DescribeOptedOutNumbers: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_opted_out_numbers::builders::DescribeOptedOutNumbersFluentBuilder as Describe,
    types::{OptedOutFilter, OptedOutFilterName, OptedOutNumberInformation},
};

use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, arn_in, refusal};

/// A description of the numbers on a list, ready to be sent.
fn describe(app: &App, list: &str) -> Describe {
    app.client().describe_opted_out_numbers().opt_out_list_name(list)
}

/// The numbers that it answers.
async fn numbers(describe: Describe) -> Vec<String> {
    numbers_of(describe.send().await.expect("numbers are described").opted_out_numbers.unwrap_or_default())
}

fn numbers_of(numbers: Vec<OptedOutNumberInformation>) -> Vec<String> {
    numbers.into_iter().map(|number| number.opted_out_number).collect()
}

async fn put(app: &App, list: &str, number: &str) {
    let put = app.client().put_opted_out_number().opt_out_list_name(list).opted_out_number(number);
    put.send().await.expect("the number is put on the list");
}

/// On the list `Default`, one number put there and one whose end user opted out.
async fn app_with_two_numbers() -> App {
    let app = App::start().await;
    put(&app, "Default", PUT).await;
    put(&app, "Default", TEXTED).await;
    app.execute(
        "update callsign.opted_out_number set end_user_opted_out = true where opted_out_number = '+12065550100'",
    )
    .await;
    app
}

const PUT: &str = "+12065550101";
const TEXTED: &str = "+12065550100";

fn filter(values: &[&str]) -> OptedOutFilter {
    let values = values.iter().map(ToString::to_string).collect();
    let filter = OptedOutFilter::builder().name(OptedOutFilterName::EndUserOptedOut).set_values(Some(values));
    filter.build().expect("a filter has a name and values")
}

#[tokio::test]
async fn numbers_are_described_as_they_were_put_in_that_order() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    let put_on = app.client().put_opted_out_number().opt_out_list_name("Lamps").opted_out_number(PUT);
    let first = put_on.send().await.expect("the number is put on the list");
    put(&app, "Lamps", TEXTED).await;
    put(&app, "Default", "+12065550102").await;
    let lamps = arn_in(ACCOUNT, "opt-out-list/Lamps");

    for list in ["Lamps", &lamps] {
        let answer = describe(&app, list).send().await.expect("numbers are described");
        assert_eq!(answer.opt_out_list_name.as_deref(), Some("Lamps"));
        assert_eq!(answer.opt_out_list_arn.as_deref(), Some(lamps.as_str()));
        assert_eq!(answer.next_token, None);
        let numbers = answer.opted_out_numbers.unwrap_or_default();
        assert_eq!(Some(numbers[0].opted_out_timestamp), first.opted_out_timestamp);
        assert!(!numbers[0].end_user_opted_out);
        assert_eq!(numbers_of(numbers), [PUT, TEXTED]);
    }
}

#[tokio::test]
async fn an_empty_list_has_no_numbers() {
    let app = App::start().await;

    assert!(numbers(describe(&app, "Default")).await.is_empty());
}

#[tokio::test]
async fn only_the_numbers_that_are_named_are_described_with_or_without_their_plus() {
    let app = app_with_two_numbers().await;

    let named = describe(&app, "Default").opted_out_numbers(&TEXTED[1..]).opted_out_numbers(TEXTED);

    assert_eq!(numbers(named).await, [TEXTED]);
}

#[tokio::test]
async fn a_number_that_is_named_and_not_on_the_list_fails_the_whole_call() {
    let app = app_with_two_numbers().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    put(&app, "Lamps", "+12065550102").await;

    let named = describe(&app, "Default").opted_out_numbers(PUT).opted_out_numbers("12065550102");

    assert_eq!(refusal(named.send().await).line(), "ResourceNotFoundException - opted-out-number +12065550102");
}

#[tokio::test]
async fn the_filter_passes_numbers_whose_end_user_opted_out_or_did_not() {
    let app = app_with_two_numbers().await;

    let filtered = |values: &[&str]| numbers(describe(&app, "Default").filters(filter(values)));
    assert_eq!(filtered(&["true"]).await, [TEXTED]);
    assert_eq!(filtered(&["false"]).await, [PUT]);
    assert_eq!(filtered(&["true", "false"]).await, [PUT, TEXTED]);
}

#[tokio::test]
async fn several_filters_and_numbers_are_all_to_be_met() {
    let app = app_with_two_numbers().await;

    let both = describe(&app, "Default").filters(filter(&["true"])).filters(filter(&["false"]));
    assert!(numbers(both).await.is_empty());
    let named = describe(&app, "Default").opted_out_numbers(PUT).opted_out_numbers(TEXTED).filters(filter(&["true"]));
    assert_eq!(numbers(named).await, [TEXTED]);
}

#[tokio::test]
async fn a_value_that_is_neither_true_nor_false_is_refused() {
    let app = App::start().await;

    let refused = refusal(describe(&app, "Default").filters(filter(&["True"])).send().await);

    assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
    assert_eq!(refused.fields, ["filters"]);
}

#[tokio::test]
async fn pages_of_one_and_seven_give_each_number_once_and_the_list_each_time() {
    let app = App::start().await;
    let mut expected = Vec::new();
    for number in 0..15 {
        let number = format!("+12065550{}", 199 - number);
        put(&app, "Default", &number).await;
        expected.push(number);
    }

    for (max_results, pages) in [(1, 15), (7, 3), (15, 1), (100, 1)] {
        let (mut seen, mut tokens, mut next) = (Vec::new(), 0, None);
        loop {
            let page = describe(&app, "Default").max_results(max_results).set_next_token(next.take());
            let answer = page.send().await.expect("a page is described");
            assert_eq!(answer.opt_out_list_name.as_deref(), Some("Default"));
            seen.extend(numbers_of(answer.opted_out_numbers.unwrap_or_default()));
            tokens += 1;
            match answer.next_token {
                Some(token) => next = Some(token),
                None => break,
            }
        }
        assert_eq!(seen, expected, "with MaxResults {max_results}");
        assert_eq!(tokens, pages, "with MaxResults {max_results}");
    }
}

#[tokio::test]
async fn numbers_that_come_and_go_between_pages_leave_the_others_on_them_once() {
    let app = app_with_two_numbers().await;
    put(&app, "Default", "+12065550110").await;

    let first = describe(&app, "Default").max_results(2).send().await.expect("the first page");
    assert_eq!(numbers_of(first.opted_out_numbers.unwrap_or_default()), [PUT, TEXTED]);
    let delete = app.client().delete_opted_out_number().opt_out_list_name("Default").opted_out_number(TEXTED);
    delete.send().await.expect("the last number of the page goes");
    put(&app, "Default", "+12065550105").await;

    let rest = describe(&app, "Default").set_next_token(first.next_token);
    assert_eq!(numbers(rest).await, ["+12065550110", "+12065550105"]);
}

#[tokio::test]
async fn a_token_of_another_list_or_filter_or_a_changed_one_is_refused() {
    let app = app_with_two_numbers().await;
    app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");
    let page = describe(&app, "Default").max_results(1).send().await.expect("the first page");
    let token = page.next_token.expect("there is a second");

    let of_another = describe(&app, "Lamps").next_token(&token);
    let filtered = describe(&app, "Default").filters(filter(&["true"])).next_token(&token);
    let named = describe(&app, "Default").opted_out_numbers(PUT).next_token(&token);
    let truncated = describe(&app, "Default").next_token(&token[..token.len() - 1]);
    for describe in [of_another, filtered, named, truncated] {
        let refused = refusal(describe.send().await);
        assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
        assert_eq!(refused.fields, ["nextToken"]);
    }
    let by_arn = describe(&app, &arn_in(ACCOUNT, "opt-out-list/Default")).next_token(&token);
    assert_eq!(numbers(by_arn).await, [TEXTED]);
}

#[tokio::test]
async fn an_unknown_list_and_a_foreign_one_named_by_its_name_are_not_found() {
    let app = App::start().await;
    let foreign = app.client_of("other", REGION).create_opt_out_list().opt_out_list_name("Foreign");
    foreign.send().await.expect("the list is new");

    for list in ["Unknown", "default", "Foreign"] {
        let refused = refusal(describe(&app, list).send().await);
        assert_eq!(refused.line(), format!("ResourceNotFoundException - opt-out-list {list}"));
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;

    let refused = refusal(describe(&app, &arn_in(OTHER_ACCOUNT, "opt-out-list/Default")).send().await);

    assert_eq!(refused.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn the_arn_of_something_else_is_refused() {
    let app = App::start().await;

    for path in ["pool/pool-1", "opt-out-list/"] {
        let refused = refusal(describe(&app, &arn_in(ACCOUNT, path)).send().await);
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{path}: {refused:?}");
        assert_eq!(refused.fields, ["optOutListName"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let missing = refusal(app.client().describe_opted_out_numbers().send().await);
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["optOutListName"]);

    let broken = describe(&app, "two words").opted_out_numbers("+0123").filters(filter(&[]));
    let broken = refusal(broken.next_token("").max_results(0).send().await);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["optOutListName", "optedOutNumbers", "filters", "nextToken", "maxResults"]);
}
