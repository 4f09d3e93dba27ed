//! The members MaxResults and NextToken, which every Describe and List operation has.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Call, authorise};
use crate::{
    database::unit_of_work::Tx,
    model::{
        arn::Scope,
        describe::{Described, Owner},
        error::ServiceError,
        json,
        member::Members,
        shape::NEXT_TOKEN,
    },
    store::{
        self,
        next_token::{Binding, Cursor, Page, Position},
    },
};

/// MaxResults and NextToken with their shapes checked.
#[derive(Serialize)]
pub struct Paging {
    next_token: Option<String>,
    max_results: Option<i64>,
}

impl Paging {
    /// Checks the shapes. Documented: MaxResults is 1 to 100.
    pub fn read(members: &mut Members, next_token: Option<String>, max_results: Option<i64>) -> Self {
        Self::read_up_to(100, members, next_token, max_results)
    }

    /// Checks the shapes, of pages that hold this many items at most, and without MaxResults.
    pub fn read_up_to(most: i64, members: &mut Members, next_token: Option<String>, max_results: Option<i64>) -> Self {
        Self {
            next_token: members.optional("nextToken", next_token, &NEXT_TOKEN),
            max_results: members.integer("maxResults", max_results, 1..=most).or(Some(most)),
        }
    }

    /// The same for an operation that the model gives MaxResults first: faults are named in its order.
    pub fn read_max_results_first(members: &mut Members, max_results: Option<i64>, next_token: Option<String>) -> Self {
        let max_results = members.integer("maxResults", max_results, 1..=100).or(Some(100));
        Self { max_results, next_token: members.optional("nextToken", next_token, &NEXT_TOKEN) }
    }

    /// The page that the members ask for, of the list that `narrowed_by` (ids, filters, parent resource) describes.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_NEXT_TOKEN.
    pub fn open<C: Cursor>(
        &self,
        call: &Call,
        scope: &Scope,
        narrowed_by: &impl Serialize,
    ) -> Result<OpenPage<C>, ServiceError> {
        let binding = Binding::new(call.operation, scope, &json::write(narrowed_by)?);
        let page = call.next_tokens.page(self.next_token.as_deref(), self.max_results, &binding)?;
        Ok(OpenPage { page, binding })
    }
}

/// The input of an operation that has no members but these two.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PagingInput {
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What such an operation is asked for.
#[derive(Serialize)]
pub struct PagingRequest {
    /// The page.
    #[serde(skip)]
    pub paging: Paging,
}

impl PagingRequest {
    /// Checks the shapes.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: PagingInput) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        Ok(Self { paging })
    }
}

/// A page about to be filled.
pub struct OpenPage<C = Position> {
    /// Which rows to select.
    pub page: Page<C>,
    binding: Binding,
}

impl<C: Cursor> OpenPage<C> {
    /// The page's items, and the NextToken if there are more.
    pub fn fill<T>(&self, call: &Call, rows: Vec<(C, T)>) -> (Vec<T>, Option<String>) {
        call.next_tokens.cut(rows, &self.page, &self.binding)
    }
}

impl OpenPage {
    /// The page's items, and the NextToken if there are more, of a list of resources: of those that other accounts share,
    /// only what the caller may see. Settled (decision D12): listing needs the action in the resource's policy. A page may
    /// therefore hold less than MaxResults.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn fill_granted<T: Described>(
        &self,
        owner: Owner,
        call: &Call,
        tx: &mut Tx,
        rows: Vec<(Position, T)>,
    ) -> Result<(Vec<T>, Option<String>), ServiceError> {
        if owner == Owner::Own {
            return Ok(self.fill(call, rows));
        }
        let keys: Vec<Uuid> = rows.iter().map(|(position, _)| position.key).collect();
        let mut facts = store::resource_policy::facts(tx, &keys).await?;
        let keyed = rows.into_iter().map(|(position, item)| (position, (position.key, item))).collect();
        let (items, next_token) = self.fill(call, keyed);
        let asked =
            items.iter().map(|(key, item)| (item.arn().to_owned(), facts.remove(key).unwrap_or_default())).collect();
        let may_see = authorise::may_see(call, asked).await?;
        let visible = items.into_iter().zip(may_see).filter(|(_, may_see)| *may_see).map(|((_, item), _)| item);
        Ok((visible.collect(), next_token))
    }
}

impl OpenPage<String> {
    /// The page out of `items`, which are all of a short list that isn't read by pages, and the NextToken if there are more.
    pub fn fill_from<T>(&self, call: &Call, items: Vec<T>, name: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let rows = items.into_iter().map(|item| (name(&item).to_owned(), item));
        let rest = match &self.page.after {
            None => rows.collect(),
            Some(after) => rows.skip_while(|(name, _)| name != after).skip(1).collect(),
        };
        self.fill(call, rest)
    }
}
