//! An answer, in whichever form its client reads.

/// An answer, ready to be sent.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What the body is.
    pub media_type: &'static str,
    /// The text.
    pub body: String,
    /// The exception's name, for `x-amzn-ErrorType`.
    pub exception: Option<&'static str>,
}
