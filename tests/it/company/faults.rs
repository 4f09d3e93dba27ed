//! A call that meets a fault, while fifteen others are in the lane that it would share: each phase with each exception, and the lost
//! answer, for the operation of these tests and for those that are served in company.

use callsign::api::dispatch;
use serde_json::{Value, json};

use super::{OTHERS, Road, SAY, Wish, answered, begin, whole};
use crate::{harness::Scratch, message::stage::PHONE};

const EXCEPTIONS: [&str; 7] = [
    "AccessDeniedException:ACCOUNT_DISABLED",
    "ConflictException:RESOURCE_ALREADY_EXISTS",
    "InternalServerException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException:PHONE_NUMBERS_PER_ACCOUNT",
    "ThrottlingException",
    "ValidationException:INVALID_PARAMETER",
];

/// A fault.
struct Met {
    /// As the header says it.
    header: String,
    /// What is answered.
    answer: String,
    /// Whether the call is carried out.
    is_done: bool,
}

fn faults() -> Vec<Met> {
    let mut faults = vec![Met { header: "lost_response".to_owned(), answer: "nothing".to_owned(), is_done: true }];
    for (phase, is_done) in [("before", false), ("before_commit", false), ("after_commit", true)] {
        for exception in EXCEPTIONS {
            let (name, reason) = exception.split_once(':').unwrap_or((exception, "-"));
            let (header, answer) = (format!("{phase}:{exception}"), format!("{name} {reason}"));
            faults.push(Met { header, answer, is_done });
        }
    }
    faults
}

/// How many of these names stand for something that was done, by a query that counts them.
async fn done(scratch: &Scratch, query: &'static str, names: &[String]) -> i64 {
    let done = sqlx::query_scalar(query).bind(names);
    done.fetch_one(&mut scratch.connection().await).await.expect("the query runs")
}

/// A line for what was waited for in vain: those that are carried out alone may wait too long for each other on a busy machine.
fn is_in_vain(line: &str) -> bool {
    ["ConflictException -", "ThrottlingException -"].contains(&line)
}

/// That the last of these names is answered for the fault that it meets, and done as it says, while the others are done once. How those
/// were answered. `wish` is of a name; `query` counts names of which something was done.
async fn assert_met_alone(
    (scratch, road): (&Scratch, &Road),
    met: &Met,
    names: &[String],
    wish: impl Fn(&String) -> Wish,
    query: &'static str,
) -> Vec<String> {
    let (one, others) = names.split_last().expect("there are some");
    let mut meeting = wish(one);
    meeting.fault = Some(met.header.clone());

    let (answer, mut lines) = road.among(others.iter().map(&wish).collect(), meeting).await;

    assert_eq!(answer, met.answer, "{}", met.header);
    assert_eq!(done(scratch, query, std::slice::from_ref(one)).await, i64::from(met.is_done), "{}", met.header);
    for (line, name) in lines.iter_mut().zip(others) {
        while is_in_vain(line) {
            *line = road.line(wish(name)).await;
        }
    }
    assert_eq!(done(scratch, query, others).await, whole(others.len()), "{}: {lines:?}", met.header);
    lines
}

/// The same where a request has a token: each is answered for its own name, and a retry with the token finds out what the fault hid.
async fn assert_met_and_retried(
    (scratch, road): (&Scratch, &Road),
    (round, met): (usize, &Met),
    names: &[String],
    wish: impl Fn(&str, &str) -> Wish,
    query: &'static str,
) {
    let wished = |name: &String| wish(name, &format!("{round}-{name}"));

    let lines = assert_met_alone((scratch, road), met, names, wished, query).await;

    let (one, others) = names.split_last().expect("there are some");
    let expected: Vec<String> = others.iter().map(|name| answered(name)).collect();
    assert_eq!(lines, expected, "{}", met.header);
    assert_eq!(road.line(wished(one)).await, answered(one), "{}", met.header);
    assert_eq!(done(scratch, query, names).await, whole(names.len()), "{}: once each", met.header);
}

fn with_token(mut body: Value, token: &str) -> Value {
    body["ClientToken"] = json!(token);
    body
}

