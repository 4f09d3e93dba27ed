//! Pages of Describe and List operations: keyset positions, NextTokens, filters.
//!
//! Settled (decision D13): a NextToken is bound to operation, account, region, filters and parent resource. Assumed
//! (rows 43 and 44): 100 items when MaxResults is absent; the order is that of creation.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use sqlx::{Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::{
    arn::Scope,
    describe::Owner,
    error::{Field, ServiceError, ValidationReason},
    filter::Filter,
};

/// How many items a page has when the request doesn't say.
const DEFAULT_MAX_RESULTS: i64 = 100;

/// Where an item stands in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// When it was created.
    pub created_at: OffsetDateTime,
    /// Its key, which orders what was created in the same moment.
    pub key: Uuid,
}

/// What a NextToken holds: the place of the last item of a page.
pub trait Cursor: Sized {
    /// The place as bytes.
    fn to_bytes(&self) -> Vec<u8>;
    /// The place that these bytes are; `None` if they are none.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl Cursor for Position {
    fn to_bytes(&self) -> Vec<u8> {
        [self.created_at.unix_timestamp_nanos().to_be_bytes(), self.key.into_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (created_at, key) = bytes.split_first_chunk::<16>()?;
        Some(Self {
            created_at: OffsetDateTime::from_unix_timestamp_nanos(i128::from_be_bytes(*created_at)).ok()?,
            key: Uuid::from_slice(key).ok()?,
        })
    }
}

/// The place of an item in the order of a text, such as a keyword.
impl Cursor for String {
    fn to_bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::from_utf8(bytes.to_vec()).ok()
    }
}

/// Which items a request wants.
#[derive(Clone, Copy, Debug)]
pub struct Page<C = Position> {
    /// Those after this place; from the beginning without one.
    pub after: Option<C>,
    /// This many at most.
    pub max_results: i64,
}

impl Page {
    /// The page that holds one item.
    #[must_use]
    pub fn one() -> Self {
        Self { after: None, max_results: 1 }
    }
}

/// Seals and opens NextTokens with the key that the database keeps: a token tells its holder nothing of the item that it
/// stands for, such as when another account made it.
#[derive(Clone)]
pub struct NextTokens {
    seal: LessSafeKey,
    nonces: hmac::Key,
}

/// What a NextToken is good for.
pub struct Binding {
    text: String,
}

impl Binding {
    /// A list of `operation` in `scope`, narrowed down by `request`: filters, ids and parent resource as one text.
    #[must_use]
    pub fn new(operation: &str, scope: &Scope, request: &str) -> Self {
        Self { text: format!("{operation}\n{}\n{}\n{request}", scope.account_id(), scope.region()) }
    }
}

impl NextTokens {
    /// With keys that are derived from `key`.
    ///
    /// # Errors
    ///
    /// None: what is derived has the length that the cipher wants.
    pub fn new(key: &[u8]) -> Result<Self, ServiceError> {
        let derived = |purpose: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), purpose);
        let seal = UnboundKey::new(&AES_256_GCM, derived(b"seal").as_ref()).map_err(ServiceError::internal)?;
        let nonces = hmac::Key::new(hmac::HMAC_SHA256, derived(b"nonce").as_ref());
        Ok(Self { seal: LessSafeKey::new(seal), nonces })
    }

    /// The page that MaxResults and NextToken ask for.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_NEXT_TOKEN for a token that this database didn't hand out for `binding`.
    pub fn page<C: Cursor>(
        &self,
        next_token: Option<&str>,
        max_results: Option<i64>,
        binding: &Binding,
    ) -> Result<Page<C>, ServiceError> {
        let after = match next_token {
            None => None,
            Some(token) => Some(self.read(token, binding).ok_or_else(invalid_next_token)?),
        };
        Ok(Page { after, max_results: max_results.unwrap_or(DEFAULT_MAX_RESULTS) })
    }

    /// The items of a page out of `rows`, which hold one more than the page if there are more, and the NextToken if there
    /// are.
    #[must_use]
    pub fn cut<C: Cursor, T>(
        &self,
        mut rows: Vec<(C, T)>,
        page: &Page<C>,
        binding: &Binding,
    ) -> (Vec<T>, Option<String>) {
        let holds = usize::try_from(page.max_results).unwrap_or(usize::MAX);
        let has_more = rows.len() > holds;
        rows.truncate(holds);
        let next_token = rows.last().filter(|_| has_more).and_then(|(place, _)| self.write(place, binding));
        (rows.into_iter().map(|(_, item)| item).collect(), next_token)
    }

    /// `None` only for a place of gigabytes, which the cipher wouldn't take.
    fn write(&self, place: &impl Cursor, binding: &Binding) -> Option<String> {
        let mut sealed = place.to_bytes();
        let nonce = self.nonce(&sealed, binding);
        let seal = Nonce::assume_unique_for_key(nonce);
        self.seal.seal_in_place_append_tag(seal, Aad::from(binding.text.as_bytes()), &mut sealed).ok()?;
        Some(BASE64_URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    fn read<C: Cursor>(&self, token: &str, binding: &Binding) -> Option<C> {
        let mut token = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let (nonce, sealed) = token.split_first_chunk_mut::<NONCE_LEN>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let place = self.seal.open_in_place(nonce, Aad::from(binding.text.as_bytes()), sealed).ok()?;
        C::from_bytes(place)
    }

    /// Made of what is sealed, so that it comes again only with the same text: processes needn't agree on a counter, and
    /// the same page has the same token.
    fn nonce(&self, place: &[u8], binding: &Binding) -> [u8; NONCE_LEN] {
        let mut context = hmac::Context::with_key(&self.nonces);
        context.update(&(place.len() as u64).to_be_bytes());
        context.update(place);
        context.update(binding.text.as_bytes());
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&context.sign().as_ref()[..NONCE_LEN]);
        nonce
    }
}

