//! Bytes that no client of callsign sends, at AWS's door and at callsign's own: each ends with a 4xx or with a closed
//! connection, and the next client is served.

use std::net::SocketAddr;

use futures_util::{future::join_all, join};
use serde_json::{Value, json};

use crate::{
    harness::{Process, RawAnswer, RawConnection, RawRequest, Scratch},
    staging::request,
};

mod bodies;
mod heads;

/// What must become of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Its head can't be read: a 4xx in AWS's form, since nobody knows which door was meant, or a closed connection.
    NoHead,
    /// It is refused in the form of the door that it was for, or its connection is closed.
    Refused,
    /// HTTP allows it: the door decides, and what it refuses it refuses in its own form.
    Own,
    /// It may be for any door.
    Any,
    /// It is answered as the plain request is.
    Same,
}

/// One of them.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    fate: Fate,
    /// Whether callsign has to wait for what doesn't come.
    is_late: bool,
}

fn case(name: &'static str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Case {
    Case { name, bytes: bytes.into(), fate, is_late: false }
}

fn late(name: &'static str, bytes: impl Into<Vec<u8>>, fate: Fate) -> Case {
    Case { is_late: true, ..case(name, bytes, fate) }
}

/// Where requests come in.
struct Door {
    name: &'static str,
    /// The plain request.
    good: RawRequest,
    is_inside: bool,
}

impl Door {
    fn inside(address: SocketAddr, name: &'static str, method: &'static str, path: &str, body: &Value) -> Self {
        Self { name, good: request(address, method, path, body), is_inside: true }
    }

    fn all(address: SocketAddr) -> [Self; 6] {
        let text = json!({ "from": "+12065550142", "to": "+12065550143", "body": "hello" });
        let seed = json!({ "account_id": "000000000000" });
        [
            Self { name: "POST /", good: RawRequest::call(address, "DescribePools", "{}"), is_inside: false },
            Self::inside(address, "GET messages", "GET", "messages", &Value::Null),
            Self::inside(address, "POST messages/wait", "POST", "messages/wait", &json!({ "timeout_ms": 0 })),
            Self::inside(address, "POST inbound", "POST", "inbound", &text),
            Self::inside(address, "PUT seed", "PUT", "seed", &seed),
            Self::inside(address, "GET stream", "GET", "stream", &Value::Null),
        ]
    }

    /// The plain request's head, without the lines that tell the body's length, and without the empty line.
    fn head(&self) -> String {
        self.good.head()
    }

    /// The lines of the head after the first.
    fn lines(&self) -> String {
        self.head().split_once("\r\n").map(|(_, lines)| lines.to_owned()).unwrap_or_default()
    }

    /// The plain request with another first line.
    fn begun_by(&self, first_line: &str) -> Vec<u8> {
        let head = format!("{first_line}\r\n{}content-length: {}\r\n\r\n", self.lines(), self.good.body.len());
        [head.as_bytes(), &self.good.body].concat()
    }

    /// The plain request for another target.
    fn at(&self, target: &str) -> Vec<u8> {
        self.begun_by(&format!("{} {target} HTTP/1.1", self.good.method))
    }

    /// The plain request by another method.
    fn by(&self, method: &str) -> Vec<u8> {
        self.begun_by(&format!("{method} {} HTTP/1.1", self.good.path))
    }

    /// The plain request in another version of HTTP.
    fn in_version(&self, version: &str) -> Vec<u8> {
        self.begun_by(&format!("{} {} {version}", self.good.method, self.good.path))
    }

    /// The plain request with more bytes among its lines.
    fn with_line(&self, line: impl AsRef<[u8]>) -> Vec<u8> {
        let length = format!("\r\ncontent-length: {}\r\n\r\n", self.good.body.len());
        [self.head().as_bytes(), line.as_ref(), length.as_bytes(), &self.good.body].concat()
    }

    /// The plain request's head, with lines that say how long the body is, and what comes as the body.
    fn framed(&self, lines: &str, body: &str) -> Vec<u8> {
        format!("{}{lines}\r\n\r\n{body}", self.head()).into_bytes()
    }

    /// The same with the lines of a chunked body.
    fn chunked(&self, body: &str) -> Vec<u8> {
        self.framed("transfer-encoding: chunked", body)
    }

    /// The plain request with another body, signed anew where the door asks for a signature.
    fn with_body(&self, address: SocketAddr, body: impl Into<Vec<u8>>) -> Vec<u8> {
        if !self.is_inside {
            return RawRequest::call(address, "DescribePools", body).bytes();
        }
        let media_type = self.good.clone().without("content-type").with("content-type", "application/json");
        RawRequest { body: body.into(), ..media_type }.bytes()
    }

