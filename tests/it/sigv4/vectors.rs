//! AWS's own signing test suite, each case also in hundreds of changed forms, and AWS's own signer.

use std::path::Path;

use callsign::wire::sigv4::{AuthenticationError, Verifier};
use time::OffsetDateTime;
use time::macros::datetime;

use super::request::{FORMS, Form, KEY, MISMATCH, NOON, Request, SECRET, Signer, verifier, verifier_for, verifier_of};

/// The cases that aren't ours, and why.
const NOT_OURS: [(&str, &str); 7] = [
    ("get-relative-relative-unnormalized", UNNORMALIZED),
    ("get-relative-unnormalized", UNNORMALIZED),
    ("get-slash-dot-slash-unnormalized", UNNORMALIZED),
    ("get-slash-pointless-dot-unnormalized", UNNORMALIZED),
    ("get-slash-unnormalized", UNNORMALIZED),
    ("get-slashes-unnormalized", UNNORMALIZED),
    ("post-sts-header-after", "the session token is added after signing, so nothing covers it"),
];
const UNNORMALIZED: &str = "paths as in Amazon S3: not normalised";

/// Two older cases have no context and no query form: the key, secret, service and time they were signed with.
const WITHOUT_CONTEXT: [(&str, &str, &str, &str, OffsetDateTime); 2] = [
    ("double-url-encode", KEY, SECRET, "lambda", datetime!(2021-05-11 15:40:45 UTC)),
    ("double-encode-path", "ANOTREAL", "notrealrnrELgWzOk3IfjzDKtFBhDby", "service", NOON),
];

struct Vector {
    name: String,
    form: Form,
    access_key_id: String,
    signed_at: OffsetDateTime,
    request: Request,
    verifier: Verifier,
}

fn vectors() -> Vec<Vector> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/aws-signing-test-suite/v4");
    let entries = std::fs::read_dir(&root).expect("the suite is part of the checkout");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("the folder can be read").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for (name, why) in NOT_OURS {
        let place = names.iter().position(|n| n == name);
        names.remove(place.unwrap_or_else(|| panic!("no case {name} ({why})")));
    }
    let mut vectors = Vec::new();
    for name in names {
        let read = |file: &str| std::fs::read_to_string(root.join(&name).join(file)).expect("the case has this file");
        let old = WITHOUT_CONTEXT.into_iter().find(|(n, ..)| *n == name);
        if let Some((_, key, secret, service, signed_at)) = old {
            vectors.push(Vector {
                name: name.clone(),
                form: Form::Header,
                access_key_id: key.to_owned(),
                signed_at,
                request: parse(&read("header-signed-request.txt")),
                verifier: verifier_for(key, service, secret, None),
            });
            continue;
        }
        let context: serde_json::Value = serde_json::from_str(&read("context.json")).expect("it is JSON");
        let text = |value: &serde_json::Value| value.as_str().expect("the context has this text").to_owned();
        assert_eq!(context["timestamp"], "2015-08-30T12:36:00Z");
        assert_eq!(context["service"], "service");
        let credential = &context["credentials"];
        for (form, file) in [(Form::Header, "header-signed-request.txt"), (Form::Query, "query-signed-request.txt")] {
            let (key, secret) = (text(&credential["access_key_id"]), text(&credential["secret_access_key"]));
            vectors.push(Vector {
                name: name.clone(),
                form,
                request: parse(&read(file)),
                verifier: verifier_for(&key, "service", &secret, credential["token"].as_str()),
                access_key_id: key,
                signed_at: NOON,
            });
        }
    }
    vectors
}

/// Reads a request as a server does; a folded header line is replaced by a space (RFC 9112, 5.2).
fn parse(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let request_line = lines.next().expect("a request line");
    let (method, target) = request_line.split_once(' ').expect("a method and a target");
    let target = target.strip_suffix(" HTTP/1.1").unwrap_or(target);
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.starts_with(' ') {
            let last = headers.last_mut().expect("a folded line follows another");
            last.1 += line;
        } else {
            let (name, value) = line.split_once(':').expect("a name and a value");
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    Request::new(method, target, &headers, body.trim_end_matches('\n'))
}

#[test]
fn every_vector_that_applies_is_accepted() {
    let vectors = vectors();
    assert!(vectors.len() >= 64, "only {} vectors were read", vectors.len());
    for v in &vectors {
        let verdict = v.request.verdict(&v.verifier, v.signed_at);
        let access_key_id = verdict.map(|verified| verified.access_key_id);
        assert_eq!(access_key_id.as_ref(), Ok(&v.access_key_id), "{} {:?}", v.name, v.form);
    }
}

#[test]
fn every_mutation_of_a_vector_is_refused() {
    let mut total = 0;
    for v in vectors() {
        v.request.verdict(&v.verifier, v.signed_at).expect("the unchanged vector is accepted");
        let mutations = mutations(&v);
        assert!(mutations.len() >= 200, "{} {:?} has only {}", v.name, v.form, mutations.len());
        for (what, mutation) in &mutations {
            assert_ne!(mutation, &v.request, "{} {:?}: {what} changes nothing", v.name, v.form);
            let verdict = mutation.verdict(&v.verifier, v.signed_at);
            assert!(verdict.is_err(), "{} {:?}: {what} is accepted: {mutation:?}", v.name, v.form);
        }
        total += mutations.len();
    }
    assert!(total >= 60_000, "only {total} mutations");
}

/// Another letter: never the same byte, never its other case, nothing that is trimmed or normalised away.
fn other(byte: u8) -> u8 {
    if byte.eq_ignore_ascii_case(&b'z') { b'q' } else { b'z' }
}

/// A vector's request in many changed forms, each with what was changed.
struct Mutations<'v> {
    original: &'v Request,
    found: Vec<(String, Request)>,
}

