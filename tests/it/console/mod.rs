//! The console, `/_callsign/console`: pages as a browser without a script has them.

use scraper::{ElementRef, Html, Selector};
use sqlx::PgConnection;
use url::form_urlencoded;

use crate::harness::{App, RawAnswer, RawRequest};

mod account;
mod configuration_sets;
mod events;
mod export;
mod frame;
mod getting_in;
mod hostile;
mod inbox;
mod lab;
mod notify_configurations;
mod numbers;
mod opt_out_lists;
mod pool;
mod pools;
mod protect_configurations;
mod rcs_agents;
mod registrations;
mod replay;
mod requests;
mod route;
mod sender_ids;
mod start;
mod verified_destination_numbers;
mod why;

/// Where the account and region of the tests begin.
pub const HOME: &str = "/_callsign/console/000000000000/us-east-1";

/// A page that was served.
pub struct Screen {
    path: String,
    html: Html,
    pub status: u16,
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("the selector is good")
}

/// The text of an element, each run of white space as one space.
fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Screen {
    /// The texts of the elements.
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.html.select(&selector(css)).map(text).collect()
    }

    /// An attribute of the elements that have it.
    pub fn all(&self, css: &str, attribute: &str) -> Vec<String> {
        let selector = selector(css);
        let found = self.html.select(&selector);
        found.filter_map(|element| element.attr(attribute)).map(str::to_owned).collect()
    }

    /// Whether a text stands anywhere on it.
    pub fn says(&self, wanted: &str) -> bool {
        text(self.html.root_element()).contains(wanted)
    }

    /// Exception, Reason and Fields of the refusal that it tells.
    pub fn refusal(&self) -> (String, String, Vec<String>) {
        let one = |css: &str| self.texts(css).into_iter().next().unwrap_or_default();
        (one(".notice.bad strong"), one(".notice.bad .chip"), self.texts(".notice.bad dt"))
    }

    /// What a browser would send for the form of an operation, its fields changed by `fill`.
    fn form(&self, operation: &str, fill: &[(&str, &str)]) -> Vec<(String, String)> {
        // A call of callsign's own interface has a method before its path.
        let name = if operation.contains(' ') { "call" } else { "operation" };
        let named = format!("form[method=post]:has(input[name={name}][value='{operation}'])");
        // Where several ask for the same, the one with all the fields.
        let has = |form: &ElementRef<'_>, name: &str| {
            form.select(&selector("[name]")).any(|field| field.attr("name") == Some(name))
        };
        let named = selector(&named);
        let fits = |form: &ElementRef<'_>| fill.iter().all(|(name, _)| has(form, name));
        let form = self.html.select(&named).find(fits).or_else(|| self.html.select(&named).next());
        let form = form.unwrap_or_else(|| panic!("{} has no form for {operation}", self.path));
        let mut fields: Vec<(String, String)> =
            form.select(&selector("input, select, textarea")).filter_map(field).collect();
        // What a click on its first button says.
        let button = form.attr("id").map_or_else(|| "button[name]".to_owned(), |id| format!("button[name][form={id}]"));
        let mut buttons: Vec<ElementRef<'_>> = form.select(&selector("button[name]")).collect();
        buttons.extend(self.html.select(&selector(&button)).filter(|button| button.attr("form").is_some()));
        fields.extend(buttons.into_iter().next().and_then(field));
        for (name, value) in fill {
            assert!(
                form.select(&selector("[name]")).any(|field| field.attr("name") == Some(name)),
                "{operation} has no field {name}"
            );
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        fields
    }
}

impl Screen {
    /// Where the form of a call is posted to, if not to its screen.
    fn action(&self, call: &str) -> Option<String> {
        self.all(&format!("form[method=post][action]:has(input[name=call][value='{call}'])"), "action").pop()
    }
}

fn field(element: ElementRef<'_>) -> Option<(String, String)> {
    let name = element.attr("name")?.to_owned();
    let value = match element.value().name() {
        "select" => {
            let chosen = element.select(&selector("option[selected]")).next();
            let option = chosen.or_else(|| element.select(&selector("option")).next())?;
            option.attr("value").map_or_else(|| text(option), str::to_owned)
        }
        "textarea" => element.text().collect(),
        _ if element.attr("type") == Some("checkbox") && element.attr("checked").is_none() => return None,
        _ => element.attr("value").unwrap_or_default().to_owned(),
    };
    Some((name, value))
}

/// A GET of a path.
pub fn request(app: &App, path: &str) -> RawRequest {
    let request = RawRequest { method: "GET", path: path.to_owned(), headers: Vec::new(), body: Vec::new() };
    request.with("host", &app.address().to_string())
}

/// The path of a screen, from the account and region on, or a whole one.
fn whole(path: &str) -> String {
    if path.starts_with("/_callsign") { path.to_owned() } else { format!("{HOME}/{path}") }
}

