//! Lengths that lie, chunks that are none, and bodies that nobody can read.

use std::net::SocketAddr;

use super::{Case, Door, Fate, case, late};

use Fate::{Any, NoHead, Own, Refused};

/// What is said of a body's length.
pub(super) fn lengths(door: &Door) -> Vec<Case> {
    let of = |length: &str| door.framed(&format!("content-length: {length}"), "{}");
    let coded = |coding: &str| door.framed(&format!("transfer-encoding: {coding}"), "2\r\n{}\r\n0\r\n\r\n");
    let chunks = "2\r\n{}\r\n0\r\n\r\n";
    let hidden = "GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n";
    let one_zero = door.in_version("HTTP/1.0");
    let one_zero = String::from_utf8(one_zero).expect("the plain request is text");
    let one_zero = one_zero.replacen("content-length:", "transfer-encoding: chunked\r\nx-length:", 1);
    vec![
        case("a negative length", of("-1"), NoHead),
        case("a length with a plus", of("+2"), NoHead),
        case("a length that is a word", of("two"), NoHead),
        case("a length in other digits", of("\u{0662}"), NoHead),
        case("a length with a fraction", of("2.0"), NoHead),
        case("a length in base sixteen", of("0x2"), NoHead),
        case("an empty length", of(""), NoHead),
        case("a length beyond 64 bits", of("99999999999999999999"), NoHead),
        case("two lengths in one line", of("2, 2"), NoHead),
        case("two equal lengths", door.framed("content-length: 2\r\ncontent-length: 2", "{}"), NoHead),
        case("two lengths", door.framed("content-length: 2\r\ncontent-length: 3", "{}"), NoHead),
        case("a length and chunks", door.framed("content-length: 2\r\ntransfer-encoding: chunked", chunks), NoHead),
        case("chunks and a length", door.framed("transfer-encoding: chunked\r\ncontent-length: 2", chunks), NoHead),
        case("chunks in HTTP/1.0", one_zero, NoHead),
        case("compressed chunks", coded("gzip, chunked"), NoHead),
        case("chunks that are compressed", coded("chunked, gzip"), NoHead),
        case("chunks twice", coded("chunked\r\ntransfer-encoding: chunked"), NoHead),
        case("chunks, and none", coded("chunked\r\ntransfer-encoding: identity"), NoHead),
        case("nearly chunks", coded("xchunked"), NoHead),
        case("chunks behind a tab", coded("\u{b}chunked"), NoHead),
        case("no coding", coded(""), NoHead),
        case("a space before the colon of a coding", door.framed("transfer-encoding : chunked", chunks), NoHead),
        case("no length, and a body", door.framed("x-length: 2", "{}"), Any),
        case("a length of nothing, and a body", of("0"), Any),
        case("a length too small, and a request in the rest", [of("1"), hidden.into()].concat(), Own),
        case("a length of ten gigabytes", of("10000000000"), Refused),
        case("the greatest length", of("18446744073709551615"), Refused),
        late("a length too great", of("3"), Refused),
        late("a body that doesn't begin", door.framed("content-length: 2", ""), Refused),
        late(
            "a body that is asked for and doesn't come",
            door.framed("expect: 100-continue\r\ncontent-length: 2", ""),
            Refused,
        ),
    ]
}

