//! Filters of phone numbers: what passes comes once, in the order of creation, through all pages; and each page is read
//! along an index, so that it costs the same however many numbers there are.

use aws_sdk_pinpointsmsvoicev2::types::PhoneNumberFilter;
use callsign::{
    model::{
        arn::Scope,
        caller::{AccountId, Caller, Region},
        filter::Filter,
    },
    store::{
        self,
        keyset::{List, Listed},
        next_token::{Page, Position},
    },
};
use sqlx::{AssertSqlSafe, PgConnection, Row};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::harness::{ACCOUNT, App, REGION};

/// `$1` numbers in each of two regions of two accounts. Their lists are `Default`, `Alerts`, the other account's `Alerts` and
/// `News` by turns; their statuses are all there are, with changes that are over and changes of what is PENDING.
const NUMBERS: &str = "
    insert into callsign.phone_number
    select md5(s.account_id || s.region || n)::uuid, s.account_id, s.region, '+' || (447700000000 + n), 'GB',
           'TRANSACTIONAL', '{SMS}', 'LONG_CODE', '1.00', false, null, null, false, l.id, false, false,
           timestamptz '2026-01-01 00:00Z' + n / 2 * interval '1 microsecond',
           case when n % 5 = 1 or n % 30 = 2 then timestamptz '2099-01-01 00:00Z' else '2026-01-01 00:00Z' end,
           case n % 5 when 2 then 'ASSOCIATING' when 3 then 'DISASSOCIATING' when 4 then 'ASSOCIATING' end,
           case when n % 5 in (2, 3) then timestamptz '2099-01-01 00:00Z' when n % 5 = 4 then '2026-01-02 00:00Z' end
    from callsign.account_region s
    cross join generate_series(1, $1) n
    join callsign.opt_out_list l on l.region = s.region
        and l.account_id = case when n % 4 = 2 then '111111111111' else '000000000000' end
        and l.name = (array['Default', 'Alerts', 'Alerts', 'News'])[n % 4 + 1]";

/// A callsign with [`NUMBERS`], this many in each account and region.
async fn app_with(numbers: i32) -> App {
    let app = App::start().await;
    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1"), ("other", "eu-west-1")] {
        app.begin(key, region).await;
    }
    app.execute(
        "insert into callsign.opt_out_list
         select gen_random_uuid(), account_id, region, name, now()
         from callsign.account_region, unnest('{Alerts,News}'::text[]) name",
    )
    .await;
    let inserted = sqlx::query(NUMBERS).bind(numbers).execute(&mut app.connection().await).await;
    inserted.expect("the numbers are made");
    app
}

/// The ids of the numbers that pass the filters, through all pages.
async fn ids(app: &App, filters: &[(&str, &[&str])]) -> Vec<String> {
    let filters = filters.iter().map(|(name, values)| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let filter = PhoneNumberFilter::builder().name((*name).into()).set_values(Some(values)).build();
        filter.expect("a filter has a name and values")
    });
    let request = app.client().describe_phone_numbers().set_filters(Some(filters.collect()));
    let items = request.into_paginator().page_size(21).items().send().collect::<Result<Vec<_>, _>>().await;
    items.expect("all pages come").into_iter().filter_map(|number| number.phone_number_id).collect()
}

/// The ids of the own numbers with one of these statuses, on a list with one of these names, in the order of creation.
async fn expected(app: &App, statuses: &[&str], lists: &[&str]) -> Vec<String> {
    let query = "
        select phone_number_id from inspect.phone_numbers
        where account_id = $1 and region = $2 and status = any($3) and opt_out_list_name = any($4)
        order by created_timestamp, phone_number_id";
    let query = sqlx::query_scalar(query).bind(ACCOUNT).bind(REGION).bind(statuses).bind(lists);
    query.fetch_all(&mut app.connection().await).await.expect("the view is read")
}

const STATUSES: [&str; 4] = ["ACTIVE", "PENDING", "ASSOCIATING", "DISASSOCIATING"];

const LISTS: [&str; 3] = ["Default", "Alerts", "News"];

#[tokio::test]
async fn numbers_of_any_statuses_are_paged_in_the_order_of_creation() {
    let app = app_with(120).await;

    for chosen in 1_usize..16 {
        let statuses: Vec<&str> =
            (0..4).filter(|place| chosen & (1 << place) != 0).map(|place| STATUSES[place]).collect();
        let expected = expected(&app, &statuses, &LISTS).await;
        assert!(expected.len() >= 20, "{statuses:?}");
        assert_eq!(ids(&app, &[("status", &statuses)]).await, expected, "{statuses:?}");
    }
}

#[tokio::test]
async fn numbers_on_lists_of_any_names_are_paged_in_the_order_of_creation_whoever_the_lists_are() {
    let app = app_with(120).await;

    for (lists, numbers) in [
        (["Default"].as_slice(), 30),
        (&["Alerts"], 60),
        (&["News"], 30),
        (&["News", "Default"], 60),
        (&["News", "News"], 30),
        (&["Default", "Alerts", "News", "Unknown"], 120),
        (&["Unknown"], 0),
        (&["alerts"], 0),
    ] {
        let expected = expected(&app, &STATUSES, lists).await;
        assert_eq!(expected.len(), numbers, "{lists:?}");
        assert_eq!(ids(&app, &[("opt-out-list-name", lists)]).await, expected, "{lists:?}");
    }
}

