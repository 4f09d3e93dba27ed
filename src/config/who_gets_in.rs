//! What the settings of `/_callsign/` must be: tokens, origins, and the URL that callsign is called by.

use std::collections::HashSet;

use url::{Position, Url};

use super::{AccountIds, Settings, SettingsError, Token};
use crate::model::caller::AccountId;

/// The shortest token, in characters.
const SHORTEST_TOKEN: usize = 32;

/// Refuses what can't work, in one sentence that names the first such setting and never its value.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    if settings.server.public_url.as_deref().is_some_and(|url| public_url(url).is_none()) {
        return Err(SettingsError(
            "server.public_url: is no URL that callsign can be called by: write it such as https://sms.staging.example, \
             without a query"
                .to_owned(),
        ));
    }
    let origins = &settings.staging.allowed_origins;
    if let Some(place) = origins.iter().position(|origin| !is_origin(origin)) {
        return Err(SettingsError(format!(
            "staging.allowed_origins[{place}]: is no origin: write it such as http://localhost:3000, without a path"
        )));
    }
    let (mut names, mut tokens) = (HashSet::new(), HashSet::new());
    for (number, token) in settings.staging.tokens.iter().enumerate() {
        let place = format!("staging.tokens[{number}]");
        check_token(token).map_err(|cause| SettingsError(format!("{place}.{cause}")))?;
        if !names.insert(token.name.as_str()) {
            return Err(SettingsError(format!("{place}.name: another token is called so: choose another name")));
        }
        if !tokens.insert(token.token.expose()) {
            return Err(SettingsError(format!("{place}.token: another one is the same: keep one of the two")));
        }
    }
    Ok(())
}

/// The sentence begins with the member's name.
fn check_token(token: &Token) -> Result<(), String> {
    if token.name.trim().is_empty() || token.name.chars().any(char::is_control) {
        return Err("name: write whose token it is".to_owned());
    }
    let text = token.token.expose();
    if text.len() < SHORTEST_TOKEN || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "token: must be {SHORTEST_TOKEN} visible ASCII characters or more, without spaces: `openssl rand -hex 32` makes one"
        ));
    }
    match &token.account_ids {
        AccountIds::All(text) if text == "*" => Ok(()),
        AccountIds::Of(ids) if !ids.is_empty() && ids.iter().all(|id| AccountId::parse(id).is_some()) => Ok(()),
        _ => Err("account_ids: write \"*\", or a list of accounts of twelve digits in quotes".to_owned()),
    }
}

/// The URL without a slash at its end; `None` if callsign can't be called by it.
#[must_use]
pub fn public_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_good = ["http", "https"].contains(&url.scheme())
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    is_good.then(|| text.trim_end_matches('/').to_owned())
}

fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    ["http", "https"].contains(&url.scheme()) && url.has_host() && &url[..Position::BeforePath] == text
}
