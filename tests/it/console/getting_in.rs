//! Who gets in, and what browsers are told about what they get.

use std::collections::HashMap;

use callsign::config::{AccountIds, Flags, SecretText, Settings, Token, TokenAccess};

use super::{HOME, get, post, request};
use crate::harness::{ACCOUNT, App, Folder, OTHER_ACCOUNT, RawAnswer, RawRequest};

const FORM: &[(&str, &str)] = &[("operation", "CreateOptOutList"), ("OptOutListName", "made")];

fn form() -> Vec<(String, String)> {
    FORM.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn hosts_origins_and_sites_decide_who_may_post_a_form() {
    let app = App::start().await;
    let own = app.address().to_string();
    let (own_origin, other) = (format!("http://{own}"), "http://evil.example".to_owned());
    let mut made = 0;
    for host in [own.as_str(), "evil.example:4580"] {
        for origin in [None, Some(&own_origin), Some(&other)] {
            for site in [None, Some("same-origin"), Some("none"), Some("cross-site")] {
                let is_other_site = site == Some("cross-site") || (site.is_none() && origin == Some(&other));
                let status = match is_other_site {
                    _ if host != own => 421,
                    true => 403,
                    false => 303,
                };
                let body = format!("operation=CreateOptOutList&OptOutListName=made{made}").into_bytes();
                let path = format!("{HOME}/opt-out-lists");
                let mut request = RawRequest { method: "POST", body, ..request(&app, &path) }
                    .without("host")
                    .with("host", host)
                    .with("content-type", "application/x-www-form-urlencoded");
                if let Some(origin) = origin {
                    request = request.with("origin", origin);
                }
                if let Some(site) = site {
                    request = request.with("sec-fetch-site", site);
                }
                let answer = request.send(app.address()).await;
                assert_eq!(answer.status, status, "{host} {origin:?} {site:?}: {answer:?}");
                made += i64::from(status == 303);
            }
        }
    }
    assert_eq!(made, 8);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists where opt_out_list_name like 'made%'").await, 8);
}

#[tokio::test]
async fn a_page_under_a_foreign_name_is_refused() {
    let app = App::start().await;
    let foreign = request(&app, &format!("{HOME}/pools")).without("host").with("host", "evil.example");
    let answer = foreign.send(app.address()).await;
    assert_eq!(answer.status, 421);
    assert!(answer.body.contains("staging.allowed_hosts"), "{answer:?}");
}

#[tokio::test]
async fn beyond_loopback_the_console_is_closed_unless_the_settings_open_it() {
    let everywhere = "0.0.0.0:0".parse().expect("it is an address");
    let closed = App::with(|settings| settings.server.listen = everywhere).await;
    for path in ["/_callsign/", "/_callsign/console", "pools"] {
        let answer = get(&closed, path).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.body.contains("staging.open = true"), "{answer:?}");
    }
    assert_eq!(post(&closed, "opt-out-lists", &form()).await.status, 403);
    let open = App::with(|settings| {
        settings.server.listen = everywhere;
        settings.staging.open = true;
    })
    .await;
    assert_eq!(get(&open, "pools").await.status, 200);
}

#[tokio::test]
async fn the_console_goes_with_the_interface_when_it_is_switched_off() {
    let app = App::with(|settings| settings.staging.enabled = false).await;
    assert_eq!(get(&app, "pools").await.line(), "400 UnknownOperationException");
}

#[tokio::test]
async fn every_answer_tells_browsers_to_ask_nobody_else() {
    let app = App::start().await;
    for (path, status) in [("/_callsign/", 303), ("pools", 200), ("nothing", 404), ("/_callsign/console/none.css", 404)]
    {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
    }
}

#[tokio::test]
async fn only_forms_are_posted_and_only_those_that_screens_offer() {
    let app = App::start().await;
    let json = RawRequest { method: "POST", body: b"{}".to_vec(), ..request(&app, &format!("{HOME}/pools")) };
    assert_eq!(json.with("content-type", "application/json").send(app.address()).await.status, 415);
    let put = RawRequest { method: "PUT", ..request(&app, &format!("{HOME}/pools")) };
    assert_eq!(put.send(app.address()).await.status, 415);
    for operation in ["PutResourcePolicy", "Nothing", ""] {
        let fields = [("operation".to_owned(), operation.to_owned())];
        let answer = post(&app, "pools", &fields).await;
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("No screen offers this operation."), "{operation}");
    }
}

