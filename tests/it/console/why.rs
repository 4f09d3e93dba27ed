//! Why an identity can't join a pool.

use super::{get, open};
use crate::harness::{App, Fixture, raw};

#[tokio::test]
async fn all_checks_of_an_association_are_told_with_what_was_compared_and_what_to_do() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.keyword(&number, "HELP", "Ask at the desk").await;
    fixture.pool_of(&number, "US").await;
    let before = app.state().await;
    let screen = open(&app, &format!("pools/{pool}/why?identity={number}&country=US")).await;
    assert_eq!(screen.texts(".why h2"), ["PHONE_NUMBER_ASSOCIATED_TO_POOL"]);
    assert!(screen.texts(".why .said")[0].starts_with("AWS would refuse it. 2 checks don’t hold"));
    let failing = screen.texts(".checks li.fails .chip");
    assert_eq!(failing, ["PHONE_NUMBER_ASSOCIATED_TO_POOL", "KEYWORD_MISMATCH"]);
    assert!(screen.says("Ask at the desk"), "what was compared is told");
    assert!(screen.texts(".checks li.holds strong").contains(&"message type matches".to_owned()));
    let told: Vec<String> = screen.texts(".checks li.fails p").into_iter().filter(|text| text.ends_with('.')).collect();
    assert_eq!(told.len(), 2, "each has its remedy: {told:?}");
    assert_eq!(app.state().await, before, "nothing was changed");
    // The call itself is answered so.
    let body = format!(r#"{{"PoolId":"{pool}","OriginationIdentity":"{number}","IsoCountryCode":"US"}}"#);
    let answer = raw::call(&app, "AssociateOriginationIdentity", &body).await;
    assert_eq!(answer.json()["Reason"], "PHONE_NUMBER_ASSOCIATED_TO_POOL");
}

#[tokio::test]
async fn an_identity_is_named_by_its_id_its_arn_or_its_number() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number, sender) =
        (fixture.pool().await, fixture.number().await, fixture.sender_id("MYBRAND", "GB").await);
    let listed = open(&app, &format!("numbers/{number}")).await;
    let arn = listed.texts(".mono").into_iter().find(|text| text.starts_with("arn:")).expect("its page has the ARN");
    let digits = app.client().describe_phone_numbers().phone_number_ids(&number).send().await.expect("it is there");
    let digits =
        digits.phone_numbers.and_then(|mut numbers| Some(numbers.pop()?.phone_number)).expect("it has a number");
    let grouped = format!("{} {}", &digits[1..5], &digits[5..]);
    // The country of a number that is known by its digits or id needn't be named.
    for (identity, country) in
        [(&number, ""), (&digits, ""), (&grouped, ""), (&arn, "us"), (&sender, "GB"), (&number, "US")]
    {
        let named = percent_encoding::utf8_percent_encode(identity, percent_encoding::NON_ALPHANUMERIC);
        let screen = open(&app, &format!("pools/{pool}/why?identity={named}&country={country}")).await;
        assert_eq!(screen.texts(".why h2"), ["accepted"], "{identity} {country}");
        assert!(screen.texts(".checks li.fails").is_empty(), "{identity}");
        assert_eq!(screen.all("input[name=identity]", "value"), std::slice::from_ref(identity));
    }
}

#[tokio::test]
async fn what_is_not_there_and_what_no_identity_can_be_called_is_told_as_aws_answers_it() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let gone = open(&app, &format!("pools/{pool}/why?identity=NOBODY&country=GB")).await;
    assert_eq!(gone.texts(".why h2"), ["ResourceNotFoundException"]);
    assert!(gone.texts(".checks > p")[0].starts_with("Not asked: "), "what depends on it wasn't asked");
    let malformed = open(&app, &format!("pools/{pool}/why?identity=%3F&country=")).await;
    assert_eq!(malformed.texts(".checks li.fails strong"), ["members are valid"]);
    // Without a question there is no answer, and without a pool no question.
    assert!(open(&app, &format!("pools/{pool}/why")).await.texts(".why").is_empty());
    assert_eq!(get(&app, "pools/pool-00000000000000000000000000000000/why?identity=A").await.status, 404);
    assert_eq!(get(&app, "pools/nothing/why").await.status, 404);
}

#[tokio::test]
async fn the_pools_own_page_asks() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    let screen = open(&app, &format!("pools/{pool}")).await;
    let action = screen.all("form[aria-label='Why refused?']", "action").swap_remove(0);
    assert!(action.ends_with(&format!("/pools/{pool}/why")));
    assert_eq!(screen.all("form[aria-label='Why refused?'] input", "name"), ["identity", "country"]);
}
