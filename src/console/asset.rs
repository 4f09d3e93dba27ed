//! The style sheet and the script, each under a name that holds the hash of what is in it: browsers keep them for good.

use std::sync::LazyLock;

use ring::digest::{SHA256, digest};

/// How many digits of the hash stand in a name.
const DIGITS: usize = 16;

/// A file that pages ask for.
pub struct Asset {
    /// Its name, hash included.
    pub name: String,
    /// What it is.
    pub media_type: &'static str,
    /// What is in it.
    pub text: &'static str,
}

impl Asset {
    fn new(stem: &str, extension: &str, media_type: &'static str, text: &'static str) -> Self {
        let hash = hex::encode(digest(&SHA256, text.as_bytes()));
        Self { name: format!("{stem}.{}.{extension}", &hash[..DIGITS]), media_type, text }
    }
}

/// The style sheet.
pub static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("console", "css", "text/css; charset=utf-8", include_str!("console.css")));

/// The script.
pub static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("console", "js", "text/javascript; charset=utf-8", include_str!("console.js")));

/// The file of this name.
#[must_use]
pub fn asset(name: &str) -> Option<&'static Asset> {
    [&*STYLE, &*SCRIPT].into_iter().find(|asset| asset.name == name)
}
