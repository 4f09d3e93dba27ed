//! MaxResults and NextToken: every list is paged through completely, and a token is good for its own list only.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{
        Owner, PhoneNumberFilter, PhoneNumberInformation, PoolFilter, PoolFilterName, PoolOriginationIdentitiesFilter,
        SenderIdAndCountry, SenderIdFilter,
    },
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::harness::{App, Fixture, REGION, Refusal, arn, refusal};

/// The lists that are paged.
#[derive(Clone, Copy, Debug)]
enum List {
    Pools,
    PhoneNumbers,
    SenderIds,
    /// The identities of the pool [`POOL`].
    Identities,
}

const LISTS: [List; 4] = [List::Pools, List::PhoneNumbers, List::SenderIds, List::Identities];

/// The pool that [`MANY`] fills.
const POOL: &str = "pool-ffffffffffffffffffffffffffffffff";

/// What one page answered.
#[derive(Debug, PartialEq)]
struct Page {
    ids: Vec<String>,
    next_token: Option<String>,
}

impl List {
    /// One page, or the refusal.
    async fn page(self, client: &Client, size: Option<i32>, token: Option<String>) -> Result<Page, Refusal> {
        match self {
            Self::Pools => {
                let request = client.describe_pools().set_max_results(size).set_next_token(token);
                let outcome = request.send().await;
                let Ok(answer) = outcome else { return Err(refusal(outcome)) };
                let ids = answer.pools.unwrap_or_default().into_iter().map(|item| item.pool_id).collect();
                Ok(Page { ids, next_token: answer.next_token })
            }
            Self::PhoneNumbers => {
                let request = client.describe_phone_numbers().set_max_results(size).set_next_token(token);
                let outcome = request.send().await;
                let Ok(answer) = outcome else { return Err(refusal(outcome)) };
                let items = answer.phone_numbers.unwrap_or_default().into_iter();
                Ok(Page { ids: items.filter_map(|item| item.phone_number_id).collect(), next_token: answer.next_token })
            }
            Self::SenderIds => {
                let request = client.describe_sender_ids().set_max_results(size).set_next_token(token);
                let outcome = request.send().await;
                let Ok(answer) = outcome else { return Err(refusal(outcome)) };
                let ids = answer.sender_ids.unwrap_or_default().into_iter().map(|item| item.sender_id).collect();
                Ok(Page { ids, next_token: answer.next_token })
            }
            Self::Identities => {
                let request = client.list_pool_origination_identities().pool_id(POOL);
                let outcome = request.set_max_results(size).set_next_token(token).send().await;
                let Ok(answer) = outcome else { return Err(refusal(outcome)) };
                let items = answer.origination_identities.unwrap_or_default().into_iter();
                Ok(Page { ids: items.map(|item| item.origination_identity).collect(), next_token: answer.next_token })
            }
        }
    }

    /// All ids in the order of creation, as the database has them.
    async fn all(self, app: &App) -> Vec<String> {
        app.texts_of(
            match self {
                Self::Pools => "select callsign.pool_id(id) from callsign.pool where $1 <> '' order by created_at, id",
                Self::PhoneNumbers => {
                    "select callsign.phone_number_id(id) from callsign.phone_number where $1 <> ''
                     order by created_at, id"
                }
                Self::SenderIds => "select sender_id from callsign.sender_id where $1 <> '' order by created_at, id",
                Self::Identities => {
                    "select callsign.phone_number_id(a.phone_number_id) from callsign.pool_origination_identity a
                     where callsign.pool_id(a.pool_id) = $1 order by a.created_at, a.sequence"
                }
            },
            POOL,
        )
        .await
    }
}

