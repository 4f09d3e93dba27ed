//! # PutKeyword
//!
//! Creates or updates a keyword of a pool, a phone number or an RCS agent.
//!
//! - Documented: the words are compared without case, and the default action is AUTOMATIC_RESPONSE.
//! - Observed: the message of HELP and STOP may change; Assumed (decision D8): their action may not.
//! - Documented: a phone number has a quota of keywords; Assumed: so have a pool and an RCS agent.
//! - Assumed (row 29): keywords of a number or an RCS agent in a pool are the pool's. Putting one on a pool puts it on these.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{KeywordOwner, read_keyword};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        check,
        keyword::{Putting, Response},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        keyword::{KeywordAction, KeywordInformation},
        member::Members,
        shape::{KEYWORD_MESSAGE, PHONE_OR_POOL_ID_OR_ARN},
    },
    path::{Call, Operation, Run, examine},
    store,
};

/// The operation.
pub struct PutKeyword;

/// `PutKeywordRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    origination_identity: Option<String>,
    keyword: Option<String>,
    keyword_message: Option<String>,
    keyword_action: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    owner: KeywordOwner,
    keyword: String,
    keyword_message: String,
    keyword_action: Option<KeywordAction>,
}

/// `PutKeywordResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    origination_identity_arn: String,
    origination_identity: String,
    #[serde(flatten)]
    keyword: KeywordInformation,
}

impl Operation for PutKeyword {
    const NAME: &'static str = "PutKeyword";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let owner = members.required("originationIdentity", input.origination_identity, &PHONE_OR_POOL_ID_OR_ARN);
        let keyword = read_keyword(&mut members, input.keyword);
        let keyword_message = members.required("keywordMessage", input.keyword_message, &KEYWORD_MESSAGE);
        let keyword_action = members.enumeration("keywordAction", input.keyword_action, KeywordAction::VARIANTS);
        members.verdict()?;
        let owner = KeywordOwner::resolve(&owner, &call.caller)?;
        Ok(Request { owner, keyword, keyword_message, keyword_action })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.owner.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Putting<'_>>()
    }
}

impl Run for PutKeyword {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let owner = &request.owner;
        let locked = owner.lock(call, tx).await?;
        let rule = Putting {
            owner: &locked.owner,
            now: call.now(),
            keywords: &locked.keywords,
            word: &request.keyword,
            action: request.keyword_action,
            quota: owner.quota(call),
        };
        examine(call, &rule)?;

        let action = locked.keywords.action_after_put(&request.keyword, request.keyword_action)?;
        let response = Response { message: request.keyword_message.clone(), action };
        store::keyword::put(tx, &locked.owners, &request.keyword, &response).await?;
        owner.note_update(&locked, call, tx).await?;
        Ok(Output {
            origination_identity_arn: call.scope_of(&owner.resource())?.arn(owner.path()),
            origination_identity: owner.id().to_owned(),
            keyword: KeywordInformation {
                keyword: request.keyword.clone(),
                keyword_message: response.message,
                keyword_action: response.action,
            },
        })
    }
}
