//! Another account's resources, and those of another region: generated from the model for every member that takes an id or
//! an ARN. Named by a bare id they are answered as if they didn't exist; named by their ARN they are refused whether or not
//! they exist; and nothing changes. A new operation needs its line in the harness's table of requests, a new shape its line
//! in `tenants::names`.

use std::collections::BTreeSet;

use callsign::api::operations;
use serde_json::{Value, json};

use crate::harness::{App, RawAnswer, Spot, Stage, model::Type, settings_without_quotas, spots};

mod names;

use names::{Name, UNKNOWN, kinds_of};

/// A call that names somebody else's resource, and the same one with what nobody has.
struct Case {
    operation: &'static str,
    /// Which member, and what it holds.
    what: String,
    /// The text that names the resource, and the one that names nothing.
    texts: [String; 2],
    bodies: [String; 2],
    expected: Expected,
}

#[derive(Clone, Copy)]
enum Expected {
    /// ResourceNotFoundException.
    NotFound,
    /// AccessDeniedException.
    Denied,
    /// ValidationException INVALID_ARN.
    InvalidArn,
}

/// How a viewer names a resource.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// By its bare id or name.
    Bare,
    /// By its ARN.
    Arn,
    /// By an ARN with its id in the viewer's own account and region.
    OwnArn,
}

impl Name {
    /// The text for the resource `id` of `owner`, as `viewer` names it.
    fn text(&self, form: Form, id: &str, owner: &Stage, viewer: &Stage) -> String {
        let arn = |stage: &Stage| {
            let (region, account) = (stage.place.region, stage.place.account());
            format!("arn:aws:sms-voice:{region}:{account}:{}", self.path.replace("{}", id))
        };
        match form {
            Form::Bare => id.to_owned(),
            Form::Arn => arn(owner),
            Form::OwnArn => arn(viewer),
        }
    }
}

/// The request with this text at the place, and IsoCountryCode beside it as the resource has it.
fn naming(request: &Value, spot: &Spot, name: &Name, text: &str) -> String {
    let mut request = spot.set(request, Some(json!(text)));
    let beside = spot.siblings(&mut request);
    if let Some(country) = beside.and_then(|beside| beside.get_mut("IsoCountryCode")) {
        *country = json!(name.iso_country_code);
    }
    request.to_string()
}

/// The cases of an operation: the viewer, with its own resources for all other members, names the owner's.
fn cases(operation: &'static str, owner: &Stage, viewer: &Stage) -> Vec<Case> {
    let is_other_account = owner.place.account() != viewer.place.account();
    let mut cases = Vec::new();
    for spot in spots(operation) {
        // The model gives their ids the shape of registrations'.
        let is_attachments = spot.name() == "RegistrationAttachmentIds[]";
        let shape = if is_attachments { "RegistrationAttachmentIdOrArn" } else { spot.shape_name };
        let Some(kinds) = kinds_of(shape) else { continue };
        for name in kinds.names {
            let forms: &[Form] =
                if kinds.takes_ids { &[Form::Bare, Form::Arn, Form::OwnArn] } else { &[Form::Arn, Form::OwnArn] };
            for form in forms {
                let texts = [owner.of(name.stock, name.member).as_str(), name.unknown]
                    .map(|id| name.text(*form, id, owner, viewer));
                let request = viewer.request(operation);
                cases.push(Case {
                    operation,
                    what: format!("{} names a {} by {form:?}", spot.name(), name.path),
                    bodies: texts.each_ref().map(|text| naming(&request, &spot, name, text)),
                    texts,
                    expected: match form {
                        Form::Arn if is_other_account => Expected::Denied,
                        Form::Arn => Expected::InvalidArn,
                        Form::Bare | Form::OwnArn => Expected::NotFound,
                    },
                });
            }
        }
    }
    cases
}

impl Case {
    /// What is wrong with the two answers.
    fn fault(&self, [known, unknown]: [&RawAnswer; 2]) -> Option<String> {
        let (exception, reason) = match self.expected {
            Expected::NotFound => ("400 ResourceNotFoundException", Value::Null),
            Expected::Denied => ("400 AccessDeniedException", Value::Null),
            Expected::InvalidArn => ("400 ValidationException", json!("INVALID_ARN")),
        };
        let [of_known, of_unknown] = [(known, &self.texts[0]), (unknown, &self.texts[1])].map(|(answer, text)| {
            let id = text.rsplit(':').next().unwrap_or_default().splitn(2, '/').last().unwrap_or_default();
            let id = id.split('/').next().unwrap_or_default();
            (answer.status, answer.body.replace(text.as_str(), "TEXT").replace(id, "ID"))
        });
        let is_right = known.status == 400 && known.line() == exception && known.json()["Reason"] == reason;
        let is_equal = of_known == of_unknown && known.header("content-type") == unknown.header("content-type");
        (!is_right || !is_equal).then(|| {
            format!(
                "{}: {}: {} {}\n    and of none {}",
                self.operation, self.what, known.status, known.body, unknown.body
            )
        })
    }
}

