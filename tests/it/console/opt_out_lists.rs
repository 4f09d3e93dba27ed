//! Opt-out lists, and the numbers on one.

use super::{get, open, submit, submit_in_vain};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn a_list_is_created_filled_emptied_and_deleted() {
    let app = App::start().await;
    assert!(open(&app, "opt-out-lists").await.says("Default is made with the first change"));
    submit(&app, "opt-out-lists", "CreateOptOutList", &[("OptOutListName", "Marketing")]).await;
    let path = "opt-out-lists/Marketing";
    for number in ["+12025550101", "+12025550102"] {
        submit(&app, path, "PutOptedOutNumber", &[("OptedOutNumber", number)]).await;
    }
    let screen = submit(&app, path, "DeleteOptedOutNumber", &[]).await;
    assert_eq!(screen.texts("td[data-l=Number] a"), ["+1 202-555-0102"]);
    assert!(screen.all("td[data-l=Number] a", "href")[0].ends_with("/inbox?q=%2B12025550102"));
    assert_eq!(screen.texts("td[data-l=By]"), ["the account"]);
    assert!(screen.says("Write 1 to confirm"));
    let screen = submit_in_vain(&app, path, "DeleteOptOutList", &[("removes", "2")]).await;
    assert_eq!(screen.refusal().0, "Nothing was removed");
    submit(&app, path, "DeleteOptOutList", &[("removes", "1")]).await;
    assert_eq!(get(&app, path).await.status, 404);
}

#[tokio::test]
async fn a_number_that_was_taken_off_is_held_for_thirty_days() {
    let app = App::start().await;
    Fixture(app.client()).list("Marketing").await;
    let path = "opt-out-lists/Marketing";
    let number = [("OptedOutNumber", "+12025550101")];
    submit(&app, path, "PutOptedOutNumber", &number).await;
    assert!(!open(&app, path).await.says("once in 30 days"));
    submit(&app, path, "DeleteOptedOutNumber", &[]).await;
    let screen = submit(&app, path, "PutOptedOutNumber", &number).await;
    assert!(screen.says("once in 30 days: in 30 days again"));
    let screen = submit_in_vain(&app, path, "DeleteOptedOutNumber", &[]).await;
    assert_eq!(screen.refusal().1, "PHONE_NUMBER_CANNOT_BE_OPTED_IN");
    app.put_ahead(29 * 86_400).await;
    assert!(open(&app, path).await.says("once in 30 days: in 1 days again"));
    app.put_ahead(30 * 86_400).await;
    assert!(!open(&app, path).await.says("once in 30 days"));
}

#[tokio::test]
async fn what_uses_a_list_is_counted() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    let screen = open(&app, "opt-out-lists/Default").await;
    assert_eq!(screen.texts(".choices .dim"), ["used by 1 pools, 1 numbers"]);
    assert!(screen.says("Nobody opted out."));
    // It can't be deleted.
    assert!(!screen.says("Delete the list"));
}

#[tokio::test]
async fn numbers_on_a_list_are_found_and_paged_in_their_order() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.list("Marketing").await;
    for place in 0..55 {
        let put = fixture.0.put_opted_out_number().opt_out_list_name("Marketing");
        put.opted_out_number(format!("+120255501{place:02}")).send().await.expect("it is put on");
    }
    let cells = "td[data-l=Number] .copy";
    let shown = super::all_pages(&app, "opt-out-lists/Marketing", |screen| screen.all(cells, "data-copy")).await;
    assert_eq!(shown, (0..55).map(|place| format!("+120255501{place:02}")).collect::<Vec<_>>());
    assert_eq!(open(&app, "opt-out-lists/Marketing?q=%2B1202555010").await.all(cells, "data-copy").len(), 10);
}
