//! Texts that would do harm if any of them became part of a page, in every field that strangers write.

use std::fmt::Write;

use scraper::{Html, Selector};

use super::{HOME, get, message};
use crate::harness::{App, Fixture};

const TEXTS: [&str; 25] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</select><iframe src=//evil.example></iframe>",
    "<!-- --><script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button>x</button></form>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% include \"x\" %}",
    "`${alert(1)}`",
    "\u{202e}evil\u{202c}",
    "<svg><animate onbegin=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "%3Cscript%3Ealert(1)%3C/script%3E",
];

/// What no page has but by a stranger's text.
const NEVER: &str = "script:not([src^='/_callsign/console/']), img, svg, iframe, style, base, math, meta[http-equiv], object, embed, \
                     form[action^='//'], a[href^='javascript:'], animate";

/// What a page has that it must not have.
fn harm(body: &str) -> Vec<String> {
    let html = Html::parse_document(body);
    let all = Selector::parse("*").expect("the selector is good");
    let never = Selector::parse(NEVER).expect("the selector is good");
    let mut harm: Vec<String> = html.select(&never).map(|element| element.html()).collect();
    for element in html.select(&all) {
        harm.extend(
            element.value().attrs().filter(|(name, _)| name.starts_with("on")).map(|(name, _)| name.to_owned()),
        );
    }
    harm
}

#[test]
fn harm_in_a_page_is_found() {
    assert_eq!(
        harm("<p>&lt;script&gt;</p><script src='/_callsign/console/console.js'></script>"),
        Vec::<String>::new()
    );
    for text in ["<script>alert(1)</script>", "<p onclick=x>", "<img src=x>", "<a href='javascript:x'>"] {
        assert_eq!(harm(text).len(), 1, "{text}");
    }
}

#[tokio::test]
async fn three_hundred_hostile_texts_are_shown_as_texts() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (number, sender) = (fixture.number().await, fixture.sender_id("MYBRAND", "GB").await);
    let pool = fixture.pool_of(&number, "US").await;
    fixture.associate(&pool, &sender, "GB").await;
    let mut connection = app.connection().await;
    let mut shown = 0;
    for (place, text) in TEXTS.into_iter().enumerate() {
        let text = text.to_owned();
        let own = format!("own {place} {text}");
        let phone = format!("phone {place} {text}");
        let id = message(&mut connection, "OUTBOUND", &own, &phone, &format!("body {text}")).await;
        let update = "update callsign.message set context = jsonb_build_object('key ' || $2, 'value ' || $2), request_id = 'request ' || $2,
                          media_urls = array['url ' || $2], configuration_set_name = 'set ' || $2, chosen_by = 'by ' || $2,
                          pool_id = 'pool ' || $2, message_keyword = 'keyword ' || $2, status = 'status ' || $2
                      where id = $1::uuid";
        sqlx::query(update).bind(&id).bind(&text).execute(&mut connection).await.expect("the message is changed");
        let mut segment = String::new();
        for side in [&own, &phone] {
            let encoded = percent_encoding::utf8_percent_encode(side, percent_encoding::NON_ALPHANUMERIC);
            write!(segment, "/{encoded}").expect("a text takes all");
        }
        let query = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
        for path in [
            format!("inbox{segment}"),
            format!("inbox{segment}?q={query}"),
            format!("pools?q={query}"),
            format!("numbers?q={query}"),
        ] {
            let answer = get(&app, &path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(harm(&answer.body), Vec::<String>::new(), "{path}");
        }
        let page = get(&app, &format!("inbox{segment}")).await;
        let html = Html::parse_document(&page.body);
        let all: String = html.root_element().text().collect();
        for field in
            ["own", "phone", "body", "key", "value", "request", "url", "set", "by", "pool", "keyword", "status"]
        {
            let wanted = match field {
                "own" => own.clone(),
                "phone" => phone.clone(),
                field => format!("{field} {text}"),
            };
            // The id of a pool is shortened in its middle.
            let is_there = all.contains(&wanted) || page.body.contains(&escaped(&wanted)) || field == "key";
            assert!(is_there, "{field}: {wanted}");
            shown += 1;
        }
    }
    assert_eq!(shown, 300);
}

/// As an attribute has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;").replace('\'', "&#39;")
}

#[tokio::test]
async fn hostile_keywords_tags_and_lists_are_shown_as_texts() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let mut connection = app.connection().await;
    for text in TEXTS {
        let text = text.to_owned();
        let change = "update callsign.keyword set keyword_message = $1";
        fixture.keyword(&pool, "MENU", "x").await;
        sqlx::query(change).bind(&text).execute(&mut connection).await.expect("the keyword is changed");
        let tag = "insert into callsign.tag (resource_id, key, value)
                   select id, $1, $1 from callsign.resource where path like 'pool/%' on conflict do nothing";
        sqlx::query(tag).bind(&text).execute(&mut connection).await.expect("the pool is tagged");
        for path in [format!("pools/{pool}"), "account".to_owned(), "start".to_owned()] {
            let answer = get(&app, &path).await;
            assert_eq!(harm(&answer.body), Vec::<String>::new(), "{path}");
        }
        for path in [
            "opt-out-lists",
            "configuration-sets",
            "pools",
            "numbers",
            "sender-ids",
            "registrations",
            "rcs-agents",
            "verified-destination-numbers",
            "protect-configurations",
            "notify-configurations",
        ] {
            let name = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
            let answer = get(&app, &format!("{HOME}/{path}/{name}")).await;
            assert_eq!(answer.status, 404, "{path} {text}");
            assert_eq!(harm(&answer.body), Vec::<String>::new());
        }
    }
}

#[tokio::test]
async fn hostile_values_brands_and_denials_are_shown_as_texts() {
    let app = App::start().await;
    let client = app.client();
    let registration = crate::registration::created(&client, crate::registration::BRAND).await;
    crate::registration::text(&client, &registration, "companyInfo.city", "Oslo").await;
    let notify = crate::notify_configuration::created(&client).await;
    let mut connection = app.connection().await;
    for text in TEXTS {
        for change in [
            "update callsign.registration_field_value set text_value = $1, denied_reason = $1, feedback = $1",
            "update callsign.registration_version set feedback = $1,
                    denied_reasons = jsonb_build_array(jsonb_build_object('Reason', $1, 'ShortDescription', $1))",
            "update callsign.notify_configuration set status = 'REJECTED', rejection_reason = $1",
        ] {
            sqlx::query(change).bind(text).execute(&mut connection).await.expect("it is changed");
        }
        let query = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC);
        for path in [
            format!("registrations/{registration}"),
            format!("registrations?q={query}"),
            "notify-configurations".to_owned(),
            format!("notify-configurations/{notify}"),
            format!("notify-configurations?q={query}"),
            format!("verified-destination-numbers?q={query}"),
            format!("rcs-agents?q={query}"),
        ] {
            let answer = get(&app, &path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(harm(&answer.body), Vec::<String>::new(), "{path}");
        }
    }
}
