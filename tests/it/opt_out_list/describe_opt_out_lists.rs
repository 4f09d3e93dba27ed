//! DescribeOptOutLists: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::describe_opt_out_lists::builders::DescribeOptOutListsFluentBuilder as Describe,
    types::{OptOutListInformation, Owner},
};

use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, arn_in, refusal};

/// The names that a description answers.
async fn names(describe: Describe) -> Vec<String> {
    names_of(describe.send().await.expect("lists are described").opt_out_lists.unwrap_or_default())
}

fn names_of(lists: Vec<OptOutListInformation>) -> Vec<String> {
    lists.into_iter().map(|list| list.opt_out_list_name).collect()
}

async fn create(client: &Client, name: &str) {
    client.create_opt_out_list().opt_out_list_name(name).send().await.expect("the list is new");
}

#[tokio::test]
async fn default_is_there_from_the_first_call_in_each_account_and_region() {
    let app = App::start().await;

    for (key, account, region) in
        [("test", ACCOUNT, REGION), ("test", ACCOUNT, "eu-west-1"), ("other", OTHER_ACCOUNT, REGION)]
    {
        let answer = app.client_of(key, region).describe_opt_out_lists().send().await.expect("lists are described");
        let lists = answer.opt_out_lists.unwrap_or_default();
        let [default] = lists.as_slice() else { panic!("one list: {lists:?}") };
        assert_eq!(default.opt_out_list_name, "Default");
        assert_eq!(default.opt_out_list_arn, format!("arn:aws:sms-voice:{region}:{account}:opt-out-list/Default"));
        assert_eq!(answer.next_token, None);
    }
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 0, "who only reads makes no row");

    app.client().create_opt_out_list().opt_out_list_name("Mine").send().await.expect("it is made");
    assert_eq!(
        app.count("select count(*) from inspect.opt_out_lists").await,
        2,
        "Default is there with the first call that writes"
    );
}

#[tokio::test]
async fn default_can_be_described_by_name_in_the_first_call() {
    let app = App::start().await;

    assert_eq!(names(app.client().describe_opt_out_lists().opt_out_list_names("Default")).await, ["Default"]);
}

#[tokio::test]
async fn lists_are_described_as_they_were_created_and_as_the_view_shows_them() {
    let app = App::start().await;
    let created = app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");

    let describe = app.client().describe_opt_out_lists().opt_out_list_names("Lamps");
    let lists = describe.send().await.expect("lists are described").opt_out_lists.unwrap_or_default();

    let [list] = lists.as_slice() else { panic!("one list: {lists:?}") };
    assert_eq!(Some(&list.opt_out_list_arn), created.opt_out_list_arn.as_ref());
    assert_eq!(Some(list.created_timestamp), created.created_timestamp);
    let query = "
        select opt_out_list_name, extract(epoch from created_timestamp)::float8 from inspect.opt_out_lists
        where opt_out_list_arn = $1";
    let shown: Vec<(String, f64)> = app.rows_for(query, &list.opt_out_list_arn).await;
    let [(name, seconds)] = shown.as_slice() else { panic!("one row: {shown:?}") };
    assert_eq!(name, "Lamps");
    assert!((seconds - list.created_timestamp.as_secs_f64()).abs() < 0.0005, "{shown:?} and {list:?}");
}

#[tokio::test]
async fn all_lists_of_the_account_and_region_are_described_in_the_order_of_their_creation() {
    let app = App::start().await;
    for name in ["Zebra", "apple", "Middle"] {
        create(&app.client(), name).await;
    }
    create(&app.client_of("other", REGION), "Foreign").await;
    create(&app.client_of("test", "eu-west-1"), "Elsewhere").await;

    assert_eq!(names(app.client().describe_opt_out_lists()).await, ["Default", "Zebra", "apple", "Middle"]);
}

#[tokio::test]
async fn only_the_lists_that_are_named_are_described_each_once_by_name_or_arn() {
    let app = App::start().await;
    for name in ["Lamps", "Chairs", "Tables"] {
        create(&app.client(), name).await;
    }

    let describe = app.client().describe_opt_out_lists();
    let describe = describe.opt_out_list_names(arn_in(ACCOUNT, "opt-out-list/Tables"));
    let describe = describe.opt_out_list_names("Lamps").opt_out_list_names("Tables");

    assert_eq!(names(describe).await, ["Lamps", "Tables"]);
}

