//! How UpdatePool, UpdatePhoneNumber and UpdateRcsAgent change two-way and self-managed opt-outs: where incoming messages go, and who answers
//! HELP and STOP.

use super::{settings::Settings, two_way::TwoWay};
use crate::model::{
    caller::Caller,
    error::{Field, ServiceError, ValidationReason},
};

/// The members by which UpdatePool, UpdatePhoneNumber and UpdateRcsAgent change two-way and self-managed opt-outs. Documented: what
/// is absent stays as it is.
#[derive(Debug, serde::Serialize)]
pub struct TwoWayUpdate {
    /// TwoWayEnabled.
    pub enabled: Option<bool>,
    /// TwoWayChannelArn.
    pub channel_arn: Option<String>,
    /// TwoWayChannelRole.
    pub channel_role: Option<String>,
    /// SelfManagedOptOutsEnabled.
    pub self_managed_opt_outs_enabled: Option<bool>,
}

impl TwoWayUpdate {
    /// The channel must be one that messages can go to. Documented: SNS topics and `connect.<region>.amazonaws.com`.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN. Assumed: the Reason's name says so. Whether the topic exists isn't asked, because
    /// callsign never calls AWS.
    pub fn check_channel(&self, caller: &Caller) -> Result<(), ServiceError> {
        let Some(channel) = &self.channel_arn else { return Ok(()) };
        let topic = format!("arn:{}:sns:", caller.region.partition());
        let is_topic = channel.strip_prefix(&topic).is_some_and(|rest| {
            let parts: Vec<&str> = rest.split(':').collect();
            parts.len() == 3 && parts.iter().all(|part| !part.is_empty())
        });
        let region = channel.strip_prefix("connect.").and_then(|rest| rest.strip_suffix(".amazonaws.com"));
        if is_topic || region.is_some_and(|region| !region.is_empty() && !region.contains('.')) {
            return Ok(());
        }
        let message = "The channel is neither an SNS topic nor connect.<region>.amazonaws.com";
        Err(ServiceError::validation(ValidationReason::InvalidArn, vec![Field::new("twoWayChannelArn", message)]))
    }

    /// `settings` with the members applied. Assumed: without two-way there is no channel and no role, so switching it
    /// on again needs them anew.
    ///
    /// # Errors
    ///
    /// ValidationException TWO_WAY_CHANNEL_NOT_PRESENT: two-way without a channel. TWO_WAY_NOT_ENABLED: self-managed
    /// opt-outs without two-way (decision D9). Documented: two-way comes first; Assumed: the Reasons' names say so.
    pub fn apply(&self, settings: &Settings) -> Result<Settings, ServiceError> {
        let mut updated = settings.clone();
        let two_way = &mut updated.two_way;
        two_way.enabled = self.enabled.unwrap_or(two_way.enabled);
        two_way.channel_arn = self.channel_arn.clone().or(two_way.channel_arn.take());
        two_way.channel_role = self.channel_role.clone().or(two_way.channel_role.take());
        let is_enabled = two_way.enabled;
        if !is_enabled {
            *two_way = TwoWay::default();
        } else if two_way.channel_arn.is_none() {
            let field = Field::new("twoWayChannelArn", "Two-way needs a channel");
            return Err(ServiceError::validation(ValidationReason::TwoWayChannelNotPresent, vec![field]));
        }
        updated.self_managed_opt_outs_enabled =
            self.self_managed_opt_outs_enabled.unwrap_or(updated.self_managed_opt_outs_enabled);
        if updated.self_managed_opt_outs_enabled && !is_enabled {
            let field = Field::new("selfManagedOptOutsEnabled", "Self-managed opt-outs need two-way");
            return Err(ServiceError::validation(ValidationReason::TwoWayNotEnabled, vec![field]));
        }
        Ok(updated)
    }
}
