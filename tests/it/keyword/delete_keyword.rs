//! DeleteKeyword: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::delete_keyword::builders::DeleteKeywordFluentBuilder as Delete, types::KeywordAction,
};

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, arn_in};

/// The deletion of a keyword of a pool or a phone number, ready to be sent.
fn delete(app: &App, owner: &str, word: &str) -> Delete {
    app.client().delete_keyword().origination_identity(owner).keyword(word)
}

/// Puts a keyword on a pool or a phone number.
async fn put(app: &App, owner: &str, word: &str, message: &str) {
    let put = app.client().put_keyword().origination_identity(owner).keyword(word).keyword_message(message);
    put.keyword_action(KeywordAction::OptIn).send().await.expect("the keyword is put");
}

#[tokio::test]
async fn the_answer_is_the_keyword_as_it_was() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, "START", "Welcome.").await;

    let answer = delete(&app, &number, "START").send().await.expect("it is deleted");

    assert_eq!(answer.origination_identity.as_deref(), Some(number.as_str()));
    assert_eq!(answer.origination_identity_arn, Some(arn_in(ACCOUNT, &format!("phone-number/{number}"))));
    assert_eq!(answer.keyword.as_deref(), Some("START"));
    assert_eq!(answer.keyword_message.as_deref(), Some("Welcome."));
    assert_eq!(answer.keyword_action, Some(KeywordAction::OptIn));
    assert!(app.custom_keywords(&number).await.is_empty());
}

#[tokio::test]
async fn an_owner_that_is_named_by_its_arn_is_answered_by_its_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);

    for (id, path) in [(&pool, format!("pool/{pool}")), (&number, format!("phone-number/{number}"))] {
        put(&app, id, "START", "Welcome.").await;
        let arn = arn_in(ACCOUNT, &path);
        let answer = delete(&app, &arn, "START").send().await.expect("it is deleted");
        assert_eq!(answer.origination_identity.as_ref(), Some(id));
        assert_eq!(answer.origination_identity_arn, Some(arn));
        assert!(app.custom_keywords(id).await.is_empty());
    }
}

#[tokio::test]
async fn a_word_is_found_in_any_case_and_no_other_word_goes() {
    let app = App::start().await;
    let number = Fixture(app.client()).number().await;
    for word in ["GRÜSSE", "GRÜSS", "OPT IN"] {
        put(&app, &number, word, "Hello.").await;
    }

    let answer = delete(&app, &number, "grÜsse").send().await.expect("it is deleted");

    assert_eq!(answer.keyword.as_deref(), Some("GRÜSSE"));
    assert_eq!(app.custom_keywords(&number).await, ["GRÜSS OPT_IN Hello.", "OPT IN OPT_IN Hello."]);
}

#[tokio::test]
async fn help_and_stop_are_not_deleted_not_even_with_a_message_of_their_own() {
    let app = App::start().await;
    let fixture = Fixture(app.client());

    for owner in [fixture.pool().await, fixture.number().await] {
        for word in ["help", "STOP"] {
            let refusal = format!("ConflictException RESOURCE_DELETION_NOT_ALLOWED keyword {}", word.to_uppercase());
            let refused = app.refused(delete(&app, &owner, word).send()).await;
            assert_eq!(refused.line(), refusal);
            let change = app.client().put_keyword().origination_identity(&owner).keyword(word).keyword_message("Hi.");
            change.send().await.expect("the message may change");
            let refused = app.refused(delete(&app, &owner, word).send()).await;
            assert_eq!(refused.line(), refusal);
        }
    }
}

#[tokio::test]
async fn a_keyword_of_a_pool_goes_from_its_phone_numbers_and_no_others() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (founder, joined, outsider) = (fixture.number().await, fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&founder, "US").await;
    fixture.associate(&pool, &joined, "US").await;
    for owner in [&pool, &outsider] {
        put(&app, owner, "START", "Welcome.").await;
        put(&app, owner, "INFO", "We sell lamps.").await;
    }

    delete(&app, &pool, "START").send().await.expect("it is deleted");

    for owner in [&pool, &founder, &joined] {
        assert_eq!(app.custom_keywords(owner).await, ["INFO OPT_IN We sell lamps."]);
    }
    assert_eq!(app.custom_keywords(&outsider).await, ["INFO OPT_IN We sell lamps.", "START OPT_IN Welcome."]);
}

