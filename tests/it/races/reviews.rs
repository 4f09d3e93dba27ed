//! Reviews of registrations, whose steps a process carries out that is killed meanwhile.

use futures_util::future::join_all;
use sqlx::Executor;

use crate::{
    harness::{Process, Scratch, until},
    registration::{effects::registered, status},
};

const STEPS: [&str; 4] = ["SUBMITTED", "REVIEWING", "PROVISIONING", "COMPLETE"];

const SETTINGS: [(&str, &str); 5] = [
    ("quotas.registrations", "0"),
    ("quotas.sender_ids", "0"),
    ("registrations.submitted_ms", "300"),
    ("registrations.reviewing_ms", "300"),
    ("registrations.provisioning_ms", "300"),
];

/// Notes each status that a registration comes to.
const WITNESS: &str = "
    create table public.step (id bigint generated always as identity, registration uuid, status text);
    create function public.note_step() returns trigger language plpgsql as $$
    begin
        insert into public.step (registration, status) values (new.id, new.registration_status);
        return null;
    end $$;
    create trigger note_step after update of registration_status on callsign.registration
        for each row execute function public.note_step()";

async fn count(scratch: &Scratch, query: &'static str, text: &str) -> i64 {
    sqlx::query_scalar(query).bind(text).fetch_one(&mut scratch.connection().await).await.expect("the query runs")
}

#[tokio::test]
async fn a_review_whose_process_is_killed_loses_no_step_and_takes_none_twice() {
    let scratch = Scratch::migrated().await;
    scratch.connection().await.execute(WITNESS).await.expect("the witness stands");
    for (round, killed_at) in STEPS.into_iter().enumerate() {
        let mut victim = Process::serving(scratch.url(), &SETTINGS);
        let (names, client) = ((0..6).map(|n| format!("R{round}N{n}")), victim.client());
        let ids = join_all(names.map(|name| {
            let client = client.clone();
            async move { registered(&client, &name).await }
        }))
        .await;
        // The step is seen as soon as it is committed: the next one may be under way.
        let seen = "select count(*) from public.step s where s.status = $1 and s.registration in (
                        select id from callsign.registration order by sequence desc limit 6)";
        until("a first one is there", || async { count(&scratch, seen, killed_at).await > 0 }).await;
        victim.signal("KILL");
        victim.end();

        let pair = [Process::serving(scratch.url(), &SETTINGS), Process::serving(scratch.url(), &SETTINGS)];
        let client = pair[0].client();
        for id in &ids {
            until("it is complete", || async { status(&client, id).await == "COMPLETE" }).await;
        }
    }
    let each = "select count(*) from (
                    select registration from public.step group by registration
                    having string_agg(status, ' ' order by id) = $1) whole";
    assert_eq!(count(&scratch, each, &STEPS.join(" ")).await, 24, "each step once, in its order");
    let versions = "select count(*) from inspect.registration_versions
                    where registration_version_status = $1
                      and reviewing_timestamp - submitted_timestamp = interval '300 ms'
                      and approved_timestamp - reviewing_timestamp = interval '300 ms'";
    assert_eq!(count(&scratch, versions, "APPROVED").await, 24, "each step has the moment at which it fell due");
    let made = "select count(*) from callsign.sender_id s where s.registered and $1 = '' and 1 = (
                    select count(*) from callsign.registration_association a where a.sender_id_id = s.id)";
    assert_eq!(count(&scratch, made, "").await, 24, "each approval made its sender ID");
    let due = "select count(*) from callsign.registration where next_due_at is not null and $1 = ''";
    assert_eq!(count(&scratch, due, "").await, 0);
}
