//! What a page of another site may not do: ask callsign under a name that its owner made point here, or change anything.

use std::net::{Ipv4Addr, Ipv6Addr};

use actix_web::{
    dev::RequestHead,
    http::{Method, header},
};

use crate::staging::Refusal;

/// The names that callsign is called by.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Those of the settings.
    pub allowed: Vec<String>,
}

impl Hosts {
    /// # Errors
    ///
    /// 421 for a request that is for another host than callsign.
    pub fn admit(&self, head: &RequestHead) -> Result<(), Refusal> {
        let mut hosts = head.headers.get_all(header::HOST).map(|host| host.to_str().unwrap_or_default());
        let (first, second) = (hosts.next(), hosts.next());
        let in_target = head.uri.host();
        let is_ours = |host: &str| self.knows(name_of(host));
        if second.is_none() && first.is_some_and(is_ours) && in_target.is_none_or(|host| self.knows(host)) {
            return Ok(());
        }
        Err(Refusal::new(
            421,
            "OTHER_HOST",
            "The request's Host is a name that callsign doesn't know as its own.",
            "Use its address or a name without a dot, or put the name into staging.allowed_hosts.",
        ))
    }

    fn knows(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let in_brackets = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let is_address =
            name.parse::<Ipv4Addr>().is_ok() || in_brackets.is_some_and(|name| name.parse::<Ipv6Addr>().is_ok());
        let is_plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let is_local = !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".internal");
        is_address || (is_plain && is_local) || self.allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(&name))
    }
}

/// The name or address in a Host header, without its port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The site that a request's page is of, if the settings allow it.
pub fn allowed_origin<'o>(head: &RequestHead, allowed: &'o [String]) -> Option<&'o str> {
    let origin = head.headers.get(header::ORIGIN)?.to_str().ok()?;
    allowed.iter().map(String::as_str).find(|allowed| *allowed == origin)
}

/// Lets only callsign's own pages, those of allowed sites, and programs that are no browser, change anything.
///
/// # Errors
///
/// 403 for a request that a browser made for another site.
pub fn refuse(head: &RequestHead, allowed_origins: &[String]) -> Result<(), Refusal> {
    if allowed_origin(head, allowed_origins).is_some() {
        return Ok(());
    }
    if [Method::GET, Method::HEAD].contains(&head.method) {
        return Ok(());
    }
    let value = |name: &str| head.headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let is_own = match (value("sec-fetch-site"), value("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = value("host").unwrap_or_default();
            let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            named.is_some_and(|named| named.eq_ignore_ascii_case(host))
        }
        // No browser leaves both out.
        (None, None) => true,
    };
    if is_own {
        return Ok(());
    }
    Err(Refusal::new(
        403,
        "OTHER_SITE",
        "A page of another site asks for it.",
        "Ask from a program, or from callsign's own pages.",
    ))
}
