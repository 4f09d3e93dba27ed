//! Who gets in below `/_callsign/`: by a signature, a token, or a browser's session; everybody where it is open. This is the one place
//! that decides it, for the interface and for every page.
//!
//! Nothing of a token is kept: each is known by its digest alone, and compared in a time that tells nothing.

use actix_web::{HttpRequest, http::header};
use ring::{
    digest::{SHA256, digest},
    error::Unspecified,
    hmac,
    rand::SystemRandom,
};
use time::{Duration, OffsetDateTime};

use super::{Interface, State};
use crate::{
    config::{self, AccountIds, TokenAccess},
    server::{
        authenticate::{Service, authenticate},
        aws,
    },
    staging::{Access, Refusal, Rights},
    store::session_key::SessionKey,
    wire::aws_json::ProtocolError,
};

/// The name of the cookie.
pub const COOKIE: &str = "callsign_session";

/// How long a session lasts.
pub const SESSION: Duration = Duration::hours(12);

/// The tokens of the settings.
pub struct Tokens {
    /// Of this process.
    key: hmac::Key,
    tokens: Vec<Token>,
}

/// One of them.
pub struct Token {
    name: String,
    tag: hmac::Tag,
    /// So that a session ends with the token that began it.
    digest: String,
    rights: Rights,
}

impl Tokens {
    /// Those of the settings.
    ///
    /// # Errors
    ///
    /// The system gives no random bytes.
    pub fn new(tokens: &[config::Token]) -> Result<Self, Unspecified> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())?;
        let known = |token: &config::Token| Token {
            name: token.name.clone(),
            tag: hmac::sign(&key, token.token.expose().as_bytes()),
            digest: hex::encode(digest(&SHA256, token.token.expose().as_bytes())),
            rights: Rights {
                access: match token.access {
                    TokenAccess::Read => Access::Read,
                    TokenAccess::Write => Access::Write,
                    TokenAccess::Admin => Access::Admin,
                },
                accounts: match &token.account_ids {
                    AccountIds::All(_) => None,
                    AccountIds::Of(ids) => Some(ids.clone()),
                },
                region: None,
                access_key_id: None,
                principal_arn: None,
                token: Some(token.name.clone()),
            },
        };
        let tokens = tokens.iter().map(known).collect();
        Ok(Self { key, tokens })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The token with this text.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Token> {
        let is_it = |token: &&Token| hmac::verify(&self.key, text.as_bytes(), token.tag.as_ref()).is_ok();
        self.tokens.iter().find(is_it)
    }
}

impl Token {
    /// The value of a cookie for a session that begins now.
    pub fn session(&self, key: &SessionKey) -> String {
        let until = (OffsetDateTime::now_utc() + SESSION).unix_timestamp();
        format!("{until}.{}.{}", hex::encode(&self.name), key.sign(&self.signed(until)))
    }

    fn signed(&self, until: i64) -> String {
        format!("{until}\n{}\n{}", self.name, self.digest)
    }
}

/// What a request may do, if it gets in.
///
/// # Errors
///
/// 401 for a signature or token that is none, and for a request without where one is asked for; 403 where nothing is set to get in by.
pub fn admit(request: &HttpRequest, body: &[u8], state: &State, interface: &Interface) -> Result<Rights, Refusal> {
    if let Some(text) = bearer(request)
        && !interface.tokens.is_empty()
    {
        let found = interface.tokens.find(text).map(|token| token.rights.clone());
        return found.ok_or_else(|| unauthenticated("The token is none of the settings'."));
    }
    if bearer(request).is_none() && aws::claims_a_signature(request.head()) {
        return signed_by(request, body, state);
    }
    if let Some(rights) = by_session(request, state, interface) {
        return Ok(rights);
    }
    if interface.is_open {
        return Ok(Rights::everything());
    }
    if interface.tokens.is_empty() {
        return Err(Refusal::new(
            403,
            "NOT_OPEN",
            "callsign's own interface is for this machine only, and server.listen is reachable from others.",
            "Set a token by [[staging.tokens]], or staging.open = true if everybody who reaches it may use it.",
        ));
    }
    Err(unauthenticated("callsign's own interface asks for a token or a signature here."))
}

fn unauthenticated(message: &str) -> Refusal {
    let hint =
        "Send `Authorization: Bearer` and a token of [[staging.tokens]], or sign with a credential of the settings.";
    Refusal::new(401, "NOT_AUTHENTICATED", message, hint)
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// What who signed may do: everything in the account, or to read where the credential has a policy.
fn signed_by(request: &HttpRequest, body: &[u8], state: &State) -> Result<Rights, Refusal> {
    let signer = authenticate(request, body, state, Service::SmsVoice).map_err(|refused| {
        refused.tell();
        refused.error
    });
    match signer {
        Ok((access_key_id, caller, policy)) => Ok(Rights {
            access: if policy.is_some() { Access::Read } else { Access::Write },
            accounts: Some(vec![caller.account_id.to_string()]),
            region: Some(caller.region.to_string()),
            access_key_id: Some(access_key_id),
            principal_arn: Some(caller.user_arn),
            token: None,
        }),
        Err(ProtocolError::Authentication(error)) => Err(Refusal::new(
            401,
            "NOT_AUTHENTICATED",
            error.to_string(),
            "Sign with a credential of the settings, or leave the signature out.",
        )),
        Err(_) => Err(Refusal::new(401, "NOT_AUTHENTICATED", "The signature can't be read.", "Sign anew.")),
    }
}

/// What the token may that a browser's session was begun with, as long as it is one of the settings'.
fn by_session(request: &HttpRequest, state: &State, interface: &Interface) -> Option<Rights> {
    let key = &state.shared.get()?.session_key;
    let cookies = request.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut sessions = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value);
    sessions.find_map(|session| rights_of(session, key, &interface.tokens))
}

fn rights_of(session: &str, key: &SessionKey, tokens: &Tokens) -> Option<Rights> {
    let mut parts = session.splitn(3, '.');
    let (until, name, signature) = (parts.next()?.parse::<i64>().ok()?, parts.next()?, parts.next()?);
    let name = hex::decode(name).ok()?;
    let token = tokens.tokens.iter().find(|token| token.name.as_bytes() == name)?;
    let is_over = until <= OffsetDateTime::now_utc().unix_timestamp();
    (key.has_signed(&token.signed(until), signature) && !is_over).then(|| token.rights.clone())
}
