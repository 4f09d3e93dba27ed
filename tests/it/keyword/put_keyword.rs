//! PutKeyword: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::put_keyword::builders::PutKeywordFluentBuilder as Put,
    types::{KeywordAction, RequestableNumberType},
};

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, arn_in, refusal, simulator};

/// A keyword of a pool or a phone number, ready to be put.
fn put(app: &App, owner: &str, word: &str, message: &str) -> Put {
    app.client().put_keyword().origination_identity(owner).keyword(word).keyword_message(message)
}

#[tokio::test]
async fn a_keyword_of_a_phone_number_is_answered_with_the_id_the_arn_and_the_default_action() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let answer = put(&app, &number, "INFO", "We sell lamps.").send().await.expect("the keyword is put");

    assert_eq!(answer.origination_identity.as_deref(), Some(number.as_str()));
    assert_eq!(answer.origination_identity_arn, Some(arn_in(ACCOUNT, &format!("phone-number/{number}"))));
    assert_eq!(answer.keyword.as_deref(), Some("INFO"));
    assert_eq!(answer.keyword_message.as_deref(), Some("We sell lamps."));
    assert_eq!(answer.keyword_action, Some(KeywordAction::AutomaticResponse));
    assert_eq!(app.custom_keywords(&number).await, ["INFO AUTOMATIC_RESPONSE We sell lamps."]);
}

#[tokio::test]
async fn an_owner_that_is_named_by_its_arn_is_answered_by_its_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    for (id, path) in [(&pool, format!("pool/{pool}")), (&number, format!("phone-number/{number}"))] {
        let arn = arn_in(ACCOUNT, &path);
        let answer = put(&app, &arn, "INFO", "We sell lamps.").send().await.expect("the keyword is put");
        assert_eq!(answer.origination_identity.as_ref(), Some(id));
        assert_eq!(answer.origination_identity_arn, Some(arn));
    }
}

#[tokio::test]
async fn words_are_stored_and_answered_in_upper_case_as_far_as_ascii_goes() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let answer = put(&app, &number, "grüße", "Hello.").send().await.expect("the keyword is put");

    assert_eq!(answer.keyword.as_deref(), Some("GRüßE"));
    assert_eq!(app.custom_keywords(&number).await, ["GRüßE AUTOMATIC_RESPONSE Hello."]);
}

#[tokio::test]
async fn a_word_keeps_the_spaces_within() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    let answer = put(&app, &number, "opt  me in", "Hello.").send().await.expect("the keyword is put");

    assert_eq!(answer.keyword.as_deref(), Some("OPT  ME IN"));
    assert_eq!(app.custom_keywords(&number).await, ["OPT  ME IN AUTOMATIC_RESPONSE Hello."]);
}

#[tokio::test]
async fn a_space_at_either_end_of_a_word_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    for word in [" INFO", "INFO ", " "] {
        let refused = app.refused(put(&app, &number, word, "Hello.").send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{word:?}: {refused:?}");
        assert_eq!(refused.fields, ["keyword"]);
    }
}

#[tokio::test]
async fn a_word_that_is_there_gets_the_new_message_and_action() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, "START", "Welcome.").keyword_action(KeywordAction::OptIn).send().await.expect("it is put");

    let again = put(&app, &number, "start", "Welcome back.").keyword_action(KeywordAction::OptOut);
    let answer = again.send().await.expect("it is put again");

    assert_eq!(answer.keyword_action, Some(KeywordAction::OptOut));
    assert_eq!(app.custom_keywords(&number).await, ["START OPT_OUT Welcome back."]);
}

#[tokio::test]
async fn a_word_that_is_there_gets_the_default_action_if_none_is_named() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, "START", "Welcome.").keyword_action(KeywordAction::OptIn).send().await.expect("it is put");

    let answer = put(&app, &number, "START", "Welcome back.").send().await.expect("it is put again");

    assert_eq!(answer.keyword_action, Some(KeywordAction::AutomaticResponse));
    assert_eq!(app.custom_keywords(&number).await, ["START AUTOMATIC_RESPONSE Welcome back."]);
}

#[tokio::test]
async fn the_message_of_help_and_stop_may_change_and_their_action_stays() {
    let app = App::start().await;
    let fixture = Fixture(app.client());

    for owner in [fixture.pool().await, fixture.number().await] {
        for (word, action) in [("help", KeywordAction::AutomaticResponse), ("stop", KeywordAction::OptOut)] {
            let unnamed = put(&app, &owner, word, "Call us.").send().await.expect("the message may change");
            assert_eq!(unnamed.keyword_action, Some(action.clone()));
            let named = put(&app, &owner, word, "Write to us.").keyword_action(action.clone());
            let named = named.send().await.expect("its own action may be named");
            assert_eq!(named.keyword_action, Some(action));
        }
        let expected = ["HELP AUTOMATIC_RESPONSE Write to us.", "STOP OPT_OUT Write to us."];
        assert_eq!(app.custom_keywords(&owner).await, expected);
    }
}

