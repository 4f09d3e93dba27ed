//! What may be attached to registrations.

use strum::{AsRefStr, Display, EnumString};

use crate::model::error::{Field, ServiceError, ValidationReason};

/// The largest file, in bytes. Documented: 5 MB.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// The kinds of files. Documented: these three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Kind {
    Pdf,
    Jpeg,
    Png,
}

impl Kind {
    /// As HTTP names it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// The kind of a file that came whole. Assumed (decision RD30): by its leading bytes.
///
/// # Errors
///
/// ValidationException MAXIMUM_SIZE_EXCEEDED or ATTACHMENT_TYPE_NOT_SUPPORTED. Assumed: the Reasons' names say so.
pub fn of_body(body: &[u8]) -> Result<Kind, ServiceError> {
    if body.len() > MAX_BYTES {
        let field = Field::new("attachmentBody", format!("The file has more than {MAX_BYTES} bytes"));
        return Err(ServiceError::validation(ValidationReason::MaximumSizeExceeded, vec![field]));
    }
    let signatures: [(&[u8], Kind); 3] =
        [(b"%PDF", Kind::Pdf), (&[0xff, 0xd8, 0xff], Kind::Jpeg), (b"\x89PNG\r\n\x1a\n", Kind::Png)];
    let found = signatures.into_iter().find(|(signature, _)| body.starts_with(signature));
    found.map(|(_, kind)| kind).ok_or_else(|| not_supported("attachmentBody"))
}

/// The kind of a file in Amazon S3, which is never fetched. Assumed (decision RD30): by the ending of its key.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER for another URL, ATTACHMENT_TYPE_NOT_SUPPORTED.
pub fn of_url(url: &str) -> Result<Kind, ServiceError> {
    let object = url.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
    let Some((_, key)) = object.filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty()) else {
        let field = Field::new("attachmentUrl", "The URL isn't s3://bucket/key");
        return Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]));
    };
    let ending = key.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("pdf") => Ok(Kind::Pdf),
        Some("jpg" | "jpeg") => Ok(Kind::Jpeg),
        Some("png") => Ok(Kind::Png),
        _ => Err(not_supported("attachmentUrl")),
    }
}

fn not_supported(member: &'static str) -> ServiceError {
    let field = Field::new(member, "The file is neither PDF, JPEG nor PNG");
    ServiceError::validation(ValidationReason::AttachmentTypeNotSupported, vec![field])
}
