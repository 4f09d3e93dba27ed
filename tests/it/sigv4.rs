//! Signature Version 4 as a client meets it: the clock, the scope, and every way to get it wrong.

mod duration;
mod malformed;
mod request;
mod sdk;
mod vectors;

use aws_sigv4::sign::v4::generate_signing_key;
use callsign::wire::sigv4::{AuthenticationError, Secret, SigningCredential};
use ring::hmac;
use time::{Duration, OffsetDateTime};

use request::{
    EMPTY_HASH, FORMS, Form, KEY, MISMATCH, NOON, Request, SECRET, Signer, signed_by_hand, verifier, verifier_of,
};

const INCOMPLETE: &str = "IncompleteSignatureException";
const INVALID: &str = "InvalidSignatureException";
const UNRECOGNIZED: &str = "UnrecognizedClientException";
const INVALID_TOKEN: &str = "The security token included in the request is invalid.";

fn signed(form: Form) -> Request {
    Signer::new(form).sign(&Request::call())
}

fn seconds(s: i64) -> Duration {
    Duration::seconds(s)
}

#[track_caller]
fn assert_accepted_at(now: OffsetDateTime, request: &Request) {
    let verdict = request.verdict(&verifier(), now);
    assert!(verdict.is_ok(), "{verdict:?} for {request:?}");
}

#[track_caller]
fn assert_accepted(request: &Request) {
    assert_accepted_at(NOON, request);
}

#[track_caller]
fn assert_refused(request: &Request, exception: &str, text: &str) {
    assert_refused_at(NOON, request, exception, text);
}

/// The text is compared up to the hash with which AWS names an `Authorization` header.
#[track_caller]
fn assert_refused_at(now: OffsetDateTime, request: &Request, exception: &str, text: &str) {
    let error = request.verdict(&verifier(), now).expect_err("the request must be refused");
    let message = error.to_string();
    let hash = "(Hashed with SHA-256 and encoded with Base64) Authorization=";
    assert_eq!(message.split(hash).next().map(str::trim_end), Some(text));
    let status = if exception == INCOMPLETE || exception == UNRECOGNIZED { 400 } else { 403 };
    assert_eq!((error.exception(), error.status()), (exception, status));
}

// The clock

#[test]
fn a_request_signed_exactly_five_minutes_ago_or_ahead_is_accepted() {
    let request = signed(Form::Header);
    for age in [-300, -299, 0, 299, 300] {
        assert_accepted_at(NOON + seconds(age), &request);
    }
    assert_accepted_at(NOON + seconds(300) + Duration::milliseconds(999), &request);
}

#[test]
fn a_request_signed_five_minutes_and_a_second_ago_is_refused() {
    assert_refused_at(
        NOON + seconds(301),
        &signed(Form::Header),
        INVALID,
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)",
    );
}

#[test]
fn a_request_signed_five_minutes_and_a_second_ahead_is_refused() {
    for form in FORMS {
        assert_refused_at(
            NOON - seconds(301),
            &signed(form),
            INVALID,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z \
             (20150830T123059Z + 5 min.)",
        );
    }
}

#[test]
fn a_presigned_request_is_good_until_it_expires() {
    let mut signer = Signer::new(Form::Query);
    for (expires_s, shown) in [(1, "1 sec"), (90, "90 sec"), (3_600, "60 min"), (604_800, "10080 min")] {
        signer.expires_s = expires_s;
        let request = signer.sign(&Request::call());
        let end = NOON + Duration::seconds(i64::try_from(expires_s).expect("a week is short"));
        assert_accepted_at(NOON - seconds(300), &request);
        assert_accepted_at(end, &request);
        let error = request.verdict(&verifier(), end + seconds(1)).expect_err("it is expired");
        assert_eq!(error.exception(), INVALID);
        assert!(error.to_string().starts_with("Signature expired: 20150830T123600Z is now earlier"), "{error}");
        assert!(error.to_string().ends_with(&format!(" - {shown}.)")), "{error}");
    }
}

#[test]
fn a_presigned_request_may_not_live_longer_than_a_week() {
    let request = signed(Form::Query);
    for expires in ["0", "604801", "99999999999999999999", "-1", "+5", "1.5", "", "abc"] {
        assert_refused(
            &request.claiming("Expires=3600", &format!("Expires={expires}")),
            INCOMPLETE,
            "X-Amz-Expires must be a number of seconds between 1 and 604800.",
        );
    }
}

