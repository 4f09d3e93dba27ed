//! The bytes of a request's head, before HTTP's own reader has them.

/// Whether a client speaks TLS, of which every connection begins with this byte. Documented (RFC 8446, 5.1).
pub fn is_tls(input: &[u8]) -> bool {
    input.starts_with(&[22, 3])
}

/// Where the head that `input` begins with ends, if it does. There is no end before `from`.
pub fn end(input: &[u8], from: usize) -> Option<usize> {
    let input = &input[from..];
    let ends = |end: &[u8]| input.windows(end.len()).position(|window| window == end).map(|at| from + at + end.len());
    ends(b"\n\r\n").or_else(|| ends(b"\n\n"))
}

/// Blanks what asks for another protocol, as curl and Java's client do for HTTP/2. Documented (RFC 9110, 7.8): a server
/// may ignore Upgrade; actix-http would close the connection, or take what follows for the other protocol.
pub fn ignore_upgrade(head: &mut [u8]) {
    let blank = |text: &mut [u8]| text.iter_mut().filter(|byte| **byte != b'\r').for_each(|byte| *byte = b' ');
    for line in head.split_mut(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at_mut(colon);
        let value = &mut value[1..];
        if name.eq_ignore_ascii_case(b"upgrade") {
            blank(value);
        } else if name.eq_ignore_ascii_case(b"connection") {
            let options = value.split_mut(|byte| *byte == b',');
            options.filter(|option| option.trim_ascii().eq_ignore_ascii_case(b"upgrade")).for_each(blank);
        }
    }
}