/// 250 pools, numbers and sender IDs, and all the numbers in the pool [`POOL`], which is one of the pools. Keys are in no
/// order; always two were created in the same microsecond, and each pair a microsecond after the pair before it.
const MANY: &str = "
    create temporary table made as
    select n, md5(n::text)::uuid as pool, md5('n' || n)::uuid as number, md5('s' || n)::uuid as sender_id,
           md5('a' || n)::uuid as association,
           timestamptz '2026-01-01 00:00:00.123Z' + n / 2 * interval '1 microsecond' as at
    from generate_series(1, 250) n;
    update made set pool = 'ffffffff-ffff-ffff-ffff-ffffffffffff' where n = 100;
    insert into callsign.pool
    select pool, account_id, region, 'TRANSACTIONAL', false, null, null, false, l.id, false, false, at, at
    from made, callsign.opt_out_list l;
    insert into callsign.phone_number
    select number, account_id, region, '+' || (447700900000 + n), 'GB', 'TRANSACTIONAL', '{SMS}', 'LONG_CODE', '1.00',
           false, null, null, false, l.id, false, false, at, at
    from made, callsign.opt_out_list l;
    insert into callsign.sender_id
    select sender_id, account_id, region, 'S' || n, 'GB', '{TRANSACTIONAL}', '0.00', false, false, at
    from made, callsign.opt_out_list l;
    insert into callsign.pool_origination_identity
    select association, 'ffffffff-ffff-ffff-ffff-ffffffffffff', number, null, at, 'by hand' from made";

/// A callsign with [`MANY`] resources.
async fn app_with_many() -> App {
    let app = App::with(|settings| settings.quotas.sender_ids = 0).await;
    app.begin("test", REGION).await;
    app.execute(MANY).await;
    app
}

#[tokio::test]
async fn every_item_comes_once_in_the_order_of_creation_whatever_the_page_size() {
    let app = app_with_many().await;

    for list in LISTS {
        let all = list.all(&app).await;
        assert_eq!(all.len(), 250, "{list:?}");
        for size in [7, 50, 100] {
            let (mut listed, mut sizes, mut token) = (Vec::new(), Vec::new(), None);
            for _ in 0..250 {
                let page = list.page(&app.client(), Some(size), token).await.expect("a page");
                sizes.push(page.ids.len());
                listed.extend(page.ids);
                token = page.next_token;
                if token.is_none() {
                    break;
                }
            }
            assert_eq!(listed, all, "{list:?} by {size}");
            let size = usize::try_from(size).expect("a page size is positive");
            assert_eq!(sizes.len(), 250_usize.div_ceil(size), "{list:?} by {size}: no empty page");
            assert!(sizes[..sizes.len() - 1].iter().all(|got| *got == size), "{list:?} by {size}: full pages first");
        }
    }
}

#[tokio::test]
async fn pages_of_one_item_miss_nothing() {
    let app = app_with_many().await;
    app.execute(
        "delete from callsign.pool_origination_identity where created_at > timestamptz '2026-01-01 00:00:00.123007Z'",
    )
    .await;

    let all = List::Identities.all(&app).await;
    let (mut listed, mut token) = (Vec::new(), None);
    for _ in 0..250 {
        let page = List::Identities.page(&app.client(), Some(1), token).await.expect("a page");
        assert_eq!(page.ids.len(), 1);
        listed.extend(page.ids);
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }

    assert_eq!(all.len(), 15);
    assert_eq!(listed, all);
}

#[tokio::test]
async fn a_page_has_100_items_unless_the_request_says_otherwise() {
    let app = app_with_many().await;

    for list in LISTS {
        let page = list.page(&app.client(), None, None).await.expect("a page");
        assert_eq!(page.ids, list.all(&app).await[..100], "{list:?}");
        assert!(page.next_token.is_some());
    }
}

#[tokio::test]
async fn max_results_may_change_between_pages() {
    let app = app_with_many().await;

    for list in LISTS {
        let first = list.page(&app.client(), Some(1), None).await.expect("a page");
        let second = list.page(&app.client(), Some(9), first.next_token).await.expect("a page");
        let third = list.page(&app.client(), None, second.next_token).await.expect("a page");
        let listed: Vec<String> = [first.ids, second.ids, third.ids].concat();
        assert_eq!(listed, list.all(&app).await[..110], "{list:?}");
    }
}

#[tokio::test]
async fn a_page_that_holds_exactly_the_rest_has_no_next_token() {
    let app = app_with_many().await;

    let first = List::Pools.page(&app.client(), Some(50), None).await.expect("a page");
    let mut page = first;
    for _ in 0..4 {
        page = List::Pools.page(&app.client(), Some(50), page.next_token).await.expect("a page");
    }

    assert_eq!((page.ids.len(), page.next_token), (50, None));
}

#[tokio::test]
async fn one_token_gives_the_same_page_again() {
    let app = app_with_many().await;
    let token = List::Pools.page(&app.client(), Some(3), None).await.expect("a page").next_token;

    let page = List::Pools.page(&app.client(), Some(3), token.clone()).await.expect("a page");
    let again = List::Pools.page(&app.client(), Some(3), token).await.expect("a page");

    assert_eq!(page, again);
}