#[test]
fn a_date_that_is_not_in_the_basic_format_is_refused() {
    for date in ["2015-08-30T12:36:00Z", "20150830", "20150830T123600", "20150230T123600Z", "+2015083T123600Z", ""] {
        let request = signed(Form::Header).without("x-amz-date").with("x-amz-date", date);
        assert_refused(
            &request,
            INCOMPLETE,
            &format!(
                "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ),
        );
    }
}

#[test]
fn the_date_header_serves_where_x_amz_date_is_missing() {
    let key = generate_signing_key(SECRET, NOON.into(), "eu-central-1", "sms-voice");
    for date in ["Sun, 30 Aug 2015 12:36:00 GMT", "20150830T123600Z"] {
        assert_accepted(&signed_by_hand(date, key.as_ref()));
    }
}

// The scope

#[test]
fn each_part_of_the_scope_that_is_wrong_is_named() {
    let cases = [
        (
            "/20150830/",
            "/20150831/",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date \
             from HTTP: '20150831' != '20150830', from '20150830T123600Z'.",
        ),
        ("/eu-central-1/", "/aws-global/", "Credential should be scoped to a valid region, not 'aws-global'."),
        ("/sms-voice/", "/sns/", "Credential should be scoped to correct service: 'sms-voice'."),
        ("/aws4_request", "/aws4", "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'."),
        (
            "/eu-central-1/sms-voice/",
            "//sns/",
            "Credential should be scoped to a valid region, not ''. \
             Credential should be scoped to correct service: 'sms-voice'.",
        ),
    ];
    for form in FORMS {
        for (from, to, text) in cases {
            assert_refused(&signed(form).claiming(from, to), INVALID, text);
        }
    }
}

#[test]
fn another_region_than_the_signed_one_is_refused() {
    let request = signed(Form::Header).claiming("/eu-central-1/", "/eu-central-2/");
    assert_refused(&request, INVALID, MISMATCH);
}

#[test]
fn the_region_of_the_scope_must_look_like_one() {
    let regions = ["us-east-1", "ap-southeast-7", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1", "xx-nowhere-99"];
    for region in regions {
        let mut signer = Signer::new(Form::Header);
        signer.region = region;
        let verified = signer.sign(&Request::call()).verdict(&verifier(), NOON);
        assert_eq!(verified.map(|v| v.region), Ok(region.to_owned()));
    }
    for region in [
        "us-east",
        "us-1",
        "u-east-1",
        "useas-east-1",
        "us--1",
        "us-east-100",
        "us-east-",
        "US-east-1",
        "us-ea5t-1",
        "eu-central-1\u{e9}",
        "us-east-1 ",
        "us_east_1",
        "us-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-1",
    ] {
        let mut signer = Signer::new(Form::Query);
        signer.region = region;
        let error = signer.sign(&Request::call()).verdict(&verifier(), NOON).expect_err("it is no region");
        assert!(error.to_string().starts_with("Credential should be scoped to a valid region"), "{error}");
        assert!(error.to_string().len() < 100, "{error}");
    }
}

// What must be signed

#[test]
fn every_x_amz_header_that_is_sent_must_be_signed() {
    let text = "There were headers present in the request which were not signed.";
    for form in FORMS {
        for name in ["X-Amz-Target2", "x-amz-meta", "X-AMZ-SECURITY-TOKEN"] {
            assert_refused(&signed(form).with(name, "value"), INVALID, text);
        }
        assert_accepted(&signed(form).with("X-Amzn-Trace-Id", "added by a proxy"));
    }
    assert_accepted(&signed(Form::Query).with("X-Amz-User-Agent", "aws-sdk-js"));
    assert_refused(&signed(Form::Header).with("X-Amz-User-Agent", "aws-sdk-js"), INVALID, text);
}

#[test]
fn host_must_be_signed() {
    let text = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    assert_refused(&signed(Form::Header).claiming("host;", ""), INVALID, text);
    assert_refused(&signed(Form::Query).claiming("host;", ""), INVALID, text);
    let request = signed(Form::Header).claiming("content-type;host;x-amz-date;x-amz-target", "");
    assert_refused(&request, INVALID, text);
}

#[test]
fn a_signed_header_that_is_empty_may_not_be_left_out() {
    for form in FORMS {
        let request = Signer::new(form).sign(&Request::call().with("My-Header", ""));
        assert_accepted(&request);
        assert_refused(&request.without("my-header"), INVALID, MISMATCH);
    }
}

#[test]
fn a_body_hash_that_is_sent_must_be_that_of_the_body() {
    let mut signer = Signer::new(Form::Header);
    signer.hash_header = true;
    let request = signer.sign(&Request::call());
    assert_accepted(&request);
    for hash in [EMPTY_HASH, "UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", ""] {
        let request = request.without("x-amz-content-sha256").with("x-amz-content-sha256", hash);
        assert_refused(&request, INVALID, MISMATCH);
        let call = Request::call().with("x-amz-content-sha256", hash);
        for form in FORMS {
            assert_refused(&Signer::new(form).sign(&call), INVALID, MISMATCH);
        }
    }
}

// Who signed

#[test]
fn an_unknown_access_key_is_refused_whatever_its_signature() {
    for form in FORMS {
        assert_refused(&signed(form).claiming(KEY, "AKIDUNKNOWN"), UNRECOGNIZED, INVALID_TOKEN);
        assert_refused(&signed(form).claiming(KEY, ""), UNRECOGNIZED, INVALID_TOKEN);
    }
}

/// For unknown access keys the same work is done with a key that stands in. It is public, so it must open nothing.
#[test]
fn the_key_that_stands_in_for_unknown_ones_opens_nothing() {
    let mut key = b"AWS4the secret of nobody, as long as one is.".to_vec();
    for part in ["", "", "sms-voice", "aws4_request"] {
        let parent = hmac::Key::new(hmac::HMAC_SHA256, &key);
        key = hmac::sign(&parent, part.as_bytes()).as_ref().to_vec();
    }
    assert_refused(&signed_by_hand("20150830T123600Z", &key), INVALID, MISMATCH);
}

#[test]
fn a_session_token_must_be_the_credentials_own() {
    let token = "AQoDYXdzEPT//////////wEXAMPLE==";
    for form in FORMS {
        let mut signer = Signer::new(form);
        for (theirs, ours) in
            [(Some(token), None), (None, Some(token)), (Some(token), Some("another")), (Some(""), None)]
        {
            signer.token = theirs;
            let verdict = signer.sign(&Request::call()).verdict(&verifier_of(SECRET, ours), NOON);
            assert_eq!(verdict, Err(AuthenticationError::UnrecognizedClient));
        }
        signer.token = Some(token);
        let request = signer.sign(&Request::call());
        assert!(request.verdict(&verifier_of(SECRET, Some(token)), NOON).is_ok());
        let verdict = request.verdict(&verifier_of("another secret", Some(token)), NOON);
        assert_eq!(verdict, Err(AuthenticationError::InvalidSignature(MISMATCH.to_owned())));
    }
}

// Remembered keys, secrets

#[test]
fn a_remembered_key_gives_the_same_verdicts() {
    let verifier = verifier();
    let (good, mut bad) = (signed(Form::Header), signed(Form::Header));
    bad.body.push(b' ');
    for expected in [0, 1, 1] {
        assert_eq!(verifier.remembered_signing_keys(), expected);
        assert!(bad.verdict(&verifier, NOON).is_err());
        assert!(good.verdict(&verifier, NOON).is_ok());
        assert!(signed(Form::Query).verdict(&verifier, NOON).is_ok());
    }
}

#[test]
fn a_caller_without_a_credential_does_not_make_remembered_keys_grow() {
    let verifier = verifier();
    for number in 0..100 {
        let region = format!("/xx-nowhere-{number}/");
        let request = signed(Form::Header).claiming("/eu-central-1/", &region);
        assert!(request.verdict(&verifier, NOON).is_err());
        let unknown = request.claiming(KEY, "AKIDUNKNOWN");
        assert!(unknown.verdict(&verifier, NOON).is_err());
    }
    assert_eq!(verifier.remembered_signing_keys(), 0);
}

#[test]
fn remembered_keys_are_bounded() {
    let verifier = verifier();
    let mut signer = Signer::new(Form::Header);
    for day in 0..1_100 {
        signer.at = NOON + Duration::days(day);
        assert!(signer.sign(&Request::call()).verdict(&verifier, signer.at).is_ok());
        assert!(verifier.remembered_signing_keys() <= 1_024);
    }
}

#[test]
fn secrets_are_not_shown() {
    let credential = SigningCredential {
        access_key_id: KEY.to_owned(),
        secret_access_key: Secret::new("canary-secret"),
        session_token: Some(Secret::new("canary-token")),
    };
    let shown = format!("{credential:?} {credential:#?}");
    assert!(shown.contains(KEY) && !shown.contains("canary"), "{shown}");
}

#[test]
fn a_query_that_is_too_long_is_refused() {
    let mut request = signed(Form::Query);
    request.query += &"&a=b".repeat(5_000);
    assert_refused(&request, INCOMPLETE, "The path or query string is longer than 16384 bytes.");
}