fn mutations(v: &Vector) -> Vec<(String, Request)> {
    let mut mutations = Mutations { original: &v.request, found: Vec::new() };
    mutations.of_the_target();
    mutations.of_the_body();
    mutations.of_the_headers();
    mutations.of_the_claim(v.form);
    mutations.found
}

impl Mutations<'_> {
    fn add(&mut self, what: String, change: impl FnOnce(&mut Request)) {
        let mut request = self.original.clone();
        change(&mut request);
        self.found.push((what, request));
    }

    fn of_the_target(&mut self) {
        for method in ["GET", "POST", "PUT", "HEAD", "DELETE", "get", "post", "", "POST "] {
            if method != self.original.method {
                self.add(format!("method {method}"), |r| {
                    method.clone_into(&mut r.method);
                });
            }
        }
        for extra in ["zz", "zz/", "%20", "%2F", "//zz", "?"] {
            self.add(format!("path ends in {extra}"), |r| r.path += extra);
            self.add(format!("path begins with /zz, ends in {extra}"), |r| {
                r.path = format!("/zz{}{extra}", r.path);
            });
        }
        let repeated = "Param1=value1&Param1=value1";
        for extra in ["zz", "zz=", "zz=1", "%00", repeated, "X-Amz-Expires=1", "X-Amz-Date="] {
            self.add(format!("query ends in {extra}"), |r| {
                r.query = format!("{}&{extra}", r.query);
            });
            self.add(format!("query begins with {extra}"), |r| {
                r.query = format!("{extra}&{}", r.query);
            });
        }
        for (place, character) in self.original.query.char_indices() {
            self.add(format!("query byte {place}"), |r| {
                let replacement = if character.eq_ignore_ascii_case(&'z') { "q" } else { "z" };
                r.query.replace_range(place..place + character.len_utf8(), replacement);
            });
        }
    }

    fn of_the_body(&mut self) {
        for extra in ["\n", " ", "{}", "Param1=value1"] {
            self.add(format!("body ends in {extra:?}"), |r| {
                r.body.extend(extra.as_bytes());
            });
        }
        for place in 0..self.original.body.len() {
            self.add(format!("body byte {place}"), |r| {
                r.body[place] = other(r.body[place]);
            });
        }
    }

    fn of_the_headers(&mut self) {
        let headers = &self.original.headers;
        for (place, (name, value)) in headers.iter().enumerate() {
            let is_claim = name == "Authorization";
            self.add(format!("{name} removed"), |r| drop(r.headers.remove(place)));
            self.add(format!("{name} renamed"), |r| {
                r.headers[place].0 = format!("zz-{name}");
            });
            self.add(format!("{name} twice"), |r| {
                r.headers.push(r.headers[place].clone());
            });
            for (at, byte) in value.iter().enumerate() {
                // Spaces may vary, and so may the commas of Authorization; no other byte may.
                if byte.is_ascii_whitespace() || is_claim && *byte == b',' {
                    continue;
                }
                self.add(format!("{name} byte {at}"), |r| {
                    r.headers[place].1[at] = other(*byte);
                });
                self.add(format!("{name} byte {at} not ASCII"), |r| {
                    r.headers[place].1[at] = 0xff;
                });
            }
            self.add(format!("{name} longer"), |r| r.headers[place].1.push(b'z'));
            for (later, (later_name, later_value)) in headers.iter().enumerate().skip(place + 1) {
                if later_name == name && later_value != value {
                    self.add(format!("{name} in another order"), |r| {
                        r.headers.swap(place, later);
                    });
                }
            }
        }
        for name in ["X-Amz-Zz", "x-amz-target", "X-AMZ-DATE", "Authorization"] {
            self.add(format!("{name} added"), |r| {
                *r = r.with(name, "AWS4-HMAC-SHA256");
            });
        }
    }

    fn of_the_claim(&mut self, form: Form) {
        let claim = match form {
            Form::Header => self.original.header("Authorization"),
            Form::Query => self.original.query.clone(),
        };
        let (_, signature) = claim.rsplit_once("Signature=").expect("a vector is signed");
        let signature = &signature[..64];
        for place in 0..64 {
            for bit in 0..7 {
                let mut flipped = signature.as_bytes().to_vec();
                flipped[place] ^= 1 << bit;
                let flipped = String::from_utf8(flipped).expect("seven bits are ASCII");
                self.add(format!("signature byte {place} bit {bit}"), |r| {
                    *r = r.claiming(signature, &flipped);
                });
            }
        }
        for (from, to) in [
            (signature, ""),
            (signature, &signature[1..]),
            (signature, &signature[..62]),
            (signature, &format!("{signature}00")),
            (signature, &signature.to_uppercase()),
            ("host", "host;my-added"),
            ("host", "accept;host"),
            ("host", ""),
            ("host", "Host"),
            ("host", "host;host"),
            ("/20", "/21"),
            ("/us-east-", "/us-west-"),
            ("/aws4_request", "/aws5_request"),
            ("/aws4_request", "/sms-voice/aws4_request"),
            ("Credential=A", "Credential=B"),
            ("HMAC-SHA256", "HMAC-SHA512"),
        ] {
            self.add(format!("{from} becomes {to}"), |r| {
                *r = r.claiming(from, to);
            });
        }
    }
}

