//! How much a client may send and keep, and how long it may take.

use std::time::Duration;

/// The longest body that is read, in bytes. The longest request of the model has about half of it.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// The longest body of CreateRegistrationAttachment, in bytes: the model's longest file in base64, and some more.
pub const MAX_ATTACHMENT_BODY_BYTES: usize = 9_400 * 1024;

/// The longest body of a request without a signature. Assumed: nobody needs more before callsign knows who asks.
pub const MAX_UNSIGNED_BODY_BYTES: usize = 16 * 1024;

/// The longest body of callsign's own interface, in bytes.
pub const MAX_STAGING_BODY_BYTES: usize = 1024 * 1024;

/// The longest file of a seed, in bytes.
pub const MAX_SEED_BYTES: usize = 8 * 1024 * 1024;

/// The longest of all bodies, in bytes.
pub const MAX_ANY_BODY_BYTES: usize =
    if MAX_ATTACHMENT_BODY_BYTES > MAX_SEED_BYTES { MAX_ATTACHMENT_BODY_BYTES } else { MAX_SEED_BYTES };

/// The longest head: what is looked at of path, query and Authorization, and some more.
pub const MAX_HEAD_BYTES: usize = 64 * 1024;

/// How long the head of a request may take, from its first byte.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the whole body of a request may take.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(3);

/// How long a client may take nothing of an answer.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the whole answer may take. The longest one has some hundred kilobytes.
pub const WHOLE_ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an idle connection is kept.
pub const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long what was still under way is read and thrown away, so that the client gets its answer before the end.
pub const LINGER: Duration = Duration::from_secs(1);

/// How much is read, encoded or written at once, in bytes.
pub const STEP_BYTES: usize = 16 * 1024;
