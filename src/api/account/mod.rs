//! What an account has and may spend.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    model::{account::SpendLimitName, error::ServiceError, member::Members},
    path::{Call, Served, served},
    store,
};

mod delete_media_message_spend_limit_override;
mod delete_notify_message_spend_limit_override;
mod delete_rcs_message_spend_limit_override;
mod delete_text_message_spend_limit_override;
mod delete_voice_message_spend_limit_override;
mod describe_account_attributes;
mod describe_account_limits;
mod describe_spend_limits;
mod set_media_message_spend_limit_override;
mod set_notify_message_spend_limit_override;
mod set_rcs_message_spend_limit_override;
mod set_text_message_spend_limit_override;
mod set_voice_message_spend_limit_override;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<delete_media_message_spend_limit_override::DeleteMediaMessageSpendLimitOverride>(),
    served::<delete_notify_message_spend_limit_override::DeleteNotifyMessageSpendLimitOverride>(),
    served::<delete_rcs_message_spend_limit_override::DeleteRcsMessageSpendLimitOverride>(),
    served::<delete_text_message_spend_limit_override::DeleteTextMessageSpendLimitOverride>(),
    served::<delete_voice_message_spend_limit_override::DeleteVoiceMessageSpendLimitOverride>(),
    served::<describe_account_attributes::DescribeAccountAttributes>(),
    served::<describe_account_limits::DescribeAccountLimits>(),
    served::<describe_spend_limits::DescribeSpendLimits>(),
    served::<set_media_message_spend_limit_override::SetMediaMessageSpendLimitOverride>(),
    served::<set_notify_message_spend_limit_override::SetNotifyMessageSpendLimitOverride>(),
    served::<set_rcs_message_spend_limit_override::SetRcsMessageSpendLimitOverride>(),
    served::<set_text_message_spend_limit_override::SetTextMessageSpendLimitOverride>(),
    served::<set_voice_message_spend_limit_override::SetVoiceMessageSpendLimitOverride>(),
];

/// The members of a request that sets an override.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SetInput {
    monthly_limit: Option<i64>,
}

/// The members of a request that deletes an override: there are none.
#[derive(Deserialize)]
pub struct DeleteInput {}

/// What a request that sets an override names.
#[derive(Serialize)]
pub struct SetRequest {
    monthly_limit: i64,
}

/// What a request that deletes an override names: nothing.
#[derive(Serialize)]
pub struct DeleteRequest {}

/// The members of both answers.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    monthly_limit: Option<i64>,
}

impl SetRequest {
    /// Checks the shapes. Documented: MonthlyLimit is 0 to 1,000,000,000 whole US dollars.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: &SetInput) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        if input.monthly_limit.is_none() {
            members.missing("monthlyLimit");
        }
        let monthly_limit = members.integer("monthlyLimit", input.monthly_limit, 0..=1_000_000_000);
        members.verdict()?;
        Ok(Self { monthly_limit: monthly_limit.unwrap_or_default() })
    }

    /// Sets the override of the limit `name`.
    ///
    /// # Errors
    ///
    /// ValidationException REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT.
    pub async fn set(&self, name: SpendLimitName, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, deployment) = (call.own_scope(), &call.deployment);
        let tier = deployment.account.tier_of(store::account_region::tier(tx, &scope).await?);
        deployment.spend_limits.allows(name, self.monthly_limit, tier)?;
        store::spend_limit_override::put(tx, &scope, name, self.monthly_limit, call.now()).await?;
        Ok(Output { monthly_limit: Some(self.monthly_limit) })
    }
}

impl DeleteRequest {
    /// Deletes the override of the limit `name`. Settled (decision D15): one that isn't set is deleted too, and there is
    /// no MonthlyLimit to answer.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn delete(&self, name: SpendLimitName, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let deleted = store::spend_limit_override::delete(tx, &call.own_scope(), name).await?;
        Ok(Output { monthly_limit: deleted })
    }
}
