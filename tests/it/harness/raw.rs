//! A client that sends what no SDK would: signed or not, whole or broken, byte for byte.

use std::{
    net::SocketAddr,
    time::{Duration, SystemTime},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use callsign::api::dispatch;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use uuid::Uuid;

use super::{App, REGION, model};

/// No answer takes longer than this, unless callsign hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request whose every byte is the test's.
#[derive(Clone, Debug)]
pub struct RawRequest {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl RawRequest {
    /// A call of `operation` as SDKs send it, but not signed.
    pub fn unsigned(address: SocketAddr, operation: &str, body: impl Into<Vec<u8>>) -> Self {
        let request = Self { method: "POST", path: "/".to_owned(), headers: Vec::new(), body: body.into() };
        request
            .with("host", &address.to_string())
            .with("content-type", "application/x-amz-json-1.0")
            .with("x-amz-target", &format!("PinpointSMSVoiceV2.{operation}"))
    }

    /// A call of `operation` by the access key `test`, signed.
    pub fn call(address: SocketAddr, operation: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::unsigned(address, operation, body).signed()
    }

    /// The same with one more header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self
    }

    /// The same, signed by the access key `test`.
    pub fn signed(self) -> Self {
        self.signed_by("test", "test", None, SystemTime::now())
    }

    /// The same, signed for [`REGION`] by AWS's own signer.
    pub fn signed_by(self, key: &str, secret: &str, session_token: Option<&str>, at: SystemTime) -> Self {
        self.signed_for(REGION, key, secret, session_token, at)
    }

    /// The same, signed by the access key `test` for another service of AWS.
    pub fn signed_to(self, service: &str) -> Self {
        self.signed_with(service, REGION, "test", "test", None, SystemTime::now())
    }

    /// The same, signed for a region.
    pub fn signed_for(
        self,
        region: &str,
        key: &str,
        secret: &str,
        session_token: Option<&str>,
        at: SystemTime,
    ) -> Self {
        self.signed_with("sms-voice", region, key, secret, session_token, at)
    }

    fn signed_with(
        self,
        service: &str,
        region: &str,
        key: &str,
        secret: &str,
        session_token: Option<&str>,
        at: SystemTime,
    ) -> Self {
        let identity = Credentials::from_keys(key, secret, session_token.map(str::to_owned)).into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(service)
            .time(at)
            .settings(SigningSettings::default())
            .build()
            .expect("all parameters are set")
            .into();
        let uri = format!("http://{}{}", self.header("host"), self.path);
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let signable = SignableRequest::new(self.method, uri, headers, SignableBody::Bytes(&self.body))
            .expect("the request can be signed");
        let signed = sign(signable, &parameters).expect("AWS's signer signs it").into_parts().0;
        let (headers, _) = signed.into_parts();
        headers.into_iter().fold(self, |request, header| request.with(header.name(), header.value()))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }

    /// The head, without the lines that tell the body's length.
    pub fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head
    }

    /// Everything, with its true Content-Length.
    pub fn bytes(&self) -> Vec<u8> {
        let head = format!("{}content-length: {}\r\n\r\n", self.head(), self.body.len());
        [head.as_bytes(), &self.body].concat()
    }

    /// Sends it on a connection of its own.
    pub async fn send(&self, address: SocketAddr) -> RawAnswer {
        let answer = send(address, &self.bytes()).await.expect("callsign answers");
        self.assert_declares(&answer);
        answer
    }

    /// Nothing is raised that the model's operation doesn't declare.
    fn assert_declares(&self, answer: &RawAnswer) {
        let target = self.header("x-amz-target").trim_start_matches("PinpointSMSVoiceV2.");
        if let (true, Ok(body)) = (dispatch(target).is_some(), serde_json::from_str(&answer.body)) {
            assert_eq!(model::faults_of_exception(target, &body), Vec::<String>::new());
        }
    }
}

/// Calls an operation as the account of [`App::client`], with exactly this body.
pub async fn call(app: &App, operation: &str, body: &str) -> RawAnswer {
    call_of(app, "test", REGION, operation, body).await
}

/// Calls an operation with the access key `key` (`test` or `other`) in `region`, with exactly this body.
pub async fn call_of(app: &App, key: &str, region: &str, operation: &str, body: &str) -> RawAnswer {
    let request = RawRequest::unsigned(app.address(), operation, body);
    request.signed_for(region, key, key, None, SystemTime::now()).send(app.address()).await
}