#[tokio::test]
async fn another_action_of_help_and_stop_is_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;

    for (word, action) in [("Help", KeywordAction::OptOut), ("STOP", KeywordAction::AutomaticResponse)] {
        let other = put(&app, &number, word, "Call us.").keyword_action(action);
        let refused = app.refused(other.send()).await;
        let word = word.to_uppercase();
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED keyword {word}"));
    }
}

#[tokio::test]
async fn a_keyword_that_is_put_on_a_pool_is_put_on_its_phone_numbers_and_no_others() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (founder, joined, outsider) = (fixture.number().await, fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&founder, "US").await;
    fixture.associate(&pool, &joined, "US").await;

    put(&app, &pool, "info", "We sell lamps.").send().await.expect("the keyword is put");
    put(&app, &pool, "info", "We sell chairs.").send().await.expect("the keyword is put again");

    for owner in [&pool, &founder, &joined] {
        assert_eq!(app.custom_keywords(owner).await, ["INFO AUTOMATIC_RESPONSE We sell chairs."]);
    }
    assert!(app.custom_keywords(&outsider).await.is_empty());
}

#[tokio::test]
async fn a_phone_number_that_left_keeps_the_keywords_and_gets_no_more_of_them() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (founder, leaver) = (fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&founder, "US").await;
    fixture.associate(&pool, &leaver, "US").await;
    put(&app, &pool, "INFO", "We sell lamps.").send().await.expect("the keyword is put");

    let leave = app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(&leaver);
    leave.iso_country_code("US").send().await.expect("the number leaves");
    put(&app, &pool, "MORE", "And chairs.").send().await.expect("the keyword is put");

    assert_eq!(app.custom_keywords(&leaver).await, ["INFO AUTOMATIC_RESPONSE We sell lamps."]);
    assert_eq!(app.custom_keywords(&pool).await, app.custom_keywords(&founder).await);
}

#[tokio::test]
async fn a_phone_number_in_a_pool_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    fixture.pool_of(&number, "US").await;

    let refused = app.refused(put(&app, &number, "INFO", "We sell lamps.").send()).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
}

#[tokio::test]
async fn a_pool_that_is_creating_and_a_phone_number_that_is_pending_are_refused() {
    let app = App::with(|settings| {
        settings.lifecycle.creating_ms = 3_600_000;
        settings.lifecycle.pending_ms = 3_600_000;
    })
    .await;
    let pool = Fixture(app.client()).pool().await;
    let pending = simulator(&app.client()).number_type(RequestableNumberType::LongCode).send().await;
    let pending = pending.expect("a long code is there").phone_number_id.expect("it has an id");

    for (kind, owner) in [("pool", pool), ("phone-number", pending)] {
        let refused = app.refused(put(&app, &owner, "INFO", "Hello.").send()).await;
        assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE {kind} {owner}"));
    }
}

#[tokio::test]
async fn a_keyword_on_one_side_only_keeps_a_number_out_of_a_pool_until_both_sides_are_equal() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let mismatch = format!("ConflictException KEYWORD_MISMATCH phone-number {number}");
    let join = || {
        let join = app.client().associate_origination_identity().pool_id(&pool).origination_identity(&number);
        join.iso_country_code("US")
    };

    put(&app, &number, "STOP", "Bye.").send().await.expect("the number's message changes");
    assert_eq!(app.refused(join().send()).await.line(), mismatch);
    put(&app, &pool, "STOP", "Bye!").send().await.expect("the pool's message changes");
    assert_eq!(app.refused(join().send()).await.line(), mismatch);
    put(&app, &pool, "STOP", "Bye.").send().await.expect("the pool's message changes");
    put(&app, &pool, "START", "Hi.").keyword_action(KeywordAction::OptIn).send().await.expect("the pool gets a word");
    assert_eq!(app.refused(join().send()).await.line(), mismatch);
    put(&app, &number, "START", "Hi.").send().await.expect("the number gets it with another action");
    assert_eq!(app.refused(join().send()).await.line(), mismatch);
    put(&app, &number, "start", "Hi.").keyword_action(KeywordAction::OptIn).send().await.expect("now with the same");

    join().send().await.expect("the number joins once the keywords are equal");
}

#[tokio::test]
async fn the_quota_of_a_phone_number_counts_custom_keywords_only_and_lets_a_word_change() {
    let app = App::with(|settings| settings.quotas.keywords_per_phone_number = 2).await;
    let number = Fixture(app.client()).number().await;
    for word in ["HELP", "STOP", "ONE", "TWO"] {
        put(&app, &number, word, "Hello.").send().await.expect("two custom keywords have room");
    }

    let refused = app.refused(put(&app, &number, "THREE", "Hello.").send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "KEYWORDS_PER_PHONE_NUMBER"), "{refused:?}");

    for word in ["STOP", "TWO"] {
        put(&app, &number, word, "Goodbye.").send().await.expect("a word that is there may change");
    }
}

#[tokio::test]
async fn the_quota_of_a_pool_is_its_own() {
    let app = App::with(|settings| {
        settings.quotas.keywords_per_pool = 1;
        settings.quotas.keywords_per_phone_number = 2;
    })
    .await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    put(&app, &pool, "ONE", "Hello.").send().await.expect("one has room");

    let refused = app.refused(put(&app, &pool, "TWO", "Hello.").send()).await;

    assert!(refused.is("ServiceQuotaExceededException", "KEYWORDS_PER_POOL"), "{refused:?}");
}

