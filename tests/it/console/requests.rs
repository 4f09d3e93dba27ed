//! The calls of the API, and one of them.

use uuid::Uuid;

use super::{get, open};
use crate::harness::{App, Fixture, raw, until};

#[tokio::test]
async fn without_calls_it_says_so() {
    let app = App::start().await;
    assert!(open(&app, "requests").await.says("No call is kept yet."));
    assert!(open(&app, "requests?q=nothing").await.says("No call matches."));
}

#[tokio::test]
async fn calls_are_listed_newest_first_and_the_refused_ones_by_reason() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.list("Marketing").await;
    raw::call(&app, "CreateOptOutList", r#"{"OptOutListName":"Marketing"}"#).await;
    raw::call(&app, "DescribePools", r#"{"PoolIds":["pool-00000000000000000000000000000000"]}"#).await;
    let screen = open(&app, "requests").await;
    assert_eq!(screen.texts("td[data-l=Call]"), ["DescribePools", "CreateOptOutList", "CreateOptOutList"]);
    let outcomes = ["ResourceNotFoundException", "RESOURCE_ALREADY_EXISTS", "success"];
    assert_eq!(screen.texts("td[data-l=Outcome]"), outcomes);
    let chips = screen.texts(".chips a");
    assert_eq!(chips, ["all refused", "RESOURCE_ALREADY_EXISTS 1", "ResourceNotFoundException 1"]);
    let links = screen.all(".chips a", "href");
    assert_eq!(open(&app, &links[0]).await.texts("td[data-l=Call]").len(), 2);
    assert_eq!(open(&app, &links[1]).await.texts("td[data-l=Outcome]"), ["RESOURCE_ALREADY_EXISTS"]);
    for (search, found) in [
        ("CreateOptOutList", 2),
        ("CreateOptOutList is:success", 1),
        ("ResourceNotFoundException", 1),
        ("marketing", 2),
        ("pool-00000000000000000000000000000000", 1),
        ("key:test", 3),
        ("key:nobody", 0),
    ] {
        let search = search.replace(' ', "+");
        assert_eq!(open(&app, &format!("requests?q={search}")).await.texts("td[data-l=Call]").len(), found, "{search}");
    }
}

#[tokio::test]
async fn a_page_of_calls_leads_to_the_older_ones() {
    let app = App::start().await;
    for _ in 0..31 {
        raw::call(&app, "DescribePools", "{}").await;
    }
    let all =
        super::all_pages(&app, "requests?q=DescribePools", |screen| screen.all("td[data-l=Call] a", "title")).await;
    assert_eq!(all.len(), 31);
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 31);
}

#[tokio::test]
async fn a_refusal_is_told_in_a_sentence_with_what_it_names_and_how_to_call_again() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.pool_of(&number, "US").await;
    let body = format!(r#"{{"PoolId":"{pool}","OriginationIdentity":"{number}","IsoCountryCode":"US"}}"#);
    let answer = raw::call(&app, "AssociateOriginationIdentity", &body).await;
    let screen = open(&app, &format!("requests/{}", answer.request_id())).await;
    assert_eq!(screen.texts("h1"), ["AssociateOriginationIdentity ConflictException"]);
    assert_eq!(screen.texts(".why h2"), ["PHONE_NUMBER_ASSOCIATED_TO_POOL"]);
    assert_eq!(screen.texts(".why .said"), ["The number is in a pool: take it out of that one first."]);
    let named = screen.all("section[aria-labelledby=named] a", "href");
    assert!(
        named[0].ends_with(&format!("/pools/{pool}")) && named[1].ends_with(&format!("/numbers/{number}")),
        "{named:?}"
    );
    let again = screen.texts(".snippet code");
    assert!(again[0].contains("pinpoint-sms-voice-v2 associate-origination-identity --cli-input-json '{"), "{again:?}");
    assert!(
        again[1].contains(&format!(
            "associate_origination_identity(IsoCountryCode=\"US\", OriginationIdentity=\"{number}\""
        ))
    );
    assert!(again[2].contains("X-Amz-Target: PinpointSMSVoiceV2.AssociateOriginationIdentity"), "{again:?}");
}

#[tokio::test]
async fn fields_that_failed_are_named_each_with_its_sentence() {
    let app = App::start().await;
    let answer = raw::call(&app, "CreatePool", r#"{"OriginationIdentity":"?","MessageType":"NEWS"}"#).await;
    let screen = open(&app, &format!("requests/{}", answer.request_id())).await;
    assert_eq!(screen.texts(".why dt"), ["originationIdentity", "isoCountryCode", "messageType"]);
    assert!(screen.texts(".why dd").iter().all(|sentence| !sentence.is_empty()));
}

#[tokio::test]
async fn who_called_is_told_by_his_access_key_and_where_he_is_called_otherwise_by_his_name() {
    let app = App::start().await;
    Fixture(app.client()).list("Marketing").await;
    until("the call is kept", || async { app.count("select count(*) from callsign.request").await == 1 }).await;
    assert_eq!(open(&app, "requests").await.texts("td[data-l=By]"), ["test"]);
    app.execute("update callsign.request set principal_arn = 'arn:aws:iam::000000000000:user/app'").await;
    assert_eq!(open(&app, "requests").await.texts("td[data-l=By]"), ["test (app)"]);
}

#[tokio::test]
async fn the_request_of_an_association_is_a_link_to_its_call() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.associate(&pool, &number, "US").await;
    for (path, link) in [
        (format!("pools/{pool}"), "#members td[data-l='By request'] a"),
        (format!("pools/{pool}"), "#past li a[href*='/requests/']"),
        (format!("numbers/{number}"), "#pool a[href*='/requests/']"),
        ("numbers".to_owned(), "td[data-l='Joined by'] a"),
    ] {
        let url = open(&app, &path).await.all(link, "href").swap_remove(0);
        assert_eq!(open(&app, &url).await.texts("h1"), ["AssociateOriginationIdentity success"], "{path}");
    }
}

#[tokio::test]
async fn a_call_that_is_not_kept_is_told_of_and_those_of_others_are_not() {
    let app = App::start().await;
    let nobody = open(&app, &format!("requests/{}", Uuid::new_v4())).await;
    assert!(nobody.says("This call isn’t kept."));
    assert_eq!(get(&app, "requests/nothing").await.status, 404);
    let other = Fixture(app.client_of("other", "us-east-1"));
    other.list("theirs").await;
    assert_eq!(open(&app, "requests").await.texts("td[data-l=Call]"), Vec::<String>::new());
    let theirs = open(&app, "/_callsign/console/111111111111/us-east-1/requests").await;
    let id = theirs.all("td[data-l=Call] a", "title").swap_remove(0);
    assert!(open(&app, &format!("requests/{id}")).await.says("This call isn’t kept."));
}
