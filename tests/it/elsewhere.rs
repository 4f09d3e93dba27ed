//! What comes to callsign's port and isn't a call of its API: calls of other services of AWS, browsers, health checks, TLS.

use callsign::api;

use crate::harness::{App, Process, RawAnswer, RawConnection, RawRequest, Scratch, send};

/// A call of another service, as its clients send it.
fn call(
    app: &App,
    service: &str,
    method: &'static str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> RawRequest {
    let request = RawRequest { method, path: path.to_owned(), headers: Vec::new(), body: body.into() };
    let request = request.with("host", &app.address().to_string());
    headers.iter().fold(request, |request, (name, value)| request.with(name, value)).signed_to(service)
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");

const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

async fn answered(app: &App, request: &RawRequest) -> RawAnswer {
    send(app.address(), &request.bytes()).await.expect("callsign answers")
}

#[tokio::test]
async fn who_asks_who_he_is_is_told_his_account_and_his_arn() {
    let app = App::start().await;

    let answer = answered(&app, &call(&app, "sts", "POST", "/", &[FORM], WHO)).await;

    assert_eq!((answer.status, answer.header("content-type")), (200, "text/xml"));
    let (_, element) = answer.body.split_once('\n').expect("the declaration is a line");
    assert_eq!(
        element,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <Arn>arn:aws:iam::000000000000:user/test</Arn><UserId>test</UserId><Account>000000000000</Account>\
             </GetCallerIdentityResult><ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata>\
             </GetCallerIdentityResponse>",
            answer.request_id()
        )
    );
}

#[tokio::test]
async fn who_signs_wrongly_is_not_told_who_he_is() {
    let app = App::start().await;
    let wrong = RawRequest { body: format!("{WHO}&More=1").into(), ..call(&app, "sts", "POST", "/", &[FORM], WHO) };

    let answer = answered(&app, &wrong).await;

    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (403, "InvalidSignatureException"));
    assert!(answer.body.contains("<Code>InvalidSignatureException</Code>"), "{}", answer.body);
}

#[tokio::test]
async fn a_call_of_another_service_is_told_what_is_served_in_that_services_form() {
    let app = App::start().await;
    let json = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "DynamoDB_20120810.ListTables")];
    for (service, request, form) in [
        ("s3", call(&app, "s3", "GET", "/", &[], ""), "<Error><Code>"),
        ("s3", call(&app, "s3", "PUT", "/bucket/key", &[], "bytes"), "<Error><Code>"),
        ("ec2", call(&app, "ec2", "POST", "/", &[FORM], "Action=DescribeVpcs"), "<Response><Errors><Error><Code>"),
        ("iam", call(&app, "iam", "POST", "/", &[FORM], "Action=ListUsers"), "<ErrorResponse><Error><Type>"),
        ("sts", call(&app, "sts", "POST", "/", &[FORM], "Action=AssumeRole"), "<ErrorResponse><Error><Type>"),
        ("route53", call(&app, "route53", "GET", "/2013-04-01/hostedzone", &[], ""), "<ErrorResponse><Error><Type>"),
        ("dynamodb", call(&app, "dynamodb", "POST", "/", &json, "{}"), "{\"Message\":"),
        ("lambda", call(&app, "lambda", "GET", "/2015-03-31/functions", &[], ""), "{\"Message\":"),
    ] {
        let answer = answered(&app, &request).await;

        assert_eq!((answer.status, answer.header("x-amzn-errortype")), (400, "UnknownOperationException"), "{service}");
        let element = answer.body.split_once("?>\n").map_or(&*answer.body, |(_, element)| element);
        assert!(element.starts_with(form), "{service}: {}", answer.body);
        let sentence =
            format!("callsign serves only sms-voice, the AWS End User Messaging SMS and Voice v2 API, not {service}");
        assert!(answer.body.contains(&sentence), "{service}: {}", answer.body);
    }
}

#[tokio::test]
async fn the_name_of_a_service_is_repeated_only_where_it_looks_like_one() {
    let app = App::start().await;
    for name in ["<script>", "a%20b", &"x".repeat(65)] {
        let credential =
            format!("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{name}/aws4_request, Signature=00");
        let request = RawRequest { method: "GET", path: "/".to_owned(), headers: Vec::new(), body: Vec::new() };
        let request = request.with("host", "localhost").with("authorization", &credential);

        let answer = answered(&app, &request).await;

        assert_eq!(answer.line(), "400 UnknownOperationException", "{name}");
        assert!(!answer.body.contains(name), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_that_lists_what_is_served() {
    let app = App::start().await;

    let page = send(app.address(), b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("callsign answers");

    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    for served in api::operations() {
        assert!(page.body.contains(&format!("<code>{}</code>", served.name)), "{}", served.name);
    }
    for link in page.body.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
        let request = format!("GET /{link} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let answer = send(app.address(), request.as_bytes()).await.expect("callsign answers");
        // The console leads on to its first screen.
        let status = if link == "_callsign/" { 303 } else { 200 };
        assert_eq!(answer.status, status, "{link}");
    }
}

#[tokio::test]
async fn a_health_check_by_head_gets_the_head_alone() {
    let app = App::start().await;
    let mut connection = RawConnection::open(app.address()).await;
    for path in ["/health/live", "/health/ready", "/"] {
        connection.write(format!("HEAD {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes()).await;
        let head = connection.head().await.expect("it is answered");
        assert_eq!(head.status, 200, "{path}");
        assert_ne!(head.header("content-length"), "0", "{path}");
    }
    connection.write(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert_eq!(connection.answer().await.map(|answer| answer.body), Some(r#"{"status":"live"}"#.to_owned()));
}

#[tokio::test]
async fn a_client_that_speaks_tls_is_told_of_in_the_log() {
    let scratch = Scratch::migrated().await;
    let mut process = Process::serving(scratch.url(), &[("log.format", "json")]);
    let hello = b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03and so on";

    send(process.address(), hello).await;
    process.signal("TERM");
    process.end();

    let log = process.stderr();
    let told = log.lines().filter(|line| line.contains("a client speaks TLS to callsign's port")).count();
    assert_eq!(told, 1, "{log}");
}