#[tokio::test]
async fn a_list_that_is_named_and_not_there_fails_the_whole_call() {
    let app = App::start().await;
    create(&app.client_of("other", REGION), "Foreign").await;

    for name in ["Unknown", "default", "Foreign"] {
        let describe = app.client().describe_opt_out_lists().opt_out_list_names("Default").opt_out_list_names(name);
        let line = refusal(describe.send().await).line();
        assert_eq!(line, format!("ResourceNotFoundException - opt-out-list {name}"));
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;
    create(&app.client_of("other", REGION), "Foreign").await;

    let foreign = arn_in(OTHER_ACCOUNT, "opt-out-list/Foreign");
    let refused = refusal(app.client().describe_opt_out_lists().opt_out_list_names(foreign).send().await);

    assert_eq!(refused.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn the_arn_of_something_else_is_refused() {
    let app = App::start().await;

    let pool = arn_in(ACCOUNT, "pool/pool-1");
    let refused = refusal(app.client().describe_opt_out_lists().opt_out_list_names(pool).send().await);

    assert!(refused.is("ValidationException", "INVALID_ARN"), "{refused:?}");
    assert_eq!(refused.fields, ["optOutListNames"]);
}

#[tokio::test]
async fn owner_self_describes_ones_own_lists_and_shared_none() {
    let app = App::start().await;

    assert_eq!(names(app.client().describe_opt_out_lists().owner(Owner::SelfValue)).await, ["Default"]);
    assert!(names(app.client().describe_opt_out_lists().owner(Owner::Shared)).await.is_empty());
}

#[tokio::test]
async fn owner_beside_names_is_refused() {
    let app = App::start().await;

    for owner in [Owner::SelfValue, Owner::Shared] {
        let describe = app.client().describe_opt_out_lists().opt_out_list_names("Default").owner(owner);
        let refused = refusal(describe.send().await);
        assert!(refused.is("ValidationException", "PARAMETERS_CANNOT_BE_USED_TOGETHER"), "{refused:?}");
        assert_eq!(refused.fields, ["optOutListNames", "owner"]);
    }
}

#[tokio::test]
async fn pages_of_one_and_seven_give_each_list_once() {
    let app = App::start().await;
    let mut expected = vec!["Default".to_owned()];
    for list in 1..=14 {
        create(&app.client(), &format!("List-{list}")).await;
        expected.push(format!("List-{list}"));
    }

    for (max_results, pages) in [(1, 15), (7, 3), (15, 1), (100, 1)] {
        let (mut seen, mut tokens, mut next) = (Vec::new(), 0, None);
        loop {
            let page = app.client().describe_opt_out_lists().max_results(max_results).set_next_token(next.take());
            let answer = page.send().await.expect("a page is described");
            seen.extend(names_of(answer.opt_out_lists.unwrap_or_default()));
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
async fn lists_that_come_and_go_between_pages_leave_the_others_on_them_once() {
    let app = App::start().await;
    for name in ["Lamps", "Chairs", "Tables"] {
        create(&app.client(), name).await;
    }

    let first = app.client().describe_opt_out_lists().max_results(2).send().await.expect("the first page");
    assert_eq!(names_of(first.opt_out_lists.unwrap_or_default()), ["Default", "Lamps"]);
    let delete = app.client().delete_opt_out_list().opt_out_list_name("Lamps");
    delete.send().await.expect("the last list of the page goes");
    create(&app.client(), "Beds").await;

    let rest = app.client().describe_opt_out_lists().set_next_token(first.next_token);
    assert_eq!(names(rest).await, ["Chairs", "Tables", "Beds"]);
}

#[tokio::test]
async fn a_token_of_another_scope_or_request_or_a_changed_one_is_refused() {
    let app = App::start().await;
    create(&app.client(), "Lamps").await;
    let page = app.client().describe_opt_out_lists().max_results(1).send().await.expect("the first page");
    let token = page.next_token.expect("there is a second");

    let of_another = app.client_of("other", REGION).describe_opt_out_lists().next_token(&token);
    let elsewhere = app.client_of("test", "eu-west-1").describe_opt_out_lists().next_token(&token);
    let named = app.client().describe_opt_out_lists().opt_out_list_names("Lamps").next_token(&token);
    let truncated = app.client().describe_opt_out_lists().next_token(&token[1..]);
    for describe in [of_another, elsewhere, named, truncated] {
        let refused = refusal(describe.send().await);
        assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
        assert_eq!(refused.fields, ["nextToken"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let mut broken = app.client().describe_opt_out_lists().owner(Owner::from("US")).max_results(0).next_token("");
    for list in 0..6 {
        broken = broken.opt_out_list_names(format!("List-{list}"));
    }
    let broken = refusal(broken.send().await);

    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["optOutListNames", "nextToken", "maxResults", "owner"]);
}
