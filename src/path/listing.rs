//! Describe operations of resources: all of the caller's, those that are named, or those that are shared with the caller.
//!
//! A page says its rule, its members and what a text names; [`Listing`] is the request, and does the rest for every kind.

use std::future::Future;

use serde::Serialize;
use strum::VariantNames;

use super::{
    Call,
    describe::{OpenPage, Paging},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        arn::Scope,
        describe::{Described, Owner},
        error::{Field, ServiceError, ValidationReason},
        filter::{self, Filter, FilterInput, FilterNames},
        member::Members,
        resource::{Key, Named, Resource},
        structure::Structure,
    },
    store::{
        self,
        keyset::{List, Listed},
        next_token::{Page, Position},
    },
};

/// A key of resources that a Describe operation lists.
pub trait Listable: Key + Serialize + Send + Sync + 'static {
    /// What is answered about each.
    type Information: Described + Serialize + Send;
    /// The filters of the operation.
    const FILTERS: &'static FilterNames;
    /// Whether the model has Owner before the filters: faults are named in its order.
    const OWNER_COMES_FIRST: bool = false;

    /// One page of the resources on a list that pass `filters`.
    ///
    /// # Errors
    ///
    /// The database's.
    fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> impl Future<Output = Result<Vec<(Position, Self::Information)>, ServiceError>> + Send;
}

/// The members that all of these operations have beside the names, as their inputs have them.
pub struct ListingInput {
    /// Filters, which an operation may lack.
    pub filters: Option<Vec<Structure<FilterInput>>>,
    /// NextToken.
    pub next_token: Option<String>,
    /// MaxResults.
    pub max_results: Option<i64>,
    /// Owner.
    pub owner: Option<String>,
}

/// Which resources a request wants to see.
#[derive(Serialize)]
pub struct Listing<K> {
    named: Vec<Named<K>>,
    filters: Vec<Filter>,
    owner: Owner,
    #[serde(skip)]
    paging: Paging,
}

impl<K: Listable> Listing<K> {
    /// Checks the shapes of the other members after those of `member`, whose `texts` were checked into `members`,
    /// then reads what each of the texts names.
    ///
    /// # Errors
    ///
    /// ValidationException; PARAMETERS_CANNOT_BE_USED_TOGETHER for names beside Owner.
    pub fn read<T>(
        mut members: Members,
        input: ListingInput,
        member: &'static str,
        texts: &[T],
        parse: impl Fn(&T) -> Result<Named<K>, ServiceError>,
    ) -> Result<Self, ServiceError> {
        let owner = |members: &mut Members, owner| members.enumeration("owner", owner, Owner::VARIANTS);
        let (first, last) = if K::OWNER_COMES_FIRST { (input.owner, None) } else { (None, input.owner) };
        let first = owner(&mut members, first);
        let filters = filter::read(&mut members, input.filters, K::FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        let owner = first.or(owner(&mut members, last));
        members.verdict()?;
        if !texts.is_empty() && owner.is_some() {
            return Err(owner_beside(member));
        }
        filter::refuse_impossible_values(&filters, K::FILTERS)?;
        let named = texts.iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { named, filters, owner: owner.unwrap_or_default(), paging })
    }

    /// The same, of what has one of these values in the property `name` only, if there are any values.
    #[must_use]
    pub fn narrowed(mut self, name: &str, values: Vec<String>) -> Self {
        if !values.is_empty() {
            self.filters.push(Filter { name: name.to_owned(), values });
        }
        self
    }

    /// How the operation talks to the database: the caller's own resources are one statement.
    #[must_use]
    pub fn mode(&self) -> Mode {
        if self.named.is_empty() && self.owner == Owner::Own { Mode::SingleRead } else { Mode::Read }
    }

    /// What the operation needs permission for: each resource that is named, or the list of the kind.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        if self.named.is_empty() {
            return vec![Permission::List(K::RESOURCE_TYPE.into())];
        }
        self.named.iter().map(Named::resource).map(Permission::Use).collect()
    }

    /// The page, and the NextToken if there are more.
    ///
    /// # Errors
    ///
    /// ResourceNotFoundException for the first that is named and isn't there; INVALID_NEXT_TOKEN.
    pub async fn page(&self, call: &Call, tx: &mut Tx) -> Result<(Vec<K::Information>, Option<String>), ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage = self.paging.open(call, &scope, self)?;
        let list = List { scope: &scope, listed: self.listed(call, tx).await? };
        let rows = K::page(tx, list, &self.filters, open.page).await?;
        open.fill_granted(self.owner, call, tx, rows).await
    }

    /// The resources that are named; if none is, all of the owner that is asked for.
    async fn listed(&self, call: &Call, tx: &mut Tx) -> Result<Listed, ServiceError> {
        if self.named.is_empty() {
            return Ok(self.owner.into());
        }
        let resources: Vec<Resource> = self.named.iter().map(Named::resource).collect();
        let wanted: Vec<(Scope, &Resource)> = resources
            .iter()
            .map(|resource| Ok((call.scope_of(resource)?, resource)))
            .collect::<Result<_, ServiceError>>()?;
        let found = store::resource::find_all(tx, &wanted).await?;
        let keys = found.into_iter().zip(&resources);
        let keys = keys.map(|(found, resource)| found.map(|found| found.key).ok_or_else(|| resource.not_found()));
        Ok(Listed::Keys(keys.collect::<Result<_, _>>()?))
    }
}

/// The error for names beside Owner. Documented: the two can't be combined; Assumed: the Reason's name says so.
fn owner_beside(member: &'static str) -> ServiceError {
    let fields = [member, "owner"]
        .map(|name| Field::new(name, format!("'{member}' and 'owner' can't be used together")))
        .to_vec();
    ServiceError::validation(ValidationReason::ParametersCannotBeUsedTogether, fields)
}