#[tokio::test]
async fn reading_writes_nothing_not_even_the_row_of_a_scope() {
    let app = App::start().await;
    let screens =
        ["start", "inbox", "pools", "numbers", "sender-ids", "opt-out-lists", "configuration-sets", "account"];
    for path in screens.into_iter().chain(["events", "requests", "lab", "route", "route?to=%2B12065550142"]) {
        assert_eq!(get(&app, path).await.status, 200, "{path}");
    }
    assert_eq!(app.count("select count(*) from callsign.account_region").await, 0);
}

const READER: &str = "reader-0123456789-0123456789-0123";
const WRITER: &str = "writer-0123456789-0123456789-0123";
const OTHER: &str = "others-0123456789-0123456789-0123";

fn with_tokens(settings: &mut Settings) {
    let token = |name: &str, token: &str, account: &str, access| Token {
        name: name.to_owned(),
        token: SecretText::new(token),
        account_ids: AccountIds::Of(vec![account.to_owned()]),
        access,
    };
    settings.staging.tokens = vec![
        token("reader", READER, ACCOUNT, TokenAccess::Read),
        token("writer", WRITER, ACCOUNT, TokenAccess::Write),
        token("other", OTHER, OTHER_ACCOUNT, TokenAccess::Write),
    ];
}

/// Asks for a page in a session that was begun by a token; posts a form if there is one.
async fn in_session(app: &App, token: &str, path: &str, form: &str) -> RawAnswer {
    let posted = |path: &str, form: &str| {
        let request = RawRequest { method: "POST", body: form.as_bytes().to_vec(), ..request(app, path) };
        request.with("content-type", "application/x-www-form-urlencoded")
    };
    let begun = posted("/_callsign/console/login", &format!("token={token}")).send(app.address()).await;
    let cookie = begun.header("set-cookie").split(';').next().expect("a value").to_owned();
    let asked = if form.is_empty() { request(app, path) } else { posted(path, form) };
    asked.with("cookie", &cookie).send(app.address()).await
}

#[tokio::test]
async fn a_session_shows_its_accounts_alone_and_posts_forms_only_where_its_token_may_write() {
    let app = App::with(with_tokens).await;
    let lists = format!("{HOME}/opt-out-lists");
    let make = "operation=CreateOptOutList&OptOutListName=made";
    let led = get(&app, &lists).await;
    assert_eq!(led.status, 303);
    assert!(led.header("location").starts_with("/_callsign/console/login?next="), "{led:?}");
    let nobodys = post(&app, "opt-out-lists", &form()).await;
    assert_eq!((nobodys.status, nobodys.header("www-authenticate")), (401, "Bearer"));

    for (token, posted, said) in [(READER, 403, "READ_ONLY"), (OTHER, 403, "NOT_YOURS"), (WRITER, 303, "")] {
        let answer = in_session(&app, token, &lists, make).await;
        assert_eq!(answer.status, posted, "{token}: {answer:?}");
        assert!(answer.body.contains(said), "{token}: {answer:?}");
    }
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists where opt_out_list_name = 'made'").await, 1);

    assert_eq!(in_session(&app, READER, &lists, "").await.status, 200);
    let others = in_session(&app, OTHER, &lists, "").await;
    assert_eq!((others.status, others.header("content-type")), (403, "text/html; charset=utf-8"));
    // Neither the way to the first screen nor the head's list names an account of somebody else.
    let home = format!("/_callsign/console/{OTHER_ACCOUNT}/us-east-1");
    assert_eq!(in_session(&app, OTHER, "/_callsign/", "").await.header("location"), home);
    let own = in_session(&app, OTHER, &format!("{home}/start"), "").await;
    assert_eq!(own.status, 200);
    assert!(!own.body.contains(ACCOUNT), "{own:?}");
    let all = in_session(&app, WRITER, &format!("{HOME}/start"), "").await;
    assert!(all.body.contains(ACCOUNT) && !all.body.contains(OTHER_ACCOUNT), "{all:?}");
}

