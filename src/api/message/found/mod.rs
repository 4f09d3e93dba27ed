//! What a message is sent by and from, and whether its phone may be written to.

use uuid::Uuid;

use super::{
    Outgoing, message_type,
    origination::{InStead, Resolved, Source},
    rcs::channel_of,
};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        message::{
            channel::Channel, destination::Destination, direct::Asked, identity::Origination, kind::Kind, recipient,
        },
    },
    model::error::ServiceError,
    path::{Call, examine},
    store::{
        configuration_set::Defaults,
        message::{
            Origin,
            recipient::{self as known, Recipient},
        },
    },
};

/// What a message is sent by and from, and what counts of its phone.
pub(super) struct Found {
    /// What it is that the configuration set defaults to.
    pub set: Defaults,
    pub origin: Origin,
    /// What goes in its stead, if something does.
    pub instead: Option<InStead>,
    /// The protect configuration that the request or its set names.
    pub protect_configuration: Option<Uuid>,
    /// The tier of the account.
    pub tier: AccountTier,
    pub recipient: Recipient,
}

impl Outgoing {
    /// Finds what the message is sent by and from, and judges whether the phone may be written to.
    pub(super) async fn find(&self, call: &Call, tx: &mut Tx) -> Result<Found, ServiceError> {
        let destination = self.destination()?;
        if self.kind == Kind::VerificationCode {
            return self.find_for_code(destination, call, tx).await;
        }
        if let Some(notified) = &self.notified {
            return self.find_for_notify(notified, destination, call, tx).await;
        }
        let set = self.names.configuration_set(call, tx).await?;
        let protect = self.names.protect_configuration(call, tx).await?.or(set.protect_configuration);
        let source = Source::find(&self.names.origination, destination, call, tx).await?;
        let blocked_countries = &call.deployment.sending.blocked_countries;
        examine(call, &recipient::Country { destination, blocked_countries })?;
        let message_type = message_type(self.channel, self.message_type, &set);
        let asked = Asked { channel: self.channel, destination, message_type };
        let resolved = source.resolve(&asked, &set, call, tx).await?;
        let recipient = self.recipient(destination, &resolved, protect, call, tx).await?;
        let tier = call.deployment.account.tier_of(recipient.tier);
        let facts = recipient::Facts {
            channel: self.channel,
            destination,
            tier,
            is_verified: recipient.is_verified,
            is_opted_out: recipient.is_opted_out,
            protection: recipient.protection.as_ref(),
            from_registered_sender_id: resolved.from_registered_sender_id,
            destination_country_parameters: &self.destination_country_parameters,
        };
        examine(call, &facts)?;
        let instead = self.instead_from(destination, &set, call, tx).await?.or(resolved.instead);
        Ok(Found { set, origin: resolved.origin, instead, protect_configuration: protect, tier, recipient })
    }

    /// What is sent in its stead goes from there: what FallbackConfiguration names, else what a text would be sent from that names
    /// the same pool, or nothing. Assumed (M10): so where nothing is named, and that it is judged as any send is.
    async fn instead_from(
        &self,
        destination: &Destination,
        set: &Defaults,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Option<InStead>, ServiceError> {
        let Some(fallback) = self.rcs.as_ref().and_then(|rcs| rcs.fallback.as_ref()) else { return Ok(None) };
        let named = match (&self.names.fallback, &self.names.origination) {
            (Some(named), _) => named,
            (None, pool @ Origination::Pool(_)) => pool,
            (None, _) => &Origination::Account,
        };
        let source = Source::find(named, destination, call, tx).await?;
        let asked = Asked { channel: channel_of(fallback), destination, message_type: None };
        Ok(Some(source.in_stead_of_rcs().resolve(&asked, set, call, tx).await?.into()))
    }

    /// The RCS agent whose testers the sandbox lets it reach. Assumed: that of an RCS message in whose stead nothing is sent; to texts,
    /// files and calls testers are phones like any.
    fn tested(&self, resolved: &Resolved) -> Option<Uuid> {
        let is_rcs_alone = self.channel == Channel::Rcs && self.rcs.as_ref().is_none_or(|rcs| rcs.fallback.is_none());
        resolved.origin.key().filter(|_| is_rcs_alone)
    }

    /// What counts of the phone, and of the account.
    pub(super) async fn recipient(
        &self,
        destination: &Destination,
        resolved: &Resolved,
        protect_configuration: Option<Uuid>,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Recipient, ServiceError> {
        let asked = known::Asked {
            scope: &call.own_scope(),
            destination,
            opt_outs: resolved.opt_outs,
            protect_configuration,
            capability: self.channel.protected_as(),
            tested: self.tested(resolved),
            now: call.now(),
        };
        known::find(tx, &asked).await
    }
}
