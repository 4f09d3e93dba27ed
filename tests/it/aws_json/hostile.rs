//! Requests that mean harm: each is answered with a 4xx in AWS's form whatever it is, and harms nobody.

use std::net::SocketAddr;

use futures_util::future::join_all;

use crate::harness::{App, RawAnswer, RawConnection, RawRequest, send, until};

/// What must become of a case.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It is carried out.
    Served,
    /// An error in AWS's form.
    Refused(&'static str),
}

use Fate::{Refused, Served};

const UNREADABLE: Fate = Refused("400 SerializationException");
const INVALID: Fate = Refused("400 ValidationException");
const FORGED: Fate = Refused("403 InvalidSignatureException");
const INCOMPLETE: Fate = Refused("400 IncompleteSignatureException");
const NO_HTTP: Fate = Refused("400 MalformedHttpRequestException");
const TOO_LARGE: Fate = Refused("431 MalformedHttpRequestException");
const NO_HEAD: Fate = Refused("408 RequestTimeoutException");
const TOO_LONG: Fate = Refused("413 RequestEntityTooLargeException");
const NO_BODY: Fate = Refused("408 RequestTimeoutException");

/// A number as deep in lists as `depth` says.
fn lists(depth: usize) -> String {
    format!("{}1{}", "[".repeat(depth), "]".repeat(depth))
}

/// A number as deep in objects as `depth` says.
fn objects(depth: usize) -> String {
    format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth))
}

