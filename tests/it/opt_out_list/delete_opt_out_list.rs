//! DeleteOptOutList: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::delete_opt_out_list::builders::DeleteOptOutListFluentBuilder as Delete;

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, arn_in, simulator};

/// The deletion of a list, ready to be sent.
fn delete(app: &App, list: &str) -> Delete {
    app.client().delete_opt_out_list().opt_out_list_name(list)
}

async fn create(app: &App, name: &str) {
    app.client().create_opt_out_list().opt_out_list_name(name).send().await.expect("the list is new");
}

async fn put(app: &App, list: &str, number: &str) {
    let put = app.client().put_opted_out_number().opt_out_list_name(list).opted_out_number(number);
    put.send().await.expect("the number is put on the list");
}

const IN_USE: &str = "ConflictException RESOURCE_DELETION_NOT_ALLOWED opt-out-list";

#[tokio::test]
async fn the_answer_is_the_list_as_it_was() {
    let app = App::start().await;
    let created = app.client().create_opt_out_list().opt_out_list_name("Lamps").send().await.expect("the list is new");

    let answer = delete(&app, "Lamps").send().await.expect("it is deleted");

    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Lamps"));
    assert_eq!(answer.opt_out_list_arn, Some(arn_in(ACCOUNT, "opt-out-list/Lamps")));
    assert_eq!(answer.created_timestamp, created.created_timestamp);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists where opt_out_list_name = 'Lamps'").await, 0);
}

#[tokio::test]
async fn a_list_is_named_by_its_arn_too() {
    let app = App::start().await;
    create(&app, "Lamps").await;

    let answer = delete(&app, &arn_in(ACCOUNT, "opt-out-list/Lamps")).send().await.expect("it is deleted");

    assert_eq!(answer.opt_out_list_name.as_deref(), Some("Lamps"));
    let again = app.refused(delete(&app, "Lamps").send()).await;
    assert_eq!(again.line(), "ResourceNotFoundException - opt-out-list Lamps");
}

#[tokio::test]
async fn its_numbers_and_tags_go_with_it_and_those_of_other_lists_stay() {
    let app = App::start().await;
    let tag = aws_sdk_pinpointsmsvoicev2::types::Tag::builder().key("team").value("lamps").build();
    let tag = tag.expect("a tag has a key and a value");
    let tagged = app.client().create_opt_out_list().opt_out_list_name("Lamps").tags(tag);
    tagged.send().await.expect("the list is new");
    for number in ["+12065550100", "+12065550101"] {
        put(&app, "Lamps", number).await;
        put(&app, "Default", number).await;
    }
    let off = app.client().delete_opted_out_number().opt_out_list_name("Lamps").opted_out_number("+12065550101");
    off.send().await.expect("the number is taken off the list");

    delete(&app, "Lamps").send().await.expect("it is deleted");

    let default = arn_in(ACCOUNT, "opt-out-list/Default");
    assert_eq!(app.opted_out_numbers(&default).await, ["+12065550100", "+12065550101"]);
    assert_eq!(app.count("select count(*) from callsign.opted_out_number").await, 2);
    assert_eq!(app.count("select count(*) from callsign.opted_out_number_deletion").await, 0);
    assert_eq!(app.count("select count(*) from callsign.tag").await, 0);
}

#[tokio::test]
async fn a_list_of_the_same_name_begins_empty() {
    let app = App::start().await;
    create(&app, "Lamps").await;
    put(&app, "Lamps", "+12065550100").await;
    delete(&app, "Lamps").send().await.expect("it is deleted");

    create(&app, "Lamps").await;

    assert!(app.opted_out_numbers(&arn_in(ACCOUNT, "opt-out-list/Lamps")).await.is_empty());
}

#[tokio::test]
async fn default_is_not_deleted_whether_it_is_used_or_not() {
    let app = App::start().await;

    for list in ["Default".to_owned(), arn_in(ACCOUNT, "opt-out-list/Default")] {
        let refused = app.refused(delete(&app, &list).send()).await;
        assert_eq!(refused.line(), format!("{IN_USE} Default"));
    }
    Fixture(app.client()).number().await;
    let refused = app.refused(delete(&app, "Default").send()).await;
    assert_eq!(refused.line(), format!("{IN_USE} Default"));
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 1);
}

