//! The running program: each step as a call of the SDK, and its answer in the words of the reference.

mod calls;
mod sends;

use std::{fmt::Debug, sync::atomic::Ordering};

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
};

use super::{
    CLOCK, INVARIANTS, STATE,
    reference::all,
    step::{Identity, NUMBERS, Operation, Owner, POOLS, SENDER_IDS, Slot, Step},
};
use crate::harness::{ACCOUNT, App, refusal};

const DAY: i64 = 24 * 60 * 60;

/// One account of a running callsign in a region of its own, and the ids of what was made there.
pub struct Program<'a> {
    app: &'a App,
    region: String,
    own: Client,
    foreign: Client,
    numbers: Vec<String>,
    pools: Vec<String>,
    begun: f64,
}

/// What was answered: the text, or that of the error.
type Answer = Result<String, String>;

/// The text of an answer, or that of an error.
fn told<O, E>(outcome: Result<O, SdkError<E>>, tell: impl FnOnce(O) -> String) -> Answer
where
    O: Debug,
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
{
    match outcome {
        Ok(answer) => Ok(tell(answer)),
        Err(error) => {
            let refused = refusal(Err::<O, _>(error));
            Err(format!("{} {}", refused.line(), refused.fields.join(",")).trim_end().to_owned())
        }
    }
}

impl<'a> Program<'a> {
    /// In a region that nothing was ever made in.
    pub fn in_region(app: &'a App, region: &str) -> Self {
        let own = app.client_of("test", region);
        let id = |prefix: &str, slot| format!("{prefix}-{slot:032}");
        Self {
            app,
            region: region.to_owned(),
            own,
            foreign: app.client_of("other", region),
            numbers: (0..NUMBERS).map(|slot| id("phone", slot)).collect(),
            pools: (0..POOLS).map(|slot| id("pool", slot)).collect(),
            begun: super::now().as_seconds_f64(),
        }
    }

    /// Takes a step and answers what was said, with places instead of ids.
    pub async fn take(&mut self, step: &Step) -> String {
        if let Operation::DaysPass { days } = step.operation {
            let ahead = CLOCK.fetch_add(days * DAY, Ordering::SeqCst) + days * DAY;
            self.app.put_ahead(ahead).await;
            self.let_texts_arrive().await;
            return String::new();
        }
        match self.call(step).await {
            // Sorted by ids so far, which are not the reference's.
            Ok(answer) => all(self.with_places(answer).split(" | ").map(str::to_owned)),
            Err(error) => self.with_places(error),
        }
    }

    fn with_places(&self, mut text: String) -> String {
        for (prefix, ids) in [('N', &self.numbers), ('P', &self.pools)] {
            for (slot, id) in ids.iter().enumerate() {
                text = text.replace(id, &format!("{prefix}{slot}"));
            }
        }
        text.replace(&format!("arn:aws:sms-voice:{}:{ACCOUNT}:", self.region), "")
    }

    fn arn(&self, path: &str) -> String {
        format!("arn:aws:sms-voice:{}:{ACCOUNT}:{path}", self.region)
    }

    fn pool(&self, slot: Slot, by_arn: bool) -> String {
        let id = &self.pools[slot];
        if by_arn { self.arn(&format!("pool/{id}")) } else { id.clone() }
    }

    fn number(&self, slot: Slot, by_arn: bool) -> String {
        let id = &self.numbers[slot];
        if by_arn { self.arn(&format!("phone-number/{id}")) } else { id.clone() }
    }

    fn sender_id(&self, sender_id: usize, by_arn: bool) -> String {
        let (text, country) = SENDER_IDS[sender_id];
        if by_arn { self.arn(&format!("sender-id/{text}/{country}")) } else { text.to_owned() }
    }

    fn list(&self, name: &str, by_arn: bool) -> String {
        if by_arn { self.arn(&format!("opt-out-list/{name}")) } else { name.to_owned() }
    }

    fn identity(&self, identity: Identity, by_arn: bool) -> String {
        match identity {
            Identity::Number(slot) => self.number(slot, by_arn),
            Identity::SenderId(sender_id) => self.sender_id(sender_id, by_arn),
        }
    }

    fn owner(&self, owner: Owner, by_arn: bool) -> String {
        match owner {
            Owner::Pool(slot) => self.pool(slot, by_arn),
            Owner::Number(slot) => self.number(slot, by_arn),
        }
    }

    /// How many days after the beginning that was.
    fn day(&self, at: f64) -> i64 {
        let days = (at - self.begun) / 86_400.0;
        format!("{days:.0}").parse().expect("a whole number of days")
    }

    /// Everything that there is, one line each: by Describe operations, and by SQL where views have it.
    pub async fn lines(&mut self) -> Vec<String> {
        let everything = [
            Operation::DescribePhoneNumbers { numbers: Vec::new(), list: None, status: None, page_size: 2 },
            Operation::DescribePools { pools: Vec::new(), two_way: None, page_size: 2 },
            Operation::DescribeSenderIds { sender_ids: Vec::new(), country: None, page_size: 2 },
        ];
        let mut lines = Vec::new();
        for operation in everything {
            let answer = self.take(&Step { foreign: false, by_arn: false, operation }).await;
            lines.extend(answer.split(" | ").filter(|line| !line.is_empty()).map(str::to_owned));
        }
        let rows: Vec<(String,)> = self.app.rows_for(STATE, &self.region).await;
        lines.extend(rows.into_iter().map(|(line,)| self.with_places(line)));
        lines.sort();
        lines
    }

    /// What is wrong with the rows, whatever the calls were.
    pub async fn broken_invariants(&self) -> Vec<String> {
        let rows: Vec<(String,)> = self.app.rows_for(INVARIANTS, &self.region).await;
        rows.into_iter().map(|(line,)| self.with_places(line)).collect()
    }
}

/// What an answer says about settings that a pool and its numbers share.
fn settings_line(
    message_type: &str,
    list: &str,
    two_way: (bool, Option<&str>, Option<&str>),
    self_managed: bool,
) -> String {
    let (enabled, channel, role) = two_way;
    let two_way = match (enabled, channel, role) {
        (false, None, None) => "off".to_owned(),
        (false, ..) => format!("off, but {channel:?} and {role:?} are answered"),
        (true, ..) => format!("{}+{}", channel.unwrap_or("-"), role.unwrap_or("-")),
    };
    format!("{message_type} list={list} two-way={two_way} self-managed={self_managed}")
}

fn sender_id_line(text: &str, country: &str, types: &[impl AsRef<str>], protected: &str) -> String {
    let types = all(types.iter().map(|kind| kind.as_ref().to_owned())).replace(" | ", "+");
    format!("{text}/{country} {types} protected={protected}")
}