/// Chunks.
pub(super) fn chunks(door: &Door) -> Vec<Case> {
    let ends = "0\r\n\r\n";
    vec![
        case("a chunk whose length is a word", door.chunked("zz\r\n{}\r\n0\r\n\r\n"), Refused),
        case("a chunk of a negative length", door.chunked("-2\r\n{}\r\n0\r\n\r\n"), Refused),
        case("a chunk of a length with a sign before it", door.chunked("+2\r\n{}\r\n0\r\n\r\n"), Refused),
        case("a chunk of a length with its base", door.chunked("0x2\r\n{}\r\n0\r\n\r\n"), Refused),
        case("a chunk without a length", door.chunked("\r\n{}\r\n0\r\n\r\n"), Refused),
        case("a chunk beyond 64 bits", door.chunked("fffffffffffffffff\r\n{}"), Refused),
        case("a chunk without its line end", door.chunked("2\r\n{}0\r\n\r\n"), Refused),
        case("a chunk longer than it says", door.chunked("2\r\n{}{}\r\n0\r\n\r\n"), Refused),
        case("half line ends", door.chunked("2\n{}\n0\n\n"), Own),
        case("spaces behind a length", door.chunked("2  \r\n{}\r\n0\r\n\r\n"), Own),
        case("zeros before a length", door.chunked(&format!("{}2\r\n{{}}\r\n{ends}", "0".repeat(1_000))), Own),
        case("an extension", door.chunked("2;a=\"b\"\r\n{}\r\n0;c\r\n\r\n"), Own),
        case("an extension of 100 kB", door.chunked(&format!("2;{}\r\n{{}}\r\n{ends}", "a".repeat(100_000))), Own),
        case("half a line end in an extension", door.chunked("2;a\rb\r\n{}\r\n0\r\n\r\n"), Own),
        late("an extension that never ends", door.chunked(&format!("2;{}", "a".repeat(50_000))), Refused),
        late("a trailer", door.chunked("2\r\n{}\r\n0\r\nx-a: b\r\n\r\n"), Own),
        late("a trailer with a length", door.chunked("2\r\n{}\r\n0\r\ncontent-length: 9\r\n\r\n"), Own),
        late(
            "a trailer of 100 kB",
            door.chunked(&format!("2\r\n{{}}\r\n0\r\nx: {}\r\n\r\n", "a".repeat(100_000))),
            Own,
        ),
        case("20,000 chunks of a byte", door.chunked(&("1\r\n \r\n".repeat(20_000) + ends)), Own),
        late("chunks without an end", door.chunked("2\r\n{}\r\n"), Refused),
        late("a chunk of which the most is missing", door.chunked("ffff\r\n{}"), Refused),
        late("the longest chunk", door.chunked("7fffffffffffffff\r\n{}"), Refused),
        late("no chunk", door.chunked(""), Refused),
    ]
}

/// Bodies of which the head says nothing wrong.
pub(super) fn texts(door: &Door, address: SocketAddr) -> Vec<Case> {
    let case = |name, body: &dyn AsRef<[u8]>| case(name, door.with_body(address, body.as_ref()), Own);
    let nested = |open: &str, close: &str| format!("{}1{}", open.repeat(60_000), close.repeat(60_000));
    vec![
        case("not JSON", b"hello"),
        case("half an object", b"{\"a\":"),
        case("two objects", b"{} {}"),
        case("a byte order mark", b"\xEF\xBB\xBF{}"),
        case("UTF-16", b"\xFF\xFE{\0}\0"),
        case("broken UTF-8", b"{\"from\":\"\xC3\x28\"}"),
        case("overlong UTF-8", b"{\"from\":\"\xC0\x80\"}"),
        case("half a surrogate pair", br#"{"from":"\ud800","to":"\udc00"}"#),
        case("a NUL in each text", br#"{"from":"\u0000","to":"\u0000","body":"\u0000","contains":"\u0000"}"#),
        case("a bare NUL", b"{\"from\":\"\0\"}"),
        case("one member twice", br#"{"from":"+12065550142","from":"+12065550143","timeout_ms":0,"timeout_ms":1}"#),
        case("a member that nobody knows", br#"{"__proto__":{"a":1},"constructor":null}"#),
        case("a list", b"[]"),
        case("null", b"null"),
        case("NaN", b"{\"timeout_ms\":NaN}"),
        case("a number beyond every float", b"{\"timeout_ms\":1e999}"),
        case("an integer beyond 64 bits", b"{\"timeout_ms\":99999999999999999999,\"count\":-99999999999999999999}"),
        case("lists in lists", &nested("[", "]")),
        case("objects in objects", &nested("{\"a\":", "}")),
        case("lists that never close", &"[".repeat(100_000)),
        case("a text of 200 kB", &format!("{{\"from\":\"{}\"}}", "a".repeat(200_000))),
        case("10,000 members", &format!("{{{}\"a\":1}}", "\"b\":2,".repeat(10_000))),
        case("XML", b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
        case("a form", b"Action=DescribePools&token=a"),
    ]
}