#[tokio::test]
async fn numbers_must_pass_the_filters_of_list_and_status_together() {
    let app = app_with(120).await;

    for status in STATUSES {
        let filters: [(&str, &[&str]); 3] = [
            ("opt-out-list-name", &["Alerts", "News"]),
            ("status", &[status]),
            ("opt-out-list-name", &["Alerts", "Default"]),
        ];
        let expected = expected(&app, &[status], &["Alerts"]).await;
        assert!(expected.len() >= 8, "{status}");
        assert_eq!(ids(&app, &filters).await, expected, "{status}");
    }
}

/// The scope of the client of [`App::client`].
fn scope() -> Scope {
    Scope::own(&Caller {
        account_id: AccountId::parse(ACCOUNT).expect("it is an account"),
        region: Region::new(REGION.to_owned()),
        user_arn: String::new(),
    })
}

/// The plan for any parameters of the one statement about `table` that was prepared on a connection.
async fn plan(connection: &mut PgConnection, table: &str) -> String {
    let query = "
        select 'explain (costs off) execute ' || name || '(' || repeat('null, ', cardinality(parameter_types) - 1) || 'null)'
        from pg_prepared_statements where statement like '%from ' || $1 || '%order by%'";
    let explain: String =
        sqlx::query_scalar(query).bind(table).fetch_one(&mut *connection).await.expect("it is prepared");
    let plan = format!("set plan_cache_mode = force_generic_plan; {explain}");
    let lines = sqlx::raw_sql(AssertSqlSafe(plan)).fetch_all(connection).await.expect("it is explained");
    lines.iter().map(|line| line.get::<String, _>(0) + "\n").collect()
}

#[tokio::test]
async fn a_page_is_read_along_an_index_whatever_is_asked_for() {
    let app = app_with(5_000).await;
    app.execute(
        "insert into callsign.pool
         select md5(n::text)::uuid, account_id, region, 'TRANSACTIONAL', false, null, null, false, id, false, false, now(),
                now()
         from callsign.opt_out_list, generate_series(1, 5000) n
         where (account_id, region, name) = ('000000000000', 'us-east-1', 'Default');
         insert into callsign.pool_origination_identity
         select gen_random_uuid(), md5('1')::uuid, id, null, created_at, 'by hand' from callsign.phone_number;
         analyze callsign.pool, callsign.phone_number, callsign.pool_origination_identity",
    )
    .await;
    let scope = scope();
    let listing = || List { scope: &scope, listed: Listed::Own };
    let filter = |name: &str, values: &[&str]| Filter {
        name: name.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let middle = Position { created_at: OffsetDateTime::UNIX_EPOCH, key: Uuid::nil() };

    for after in [None, Some(middle)] {
        let page = Page { after, max_results: 100 };
        let connection = &mut app.connection().await;
        store::pool::page(connection, listing(), &[], page).await.expect("a page");
        let pools = plan(connection, "callsign.pool ").await;
        assert!(pools.contains("using pool_page on pool ") && !pools.contains("Sort"), "{pools}");

        let connection = &mut app.connection().await;
        let pool = app.rows("select md5('1')::uuid").await[0].get(0);
        let joined = Page {
            after: after.map(|_| Position { created_at: OffsetDateTime::UNIX_EPOCH, key: 0 }),
            max_results: 100,
        };
        store::pool_origination_identity::page(connection, &scope, pool, &[], joined).await.expect("a page");
        let identities = plan(connection, "callsign.pool_origination_identity ").await;
        let index = "using pool_origination_identity_sequence on pool_origination_identity ";
        assert!(identities.contains(index) && !identities.contains("Sort"), "{identities}");

        for (filters, index, is_in_order) in [
            (vec![], "phone_number_page", true),
            (vec![filter("status", &["ACTIVE"])], "phone_number_page", true),
            (vec![filter("status", &["PENDING", "ACTIVE"])], "phone_number_page", true),
            (vec![filter("status", &["PENDING"])], "phone_number_active_from", false),
            (vec![filter("status", &["ASSOCIATING", "PENDING"])], "phone_number_active_from", false),
            (vec![filter("opt-out-list-name", &["News"])], "phone_number_opt_out_list_page", false),
            (vec![filter("opt-out-list-name", &["News", "Alerts"])], "phone_number_opt_out_list_page", false),
            (
                vec![filter("opt-out-list-name", &["News"]), filter("status", &["ACTIVE"])],
                "phone_number_opt_out_list_page",
                false,
            ),
        ] {
            let connection = &mut app.connection().await;
            store::phone_number::page(connection, listing(), &filters, page).await.expect("a page");
            let plan = plan(connection, "callsign.phone_number ").await;
            assert!(plan.contains(&format!("using {index} on phone_number ")), "{filters:?} {plan}");
            assert!(!(is_in_order && plan.contains("Sort")), "{filters:?} {plan}");
        }
    }
}
