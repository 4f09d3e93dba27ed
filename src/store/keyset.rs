//! Lists of resources as `select`s: which rows, narrowed down by filters, page by page along an index.

use sqlx::{Encode, Postgres, QueryBuilder, Type};
use time::OffsetDateTime;
use uuid::Uuid;

use super::next_token::{Page, Position};
use crate::model::{arn::Scope, describe::Owner, error::ServiceError, filter::Filter, timestamp};

/// The status of all resources but a few.
const ACTIVE: &str = "ACTIVE";

/// How a filter is asked of the database.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// An expression of type text that must equal one of the values.
    Text(&'static str),
    /// As [`Column::Text`], of what is kept in capitals and compared without case.
    Capitals(&'static str),
    /// An expression of type text array that must hold one of the values.
    Array(&'static str),
    /// An expression of type text that must begin with one of the values.
    Beginning(&'static str),
    /// A point in time that must lie before one of the values.
    Before(&'static str),
    /// A point in time that must lie after one of the values.
    After(&'static str),
    /// A status in time.
    Status {
        /// An expression of type text in pieces, with the present between each two of them.
        pieces: &'static [&'static str],
        /// The moment from which on that text is `ACTIVE`.
        active_from: &'static str,
    },
}

/// Which resources of a kind a list shows.
#[derive(Clone, Debug)]
pub enum Listed {
    /// All that the scope owns.
    Own,
    /// Those with these keys, each found in its own scope.
    Keys(Vec<Uuid>),
    /// Those that other accounts share with the scope's account, in the scope's region.
    Shared,
}

impl From<Owner> for Listed {
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::Own => Self::Own,
            Owner::Shared => Self::Shared,
        }
    }
}

/// A list of resources for the account and region of a scope.
#[derive(Clone, Debug)]
pub struct List<'l> {
    /// For whom.
    pub scope: &'l Scope,
    /// Which.
    pub listed: Listed,
}

impl<'l> List<'l> {
    /// The list that holds the resource with this key.
    #[must_use]
    pub fn one(scope: &'l Scope, key: Uuid) -> Self {
        Self { scope, listed: Listed::Keys(vec![key]) }
    }
}

/// A `select` in the making: where the rows come from, narrowed down step by step.
///
/// A page has to cost the same however many rows there are, in the plan that PostgreSQL makes once for every value of the
/// parameters, too. So the text tells it what it would guess wrong: how long the page is, that few statuses aren't ACTIVE,
/// and that the rows on an opt-out list lie together.
pub struct Select {
    query: QueryBuilder<Postgres>,
    is_by_list: bool,
    /// Whose all the rows are, if they are one account's: then its present is asked for once, and not for each row.
    account_id: Option<String>,
}

impl Select {
    /// `select` ends in ` where `, and its rows have the columns `id`, `account_id` and `region`.
    #[must_use]
    pub fn listing(select: &'static str, list: List<'_>) -> Self {
        Self::listing_on(QueryBuilder::new(select), list)
    }

    /// As [`Select::listing`], of rows whose status is a matter of time: `from` begins with the word, and each row has a further
    /// column `present`, that of its account.
    #[must_use]
    pub fn listing_in_time(from: &'static str, list: List<'_>) -> Self {
        let owner = matches!(list.listed, Listed::Own).then(|| list.scope.account_id());
        let mut query = QueryBuilder::new("select *, ");
        push_present(&mut query, owner);
        query.push(" as present ").push(from);
        Self::listing_on(query, list)
    }

    fn listing_on(mut query: QueryBuilder<Postgres>, list: List<'_>) -> Self {
        let (account_id, region) = (list.scope.account_id().to_owned(), list.scope.region().to_owned());
        let owner = matches!(list.listed, Listed::Own).then(|| account_id.clone());
        match list.listed {
            Listed::Own => {
                query.push("account_id = ").push_bind(account_id).push(" and region = ").push_bind(region);
            }
            Listed::Keys(keys) => {
                query.push("id = any(").push_bind(keys).push(")");
            }
            Listed::Shared => {
                query.push("region = ").push_bind(region).push(" and account_id <> ").push_bind(account_id.clone());
                query.push(" and id in (select resource_id from callsign.resource_policy_grantee g where g.account_id in ('*', ");
                query.push_bind(account_id).push("))");
            }
        }
        Self { query, is_by_list: false, account_id: owner }
    }

    /// As [`Select::listing_in_time`], of rows that have an `opt_out_list_id`, too. If `filters` ask for opt-out lists by name, the
    /// page is made of a page of each of these lists, whoever's they are: none is read to its end, nor what is on others.
    #[must_use]
    pub fn listing_by_list(from: &'static str, list: List<'_>, filters: &[Filter]) -> Self {
        let names =
            filters.iter().find(|filter| filter.name == "opt-out-list-name").map(|filter| filter.values.clone());
        let (Some(names), Listed::Own) = (names, &list.listed) else {
            return Self::listing_in_time(from, list);
        };
        let (account_id, region) = (list.scope.account_id().to_owned(), list.scope.region().to_owned());
        let mut query = QueryBuilder::new("select page.* from (select id from callsign.opt_out_list where region = ");
        query.push_bind(region).push(" and name = any(").push_bind(names).push(")) list cross join lateral (");
        // What is on a list is in the list's region. Said again here, it would let the plan read what is on other lists.
        query.push("select *, ");
        push_present(&mut query, Some(&account_id));
        query
            .push(" as present ")
            .push(from)
            .push("account_id = ")
            .push_bind(account_id.clone())
            .push(" and opt_out_list_id = list.id");
        Self { query, is_by_list: true, account_id: Some(account_id) }
    }

    /// `from` ends in a condition on the parent resource, to which `parent` is bound.
    #[must_use]
    pub fn of(from: &'static str, parent: Uuid) -> Self {
        let mut query = QueryBuilder::new(from);
        query.push_bind(parent);
        Self { query, is_by_list: false, account_id: None }
    }

    /// Only rows with one of these keys, if there are any.
    #[must_use]
    pub fn with_keys(mut self, column: &'static str, keys: Option<Vec<Uuid>>) -> Self {
        if let Some(keys) = keys {
            self.query.push(" and ").push(column).push(" = any(").push_bind(keys).push(")");
        }
        self
    }

    /// Only rows that pass every filter. `column` says what each filter name asks; a name it doesn't know was refused
    /// when the request was read.
    #[must_use]
    pub fn filtered(mut self, filters: &[Filter], column: impl Fn(&str) -> Option<Column>) -> Self {
        for filter in filters {
            let values = filter.values.clone();
            match column(&filter.name) {
                Some(Column::Text(text)) => {
                    self.query.push(" and ").push(text).push(" = any(").push_bind(values).push(")");
                }
                Some(Column::Capitals(text)) => {
                    let values: Vec<String> = values.iter().map(|value| value.to_ascii_uppercase()).collect();
                    self.query.push(" and ").push(text).push(" = any(").push_bind(values).push(")");
                }
                Some(Column::Array(array)) => {
                    self.query.push(" and ").push(array).push(" && ").push_bind(values);
                }
                Some(Column::Beginning(text)) => {
                    self.query.push(" and exists (select from unnest(").push_bind(values);
                    self.query.push("::text[]) beginning where starts_with(").push(text).push(", beginning))");
                }
                Some(Column::Before(time)) => {
                    self.query.push(" and ").push(time).push(" < any(").push_bind(times(&values)).push(")");
                }
                Some(Column::After(time)) => {
                    self.query.push(" and ").push(time).push(" > any(").push_bind(times(&values)).push(")");
                }
                Some(Column::Status { pieces, active_from }) => {
                    // A range with two ends is guessed to hold little, one with one end a third of all. `select` hides the
                    // values: a plan for each of them would save less than the planning takes.
                    let (open, close) = if values.iter().any(|value| value == ACTIVE) {
                        (" and ((", ") is not true or ")
                    } else {
                        (" and (", " and ")
                    };
                    self.query.push(open).push(active_from).push(" > ");
                    push_present(&mut self.query, self.account_id.as_deref());
                    self.query.push(" and ").push(active_from).push(" <= 'infinity'").push(close);
                    for (place, piece) in pieces.iter().enumerate() {
                        if place > 0 {
                            push_present(&mut self.query, self.account_id.as_deref());
                        }
                        self.query.push(piece);
                    }
                    self.query.push(" = any((select ").push_bind(values).push(")::text[]))");
                }
                None => {
                    self.query.push(" and false");
                }
            }
        }
        self
    }

    /// Only rows that have not expired at `now`, by a column that may be null.
    #[must_use]
    pub fn living(mut self, expires_at: &'static str, now: OffsetDateTime) -> Self {
        self.query.push(" and (").push(expires_at).push(" > ").push_bind(now);
        self.query.push(" or ").push(expires_at).push(" is null)");
        self
    }

    /// The page's rows, and one more if there are more: by `created_at` and `key`, both ascending.
    #[must_use]
    pub fn page<K>(
        mut self,
        created_at: &'static str,
        key: &'static str,
        page: Page<Position<K>>,
    ) -> QueryBuilder<Postgres>
    where
        K: for<'q> Encode<'q, Postgres> + Type<Postgres>,
    {
        let query = &mut self.query;
        if let Some(after) = page.after {
            query.push(" and (").push(created_at).push(", ").push(key).push(") > (");
            query.push_bind(after.created_at).push(", ").push_bind(after.key).push(")");
        }
        // The limit is no parameter: a limit that isn't known is guessed to be a tenth of all rows.
        let rows = page.max_results.saturating_add(1);
        query.push(" order by ").push(created_at).push(", ").push(key).push(" limit ").push(rows);
        if self.is_by_list {
            query.push(") page order by ").push(created_at).push(", ").push(key).push(" limit ").push(rows);
        }
        self.query
    }
}

/// The points in time that values of a filter say, which were checked when the request was read.
fn times(values: &[String]) -> Vec<OffsetDateTime> {
    values.iter().filter_map(|value| timestamp::parse(value)).collect()
}

/// The present of an account that all rows belong to, asked for once; else that of each row's.
fn push_present(query: &mut QueryBuilder<Postgres>, account_id: Option<&str>) {
    match account_id {
        Some(account_id) => {
            query.push("(select callsign.present(").push_bind(account_id.to_owned()).push("))");
        }
        None => {
            query.push("callsign.present(account_id)");
        }
    }
}

/// The value of an enumeration that a text is.
///
/// # Errors
///
/// InternalServerException for a value that the enumeration lacks, which the table's check rules out.
pub fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, ServiceError> {
    text.parse().map_err(ServiceError::internal)
}

/// The values of an enumeration that a text array holds.
///
/// # Errors
///
/// InternalServerException for a value that the enumeration lacks, which the table's check rules out.
pub fn parse_all<T: std::str::FromStr<Err: std::fmt::Display>>(texts: &[String]) -> Result<Vec<T>, ServiceError> {
    texts.iter().map(|text| parse(text)).collect()
}
