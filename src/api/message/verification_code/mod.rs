//! Verification codes as messages, for SendDestinationNumberVerificationCode.
//!
//! Assumed (RD66): a code is a message of the kind VERIFICATION_CODE, TRANSACTIONAL. Where no identity is named it is sent from one of the
//! account's own in the phone's country that isn't a SIMULATOR number, else by a shared route, in every country. Neither the sandbox nor
//! opt-out lists nor protect configurations hold it back, nor does the daily limit of calls; the first one to an entry costs nothing,
//! further ones what any message costs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Content, Found, Names, Outgoing, Output,
    origination::{Source, code_from_account},
};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        message::{
            body::Encoded, channel::Channel, destination::Destination, direct::Asked, identity::Origination,
            kind::Kind, recipient,
        },
        sharing::Permission,
    },
    model::{
        configuration_set::ConfigurationSetName,
        error::ServiceError,
        member::Members,
        message::{
            DestinationCountryParameterKey, MessageType, VoiceId, VoiceMessageBodyTextType, context,
            destination_country_parameters,
        },
        resource::{self, Named},
        shape::{CONFIGURATION_SET_NAME_OR_ARN, VERIFICATION_MESSAGE_ORIGINATION_IDENTITY},
    },
    path::{Call, examine},
    store::message::recipient::Recipient,
};

/// What a request for a code says about its message, with its shapes checked.
#[derive(Serialize)]
pub struct Written {
    origination_identity: Option<String>,
    configuration_set_name: Option<String>,
    context: BTreeMap<String, String>,
    destination_country_parameters: BTreeMap<DestinationCountryParameterKey, String>,
}

/// The same, with its ARNs read.
#[derive(Serialize)]
pub struct Envelope {
    #[serde(flatten)]
    written: Written,
    #[serde(skip)]
    origination: Origination,
    #[serde(skip)]
    configuration_set: Option<Named<ConfigurationSetName>>,
}

impl Written {
    /// Checks the shapes.
    pub fn read(
        members: &mut Members,
        identity: Option<String>,
        set: Option<String>,
        entries: Option<BTreeMap<String, Option<String>>>,
        parameters: Option<BTreeMap<String, Option<String>>>,
    ) -> Self {
        let identity = members.optional("originationIdentity", identity, &VERIFICATION_MESSAGE_ORIGINATION_IDENTITY);
        Self {
            origination_identity: identity,
            configuration_set_name: members.optional("configurationSetName", set, &CONFIGURATION_SET_NAME_OR_ARN),
            context: context(members, entries),
            destination_country_parameters: destination_country_parameters(members, parameters),
        }
    }

    /// Reads the ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN.
    pub fn name(self, call: &Call) -> Result<Envelope, ServiceError> {
        // Of which country a sender ID is, the phone says.
        let origination = Origination::read(self.origination_identity.as_deref(), "", &call.caller)?;
        let set = self.configuration_set_name.as_deref();
        let set =
            set.map(|name| resource::configuration_set("configurationSetName", name, &call.caller)).transpose()?;
        Ok(Envelope { written: self, origination, configuration_set: set })
    }
}

impl Envelope {
    /// What it needs permission for, `also` being the other operation that it carries out. Assumed: a sender ID that is named by its text
    /// is asked for as `*`, as a number by its digits is.
    pub fn permissions(&self, also: &'static str) -> Vec<Permission> {
        let identity = match &self.origination {
            Origination::SenderId(_) => None,
            named => named.resource(),
        };
        let used = identity.clone().map(Permission::Use);
        let set = self.configuration_set.iter().map(Named::resource).map(Permission::Use);
        used.into_iter().chain(set).chain([Permission::Also(also, identity)]).collect()
    }

    /// The message with the code.
    ///
    /// # Errors
    ///
    /// None that wasn't raised when it was read.
    pub fn outgoing(
        &self,
        channel: Channel,
        destination: &Destination,
        body: String,
        is_free: bool,
        call: &Call,
    ) -> Result<Outgoing, ServiceError> {
        let Written { origination_identity, configuration_set_name, context, destination_country_parameters } =
            &self.written;
        let (identity, set) = (origination_identity.as_deref(), configuration_set_name.as_deref());
        let content = match channel {
            Channel::Voice => Content::Voice(body.chars().count()),
            Channel::Text | Channel::Media | Channel::Rcs => Content::Text(Encoded::of(&body)),
        };
        Ok(Outgoing {
            channel,
            kind: Kind::VerificationCode,
            is_free,
            names: Names::read(&destination.phone_number, identity, set, None, call)?,
            content: Ok(content),
            message_body: Some(body),
            media_urls: Vec::new(),
            message_type: Some(MessageType::Transactional),
            keyword: None,
            max_price: None,
            time_to_live: None,
            context: context.clone(),
            destination_country_parameters: destination_country_parameters.clone(),
            is_dry_run: false,
            message_feedback_enabled: None,
            voice: (channel == Channel::Voice).then(|| (VoiceId::default(), VoiceMessageBodyTextType::default())),
            rcs: None,
            notified: None,
        })
    }
}

impl Outgoing {
    /// Sends a code, if what it names is there and `may_be_sent` says nothing against it.
    ///
    /// # Errors
    ///
    /// Those of a send, and that of `may_be_sent`.
    pub async fn send_code(
        &self,
        may_be_sent: Result<(), ServiceError>,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Output, ServiceError> {
        self.content()?;
        let found = self.find(call, tx).await?;
        may_be_sent?;
        self.accept(found, call, tx).await
    }

    /// As [`Outgoing::find`], of a code.
    pub(super) async fn find_for_code(
        &self,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Found, ServiceError> {
        let set = self.names.configuration_set(call, tx).await?;
        let source = Source::find(&self.names.origination, destination, call, tx).await?;
        let blocked_countries = &call.deployment.sending.blocked_countries;
        examine(call, &recipient::Country { destination, blocked_countries })?;
        let asked = Asked { channel: self.channel, destination, message_type: self.message_type };
        let resolved = match source {
            Source::Account => code_from_account(&asked, call, tx).await?,
            named => named.resolve(&asked, &set, call, tx).await?,
        };
        let facts = recipient::Facts {
            channel: self.channel,
            destination,
            tier: AccountTier::Production,
            is_verified: false,
            is_opted_out: false,
            protection: None,
            from_registered_sender_id: resolved.from_registered_sender_id,
            destination_country_parameters: &self.destination_country_parameters,
        };
        examine(call, &facts)?;
        let recipient = self.recipient(destination, &resolved, None, call, tx).await?;
        let tier = call.deployment.account.tier_of(recipient.tier);
        Ok(Found {
            set,
            origin: resolved.origin,
            instead: resolved.instead,
            protect_configuration: None,
            tier,
            recipient: Recipient { protection: None, ..recipient },
        })
    }
}
