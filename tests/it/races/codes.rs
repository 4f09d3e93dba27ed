//! Codes that verify destination numbers, said and asked for in two processes at once, and in one that is killed.

use aws_sdk_pinpointsmsvoicev2::Client;
use futures_util::future::join_all;

use super::Pair;
use crate::{
    harness::{Process, Scratch, refusal, until},
    verified_destination_number::{another, code_for, entered, sent, tried},
};

const THROTTLED: &str = "ThrottlingException - - -";

/// Tries a code until it isn't throttled, which on a busy machine happens.
async fn said(client: Client, id: String, code: String) -> String {
    loop {
        let answer = tried(&client, &id, &code).await;
        if answer != THROTTLED {
            return answer;
        }
    }
}

async fn code_in(scratch: &Scratch, id: &str) -> String {
    let code = "select verification_code from inspect.verified_destination_numbers
                where verified_destination_number_id = $1";
    let code = sqlx::query_scalar(code).bind(id).fetch_one(&mut scratch.connection().await).await;
    code.expect("it got a code")
}

#[tokio::test]
async fn a_code_that_two_processes_hear_at_once_works_once() {
    let pair = Pair::start(12, &[("quotas.verified_destination_numbers", "0")]).await;
    let deadlocks = pair.deadlocks().await;
    for round in 0..10 {
        let id = entered(&pair.clients[0], &format!("+120655602{round:02}")).await;
        sent(code_for(&pair.clients[1], &id)).await;
        let code = code_in(&pair.scratch, &id).await;

        let tries = (0..16).map(|n| said(pair.clients[n % 2].clone(), id.clone(), code.clone()));
        let answers = join_all(tries).await;

        let done = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {id}");
        assert_eq!(answers.iter().filter(|answer| *answer == "VERIFIED").count(), 1, "{answers:?}");
        assert!(answers.iter().all(|answer| *answer == "VERIFIED" || *answer == done), "{answers:?}");
    }
    assert_eq!(pair.deadlocks().await, deadlocks);
}

#[tokio::test]
async fn wrong_tries_in_two_processes_are_counted_to_the_last_one() {
    let pair = Pair::start(12, &[("quotas.verified_destination_numbers", "0")]).await;
    for round in 0..5 {
        let id = entered(&pair.clients[0], &format!("+120655602{round:02}")).await;
        sent(code_for(&pair.clients[1], &id)).await;
        let wrong = another(&code_in(&pair.scratch, &id).await);

        let tries = (0..16).map(|n| said(pair.clients[n % 2].clone(), id.clone(), wrong.clone()));
        let answers = join_all(tries).await;

        let mismatches = answers.iter().filter(|answer| answer.contains("VERIFICATION_CODE_MISMATCH")).count();
        let expired = answers.iter().filter(|answer| answer.contains("VERIFICATION_CODE_EXPIRED")).count();
        assert_eq!((mismatches, expired), (5, 11), "{answers:?}");
    }
}

#[tokio::test]
async fn two_processes_together_send_no_more_codes_than_the_day_allows() {
    let pair = Pair::start(12, &[]).await;
    let deadlocks = pair.deadlocks().await;
    let id = entered(&pair.clients[0], "+12065560200").await;
    let mut there = 0;
    for _ in 0..10 {
        let codes = (0..16).map(|n| code_for(&pair.clients[n % 2], &id).send());
        for outcome in join_all(codes).await {
            if outcome.is_ok() {
                there += 1;
                continue;
            }
            let refused = refusal(outcome);
            let is_full = refused.is("ServiceQuotaExceededException", "VERIFICATION_ATTEMPTS_PER_DAY");
            assert!(is_full || refused.exception == "ThrottlingException", "{refused:?}");
        }
        assert!(there <= 5, "{there}");
        if there == 5 {
            break;
        }
    }
    assert_eq!(there, 5);
    let sent = "select count(*) from inspect.messages where kind = $1";
    assert_eq!(pair.count(sent, "VERIFICATION_CODE").await, 5);
    assert_eq!(pair.deadlocks().await, deadlocks);
}

#[tokio::test]
async fn a_code_that_a_killed_process_was_told_works_once_all_the_same() {
    let scratch = Scratch::migrated().await;
    let settings = [("quotas.verified_destination_numbers", "0")];
    let survivor = Process::serving(scratch.url(), &settings);
    let client = survivor.client();
    for round in 0..4 {
        let id = entered(&client, &format!("+120655602{round:02}")).await;
        sent(code_for(&client, &id)).await;
        let code = code_in(&scratch, &id).await;
        let mut victim = Process::serving(scratch.url(), &settings);
        let told = victim.client();
        let trying = tokio::spawn({
            let (id, code) = (id.clone(), code.clone());
            async move {
                let verify =
                    told.verify_destination_number().verified_destination_number_id(id).verification_code(code);
                verify.send().await.is_ok()
            }
        });
        if round % 2 == 0 {
            // Sometimes it has done its work by then.
            until("the victim is told", || async {
                trying.is_finished() || busy(&mut scratch.connection().await).await
            })
            .await;
        }
        victim.signal("KILL");
        victim.end();
        let was_answered = trying.await.expect("the call ends");

        let answer = said(client.clone(), id.clone(), code.clone()).await;
        let done = format!("ConflictException VERIFICATION_ALREADY_COMPLETE verified-destination-number {id}");
        assert!(answer == done || (answer == "VERIFIED" && !was_answered), "{answer} after {was_answered}");
        assert_eq!(said(client.clone(), id.clone(), code).await, done, "once");
    }
}

/// Whether a transaction is under way.
async fn busy(connection: &mut sqlx::PgConnection) -> bool {
    let under_way = "select exists (select from pg_stat_activity where datname = current_database()
                                     and pid <> pg_backend_pid() and xact_start is not null)";
    sqlx::query_scalar(under_way).fetch_one(connection).await.expect("the query runs")
}