#[tokio::test]
async fn a_list_that_a_phone_number_uses_is_refused_until_the_number_uses_another() {
    let app = App::start().await;
    create(&app, "Lamps").await;
    let number = simulator(&app.client()).opt_out_list_name("Lamps").send().await.expect("a number is there");
    let number = number.phone_number_id.expect("it has an id");

    let refused = app.refused(delete(&app, "Lamps").send()).await;
    assert_eq!(refused.line(), format!("{IN_USE} Lamps"));

    let change = app.client().update_phone_number().phone_number_id(&number).opt_out_list_name("Default");
    change.send().await.expect("the number uses another list");
    delete(&app, "Lamps").send().await.expect("nothing uses it any more");
}

#[tokio::test]
async fn a_list_that_a_released_number_used_is_free() {
    let app = App::start().await;
    create(&app, "Lamps").await;
    let number = simulator(&app.client()).opt_out_list_name("Lamps").send().await.expect("a number is there");
    let number = number.phone_number_id.expect("it has an id");
    app.client().release_phone_number().phone_number_id(number).send().await.expect("it is released");

    delete(&app, "Lamps").send().await.expect("nothing uses it any more");
}

#[tokio::test]
async fn a_list_that_a_pool_uses_is_refused_until_nothing_does() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    create(&app, "Lamps").await;
    fixture.sender_id("LAMPS", "GB").await;
    let pool = fixture.pool_of("LAMPS", "GB").await;
    let use_list = app.client().update_pool().pool_id(&pool).opt_out_list_name("Lamps");
    use_list.send().await.expect("the pool uses the list");

    let refused = app.refused(delete(&app, "Lamps").send()).await;
    assert_eq!(refused.line(), format!("{IN_USE} Lamps"));

    app.client().delete_pool().pool_id(&pool).send().await.expect("the pool goes");
    delete(&app, "Lamps").send().await.expect("nothing uses it any more");
}

#[tokio::test]
async fn a_number_that_left_a_deleted_pool_still_uses_the_list() {
    let app = App::start().await;
    create(&app, "Lamps").await;
    let pool = Fixture(app.client()).pool().await;
    let use_list = app.client().update_pool().pool_id(&pool).opt_out_list_name("Lamps");
    use_list.send().await.expect("the pool uses the list");
    app.client().delete_pool().pool_id(&pool).send().await.expect("the pool goes");

    let refused = app.refused(delete(&app, "Lamps").send()).await;

    assert_eq!(refused.line(), format!("{IN_USE} Lamps"));
}

#[tokio::test]
async fn a_deleted_list_makes_room_in_the_quota() {
    let app = App::with(|settings| settings.quotas.opt_out_lists = 2).await;
    create(&app, "Lamps").await;

    delete(&app, "Lamps").send().await.expect("it is deleted");

    create(&app, "Chairs").await;
}

#[tokio::test]
async fn an_unknown_list_and_a_foreign_one_named_by_its_name_are_not_found() {
    let app = App::start().await;
    let foreign = app.client_of("other", REGION).create_opt_out_list().opt_out_list_name("Foreign");
    foreign.send().await.expect("the list is new");
    let elsewhere = app.client_of("test", "eu-west-1").create_opt_out_list().opt_out_list_name("Elsewhere");
    elsewhere.send().await.expect("the list is new");

    for list in ["Unknown", "default", "Foreign", "Elsewhere"] {
        let refused = app.refused(delete(&app, list).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - opt-out-list {list}"));
    }
}

#[tokio::test]
async fn a_foreign_arn_is_denied() {
    let app = App::start().await;
    let foreign = app.client_of("other", REGION).create_opt_out_list().opt_out_list_name("Foreign");
    foreign.send().await.expect("the list is new");

    for path in ["opt-out-list/Foreign", "opt-out-list/Unknown"] {
        let refused = app.refused(delete(&app, &arn_in(OTHER_ACCOUNT, path)).send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn the_arn_of_something_else_is_refused() {
    let app = App::start().await;
    let elsewhere = arn_in(ACCOUNT, "opt-out-list/Default").replace(REGION, "eu-west-1");

    for list in [arn_in(ACCOUNT, "pool/pool-1"), arn_in(ACCOUNT, "opt-out-list/"), elsewhere] {
        let refused = app.refused(delete(&app, &list).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{list}: {refused:?}");
        assert_eq!(refused.fields, ["optOutListName"]);
    }
}

#[tokio::test]
async fn a_missing_and_a_broken_name_are_named() {
    let app = App::start().await;

    let missing = app.refused(app.client().delete_opt_out_list().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["optOutListName"]);

    for name in [String::new(), "two words".to_owned(), "n".repeat(257)] {
        let broken = app.refused(delete(&app, &name).send()).await;
        assert!(broken.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{broken:?}");
        assert_eq!(broken.fields, ["optOutListName"]);
    }
}
