//! # DescribeNotifyTemplates
//!
//! Describes the templates of one-time codes: all of them, those that are named, or those that pass the filters. They are the same for
//! every account.
//!
//! - Documented: one that is named and doesn't exist fails the whole call.
//! - Observed: a language code in capitals is refused.
//! - Assumed (RD48): which templates there are.

use serde::{Deserialize, Serialize};
use strum::VariantNames as _;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{
        notify::template::{self, Template},
        sharing::Permission,
    },
    model::{
        error::{Field, ServiceError, ValidationReason},
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        message::VoiceId,
        notify_configuration::NotifyConfigurationTier,
        notify_template::{NotifyTemplateInformation, NotifyTemplateType, not_found},
        phone_number::NumberCapability,
        shape::{NOTIFY_LANGUAGE_CODE, NOTIFY_TEMPLATE_ID},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
};

/// The operation.
pub struct DescribeNotifyTemplates;

const TEMPLATE_TYPE: &str = "template-type";
const CHANNELS: &str = "channels";
const TIER_ACCESS: &str = "tier-access";
const SUPPORTED_COUNTRIES: &str = "supported-countries";
const LANGUAGE_CODE: &str = "language-code";
const SUPPORTED_VOICE_IDS: &str = "supported-voice-ids";

/// `NotifyTemplateFilterName` of the model.
const FILTERS: &FilterNames = &[
    (TEMPLATE_TYPE, FilterValues::OneOf(NotifyTemplateType::VARIANTS)),
    (CHANNELS, FilterValues::OneOf(NumberCapability::VARIANTS)),
    (TIER_ACCESS, FilterValues::OneOf(NotifyConfigurationTier::VARIANTS)),
    (SUPPORTED_COUNTRIES, FilterValues::Any),
    (LANGUAGE_CODE, FilterValues::Any),
    (SUPPORTED_VOICE_IDS, FilterValues::OneOf(VoiceId::VARIANTS)),
];

/// `DescribeNotifyTemplatesRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    template_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    template_ids: Vec<String>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeNotifyTemplatesResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    notify_templates: Vec<&'static NotifyTemplateInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeNotifyTemplates {
    const NAME: &'static str = "DescribeNotifyTemplates";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let ids = input.template_ids;
        let ids = ids.map(|ids| members.list("templateIds", Some(ids), 1..=10, &NOTIFY_TEMPLATE_ID));
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        refuse_other_languages(&filters)?;
        Ok(Request { template_ids: ids.unwrap_or_default(), filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

/// Refuses what is no language code. Observed.
fn refuse_other_languages(filters: &[Filter]) -> Result<(), ServiceError> {
    let mut asked = filters.iter().filter(|filter| filter.name == LANGUAGE_CODE).flat_map(|filter| &filter.values);
    let bad = asked.find_map(|value| NOTIFY_LANGUAGE_CODE.fault(value).map(|fault| (value, fault)));
    let Some((value, fault)) = bad else { return Ok(()) };
    let field = Field::new("filters", format!("'{value}' is not a value of the filter '{LANGUAGE_CODE}': {fault}"));
    Err(ServiceError::validation(ValidationReason::InvalidFilterValues, vec![field]))
}

/// Whether any of what a template has is one of the filter's values.
fn passes(filter: &Filter, template: &Template) -> bool {
    let of = &template.information;
    let is_asked = |value: &str| filter.values.iter().any(|asked| asked == value);
    match filter.name.as_str() {
        TEMPLATE_TYPE => is_asked(of.template_type.as_ref()),
        CHANNELS => of.channels.iter().any(|one| is_asked(one.as_ref())),
        TIER_ACCESS => of.tier_access.iter().any(|one| is_asked(one.as_ref())),
        SUPPORTED_COUNTRIES => of.supported_countries.iter().any(|one| is_asked(one)),
        LANGUAGE_CODE => is_asked(&of.language_code),
        _ => of.supported_voice_ids.iter().any(|one| is_asked(one.as_ref())),
    }
}

impl Run for DescribeNotifyTemplates {
    async fn run(request: &Request, call: &Call, _tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        if let Some(unknown) = request.template_ids.iter().find(|id| template::find(id).is_none()) {
            return Err(not_found(unknown));
        }
        let is_named = |one: &&Template| {
            request.template_ids.is_empty() || request.template_ids.contains(&one.information.template_id)
        };
        let asked = template::all().iter().filter(is_named);
        let asked = asked.filter(|one| request.filters.iter().all(|filter| passes(filter, one)));
        let asked = asked.map(|one| &one.information).collect();
        let (notify_templates, next_token) = open.fill_from(call, asked, |one| &one.template_id);
        Ok(Output { notify_templates, next_token })
    }
}
