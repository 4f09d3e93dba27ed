//! Pages and NextTokens: what a request wants of a list, and where it goes on. The table `next_token_key` holds the one key that
//! NextTokens of this database are sealed with.
//!
//! Settled (decision D13): a NextToken is bound to operation, account, region, filters and parent resource. Assumed
//! (rows 43 and 44): 100 items when MaxResults is absent; the order is that of creation.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::{
    arn::Scope,
    error::{Field, ServiceError, ValidationReason},
};

/// How many items a page has when the request doesn't say.
const DEFAULT_MAX_RESULTS: i64 = 100;

/// Where an item stands in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<K = Uuid> {
    /// When it was created.
    pub created_at: OffsetDateTime,
    /// What orders things that were created in the same moment: a key, or a sequence.
    pub key: K,
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

/// The place of an item among those that have a sequence.
impl Cursor for Position<i64> {
    fn to_bytes(&self) -> Vec<u8> {
        [&self.created_at.unix_timestamp_nanos().to_be_bytes()[..], &self.key.to_be_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (created_at, key) = bytes.split_first_chunk::<16>()?;
        Some(Self {
            created_at: OffsetDateTime::from_unix_timestamp_nanos(i128::from_be_bytes(*created_at)).ok()?,
            key: i64::from_be_bytes(key.try_into().ok()?),
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

/// What seals and opens NextTokens with the key, which the migrations made.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection) -> Result<NextTokens, sqlx::Error> {
    let (key,): (Vec<u8>,) = sqlx::query_as("select key from callsign.next_token_key").fetch_one(tx).await?;
    NextTokens::new(&key).map_err(|error| sqlx::Error::Configuration(Box::new(error)))
}
