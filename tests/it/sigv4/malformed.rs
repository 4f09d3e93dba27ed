//! Signatures that are missing, can't be read, or are sent twice: what the caller is told.

use super::request::{Form, KEY, NOON, Request, verifier};
use super::{INCOMPLETE, assert_accepted, assert_refused, signed};

#[test]
fn a_request_without_a_signature_is_refused() {
    let text = "Missing Authentication Token";
    assert_refused(&Request::call(), "MissingAuthenticationTokenException", text);
    assert_refused(&Request::call().with("Authorization", "  "), "MissingAuthenticationTokenException", text);
}

#[test]
fn an_authorization_header_that_lacks_something_is_told_what() {
    let request = signed(Form::Header);
    let claim = request.header("authorization");
    let parts: Vec<&str> = claim.split(' ').map(|part| part.trim_end_matches(',')).collect();
    let [algorithm, credential, headers, signature] = parts[..] else {
        panic!("the signer made another header");
    };
    let requires = |what: &[&str]| {
        let all: Vec<String> =
            what.iter().map(|name| format!("Authorization header requires '{name}' parameter.")).collect();
        all.join(" ")
    };
    let five = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got";
    let order = "'SignedHeaders' must be at most 100 lower-case header names, sorted and without repetition, divided \
                 by semicolons.";
    let unsupported = "Unsupported AWS 'algorithm'; only 'AWS4-HMAC-SHA256' is supported.";
    let too_long = "Authorization header is too long or not valid UTF-8.";
    let many: Vec<String> = (0..101).map(|n| format!("h{n:03};")).collect();
    for (claim, text) in [
        (format!("{algorithm} {credential}, {headers}"), requires(&["Signature"])),
        (format!("{algorithm} {headers}, {signature}"), requires(&["Credential"])),
        (format!("{algorithm} {credential},{signature}"), requires(&["SignedHeaders"])),
        (algorithm.to_owned(), requires(&["Credential", "Signature", "SignedHeaders"])),
        (format!("{claim}, {signature}"), "Authorization header has more than one 'Signature' parameter.".to_owned()),
        (format!("{claim}, Extra=1"), "Authorization header has an unknown parameter.".to_owned()),
        (claim.replace(algorithm, "AWS4-HMAC-SHA512"), unsupported.to_owned()),
        (claim.replace(algorithm, ""), unsupported.to_owned()),
        (claim.replace("/sms-voice", ""), format!("{five} 4.")),
        (claim.replace(KEY, "AKID/EXAMPLE"), format!("{five} 6.")),
        (claim.replace("content-type;host", "host;content-type"), order.to_owned()),
        (claim.replace("content-type;host", "Content-Type;host"), order.to_owned()),
        (claim.replace("content-type;host", "content-type;host;host"), order.to_owned()),
        (claim.replace("content-type;host", "content-type;;host"), order.to_owned()),
        (claim.replace("content-type;host", &format!("{}host", many.concat())), order.to_owned()),
        (format!("{claim}{}", ",".repeat(9_000)), too_long.to_owned()),
    ] {
        assert_refused(&request.without("authorization").with("Authorization", &claim), INCOMPLETE, &text);
    }
    assert_refused(
        &request.without("x-amz-date"),
        INCOMPLETE,
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
}

#[test]
fn another_kind_of_authorization_is_told_by_its_hash_alone() {
    let request = Request::call().with("Authorization", "Bearer very-secret");
    let error = request.verdict(&verifier(), NOON).expect_err("it is no signature");
    assert_eq!(error.exception(), INCOMPLETE);
    let hash = "BQUn+neBM2MmDK9oV8WzAV98s3VDzphRNIgDCvmf5RE=";
    assert_eq!(
        error.to_string(),
        format!(
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with \
             Base64): '{hash}'."
        )
    );
}

#[test]
fn a_query_that_lacks_something_is_told_what() {
    let request = signed(Form::Query);
    let close = "Re-examine the query-string parameters.";
    for name in ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"] {
        let text = format!("AWS query-string parameters must include 'X-Amz-{name}'. {close}");
        assert_refused(&request.claiming(&format!("X-Amz-{name}="), "zz="), INCOMPLETE, &text);
        let mut twice = request.clone();
        twice.query = format!("{}&X-Amz-{name}=1", request.query);
        let text = format!("AWS query-string parameters must include 'X-Amz-{name}' only once. {close}");
        assert_refused(&twice, INCOMPLETE, &text);
    }
    let text = format!("'X-Amz-Credential' is not valid UTF-8. {close}");
    let mut not_text = request.clone();
    not_text.query = request.query.replace(KEY, "%FF");
    assert_refused(&not_text, INCOMPLETE, &text);
}

#[test]
fn both_forms_at_once_and_headers_sent_twice_are_refused() {
    let request = signed(Form::Header);
    let mut both = signed(Form::Query);
    both = both.with("authorization", &request.header("authorization"));
    let text = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header \
                should be specified.";
    assert_refused(&both, INCOMPLETE, text);
    for name in ["authorization", "x-amz-date"] {
        let twice = request.with(&name.to_uppercase(), &request.header(name));
        assert_refused(&twice, INCOMPLETE, &format!("The '{name}' header was sent more than once."));
    }
}

#[test]
fn spaces_around_the_commas_of_the_authorization_header_do_not_matter() {
    let request = signed(Form::Header);
    for separator in [",", " ,  ", ",\t", " "] {
        let claim = request.header("authorization").replace(", ", separator);
        assert_accepted(&request.without("authorization").with("AUTHORIZATION", &claim));
    }
}
