//! A call that is made once more from its page, and what would become of it now.

use super::{call, call_in_vain, get, open, post};
use crate::harness::{App, Fixture, raw};

const REPLAY: &str = "POST requests/{request_id}/replay";

/// A pool, a number that is in another one, and the request that was refused for that.
async fn refused(app: &App) -> (Fixture, String, String, String) {
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    // The last number of a pool can't leave it.
    let other = fixture.pool_of(&fixture.number().await, "US").await;
    fixture.associate(&other, &number, "US").await;
    let body = format!(r#"{{"PoolId":"{pool}","OriginationIdentity":"{number}","IsoCountryCode":"US"}}"#);
    let answer = raw::call(app, "AssociateOriginationIdentity", &body).await;
    assert_eq!(answer.status, 400);
    (fixture, other, number, answer.request_id().to_string())
}

#[tokio::test]
async fn a_refusal_is_shown_with_its_checks_as_of_then_and_asked_for_those_of_now() {
    let app = App::start().await;
    let (fixture, other, number, request) = refused(&app).await;
    let path = format!("requests/{request}");
    let then = open(&app, &path).await;
    assert_eq!(then.all(".checks", "aria-label"), ["Checks as of then"]);
    assert_eq!(then.texts(".checks li.fails .chip"), ["PHONE_NUMBER_ASSOCIATED_TO_POOL"]);
    fixture.disassociate(&other, &number, "US").await;
    let before = app.state().await;
    let now = open(&app, &format!("{path}?now=yes")).await;
    assert_eq!(now.all(".checks", "aria-label"), ["Checks as of then", "Checks now"]);
    assert_eq!(now.texts("#now .said"), ["AWS would carry it out."]);
    assert_eq!(now.texts(".checks[aria-label='Checks now'] li.fails").len(), 0);
    assert_eq!(now.texts(".checks[aria-label='Checks as of then'] li.fails").len(), 1);
    assert_eq!(app.state().await, before, "asking changes nothing");
}

#[tokio::test]
async fn a_call_is_replayed_and_its_answer_stands_beside_that_of_then() {
    let app = App::start().await;
    let (fixture, other, number, request) = refused(&app).await;
    let path = format!("requests/{request}");
    let again = call(&app, &path, REPLAY, &[]).await;
    assert_eq!(again.texts("h1"), ["AssociateOriginationIdentity ConflictException"]);
    assert!(again.says("The answers are the same."));
    assert_eq!(again.all("#before a", "title"), std::slice::from_ref(&request));
    fixture.disassociate(&other, &number, "US").await;
    let done = call(&app, &path, REPLAY, &[]).await;
    assert_eq!(done.texts("h1"), ["AssociateOriginationIdentity success"]);
    assert!(done.texts(".notice.good")[0].starts_with("AssociateOriginationIdentity is done."));
    let differing = done.texts("section[aria-labelledby=before] td[data-l=Member]");
    assert!(differing.contains(&"/Reason".to_owned()) && differing.contains(&"/PoolId".to_owned()), "{differing:?}");
    let joined = open(&app, &format!("numbers/{number}")).await;
    assert!(!joined.all("#pool a[href*='/pools/']", "href").is_empty(), "it is in the pool");
}

#[tokio::test]
async fn a_call_is_replayed_with_other_members_and_without_those_that_were_taken_out() {
    let app = App::start().await;
    let body = r#"{"OptOutListName":"Marketing","Tags":[{"Key":"team","Value":"growth"}],"ClientToken":"once"}"#;
    let answer = raw::call(&app, "CreateOptOutList", body).await;
    let path = format!("requests/{}", answer.request_id());
    let shown = open(&app, &path).await;
    assert!(shown.texts("textarea[name=input]")[0].contains("\"Marketing\""), "the members of then stand in it");
    let fill = [("input", r#"{"OptOutListName":"Other","ClientToken":"once"}"#)];
    let done = call(&app, &path, REPLAY, &fill).await;
    assert_eq!(done.texts("h1"), ["CreateOptOutList success"], "the token is a new one");
    assert!(!done.texts("pre")[0].contains("Tags"), "{:?}", done.texts("pre"));
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists where opt_out_list_name = 'Other'").await, 1);
    // With the token of then, the answer of then.
    let same = call(&app, &path, REPLAY, &[("client_token", "same"), ("input", body)]).await;
    assert!(same.says("The answers are the same."));
}

#[tokio::test]
async fn what_is_no_input_is_said_and_stays_in_the_form() {
    let app = App::start().await;
    let answer = raw::call(&app, "DescribePools", "{}").await;
    let path = format!("requests/{}", answer.request_id());
    for (input, told) in [("{", "The input isn’t JSON"), ("[1]", "The input must be an object of JSON.")] {
        let screen = call_in_vain(&app, &path, REPLAY, &[("input", input)]).await;
        assert_eq!(screen.refusal().0, "Not an input");
        assert!(screen.says(told));
        assert_eq!(screen.texts("textarea[name=input]"), [input]);
    }
    let before = app.count("select count(*) from inspect.requests").await;
    let nothing = uuid::Uuid::new_v4().to_string();
    for request_id in [nothing.as_str(), "../reset", ""] {
        let fields = [("call".to_owned(), REPLAY.to_owned()), ("request_id".to_owned(), request_id.to_owned())];
        assert_eq!(post(&app, &path, &fields).await.status, 400, "{request_id}");
    }
    assert_eq!(app.count("select count(*) from inspect.requests").await, before);
}

#[tokio::test]
async fn another_accounts_call_is_neither_replayed_nor_held_against() {
    let app = App::start().await;
    let own = raw::call(&app, "DescribePools", "{}").await.request_id();
    let theirs = Fixture(app.client_of("other", "us-east-1"));
    theirs.list("theirs").await;
    let screen = open(&app, "/_callsign/console/111111111111/us-east-1/requests").await;
    let id = screen.all("td[data-l=Call] a", "title").swap_remove(0);
    let path = format!("requests/{own}");
    let fields = [("call".to_owned(), REPLAY.to_owned()), ("request_id".to_owned(), id.clone())];
    assert_eq!(post(&app, &path, &fields).await.status, 400);
    assert!(open(&app, &format!("{path}?was={id}")).await.texts("#before").is_empty());
    assert_eq!(get(&app, &format!("{path}?was=nothing&now=no")).await.status, 200);
}
