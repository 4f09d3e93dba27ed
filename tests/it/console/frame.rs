//! What stands around every screen.

use super::{HOME, get, open, submit};
use crate::harness::App;

const SCREENS: [&str; 17] = [
    "start",
    "inbox",
    "pools",
    "numbers",
    "sender-ids",
    "opt-out-lists",
    "configuration-sets",
    "registrations",
    "rcs-agents",
    "verified-destination-numbers",
    "protect-configurations",
    "notify-configurations",
    "events",
    "requests",
    "lab",
    "route",
    "account",
];

#[tokio::test]
async fn every_screen_has_landmarks_a_title_and_the_same_elsewhere() {
    let app = App::start().await;
    for path in SCREENS {
        let screen = open(&app, path).await;
        for landmark in ["header", "main", "footer", "nav[aria-label]", "html[lang=en]", "h1", "a.skip[href='#main']"] {
            assert_eq!(screen.all(landmark, "nothing").len(), 0);
            assert!(!screen.texts(landmark).is_empty(), "{path} lacks {landmark}");
        }
        assert!(screen.texts("title")[0].ends_with(" · callsign"), "{path}");
        let how = screen.texts("footer code");
        assert!(how[0].starts_with("select * from "), "{path}: {how:?}");
        assert!(
            ["aws --endpoint-url http://", "GET http://", "curl --json"]
                .iter()
                .any(|how_else| how[1].starts_with(how_else)),
            "{path}: {how:?}"
        );
        // Each field has a name for who can't see it.
        let unnamed = "form input:not([type=hidden]):not([aria-label]):not(label *)";
        assert_eq!(screen.all(unnamed, "name"), Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn what_a_screen_shows_elsewhere_is_a_statement_that_runs() {
    let app = App::start().await;
    app.begin("test", "us-east-1").await;
    let mut connection = app.connection().await;
    sqlx::raw_sql("set search_path = inspect").execute(&mut connection).await.expect("it is set");
    for path in SCREENS.into_iter().chain(["opt-out-lists/Default"]) {
        let statement = open(&app, path).await.texts("footer code").swap_remove(0);
        // It is the page's own text, which no stranger wrote.
        let ran = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.clone())).execute(&mut connection).await;
        ran.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

#[tokio::test]
async fn style_and_script_are_kept_for_good_under_names_of_their_own() {
    let app = App::start().await;
    let screen = open(&app, "pools").await;
    let (style, script) = (screen.all("link[rel=stylesheet]", "href"), screen.all("script", "src"));
    assert_eq!((style.len(), script.len()), (1, 1));
    let mut length = 0;
    for (url, media_type) in [(&style[0], "text/css; charset=utf-8"), (&script[0], "text/javascript; charset=utf-8")] {
        let answer = get(&app, url).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type));
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        length += answer.body.len();
        if media_type.contains("javascript") {
            assert!(answer.body.lines().count() <= 250);
        }
    }
    assert!(length <= 60 * 1024, "{length}");
    assert_eq!(get(&app, "/_callsign/console/console.0000000000000000.css").await.status, 404);
}

#[tokio::test]
async fn the_console_begins_at_the_inbox_or_at_the_start_where_nothing_is() {
    let app = App::start().await;
    for path in ["/_callsign/", "/_callsign/console", "/_callsign/console/"] {
        let answer = get(&app, path).await;
        assert_eq!((answer.status, answer.header("location")), (303, HOME));
    }
    assert_eq!(get(&app, HOME).await.header("location"), format!("{HOME}/start"));
    super::message(&mut app.connection().await, "OUTBOUND", "MYBRAND", "+12065550142", "hello").await;
    assert_eq!(get(&app, HOME).await.header("location"), format!("{HOME}/inbox"));
}

#[tokio::test]
async fn account_and_region_are_chosen_in_the_head() {
    let app = App::start().await;
    app.begin("other", "eu-west-1").await;
    let screen = open(&app, "pools").await;
    assert_eq!(screen.all(".scope li a", "href"), ["/_callsign/console/111111111111/eu-west-1"]);
    let go = |account: &str, region: &str| format!("/_callsign/console/go?account_id={account}&region={region}");
    let answer = get(&app, &go("222222222222", "eu-west-2")).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/_callsign/console/222222222222/eu-west-2"));
    for (account, region) in [("12", "us-east-1"), ("222222222222", "nowhere"), ("222222222222", "..")] {
        assert_eq!(get(&app, &go(account, region)).await.status, 422, "{account} {region}");
    }
    // What isn't in use is shown, too, and made by nobody.
    assert!(open(&app, "/_callsign/console/222222222222/eu-west-2/pools").await.says("There are no pools."));
    for path in
        ["/_callsign/console/12/us-east-1/pools", "/_callsign/console/000000000000/nowhere/pools", "pools/pool-1"]
    {
        assert_eq!(get(&app, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_is_told_in_the_head() {
    let app = App::start().await;
    assert_eq!(open(&app, "pools").await.texts(".top .chip"), Vec::<String>::new());
    app.freeze().await;
    assert_eq!(open(&app, "pools").await.texts(".top .chip"), ["clock frozen"]);
}

#[tokio::test]
async fn what_a_form_did_is_told_with_its_request() {
    let app = App::start().await;
    let screen = submit(&app, "opt-out-lists", "CreateOptOutList", &[("OptOutListName", "Marketing")]).await;
    let told = screen.all(".notice .mono", "title");
    assert!(told[0].parse::<uuid::Uuid>().is_ok(), "{told:?}");
    for made_up in ["?did=Nothing&request=1", "?did=CreatePool&request=%3Cb%3E"] {
        assert!(open(&app, &format!("pools{made_up}")).await.texts(".notice").is_empty());
    }
}

#[tokio::test]
async fn accounts_are_shown_their_own_and_nobody_elses() {
    let app = App::start().await;
    let fixture = crate::harness::Fixture(app.client_of("other", "us-east-1"));
    let pool = fixture.pool().await;
    assert!(open(&app, "pools").await.says("There are no pools."));
    assert_eq!(get(&app, &format!("pools/{pool}")).await.status, 404);
    assert_eq!(open(&app, &format!("/_callsign/console/111111111111/us-east-1/pools/{pool}")).await.status, 200);
}

#[tokio::test]
async fn what_no_text_of_the_database_holds_is_the_name_of_nothing() {
    let app = App::start().await;
    let paths = ["inbox?q=%00", "inbox/%00/%2B12065550142", "inbox/export?q=a%00", "pools?q=%00", "opt-out-lists/%00"];
    for path in paths.into_iter().chain(["configuration-sets/%00", "events?q=message:%00", "requests?q=%00"]) {
        assert_eq!(get(&app, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn screens_that_share_a_place_in_the_head_stand_in_a_row_below_it() {
    let app = App::start().await;
    let current = |screen: &super::Screen| screen.texts("nav a[aria-current=page]");
    let kinds = [
        ("registrations", "Registrations"),
        ("rcs-agents", "RCS agents"),
        ("verified-destination-numbers", "Verified numbers"),
        ("protect-configurations", "Protect"),
        ("notify-configurations", "Notify"),
    ];
    for (path, name) in kinds {
        let screen = open(&app, path).await;
        assert_eq!(current(&screen), ["More", name]);
        assert_eq!(screen.all(".kinds a", "href"), kinds.map(|(path, _)| format!("{HOME}/{path}")));
    }
    let pools = open(&app, "pools").await;
    assert_eq!(current(&pools), ["Pools"]);
    assert!(pools.texts(".kinds").is_empty());
}