/// What a path answers.
pub async fn get(app: &App, path: &str) -> RawAnswer {
    request(app, &whole(path)).send(app.address()).await
}

/// A screen, which must be there and within its budget.
pub async fn open(app: &App, path: &str) -> Screen {
    let answer = get(app, path).await;
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    screen(path, &answer)
}

/// What all pages of a list show, from the first to the last.
pub async fn all_pages(app: &App, path: &str, shows: impl Fn(&Screen) -> Vec<String>) -> Vec<String> {
    let (mut path, mut rows) = (path.to_owned(), Vec::new());
    loop {
        let screen = open(app, &path).await;
        rows.extend(shows(&screen));
        assert!(rows.len() < 1_000, "the pages have an end");
        match screen.all("a[rel=next]", "href").pop() {
            Some(next) => path = next,
            None => return rows,
        }
    }
}

fn screen(path: &str, answer: &RawAnswer) -> Screen {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(answer.body.len() <= 40 * 1024, "{path} has {} bytes", answer.body.len());
    let html = Html::parse_document(&answer.body);
    Screen { path: path.to_owned(), html, status: answer.status }
}

/// Posts fields to a screen, as a browser does from there.
pub async fn post(app: &App, path: &str, fields: &[(String, String)]) -> RawAnswer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = RawRequest { method: "POST", body: body.into_bytes(), ..request(app, &whole(path)) };
    let request = request.with("content-type", "application/x-www-form-urlencoded");
    request.with("sec-fetch-site", "same-origin").send(app.address()).await
}

/// Submits the form of an operation that stands on a screen: the screen that it leads to.
pub async fn submit(app: &App, path: &str, operation: &str, fill: &[(&str, &str)]) -> Screen {
    let fields = open(app, path).await.form(operation, fill);
    let answer = post(app, path, &fields).await;
    assert_eq!(answer.status, 303, "{operation}: {}", screen(path, &answer).refusal().0);
    let screen = open(app, answer.header("location")).await;
    assert!(
        screen.texts(".notice.good").first().is_some_and(|text| text.starts_with(operation)),
        "{operation} is told"
    );
    screen
}

/// Submits a form that is refused: the screen with the refusal.
pub async fn submit_in_vain(app: &App, path: &str, operation: &str, fill: &[(&str, &str)]) -> Screen {
    let fields = open(app, path).await.form(operation, fill);
    let answer = post(app, path, &fields).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    screen(path, &answer)
}

/// Submits the form of a call of callsign's own interface: the screen that it leads to.
pub async fn call(app: &App, path: &str, call: &str, fill: &[(&str, &str)]) -> Screen {
    let screen = open(app, path).await;
    let action = screen.action(call).unwrap_or_else(|| path.to_owned());
    let answer = post(app, &action, &screen.form(call, fill)).await;
    assert_eq!(answer.status, 303, "{call}: {answer:?}");
    let mut answer = get(app, answer.header("location")).await;
    if answer.status == 303 {
        answer = get(app, answer.header("location").split('#').next().unwrap_or_default()).await;
    }
    assert_eq!(answer.status, 200, "{call}: {answer:?}");
    self::screen(path, &answer)
}

/// The same of one that is refused: the screen with the refusal.
pub async fn call_in_vain(app: &App, path: &str, call: &str, fill: &[(&str, &str)]) -> Screen {
    submit_in_vain(app, path, call, fill).await
}

/// A message of the account of the tests between an own side and a phone, as it would be stored.
pub async fn message(connection: &mut PgConnection, direction: &str, own: &str, phone: &str, body: &str) -> String {
    let scope = "insert into callsign.account_region (account_id, region, created_at)
                 values ('000000000000', 'us-east-1', clock_timestamp()) on conflict do nothing";
    sqlx::query(scope).execute(&mut *connection).await.expect("the scope is there");
    let insert = "
        insert into callsign.message
            (id, account_id, region, direction, channel, kind, status, origination_identity, origination_phone_number,
             origination_kind, destination_phone_number, iso_country_code, chosen_by, message_type, message_body,
             message_encoding, context, time_to_live, request_id, created_at)
        values (gen_random_uuid(), '000000000000', 'us-east-1', $1, 'TEXT', case $1 when 'OUTBOUND' then 'API' end,
                case $1 when 'OUTBOUND' then 'ACCEPTED' else 'RECEIVED' end, $2,
                case $1 when 'OUTBOUND' then $2 else $3 end, 'SENDER_ID', case $1 when 'OUTBOUND' then $3 else $2 end, 'US',
                'DIRECT', 'TRANSACTIONAL', $4, 'UNICODE', '{\"order\": \"77\"}', 259200, gen_random_uuid()::text,
                date_trunc('milliseconds', clock_timestamp()))
        returning id::text";
    let id = sqlx::query_scalar(insert).bind(direction).bind(own).bind(phone).bind(body).fetch_one(connection).await;
    id.expect("the message is inserted")
}
