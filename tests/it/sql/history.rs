//! What is told of the past and of who did it, and what the settings say.

use aws_sdk_pinpointsmsvoicev2::types::{KeywordAction, RequestableNumberType};
use callsign::{
    config::{Credential, SecretText, Settings},
    store::sweep::Sweep,
};
use serde_json::{Value, json};
use sqlx::Row;
use time::Duration;

use super::rows;
use crate::{
    harness::{App, Fixture, simulator, tag},
    inbound::text_from,
};

const WHO: &str = "arn:aws:iam::000000000000:user/test";

#[tokio::test]
async fn who_did_it_stands_beside_the_request_id_when_the_request_is_gone() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    fixture.associate(&pool, &number, "US").await;
    let left = app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    left.iso_country_code("US").send().await.expect("it is in the pool");
    let toll_free = simulator(&app.client()).number_type(RequestableNumberType::TollFree).send().await;
    let toll_free = toll_free.expect("a number is there").phone_number_id.expect("it has an id");
    let text =
        app.client().send_text_message().origination_identity(&toll_free).destination_phone_number("+12065550142");
    text.message_body("Hello").send().await.expect("a text is accepted");
    app.execute("delete from callsign.request").await;

    for view in ["associations", "association_history", "pool_history", "messages"] {
        let query = format!(
            "select count(*) filter (where access_key_id is null or principal_arn is null), count(*) from inspect.{view}
             where request_id is not null"
        );
        let row = &rows(&mut app.connection().await, &query).await.expect("it runs")[0];
        let (unknown, all): (i64, i64) = (row.get(0), row.get(1));
        assert!(unknown == 0 && all > 0, "{view}: {unknown} of {all}");
        let query =
            format!("select count(*) from inspect.{view} where (access_key_id, principal_arn) <> ('test', '{WHO}')");
        let others = &rows(&mut app.connection().await, &query).await.expect("it runs")[0];
        assert_eq!(others.get::<i64, _>(0), 0, "{view}");
    }
}

#[tokio::test]
async fn every_view_with_a_request_id_says_who_did_it() {
    let app = App::start().await;
    let silent = app
        .rows(
            "select table_name::text as view from information_schema.columns where table_schema = 'inspect'
             group by table_name
             having bool_or(column_name = 'request_id')
                and not (bool_or(column_name = 'access_key_id') and bool_or(column_name = 'principal_arn'))",
        )
        .await;
    let silent: Vec<String> = silent.iter().map(|row| row.get("view")).collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[tokio::test]
async fn what_phones_and_resets_do_is_told_of_who_asked_for_it() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.pool().await;
    let digits: String = app.rows("select phone_number from inspect.associations").await[0].get(0);
    text_from(&app, "+12065550142", &digits, "STOP").await;
    let of = "select string_agg(distinct access_key_id || coalesce(principal_arn, ''), ',') from inspect.messages
              where direction = 'INBOUND' or kind = 'AUTO_REPLY'";
    assert_eq!(app.rows(of).await[0].get::<String, _>(0), "interface");
}

#[tokio::test]
async fn a_released_number_keeps_its_story_and_its_next_owner_gets_none_of_it() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    fixture.associate(&pool, &number, "US").await;
    let digits = "select phone_number from inspect.phone_numbers where phone_number_id = $1";
    let digits = app.texts_of(digits, &number).await.remove(0);
    let leave = app.client().disassociate_origination_identity().pool_id(&pool).origination_identity(&number);
    leave.iso_country_code("US").send().await.expect("it is in the pool");
    app.client().release_phone_number().phone_number_id(&number).send().await.expect("it is in no pool");

    let story = "select event || ' ' || origination_identity from inspect.association_history
                 where phone_number = $1 order by sequence";
    let expected = [format!("ASSOCIATED {number}"), format!("DISASSOCIATED {number}")];
    assert_eq!(app.texts_of(story, &digits).await, expected);

    // The first free number is leased.
    let now = fixture.number().await;
    let is_again = "select phone_number from inspect.phone_numbers where phone_number_id = $1";
    assert_eq!(app.texts_of(is_again, &now).await, [digits.as_str()]);
    assert_ne!(now, number, "it has another id");
    fixture.associate(&pool, &now, "US").await;
    let of_next = "select event from inspect.association_history where origination_identity = $1";
    assert_eq!(app.texts_of(of_next, &now).await, ["ASSOCIATED"]);
    assert_eq!(app.texts_of(story, &digits).await.len(), 3);
}