    fn cases(&self, address: SocketAddr) -> Vec<Case> {
        [
            heads::protocols(self),
            heads::lines(self),
            heads::targets(self),
            heads::fields(self),
            bodies::lengths(self),
            bodies::chunks(self),
            bodies::texts(self, address),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The last answer to some bytes, behind those that only ask for more; `None` if the connection was closed.
async fn outcome(address: SocketAddr, bytes: &[u8]) -> Option<RawAnswer> {
    let mut connection = RawConnection::open(address).await;
    connection.write(bytes).await;
    loop {
        let answer = connection.answer().await?;
        if answer.status >= 200 {
            return Some(answer);
        }
    }
}

/// Whether an answer is a refusal in AWS's form.
fn is_of_aws(answer: &RawAnswer) -> bool {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    answer.header("content-type") == "application/x-amz-json-1.0"
        && !answer.header("x-amzn-requestid").is_empty()
        && ["__type", "Message"].iter().all(|member| body[*member].as_str().is_some_and(|text| !text.is_empty()))
}

/// Whether an answer is a refusal in the form of callsign's own interface.
fn is_of_inside(answer: &RawAnswer) -> bool {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    ["code", "message", "hint"]
        .iter()
        .all(|member| body["error"][*member].as_str().is_some_and(|text| !text.is_empty()))
}

/// Whether what became of a case is what must become of it. `good` is the status of the plain request.
fn is_right(fate: Fate, is_inside: bool, good: u16, answer: Option<&RawAnswer>) -> bool {
    let Some(answer) = answer else { return fate != Fate::Same };
    let is_refused = (400..500).contains(&answer.status);
    let has_own_form = if is_inside { is_of_inside(answer) } else { is_of_aws(answer) };
    match fate {
        Fate::NoHead => is_refused && is_of_aws(answer),
        Fate::Refused => is_refused && has_own_form,
        Fate::Own => answer.status < 400 || (is_refused && has_own_form),
        Fate::Any => answer.status < 400 || (is_refused && (is_of_aws(answer) || is_of_inside(answer))),
        Fate::Same => answer.status == good,
    }
}

/// What is wrong with the outcome of some cases, which are tried one after the other.
async fn faults(address: SocketAddr, door: &Door, good: u16, cases: &[Case]) -> Vec<String> {
    let mut faults = Vec::new();
    for case in cases {
        let answer = outcome(address, &case.bytes).await;
        if !is_right(case.fate, door.is_inside, good, answer.as_ref()) {
            faults.push(format!("{}, {}: {:?} expected, but {answer:?}", door.name, case.name, case.fate));
        }
    }
    faults
}

/// The same, of one door: what comes in time one after the other, and beside it at once what doesn't.
async fn faults_at(address: SocketAddr, door: &Door) -> Vec<String> {
    let good = outcome(address, &door.good.bytes()).await.expect("the plain request is answered").status;
    let (late, quick): (Vec<Case>, Vec<Case>) = door.cases(address).into_iter().partition(|case| case.is_late);
    assert!(good < 500 && quick.len() + late.len() >= 80, "{}: {good}, {} cases", door.name, quick.len() + late.len());
    let late = join_all(late.iter().map(|case| faults(address, door, good, std::slice::from_ref(case))));
    let (late, quick) = join!(late, faults(address, door, good, &quick));
    late.into_iter().flatten().chain(quick).collect()
}

#[tokio::test]
async fn no_bytes_at_any_door_get_a_5xx_or_a_panic_or_harm_the_next_client() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let address = process.address();

    let doors = Door::all(address);
    let faults: Vec<String> = join_all(doors.iter().map(|door| faults_at(address, door))).await.concat();

    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
    for door in Door::all(address) {
        let answer = outcome(address, &door.good.bytes()).await.expect("the next client is answered");
        assert!(answer.status < 500, "{}: {answer:?}", door.name);
    }
    let next = RawRequest::call(address, "DescribePools", "{}").send(address).await;
    assert_eq!((next.status, next.body.as_str()), (200, r#"{"Pools":[]}"#));
    let log = process.stderr();
    let panic = log.lines().find(|line| line.contains("panicked") || line.contains("failed inside"));
    assert!(panic.is_none(), "{panic:?}");
}

#[test]
fn an_outcome_that_must_not_be_is_found() {
    let answer = |status, media_type: &str, body: &str| RawAnswer {
        status,
        headers: vec![
            ("content-type".to_owned(), media_type.to_owned()),
            ("x-amzn-requestid".to_owned(), "1".to_owned()),
        ],
        body: body.to_owned(),
    };
    let aws = |status| answer(status, "application/x-amz-json-1.0", r#"{"__type":"a#B","Message":"c"}"#);
    let inside = |status| answer(status, "application/json", r#"{"error":{"code":"a","message":"b","hint":"c"}}"#);
    for fate in [Fate::NoHead, Fate::Refused, Fate::Own, Fate::Any, Fate::Same] {
        assert!(!is_right(fate, true, 200, Some(&inside(500))), "{fate:?}");
        assert!(!is_right(fate, false, 200, Some(&aws(503))), "{fate:?}");
        assert!(!is_right(fate, false, 200, Some(&answer(400, "text/plain", "no"))), "{fate:?}");
    }
    assert!(is_right(Fate::Refused, true, 200, Some(&inside(408))) && is_right(Fate::NoHead, true, 200, None));
    assert!(!is_right(Fate::Refused, true, 200, Some(&aws(408))), "the other door's form");
    assert!(!is_right(Fate::Refused, true, 200, Some(&answer(200, "application/json", "{}"))), "it is taken");
}
