//! # DeleteKeyword
//!
//! Deletes a keyword of a pool, a phone number or an RCS agent.
//!
//! - Documented: HELP and STOP can't be deleted.
//! - Assumed (row 29): keywords of a number or an RCS agent in a pool are the pool's. Deleting one of a pool deletes it on these.

use serde::{Deserialize, Serialize};

use super::{KeywordOwner, read_keyword};
use crate::{
    database::unit_of_work::Tx,
    domain::{check, keyword::Deleting, sharing::Permission},
    model::{error::ServiceError, keyword::KeywordInformation, member::Members, shape::PHONE_OR_POOL_ID_OR_ARN},
    path::{Call, Operation, Run, examine},
    store,
};

/// The operation.
pub struct DeleteKeyword;

/// `DeleteKeywordRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    origination_identity: Option<String>,
    keyword: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    owner: KeywordOwner,
    keyword: String,
}

/// `DeleteKeywordResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    origination_identity_arn: String,
    origination_identity: String,
    #[serde(flatten)]
    keyword: KeywordInformation,
}

impl Operation for DeleteKeyword {
    const NAME: &'static str = "DeleteKeyword";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let owner = members.required("originationIdentity", input.origination_identity, &PHONE_OR_POOL_ID_OR_ARN);
        let keyword = read_keyword(&mut members, input.keyword);
        members.verdict()?;
        let owner = KeywordOwner::resolve(&owner, &call.caller)?;
        Ok(Request { owner, keyword })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.owner.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Deleting<'_>>()
    }
}

impl Run for DeleteKeyword {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let owner = &request.owner;
        let locked = owner.lock(call, tx).await?;
        let rule =
            Deleting { owner: &locked.owner, now: call.now(), keywords: &locked.keywords, word: &request.keyword };
        examine(call, &rule)?;
        let response = locked.keywords.get(&request.keyword).cloned();
        let response = response.ok_or_else(|| ServiceError::internal("a keyword that is there isn't"))?;

        store::keyword::delete(tx, &locked.owners, &request.keyword).await?;
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
