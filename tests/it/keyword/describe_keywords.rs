//! DescribeKeywords: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::describe_keywords::builders::DescribeKeywordsFluentBuilder as Describe,
    types::{KeywordAction, KeywordFilter, KeywordFilterName, KeywordInformation},
};

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, arn_in, refusal};

/// A description of the keywords of a pool or a phone number, ready to be sent.
fn describe(app: &App, owner: &str) -> Describe {
    app.client().describe_keywords().origination_identity(owner)
}

/// The words that it answers.
async fn words(describe: Describe) -> Vec<String> {
    words_of(describe.send().await.expect("keywords are described").keywords.unwrap_or_default())
}

fn words_of(keywords: Vec<KeywordInformation>) -> Vec<String> {
    keywords.into_iter().map(|keyword| keyword.keyword).collect()
}

async fn put(app: &App, owner: &str, word: &str, action: KeywordAction) {
    let put = app.client().put_keyword().origination_identity(owner).keyword(word).keyword_message("Hello.");
    put.keyword_action(action).send().await.expect("the keyword is put");
}

fn action_filter(values: &[&str]) -> KeywordFilter {
    let values = values.iter().map(ToString::to_string).collect();
    let filter = KeywordFilter::builder().name(KeywordFilterName::KeywordAction).set_values(Some(values));
    filter.build().expect("a filter has a name and values")
}

#[tokio::test]
async fn help_and_stop_are_on_every_new_pool_and_phone_number_and_everywhere_the_same() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let sender_id = fixture.sender_id("LAMPS", "GB").await;
    let owners =
        [fixture.number().await, fixture.number().await, fixture.pool().await, fixture.pool_of(&sender_id, "GB").await];

    let mut described = Vec::new();
    for owner in &owners {
        let answer = describe(&app, owner).send().await.expect("keywords are described");
        described.push(answer.keywords.unwrap_or_default());
        assert_eq!(answer.next_token, None);
    }

    let [help, stop] = described[0].as_slice() else { panic!("HELP and STOP: {described:?}") };
    assert_eq!((help.keyword.as_str(), &help.keyword_action), ("HELP", &KeywordAction::AutomaticResponse));
    assert_eq!((stop.keyword.as_str(), &stop.keyword_action), ("STOP", &KeywordAction::OptOut));
    for keywords in &described[1..] {
        assert_eq!(keywords, &described[0]);
    }
}

#[tokio::test]
async fn the_view_shows_the_same_keywords() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    put(&app, &number, "START", KeywordAction::OptIn).await;
    let help = app.client().put_keyword().origination_identity(&number).keyword("HELP").keyword_message("Call us.");
    help.send().await.expect("the message changes");
    let pool = fixture.pool_of(&number, "US").await;

    for (owner, path) in [(&number, format!("phone-number/{number}")), (&pool, format!("pool/{pool}"))] {
        let answer = describe(&app, owner).send().await.expect("keywords are described");
        let described: Vec<_> = answer
            .keywords
            .unwrap_or_default()
            .into_iter()
            .map(|keyword| (keyword.keyword, keyword.keyword_message, keyword.keyword_action.as_str().to_owned()))
            .collect();
        let query = "
            select keyword, keyword_message, keyword_action from inspect.keywords
            where origination_identity_arn = $1 order by keyword collate \"C\"";
        let shown: Vec<(String, String, String)> = app.rows_for(query, &arn_in(ACCOUNT, &path)).await;
        assert_eq!(described, shown);
        assert_eq!(described.len(), 3);
    }
}

#[tokio::test]
async fn an_owner_that_is_named_by_its_arn_is_answered_by_its_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    for (id, path) in [(&pool, format!("pool/{pool}")), (&number, format!("phone-number/{number}"))] {
        let arn = arn_in(ACCOUNT, &path);
        let answer = describe(&app, &arn).send().await.expect("keywords are described");
        assert_eq!(answer.origination_identity.as_ref(), Some(id));
        assert_eq!(answer.origination_identity_arn, Some(arn));
    }
}

#[tokio::test]
async fn a_phone_number_in_a_pool_is_described_with_the_keywords_of_the_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    let pool = fixture.pool_of(&number, "US").await;
    put(&app, &pool, "START", KeywordAction::OptIn).await;

    assert_eq!(words(describe(&app, &number)).await, ["HELP", "START", "STOP"]);
}

#[tokio::test]
async fn only_the_words_that_are_named_are_described_in_the_order_of_the_words() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, "GRÜSSE", KeywordAction::OptIn).await;
    put(&app, &number, "INFO", KeywordAction::OptIn).await;

    let named = describe(&app, &number).keywords("stop").keywords("grÜsse").keywords("Stop");

    assert_eq!(words(named).await, ["GRÜSSE", "STOP"]);
}

#[tokio::test]
async fn a_word_that_is_named_and_not_there_fails_the_whole_call() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let named = describe(&app, &number).keywords("STOP").keywords("start").keywords("INFO");

    assert_eq!(refusal(named.send().await).line(), "ResourceNotFoundException - keyword START");
}

