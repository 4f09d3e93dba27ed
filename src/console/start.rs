//! The start: how to call callsign, what is in it, and how to see that with SQL.

use askama::Template;

use super::{
    Asked, Outcome, Page,
    frame::{self, Frame, around},
    lab,
    text::filters,
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::account::Used,
    store::view::{account, scope},
};

#[derive(Template)]
#[template(path = "start.html", config = ".askama.toml")]
struct Start<'s> {
    frame: Frame,
    used: Used,
    is_empty: bool,
    key: &'s str,
    url: &'s str,
    is_embedded: bool,
    database_version: String,
    version: &'static str,
    lines: [String; 3],
    example: String,
}

/// The screen to begin with: the inbox, or the start where nothing was sent or received.
///
/// # Errors
///
/// The database's.
pub async fn first(asked: &Asked) -> Outcome {
    let (home, connections) = (asked.home(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let has_messages = account::has_messages(&mut tx, &home).await?;
        tx.commit().await?;
        Ok(has_messages)
    };
    let has_messages = asked.shared.database.work(work).await?;
    Ok(Page::Elsewhere(asked.url(if has_messages { "inbox" } else { "start" })))
}

/// The start.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let used = account::used(&mut tx, &home).await?;
        let has_messages = account::has_messages(&mut tx, &home).await?;
        let database_version = scope::database_version(&mut tx).await?;
        tx.commit().await?;
        Ok((around, used, has_messages, database_version))
    };
    let (around, used, has_messages, database_version) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "messages", &[], "created_timestamp desc limit 10");
    let call = format!("GET {}/_callsign/v1/info", asked.program.url);
    let key = key(asked);
    let pool = "\"$(aws pinpoint-sms-voice-v2 request-phone-number --iso-country-code US --message-type TRANSACTIONAL \
                --number-capabilities SMS --number-type TOLL_FREE --query PhoneNumberId --output text)\"";
    let lines = [
        format!(
            "export AWS_ENDPOINT_URL={} AWS_DEFAULT_REGION={} AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={}",
            asked.program.url,
            asked.caller.region,
            if asked.program.has_built_in_credential { "test" } else { "…" }
        ),
        format!(
            "aws pinpoint-sms-voice-v2 create-pool --iso-country-code US --message-type TRANSACTIONAL --origination-identity {pool}"
        ),
        "aws pinpoint-sms-voice-v2 send-text-message --destination-phone-number +12065550142 --message-body 'Your code is 482913'"
            .to_owned(),
    ];
    let is_empty = !has_messages && used.pools == 0 && used.phone_numbers == 0 && used.sender_ids == 0;
    frame::page(&Start {
        frame: Frame::new(asked, &around, "Start", "start", sql, call),
        used,
        is_empty,
        key: &key,
        url: &asked.program.url,
        is_embedded: asked.program.is_embedded,
        database_version,
        version: env!("CARGO_PKG_VERSION"),
        lines,
        example: lab::example(asked.caller.account_id.as_str(), asked.caller.region.as_str()),
    })
}

/// The access key of the account that is shown, as far as callsign knows one.
fn key(asked: &Asked) -> String {
    let account = asked.caller.account_id.as_str();
    let credential = asked.program.credentials.iter().find(|(of, ..)| of == account);
    match credential {
        Some((_, key, _)) => key.clone(),
        None if asked.program.has_built_in_credential => account.to_owned(),
        None => "…".to_owned(),
    }
}
