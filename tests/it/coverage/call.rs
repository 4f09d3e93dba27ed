//! Calls as they are on the wire: signed by AWS's signer, with any body, and the JSON of the answer.

use std::{sync::LazyLock, time::SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use serde_json::Value;

use crate::harness::{App, REGION};

/// No connection outlives a call: each test has a runtime of its own.
static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    // reqwest makes no client without one, also for plain HTTP.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client is made")
});

/// The status and the body of the answer to a call by the access key `test`.
pub async fn call(app: &App, operation: &str, body: &Value) -> (u16, Value) {
    let url = format!("http://{}/", app.address());
    let target = format!("PinpointSMSVoiceV2.{operation}");
    let body = body.to_string();
    let identity = Credentials::new("test", "test", None, None, "the test").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name("sms-voice")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .expect("all parameters are set")
        .into();
    let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target.as_str())];
    let signable =
        SignableRequest::new("POST", url.as_str(), headers.into_iter(), SignableBody::Bytes(body.as_bytes()));
    let signed = sign(signable.expect("the request can be signed"), &parameters).expect("AWS's signer signs it");
    let (signed, _) = signed.into_parts().0.into_parts();

    let mut request = CLIENT.post(url);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    for header in signed {
        request = request.header(header.name(), header.value());
    }
    let answer = request.body(body).send().await.expect("callsign answers");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("the answer has a body");
    (status, serde_json::from_str(&text).expect("the body is JSON"))
}