#[tokio::test]
async fn the_history_of_a_pool_tells_what_changed_and_what_it_was_when_it_went() {
    let app = App::start().await;
    let client = app.client();
    let number = Fixture(app.client()).number().await;
    let made = client.create_pool().origination_identity(&number).iso_country_code("US");
    let made =
        made.message_type("TRANSACTIONAL".into()).tags(tag("Name", "orders")).send().await.expect("a pool is made");
    let pool = made.pool_id.expect("it has an id");
    client.update_pool().pool_id(&pool).shared_routes_enabled(true).send().await.expect("it is changed");
    // Nothing changes.
    client.update_pool().pool_id(&pool).shared_routes_enabled(true).send().await.expect("it is as it was");
    let keyword = client.put_keyword().origination_identity(&pool).keyword("HOURS").keyword_message("From 9 to 5.");
    keyword.keyword_action(KeywordAction::AutomaticResponse).send().await.expect("a keyword is put");
    let arn = made.pool_arn.expect("it has an ARN");
    client.tag_resource().resource_arn(&arn).tags(tag("Name", "invoices")).send().await.expect("it is tagged");
    client.untag_resource().resource_arn(&arn).tag_keys("Other").send().await.expect("nothing is taken");
    client.delete_keyword().origination_identity(&pool).keyword("HOURS").send().await.expect("a keyword goes");
    client.delete_pool().pool_id(&pool).send().await.expect("it goes");

    let rows = app
        .rows("select event, name, changes, settings, principal_arn from inspect.pool_history order by sequence")
        .await;
    let told: Vec<(String, Option<String>, Option<Value>)> =
        rows.iter().map(|row| (row.get("event"), row.get("name"), row.get("changes"))).collect();
    let hours = json!({ "HOURS": { "KeywordAction": "AUTOMATIC_RESPONSE", "KeywordMessage": "From 9 to 5." } });
    let orders = || Some("orders".to_owned());
    let updated = |name: &str, changes| ("UPDATED".to_owned(), Some(name.to_owned()), Some(changes));
    let expected = [
        ("CREATED".to_owned(), orders(), None),
        updated("orders", json!({ "SharedRoutesEnabled": { "from": false, "to": true } })),
        updated("orders", json!({ "Keywords": { "from": {}, "to": hours } })),
        updated("invoices", json!({ "Tags": { "from": { "Name": "orders" }, "to": { "Name": "invoices" } } })),
        updated("invoices", json!({ "Keywords": { "from": hours, "to": {} } })),
        ("DELETED".to_owned(), Some("invoices".to_owned()), None),
    ];
    assert_eq!(told, expected);
    let last: Value = rows[5].get("settings");
    assert_eq!((&last["MessageType"], &last["SharedRoutesEnabled"]), (&json!("TRANSACTIONAL"), &json!(true)), "{last}");
    assert!(rows.iter().all(|row| row.get::<Option<String>, _>("principal_arn").as_deref() == Some(WHO)));
}

#[tokio::test]
async fn the_last_event_of_a_pool_that_is_there_is_not_swept() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (stays, goes) = (fixture.pool().await, fixture.pool().await);
    app.client().update_pool().pool_id(&stays).shared_routes_enabled(true).send().await.expect("it is changed");
    app.client().delete_pool().pool_id(&goes).send().await.expect("it goes");
    let mut connection = app.connection().await;
    let sweep = Sweep::PoolEvents { retention: Duration::ZERO };
    while sweep.batch(&mut connection).await.expect("a batch is swept") > 0 {}
    let left = app.rows("select event, pool_id from inspect.pool_history").await;
    let left: Vec<(String, String)> = left.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(left, [("UPDATED".to_owned(), stays)]);
}

#[tokio::test]
async fn the_quotas_in_force_are_shown_with_what_is_used_of_them() {
    let app = App::with(|settings: &mut Settings| {
        settings.quotas.pools = 7;
        settings.quotas.sender_ids = 0;
    })
    .await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.sender_id("ACME", "GB").await;
    fixture.associate(&pool, "ACME", "GB").await;
    let names = serde_json::to_value(Settings::default().quotas).expect("quotas are data");
    let names = names.as_object().expect("by name").len();
    let rows = app.rows("select name, used, max from inspect.quotas order by name").await;
    assert_eq!(rows.len(), names, "one for each in the one scope that there is");
    let of = |name: &str| {
        let row = rows.iter().find(|row| row.get::<String, _>("name") == name).expect("the quota is shown");
        (row.get::<Option<i64>, _>("used"), row.get::<Option<i64>, _>("max"))
    };
    assert_eq!(of("pools"), (Some(1), Some(7)));
    assert_eq!(of("sender_ids"), (Some(1), None));
    assert_eq!(of("phone_numbers"), (Some(1), Some(25)));
    assert_eq!(of("origination_identities_per_pool"), (Some(2), Some(100)));
    assert_eq!(of("configuration_sets"), (Some(0), Some(25)));
    assert_eq!(of("calls_to_recipient"), (None, Some(5)));
}

#[tokio::test]
async fn credentials_are_shown_without_secrets() {
    let policy =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sms-voice:Describe*","Resource":"*"}}"#;
    let app = App::with(move |settings: &mut Settings| {
        let credential = |key: &str, account_id: &str| Credential {
            access_key_id: key.to_owned(),
            secret_access_key: SecretText::new("c4n4ry-secret"),
            account_id: account_id.to_owned(),
            session_token: None,
            user: None,
            policy: None,
        };
        settings.auth.credentials = vec![
            credential("team-a", "111122223333"),
            Credential {
                user: Some("app".to_owned()),
                policy: Some(policy.to_owned()),
                session_token: Some(SecretText::new("c4n4ry-token")),
                ..credential("team-b", "444455556666")
            },
        ];
    })
    .await;
    let rows = app.rows("select c::text as row, * from inspect.credentials c order by access_key_id").await;
    let told: Vec<(String, String, String, bool, Option<String>)> = rows
        .iter()
        .map(|row| {
            let text = |name| row.get::<String, _>(name);
            (
                text("access_key_id"),
                text("account_id"),
                text("principal_arn"),
                row.get("has_session_token"),
                row.get("policy"),
            )
        })
        .collect();
    let of = |key: &str, account: &str, user: &str, token, policy: Option<&str>| {
        let arn = format!("arn:aws:iam::{account}:user/{user}");
        (key.to_owned(), account.to_owned(), arn, token, policy.map(str::to_owned))
    };
    assert_eq!(
        told,
        [of("team-a", "111122223333", "team-a", false, None), of("team-b", "444455556666", "app", true, Some(policy))]
    );
    assert!(rows.iter().all(|row| !row.get::<String, _>("row").contains("c4n4ry")));
}
