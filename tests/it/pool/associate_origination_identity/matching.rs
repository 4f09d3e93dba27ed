//! The configuration of an identity must be the pool's.

use aws_sdk_pinpointsmsvoicev2::types::{MessageType, NumberCapability, RequestableNumberType, Tag};
use callsign::domain::keyword::{HELP_MESSAGE, STOP_MESSAGE};

use super::{associate, joined, long_code, refused, requested, sender_id_for, set};
use crate::harness::{App, Fixture, simulator};

/// A keyword: its word, message and action.
type Keyword = (&'static str, &'static str, &'static str);

const JOIN: Keyword = ("JOIN", "Welcome", "OPT_IN");

/// A number with its settings changed by `statements`, and with `keywords`.
async fn number_with(app: &App, statements: &[&'static str], keywords: &[Keyword]) -> String {
    let number = Fixture(app.client()).number().await;
    change(app, &number, statements, keywords).await;
    number
}

/// A pool made from such a number: both have the same settings and keywords.
async fn pool_with(app: &App, statements: &[&'static str], keywords: &[Keyword]) -> String {
    let number = number_with(app, statements, keywords).await;
    Fixture(app.client()).pool_of(&number, "US").await
}

async fn change(app: &App, number: &str, statements: &[&'static str], keywords: &[Keyword]) {
    for statement in statements {
        set(app, statement, number).await;
    }
    for (word, message, action) in keywords {
        let insert = "
            insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
            select id, $2, $3, $4 from callsign.phone_number where callsign.phone_number_id(id) = $1";
        let insert = sqlx::query(insert).bind(number).bind(word).bind(message).bind(action);
        insert.execute(&mut app.connection().await).await.expect("the keyword is new");
    }
}

async fn opt_out_list(app: &App, name: &str) {
    app.client().create_opt_out_list().opt_out_list_name(name).send().await.expect("the list is new");
}

/// Refused with this Reason about the number, and the message names exactly these settings.
async fn assert_mismatch(app: &App, pool: &str, number: &str, reason: &str, settings: &str) {
    let refused = refused(app, associate(app, pool, number, "US")).await;
    assert_eq!(refused.line(), format!("ConflictException {reason} phone-number {number}"));
    let start = format!(r#"Conflict Occurred - Reason="{reason}" ResourceType="phone-number" ResourceId="{number}""#);
    assert_eq!(refused.message, format!("{start} Differing settings: {settings}"));
}

const TWO_WAY: &str = "update callsign.phone_number set two_way_enabled = true,
    two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:inbound',
    two_way_channel_role = 'arn:aws:iam::000000000000:role/inbound' where callsign.phone_number_id(id) = $1";
const OTHER_CHANNEL: &str = "update callsign.phone_number
    set two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:elsewhere' where callsign.phone_number_id(id) = $1";
const OTHER_ROLE: &str = "update callsign.phone_number
    set two_way_channel_role = 'arn:aws:iam::000000000000:role/other' where callsign.phone_number_id(id) = $1";
const NO_ROLE: &str =
    "update callsign.phone_number set two_way_channel_role = null where callsign.phone_number_id(id) = $1";
const TWO_WAY_OFF: &str =
    "update callsign.phone_number set two_way_enabled = false where callsign.phone_number_id(id) = $1";
const SELF_MANAGED: &str =
    "update callsign.phone_number set self_managed_opt_outs_enabled = true where callsign.phone_number_id(id) = $1";

// Message type

#[tokio::test]
async fn a_phone_number_of_another_message_type_is_refused() {
    let app = App::start().await;
    let pool = pool_with(&app, &[], &[]).await;
    let number = requested(long_code(&app).message_type(MessageType::Promotional)).await;
    assert_mismatch(&app, &pool, &number, "MESSAGE_TYPE_MISMATCH", "MessageType").await;
}

#[tokio::test]
async fn a_sender_id_that_does_not_send_the_pools_message_type_is_refused() {
    let app = App::start().await;
    let pool = pool_with(&app, &[], &[]).await;
    sender_id_for(&app, "OFFERS", "GB", &[MessageType::Promotional]).await;
    let refused = refused(&app, associate(&app, &pool, "offers", "GB")).await;
    assert_eq!(refused.line(), "ConflictException MESSAGE_TYPE_MISMATCH sender-id OFFERS");
    assert!(refused.message.ends_with(" Differing settings: MessageType"), "{refused:?}");
}

#[tokio::test]
async fn a_sender_id_of_both_message_types_joins_pools_of_either() {
    let app = App::start().await;
    let types = [MessageType::Promotional, MessageType::Transactional];
    sender_id_for(&app, "BOTH", "GB", &types).await;
    for message_type in types {
        let number = requested(long_code(&app).message_type(message_type.clone())).await;
        let create = app.client().create_pool().origination_identity(&number).iso_country_code("US");
        let pool = create.message_type(message_type).send().await.expect("the number founds a pool");
        joined(associate(&app, pool.pool_id().expect("it has an id"), "BOTH", "GB")).await;
    }
}

// Opt-out list

#[tokio::test]
async fn a_phone_number_with_another_opt_out_list_is_refused() {
    let app = App::start().await;
    opt_out_list(&app, "Elsewhere").await;
    let pool = pool_with(&app, &[], &[]).await;
    let number = requested(simulator(&app.client()).opt_out_list_name("Elsewhere")).await;
    assert_mismatch(&app, &pool, &number, "OPT_OUT_LIST_MISMATCH", "OptOutListName").await;
}

#[tokio::test]
async fn a_phone_number_with_the_pools_own_opt_out_list_joins() {
    let app = App::start().await;
    opt_out_list(&app, "Shared").await;
    let founder = requested(simulator(&app.client()).opt_out_list_name("Shared")).await;
    let pool = Fixture(app.client()).pool_of(&founder, "US").await;
    let number = requested(simulator(&app.client()).opt_out_list_name("Shared")).await;
    joined(associate(&app, &pool, &number, "US")).await;
}

// Self-managed opt-outs

#[tokio::test]
async fn a_phone_number_whose_opt_outs_are_managed_otherwise_is_refused() {
    let app = App::start().await;
    let (plain, managed) = (pool_with(&app, &[], &[]).await, pool_with(&app, &[SELF_MANAGED], &[]).await);
    let settings = "SelfManagedOptOutsEnabled";
    let number = number_with(&app, &[SELF_MANAGED], &[]).await;
    assert_mismatch(&app, &plain, &number, "SELF_MANAGED_OPT_OUTS_MISMATCH", settings).await;
    let number = number_with(&app, &[], &[]).await;
    assert_mismatch(&app, &managed, &number, "SELF_MANAGED_OPT_OUTS_MISMATCH", settings).await;
}

// Two-way

#[tokio::test]
async fn a_phone_number_with_two_way_on_is_refused_by_a_pool_with_two_way_off_and_the_reverse() {
    let app = App::start().await;
    let (one_way, two_way) = (pool_with(&app, &[], &[]).await, pool_with(&app, &[TWO_WAY], &[]).await);
    let settings = "TwoWayEnabled, TwoWayChannelArn, TwoWayChannelRole";
    let number = number_with(&app, &[TWO_WAY], &[]).await;
    assert_mismatch(&app, &one_way, &number, "TWO_WAY_CONFIG_MISMATCH", settings).await;
    let number = number_with(&app, &[], &[]).await;
    assert_mismatch(&app, &two_way, &number, "TWO_WAY_CONFIG_MISMATCH", settings).await;
}

#[tokio::test]
async fn two_way_off_differs_from_two_way_on_also_when_the_channel_was_left_behind() {
    let app = App::start().await;
    let pool = pool_with(&app, &[TWO_WAY], &[]).await;
    let number = number_with(&app, &[TWO_WAY, TWO_WAY_OFF], &[]).await;
    assert_mismatch(&app, &pool, &number, "TWO_WAY_CONFIG_MISMATCH", "TwoWayEnabled").await;
}

#[tokio::test]
async fn a_phone_number_with_another_two_way_channel_is_refused() {
    let app = App::start().await;
    let pool = pool_with(&app, &[TWO_WAY], &[]).await;
    let number = number_with(&app, &[TWO_WAY, OTHER_CHANNEL], &[]).await;
    assert_mismatch(&app, &pool, &number, "TWO_WAY_CONFIG_MISMATCH", "TwoWayChannelArn").await;
}

#[tokio::test]
async fn a_phone_number_with_another_two_way_role_or_none_is_refused() {
    let app = App::start().await;
    let pool = pool_with(&app, &[TWO_WAY], &[]).await;
    for change in [OTHER_ROLE, NO_ROLE] {
        let number = number_with(&app, &[TWO_WAY, change], &[]).await;
        assert_mismatch(&app, &pool, &number, "TWO_WAY_CONFIG_MISMATCH", "TwoWayChannelRole").await;
    }
}

#[tokio::test]
async fn a_phone_number_with_the_pools_own_two_way_channel_joins() {
    let app = App::start().await;
    let pool = pool_with(&app, &[TWO_WAY], &[]).await;
    let number = number_with(&app, &[TWO_WAY], &[]).await;
    joined(associate(&app, &pool, &number, "US")).await;
}

#[tokio::test]
async fn channel_and_role_do_not_count_while_two_way_is_off_on_both_sides() {
    let app = App::start().await;
    let (bare, left_behind) = (pool_with(&app, &[], &[]).await, pool_with(&app, &[TWO_WAY, TWO_WAY_OFF], &[]).await);
    let number = number_with(&app, &[TWO_WAY, TWO_WAY_OFF], &[]).await;
    joined(associate(&app, &bare, &number, "US")).await;
    let number = number_with(&app, &[TWO_WAY, OTHER_CHANNEL, OTHER_ROLE, TWO_WAY_OFF], &[]).await;
    joined(associate(&app, &left_behind, &number, "US")).await;
}

// Keywords

#[tokio::test]
async fn a_phone_number_with_a_keyword_more_or_less_than_the_pool_is_refused() {
    let app = App::start().await;
    let (plain, with_join) = (pool_with(&app, &[], &[]).await, pool_with(&app, &[], &[JOIN]).await);
    let number = number_with(&app, &[], &[JOIN]).await;
    assert_mismatch(&app, &plain, &number, "KEYWORD_MISMATCH", "Keywords").await;
    let number = number_with(&app, &[], &[]).await;
    assert_mismatch(&app, &with_join, &number, "KEYWORD_MISMATCH", "Keywords").await;
}

#[tokio::test]
async fn a_keyword_with_another_word_message_or_action_is_refused() {
    let app = App::start().await;
    let pool = pool_with(&app, &[], &[JOIN]).await;
    for keyword in
        [("JOINS", "Welcome", "OPT_IN"), ("JOIN", "welcome", "OPT_IN"), ("JOIN", "Welcome", "AUTOMATIC_RESPONSE")]
    {
        let number = number_with(&app, &[], &[keyword]).await;
        assert_mismatch(&app, &pool, &number, "KEYWORD_MISMATCH", "Keywords").await;
    }
}

#[tokio::test]
async fn help_and_stop_are_compared_too() {
    let app = App::start().await;
    let (help, stop) = (("HELP", "Call us", "AUTOMATIC_RESPONSE"), ("STOP", "Bye", "OPT_OUT"));
    let (plain, with_help) = (pool_with(&app, &[], &[]).await, pool_with(&app, &[], &[help]).await);
    for keyword in [help, stop] {
        let number = number_with(&app, &[], &[keyword]).await;
        assert_mismatch(&app, &plain, &number, "KEYWORD_MISMATCH", "Keywords").await;
    }
    let number = number_with(&app, &[], &[]).await;
    assert_mismatch(&app, &with_help, &number, "KEYWORD_MISMATCH", "Keywords").await;
}

#[tokio::test]
async fn a_phone_number_with_the_pools_own_keywords_joins() {
    let app = App::start().await;
    let stop = ("STOP", "Bye", "OPT_OUT");
    let pool = pool_with(&app, &[], &[JOIN, stop]).await;
    let number = number_with(&app, &[], &[stop, JOIN]).await;
    joined(associate(&app, &pool, &number, "US")).await;
}

#[tokio::test]
async fn help_and_stop_that_were_put_as_they_were_equal_those_that_nobody_touched() {
    let app = App::start().await;
    let pool = pool_with(&app, &[], &[]).await;
    let constants = [("HELP", HELP_MESSAGE, "AUTOMATIC_RESPONSE"), ("STOP", STOP_MESSAGE, "OPT_OUT")];
    let number = number_with(&app, &[], &constants).await;
    joined(associate(&app, &pool, &number, "US")).await;
}

// Several at once

#[tokio::test]
async fn the_message_names_all_differing_settings_and_the_reason_is_the_first_in_the_settled_order() {
    let app = App::start().await;
    opt_out_list(&app, "Elsewhere").await;
    let pool = pool_with(&app, &[], &[]).await;
    let request = long_code(&app).message_type(MessageType::Promotional).opt_out_list_name("Elsewhere");
    let number = requested(request).await;
    change(&app, &number, &[SELF_MANAGED, TWO_WAY], &[JOIN]).await;
    let settings = "MessageType, OptOutListName, SelfManagedOptOutsEnabled, TwoWayEnabled, TwoWayChannelArn, \
                    TwoWayChannelRole, Keywords";
    let corrections = [
        (
            "MESSAGE_TYPE_MISMATCH",
            "MessageType, ",
            "update callsign.phone_number set message_type = 'TRANSACTIONAL' where callsign.phone_number_id(id) = $1",
        ),
        (
            "OPT_OUT_LIST_MISMATCH",
            "OptOutListName, ",
            "update callsign.phone_number n set opt_out_list_id = l.id from callsign.opt_out_list l
             where l.name = 'Default' and callsign.phone_number_id(n.id) = $1",
        ),
        (
            "SELF_MANAGED_OPT_OUTS_MISMATCH",
            "SelfManagedOptOutsEnabled, ",
            "update callsign.phone_number set self_managed_opt_outs_enabled = false
             where callsign.phone_number_id(id) = $1",
        ),
        ("TWO_WAY_CONFIG_MISMATCH", "TwoWayEnabled, TwoWayChannelArn, TwoWayChannelRole, ", TWO_WAY_OFF),
        (
            "KEYWORD_MISMATCH",
            "Keywords",
            "delete from callsign.keyword k using callsign.phone_number n
             where n.id = k.phone_number_id and callsign.phone_number_id(n.id) = $1",
        ),
    ];
    let mut left = settings;
    for (reason, named, correction) in corrections {
        assert_mismatch(&app, &pool, &number, reason, left).await;
        set(&app, correction, &number).await;
        left = left.strip_prefix(named).expect("the settings are named in this order");
    }
    joined(associate(&app, &pool, &number, "US")).await;
}

// What doesn't count

#[tokio::test]
async fn country_type_capabilities_protection_sending_abroad_and_tags_are_not_compared() {
    let app = App::start().await;
    let pool = pool_with(&app, &[], &[]).await;
    let tag = Tag::builder().key("team").value("a").build().expect("key and value are set");
    for (difference, country, request) in [
        ("country", "GB", long_code(&app).iso_country_code("GB")),
        ("type", "US", long_code(&app)),
        ("type", "US", simulator(&app.client()).number_type(RequestableNumberType::TollFree)),
        ("capabilities", "US", simulator(&app.client()).number_capabilities(NumberCapability::Voice)),
        ("protection", "US", simulator(&app.client()).deletion_protection_enabled(true)),
        (
            "sending abroad",
            "US",
            simulator(&app.client()).number_type(RequestableNumberType::TollFree).international_sending_enabled(true),
        ),
        ("tags", "US", simulator(&app.client()).tags(tag)),
    ] {
        let number = requested(request).await;
        let answer = joined(associate(&app, &pool, &number, country)).await;
        assert_eq!(answer.iso_country_code(), Some(country), "another {difference}");
    }
}

#[tokio::test]
async fn a_pool_of_its_own_protection_and_tags_accepts_a_plain_number() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (founder, number) = (fixture.number().await, fixture.number().await);
    let tag = Tag::builder().key("team").value("a").build().expect("key and value are set");
    let create = app.client().create_pool().origination_identity(&founder).iso_country_code("US");
    let create = create.message_type(MessageType::Transactional).deletion_protection_enabled(true).tags(tag);
    let pool = create.send().await.expect("the number founds a pool").pool_id.expect("it has an id");
    joined(associate(&app, &pool, &number, "US")).await;
}

#[tokio::test]
async fn of_a_sender_id_only_the_message_type_is_compared() {
    let app = App::start().await;
    opt_out_list(&app, "Elsewhere").await;
    let founder = requested(simulator(&app.client()).opt_out_list_name("Elsewhere")).await;
    change(&app, &founder, &[TWO_WAY, SELF_MANAGED], &[JOIN]).await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool_of(&founder, "US").await;
    fixture.sender_id("CALLSIGN", "GB").await;
    joined(associate(&app, &pool, "CALLSIGN", "GB")).await;

    let two_way = "select count(*) from inspect.pools where two_way_enabled and self_managed_opt_outs_enabled";
    assert_eq!(app.count(two_way).await, 1, "else the sender ID would not differ from the pool");
}

#[tokio::test]
async fn a_fresh_number_matches_a_pool_that_was_made_from_a_sender_id() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    fixture.sender_id("CALLSIGN", "GB").await;
    let pool = fixture.pool_of("CALLSIGN", "GB").await;
    let number = fixture.number().await;
    joined(associate(&app, &pool, &number, "US")).await;
}
