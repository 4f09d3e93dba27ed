//! # UpdatePhoneNumber
//!
//! Updates the configuration of a phone number; what is absent stays as it is.
//!
//! - Documented: a number in a pool is refused: its settings are the pool's. Assumed (row 28): without exception.
//! - Documented: two-way needs a channel, and self-managed opt-outs need two-way.
//! - Documented: InternationalSendingEnabled is for toll-free numbers of the US (decision D22).
//! - Assumed (decision D9): two-way is refused in a country without it.

use serde::{Deserialize, Serialize};

use super::read_two_way_update;
use crate::{
    api::opt_out_list::lock_named,
    database::unit_of_work::Tx,
    domain::{country, sharing::Permission, two_way_update::TwoWayUpdate},
    model::{
        error::ServiceError,
        member::Members,
        opt_out_list::OptOutListName,
        phone_number::{PhoneNumberId, PhoneNumberInformation},
        resource::{self, Named},
        shape::{OPT_OUT_LIST_NAME_OR_ARN, PHONE_NUMBER_ID_OR_ARN},
    },
    path::{Call, Operation, Run},
    store::{
        self,
        phone_number::{Lock, PhoneNumberUpdate},
    },
};

/// The operation.
pub struct UpdatePhoneNumber;

/// `UpdatePhoneNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    phone_number_id: Option<String>,
    two_way_enabled: Option<bool>,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: Option<bool>,
    opt_out_list_name: Option<String>,
    international_sending_enabled: Option<bool>,
    deletion_protection_enabled: Option<bool>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    phone_number: Named<PhoneNumberId>,
    two_way: TwoWayUpdate,
    opt_out_list: Option<Named<OptOutListName>>,
    international_sending_enabled: Option<bool>,
    deletion_protection_enabled: Option<bool>,
}

impl Operation for UpdatePhoneNumber {
    const NAME: &'static str = "UpdatePhoneNumber";
    type Input = Input;
    type Request = Request;
    type Output = PhoneNumberInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = members.required("phoneNumberId", input.phone_number_id, &PHONE_NUMBER_ID_OR_ARN);
        let two_way = read_two_way_update(
            &mut members,
            input.two_way_enabled,
            input.two_way_channel_arn,
            input.two_way_channel_role,
            input.self_managed_opt_outs_enabled,
        );
        let list = members.optional("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        members.verdict()?;
        let phone_number = resource::phone_number("phoneNumberId", &id, &call.caller)?;
        two_way.check_channel(&call.caller)?;
        Ok(Request {
            phone_number,
            two_way,
            opt_out_list: list.map(|name| resource::opt_out_list("optOutListName", &name, &call.caller)).transpose()?,
            international_sending_enabled: input.international_sending_enabled,
            deletion_protection_enabled: input.deletion_protection_enabled,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let list = request.opt_out_list.iter().map(Named::resource).map(Permission::Use);
        [Permission::Own(request.phone_number.resource())].into_iter().chain(list).collect()
    }
}

impl Run for UpdatePhoneNumber {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<PhoneNumberInformation, ServiceError> {
        let scope = call.scope_of(&request.phone_number.resource())?;
        let id = &request.phone_number.key;
        let number = store::phone_number::lock(tx, &scope, id, Lock::Alone)
            .await?
            .ok_or_else(|| request.phone_number.not_found())?;
        let list = lock_named(request.opt_out_list.as_ref(), call, tx).await?;
        let is_in_pool = store::pool_origination_identity::holds_phone_number(tx, number.key).await?;

        number.may_be_changed(is_in_pool, call.now())?;
        let mut settings = request.two_way.apply(&number.configuration.settings)?;
        if let Some(list) = list {
            settings.opt_out_list_id = list;
        }
        if settings.two_way.enabled {
            country::allows_two_way("twoWayEnabled", &number.iso_country_code)?;
        }
        if request.international_sending_enabled == Some(true) {
            country::allows_international_sending(&number.iso_country_code, number.number_type)?;
        }

        let update = PhoneNumberUpdate {
            settings: &settings,
            international_sending_enabled: request.international_sending_enabled,
            deletion_protection_enabled: request.deletion_protection_enabled,
        };
        store::phone_number::update(tx, number.key, &update).await?;
        store::phone_number::describe(tx, &scope, number.key).await
    }
}
