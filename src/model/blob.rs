//! Blobs of the AWS model are base64 in JSON.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

/// The bytes of a blob, or nothing where the text isn't base64. They are read from the text where it lies: a file and its text are large.
#[derive(Debug)]
pub struct Blob(pub Option<Vec<u8>>);

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Base64;

        impl Visitor<'_> for Base64 {
            type Value = Blob;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Blob, E> {
                Ok(Blob(BASE64_STANDARD.decode(text).ok()))
            }
        }

        deserializer.deserialize_str(Base64)
    }
}
