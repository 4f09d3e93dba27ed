//! What a message is sent by and from, and whether its phone may be written to.

use uuid::Uuid;

use super::{
    Outgoing, message_type,
    origination::{OptOuts, Resolved, Source},
};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        message::{
            destination::Destination,
            direct::Asked,
            kind::Kind,
            recipient::{self, Protection},
        },
    },
    model::error::ServiceError,
    path::{Call, examine},
    store::{self, configuration_set::Defaults, message::Origin},
};

/// What a message is sent by and from, and what protects its account.
pub(super) struct Found {
    /// What it is that the configuration set defaults to.
    pub set: Defaults,
    pub origin: Origin,
    /// The tier of the account.
    pub tier: AccountTier,
    pub protection: Option<Protection>,
}

impl Outgoing {
    /// Finds what the message is sent by and from, and judges whether the phone may be written to.
    pub(super) async fn find(
        &self,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Found, ServiceError> {
        if self.kind == Kind::VerificationCode {
            return self.find_for_code(destination, call, tx).await;
        }
        if let Some(notified) = &self.notified {
            return self.find_for_notify(notified, destination, call, tx).await;
        }
        let set = self.names.configuration_set(call, tx).await?;
        let protect = self.names.protect_configuration(call, tx).await?.or(set.protect_configuration);
        let source = Source::find(&self.names.origination, call, tx).await?;
        let blocked_countries = &call.deployment.sending.blocked_countries;
        examine(call, &recipient::Country { destination, blocked_countries })?;
        let message_type = message_type(self.channel, self.message_type, &set);
        let asked = Asked { channel: self.channel, destination, message_type };
        let resolved = source.resolve(&asked, &set, call, tx).await?;
        let (tier, protection) = self.may_be_written_to(destination, &resolved, protect, call, tx).await?;
        Ok(Found { set, origin: resolved.origin, tier, protection })
    }

    /// Judges whether the phone may be written to, and answers the tier of the account and what protects it.
    async fn may_be_written_to(
        &self,
        destination: &Destination,
        resolved: &Resolved,
        protect: Option<Uuid>,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<(AccountTier, Option<Protection>), ServiceError> {
        let list = match resolved.opt_outs {
            OptOuts::On(list) => Some(list),
            OptOuts::OnDefault | OptOuts::Nowhere => None,
        };
        let is_opted_out = resolved.opt_outs != OptOuts::Nowhere
            && store::opted_out_number::is_on(tx, &call.own_scope(), list, &destination.phone_number).await?;
        let (scope, capability) = (call.own_scope(), self.channel.capability());
        let protection =
            store::protect_configuration::protection(tx, &scope, protect, destination, capability, call.now()).await?;
        let (own, is_verified) = store::account_region::standing(tx, &scope, destination).await?;
        let tier = call.deployment.account.tier_of(own);
        let facts = recipient::Facts {
            channel: self.channel,
            destination,
            tier,
            is_verified,
            is_opted_out,
            protection: protection.as_ref(),
            from_registered_sender_id: resolved.from_registered_sender_id,
            destination_country_parameters: &self.destination_country_parameters,
        };
        examine(call, &facts)?;
        Ok((tier, protection))
    }
}
