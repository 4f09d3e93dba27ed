//! What must hold of any bytes, for each reader of foreign input. Each function panics where it doesn't.

use std::sync::{Arc, LazyLock};

use callsign::{
    api,
    config::{Flags, Settings},
    database::present::Present,
    domain::{
        inbound::{Inbound, Settings as Number, effect, matching::normalised},
        keyword::{Keywords, Response},
        policy::{Context, Effect, Policy, Question},
        sharing::Grants,
    },
    model::{
        arn::{Scope, is_arn},
        caller::{AccountId, Caller, Region},
        keyword::KeywordAction,
        resource::Resource,
    },
    path::{Call, Exposed},
    staging::seed::{Language, Seed},
    store::next_token::{Binding, NextTokens, Page, Position},
    wire::sigv4::{Secret, SignedRequest, SigningCredential, Verifier},
};
use serde_json::Value;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// A reader's name, and what must hold.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 7] = [
    ("arn", arn),
    ("authorization", authorization),
    ("inbound", inbound),
    ("next_token", next_token),
    ("policy", policy),
    ("request", request),
    ("seed", seed),
];

const NOON: OffsetDateTime = datetime!(2015-08-30 12:36:00 UTC);

const ACCOUNT: &str = "000000000000";

fn caller() -> Caller {
    Caller {
        account_id: AccountId::parse(ACCOUNT).expect("it is twelve digits"),
        region: Region::new("us-east-1".to_owned()),
        user_arn: format!("arn:aws:iam::{ACCOUNT}:user/fuzz"),
    }
}

static NEXT_TOKENS: LazyLock<NextTokens> =
    LazyLock::new(|| NextTokens::new(b"the key of nobody").expect("the cipher takes the key"));

static CALL: LazyLock<Call> = LazyLock::new(|| Call {
    caller: caller(),
    identity_policy: None,
    operation: "DescribePools",
    request_id: Uuid::nil(),
    present: Present::real(NOON),
    deployment: Arc::new(
        Settings::from_sources(&Flags::default(), Vec::new()).expect("the defaults are good").deployment(),
    ),
    next_tokens: NEXT_TOKENS.clone(),
    grants: Grants::default(),
    throttle: None,
    exposed: Arc::new(Exposed::default()),
    explanation: None,
    keys: Uuid::now_v7,
    first_key: None,
});

/// The name of an operation, a line end, a body. A request that is read is the same when its JSON is written anew, which is
/// what client tokens stand on.
///
/// # Panics
///
/// If it isn't.
pub fn request(bytes: &[u8]) {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (name, body) = (&bytes[..end], &bytes[end + 1..]);
    let Some(served) = str::from_utf8(name).ok().and_then(api::dispatch) else { return };
    let call = Call { operation: served.name, ..CALL.clone() };
    let Ok(read) = served.read(body, &call) else { return };
    assert_eq!(read.operation(), served.name);
    let _permissions = read.permissions();
    let digest = read.digest().expect("a request has a digest");
    if body.is_empty() {
        return;
    }
    let anew = serde_json::from_slice::<Value>(body).expect("what is read is JSON").to_string();
    let Ok(anew) = served.read(anew.as_bytes(), &call) else { panic!("written anew it is refused: {anew}") };
    assert_eq!(anew.digest().expect("a request has a digest").as_ref(), digest.as_ref());
}

/// An `Authorization` header, or a query string behind a `?`: nobody signs by chance, and no refusal repeats a signature.
///
/// # Panics
///
/// If somebody does, or one does.
pub fn authorization(bytes: &[u8]) {
    static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
        let credential = SigningCredential {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("the secret of the fuzzer"),
            session_token: None,
        };
        Verifier::new("sms-voice", vec![credential])
    });
    let in_query = bytes.strip_prefix(b"?").map(String::from_utf8_lossy);
    let mut headers: Vec<(&str, &[u8])> =
        vec![("host", b"127.0.0.1:4580".as_slice()), ("x-amz-date", b"20150830T123600Z".as_slice())];
    if in_query.is_none() {
        headers.push(("authorization", bytes));
    }
    let request = SignedRequest {
        method: "POST",
        path: "/",
        query: in_query.as_deref().unwrap_or_default(),
        headers: &headers,
        body: b"{}",
    };
    let refusal = VERIFIER.verify(&request, NOON).expect_err("nobody signs by chance").to_string();
    let text = String::from_utf8_lossy(bytes);
    let signature = text.split("Signature=").nth(1).and_then(|rest| rest.split([',', '&', ' ']).next());
    // What stands elsewhere, too, may be repeated for that.
    let is_secret = |signature: &&str| signature.len() >= 32 && text.matches(*signature).count() == 1;
    let is_repeated = signature.filter(is_secret).is_some_and(|signature| refusal.contains(signature));
    assert!(!is_repeated, "{refusal}");
}

