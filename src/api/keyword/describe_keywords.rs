//! # DescribeKeywords
//!
//! Describes the keywords of a pool, a phone number or an RCS agent: all of them, those that are named, or those that pass the filter.
//!
//! - Documented: HELP and STOP always exist.
//! - Documented: a word that is named and doesn't exist fails the whole call; Assumed: as ResourceNotFoundException.
//! - Assumed: the order is that of the words.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::KeywordOwner;
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{
        keyword::{Keywords, upper_case},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        keyword::{KeywordAction, KeywordInformation},
        member::Members,
        resource_type::ResourceType,
        shape::{KEYWORD, PHONE_OR_POOL_ID_OR_ARN},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
};

/// The operation.
pub struct DescribeKeywords;

/// `KeywordFilterName` of the model.
const FILTERS: &FilterNames = &[("keyword-action", FilterValues::OneOf(KeywordAction::VARIANTS))];

/// `DescribeKeywordsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    origination_identity: Option<String>,
    keywords: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    owner: KeywordOwner,
    keywords: Vec<String>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeKeywordsResult` of the model. Documented: the owner stands on each page.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    origination_identity_arn: String,
    origination_identity: String,
    keywords: Vec<KeywordInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeKeywords {
    const NAME: &'static str = "DescribeKeywords";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let owner = members.required("originationIdentity", input.origination_identity, &PHONE_OR_POOL_ID_OR_ARN);
        let keywords = members.list("keywords", input.keywords, 0..=5, &KEYWORD);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        Ok(Request {
            owner: KeywordOwner::resolve(&owner, &call.caller)?,
            keywords: keywords.iter().map(|word| upper_case(word)).collect(),
            filters,
            paging,
        })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.owner.resource())]
    }
}

impl Run for DescribeKeywords {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.owner.resource())?;
        let open: OpenPage<String> = request.paging.open(call, &scope, request)?;
        let keywords = request.owner.find(call, tx).await?;
        if let Some(unknown) = request.keywords.iter().find(|word| keywords.get(word).is_none()) {
            return Err(ServiceError::not_found(ResourceType::Keyword, unknown));
        }
        let (keywords, next_token) = open.fill(call, select(request, &keywords, &open));
        Ok(Output {
            origination_identity_arn: scope.arn(request.owner.path()),
            origination_identity: request.owner.id().to_owned(),
            keywords,
            next_token,
        })
    }
}

/// The keywords of the page, and one more if there are more. They are few, and HELP and STOP are no rows, so that this is
/// not done by the database.
fn select(request: &Request, keywords: &Keywords, open: &OpenPage<String>) -> Vec<(String, KeywordInformation)> {
    let rows = keywords
        .iter()
        .filter(|(word, _)| open.page.after.as_ref().is_none_or(|after| *word > after))
        .filter(|(word, _)| request.keywords.is_empty() || request.keywords.contains(word))
        .filter(|(_, response)| {
            request.filters.iter().all(|filter| filter.values.iter().any(|value| value == response.action.as_ref()))
        })
        .map(|(word, response)| {
            let information = KeywordInformation {
                keyword: word.clone(),
                keyword_message: response.message.clone(),
                keyword_action: response.action,
            };
            (word.clone(), information)
        });
    rows.take(usize::try_from(open.page.max_results).unwrap_or(usize::MAX).saturating_add(1)).collect()
}