#[tokio::test]
async fn what_comes_and_goes_between_pages_moves_nothing_else() {
    let app = app_with_many().await;
    let mut expected = List::SenderIds.all(&app).await;
    let first = List::SenderIds.page(&app.client(), Some(100), None).await.expect("a page");
    let last = first.ids.last().expect("the page has items");

    app.execute_on("delete from callsign.sender_id where sender_id = $1", last).await;
    app.execute("delete from callsign.sender_id where sender_id = 'S1'").await;
    Fixture(app.client()).sender_id("NEW", "GB").await;
    let second = List::SenderIds.page(&app.client(), Some(100), first.next_token).await.expect("a page");
    let third = List::SenderIds.page(&app.client(), Some(100), second.next_token).await.expect("a page");

    expected.push("NEW".to_owned());
    assert_eq!([first.ids, second.ids, third.ids].concat(), expected);
}

/// Whether it is the refusal of a NextToken.
fn is_invalid_next_token(refused: &Refusal) -> bool {
    refused.is("ValidationException", "INVALID_NEXT_TOKEN") && refused.fields == ["nextToken"]
}

#[tokio::test]
async fn a_token_tells_nothing_of_the_item_that_it_stands_for() {
    let app = app_with_many().await;
    let page = List::Pools.page(&app.client(), Some(1), None).await.expect("a page");
    let id = page.ids.first().and_then(|id| id.strip_prefix("pool-")).expect("a pool").to_owned();
    let key = Uuid::parse_str(&id).expect("it is a uuid").into_bytes();
    let token = page.next_token.expect("there is more");
    let token = BASE64_URL_SAFE_NO_PAD.decode(token).expect("it is base64");
    let query =
        "select (extract(epoch from created_at) * 1000000)::bigint from callsign.pool order by created_at, id limit 1";
    let created_us = app.count(query).await;
    let created = (i128::from(created_us) * 1_000).to_be_bytes();

    for (what, bytes) in [("the key", key.as_slice()), ("its beginning", &key[..6]), ("the time", &created[8..])] {
        assert!(!token.windows(bytes.len()).any(|window| window == bytes), "{what} of {id} can be read");
    }
}

#[tokio::test]
async fn a_token_that_was_tampered_with_is_refused() {
    let app = app_with_many().await;
    let page = List::Pools.page(&app.client(), Some(1), None).await.expect("a page");
    let token = page.next_token.expect("there is more");
    let mut wrong = vec![format!("{token}A"), format!("{token}AAAA"), format!("{token}="), format!(" {token}")];
    wrong.extend(["x", "AAAA", "!", "null"].map(str::to_owned));
    for place in 0..token.len() {
        let changed = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
        wrong.push(format!("{}{changed}{}", &token[..place], &token[place + 1..]));
        if place > 0 {
            wrong.push(token[..place].to_owned());
        }
    }

    for token in wrong {
        let refused = List::Pools.page(&app.client(), Some(1), Some(token.clone())).await.expect_err("it is refused");
        assert!(is_invalid_next_token(&refused), "{token}: {refused:?}");
    }
}