#[tokio::test]
async fn a_phone_number_that_left_keeps_what_is_then_deleted_of_the_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (founder, leaver) = (fixture.number().await, fixture.number().await);
    let pool = fixture.pool_of(&founder, "US").await;
    fixture.associate(&pool, &leaver, "US").await;
    put(&app, &pool, "START", "Welcome.").await;

    let leave = app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(&leaver);
    leave.iso_country_code("US").send().await.expect("the number leaves");
    delete(&app, &pool, "START").send().await.expect("it is deleted");

    assert_eq!(app.custom_keywords(&leaver).await, ["START OPT_IN Welcome."]);
    assert!(app.custom_keywords(&founder).await.is_empty());
}

#[tokio::test]
async fn a_phone_number_in_a_pool_is_refused() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    put(&app, &number, "START", "Welcome.").await;
    fixture.pool_of(&number, "US").await;

    let refused = app.refused(delete(&app, &number, "START").send()).await;

    assert_eq!(refused.line(), format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}"));
}

#[tokio::test]
async fn a_pool_that_is_creating_is_refused() {
    let app = App::with(|settings| settings.lifecycle.creating_ms = 3_600_000).await;
    let fixture = Fixture(app.client());
    let number = fixture.number().await;
    put(&app, &number, "START", "Welcome.").await;
    let pool = fixture.pool_of(&number, "US").await;

    let refused = app.refused(delete(&app, &pool, "START").send()).await;

    assert_eq!(refused.line(), format!("ConflictException RESOURCE_NOT_ACTIVE pool {pool}"));
}

#[tokio::test]
async fn a_keyword_that_went_on_one_side_only_keeps_a_number_out_of_a_pool() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    put(&app, &pool, "START", "Welcome.").await;
    put(&app, &number, "START", "Welcome.").await;
    let join = || {
        let join = app.client().associate_origination_identity().pool_id(&pool).origination_identity(&number);
        join.iso_country_code("US")
    };

    delete(&app, &pool, "START").send().await.expect("it is deleted");
    let refused = app.refused(join().send()).await;
    assert_eq!(refused.line(), format!("ConflictException KEYWORD_MISMATCH phone-number {number}"));

    delete(&app, &number, "START").send().await.expect("it is deleted");
    join().send().await.expect("the number joins once the keywords are equal");
}

#[tokio::test]
async fn a_deleted_keyword_makes_room_in_the_quota() {
    let app = App::with(|settings| settings.quotas.keywords_per_phone_number = 1).await;
    let number = Fixture(app.client()).number().await;
    put(&app, &number, "ONE", "Hello.").await;

    delete(&app, &number, "ONE").send().await.expect("it is deleted");

    put(&app, &number, "TWO", "Hello.").await;
    assert_eq!(app.custom_keywords(&number).await, ["TWO OPT_IN Hello."]);
}

#[tokio::test]
async fn a_word_that_is_not_there_or_was_deleted_is_not_found() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    put(&app, &number, "START", "Welcome.").await;
    delete(&app, &number, "START").send().await.expect("it is deleted");

    for owner in [pool, number] {
        let refused = app.refused(delete(&app, &owner, "start").send()).await;
        assert_eq!(refused.line(), "ResourceNotFoundException - keyword START");
    }
}

#[tokio::test]
async fn an_unknown_owner_and_a_foreign_one_named_by_its_id_are_not_found() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION));
    let pools = [format!("pool-{:032}", 0), foreign.pool().await];
    let numbers = [format!("phone-{:032}", 0), foreign.number().await];

    for (kind, owners) in [("pool", pools), ("phone-number", numbers)] {
        for owner in owners {
            for word in ["INFO", "STOP"] {
                let refused = app.refused(delete(&app, &owner, word).send()).await;
                assert_eq!(refused.line(), format!("ResourceNotFoundException - {kind} {owner}"));
            }
        }
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;
    let foreign = Fixture(app.client_of("other", REGION));
    let (pool, number) = (foreign.pool().await, foreign.number().await);

    for path in [format!("pool/{pool}"), format!("phone-number/{number}")] {
        let refused = app.refused(delete(&app, &arn_in(OTHER_ACCOUNT, &path), "STOP").send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn the_arn_of_a_sender_id_or_a_list_is_refused() {
    let app = App::start().await;

    for path in ["sender-id/LAMPS/GB", "opt-out-list/Default"] {
        let refused = app.refused(delete(&app, &arn_in(ACCOUNT, path), "START").send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{path}: {refused:?}");
        assert_eq!(refused.fields, ["originationIdentity"]);
    }
}

#[tokio::test]
async fn all_failing_members_are_named_in_the_order_of_the_model() {
    let app = App::start().await;

    let missing = app.refused(app.client().delete_keyword().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["originationIdentity", "keyword"]);

    for word in [" START", "START ", "START\n"] {
        let broken = app.refused(delete(&app, "+12065550100", word).send()).await;
        assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
        assert_eq!(broken.fields, ["originationIdentity", "keyword"]);
    }
}
