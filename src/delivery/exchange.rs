//! One request and what is read of its answer.

use std::error::Error;

use reqwest::{Client, Request};

/// How many bytes of an answer are read; the rest is left, with its connection.
pub const MOST_OF_AN_ANSWER: usize = 256 * 1024;

/// What a target answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, as far as it is read.
    pub body: Vec<u8>,
}

/// Why something isn't delivered.
#[derive(Clone, Debug)]
pub struct Failure {
    /// One sentence.
    pub error: String,
    /// What was answered, if anything was.
    pub answer: Option<Answer>,
}

impl Failure {
    /// Nothing was answered.
    pub(super) fn of(error: impl Into<String>) -> Self {
        Self { error: error.into(), answer: None }
    }
}

impl Answer {
    /// Not what was hoped for.
    pub(super) fn refused(self, error: impl Into<String>) -> Failure {
        Failure { error: error.into(), answer: Some(self) }
    }

    /// The answer, if its status is one of success.
    ///
    /// # Errors
    ///
    /// [`Failure`] with the status.
    pub(super) fn taken(self) -> Result<Self, Failure> {
        match self.status {
            200..=299 => Ok(self),
            status @ 300..=399 => {
                Err(self.refused(format!("the target answered {status}: redirects are not followed")))
            }
            status => Err(self.refused(format!("the target answered {status}"))),
        }
    }
}

/// Sends a request and reads the answer, whatever its status.
///
/// # Errors
///
/// [`Failure`] where nothing answered in time, or not to its end.
pub(super) async fn exchange(client: &Client, request: Result<Request, reqwest::Error>) -> Result<Answer, Failure> {
    let request = request.map_err(|error| Failure::of(cause(error)))?;
    let mut response = client.execute(request).await.map_err(|error| Failure::of(cause(error)))?;
    let mut answer = Answer { status: response.status().as_u16(), body: Vec::new() };
    while answer.body.len() < MOST_OF_AN_ANSWER {
        match response.chunk().await {
            Ok(Some(chunk)) => answer.body.extend(chunk.iter().take(MOST_OF_AN_ANSWER - answer.body.len())),
            Ok(None) => break,
            Err(error) => return Err(answer.refused(cause(error))),
        }
    }
    Ok(answer)
}

/// What went wrong, without the URL, which may hold what is nobody's business.
fn cause(error: reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("the target did not answer within {} s", super::PATIENCE.as_secs());
    }
    let error = error.without_url();
    let mut sentence = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        sentence = format!("{sentence}: {inner}");
        source = inner.source();
    }
    sentence
}