#[test]
fn what_the_official_signer_signs_is_accepted_and_a_wrong_secret_is_refused() {
    let paths =
        ["/", "", "/a/b", "/a/../b/", "/./x//y/.", "/../..", "/%20a%2Fb", "/arn%3Aaws%3Asms", "/~-_.!$'()*+,;:@"];
    let queries =
        ["", "a=1&a=2&a=1", "b=&c&=d", "q=a+b&q=a%20b", "x=1%2B1&X=%e2%82%AC", "a-b=1&a=2", "%=%zz&&&", "k=a=b"];
    let values = ["", "  padded  ", "a  b   c", "\"a   b\"", "ünïcode ✓", "1,2, 3", "tab\tinside", "UPPER;=/+"];
    let bodies = ["", "{}", "{\"PoolId\":\"pool-1\"}", "ünïcode ✓", "\u{0}\n"];
    let methods = ["POST", "GET", "PUT", "DELETE"];
    let (good, bad) = (verifier(), verifier_of("another secret", None));
    let mut state = 20_150_830_usize;
    let mut next = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    for round in 0..300 {
        let target = format!("{}?{}", paths[next(paths.len())], queries[next(queries.len())]);
        let (body, method) = (bodies[next(bodies.len())], methods[next(methods.len())]);
        let mut request = Request::new(method, &target, &[("hOsT", "127.0.0.1:4580")], body);
        for name in ["My-Header", "my-header", "X-Amz-Target", "Accept"] {
            if next(3) > 0 {
                request = request.with(name, values[next(values.len())]);
            }
        }
        for form in FORMS {
            let mut signer = Signer::new(form);
            signer.hash_header = round % 2 == 0;
            let sent = signer.sign(&request);
            let verdict = sent.verdict(&good, NOON);
            assert!(verdict.is_ok(), "{verdict:?} for {sent:?}");
            let refused = sent.verdict(&bad, NOON).expect_err("another secret signs otherwise");
            assert_eq!(refused, AuthenticationError::InvalidSignature(MISMATCH.to_owned()));
        }
    }
}

#[test]
fn garbage_is_refused_without_a_panic() {
    let bytes: Vec<u8> = (0..=255).chain(*b"AWS4-HMAC-SHA256 Credential=a/b/c/d/e, ").collect();
    for length in 0..bytes.len() {
        for start in [0, 60, 128, 240] {
            let piece = bytes.get(start..start + length).unwrap_or(&bytes);
            let mut request = Signer::new(Form::Header).sign(&Request::call());
            for (_, value) in &mut request.headers {
                *value = piece.to_vec();
            }
            assert!(request.verdict(&verifier(), NOON).is_err());
            let text = String::from_utf8_lossy(piece).into_owned();
            let mut request = Signer::new(Form::Query).sign(&Request::call());
            request.query = format!("X-Amz-Algorithm={text}&X-Amz-Date={text}");
            request.path.clone_from(&text);
            request.method = text;
            assert!(request.verdict(&verifier(), NOON).is_err());
        }
    }
}
