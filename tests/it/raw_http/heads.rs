//! First lines, targets and fields.

use super::{Case, Door, Fate, case, late};

use Fate::{Any, NoHead, Own, Same};

/// What isn't HTTP/1.1.
pub(super) fn protocols(door: &Door) -> Vec<Case> {
    vec![
        case("no HTTP", "hello\r\n\r\n", NoHead),
        case("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", NoHead),
        case("SSH", "SSH-2.0-OpenSSH_9.0\r\n\r\n", NoHead),
        case("SMB", b"\0\0\0\x2f\xffSMB\x72\0\0\0\0\r\n\r\n", NoHead),
        case("SOCKS 4", b"\x04\x01\0\x50\x7f\0\0\x01\0\r\n\r\n", NoHead),
        case("SOCKS 5", b"\x05\x01\0\r\n\r\n", NoHead),
        case("a proxy's line", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n\r\n", NoHead),
        case("HTTP/0.9", format!("GET {}\r\n\r\n", door.good.path), NoHead),
        case("HTTP/1.0", door.in_version("HTTP/1.0"), Own),
        case("HTTP/1.0 without a host", door_without_host(door, "HTTP/1.0"), Own),
        case("HTTP/1.1 without a host", door_without_host(door, "HTTP/1.1"), NoHead),
        case("HTTP/1.2", door.in_version("HTTP/1.2"), NoHead),
        case("HTTP/2.0", door.in_version("HTTP/2.0"), NoHead),
        case("HTTP/9.9", door.in_version("HTTP/9.9"), NoHead),
        case("HTTP/11", door.in_version("HTTP/11"), NoHead),
        case("a version in lower case", door.in_version("http/1.1"), NoHead),
        case("HTTP/2 at once", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", NoHead),
        case("HTTP/2 behind a request", [door.good.bytes(), b"PRI * HTTP/2.0\r\n\r\n".to_vec()].concat(), Same),
        late("nothing but a letter", "P", NoHead),
        late("nothing but a first line", format!("{} / HTTP/1.1\r\n", door.good.method), NoHead),
        late("a head that never ends", door.head(), NoHead),
        late("a head that ends in the middle of a field", format!("{}x-a", door.head()), NoHead),
        late("blank lines and nothing else", "\r\n".repeat(10_000), NoHead),
        case("blank lines before a request", [b"\r\n\r\n\r\n".to_vec(), door.good.bytes()].concat(), Same),
        case("a request behind another", door.good.bytes().repeat(2), Same),
        case("nonsense behind a request", [door.good.bytes(), b"\0\0\0\r\n\r\n".to_vec()].concat(), Same),
    ]
}

fn door_without_host(door: &Door, version: &str) -> Vec<u8> {
    let plain = Door { name: door.name, good: door.good.clone().without("host"), is_inside: door.is_inside };
    plain.in_version(version)
}

/// Lines that are none, and methods.
pub(super) fn lines(door: &Door) -> Vec<Case> {
    let (method, path) = (door.good.method, door.good.path.as_str());
    let only_newlines = String::from_utf8(door.good.bytes()).expect("the plain request is text").replace("\r\n", "\n");
    let many = (0..200).map(|n| format!("x-{n}: y\r\n")).collect::<Vec<_>>().concat();
    vec![
        case("tabs in the first line", door.begun_by(&format!("{method}\t{path}\tHTTP/1.1")), NoHead),
        case("two spaces in the first line", door.begun_by(&format!("{method}  {path} HTTP/1.1")), Any),
        case("a space before the method", door.begun_by(&format!(" {method} {path} HTTP/1.1")), NoHead),
        case("a first line of one word", door.begun_by("POST"), NoHead),
        case("line ends without their first half", only_newlines, Own),
        case("a field without a colon", door.with_line("nonsense"), NoHead),
        case("a field without a name", door.with_line(": b"), NoHead),
        case("a space before the colon", door.with_line("x-a : b"), NoHead),
        case("a space before the colon of a length", door.framed("content-length : 2", "{}"), NoHead),
        case("a folded field", door.with_line("x-a: b\r\n  c"), NoHead),
        case("a fold before all fields", door.begun_by(&format!("{method} {path} HTTP/1.1\r\n x: y")), NoHead),
        case("a NUL in a field's name", door.with_line("x-\0: b"), NoHead),
        case("a NUL in a field's value", door.with_line("x-nul: a\0b"), NoHead),
        case("half a line end in a value", door.with_line("x-a: b\rc"), NoHead),
        case("a delete in a value", door.with_line("x-a: b\x7fc"), NoHead),
        case("brackets in a field's name", door.with_line("x(a): b"), NoHead),
        case("a field's name that isn't ASCII", door.with_line(b"x-\xff: b"), NoHead),
        case("a field's value that isn't text", door.with_line(b"x-a: \xff\xfe"), Own),
        case("an empty value", door.with_line("x-a:"), Own),
        case("a field of 200 kB", door.with_line(format!("x-a: {}", "a".repeat(200_000))), NoHead),
        case("a field's name of 70 kB", door.with_line(format!("{}: a", "x".repeat(70_000))), NoHead),
        case("200 fields", door.with_line(many.trim_end()), NoHead),
        case("two hosts", door.with_line("host: example.org"), NoHead),
        case("TRACE", door.by("TRACE"), Own),
        case("CONNECT", door.by("CONNECT"), Own),
        case("PATCH", door.by("PATCH"), Own),
        case("OPTIONS", door.by("OPTIONS"), Own),
        case("PROPFIND", door.by("PROPFIND"), Own),
        case("a method that nobody has", door.by("BREW"), Own),
        case("a method of 1,000 letters", door.by(&"A".repeat(1_000)), Own),
        case("a method in lower case", door.by(&method.to_ascii_lowercase()), Own),
        case("a method with a sign", door.by("P@ST"), NoHead),
        // What a HEAD would be answered has no body to wait for.
        case("HEAD", door.begun_by(&format!("HEAD {path} HTTP/1.1\r\nconnection: close")), Own),
    ]
}

/// Targets of every form, and of none.
pub(super) fn targets(door: &Door) -> Vec<Case> {
    let path = door.good.path.as_str();
    vec![
        case("an absolute target", door.at(&format!("http://127.0.0.1{path}")), Own),
        case("an absolute target elsewhere", door.at(&format!("http://evil.example{path}")), Own),
        case("an absolute target with a password", door.at(&format!("http://a:b@evil.example{path}")), Own),
        case("another scheme", door.at(&format!("file://{path}")), Any),
        case("a broken address", door.at("http://[::1/"), Any),
        case("a name and a port", door.at("example.org:443"), Any),
        case("a star", door.at("*"), Any),
        case("no slash", door.at("pools"), Any),
        case("two slashes", door.at(&format!("/{path}")), Any),
        case("upwards", door.at(&format!("{path}/../../../etc/passwd")), Any),
        case("upwards in percents", door.at(&format!("{path}/%2e%2e%2f%2e%2e%2fetc%2fpasswd")), Any),
        case("backslashes", door.at("\\..\\..\\windows\\win.ini"), Any),
        case("a NUL", door.at("/\0"), NoHead),
        case("a NUL in percents", door.at(&format!("{path}%00")), Any),
        case("percents that are none", door.at(&format!("{path}%zz%")), Any),
        case("bytes that are no text, in percents", door.at(&format!("{path}/%ff%fe")), Any),
        case("a target that isn't ASCII", door.at(&format!("{path}é")), Any),
        case("a fragment", door.at(&format!("{path}#a")), Any),
        case("an odd query", door.at(&format!("{path}?%zz=%&&=&=%00&a[]=1")), Own),
        case("one name twice", door.at(&format!("{path}?limit=1&limit=2")), Own),
        case("a number beyond 64 bits", door.at(&format!("{path}?limit=99999999999999999999")), Own),
        case("a query with NULs", door.at(&format!("{path}?account_id=%00&to=%00&contains=%00")), Own),
        case("a query that isn't text", door.at(&format!("{path}?account_id=%ff&region=%c0%80")), Own),
        case("a query of 20 kB", door.at(&format!("{path}?a={}", "b".repeat(20_000))), Own),
        case("a query of 5,000 names", door.at(&format!("{path}?{}", "a=&".repeat(5_000))), Own),
        case("a target of 100 kB", door.at(&format!("/{}", "a".repeat(100_000))), NoHead),
        case("a target of 30 kB", door.at(&format!("{path}/{}", "a".repeat(30_000))), Any),
    ]
}

/// Fields that ask for something.
pub(super) fn fields(door: &Door) -> Vec<Case> {
    let session = format!("cookie: callsign_session={}", "9".repeat(10_000));
    vec![
        case("another protocol", door.with_line("connection: upgrade\r\nupgrade: websocket"), Same),
        case("another HTTP", door.with_line("connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c"), Same),
        case("an expectation that nobody has", door.with_line("expect: the-unexpected"), Own),
        case("a body that is asked for", door.with_line("expect: 100-continue"), Own),
        case("a compressed body", door.with_line("content-encoding: gzip"), Own),
        case("any compression twice", door.with_line("content-encoding: br, br, gzip, deflate"), Own),
        case("no compression that is taken", door.with_line("accept-encoding: identity;q=0, *;q=0"), Own),
        case("a part", door.with_line("range: bytes=0-0,-1,9999999999999999999-"), Own),
        case("conditions", door.with_line("if-match: \"a\"\r\nif-modified-since: soon\r\nif-none-match: *"), Own),
        case("odd media types", door.with_line("accept: ;;,,/,*/;q=x, application/toml;q=\u{1F600}"), Own),
        case("another way to sign", door.with_line("proxy-authorization: Basic Og=="), Own),
        case("a session that is none", door.with_line("cookie: ;;=; callsign_session=..; callsign_session"), Own),
        case("a session of 10 kB", door.with_line(session), Own),
        case("a place in a stream that is none", door.with_line("last-event-id: \u{1F600}"), Own),
        case("another place in a stream", door.with_line("last-event-id: 99999999999999999999:1:"), Own),
        case("another method behind this one", door.with_line("x-http-method-override: DELETE"), Own),
        case("another target behind this one", door.with_line("x-original-url: /metrics"), Own),
        case("another host in front", door.with_line("x-forwarded-host: evil.example\r\nforwarded: host=a;;"), Own),
        case("another site", door.with_line("origin: null\r\nsec-fetch-site: cross-site"), Any),
        case("a site that isn't text", door.with_line(b"origin: \xff\xfe"), Any),
        case("a fault that is none", door.with_line("x-callsign-fault: \u{1F600};;="), Own),
    ]
}
