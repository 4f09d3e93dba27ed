//! The account in its region: quotas used, spend and its limits, tags, policies, credentials (never secrets).

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    text::filters,
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::account::limits,
    model::account::SpendLimitName,
    store::view::account::{self, Policy, Spend, Tag},
};

#[derive(Template)]
#[template(path = "account.html", config = ".askama.toml")]
struct Account<'a> {
    frame: Frame,
    tier: &'a str,
    quotas: Vec<Quota>,
    spend: Vec<Spend>,
    limits: Vec<Limit>,
    tags: Vec<Tag>,
    policies: Vec<Policy>,
    credentials: Vec<&'a (String, String, bool)>,
    has_built_in_credential: bool,
}

/// How full a quota is.
struct Quota {
    name: String,
    used: i64,
    /// `None` where there is no limit.
    max: Option<i64>,
}

/// A monthly limit of a channel.
struct Limit {
    channel: &'static str,
    set: &'static str,
    delete: &'static str,
    max: u32,
    own: Option<i64>,
}

/// What an account has and may.
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
        let tier = account::tier(&mut tx, &home).await?;
        let spend = account::spend(&mut tx, &home).await?;
        let own = account::limits(&mut tx, &home).await?;
        let tags = account::tags(&mut tx, &home, None).await?;
        let policies = account::policies(&mut tx, &home).await?;
        tx.commit().await?;
        Ok((around, used, tier, spend, own, tags, policies))
    };
    let (around, used, own_tier, spend, own, tags, policies) = asked.shared.database.work(work).await?;
    let quotas = limits(&asked.deployment.quotas, &used).into_iter().map(|limit| Quota {
        name: limit.name.as_ref().to_owned(),
        used: limit.used,
        max: (limit.max < i64::from(i32::MAX)).then_some(limit.max),
    });
    let tier = asked.deployment.account.tier_of(own_tier);
    let most = |name| u32::try_from(asked.deployment.spend_limits.max(name, tier)).unwrap_or(u32::MAX);
    let own_of = |channel: &str| {
        let name = format!("{channel}_MESSAGE_MONTHLY_SPEND_LIMIT");
        own.iter().find(|(known, _)| *known == name).map(|(_, limit)| *limit)
    };
    let limit = |channel, set, delete, max| Limit { channel, set, delete, max, own: own_of(channel) };
    let limits = vec![
        limit(
            "TEXT",
            "SetTextMessageSpendLimitOverride",
            "DeleteTextMessageSpendLimitOverride",
            most(SpendLimitName::TextMessageMonthlySpendLimit),
        ),
        limit(
            "VOICE",
            "SetVoiceMessageSpendLimitOverride",
            "DeleteVoiceMessageSpendLimitOverride",
            most(SpendLimitName::VoiceMessageMonthlySpendLimit),
        ),
        limit(
            "MEDIA",
            "SetMediaMessageSpendLimitOverride",
            "DeleteMediaMessageSpendLimitOverride",
            most(SpendLimitName::MediaMessageMonthlySpendLimit),
        ),
    ];
    let id = asked.caller.account_id.as_str();
    let sql = Frame::select(asked, "monthly_spend", &[], "month desc, channel");
    frame::page(&Account {
        frame: Frame::new(asked, &around, "Account", "account", sql, Frame::cli(asked, "describe-account-limits")),
        tier: tier.as_ref(),
        quotas: quotas.collect(),
        spend,
        limits,
        tags,
        policies,
        credentials: asked.program.credentials.iter().filter(|(account, ..)| account == id).collect(),
        has_built_in_credential: asked.program.has_built_in_credential,
    })
}
