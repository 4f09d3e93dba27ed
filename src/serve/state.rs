//! What the requests of a callsign share, made of its settings.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, OnceLock, atomic::AtomicBool},
    time::Duration,
};

use tracing::warn;

use super::ServeError;
use crate::{
    api,
    config::{self, RequestsKept, Settings},
    console::{Places, Program},
    delivery::target::Target,
    domain::{deployment::Deployment, rate},
    path::{
        Credential, Credentials, CredentialsNow, Throttle,
        request_log::{Keep, RequestLog},
    },
    server::{Callers, CallersNow, Clock, Hosts, Interface, Metrics, State, Tokens},
    staging::Staging,
    store::in_force::KnownCredential,
    wire::sigv4::{Secret, SigningCredential, Verifier},
};

/// What every URL begins with that callsign hands out. Who listens everywhere is reached at this machine's own address.
pub fn public_url(settings: &Settings, mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let set = settings.server.public_url.as_deref().and_then(config::public_url);
    set.unwrap_or_else(|| format!("http://{address}"))
}

/// The credentials of these settings without their secrets, for people who read the state.
///
/// # Errors
///
/// A setting is bad.
pub(super) fn known_credentials(settings: &Settings) -> Result<Vec<KnownCredential>, ServeError> {
    let known = |credential: config::Credential| {
        let account_id = credential.account()?;
        let user = credential.user.as_ref().unwrap_or(&credential.access_key_id);
        Ok(KnownCredential {
            principal_arn: Credential::user_arn(&account_id, user),
            account_id: account_id.to_string(),
            has_session_token: credential.session_token.is_some(),
            policy: credential.policy,
            access_key_id: credential.access_key_id,
        })
    };
    settings.credentials()?.into_iter().map(known).collect()
}

/// The names that clients call a callsign by that listens at `address`, but for those that only a proxy knows.
fn names(public_url: &str, address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let public = public_url.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default().to_owned());
    let mut names: Vec<String> = public.into_iter().collect();
    names.extend([
        address.to_string(),
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        "localhost".to_owned(),
    ]);
    names
}

/// Who may call, of these settings. What a policy grants that grants nothing is told: its credential would only be refused.
///
/// # Errors
///
/// A setting is bad.
pub(super) fn callers(settings: &Settings) -> Result<Callers, ServeError> {
    let mut signing = Vec::new();
    let actions: Vec<&str> = api::operations().map(|served| served.name).collect();
    let mut identities = HashMap::new();
    for credential in settings.credentials()? {
        let account_id = credential.account()?;
        let user = credential.user.clone().unwrap_or_else(|| credential.access_key_id.clone());
        let user_arn = Credential::user_arn(&account_id, &user);
        let policy = credential.identity_policy()?.map(Arc::new);
        for cause in policy.iter().flat_map(|policy| policy.grants_nothing(&actions)) {
            warn!(access_key_id = credential.access_key_id, cause, "a policy grants nothing by this");
        }
        identities.insert(credential.access_key_id.clone(), Credential { account_id, user_arn, policy });
        signing.push(SigningCredential {
            access_key_id: credential.access_key_id.clone(),
            secret_access_key: Secret::new(credential.secret_access_key.expose()),
            session_token: credential.session_token.as_ref().map(|token| Secret::new(token.expose())),
        });
    }
    let accounts_sign = settings.uses_built_in_credential();
    let every_account = signing.first().filter(|_| accounts_sign).cloned();
    Ok(Callers {
        verifier: Verifier::new("sms-voice", signing.clone()).with_every_account(every_account.clone()),
        sts_verifier: Verifier::new("sts", signing).with_every_account(every_account),
        credentials: Arc::new(Credentials { named: identities, accounts_sign }),
    })
}

/// What all requests share, of these settings, for a callsign that listens at `address`.
///
/// # Errors
///
/// A setting is bad, or the operating system fails.
pub fn state(settings: &Settings, clock: &Clock, address: SocketAddr) -> Result<State, ServeError> {
    let callers = callers(settings)?;
    let tokens =
        Tokens::new(&settings.staging.tokens).map_err(|_| std::io::Error::other("the system gives no random bytes"))?;
    let requests = Arc::new(RequestLog::new(match settings.requests.keep {
        RequestsKept::All => Keep::All,
        RequestsKept::Refused => Keep::Refused,
        RequestsKept::None => Keep::None,
    }));
    let public_url = public_url(settings, address);
    let interface_url = settings.staging.enabled.then(|| format!("{public_url}/_callsign/v1"));
    let deployment = Arc::new(Deployment { interface_url, ..settings.deployment() });
    let targets = settings.event_targets()?;
    let program = Program {
        url: public_url.clone(),
        is_embedded: settings.database.url.is_none(),
        has_built_in_credential: settings.uses_built_in_credential(),
        // Those of the moment are put in for each page.
        credentials: Vec::new(),
        places: Places::new(move |arn| targets.iter().find(|target| target.is_for(arn)).map(Target::place)),
    };
    let names = names(&public_url, address);
    let staging = Staging {
        watch: Arc::default(),
        requests: Arc::clone(&requests),
        is_embedded: settings.database.url.is_none(),
        deployment: Arc::clone(&deployment),
        deadline: Duration::from_secs(settings.staging.deadline_s.into()),
        seed_file: settings.seed.file.clone(),
        public_url,
        credentials: Arc::new(CredentialsNow::new(Arc::clone(&callers.credentials))),
    };
    Ok(State {
        callers: CallersNow::new(callers),
        names,
        deployment,
        throttle: settings.throttling.enabled.then(|| {
            Arc::new(Throttle::new(api::operations().map(|served| served.name).chain([rate::NOTIFY_BASIC]), clock))
        }),
        shared: OnceLock::new(),
        metrics: Metrics::new()?,
        requests,
        clients: Arc::default(),
        staging: settings.staging.enabled.then(|| Interface {
            staging: Arc::new(staging),
            is_open: tokens.is_empty() && (settings.staging.open || settings.server.listen.ip().is_loopback()),
            tokens,
            allowed_origins: settings.staging.allowed_origins.clone(),
            program,
        }),
        faults_by_header: settings.faults.header || settings.server.listen.ip().is_loopback(),
        hosts: Hosts { allowed: settings.staging.allowed_hosts.clone() },
        is_draining: AtomicBool::new(false),
    })
}
