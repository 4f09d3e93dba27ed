//! A stage: resources of every kind in one account and region, and for each operation a request that succeeds there.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::join_all;
use regex::{Captures, Regex};
use serde_json::Value;

use super::{
    ACCOUNT, App, OTHER_ACCOUNT, RawAnswer,
    raw::{RawConnection, call_of},
    requests, stock,
};

/// How many requests are under way at once: as many as the App has connections to its database.
const LANES: usize = 4;

/// An access key and a region.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// `test` or `other`.
    pub key: &'static str,
    pub region: &'static str,
}

impl Place {
    /// The account of the access key.
    pub fn account(self) -> &'static str {
        if self.key == "test" { ACCOUNT } else { OTHER_ACCOUNT }
    }
}

/// The resources of one account and region.
pub struct Stage<'a> {
    app: &'a App,
    /// Whose it is.
    pub place: Place,
    /// What the lines of the stock were answered, by their names.
    answers: HashMap<&'static str, Value>,
}

impl<'a> Stage<'a> {
    /// Makes everything that the requests need.
    pub async fn build(app: &'a App, key: &'static str, region: &'static str) -> Self {
        let mut stage = Self { app, place: Place { key, region }, answers: HashMap::new() };
        for (name, operation, request) in stock::lines() {
            let answer = stage.call(operation, &stage.fill(request)).await;
            assert_eq!(answer.status, 200, "the stock's {name}: {}", answer.body);
            let mut answered = answer.json();
            if *operation == "SendDestinationNumberVerificationCode" {
                // What the phone shows.
                let message = answered["MessageId"].as_str().expect("a message has an id");
                answered["VerificationCode"] = app.texts_of(CODE, message).await.remove(0).into();
            }
            stage.answers.insert(name, answered);
        }
        // Behind the API's back: the form is long, and other tests fill it in.
        app.execute(
            "update callsign.registration set registration_status = 'COMPLETE'
             where registration_type = 'US_RCS_LAUNCH_REGISTRATION'",
        )
        .await;
        stage
    }

    /// The same resources, for another access key and another server on the same database.
    pub fn through<'b>(&self, app: &'b App, key: &'static str) -> Stage<'b> {
        Stage { app, place: Place { key, region: self.place.region }, answers: self.answers.clone() }
    }

    /// The text with its placeholders filled in.
    pub fn fill(&self, text: &str) -> String {
        static PLACEHOLDER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\$new|\$phone|\$([a-z_]+)\.([A-Za-z]+)").expect("the pattern is good"));
        let filled = PLACEHOLDER.replace_all(text, |found: &Captures| match (found.get(1), found.get(2)) {
            (Some(name), Some(member)) => self.of(name.as_str(), member.as_str()),
            _ if &found[0] == "$phone" => new_phone(),
            _ => new_name(),
        });
        filled.into_owned()
    }

    /// A member of the answer to a line of the stock.
    pub fn of(&self, name: &str, member: &str) -> String {
        let answer = self.answers.get(name).unwrap_or_else(|| panic!("the stock has no {name} that is served"));
        answer[member].as_str().unwrap_or_else(|| panic!("the stock's {name} has no {member}")).to_owned()
    }

    /// The ids and names of everything that was made.
    pub fn ids(&self) -> BTreeSet<String> {
        let members = [
            "PoolId",
            "PhoneNumberId",
            "SenderId",
            "OptOutListName",
            "ConfigurationSetName",
            "ProtectConfigurationId",
            "VerifiedDestinationNumberId",
            "RcsAgentId",
            "RegistrationId",
            "RegistrationAttachmentId",
            "NotifyConfigurationId",
        ];
        let ids = self.answers.values().flat_map(|answer| members.map(|member| answer[member].as_str()));
        ids.flatten().filter(|id| *id != "Default").map(str::to_owned).collect()
    }

    /// A request of the operation that succeeds.
    pub fn request(&self, operation: &str) -> Value {
        serde_json::from_str(&self.fill(requests::request(operation))).expect("the request is JSON")
    }

    /// The answer to a call.
    pub async fn call(&self, operation: &str, body: &str) -> RawAnswer {
        call_of(self.app, self.place.key, self.place.region, operation, body).await
    }

    /// The answers to many calls, in their order; some of them are under way at once.
    pub async fn call_all(&self, calls: &[(&str, String)]) -> Vec<RawAnswer> {
        let lanes = (0..LANES).map(|lane| async move {
            let mut connection = RawConnection::open(self.app.address()).await;
            let mut answers = Vec::new();
            for (number, (operation, body)) in calls.iter().enumerate().skip(lane).step_by(LANES) {
                let answer = connection.call(self.app, self.place.key, self.place.region, operation, body).await;
                answers.push((number, answer));
            }
            answers
        });
        let mut answers: Vec<(usize, RawAnswer)> = join_all(lanes).await.into_iter().flatten().collect();
        answers.sort_by_key(|(number, _)| *number);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

/// The code in a message.
const CODE: &str = "select verification_code from inspect.verification_codes where message_id = $1";

/// A phone that nothing names yet.
fn new_phone() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(2_000_000);
    format!("+1206{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A name that nothing has yet, short enough for a sender ID.
pub fn new_name() -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("NEW{:07}", COUNT.fetch_add(1, Ordering::Relaxed))
}