/// Sends bytes on a connection of their own. `None` if it was closed without an answer.
pub async fn send(address: SocketAddr, bytes: &[u8]) -> Option<RawAnswer> {
    let mut connection = RawConnection::open(address).await;
    connection.write(bytes).await;
    connection.answer().await
}

/// An answer, as it came.
#[derive(Clone, Debug)]
pub struct RawAnswer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl RawAnswer {
    fn parse(head: &str) -> Self {
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            status: status.expect("the answer begins with a status line"),
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
            body: String::new(),
        }
    }

    /// The value of a header, empty if it isn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }

    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// The request id, which must be a uuid.
    pub fn request_id(&self) -> Uuid {
        self.header("x-amzn-requestid").parse().expect("x-amzn-RequestId is a uuid")
    }

    /// `__type`, namespace included; checks all that every error of AWS has.
    pub fn error_type(&self) -> String {
        self.request_id();
        assert_eq!(self.header("content-type"), "application/x-amz-json-1.0", "{self:?}");
        let body = self.json();
        let error_type = body["__type"].as_str().expect("an error has a __type").to_owned();
        let (_, name) = error_type.split_once('#').expect("the __type has its namespace");
        assert_eq!(self.header("x-amzn-errortype"), name);
        assert!(body["Message"].as_str().is_some_and(|text| !text.is_empty()), "an error has a Message: {body}");
        error_type
    }

    /// Status and the exception's name, for comparing.
    pub fn line(&self) -> String {
        let error_type = self.error_type();
        format!("{} {}", self.status, error_type.rsplit('#').next().unwrap_or_default())
    }
}

/// A connection for any number of requests.
pub struct RawConnection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl RawConnection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("callsign takes the connection");
        stream.set_nodelay(true).expect("the connection takes options");
        Self { stream, buffer: Vec::new() }
    }

    /// Calls an operation with the access key `key` in `region`, with exactly this body.
    pub async fn call(&mut self, app: &App, key: &str, region: &str, operation: &str, body: &str) -> RawAnswer {
        let request = RawRequest::unsigned(app.address(), operation, body);
        let request = request.signed_for(region, key, key, None, SystemTime::now());
        self.write(&request.bytes()).await;
        let answer = self.answer().await.expect("callsign answers");
        request.assert_declares(&answer);
        answer
    }

    /// Sends bytes; that nobody reads them any more is no error.
    pub async fn write(&mut self, bytes: &[u8]) {
        let _closed = self.stream.write_all(bytes).await;
    }

    /// Sends bytes. Whether somebody still reads them.
    pub async fn try_write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Breaks off, in place of closing: the other side sees a reset.
    pub fn reset(self) {
        self.stream.set_zero_linger().expect("the connection takes options");
    }

    /// The next answer; `None` if the connection was closed instead.
    pub async fn answer(&mut self) -> Option<RawAnswer> {
        let mut answer = self.head().await?;
        let length: usize = answer.header("content-length").parse().unwrap_or_default();
        while self.buffer.len() < length {
            self.read().await?;
        }
        answer.body = String::from_utf8(self.buffer.drain(..length).collect()).expect("the body is UTF-8");
        Some(answer)
    }

    /// The head of the next answer; `None` if the connection was closed instead.
    pub async fn head(&mut self) -> Option<RawAnswer> {
        let end = loop {
            match self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end,
                None => self.read().await?,
            }
        };
        let head: Vec<u8> = self.buffer.drain(..end + 4).take(end).collect();
        Some(RawAnswer::parse(&String::from_utf8(head).expect("the head is text")))
    }

    /// The next chunk of a chunked body; `None` at its end, or if the connection was closed.
    pub async fn chunk(&mut self) -> Option<String> {
        let (end, length) = loop {
            if let Some(end) = self.buffer.windows(2).position(|window| window == b"\r\n") {
                let line = std::str::from_utf8(&self.buffer[..end]).expect("a chunk begins with its length");
                break (end + 2, usize::from_str_radix(line, 16).expect("a length"));
            }
            self.read().await?;
        };
        while self.buffer.len() < end + length + 2 {
            self.read().await?;
        }
        let chunk: Vec<u8> = self.buffer.drain(..end + length + 2).skip(end).take(length).collect();
        (length > 0).then(|| String::from_utf8(chunk).expect("the chunk is text"))
    }

    /// Whether callsign closes the connection, without sending anything more.
    pub async fn is_closed(&mut self) -> bool {
        self.buffer.is_empty() && self.read().await.is_none()
    }

    async fn read(&mut self) -> Option<()> {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.buffer)).await;
        let length = read.expect("callsign answers or closes in time").unwrap_or_default();
        (length > 0).then_some(())
    }
}
