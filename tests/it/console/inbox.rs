//! The inbox: conversations, threads, searches.

use super::{call, call_in_vain, get, message, open, submit, submit_in_vain};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn without_messages_it_says_so() {
    let app = App::start().await;
    let screen = open(&app, "inbox").await;
    assert!(screen.says("Nothing was sent or received here yet."));
    assert!(open(&app, "inbox?q=nothing").await.says("No message matches."));
    assert_eq!(get(&app, "inbox/MYBRAND/%2B12065550142").await.status, 404);
}

#[tokio::test]
async fn who_wrote_last_comes_first_with_the_last_message() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for (direction, phone, body) in [
        ("OUTBOUND", "+12065550142", "first"),
        ("OUTBOUND", "+14255550142", "second"),
        ("INBOUND", "+12065550142", "STOP"),
    ] {
        message(&mut connection, direction, "MYBRAND", phone, body).await;
    }
    message(&mut connection, "OUTBOUND", "OTHER", "+12065550142", "from another").await;
    let screen = open(&app, "inbox").await;
    assert_eq!(screen.texts(".conversations strong"), ["+1 206-555-0142", "+1 206-555-0142", "+1 425-555-0142"]);
    assert_eq!(screen.texts(".conversations .snip"), ["from another", "← STOP", "second"]);
    let links = screen.all(".conversations a", "href");
    assert!(links[1].ends_with("/inbox/MYBRAND/%2B12065550142"), "{links:?}");
    let thread = open(&app, &links[1]).await;
    assert_eq!(thread.texts(".bubble .text"), ["first", "STOP"]);
    assert_eq!(thread.texts(".bubble.in .text"), ["STOP"]);
    assert_eq!(thread.texts(".conversations li.now strong"), ["+1 206-555-0142"]);
}

#[tokio::test]
async fn a_message_shows_its_encoding_parts_price_context_and_events() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let request = fixture.0.send_text_message().destination_phone_number("+12065550142").origination_identity(&number);
    let body = "Your code is 482 913. Don’t share it.";
    let sent = request.message_body(body).context("order", "77").send().await.expect("it is sent");
    crate::harness::until("it has arrived", || async {
        app.count("select count(*) from inspect.message_events where event_type = 'TEXT_SUCCESSFUL'").await == 1
    })
    .await;
    let screen = open(&app, &format!("inbox/{number}/%2B12065550142")).await;
    assert_eq!(screen.texts(".bubble .text"), [body]);
    let standing = screen.texts("#standing .chip");
    assert!(standing[0].starts_with("last send: ") && standing[1] == "opted in", "{standing:?}");
    assert_eq!(screen.texts("mark.code"), ["482 913"]);
    assert_eq!(screen.all(".bubble .facts .copy", "data-copy"), ["482913"]);
    assert_eq!(screen.texts("mark.forces"), ["’"]);
    let facts = screen.texts(".bubble .facts span");
    for fact in ["UNICODE because of “’” (U+2019)", "1 part", "transactional", "order=77"] {
        assert!(facts.contains(&fact.to_owned()), "{fact}: {facts:?}");
    }
    assert!(facts.iter().any(|fact| fact.ends_with(" USD")), "{facts:?}");
    let steps = screen.texts(".steps li");
    assert!(steps[0].starts_with("SUCCESSFUL "), "{steps:?}");
    assert!(steps[1].starts_with("DELIVERED "), "{steps:?}");
    assert!(screen.texts(".bubble dd .mono").contains(&sent.message_id.expect("it has an id")));
    assert!(screen.says("by DIRECT: the request named it"));
}

#[tokio::test]
async fn a_search_takes_words_numbers_and_names() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    message(&mut connection, "OUTBOUND", "MYBRAND", "+12065550142", "Your Parcel comes").await;
    message(&mut connection, "OUTBOUND", "SHOP", "+14255550142", "code 123456, a 100% safe one").await;
    message(&mut connection, "INBOUND", "SHOP", "+14155550142", "STOP").await;
    app.execute(
        "update callsign.message set pool_id = 'pool-1', configuration_set_name = 'default', status = 'SPAM'
         where destination_phone_number = '+12065550142'",
    )
    .await;
    for (search, found) in [
        ("parcel", vec!["+1 206-555-0142"]),
        ("100%25", vec!["+1 425-555-0142"]),
        ("your+comes", vec!["+1 206-555-0142"]),
        ("%2B1425", vec!["+1 425-555-0142"]),
        ("%2B1", vec!["+1 415-555-0142", "+1 425-555-0142", "+1 206-555-0142"]),
        ("to:1206", vec!["+1 206-555-0142"]),
        ("from:my", vec!["+1 206-555-0142"]),
        ("pool:pool-1", vec!["+1 206-555-0142"]),
        ("set:default", vec!["+1 206-555-0142"]),
        ("is:inbound", vec!["+1 415-555-0142"]),
        ("is:failed", vec!["+1 206-555-0142"]),
        ("has:code", vec!["+1 425-555-0142"]),
        ("has:code+parcel", vec![]),
        ("is:other", vec![]),
    ] {
        let screen = open(&app, &format!("inbox?q={search}")).await;
        assert_eq!(screen.texts(".conversations strong"), found, "{search}");
    }
    // What was searched for stands in every link.
    let screen = open(&app, "inbox?q=to:1206").await;
    assert!(screen.all(".conversations a", "href")[0].ends_with("?q=to%3A1206"));
    assert_eq!(screen.all("input[name=q]", "value"), ["to:1206"]);
    assert!(screen.texts("footer code")[1].ends_with("/inbox/export?q=to%3A1206"));
}