/// A resource that is read of an ARN has the ARN that it is read of.
///
/// # Panics
///
/// If it has another.
pub fn arn(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let caller = caller();
    let again = |resource: &Resource| Resource::read("resourceArn", &resource.arn(&caller.region), &caller);
    // The shapes of members let no other text come this far.
    if is_arn(text)
        && let Ok(resource) = Resource::read("resourceArn", text, &caller)
    {
        assert_eq!(again(&resource).ok().as_ref(), Some(&resource));
    }
    let _of_any_kind = Resource::read_id_or_arn("resourceId", text, &caller);
}

/// A token is what was handed out, for what it was handed out for; nobody makes one up.
///
/// # Panics
///
/// If somebody does, or one leads elsewhere.
pub fn next_token(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let scope = Scope::own(&caller());
    let (binding, other) =
        (Binding::new("DescribeKeywords", &scope, "{}"), Binding::new("DescribeKeywords", &scope, "{}{}"));
    let tokens = &*NEXT_TOKENS;
    assert!(tokens.page::<Position>(Some(&text), None, &binding).is_err(), "nobody makes one up");
    assert!(tokens.page::<Position<i64>>(Some(&text), None, &binding).is_err(), "nobody makes one up");
    let page = Page { after: None, max_results: 1 };
    let (items, token) = tokens.cut(vec![(text.clone(), 1), (text.clone(), 2)], &page, &binding);
    let token = token.expect("there is more");
    assert_eq!(items, [1]);
    let next = tokens.page::<String>(Some(&token), None, &binding).ok().and_then(|page| page.after);
    assert_eq!(next.as_ref(), Some(&text));
    assert!(tokens.page::<String>(Some(&token), None, &other).is_err(), "it is for another list");
}

/// A policy that is read says the same each time, and a denial always counts.
///
/// # Panics
///
/// If it doesn't.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let caller = caller();
    let context = Context::of(&caller);
    let question = Question {
        caller: &caller,
        action: "sms-voice:AssociateOriginationIdentity",
        resource: "arn:aws:sms-voice:us-east-1:000000000000:pool/pool-1",
        context: &context,
    };
    for read in [Policy::identity, Policy::resource] {
        let Ok(policy) = read(text) else { continue };
        let verdict = policy.verdict(&question);
        assert_eq!(policy.effect(&question) == Some(Effect::Deny), verdict.is_denied);
        let spaced = read(&format!(" \n{text}\t")).expect("white space around it is nothing");
        assert_eq!(spaced.verdict(&question), verdict);
        let _sentences = policy.grants_nothing(&["AssociateOriginationIdentity"]);
    }
}

/// What a text from a phone causes doesn't depend on its case or on its white space.
///
/// # Panics
///
/// If it does.
pub fn inbound(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let plain = normalised(&text);
    assert_eq!(normalised(&plain), plain);
    let join = Response { message: "Welcome.".to_owned(), action: KeywordAction::OptIn };
    let keywords = Keywords::new([("JOIN US".to_owned(), join)]);
    for (has_network_opt_out, self_managed_opt_outs_enabled) in [(false, false), (false, true), (true, false)] {
        let number = Number { has_network_opt_out, self_managed_opt_outs_enabled, two_way_enabled: true };
        let of = |text: &str| effect(text, &keywords, number, Inbound::default());
        assert_eq!(of(&text), of(&plain), "{text:?}");
    }
}

/// A seed's file, JSON where it begins with a brace: it has an account, and nothing follows its JSON.
///
/// # Panics
///
/// If it has none, or something does.
pub fn seed(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let language = if text.trim_start().starts_with('{') { Language::Json } else { Language::Toml };
    let read = |text: String| Seed { text, language, replaces: false }.read(Some(ACCOUNT));
    let Ok(readable) = read(text.to_owned()) else { return };
    let (account_id, region) = readable.scope();
    assert!(AccountId::parse(account_id).is_some());
    let again = read(format!("{text}\n")).expect("a line end behind it is nothing");
    assert_eq!(again.scope(), (account_id, region));
    if language == Language::Json {
        assert!(read(format!("{text} x")).is_err(), "something follows");
    }
}
