//! The members MaxResults and NextToken, which every Describe and List operation has.

use serde::Serialize;

use super::{Call, to_json};
use crate::{
    model::{
        arn::Scope,
        error::{Field, ServiceError, ValidationReason},
        member::Members,
        shape::NEXT_TOKEN,
    },
    store::page::{Binding, Cursor, Page, Position},
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
        Self {
            next_token: members.optional("nextToken", next_token, &NEXT_TOKEN),
            max_results: members.integer("maxResults", max_results, 1..=100),
        }
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
        let binding = Binding::new(call.operation, scope, &to_json(narrowed_by)?);
        let page = call.next_tokens.page(self.next_token.as_deref(), self.max_results, &binding)?;
        Ok(OpenPage { page, binding })
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

/// Refuses an id list beside Owner. Documented: the two can't be combined; Assumed: the Reason's name says so.
///
/// # Errors
///
/// ValidationException PARAMETERS_CANNOT_BE_USED_TOGETHER.
pub fn refuse_owner_beside(ids: &'static str, are_given: bool, owner_is_given: bool) -> Result<(), ServiceError> {
    if !(are_given && owner_is_given) {
        return Ok(());
    }
    let fields =
        [ids, "owner"].map(|name| Field::new(name, format!("'{ids}' and 'owner' can't be used together"))).to_vec();
    Err(ServiceError::validation(ValidationReason::ParametersCannotBeUsedTogether, fields))
}
