//! Whether time tells a known access key from an unknown one. Nothing fails on a time, which a busy machine spoils: it is shown.

use std::time::{Duration, Instant};

use super::request::{Form, KEY, NOON, Request, Signer, verifier};

/// As long as the known one.
const UNKNOWN: &str = "AKIDUNKNOWN";

const ROUNDS: u32 = 20_000;

fn signed_with(secret: &'static str) -> Request {
    let mut signer = Signer::new(Form::Header);
    signer.secret = secret;
    signer.sign(&Request::call())
}

fn names() -> Vec<String> {
    ["127.0.0.1:4580", "localhost:4580", "sms.staging.example"].map(str::to_owned).to_vec()
}

/// The secret that stands in for those of unknown keys is public, and whoever signs with it learns nothing, not even in the log.
#[test]
fn an_unknown_key_is_the_cause_whatever_name_the_secret_of_nobody_signed_for() {
    let unknown = signed_with("the secret of nobody, as long as one is.").claiming(KEY, UNKNOWN);
    let renamed = unknown.without("host").with("host", "another.example");
    for request in [unknown, renamed] {
        let cause = request.suspect(&verifier(), &names(), NOON).likely_cause;
        assert_eq!(cause, "access key: no credential of the settings has it");
    }
}

#[test]
#[ignore = "it shows a figure: CONTRIBUTING.md says how it is run"]
fn how_long_a_refusal_takes_with_a_known_and_with_an_unknown_access_key() {
    let (verifier, names) = (verifier(), names());
    let known = signed_with("another secret");
    let unknown = known.claiming(KEY, UNKNOWN);
    // As on a host in use, where the known one's signing key is remembered.
    assert!(Signer::new(Form::Header).sign(&Request::call()).verdict(&verifier, NOON).is_ok());
    assert_eq!(verifier.remembered_signing_keys(), 1);

    let mut taken = [Duration::ZERO; 2];
    for round in 0..ROUNDS {
        // In turns, so that neither is always the one that finds warm caches.
        let order = if round.is_multiple_of(2) { [0, 1] } else { [1, 0] };
        for which in order {
            let request = [&known, &unknown][which];
            let started = Instant::now();
            let verdict = request.verdict(&verifier, NOON);
            let told = request.suspect(&verifier, &names, NOON);
            taken[which] += started.elapsed();
            assert!(verdict.is_err() && told.access_key_id.is_some());
        }
    }
    let [known, unknown] = taken.map(|taken| taken.as_secs_f64() * 1e6 / f64::from(ROUNDS));
    println!(
        "a refusal takes {known:.2} us with a known access key and {unknown:.2} us with an unknown one, {:+.1} %, over {ROUNDS} each",
        (unknown / known - 1.0) * 100.0
    );
}
