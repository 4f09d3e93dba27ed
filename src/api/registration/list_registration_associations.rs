//! # ListRegistrationAssociations
//!
//! Lists what is associated with a registration: all of it, or what passes the filters.
//!
//! - Documented: ResourceType is the number's type, or the other registration's. Assumed (RD19): SENDER_ID for sender IDs.

use serde::{Deserialize, Serialize};

use super::{Names, find, named, read_id};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        registration::{RegistrationAssociationMetadata, RegistrationId},
        resource::Named,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store,
};

/// The operation.
pub struct ListRegistrationAssociations;

/// `RegistrationAssociationFilterName` of the model.
const FILTERS: &FilterNames = &[("resource-type", FilterValues::Any), ("iso-country-code", FilterValues::Any)];

/// `ListRegistrationAssociationsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `ListRegistrationAssociationsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    names: Names,
    registration_type: String,
    registration_associations: Vec<RegistrationAssociationMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for ListRegistrationAssociations {
    const NAME: &'static str = "ListRegistrationAssociations";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        Ok(Request { registration: named(&id, call)?, filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }
}

impl Run for ListRegistrationAssociations {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, registration) = find(&request.registration, call, tx).await?;
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let rows =
            store::registration_association::page(tx, &scope, registration.key, &request.filters, open.page).await?;
        let (registration_associations, next_token) = open.fill(call, rows);
        let names = Names::of(&scope, &request.registration.key);
        let registration_type = registration.registration_type;
        Ok(Output { names, registration_type, registration_associations, next_token })
    }
}
