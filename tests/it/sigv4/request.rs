//! Requests, the official signer, and the verifier under test.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use callsign::wire::sigv4::{
    AuthenticationError, Secret, SignedRequest, SigningCredential, Suspect, Verified, Verifier,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use time::OffsetDateTime;
use time::macros::datetime;

pub(super) const KEY: &str = "AKIDEXAMPLE";
pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(super) const EMPTY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
pub(super) const NOON: OffsetDateTime = datetime!(2015-08-30 12:36:00 UTC);
pub(super) const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check \
     your AWS Secret Access Key and signing method. Consult the service documentation for details.";
pub(super) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    Header,
    Query,
}
pub(super) const FORMS: [Form; 2] = [Form::Header, Form::Query];

/// A request that owns its parts, so that tests can change them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn new(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), v.as_bytes().to_vec());
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: headers.iter().map(owned).collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// A call as SDKs send it, unsigned.
    pub(super) fn call() -> Self {
        let headers = [
            ("Host", "127.0.0.1:4580"),
            ("Content-Type", "application/x-amz-json-1.0"),
            ("X-Amz-Target", "PinpointSMSVoiceV2.DescribePools"),
        ];
        Self::new("POST", "/", &headers, "{}")
    }

    pub(super) fn verdict(&self, by: &Verifier, now: OffsetDateTime) -> Result<Verified, AuthenticationError> {
        self.received(|request| by.verify(request, now))
    }

    pub(super) fn suspect(&self, by: &Verifier, names: &[String], now: OffsetDateTime) -> Suspect {
        self.received(|request| by.suspect(request, names, now))
    }

    fn received<T>(&self, read: impl FnOnce(&SignedRequest<'_>) -> T) -> T {
        let headers: Vec<_> = self.headers.iter().map(|(n, v)| (n.as_str(), v.as_slice())).collect();
        read(&SignedRequest {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        })
    }

    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut request = self.clone();
        request.headers.push((name.to_owned(), value.as_bytes().to_vec()));
        request
    }

    pub(super) fn without(&self, name: &str) -> Self {
        let mut request = self.clone();
        request.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        request
    }

    pub(super) fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        let (_, value) = found.expect("the test asks for a header that it sent");
        String::from_utf8(value.clone()).expect("the header is text")
    }

    /// With `from` replaced in the place where this request carries its signature.
    pub(super) fn claiming(&self, from: &str, to: &str) -> Self {
        let mut request = self.clone();
        if let Some((_, value)) = request.headers.iter_mut().find(|(n, _)| n == "authorization" || n == "Authorization")
        {
            *value = String::from_utf8_lossy(value).replacen(from, to, 1).into_bytes();
        } else {
            let encode = |text| utf8_percent_encode(text, ENCODED).to_string();
            let encoded = request.query.replacen(&encode(from), &encode(to), 1);
            request.query = if encoded == request.query { request.query.replacen(from, to, 1) } else { encoded };
        }
        assert_ne!(&request, self, "nothing to replace: {from}");
        request
    }
}

/// AWS's own signer, as its SDK for Rust uses it.
pub(super) struct Signer {
    pub(super) form: Form,
    pub(super) at: OffsetDateTime,
    pub(super) region: &'static str,
    pub(super) service: &'static str,
    pub(super) secret: &'static str,
    pub(super) token: Option<&'static str>,
    pub(super) expires_s: u64,
    pub(super) hash_header: bool,
}

impl Signer {
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            at: NOON,
            region: "eu-central-1",
            service: "sms-voice",
            secret: SECRET,
            token: None,
            expires_s: 3_600,
            hash_header: false,
        }
    }

    pub(super) fn sign(&self, request: &Request) -> Request {
        let mut settings = SigningSettings::default();
        settings.expires_in = Some(Duration::from_secs(self.expires_s));
        if self.form == Form::Query {
            settings.signature_location = SignatureLocation::QueryParams;
        }
        if self.hash_header {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let identity = Credentials::from_keys(KEY, self.secret, self.token.map(str::to_owned)).into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(SystemTime::from(self.at))
            .settings(settings)
            .build()
            .expect("all parameters are set")
            .into();
        let headers: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|(n, v)| (n.clone(), String::from_utf8(v.clone()).expect("the signer takes text only")))
            .collect();
        let uri = format!("http://127.0.0.1:4580{}?{}", request.path, request.query);
        let signable = SignableRequest::new(
            &request.method,
            uri,
            headers.iter().map(|(n, v)| (n.as_str(), v.as_str())),
            SignableBody::Bytes(&request.body),
        );
        let signable = signable.expect("the request can be signed");
        let output = sign(signable, &parameters).expect("AWS's signer signs it").into_parts().0;
        let (headers, query) = output.into_parts();
        let mut signed = request.clone();
        for header in headers {
            signed = signed.with(header.name(), header.value());
        }
        for (name, value) in query {
            let separator = if signed.query.is_empty() { "" } else { "&" };
            let value = utf8_percent_encode(&value, ENCODED);
            signed.query = format!("{}{separator}{name}={value}", signed.query);
        }
        signed
    }
}

pub(super) fn verifier_for(key: &str, service: &'static str, secret: &str, token: Option<&str>) -> Verifier {
    let credential = SigningCredential {
        access_key_id: key.to_owned(),
        secret_access_key: Secret::new(secret),
        session_token: token.map(Secret::new),
    };
    Verifier::new(service, vec![credential])
}

pub(super) fn verifier_of(secret: &str, token: Option<&str>) -> Verifier {
    verifier_for(KEY, "sms-voice", secret, token)
}

pub(super) fn verifier() -> Verifier {
    verifier_of(SECRET, None)
}

/// A request with a `Date` header instead of `X-Amz-Date`, which the official signer doesn't make, signed with any key.
pub(super) fn signed_by_hand(date: &str, key: &[u8]) -> Request {
    let canonical = format!("GET\n/\n\ndate:{date}\nhost:h\n\ndate;host\n{EMPTY_HASH}");
    let hash = hex::encode(digest(&SHA256, canonical.as_bytes()));
    let scope = "20150830/eu-central-1/sms-voice/aws4_request";
    let to_sign = format!("AWS4-HMAC-SHA256\n20150830T123600Z\n{scope}\n{hash}");
    let signature = v4::calculate_signature(key, to_sign.as_bytes());
    let claim = format!("AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders=date;host, Signature={signature}");
    let headers = [("host", "h"), ("date", date), ("authorization", claim.as_str())];
    Request::new("GET", "/", &headers, "")
}
