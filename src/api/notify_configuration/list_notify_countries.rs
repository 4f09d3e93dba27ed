//! # ListNotifyCountries
//!
//! Lists the countries that notify configurations send to, narrowed down by channels, use cases and the tier.
//!
//! - Documented: the 30 countries of the tier BASIC; ADVANCED has all.
//! - Assumed (RD48): both channels in each, and which countries want an identity of the customer's own.

use serde::{Deserialize, Serialize};

use super::CHANNELS;
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{notify::country, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        notify_configuration::{
            NotifyConfigurationTier as Tier, NotifyConfigurationUseCase as UseCase, NotifyCountryInformation,
        },
        phone_number::NumberCapability,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
};

/// The operation.
pub struct ListNotifyCountries;

/// `ListNotifyCountriesRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    channels: Option<Vec<String>>,
    use_cases: Option<Vec<String>>,
    tier: Option<String>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    channels: Option<Vec<NumberCapability>>,
    use_cases: Option<Vec<UseCase>>,
    tier: Option<Tier>,
    #[serde(skip)]
    paging: Paging,
}

/// `ListNotifyCountriesResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    notify_countries: Vec<NotifyCountryInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for ListNotifyCountries {
    const NAME: &'static str = "ListNotifyCountries";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        use strum::VariantNames as _;
        let mut members = Members::new();
        let channels = input.channels.map(|texts| members.enumeration_list("channels", texts, CHANNELS));
        let use_cases = input.use_cases.map(|texts| members.enumeration_list("useCases", texts, 1..=4));
        let tier = members.enumeration("tier", input.tier, Tier::VARIANTS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        Ok(Request { channels, use_cases, tier, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

/// Assumed: one of several values is enough.
fn has_any<T: PartialEq>(asked: Option<&Vec<T>>, of: &[T]) -> bool {
    asked.is_none_or(|asked| asked.iter().any(|one| of.contains(one)))
}

impl Run for ListNotifyCountries {
    async fn run(request: &Request, call: &Call, _tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let mut countries = country::all();
        countries.retain(|one| {
            has_any(request.channels.as_ref(), &one.supported_channels)
                && has_any(request.use_cases.as_ref(), &one.supported_use_cases)
                && request.tier.is_none_or(|tier| one.supported_tiers.contains(&tier))
        });
        let (notify_countries, next_token) = open.fill_from(call, countries, |one| one.iso_country_code);
        Ok(Output { notify_countries, next_token })
    }
}
