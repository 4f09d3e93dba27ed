//! Verifying destination numbers: the code, how long it counts, how often one may be asked for and tried, and when a number may go.
//!
//! AWS publishes that there is a code, that five are sent within a day and that a number stays for 24 hours; everything else is assumed.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::quota;
use crate::model::{
    error::{ConflictReason, Field, QuotaReason, ServiceError, ValidationReason},
    resource_type::ResourceType,
    verified_destination_number::{LanguageCode, VerificationStatus},
};

/// What a deployment may set about verification.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Verification {
    /// How long a code counts, in minutes. Assumed (RD41): 15.
    pub code_minutes: u32,
    /// How many codes a number gets within 24 hours; 0 is no bound. Documented: 5.
    pub codes_per_day: u32,
    /// With how many wrong tries a code ceases to count; 0 is no bound. Assumed (RD43): 5.
    pub tries_per_code: u32,
    /// For how many hours a number stays once a code was sent or it was verified; 0 lets it go at once. Documented: 24.
    pub delete_after_hours: u32,
}

impl Default for Verification {
    fn default() -> Self {
        Self { code_minutes: 15, codes_per_day: 5, tries_per_code: 5, delete_after_hours: 24 }
    }
}

/// How long a code counts against those that may still be sent. Assumed (RD42): a rolling day.
pub const CODES_WITHIN: Duration = Duration::hours(24);

/// A verified destination number, as far as the rules ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Its VerifiedDestinationNumberId, which errors name.
    pub id: String,
    /// When the last code was sent.
    pub code_sent_at: Option<OffsetDateTime>,
    /// From when on it is verified.
    pub verified_at: Option<OffsetDateTime>,
    /// Whether its phone tests an RCS agent.
    pub is_tester: bool,
    /// Whether its phone can't.
    pub is_unsupported: bool,
}

/// A code that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCode {
    /// The code.
    pub code: String,
    /// When it ceases to count.
    pub expires_at: OffsetDateTime,
    /// How many wrong tries it survives; `None`: any number.
    pub tries_left: Option<i64>,
}

impl Number {
    /// Its Status at a moment.
    #[must_use]
    pub fn status(&self, now: OffsetDateTime) -> VerificationStatus {
        match self.verified_at {
            _ if self.is_unsupported => VerificationStatus::Unsupported,
            Some(at) if at <= now => VerificationStatus::Verified,
            _ => VerificationStatus::Pending,
        }
    }

    /// Whether a code may be sent to it. Assumed (decision RD45): who tests an RCS agent gets none.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_PARAMETER, and as [`Number::is_to_be_verified`].
    pub fn takes_code(&self, now: OffsetDateTime) -> Result<(), ServiceError> {
        if self.is_tester {
            let field = Field::new("verifiedDestinationNumberId", "It tests an RCS agent, for which there is no code");
            return Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]));
        }
        self.is_to_be_verified(now)
    }

    /// Whether it is still to be verified. Who tests an RCS agent is until the moment from which on it is.
    ///
    /// # Errors
    ///
    /// ConflictException VERIFICATION_ALREADY_COMPLETE. Documented: the Reason.
    pub fn is_to_be_verified(&self, now: OffsetDateTime) -> Result<(), ServiceError> {
        let waits = self.is_tester && self.status(now) == VerificationStatus::Pending;
        match self.verified_at {
            Some(_) if !waits => Err(self.conflict(ConflictReason::VerificationAlreadyComplete)),
            _ => Ok(()),
        }
    }

    /// Whether `code` verifies it, of which `last` is the last code that was sent. Assumed (RD43): the order of the checks, and that a
    /// number without a code has a wrong one; (RD41): a new code takes the place of the one before. The comparison is exact.
    ///
    /// # Errors
    ///
    /// ConflictException VERIFICATION_ALREADY_COMPLETE or VERIFICATION_CODE_EXPIRED, ValidationException VERIFICATION_CODE_MISMATCH.
    /// Documented: the Reasons.
    pub fn verify(&self, last: Option<&SentCode>, code: &str, now: OffsetDateTime) -> Result<(), ServiceError> {
        self.is_to_be_verified(now)?;
        if let Some(last) = last
            && (now >= last.expires_at || last.tries_left == Some(0))
        {
            return Err(self.conflict(ConflictReason::VerificationCodeExpired));
        }
        if last.is_some_and(|last| last.code == code) {
            return Ok(());
        }
        let field = Field::new("verificationCode", "It isn't the code that was sent last");
        Err(ServiceError::validation(ValidationReason::VerificationCodeMismatch, vec![field]))
    }

    /// Whether it may be deleted. Documented: not for 24 hours; Assumed (RD44): from the later of the last code and the verification on.
    /// Documented: who tests an RCS agent may go at once.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_DELETION_NOT_ALLOWED. Assumed (RD44): the Reason.
    pub fn may_be_deleted(&self, settings: &Verification, now: OffsetDateTime) -> Result<(), ServiceError> {
        let stays = Duration::hours(settings.delete_after_hours.into());
        match self.code_sent_at.max(self.verified_at) {
            Some(last) if !self.is_tester && now < last + stays => {
                Err(self.conflict(ConflictReason::ResourceDeletionNotAllowed))
            }
            _ => Ok(()),
        }
    }

    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::VerifiedDestinationNumber, self.id.as_str())
    }
}

/// Whether one more code may be sent to a number that got so many within [`CODES_WITHIN`].
///
/// # Errors
///
/// ServiceQuotaExceededException VERIFICATION_ATTEMPTS_PER_DAY. Documented: the Reason; Assumed (RD42): what it counts.
pub fn may_be_sent(settings: &Verification, sent: i64) -> Result<(), ServiceError> {
    quota::has_room(settings.codes_per_day, sent, QuotaReason::VerificationAttemptsPerDay)
}

/// The code that is made of random bits. Assumed (RD41): six digits.
#[must_use]
pub fn code(bits: Uuid) -> String {
    format!("{:06}", bits.as_u128() % 1_000_000)
}

/// What the message says. Assumed (RD66): the words.
#[must_use]
pub fn text(code: &str, language: LanguageCode) -> String {
    match language {
        LanguageCode::DeDe => format!("Ihr Bestätigungscode lautet {code}."),
        LanguageCode::EnGb | LanguageCode::EnUs => format!("Your verification code is {code}."),
        LanguageCode::Es419 | LanguageCode::EsEs => format!("Su código de verificación es {code}."),
        LanguageCode::FrCa | LanguageCode::FrFr => format!("Votre code de vérification est {code}."),
        LanguageCode::ItIt => format!("Il tuo codice di verifica è {code}."),
        LanguageCode::JaJp => format!("認証コードは {code} です。"),
        LanguageCode::KoKr => format!("인증번호는 {code} 입니다."),
        LanguageCode::PtBr => format!("Seu código de verificação é {code}."),
        LanguageCode::ZhCn => format!("您的验证码是 {code}。"),
        LanguageCode::ZhTw => format!("您的驗證碼是 {code}。"),
    }
}