#[tokio::test]
async fn a_token_is_short_and_made_of_letters_digits_and_two_signs() {
    let app = app_with_many().await;

    let page = List::Pools.page(&app.client(), Some(1), None).await.expect("a page");

    let token = page.next_token.expect("there is more");
    assert!(token.len() <= 1024 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
}

#[tokio::test]
async fn a_token_of_another_operation_is_refused() {
    let app = app_with_many().await;

    for from in LISTS {
        let token = from.page(&app.client(), Some(1), None).await.expect("a page").next_token;
        for to in LISTS {
            let outcome = to.page(&app.client(), Some(1), token.clone()).await;
            match outcome {
                Ok(_) => assert_eq!(format!("{from:?}"), format!("{to:?}"), "only its own list takes it"),
                Err(refused) => {
                    assert!(is_invalid_next_token(&refused), "{from:?} to {to:?}: {refused:?}");
                    assert_ne!(format!("{from:?}"), format!("{to:?}"), "its own list takes it");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_token_of_another_account_or_region_is_refused() {
    let app = app_with_many().await;

    for list in [List::Pools, List::PhoneNumbers, List::SenderIds] {
        let token = list.page(&app.client(), Some(1), None).await.expect("a page").next_token;
        for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
            let refused = list.page(&client, Some(1), token.clone()).await.expect_err("it is refused");
            assert!(is_invalid_next_token(&refused), "{list:?}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn a_token_of_another_pool_is_refused() {
    let app = app_with_many().await;
    let others = List::Pools.all(&app).await;
    let other = others.iter().find(|pool| *pool != POOL).expect("there are other pools");
    let token = List::Identities.page(&app.client(), Some(1), None).await.expect("a page").next_token;

    let list = app.client().list_pool_origination_identities().set_next_token(token);
    let own = list.clone().pool_id(arn(&format!("pool/{POOL}"))).send().await;
    let refused = refusal(list.pool_id(other.as_str()).send().await);

    own.expect("the ARN names the same pool");
    assert!(is_invalid_next_token(&refused), "{refused:?}");
}

#[tokio::test]
async fn a_token_is_bound_to_the_filters() {
    let app = app_with_many().await;
    let client = app.client();
    let list = List::Pools.page(&client, Some(1), None).await.expect("a page");
    let filter = |name: PoolFilterName, values: &[&str]| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        PoolFilter::builder().name(name).set_values(Some(values)).build().expect("a filter has a name and values")
    };
    let active = || filter(PoolFilterName::Status, &["ACTIVE"]);
    let filtered = client.describe_pools().max_results(1).filters(active()).send().await.expect("a page").next_token;

    let with = |filters: Vec<PoolFilter>, token: &Option<String>| {
        client.describe_pools().set_filters(Some(filters)).set_next_token(token.clone()).send()
    };
    with(vec![active()], &filtered).await.expect("the same filters take it");
    for (filters, token) in [
        (vec![], &filtered),
        (vec![active()], &list.next_token),
        (vec![filter(PoolFilterName::Status, &["ACTIVE", "CREATING"])], &filtered),
        (vec![filter(PoolFilterName::Status, &["CREATING"])], &filtered),
        (vec![active(), filter(PoolFilterName::TwoWayEnabled, &["false"])], &filtered),
    ] {
        let refused = refusal(with(filters.clone(), token).await);
        assert!(is_invalid_next_token(&refused), "{filters:?}: {refused:?}");
    }
}

#[tokio::test]
async fn filtered_lists_are_paged_too() {
    let app = app_with_many().await;
    app.execute("update callsign.phone_number set message_type = 'PROMOTIONAL' where phone_number like '%5'").await;
    app.execute("update callsign.sender_id set registered = true where sender_id like '%5'").await;
    let client = app.client();
    let by_type = PhoneNumberFilter::builder().name("message-type".into()).values("PROMOTIONAL").build();
    let by_registered = SenderIdFilter::builder().name("registered".into()).values("true").build();
    let by_country = PoolOriginationIdentitiesFilter::builder().name("iso-country-code".into()).values("GB").build();

    let numbers = client.describe_phone_numbers().filters(by_type.expect("a filter")).into_paginator().page_size(4);
    let sender_ids = client.describe_sender_ids().filters(by_registered.expect("a filter")).into_paginator();
    let identities = client.list_pool_origination_identities().pool_id(POOL).filters(by_country.expect("a filter"));

    let numbers = numbers.items().send().collect::<Result<Vec<_>, _>>().await.expect("all pages come");
    let sender_ids = sender_ids.page_size(4).items().send().collect::<Result<Vec<_>, _>>().await;
    let identities = identities.into_paginator().page_size(40).items().send().collect::<Result<Vec<_>, _>>().await;
    let numbers: Vec<&str> = numbers.iter().map(PhoneNumberInformation::phone_number).collect();
    let every_tenth = |prefix: &str, base: i64| -> Vec<String> {
        (0..25).map(|tenth| format!("{prefix}{}", base + 10 * tenth + 5)).collect()
    };
    let sender_ids = sender_ids.expect("all pages come");
    let mut sender_ids: Vec<String> = sender_ids.into_iter().map(|item| item.sender_id).collect();
    sender_ids.sort_by_key(|text| text[1..].parse::<i64>().unwrap_or_default());
    assert_eq!(numbers, every_tenth("+", 447_700_900_000));
    assert_eq!(sender_ids, every_tenth("S", 0));
    assert_eq!(identities.expect("all pages come").len(), 250);
}

#[tokio::test]
async fn a_token_is_bound_to_the_named_ids() {
    let app = app_with_many().await;
    let named = |text: &str| {
        let named = SenderIdAndCountry::builder().sender_id(text).iso_country_code("GB").build();
        named.expect("it has a text and a country")
    };
    let describe = |texts: &[&str], token: Option<String>| {
        let named = texts.iter().map(|text| named(text)).collect();
        app.client().describe_sender_ids().set_sender_ids(Some(named)).max_results(1).set_next_token(token).send()
    };

    let first = describe(&["S1", "S2"], None).await.expect("a page");
    let second = describe(&["S1", "S2"], first.next_token.clone()).await.expect("a page");
    let refused = refusal(describe(&["S1", "S3"], first.next_token.clone()).await);

    assert_eq!((first.sender_ids().len(), second.sender_ids().len()), (1, 1));
    assert_ne!(first.sender_ids(), second.sender_ids());
    assert_eq!(second.next_token, None);
    assert!(is_invalid_next_token(&refused), "{refused:?}");
}

#[tokio::test]
async fn a_token_stays_good_when_the_owner_self_is_named() {
    let app = app_with_many().await;
    let token = List::Pools.page(&app.client(), Some(1), None).await.expect("a page").next_token;
    let describe = |owner| app.client().describe_pools().set_next_token(token.clone()).owner(owner).send();

    describe(Owner::SelfValue).await.expect("SELF is what is meant without an owner");
    let refused = refusal(describe(Owner::Shared).await);

    assert!(is_invalid_next_token(&refused), "{refused:?}");
}

#[tokio::test]
async fn callsigns_on_one_database_read_each_others_tokens() {
    let app = app_with_many().await;
    let beside = app.beside(|_| {}).await;

    let first = List::Pools.page(&app.client(), Some(100), None).await.expect("a page");
    let second = List::Pools.page(&beside.client(), None, first.next_token).await.expect("a page");

    assert_eq!([first.ids, second.ids].concat(), List::Pools.all(&app).await[..200]);
}

#[tokio::test]
async fn a_token_of_a_database_with_another_key_is_refused() {
    let app = app_with_many().await;
    let token = List::Pools.page(&app.client(), Some(100), None).await.expect("a page").next_token;
    app.execute(
        "update callsign.next_token_key set key = uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())",
    )
    .await;
    let other = app.beside(|_| {}).await;

    let refused = List::Pools.page(&other.client(), None, token).await.expect_err("it is refused");

    assert!(is_invalid_next_token(&refused), "{refused:?}");
}

#[tokio::test]
async fn a_thousand_numbers_come_once_each_while_others_come_and_go() {
    let app = App::with(|settings| {
        settings.quotas.phone_numbers = 0;
        settings.database.max_connections = 8;
    })
    .await;
    app.begin("test", REGION).await;
    app.execute(
        "insert into callsign.phone_number
         select md5(n::text)::uuid, account_id, region, '+' || (447700900000 + n), 'GB', 'TRANSACTIONAL', '{SMS}',
                'LONG_CODE', '1.00', false, null, null, false, l.id, false, false, now() - interval '1 day',
                now() - interval '1 day'
         from generate_series(1, 1000) n, callsign.opt_out_list l",
    )
    .await;
    let is_over = Arc::new(AtomicBool::new(false));
    let others = tokio::spawn({
        let (client, is_over) = (app.client(), Arc::clone(&is_over));
        async move {
            let mut made = 0;
            while !is_over.load(Ordering::Relaxed) {
                let number = Fixture(client.clone()).number().await;
                client.release_phone_number().phone_number_id(number).send().await.expect("it goes");
                made += 1;
            }
            made
        }
    });

    for size in [1, 7, 100] {
        let mut found = Vec::new();
        let mut token = None;
        // One more than can be needed: numbers that come and go may be met too.
        for _ in 0..3_000 {
            let client = app.client();
            let page = client.describe_phone_numbers().max_results(size).set_next_token(token).send();
            let page = page.await.expect("a page");
            let british = page.phone_numbers().iter().filter(|number| number.iso_country_code() == "GB");
            found.extend(british.map(|number| number.phone_number().to_owned()));
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        let distinct: HashSet<&String> = found.iter().collect();
        assert_eq!((found.len(), distinct.len()), (1_000, 1_000), "by {size}");
    }

    is_over.store(true, Ordering::Relaxed);
    assert!(others.await.expect("the others end") > 0, "others came and went meanwhile");
}