#[tokio::test]
async fn conversations_are_paged_each_once_while_others_go_on() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for place in 0..60 {
        message(&mut connection, "OUTBOUND", "MYBRAND", &format!("+120655501{place:02}"), "hello").await;
        message(&mut connection, "OUTBOUND", "MYBRAND", "+14255550100", "again").await;
    }
    let (mut path, mut shown) = ("inbox".to_owned(), Vec::new());
    for _ in 0..4 {
        let screen = open(&app, &path).await;
        shown.extend(screen.texts(".conversations strong"));
        match screen.all(".conversations a[rel=next]", "href").pop() {
            Some(next) => path = next,
            None => break,
        }
    }
    let mut wanted: Vec<String> = (0..60).rev().map(|place| format!("+1 206-555-01{place:02}")).collect();
    wanted.insert(0, "+1 425-555-0100".to_owned());
    assert_eq!(shown, wanted);
}

#[tokio::test]
async fn a_long_thread_is_read_by_pages_from_its_end() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for place in 0..30 {
        let direction = if place % 3 == 0 { "INBOUND" } else { "OUTBOUND" };
        message(&mut connection, direction, "MYBRAND", "+12065550142", &format!("number {place}")).await;
    }
    let (mut path, mut shown) = ("inbox/MYBRAND/%2B12065550142".to_owned(), Vec::new());
    loop {
        let screen = open(&app, &path).await;
        shown.splice(0..0, screen.texts(".bubble .text"));
        match screen.all("#thread a[rel=prev]", "href").pop() {
            Some(earlier) => path = earlier,
            None => break,
        }
    }
    assert_eq!(shown, (0..30).map(|place| format!("number {place}")).collect::<Vec<_>>());
    assert!(open(&app, &path).await.says("Newest messages"));
}

#[tokio::test]
async fn a_message_is_sent_from_the_thread() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let first = fixture.0.send_text_message().destination_phone_number("+12065550142").origination_identity(&number);
    first.message_body("first").send().await.expect("it is sent");
    let path = format!("inbox/{number}/%2B12065550142");
    let screen = submit(&app, &path, "SendTextMessage", &[("MessageBody", "second")]).await;
    assert_eq!(screen.texts(".bubble .text"), ["first", "second"]);
    let list = app.client().put_opted_out_number().opt_out_list_name("Default").opted_out_number("+12065550142");
    list.send().await.expect("it is opted out");
    let screen = submit_in_vain(&app, &path, "SendTextMessage", &[("MessageBody", "third")]).await;
    assert_eq!(screen.refusal().1, "DESTINATION_PHONE_NUMBER_OPTED_OUT");
    assert_eq!(screen.texts("textarea[name=MessageBody]"), ["third"]);
}

#[tokio::test]
async fn what_lies_behind_a_very_long_conversation_is_found() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    message(&mut connection, "OUTBOUND", "OLD", "+14255550100", "before all").await;
    message(&mut connection, "OUTBOUND", "LONG", "+12065550100", "hello").await;
    app.execute(
        "insert into callsign.message (id, account_id, region, direction, channel, kind, status, origination_identity,
             origination_phone_number, origination_kind, destination_phone_number, iso_country_code, chosen_by,
             message_type, message_body, message_encoding, time_to_live, request_id, created_at)
         select gen_random_uuid(), account_id, region, direction, channel, kind, status, origination_identity,
             origination_phone_number, origination_kind, destination_phone_number, iso_country_code, chosen_by,
             message_type, message_body, message_encoding, time_to_live, request_id, created_at
         from callsign.message, generate_series(1, 4500) where origination_identity = 'LONG'",
    )
    .await;
    let shown = super::all_pages(&app, "inbox", |screen| screen.texts(".conversations strong")).await;
    assert_eq!(shown, ["+1 206-555-0100", "+1 425-555-0100"]);
    assert_eq!(open(&app, "inbox").await.texts(".conversations .dim span"), ["from LONG", "100+"]);
}