/// The names of a round: of the first, of fifteen, and of the one that meets a fault.
fn names_of(round: usize) -> Vec<String> {
    (0..=OTHERS).map(|n| format!("of-{round}-{n}")).collect()
}

/// A request for a number that can send and join.
fn long_code() -> Wish {
    let number = json!({
        "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], "NumberType": "LONG_CODE"
    });
    Wish::of("RequestPhoneNumber", number)
}

#[tokio::test]
async fn who_meets_a_fault_while_fifteen_are_in_the_lane_says_its_word_alone_and_they_share_what_they_write() {
    let (scratch, road) = begin().await;
    let wish = |word: &str, token: &str| Wish::new(&SAY, with_token(json!({ "Word": word }), token));
    for (round, met) in faults().iter().enumerate() {
        let names = names_of(round);
        let said = "select count(*) from public.said where word = any($1)";

        assert_met_and_retried((&scratch, &road), (round, met), &names, wish, said).await;

        let transactions = "select count(distinct xmin::text) from public.said where word = any($1)";
        assert_eq!(done(&scratch, transactions, &names[1..OTHERS]).await, 1, "{}", met.header);
    }
}

#[tokio::test]
async fn who_meets_a_fault_while_fifteen_lists_are_made_together_is_answered_for_it_and_they_are_made() {
    let (scratch, road) = begin().await;
    let create = dispatch("CreateOptOutList").expect("it is served");
    let wish = |name: &str, token: &str| Wish::new(create, with_token(json!({ "OptOutListName": name }), token));
    for (round, met) in faults().iter().enumerate() {
        let made = "select count(*) from inspect.opt_out_lists where opt_out_list_name = any($1)";
        assert_met_and_retried((&scratch, &road), (round, met), &names_of(round), wish, made).await;
    }
}

#[tokio::test]
async fn who_meets_a_fault_while_fifteen_numbers_join_a_pool_together_is_answered_for_it_and_they_join() {
    let (scratch, road) = begin().await;
    let mut numbers = Vec::new();
    for _ in 0..OTHERS + 2 {
        let leased = road.done(long_code()).await;
        numbers.push(leased["PhoneNumberId"].as_str().expect("it has an id").to_owned());
    }
    let founder = numbers.pop().expect("there are some");
    let pool = json!({ "OriginationIdentity": founder, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL" });
    let pool = road.done(Wish::of("CreatePool", pool)).await["PoolId"].clone();
    let associate = dispatch("AssociateOriginationIdentity").expect("it is served");
    let membership = |number: &str| json!({ "PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US" });
    let wish = |number: &str, token: &str| Wish::new(associate, with_token(membership(number), token));
    for (round, met) in faults().iter().enumerate() {
        let joined = "select count(*) from inspect.associations where origination_identity = any($1)";

        assert_met_and_retried((&scratch, &road), (round, met), &numbers, wish, joined).await;

        for number in &numbers {
            road.done(Wish::of("DisassociateOriginationIdentity", membership(number))).await;
        }
    }
}

#[tokio::test]
async fn who_meets_a_fault_while_fifteen_texts_are_sent_together_is_answered_for_it_and_they_are_sent_once() {
    let (scratch, road) = begin().await;
    let number = road.done(long_code()).await["PhoneNumberId"].clone();
    let send = dispatch("SendTextMessage").expect("it is served");
    let wish = |text: &String| {
        let body = json!({ "DestinationPhoneNumber": PHONE, "OriginationIdentity": number, "MessageBody": text });
        Wish::new(send, body)
    };
    for (round, met) in faults().iter().enumerate() {
        let names = names_of(round);
        let accepted = "select count(*) from inspect.messages where message_body = any($1)";

        let lines = assert_met_alone((&scratch, &road), met, &names, wish, accepted).await;

        let ids = "select m.message_id from unnest($1::text[]) with ordinality as sent (message_body, place)
                   join inspect.messages m using (message_body) order by sent.place";
        let ids: Vec<String> = sqlx::query_scalar(ids)
            .bind(&names[..OTHERS])
            .fetch_all(&mut scratch.connection().await)
            .await
            .expect("the query runs");
        assert_eq!(lines, ids.iter().map(|id| answered(id)).collect::<Vec<_>>(), "{}", met.header);
    }
}