/// What is wrong with what `viewer` is answered about the resources of `owner`.
async fn faults(app: &App, owner: &Stage<'_>, viewer: &Stage<'_>) -> Vec<String> {
    let cases: Vec<Case> = operations().flat_map(|served| cases(served.name, owner, viewer)).collect();
    assert!(cases.len() > 60, "{} cases", cases.len());
    let calls: Vec<(&str, String)> =
        cases.iter().flat_map(|case| case.bodies.iter().map(|body| (case.operation, body.clone()))).collect();
    let before = app.state().await;
    let answers = viewer.call_all(&calls).await;
    let mut faults: Vec<String> =
        cases.iter().zip(answers.chunks(2)).filter_map(|(case, pair)| case.fault([&pair[0], &pair[1]])).collect();
    if app.state().await != before {
        faults.push("something changed".to_owned());
    }
    faults
}

#[tokio::test]
async fn what_another_account_has_is_as_if_it_did_not_exist() {
    let app = App::with(settings_without_quotas).await;
    // Nothing happens to messages by itself.
    app.freeze().await;
    let owner = Stage::build(&app, "test", "us-east-1").await;
    let viewer = Stage::build(&app, "other", "us-east-1").await;
    let mut faults = faults(&app, &owner, &viewer).await;
    faults.extend(seen(&owner, &viewer).await);
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn what_another_region_has_is_as_if_it_did_not_exist() {
    let app = App::with(settings_without_quotas).await;
    // Nothing happens to messages by itself.
    app.freeze().await;
    let owner = Stage::build(&app, "test", "us-east-1").await;
    let viewer = Stage::build(&app, "test", "eu-west-1").await;
    let mut faults = faults(&app, &owner, &viewer).await;
    faults.extend(seen(&owner, &viewer).await);
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

/// Answers to the viewer's own requests in which something of the owner's stands.
async fn seen(owner: &Stage<'_>, viewer: &Stage<'_>) -> Vec<String> {
    let ids = owner.ids();
    assert!(ids.len() > 10, "{ids:?}");
    let operations = operations().map(|served| served.name);
    let calls: Vec<(&str, String)> = operations.map(|name| (name, viewer.request(name).to_string())).collect();
    let answers = viewer.call_all(&calls).await;
    let mut seen = Vec::new();
    for ((operation, _), answer) in calls.iter().zip(answers) {
        if answer.status != 200 {
            seen.push(format!("{operation} is not answered: {}", answer.body));
        }
        let found = ids.iter().filter(|id| answer.body.contains(id.as_str()));
        seen.extend(found.map(|id| format!("{operation} shows {id}: {}", answer.body)));
    }
    seen
}

#[tokio::test]
async fn nobody_goes_on_with_the_pages_of_another_account_or_region() {
    let app = App::with(settings_without_quotas).await;
    let owner = Stage::build(&app, "test", "us-east-1").await;
    let viewers = [Stage::build(&app, "other", "us-east-1").await, Stage::build(&app, "test", "eu-west-1").await];
    let mut tokens = BTreeSet::new();
    for operation in operations().map(|served| served.name) {
        let spots = spots(operation);
        let of = |member: &str| spots.iter().find(|spot| spot.name() == member);
        let (Some(size), Some(token)) = (of("MaxResults"), of("NextToken")) else { continue };
        let first = owner.call(operation, &size.set(&owner.request(operation), Some(json!(1))).to_string()).await;
        let Some(text) = first.json()["NextToken"].as_str().map(str::to_owned) else { continue };
        tokens.insert(operation);
        for viewer in &viewers {
            let request = size.set(&viewer.request(operation), Some(json!(1)));
            let answer = viewer.call(operation, &token.set(&request, Some(json!(text))).to_string()).await;
            assert_eq!(answer.json()["Reason"], "INVALID_NEXT_TOKEN", "{operation}: {}", answer.body);
        }
        let request = size.set(&owner.request(operation), Some(json!(1)));
        let next = owner.call(operation, &token.set(&request, Some(json!(text))).to_string()).await;
        assert_eq!(next.status, 200, "{operation}: {}", next.body);
    }
    assert!(tokens.len() > 6, "{tokens:?}");
}

#[test]
fn every_member_that_names_a_resource_has_its_cases() {
    let mut lacking = Vec::new();
    for operation in operations().map(|served| served.name) {
        for spot in spots(operation).iter().filter(|spot| spot.shape.kind == Type::String) {
            let shape = spot.shape_name;
            let by_shape =
                ["IdOrArn", "NameOrArn"].iter().any(|end| shape.ends_with(end)) || shape.ends_with("ResourceName");
            let member = spot.name();
            let member = member.trim_end_matches("[]").rsplit('.').next().unwrap_or_default();
            let by_member = ["Id", "Ids", "Arn", "Arns", "Name", "Names", "Identity", "Role"];
            let names_something =
                by_shape || (by_member.iter().any(|end| member.ends_with(end)) && spot.shape.values.is_empty());
            if names_something && kinds_of(shape).is_none() && !names::is_no_resource(shape) {
                lacking.push(format!("{operation} {}: {shape}", spot.name()));
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new(), "in neither table of tenants::names");
}

#[test]
fn what_is_unknown_has_the_form_of_what_is_known() {
    for (prefix, unknown) in
        [("pool-", UNKNOWN.pool), ("phone-", UNKNOWN.phone_number), ("protect-", UNKNOWN.protect_configuration)]
    {
        let hex = unknown.strip_prefix(prefix).expect("it has the prefix");
        assert!(hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{unknown}");
    }
}