#[tokio::test]
async fn the_filter_passes_keywords_with_one_of_its_actions() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, "START", KeywordAction::OptIn).await;
    put(&app, &number, "QUIT", KeywordAction::OptOut).await;

    let filtered = |values: &[&str]| words(describe(&app, &number).filters(action_filter(values)));
    assert_eq!(filtered(&["OPT_OUT"]).await, ["QUIT", "STOP"]);
    assert_eq!(filtered(&["OPT_IN", "AUTOMATIC_RESPONSE"]).await, ["HELP", "START"]);
}

#[tokio::test]
async fn several_filters_and_words_are_all_to_be_met() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let both = describe(&app, &number).filters(action_filter(&["OPT_OUT"])).filters(action_filter(&["OPT_IN"]));
    assert!(words(both).await.is_empty());
    let word = describe(&app, &number).keywords("STOP").keywords("HELP").filters(action_filter(&["OPT_OUT"]));
    assert_eq!(words(word).await, ["STOP"]);
}

#[tokio::test]
async fn a_value_that_is_no_action_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let refused = refusal(describe(&app, &number).filters(action_filter(&["opt_out"])).send().await);

    assert!(refused.is("ValidationException", "INVALID_FILTER_VALUES"), "{refused:?}");
    assert_eq!(refused.fields, ["filters"]);
}

#[tokio::test]
async fn pages_of_one_and_seven_give_each_word_once_and_the_owner_each_time() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let mut expected = vec!["HELP".to_owned(), "STOP".to_owned()];
    for word in 1..=14 {
        put(&app, &pool, &format!("WORD {word}"), KeywordAction::OptIn).await;
        expected.push(format!("WORD {word}"));
    }
    expected.sort();

    for (max_results, pages) in [(1, 16), (7, 3), (16, 1), (100, 1)] {
        let (mut seen, mut tokens, mut next) = (Vec::new(), 0, None);
        loop {
            let page = describe(&app, &pool).max_results(max_results).set_next_token(next.take());
            let answer = page.send().await.expect("a page is described");
            assert_eq!(answer.origination_identity.as_deref(), Some(pool.as_str()));
            seen.extend(words_of(answer.keywords.unwrap_or_default()));
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
async fn words_that_come_and_go_between_pages_leave_the_others_on_them_once() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    for word in ["B", "D", "F"] {
        put(&app, &number, word, KeywordAction::OptIn).await;
    }

    let first = describe(&app, &number).max_results(2).send().await.expect("the first page");
    assert_eq!(words_of(first.keywords.unwrap_or_default()), ["B", "D"]);
    for word in ["A", "E"] {
        put(&app, &number, word, KeywordAction::OptIn).await;
    }
    let delete = app.client().delete_keyword().origination_identity(&number).keyword("D");
    delete.send().await.expect("the last word of the page goes");

    let rest = describe(&app, &number).set_next_token(first.next_token);
    assert_eq!(words(rest).await, ["E", "F", "HELP", "STOP"]);
}

#[tokio::test]
async fn a_token_of_another_owner_or_filter_or_a_changed_one_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (number, other) = (fixture.number().await, fixture.number().await);
    let page = describe(&app, &number).max_results(1).send().await.expect("the first page");
    let token = page.next_token.expect("there is a second");

    let of_another = describe(&app, &other).next_token(&token);
    let filtered = describe(&app, &number).filters(action_filter(&["OPT_OUT"])).next_token(&token);
    let named = describe(&app, &number).keywords("STOP").next_token(&token);
    let truncated = describe(&app, &number).next_token(&token[1..]);
    for describe in [of_another, filtered, named, truncated] {
        let refused = refusal(describe.send().await);
        assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
        assert_eq!(refused.fields, ["nextToken"]);
    }
    let by_arn = describe(&app, &arn_in(ACCOUNT, &format!("phone-number/{number}"))).next_token(&token);
    assert_eq!(words(by_arn).await, ["STOP"]);
}

#[tokio::test]
async fn an_unknown_owner_and_a_foreign_one_named_by_its_id_are_not_found() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION));
    let pools = [format!("pool-{:032}", 0), foreign.pool().await];
    let numbers = [format!("phone-{:032}", 0), foreign.number().await];

    for (kind, owners) in [("pool", pools), ("phone-number", numbers)] {
        for owner in owners {
            let refused = app.refused(describe(&app, &owner).send()).await;
            assert_eq!(refused.line(), format!("ResourceNotFoundException - {kind} {owner}"));
        }
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION));
    let (pool, number) = (foreign.pool().await, foreign.number().await);

    for path in [format!("pool/{pool}"), format!("phone-number/{number}")] {
        let refused = refusal(describe(&app, &arn_in(OTHER_ACCOUNT, &path)).send().await);
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn the_arn_of_a_sender_id_or_a_list_is_refused() {
    let app = App::start().await;

    for path in ["sender-id/LAMPS/GB", "opt-out-list/Default"] {
        let refused = refusal(describe(&app, &arn_in(ACCOUNT, path)).send().await);
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{path}: {refused:?}");
        assert_eq!(refused.fields, ["originationIdentity"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let missing = refusal(app.client().describe_keywords().send().await);
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["originationIdentity"]);

    let mut broken = describe(&app, "+12065550100").max_results(101).next_token("");
    for word in 0..6 {
        broken = broken.keywords(format!("WORD {word}"));
    }
    let broken = refusal(broken.filters(action_filter(&[])).send().await);
    assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
    assert_eq!(broken.fields, ["originationIdentity", "keywords", "filters", "nextToken", "maxResults"]);
}