/// Bodies of signed calls.
fn bodies() -> Vec<(&'static str, &'static str, Vec<u8>, Fate)> {
    let mut cases: Vec<(&str, &str, Vec<u8>, Fate)> = Vec::new();
    let mut case = |name, operation, body: &dyn AsRef<[u8]>, fate| {
        cases.push((name, operation, body.as_ref().to_vec(), fate));
    };
    let associate = "AssociateOriginationIdentity";
    let list = "CreateOptOutList";
    let pools = "DescribePools";

    case("not JSON", pools, b"hello", UNREADABLE);
    case("half an object", pools, b"{\"MaxResults\":", UNREADABLE);
    case("more after the object", pools, b"{} {}", UNREADABLE);
    case("a byte order mark", pools, b"\xEF\xBB\xBF{}", UNREADABLE);
    case("UTF-16", pools, b"\xFF\xFE{\0}\0", UNREADABLE);
    case("only spaces", pools, b"   ", UNREADABLE);
    case("single quotes", pools, b"{'MaxResults':1}", UNREADABLE);
    case("a comma too many", pools, b"{\"MaxResults\":1,}", UNREADABLE);
    case("a comment", pools, b"{/* */}", UNREADABLE);
    case("NaN", pools, b"{\"MaxResults\":NaN}", UNREADABLE);
    case("XML", pools, b"<DescribePools/>", UNREADABLE);
    case("a form", pools, b"Action=DescribePools&Version=2022-03-31", UNREADABLE);
    case("null at the top", pools, b"null", UNREADABLE);
    case("a string at the top", pools, b"\"DescribePools\"", UNREADABLE);
    case("a number at the top", pools, b"1", UNREADABLE);
    case("a list at the top", associate, br#"["pool-1","ACME","GB","token"]"#, UNREADABLE);
    case("an empty list at the top", associate, b"[]", UNREADABLE);
    case("a list for a tag", list, br#"{"OptOutListName":"A","Tags":[["k","v"]]}"#, UNREADABLE);
    case("an empty list for a tag", list, br#"{"OptOutListName":"A","Tags":[[]]}"#, UNREADABLE);
    case("a list for a filter", pools, br#"{"Filters":[["status",["ACTIVE"]]]}"#, UNREADABLE);
    case("an object for a list", list, br#"{"OptOutListName":"A","Tags":{"k":"v"}}"#, UNREADABLE);
    case("a string for a list", pools, br#"{"PoolIds":"pool-1"}"#, UNREADABLE);
    case("null in a list", pools, br#"{"PoolIds":[null]}"#, UNREADABLE);
    case("a number for a string", associate, br#"{"PoolId":7}"#, UNREADABLE);
    case("a truth value for a string", associate, br#"{"PoolId":true}"#, UNREADABLE);
    case("an object for a string", associate, br#"{"PoolId":{"S":"pool-1"}}"#, UNREADABLE);
    case("a string for a truth value", "CreatePool", br#"{"DeletionProtectionEnabled":"true"}"#, UNREADABLE);
    case("a number for a truth value", "CreatePool", br#"{"DeletionProtectionEnabled":1}"#, UNREADABLE);
    case("a string for a number", pools, br#"{"MaxResults":"5"}"#, UNREADABLE);
    case("a fraction for an integer", pools, br#"{"MaxResults":1.5}"#, UNREADABLE);
    case("an integer beyond 64 bits", pools, br#"{"MaxResults":18446744073709551616}"#, UNREADABLE);
    case("an integer of 64 bits", pools, br#"{"MaxResults":9223372036854775807}"#, INVALID);
    case("a negative integer", pools, br#"{"MaxResults":-1}"#, INVALID);
    case("a number beyond every float", pools, br#"{"MaxResults":1e999}"#, UNREADABLE);
    case("1,000 digits", pools, &format!("{{\"MaxResults\":{}}}", "9".repeat(1_000)), UNREADABLE);
    case("a huge number unknown", pools, &format!("{{\"X\":1e{}}}", "9".repeat(300)), UNREADABLE);
    case("a member twice", associate, br#"{"PoolId":"pool-1","PoolId":"pool-2"}"#, UNREADABLE);
    case("an unknown member twice", pools, br#"{"X":1,"X":2}"#, Served);
    case("a member in lower case", associate, br#"{"poolId":"pool-1"}"#, INVALID);
    case("an own __type", pools, br#"{"__type":"x#InternalServerException","__proto__":{}}"#, Served);
    case("nested deeply in a string", associate, &format!("{{\"PoolId\":{}}}", lists(50_000)), UNREADABLE);
    case("nested deeply in a list", pools, &format!("{{\"PoolIds\":{}}}", lists(50_000)), UNREADABLE);
    case("nested deeply at the top", pools, &lists(100_000), UNREADABLE);
    case("nested deeply and never closed", pools, &format!("{{\"X\":{}", "[".repeat(100_000)), UNREADABLE);
    case("NUL in a string", associate, br#"{"PoolId":"pool-\u0000","OriginationIdentity":"A\u0000"}"#, INVALID);
    case("NUL in a client token", list, br#"{"OptOutListName":"A","ClientToken":"a\u0000"}"#, INVALID);
    case("NUL in a tag's value", list, br#"{"OptOutListName":"A","Tags":[{"Key":"k","Value":"\u0000"}]}"#, INVALID);
    case("NUL in a tag's key", list, br#"{"OptOutListName":"A","Tags":[{"Key":"\u0000","Value":""}]}"#, INVALID);
    case("NUL in a filter", pools, br#"{"Filters":[{"Name":"status","Values":["\u0000"]}]}"#, INVALID);
    case("NUL in a NextToken", pools, br#"{"NextToken":"\u0000"}"#, INVALID);
    case("a bare NUL in a string", list, b"{\"OptOutListName\":\"A\0\"}", UNREADABLE);
    case("a line end in a string", list, b"{\"OptOutListName\":\"A\n\"}", UNREADABLE);
    case("half a surrogate pair", list, br#"{"OptOutListName":"\ud800"}"#, UNREADABLE);
    case("the other half", list, br#"{"OptOutListName":"\udc00"}"#, UNREADABLE);
    case("invalid UTF-8", list, b"{\"OptOutListName\":\"\xC3\x28\"}", UNREADABLE);
    case("overlong UTF-8", list, b"{\"OptOutListName\":\"\xC0\x80\"}", UNREADABLE);
    case("four bytes of UTF-8", list, &"{\"OptOutListName\":\"\u{1F600}\"}", INVALID);
    case("invalid UTF-8 unknown", pools, b"{\"X\":\"\xC3\x28\"}", UNREADABLE);
    case("invalid UTF-8 in an unknown name", pools, b"{\"\xFF\":1}", UNREADABLE);
    case("half a surrogate pair unknown", pools, br#"{"X":["\ud800"]}"#, UNREADABLE);
    case("half a surrogate pair in an unknown name", pools, br#"{"\udc00":1}"#, UNREADABLE);
    case("127 levels unknown", pools, &format!("{{\"X\":{}}}", lists(125)), Served);
    case("128 levels unknown", pools, &format!("{{\"X\":{}}}", objects(127)), UNREADABLE);
    case("no JSON unknown", pools, br#"{"X":{"Y":tru}}"#, UNREADABLE);
    case("SQL", list, br#"{"OptOutListName":"'; drop schema callsign cascade; --"}"#, INVALID);
    case("200 kB in a string", list, &format!("{{\"OptOutListName\":\"{}\"}}", "a".repeat(200_000)), INVALID);
    case("10,000 tags", list, &format!(r#"{{"OptOutListName":"A","Tags":[{}{{}}]}}"#, "{},".repeat(10_000)), INVALID);
    case("a NextToken of somebody else", pools, br#"{"NextToken":"AAAA"}"#, INVALID);
    case("a path for a pool", associate, br#"{"PoolId":"../../etc/passwd"}"#, INVALID);
    cases
}

/// Whole requests, as bytes.
fn requests(address: SocketAddr) -> Vec<(&'static str, Vec<u8>, Fate)> {
    let good = || RawRequest::call(address, "DescribePools", "{}");
    let with_line = |line: &str, rest: &str| format!("{}{line}\r\n\r\n{rest}", good().head()).into_bytes();
    let many = (0..200).fold(good(), |request, n| request.with(&format!("x-{n}"), "y"));
    let mut long_query = good();
    long_query.path = format!("/?a={}", "b".repeat(20_000));
    let mut odd_query = RawRequest::unsigned(address, "DescribePools", "{}");
    "/?%zz=%&&=&X-Amz-Signature=%00".clone_into(&mut odd_query.path);
    vec![
        ("no HTTP", b"hello\r\n\r\n".to_vec(), NO_HTTP),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), NO_HTTP),
        ("a version of HTTP that isn't", b"POST / HTTP/9.9\r\nhost: x\r\n\r\n".to_vec(), NO_HTTP),
        ("HTTP/2 at once", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), NO_HTTP),
        ("a header without a colon", with_line("nonsense", "{}"), NO_HTTP),
        ("a NUL in a header", with_line("x-nul: a\0b", "{}"), NO_HTTP),
        ("a head of 200 kB", good().with("x-long", &"a".repeat(200_000)).bytes(), TOO_LARGE),
        ("200 headers", many.bytes(), TOO_LARGE),
        ("a head that never ends", good().head().into_bytes(), NO_HEAD),
        ("a negative length", with_line("content-length: -1", "{}"), NO_HTTP),
        ("a length that is no number", with_line("content-length: two", "{}"), NO_HTTP),
        ("a length beyond 64 bits", with_line("content-length: 99999999999999999999", "{}"), NO_HTTP),
        ("two lengths", with_line("content-length: 2\r\ncontent-length: 3", "{}"), NO_HTTP),
        ("a length and chunks", with_line("content-length: 2\r\ntransfer-encoding: chunked", "{}"), NO_HTTP),
        ("an unknown transfer encoding", with_line("transfer-encoding: gzip", "{}"), NO_HTTP),
        ("a length too great", with_line("content-length: 3", "{}"), NO_BODY),
        ("a length of ten gigabytes", with_line("content-length: 10000000000", "{}"), TOO_LONG),
        ("a length too small", with_line("content-length: 1", "{}"), FORGED),
        ("no length", with_line("x-length: 2", "{}"), FORGED),
        ("a chunk that is no number", with_line("transfer-encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n"), NO_HTTP),
        ("a chunk beyond 64 bits", with_line("transfer-encoding: chunked", "fffffffffffffffff\r\n{}"), NO_HTTP),
        ("chunks without an end", with_line("transfer-encoding: chunked", "2\r\n{}\r\n"), NO_BODY),
        ("a chunk without its line end", with_line("transfer-encoding: chunked", "2\r\n{}0\r\n\r\n"), NO_HTTP),
        ("a compressed body", with_line("content-encoding: gzip\r\ncontent-length: 2", "\x1f\u{8b}"), FORGED),
        ("a query of 20 kB", long_query.bytes(), INCOMPLETE),
        ("an odd query", odd_query.bytes(), INCOMPLETE),
        ("two targets", good().with("x-amz-target", "PinpointSMSVoiceV2.DeletePool").bytes(), FORGED),
        ("two hosts", good().with("host", "example.org").bytes(), NO_HTTP),
        ("two authorizations", good().with("authorization", "AWS4-HMAC-SHA256 x").bytes(), INCOMPLETE),
        ("a method in lower case", good().bytes().iter().map(u8::to_ascii_lowercase).collect(), NO_HTTP),
        ("bytes that are no text", unreadable_header(&good()), Refused("400 UnknownOperationException")),
    ]
}

/// A target that isn't ASCII.
fn unreadable_header(good: &RawRequest) -> Vec<u8> {
    let mut bytes = good.clone().without("x-amz-target").head().into_bytes();
    bytes.extend_from_slice(b"x-amz-target: PinpointSMSVoiceV2.\xFF\xFE\r\ncontent-length: 2\r\n\r\n{}");
    bytes
}

/// What is wrong with the answer to a case, if anything.
fn fault(fate: Fate, answer: Option<&RawAnswer>) -> Option<String> {
    let wrong = match (fate, answer) {
        (Served, Some(answer)) => answer.status != 200,
        (Refused(line), Some(answer)) => !answer.body.starts_with('{') || answer.line() != line,
        (_, None) => true,
    };
    wrong.then(|| format!("{fate:?} expected, but {answer:?}"))
}

async fn metrics(app: &App) -> String {
    let answer = send(app.address(), b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n").await;
    answer.expect("the metrics are there").body
}

#[tokio::test]
async fn no_hostile_request_gets_a_5xx_or_harms_the_next_one() {
    let app = App::start().await;
    let address = app.address();
    let bodies = bodies().into_iter().map(|(name, operation, body, fate)| {
        let request = RawRequest::call(address, operation, body);
        (name, request.bytes(), fate)
    });
    let cases: Vec<_> = bodies.chain(requests(address)).collect();
    assert!(cases.len() >= 60, "only {} cases", cases.len());

    let outcomes = join_all(cases.iter().map(|(name, bytes, fate)| async move {
        let answer = send(address, bytes).await;
        fault(*fate, answer.as_ref()).map(|fault| format!("{name}: {fault}"))
    }));
    let faults: Vec<String> = outcomes.await.into_iter().flatten().collect();

    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let answer = RawRequest::call(address, "DescribePools", "{}").send(address).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"Pools":[]}"#));
    let after = metrics(&app).await;
    assert!(!after.contains("InternalServerException"), "{after}");
    // What runs in the background takes one at times.
    until("no call keeps a connection", || async {
        metrics(&app).await.contains("callsign_database_connections{state=\"in_use\"} 0")
    })
    .await;
}

#[tokio::test]
async fn unknown_members_are_nested_as_deeply_as_known_ones_and_no_deeper() {
    let app = App::start().await;
    for depth in [100, 1_000, 40_000] {
        for nested in [lists(depth), objects(depth)] {
            let body = format!("{{\"Unknown\":{nested}}}");
            let answer = RawRequest::call(app.address(), "DescribePools", body).send(app.address()).await;
            assert_eq!(answer.status, if depth > 127 { 400 } else { 200 }, "{depth}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn connections_that_say_nothing_do_not_keep_others_waiting() {
    let app = App::start().await;
    let mut silent = Vec::new();
    let head = RawRequest::call(app.address(), "DescribePools", "{}").head();
    for bytes in ["", "POST", head.as_str()].repeat(100) {
        let mut connection = RawConnection::open(app.address()).await;
        connection.write(bytes.as_bytes()).await;
        silent.push(connection);
    }

    let answer = RawRequest::call(app.address(), "DescribePools", "{}").send(app.address()).await;

    assert_eq!(answer.status, 200);
}
