//! A client that signs as SDKs do, keeps its connection, and tells "not sent" from "nobody knows".

use std::{
    net::SocketAddr,
    time::{Duration, Instant, SystemTime},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// The region of every call.
const REGION: &str = "us-east-1";

/// How long an answer may take before a client gives up.
const PATIENCE: Duration = Duration::from_secs(15);

/// An answer that came whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The name of the exception, empty if there is none.
    pub exception: String,
    /// The body.
    pub body: String,
    /// Whether it says when to come back.
    pub has_retry_after: bool,
    /// Whether the connection closes after it.
    pub closes: bool,
}

impl Answer {
    /// Whether the call was carried out.
    pub fn is_success(&self) -> bool {
        self.status == 200
    }

    /// What it is, in a word: `200`, or the exception and AWS's reason.
    pub fn kind(&self) -> String {
        if self.is_success() {
            return "200".to_owned();
        }
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        match body["Reason"].as_str() {
            Some(reason) => format!("{} {reason}", self.exception),
            None => self.exception.clone(),
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There was no connection: certainly not carried out.
    NotSent,
    /// The connection broke, or the time was over.
    Unknown,
}

/// One connection, opened when it is needed and kept.
pub struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    account: usize,
    patience: Duration,
    /// How long the last call took.
    pub took: Duration,
}

/// A signed call, byte for byte.
pub fn request(address: SocketAddr, operation: &str, body: &str) -> Vec<u8> {
    request_of(address, 0, operation, body)
}

/// The same of an account, 0 being that of the built-in credential. While that serves, any account's digits are an access key.
pub fn request_of(address: SocketAddr, account: usize, operation: &str, body: &str) -> Vec<u8> {
    let target = format!("PinpointSMSVoiceV2.{operation}");
    let host = address.to_string();
    let headers =
        [("host", host.as_str()), ("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target.as_str())];
    let access_key = if account == 0 { "test".to_owned() } else { format!("{account:012}") };
    let identity = Credentials::from_keys(access_key, "test", None).into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name("sms-voice")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .expect("all parameters are set")
        .into();
    let uri = format!("http://{host}/");
    let signable = SignableRequest::new("POST", uri, headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
    let signed = sign(signable.expect("the request can be signed"), &parameters).expect("AWS's signer signs it");
    let (signature, _) = signed.into_parts().0.into_parts();
    let mut text = "POST / HTTP/1.1\r\n".to_owned();
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    for header in signature {
        text.extend([header.name(), ": ", header.value(), "\r\n"]);
    }
    text.extend(["content-length: ", &body.len().to_string(), "\r\n\r\n", body]);
    text.into_bytes()
}

impl Client {
    /// A client of the server at `address`.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: Vec::new(), account: 0, patience: PATIENCE, took: Duration::ZERO }
    }

    /// The same, signing for an account.
    pub fn of_account(mut self, account: usize) -> Self {
        self.account = account;
        self
    }

    /// The same, giving up after `patience`.
    pub fn giving_up_after(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Goes on with another server.
    pub fn turn_to(&mut self, address: SocketAddr) {
        self.stream = None;
        self.address = address;
    }

    /// Calls an operation.
    pub async fn call(&mut self, operation: &str, body: &serde_json::Value) -> Result<Answer, Lost> {
        let bytes = request_of(self.address, self.account, operation, &body.to_string());
        self.exchange(&bytes).await
    }

    /// Gets a page of the program's own: status and body.
    pub async fn get(&mut self, path: &str) -> Result<Answer, Lost> {
        let bytes = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", self.address).into_bytes();
        self.exchange(&bytes).await
    }

    async fn exchange(&mut self, bytes: &[u8]) -> Result<Answer, Lost> {
        let began = Instant::now();
        let answer = timeout(self.patience, self.try_exchange(bytes)).await.unwrap_or(Err(Lost::Unknown));
        self.took = began.elapsed();
        if answer.as_ref().map_or(true, |answer| answer.closes) {
            self.stream = None;
        }
        answer
    }

    async fn try_exchange(&mut self, bytes: &[u8]) -> Result<Answer, Lost> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).await.map_err(|_| Lost::NotSent)?;
            stream.set_nodelay(true).map_err(|_| Lost::NotSent)?;
            self.buffer.clear();
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().ok_or(Lost::NotSent)?;
        stream.write_all(bytes).await.map_err(|_| Lost::Unknown)?;
        let end = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            read(stream, &mut self.buffer).await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        let original = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let header = |name: &str| {
            let at = head.find(&format!("\r\n{name}: "))? + name.len() + 4;
            original[at..].split("\r\n").next().map(str::to_owned)
        };
        let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
        let answer = Answer {
            status: head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(Lost::Unknown)?,
            exception: header("x-amzn-errortype").unwrap_or_default(),
            has_retry_after: header("retry-after").is_some(),
            closes: header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")),
            body: String::new(),
        };
        while self.buffer.len() < end + 4 + length {
            read(stream, &mut self.buffer).await?;
        }
        let body = String::from_utf8_lossy(&self.buffer[end + 4..end + 4 + length]).into_owned();
        self.buffer.drain(..end + 4 + length);
        Ok(Answer { body, ..answer })
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<(), Lost> {
    match stream.read_buf(buffer).await {
        Ok(1..) => Ok(()),
        Ok(0) | Err(_) => Err(Lost::Unknown),
    }
}
