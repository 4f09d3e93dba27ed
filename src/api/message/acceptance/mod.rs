//! Messages that are accepted: what is kept of each, with everything that is to happen to it.

use super::{
    Outgoing, TIME_TO_LIVE,
    counting::{self, Priced, Ready, Spent},
    found::Found,
    notify::Notified,
    rcs,
};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::message::{
        channel::Channel,
        destination::Destination,
        feedback,
        handset::{self, Carrier},
        schedule::{self, Sent},
    },
    model::{error::ServiceError, phone_number::NumberType, protect_configuration::ProtectStatus, resource::Key},
    path::{Call, LockedRows},
    store::{
        self,
        message::{Accepted, NewMessage, Origin},
    },
};

/// Reads what the rules ask for of messages that are sent together, one after the other, and locks their months.
///
/// # Errors
///
/// The database's.
pub(super) async fn lock<'s>(
    asked: impl Iterator<Item = (&'s Outgoing, &'s Call)>,
    patience: Patience,
    tx: &mut Tx,
) -> Result<LockedRows<Ready>, ServiceError> {
    let (mut refusals, mut read) = (Vec::new(), Vec::new());
    for (outgoing, call) in asked {
        match outgoing.priced(call, tx).await {
            Ok(priced) => {
                refusals.push(None);
                read.push((outgoing, call, priced));
            }
            Err(refusal) if refusal.is_a_rules() => refusals.push(Some(refusal)),
            Err(failure) => return Err(failure),
        }
    }
    let mut ready = counting::lock(read, patience, tx).await?.into_iter();
    let row = |refusal: Option<ServiceError>| match refusal {
        Some(refusal) => Some(Err(refusal)),
        None => ready.next().flatten().map(Ok),
    };
    Ok(refusals.into_iter().map(row).collect())
}

/// Stores messages that are judged, in this order, and counts what they cost. Nothing is kept of a trial.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the rule of a phone for too long.
pub(super) async fn write(judged: &[(&Outgoing, &Call, &Ready)], tx: &mut Tx) -> Result<(), ServiceError> {
    let kept = || judged.iter().filter(|(outgoing, ..)| !outgoing.is_dry_run);
    let mut accepted = Vec::new();
    for (outgoing, call, ready) in kept() {
        accepted.push(outgoing.accepted(ready, call, tx).await?);
    }
    if accepted.is_empty() {
        return Ok(());
    }
    let spent = Spent::by(kept().map(|(_, _, ready)| *ready));
    store::message::insert(tx, &accepted, &spent.spending()).await
}

impl Outgoing {
    /// What the rules ask for, read and judged but for its month.
    async fn priced(&self, call: &Call, tx: &mut Tx) -> Result<Priced, ServiceError> {
        self.content()?;
        let found = self.find(call, tx).await?;
        self.price(found, call, tx).await
    }

    /// What is kept of it. A rule of its phone that is for so many messages counts it.
    async fn accepted(&self, ready: &Ready, call: &Call, tx: &mut Tx) -> Result<Accepted, ServiceError> {
        let (scope, deployment, now) = (&ready.scope, &call.deployment, call.now());
        let (content, destination) = (self.content()?, self.destination()?);
        let Priced { found, channel, total, phone_call, .. } = &ready.priced;
        let Found { set, origin, instead, protect_configuration, recipient, tier } = found;
        let channel = *channel;
        let rule = if destination.is_simulated() || !recipient.has_handset {
            None
        } else {
            store::handset::take(tx, scope, &destination.phone_number).await?
        };
        let rule = rule.as_ref();
        let handset =
            handset::of(destination, rule.map(|(_, rule)| rule), deployment.handsets.magic, recipient.is_leased);
        let from_short_code = origin.kind == "SHORT_CODE";
        let protection = recipient.protection.as_ref();
        let protect_status = protection.map(|protection| protection.status(channel));
        // Documented: an RCS message doesn't expire by itself.
        let usual = (self.channel != Channel::Rcs).then_some(*TIME_TO_LIVE.end());
        let time_to_live = self.time_to_live.or(usual);
        let outgoing = Sent {
            channel,
            from_short_code,
            time_to_live: time_to_live.map(time::Duration::seconds),
            call: *phone_call,
            media_urls: &self.media_urls,
            is_filtered: protect_status == Some(ProtectStatus::Filter),
            is_network_opted_out: is_network_opted_out(origin, destination, tx).await?,
        };
        let instead = match instead {
            Some(from) => {
                let max_limit = self.max_limit_instead(*tier, call);
                Some(self.instead(from, content, destination, (*protect_configuration, max_limit), tx).await?)
            }
            None => None,
        };
        let scheduled = instead.as_ref().map(rcs::Instead::scheduled);
        let times = deployment.delivery.times(deployment.events.verbose);
        let (events, place) = schedule::with_instead(&outgoing, scheduled.as_ref(), &handset, &times);
        let by_hand = scheduled.as_ref().map(|one| schedule::by_hand(one, &handset, &times)).unwrap_or_default();
        let later = instead.as_ref().zip(place);
        let (sender, told) = match later {
            Some((instead, place)) => (instead.sender(), &events[place..]),
            None => ((origin, channel), &events[..]),
        };
        let reply = handset.reply.as_ref().filter(|_| sender.0.takes_replies());
        let reply = reply.zip(schedule::arrival(sender.1, told));
        let carrier = handset.carrier.unwrap_or_else(|| Carrier::of(&destination.iso_country_code));
        let (encoding, parts) = content.encoding_and_parts(channel);
        let rcs = (channel == Channel::Rcs).then(|| self.rcs_message());
        NewMessage {
            key: ready.key,
            scope,
            channel,
            kind: self.kind,
            reply_to: None,
            origin,
            destination,
            message_body: self.message_body.as_deref(),
            message_encoding: encoding,
            total_message_parts: parts,
            total: *total,
            spend_month: ready.counted_in(),
            call: *phone_call,
            voice: self.voice,
            media_urls: &self.media_urls,
            context: &self.context,
            destination_country_parameters: &self.destination_country_parameters,
            keyword: self.keyword.as_deref(),
            max_price: self.max_price,
            time_to_live,
            configuration_set_name: self.names.configuration_set.as_ref().map(|named| named.key.id()),
            message_feedback_enabled: feedback::is_enabled(self.message_feedback_enabled, set.message_feedback_enabled),
            protection: protection.map(|one| one.protect_configuration_id.as_str()).zip(protect_status),
            carrier: (!from_short_code).then_some(&carrier),
            is_suspicious: handset.suspicious,
            handset: rule.map(|(key, _)| *key),
            notified: self.notified.as_ref().map(Notified::kept),
            rcs,
            instead: instead
                .as_ref()
                .map(|one| one.kept(place.unwrap_or(events.len()), &by_hand, handset.reply.as_ref())),
            request_id: call.request_id,
            by: call.by(),
            now,
            events: &events,
            reply: reply.map(|(reply, arrival)| (reply.body.as_str(), arrival + reply.after)),
        }
        .accepted()
    }
}

/// Whether the carriers of a toll-free number block it for the phone (M12.6).
pub(super) async fn is_network_opted_out(
    origin: &Origin,
    destination: &Destination,
    tx: &mut Tx,
) -> Result<bool, ServiceError> {
    match origin.key() {
        Some(key) if origin.kind == NumberType::TollFree.as_ref() => {
            store::network_opt_out::is_there(tx, key, &destination.phone_number).await
        }
        _ => Ok(false),
    }
}