#[tokio::test]
async fn the_default_quota_is_thirty_and_zero_turns_it_off() {
    let app = App::start().await;
    let unlimited = app
        .beside(|settings| {
            settings.quotas.keywords_per_phone_number = 0;
            settings.quotas.keywords_per_pool = 0;
        })
        .await;
    let fixture = Fixture(app.client());
    let reasons = ["KEYWORDS_PER_POOL", "KEYWORDS_PER_PHONE_NUMBER"];
    for (owner, reason) in [fixture.pool().await, fixture.number().await].iter().zip(reasons) {
        for word in 1..=30 {
            put(&app, owner, &format!("WORD {word}"), "Hello.").send().await.expect("thirty have room");
        }
        let refused = refusal(put(&app, owner, "WORD 31", "Hello.").send().await);
        assert!(refused.is("ServiceQuotaExceededException", reason), "{refused:?}");
        put(&unlimited, owner, "WORD 31", "Hello.").send().await.expect("without a quota there is always room");
    }
}

#[tokio::test]
async fn of_three_words_that_are_put_at_once_only_as_many_as_have_room_stay() {
    let app = App::with(|settings| settings.quotas.keywords_per_phone_number = 1).await;
    let number = Fixture(app.client()).number().await;

    let word = |word| put(&app, &number, word, "Hello.").send();
    let (one, two, three) = tokio::join!(word("ONE"), word("TWO"), word("THREE"));

    let (put, refused): (Vec<_>, Vec<_>) = [one, two, three].into_iter().partition(Result::is_ok);
    assert_eq!(put.len(), 1, "{refused:?}");
    for outcome in refused {
        let refused = refusal(outcome);
        assert!(refused.is("ServiceQuotaExceededException", "KEYWORDS_PER_PHONE_NUMBER"), "{refused:?}");
    }
    assert_eq!(app.custom_keywords(&number).await.len(), 1);
}

#[tokio::test]
async fn an_unknown_owner_and_a_foreign_one_named_by_its_id_are_not_found() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION));
    let elsewhere = Fixture(app.client_of("test", "eu-west-1"));
    let pools = [format!("pool-{:032}", 0), "pool-1".to_owned(), foreign.pool().await, elsewhere.pool().await];
    let numbers = [format!("phone-{:032}", 0), "INFO".to_owned(), foreign.number().await, elsewhere.number().await];

    for (kind, owners) in [("pool", pools), ("phone-number", numbers)] {
        for owner in owners {
            let refused = app.refused(put(&app, &owner, "INFO", "Hello.").send()).await;
            assert_eq!(refused.line(), format!("ResourceNotFoundException - {kind} {owner}"));
        }
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION));
    let (pool, number) = (foreign.pool().await, foreign.number().await);

    for path in [format!("pool/{pool}"), format!("phone-number/{number}"), "pool/pool-1".to_owned()] {
        let owner = arn_in(OTHER_ACCOUNT, &path);
        let refused = app.refused(put(&app, &owner, "INFO", "Hello.").send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
        assert!(refused.message.contains("sms-voice:PutKeyword on resource: arn:"), "{refused:?}");
    }
}

#[tokio::test]
async fn the_arn_of_a_sender_id_or_a_list_or_another_region_is_refused() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("LAMPS", "GB").await;
    let pool = Fixture(app.client()).pool().await;
    let sender_id = arn_in(ACCOUNT, "sender-id/LAMPS/GB");
    let list = arn_in(ACCOUNT, "opt-out-list/Default");
    let elsewhere = arn_in(ACCOUNT, &format!("pool/{pool}")).replace(REGION, "eu-west-1");

    for owner in [sender_id, list, elsewhere, arn_in(ACCOUNT, "pool/")] {
        let refused = app.refused(put(&app, &owner, "INFO", "Hello.").send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{owner}: {refused:?}");
        assert_eq!(refused.fields, ["originationIdentity"]);
    }
}

#[tokio::test]
async fn all_missing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let refused = app.refused(app.client().put_keyword().send()).await;

    assert!(refused.is("ValidationException", "MISSING_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["originationIdentity", "keyword", "keywordMessage"]);
}

#[tokio::test]
async fn all_broken_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let broken = put(&app, "+12065550100", "A\tB", " \n ").keyword_action(KeywordAction::from("SHOUT"));
    let refused = app.refused(broken.send()).await;

    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["originationIdentity", "keyword", "keywordMessage", "keywordAction"]);
}

#[tokio::test]
async fn words_and_messages_of_the_greatest_length_are_put_and_longer_or_empty_ones_refused() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, &"W".repeat(30), &"m".repeat(1600)).send().await.expect("the greatest length is allowed");

    for (word, message) in [("W".repeat(31), "m".repeat(1601)), (String::new(), String::new())] {
        let refused = app.refused(put(&app, &number, &word, &message).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, ["keyword", "keywordMessage"]);
    }
}