#[tokio::test]
async fn a_reply_as_the_phone_opts_it_out() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let from_number = [("from", "+12065550142"), ("body", "hello")];
    let started = call(&app, &format!("numbers/{number}"), "POST inbound", &from_number).await;
    assert_eq!(
        (started.texts(".bubble.in .text"), started.texts(".notice")),
        (vec!["hello".into()], vec!["The text was received.".into()])
    );
    assert_eq!(started.texts("#standing a"), ["opted in"]);
    let thread = format!("inbox/{number}/%2B12065550142");
    let stopped = call(&app, &thread, "POST inbound", &[("body", "STOP")]).await;
    assert_eq!(stopped.texts(".bubble.in .text"), ["hello", "STOP"]);
    assert_eq!(stopped.texts("#standing a"), ["opted out"]);
    let refused = submit_in_vain(&app, &thread, "SendTextMessage", &[("MessageBody", "Are you there?")]).await;
    assert_eq!(refused.refusal().1, "DESTINATION_PHONE_NUMBER_OPTED_OUT");
    let started = call(&app, &thread, "POST inbound", &[("body", "START")]).await;
    assert_eq!(started.texts(".bubble.in .text"), ["hello", "STOP", "START"]);
    // Nobody made a keyword of START, which would take the phone off the list.
    assert_eq!(started.texts("#standing a"), ["opted out"]);
    assert!(started.all("#standing a", "href")[0].ends_with("/opt-out-lists/Default?q=%2B12065550142"));
    let nobody = [("from", "+12065550142"), ("to", "+12015550199"), ("body", "hello")];
    let refused = call_in_vain(&app, "inbox", "POST inbound", &nobody).await;
    assert_eq!(
        (refused.refusal().0, refused.all("input[name=to]", "value")),
        ("NOT_FOUND".into(), vec!["+12015550199".into()])
    );
}

#[tokio::test]
async fn the_next_event_is_let_happen_by_hand_until_a_final_one_did() {
    let app = App::start().await;
    app.freeze().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let send = fixture.0.send_text_message().destination_phone_number("+12065550142").origination_identity(&number);
    send.message_body("hello").send().await.expect("it is sent");
    let thread = format!("inbox/{number}/%2B12065550142");
    let blocked = call(&app, &thread, "POST messages/{message_id}/events", &[("event_type", "TEXT_BLOCKED")]).await;
    assert!(blocked.texts(".steps li").last().is_some_and(|step| step.starts_with("BLOCKED")));
    assert!(blocked.all("select[name=event_type]", "name").is_empty());
}

#[tokio::test]
async fn the_inbox_names_the_stream_that_tells_of_its_changes() {
    let app = App::start().await;
    let url = "/_callsign/v1/stream?kinds=message,event,inbound&account_id=000000000000&region=us-east-1";
    assert_eq!(open(&app, "inbox").await.all("body", "data-stream"), [url]);
    assert_eq!(open(&app, "pools").await.all("body", "data-stream"), Vec::<String>::new());
}

#[tokio::test]
async fn a_conversation_is_deleted_only_with_the_number_of_its_messages() {
    let app = App::start().await;
    let mut connection = app.connection().await;
    for (direction, phone) in [("OUTBOUND", "+12065550142"), ("INBOUND", "+12065550142"), ("OUTBOUND", "+14255550142")]
    {
        message(&mut connection, direction, "MYBRAND", phone, "hello").await;
    }
    message(&mut connection, "OUTBOUND", "OTHER", "+12065550142", "of another").await;
    let (thread, delete) = ("inbox/MYBRAND/%2B12065550142", "DELETE conversations/{origination_identity}/{phone}");
    for wrong in ["", "1", "two"] {
        let screen = call_in_vain(&app, thread, delete, &[("removes", wrong)]).await;
        assert_eq!(screen.refusal().0, "Nothing was removed", "{wrong}");
        assert!(screen.says("2 messages would go now"), "{wrong}");
    }
    let gone = call(&app, thread, delete, &[("removes", "2")]).await;
    assert_eq!(gone.texts(".notice.good"), ["The conversation is gone: 2 messages removed."]);
    assert_eq!(gone.texts(".conversations .dim span"), ["from OTHER", "1", "from MYBRAND", "1"]);
    assert_eq!(get(&app, thread).await.status, 404);
}
