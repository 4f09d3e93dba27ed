//! Calls as bytes: signed by AWS's own signer, sent over a plain TCP connection. For what the SDK adds or hides.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{App, REGION};

/// An answer, as it came.
#[derive(Debug)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl RawAnswer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// A header that must be there, by its name in lower case.
    pub fn header(&self, name: &str) -> &str {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name).expect("the header is there");
        value
    }
}

/// Calls an operation as the account of [`App::client`], with exactly this body.
pub async fn call(app: &App, operation: &str, body: &str) -> RawAnswer {
    call_of(app, "test", REGION, operation, body).await
}

/// Calls an operation with the access key `key` (`test` or `other`) in `region`, with exactly this body.
pub async fn call_of(app: &App, key: &str, region: &str, operation: &str, body: &str) -> RawAnswer {
    let url = format!("http://{}/", app.address());
    let target = format!("PinpointSMSVoiceV2.{operation}");
    let mut headers =
        vec![("content-type".to_owned(), "application/x-amz-json-1.0".to_owned()), ("x-amz-target".to_owned(), target)];
    headers.extend(signature(key, region, &url, &headers, body));

    headers.push(("host".to_owned(), app.address().to_string()));
    headers.push(("connection".to_owned(), "close".to_owned()));
    headers.push(("content-length".to_owned(), body.len().to_string()));
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let request = format!("POST / HTTP/1.1\r\n{}\r\n\r\n{body}", lines.join("\r\n"));

    let mut connection = TcpStream::connect(app.address()).await.expect("callsign listens");
    connection.write_all(request.as_bytes()).await.expect("callsign reads");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.expect("callsign answers and closes");
    parse(&answer)
}

/// An answer whose body ends with the connection. The headers say how long it must be.
fn parse(answer: &[u8]) -> RawAnswer {
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("the head of the answer ends");
    let (head, body) = (&answer[..head], answer[head + 4..].to_vec());
    let mut lines = std::str::from_utf8(head).expect("the head is text").split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let answer = RawAnswer { status: status.expect("the answer has a status"), headers, body };
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    answer
}

/// The headers that sign a request. The signer takes `Host` from the URL.
fn signature(key: &str, region: &str, url: &str, headers: &[(String, String)], body: &str) -> Vec<(String, String)> {
    let identity = Credentials::from_keys(key, key, None).into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("sms-voice")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .expect("all parameters are set")
        .into();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let signable = SignableRequest::new("POST", url, headers, SignableBody::Bytes(body.as_bytes()));
    let (signed, _) =
        sign(signable.expect("the request can be signed"), &parameters).expect("AWS's signer signs it").into_parts();
    let (headers, _) = signed.into_parts();
    headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect()
}
