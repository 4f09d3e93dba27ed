//! The lab: clock, faults, phones, seed, reset.

use super::{Screen, call, call_in_vain, open};
use crate::harness::{App, Fixture, raw};

fn told(screen: &Screen) -> String {
    screen.texts(".notice").join(" ")
}

#[tokio::test]
async fn the_clock_is_frozen_and_advanced_and_what_fell_due_has_happened() {
    let app = App::start().await;
    assert_eq!(open(&app, "lab").await.texts(".clock .chip"), ["real"]);
    let frozen = call(&app, "lab", "PUT clock", &[]).await;
    assert_eq!(
        (frozen.texts(".clock .chip"), frozen.texts(".top .chip")),
        (vec!["frozen".into()], vec!["clock frozen".into()])
    );
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let send = fixture.0.send_text_message().destination_phone_number("+12065550159").origination_identity(&number);
    send.message_body("Soon too late.").send().await.expect("it is sent");
    assert!(open(&app, "lab").await.says("One message waits for something"));
    let passed = call(&app, "lab", "POST clock/advance", &[("by", "73h")]).await;
    assert!(told(&passed).starts_with("Time has passed: "), "{}", told(&passed));
    let thread = open(&app, &format!("inbox/{number}/%2B12065550159")).await;
    assert!(thread.texts(".steps li").last().is_some_and(|step| step.starts_with("TTL_EXPIRED")));
    // What the endpoint refuses is told in its words.
    let refused = call_in_vain(&app, "lab", "POST clock/advance", &[("by", "a while")]).await;
    assert_eq!(refused.refusal().0, "INVALID_VALUE");
    assert_eq!(refused.all("input[name=by]", "value"), ["a while"]);
    let backwards = call_in_vain(&app, "lab", "PUT clock", &[("mode", "frozen"), ("at", "2020-01-01T00:00:00Z")]).await;
    assert_eq!(backwards.refusal().0, "BACKWARDS");
}

#[tokio::test]
async fn a_fault_is_made_listed_met_and_removed() {
    let app = App::start().await;
    let filled = [("operation", "DescribePools"), ("times", "2"), ("latency_ms", "1-2"), ("match", "MaxResults=5")];
    let screen = call(&app, "lab", "POST faults", &filled).await;
    assert_eq!(told(&screen), "The fault is made.");
    assert_eq!(screen.texts("#rules td[data-l=Meet]"), ["1 to 2 ms late, refused at once: ThrottlingException"]);
    assert_eq!(
        (screen.texts("#rules td[data-l=Only]"), screen.texts("#rules td[data-l=Left]")),
        (vec!["MaxResults=5".into()], vec!["2".into()])
    );
    call(&app, "lab", "POST faults", &[("operation", "*")]).await;
    assert_eq!(raw::call(&app, "DescribePhoneNumbers", "{}").await.status, 400);
    let met = open(&app, "requests?q=ThrottlingException").await;
    let call_that_met = open(&app, &met.all("td[data-l=Call] a", "href")[0]).await;
    assert!(call_that_met.says("Met a fault"));
    let screen = call(&app, "lab", "DELETE faults/{fault_id}", &[]).await;
    assert_eq!(screen.texts("#rules td[data-l=Calls]"), ["DescribePools"]);
    let screen = call(&app, "lab", "DELETE faults", &[]).await;
    assert!(screen.says("Calls meet no faults."));
    let refused = call_in_vain(&app, "lab", "POST faults", &[("operation", "Nothing"), ("times", "many")]).await;
    assert_eq!(refused.refusal().0, "INVALID_BODY");
    let refused = call_in_vain(&app, "lab", "POST faults", &[("operation", "Nothing")]).await;
    assert!(refused.says("operation must be the name of one that is served"));
}

#[tokio::test]
async fn a_phone_is_made_listed_and_removed() {
    let app = App::start().await;
    let filled = [("phone", "+1979*"), ("outcome", "BLOCKED"), ("reply.body", "STOP"), ("out_of_order", "true")];
    let screen = call(&app, "lab", "POST handsets", &filled).await;
    assert_eq!(screen.texts("#phones td[data-l=Phone]"), ["+1979*"]);
    assert_eq!(screen.texts("#phones td[data-l='Messages to it']"), ["BLOCKED"]);
    assert_eq!(screen.texts("#phones td[data-l=Also]"), ["answers “STOP”, events out of order"]);
    assert!(call(&app, "lab", "DELETE handsets/{handset_id}", &[]).await.says("No rule says what phones do"));
}

#[tokio::test]
async fn what_is_for_all_accounts_is_shown_and_removed_too() {
    let app = App::start().await;
    crate::staging::ask(&app, "POST", "faults", serde_json::json!({ "operation": "*", "latency_ms": 1 })).await;
    assert_eq!(open(&app, "lab").await.texts("#rules .chip"), ["all accounts"]);
    assert!(call(&app, "lab", "DELETE faults/{fault_id}", &[]).await.says("Calls meet no faults."));
}

#[tokio::test]
async fn a_seed_is_loaded_for_the_account_that_is_shown_and_a_bad_one_is_told_with_its_line() {
    let app = App::start().await;
    let home = "/_callsign/console/111111111111/eu-west-1";
    let start = call(&app, &format!("{home}/start"), "PUT seed", &[]).await;
    assert!(told(&start).starts_with("The seed is there: "), "{}", told(&start));
    assert_eq!(open(&app, &format!("{home}/pools")).await.all("td[data-l=Pool] a", "href").len(), 1);
    assert_eq!(app.count("select count(*) from inspect.pools where account_id <> '111111111111'").await, 0);
    let refused = call_in_vain(&app, "lab", "PUT seed", &[("file", "colour = \"red\"")]).await;
    assert_eq!(refused.refusal().0, "INVALID_SEED");
    assert_eq!(refused.texts("textarea[name=file]"), ["colour = \"red\""]);
}

#[tokio::test]
async fn a_reset_asks_how_much_goes_and_takes_only_what_is_shown() {
    let app = App::start().await;
    let (own, other) = (Fixture(app.client()), Fixture(app.client_of("other", "us-east-1")));
    own.pool().await;
    other.pool().await;
    let refused = call_in_vain(&app, "lab", "POST reset", &[("removes", "1")]).await;
    assert!(refused.says("3 things would go now: write that number to confirm."));
    assert_eq!(app.count("select count(*) from inspect.pools").await, 2);
    let done = call(&app, "lab", "POST reset", &[("removes", "3")]).await;
    assert!(told(&done).starts_with("All of it is gone: "), "{}", told(&done));
    assert_eq!(app.count("select count(*) from inspect.pools where account_id = '000000000000'").await, 0);
    assert_eq!(app.count("select count(*) from inspect.pools").await, 1);
}