fn invalid_next_token() -> ServiceError {
    let field = Field::new("nextToken", "The token was not handed out for this request");
    ServiceError::validation(ValidationReason::InvalidNextToken, vec![field])
}

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
    /// A status in time.
    Status {
        /// An expression of type text in pieces, with the present between each two of them.
        pieces: &'static [&'static str],
        /// The moment from which on that text is `ACTIVE`.
        active_from: &'static str,
        /// The moment that counts as the present.
        now: OffsetDateTime,
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
}

impl Select {
    /// `from` ends in ` where `, and its rows have the columns `id`, `account_id` and `region`.
    #[must_use]
    pub fn listing(from: &'static str, list: List<'_>) -> Self {
        let mut query = QueryBuilder::new(from);
        let (account_id, region) = (list.scope.account_id().to_owned(), list.scope.region().to_owned());
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
        Self { query, is_by_list: false }
    }

    /// As [`Select::listing`], of rows that have an `opt_out_list_id`, too. If `filters` ask for opt-out lists by name, the
    /// page is made of a page of each of these lists, whoever's they are: none is read to its end, nor what is on others.
    #[must_use]
    pub fn listing_by_list(from: &'static str, list: List<'_>, filters: &[Filter]) -> Self {
        let names =
            filters.iter().find(|filter| filter.name == "opt-out-list-name").map(|filter| filter.values.clone());
        let (Some(names), Listed::Own) = (names, &list.listed) else {
            return Self::listing(from, list);
        };
        let (account_id, region) = (list.scope.account_id().to_owned(), list.scope.region().to_owned());
        let mut query = QueryBuilder::new("select page.* from (select id from callsign.opt_out_list where region = ");
        query.push_bind(region).push(" and name = any(").push_bind(names).push(")) list cross join lateral (");
        // What is on a list is in the list's region. Said again here, it would let the plan read what is on other lists.
        query.push(from).push("account_id = ").push_bind(account_id).push(" and opt_out_list_id = list.id");
        Self { query, is_by_list: true }
    }

    /// `from` ends in a condition on the parent resource, to which `parent` is bound.
    #[must_use]
    pub fn of(from: &'static str, parent: Uuid) -> Self {
        let mut query = QueryBuilder::new(from);
        query.push_bind(parent);
        Self { query, is_by_list: false }
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
                Some(Column::Status { pieces, active_from, now }) => {
                    // A range with two ends is guessed to hold little, one with one end a third of all. `select` hides the
                    // values: a plan for each of them would save less than the planning takes.
                    let (open, close) = if values.iter().any(|value| value == ACTIVE) {
                        (" and ((", ") is not true or ")
                    } else {
                        (" and (", " and ")
                    };
                    self.query.push(open).push(active_from).push(" > (select ").push_bind(now);
                    self.query.push(") and ").push(active_from).push(" <= 'infinity'").push(close);
                    for (place, piece) in pieces.iter().enumerate() {
                        if place > 0 {
                            self.query.push_bind(now);
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

    /// The page's rows, and one more if there are more: by `created_at` and `key`, both ascending.
    #[must_use]
    pub fn page(mut self, created_at: &'static str, key: &'static str, page: Page) -> QueryBuilder<Postgres> {
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
