//! AWS Signature Version 4, the server's side: who signed this request, and is it what was signed?
//!
//! AWS pages: "Create a signed AWS API request" and "Elements of an AWS API request signature" (IAM User Guide).
//!
//! | file | concept |
//! | --- | --- |
//! | `request` | the request as it was received |
//! | `error` | why it isn't authenticated |
//! | `authorization` | what the request claims: key, scope, signed headers, signature; header form and query form |
//! | `canonical` | the text that both sides sign |
//! | `signing_key` | the secret, the key derived from it, and the derived keys remembered |
//! | `suspect` | what is wrong with a refused signature most likely, for the log |
//! | `verify` | the verdict: claim, clock, scope, key and signature, in that order |
//!
//! Everything here is synchronous and pure but for the remembered keys; the clock is a value passed in.

mod authorization;
mod canonical;
mod error;
mod request;
mod signing_key;
mod suspect;
mod verify;

pub use error::AuthenticationError;
pub use request::SignedRequest;
pub use signing_key::Secret;
pub use suspect::Suspect;
pub use verify::{SigningCredential, Verified, Verifier, looks_like_a_region};
