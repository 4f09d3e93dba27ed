//! # RequestPhoneNumber
//!
//! Requests an origination phone number for use in the account.
//!
//! - Documented: without OptOutListName the number uses the list `Default`; with PoolId it joins that pool at once.
//! - Settled (decision D10): with PoolId, what the request names must be the pool's, and the rest is inherited.
//! - Documented: the number is PENDING at first, a SIMULATOR one ACTIVE at once.
//! - Documented: InternationalSendingEnabled is for toll-free numbers of the US (decision D22); an account has a quota of numbers.
//! - Documented: NumberPreference is for 10DLC numbers of the US. Settled (decision RD73): the first such number is given.
//! - Assumed (decision RD33, decision RD34): a registration that is named is asked after the pool; a toll-free number is PENDING until it is COMPLETE.

use serde::{Deserialize, Serialize};

use super::NumberPreferenceItem;
use crate::{
    api::opt_out_list::lock_named,
    database::unit_of_work::{Patience, Tx},
    domain::{
        country, number_preference::NumberPreference, opt_out_list, origination_identity::Configuration, quota,
        sharing::Permission,
    },
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        message::MessageType,
        opt_out_list::OptOutListName,
        phone_number::{NumberCapability, NumberType, PhoneNumberInformation, REQUESTABLE_NUMBER_TYPES},
        pool::PoolId,
        registration::RegistrationId,
        resource::{self, Named},
        shape::{CLIENT_TOKEN, ISO_COUNTRY_CODE, OPT_OUT_LIST_NAME_OR_ARN, POOL_ID_OR_ARN, REGISTRATION_ID_OR_ARN},
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store::{self, phone_number::NewPhoneNumber},
};

/// US dollars a month. Documented: the price of a SIMULATOR number; Assumed: the same for every other.
const MONTHLY_LEASING_PRICE: &str = "1.00";

/// The operation.
pub struct RequestPhoneNumber;

/// `RequestPhoneNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    iso_country_code: Option<String>,
    message_type: Option<String>,
    number_capabilities: Option<Vec<String>>,
    number_type: Option<String>,
    opt_out_list_name: Option<String>,
    pool_id: Option<String>,
    registration_id: Option<String>,
    number_preference: Option<Vec<Structure<NumberPreferenceItem>>>,
    international_sending_enabled: Option<bool>,
    deletion_protection_enabled: Option<bool>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    iso_country_code: String,
    message_type: MessageType,
    number_capabilities: Vec<NumberCapability>,
    number_type: NumberType,
    opt_out_list: Option<Named<OptOutListName>>,
    pool: Option<Named<PoolId>>,
    registration: Option<Named<RegistrationId>>,
    number_preference: Option<NumberPreference>,
    international_sending_enabled: bool,
    deletion_protection_enabled: bool,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `RequestPhoneNumberResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    phone_number: PhoneNumberInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for RequestPhoneNumber {
    const NAME: &'static str = "RequestPhoneNumber";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let iso_country_code = members.required("isoCountryCode", input.iso_country_code, &ISO_COUNTRY_CODE);
        let message_type = members.required_enumeration("messageType", input.message_type);
        let number_capabilities = super::read_number_capabilities(&mut members, input.number_capabilities);
        let number_type = members.required_one_of("numberType", input.number_type, REQUESTABLE_NUMBER_TYPES);
        let list = members.optional("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        // Assumed (row 9): an empty PoolId counts as absent here, where the member is optional.
        let pool_id = members.optional("poolId", input.pool_id.filter(|id| !id.is_empty()), &POOL_ID_OR_ARN);
        let registration_id = members.optional("registrationId", input.registration_id, &REGISTRATION_ID_OR_ARN);
        let number_preference = super::read_number_preference(&mut members, input.number_preference);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        super::may_be_preferred(number_preference.as_ref(), &iso_country_code, number_type)?;
        // The default is filled in here, so that a retry may spell it out. A pool's list is known later.
        let list = list.or_else(|| pool_id.is_none().then(|| opt_out_list::DEFAULT.to_owned()));
        Ok(Request {
            iso_country_code,
            message_type,
            number_capabilities,
            number_type,
            opt_out_list: list.map(|name| resource::opt_out_list("optOutListName", &name, &call.caller)).transpose()?,
            pool: pool_id.map(|id| resource::pool("poolId", &id, &call.caller)).transpose()?,
            registration: super::registering::read_for(number_type, registration_id.as_deref(), call)?,
            number_preference,
            international_sending_enabled: input.international_sending_enabled.unwrap_or(false),
            deletion_protection_enabled: input.deletion_protection_enabled.unwrap_or(false),
            tags,
            client_token,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let list = request.opt_out_list.iter().map(Named::resource).map(Permission::Use);
        let pool = request.pool.iter().map(Named::resource).map(Permission::Join);
        let registration = request.registration.iter().map(Named::resource).map(Permission::Own);
        list.chain(pool).chain(registration).collect()
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("phone-number", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for RequestPhoneNumber {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let pool = super::lock_pool(request.pool.as_ref(), call, tx).await?;
        let list = lock_named(request.opt_out_list.as_ref(), call, tx).await?;
        let configuration = match &pool {
            Some(pool) => super::configuration_in(pool, request.message_type, list, call, tx).await?,
            None => Configuration::new(request.message_type, list.ok_or_else(super::no_list)?),
        };
        if configuration.settings.two_way.enabled {
            country::allows_two_way("isoCountryCode", &request.iso_country_code)?;
        }
        let quotas = &call.deployment.quotas;
        if let Some(pool) = &pool {
            let quota = quotas.origination_identities_per_pool;
            let size = store::pool_origination_identity::count(tx, pool.key, quota).await?;
            quota::has_room(quota, size, QuotaReason::OriginationIdentitiesPerPool)?;
        }
        let wanted = (request.number_type, request.iso_country_code.as_str());
        let registration = super::registering::lock(request.registration.as_ref(), wanted, call, tx).await?;
        let leased = store::phone_number::count(tx, &scope, quotas.phone_numbers).await?;
        quota::has_room(quotas.phone_numbers, leased, QuotaReason::PhoneNumbersPerAccount)?;
        quota::tags(quotas, &request.tags)?;
        if request.international_sending_enabled {
            country::allows_international_sending(&request.iso_country_code, request.number_type)?;
        }
        let kind = (request.iso_country_code.as_str(), request.number_type, request.message_type);
        let phone_number = super::free_number(kind, request.number_preference.as_ref(), call, tx).await?;

        let new = NewPhoneNumber {
            key: call.new_key(),
            phone_number: &phone_number,
            iso_country_code: &request.iso_country_code,
            number_capabilities: &request.number_capabilities,
            number_type: request.number_type,
            monthly_leasing_price: MONTHLY_LEASING_PRICE,
            configuration: &configuration,
            international_sending_enabled: request.international_sending_enabled,
            deletion_protection_enabled: request.deletion_protection_enabled,
            created_at: call.now(),
            active_at: super::registering::active_at(request.number_type, registration.is_some(), call),
        };
        store::phone_number::insert(tx, &scope, &new).await?;
        store::tag::insert(tx, new.key, &request.tags).await?;
        if let (Some(named), Some(pool)) = (&request.pool, &pool) {
            super::join_pool(named, call, tx, pool, &new).await?;
        }
        super::registering::register(registration.as_ref(), &new, call, tx).await?;
        let phone_number = store::phone_number::describe(tx, &scope, new.key).await?;
        Ok(Output { phone_number, tags: request.tags.clone() })
    }
}