#[tokio::test]
async fn pages_of_sites_that_may_ask_the_interface_post_no_forms() {
    let app = App::with(|settings| settings.staging.allowed_origins = vec!["http://localhost:3000".to_owned()]).await;
    let body = b"operation=CreateOptOutList&OptOutListName=made".to_vec();
    let posted = RawRequest { method: "POST", body, ..request(&app, &format!("{HOME}/opt-out-lists")) }
        .with("content-type", "application/x-www-form-urlencoded")
        .with("origin", "http://localhost:3000")
        .with("sec-fetch-site", "cross-site");
    assert_eq!(posted.send(app.address()).await.status, 403);
}

#[tokio::test]
async fn whoever_may_only_read_is_shown_no_form_and_posts_none() {
    let app = App::with(with_tokens).await;
    let fixture = crate::harness::Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.long_code("US").await);
    let (list, set) = (fixture.list("Marketing").await, fixture.set("default").await);
    fixture.sender_id("MYBRAND", "GB").await;
    fixture.destination(&set, "sns", crate::harness::TARGETS[2]).await;
    let send = fixture.0.send_text_message().destination_phone_number("+12065550142").origination_identity(&number);
    send.message_body("hello").send().await.expect("it is sent");
    let paths = [
        "start".to_owned(),
        "inbox".to_owned(),
        format!("inbox/{number}/%2B12065550142"),
        "pools".to_owned(),
        format!("pools/{pool}"),
        "numbers".to_owned(),
        format!("numbers/{number}"),
        "sender-ids".to_owned(),
        format!("opt-out-lists/{list}"),
        "configuration-sets".to_owned(),
        format!("configuration-sets/{set}"),
        "events".to_owned(),
        "requests".to_owned(),
        "lab".to_owned(),
        "route".to_owned(),
        "account".to_owned(),
    ];
    for path in paths {
        let posted = |body: &str| {
            let page = scraper::Html::parse_document(body);
            let form = scraper::Selector::parse("form[method=post]").expect("the selector is good");
            let forms = page.select(&form).filter_map(|form| form.attr("action"));
            let out = forms.filter(|action| *action == "/_callsign/console/logout").count();
            (page.select(&form).count() - out, out)
        };
        let read = in_session(&app, READER, &format!("{HOME}/{path}"), "").await;
        assert_eq!((read.status, posted(&read.body)), (200, (0, 1)), "{path}");
        assert!(read.body.contains("read only"), "{path}");
        let written = in_session(&app, WRITER, &format!("{HOME}/{path}"), "").await;
        let is_read_alone = ["requests", "route"].contains(&path.as_str()) || path == "events" || path == "start";
        assert_eq!(posted(&written.body).0 > 0, !is_read_alone, "{path}");
    }
    let answer = in_session(&app, READER, &format!("{HOME}/lab"), "call=PUT+clock&mode=frozen").await;
    assert_eq!((answer.status, answer.body.contains("READ_ONLY")), (403, true));
}

#[tokio::test]
async fn only_a_session_can_be_logged_out_of_and_then_it_is_over() {
    let app = App::start().await;
    assert!(!get(&app, "pools").await.body.contains("/logout"));
    let app = App::with(with_tokens).await;
    let ended = in_session(&app, WRITER, "/_callsign/console/logout", "out=1").await;
    assert_eq!((ended.status, ended.header("location")), (303, "/_callsign/console/login"));
    assert!(
        ended.header("set-cookie").starts_with("callsign_session=; ")
            && ended.header("set-cookie").contains("Max-Age=0")
    );
}

#[tokio::test]
async fn a_token_as_the_page_sets_it_begins_a_session() {
    let page = include_str!("../../../docs/console.md");
    let block = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the page has it");
    let folder = Folder::new();
    let file = folder.write("callsign.toml", &block.replace('…', WRITER));
    let flags = Flags { config: Some(file), ..Flags::default() };
    let set = Settings::from_sources(&flags, HashMap::new()).expect("the settings are good");
    let app = App::with(|settings| settings.staging.tokens = set.staging.tokens).await;
    let lists = format!("{HOME}/opt-out-lists");
    let made = in_session(&app, WRITER, &lists, "operation=CreateOptOutList&OptOutListName=made").await;
    assert_eq!(made.status, 303);
}
