//! The exceptions of the AWS model, as an operation raises them.
//!
//! One table for all of them: an exception, AWS's reason, and the text. Texts stand here only, because clients read them:
//! the ones that do look for the `Reason="X"` token.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::resource_type::ResourceType;

mod exception;
mod reason;

pub use exception::Exception;
pub use reason::{AccessDeniedReason, ConflictReason, QuotaReason, ValidationReason};

/// The namespace of the exceptions that the API model declares.
pub const MODEL_NAMESPACE: &str = "com.amazonaws.pinpointsmsvoicev2";

/// The namespace of the errors that AWS's front ends raise. Assumed: from what AWS's JSON services send.
pub const FRONT_END_NAMESPACE: &str = "com.amazon.coral.service";

/// Which policy an AccessDeniedException is due to. Its message says so; it has no Reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// No policy of the caller allows it.
    NoIdentityPolicy,
    /// A policy of the caller denies it.
    IdentityPolicy,
    /// No policy of the resource allows it.
    NoResourcePolicy,
    /// The policy of the resource denies it.
    ResourcePolicy,
}

/// A member of the request that failed validation (`ValidationExceptionField` in the model).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Field {
    /// The member, in lowerCamel. Observed: `senderId` in AWS's own message.
    pub name: Cow<'static, str>,
    /// One sentence that says what is wrong.
    pub message: String,
}

impl Field {
    /// The member `name` with a sentence about it.
    pub fn new(name: &'static str, message: impl Into<String>) -> Self {
        Self { name: name.into(), message: message.into() }
    }
}

/// An exception that answers a request.
#[derive(Debug, Clone)]
pub struct ServiceError(Box<Body>);

/// The members of the answer, in the model's names; absent ones are omitted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    #[serde(skip, default = "internal")]
    exception: Exception,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_type: Option<ResourceType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field>,
    #[serde(skip)]
    cause: Option<String>,
}

/// What is read without its exception is none that a client could have caused.
fn internal() -> Exception {
    Exception::InternalServerException
}

/// An exception as a client token keeps it: its name beside the members that go on the wire.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(rename = "__type")]
    exception: Exception,
    #[serde(flatten)]
    body: Body,
}

impl ServiceError {
    /// The JSON text from which [`ServiceError::from_kept`] makes the same error.
    ///
    /// # Errors
    ///
    /// InternalServerException if it can't be written.
    pub fn to_kept(&self) -> Result<String, Self> {
        let kept = Kept { exception: self.exception(), body: Body::clone(&self.0) };
        serde_json::to_string(&kept).map_err(Self::internal)
    }

    /// The error of which [`ServiceError::to_kept`] made this text.
    ///
    /// # Errors
    ///
    /// InternalServerException for another text.
    pub fn from_kept(text: &str) -> Result<Self, Self> {
        let Kept { exception, body } = serde_json::from_str(text).map_err(Self::internal)?;
        Ok(Self(Box::new(Body { exception, ..body })))
    }

    fn new(exception: Exception, message: String) -> Self {
        Self(Box::new(Body {
            exception,
            message,
            reason: None,
            resource_type: None,
            resource_id: None,
            fields: Vec::new(),
            cause: None,
        }))
    }

    /// The state of `resource_id` forbids the request.
    /// Observed: the wording, in a public test that quotes AWS.
    pub fn conflict(reason: ConflictReason, resource_type: ResourceType, resource_id: impl Into<String>) -> Self {
        let reason: &'static str = reason.into();
        let resource_id = resource_id.into();
        let mut error = Self::new(
            Exception::ConflictException,
            format!(
                "Conflict Occurred - Reason=\"{reason}\" ResourceType=\"{resource_type}\" ResourceId=\"{resource_id}\""
            ),
        );
        error.0.reason = Some(reason.into());
        error.0.resource_type = Some(resource_type);
        error.0.resource_id = Some(resource_id);
        error
    }

    /// Another operation holds the same resource. It has no Reason.
    /// Documented: "trying to perform more than one operation on the same resource at the same time".
    #[must_use]
    pub fn conflicting_operation() -> Self {
        Self::new(
            Exception::ConflictException,
            "Conflict Occurred - more than one operation on the same resource at the same time".to_owned(),
        )
    }

    /// The same error, but where an operation that declares no ConflictException waited too long for another:
    /// ThrottlingException, which every operation declares. Assumed: AWS says nothing about it; clients retry that one.
    #[must_use]
    pub fn without_conflict(self) -> Self {
        if self.exception() == Exception::ConflictException { Self::throttling() } else { self }
    }

    /// The request itself is wrong, in `fields`.
    /// Assumed: the leading words; Observed: the `Reason` and `Fields` tokens.
    #[must_use]
    pub fn validation(reason: ValidationReason, fields: Vec<Field>) -> Self {
        let reason: &'static str = reason.into();
        let names: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
        let mut error = Self::new(
            Exception::ValidationException,
            format!("Validation Exception Occurred - Reason=\"{reason}\" Fields=\"{}\"", names.join(",")),
        );
        error.0.reason = Some(reason.into());
        error.0.fields = fields;
        error
    }

    /// A resource that the request names doesn't exist.
    /// Observed: the `ResourceType` token; Assumed: the leading words.
    pub fn not_found(resource_type: ResourceType, resource_id: impl Into<String>) -> Self {
        let resource_id = resource_id.into();
        let mut error = Self::new(
            Exception::ResourceNotFoundException,
            format!("Resource Not Found - ResourceType=\"{resource_type}\" ResourceId=\"{resource_id}\""),
        );
        error.0.resource_type = Some(resource_type);
        error.0.resource_id = Some(resource_id);
        error
    }

    /// No number of the requested kind is to be had: there is no resource to name.
    /// Observed: ResourceNotFoundException for a request that the inventory can't fill.
    #[must_use]
    pub fn nothing_available(message: String) -> Self {
        let mut error = Self::new(Exception::ResourceNotFoundException, message);
        error.0.resource_type = Some(ResourceType::PhoneNumber);
        error
    }

    /// A quota is full. Assumed: the wording, by analogy.
    #[must_use]
    pub fn quota_exceeded(reason: QuotaReason) -> Self {
        let reason: &'static str = reason.into();
        let mut error = Self::new(
            Exception::ServiceQuotaExceededException,
            format!("Service Quota Exceeded - Reason=\"{reason}\""),
        );
        error.0.reason = Some(reason.into());
        error
    }

    /// `user` may not perform `action` (`sms-voice:DeletePool`) on `resource`, an ARN or `*`.
    /// Documented: IAM's general sentence. Assumed: this service has it in an AccessDeniedException, too.
    #[must_use]
    pub fn access_denied(user: &str, action: &str, resource: &str, denial: Denial) -> Self {
        let reason = match denial {
            Denial::NoIdentityPolicy => format!("because no identity-based policy allows the {action} action"),
            Denial::IdentityPolicy => "with an explicit deny in an identity-based policy".to_owned(),
            Denial::NoResourcePolicy => format!("because no resource-based policy allows the {action} action"),
            Denial::ResourcePolicy => "with an explicit deny in a resource-based policy".to_owned(),
        };
        Self::new(
            Exception::AccessDeniedException,
            format!("User: {user} is not authorized to perform: {action} on resource: {resource} {reason}"),
        )
    }

    /// AWS refuses the account. Documented: the exception and its Reason. Assumed: the text.
    #[must_use]
    pub fn account_refused(reason: AccessDeniedReason) -> Self {
        let reason: &'static str = reason.into();
        let mut error = Self::new(Exception::AccessDeniedException, format!("Access Denied - Reason=\"{reason}\""));
        error.0.reason = Some(reason.into());
        error
    }

    /// Too much at once. Documented: the exception; Assumed: the text, AWS's usual one.
    #[must_use]
    pub fn throttling() -> Self {
        Self::new(Exception::ThrottlingException, "Rate exceeded".to_owned())
    }

    /// No connection to the database is free in time, or there is none. Assumed: the exception, which clients retry; the text is callsign's
    /// own, so that nobody takes it for a rate.
    #[must_use]
    pub fn no_connection() -> Self {
        Self::new(
            Exception::ThrottlingException,
            "No connection to the database is free: too many calls at once, or the database is away".to_owned(),
        )
    }

    /// callsign or its database failed, for `cause`: it is logged, never answered.
    /// Documented: the text is the exception's description.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let mut error = Self::new(
            Exception::InternalServerException,
            "The API encountered an unexpected error and couldn't complete the request. You might be able to \
             successfully issue the request again in the future."
                .to_owned(),
        );
        error.0.cause = Some(cause.to_string());
        error
    }

    /// An exception that a fault answers. `None` for a reason that it hasn't.
    #[must_use]
    pub fn injected(exception: Exception, reason: Option<&str>) -> Option<Self> {
        let known: &[&str] = match exception {
            Exception::AccessDeniedException => AccessDeniedReason::VARIANTS,
            Exception::ConflictException => ConflictReason::VARIANTS,
            Exception::ServiceQuotaExceededException => QuotaReason::VARIANTS,
            Exception::ValidationException => ValidationReason::VARIANTS,
            _ => &[],
        };
        if reason.is_some_and(|reason| !known.contains(&reason)) {
            return None;
        }
        let mut error = match exception {
            Exception::ThrottlingException => Self::throttling(),
            _ => Self::new(exception, format!("{} - a fault of callsign's settings", exception.as_ref())),
        };
        error.0.reason = reason.map(|reason| reason.to_owned().into());
        Some(error)
    }

    /// The same error with `detail` after its text.
    #[must_use]
    pub fn with_detail(mut self, detail: &str) -> Self {
        self.0.message.push_str(detail);
        self
    }

    /// Which exception this is.
    #[must_use]
    pub fn exception(&self) -> Exception {
        self.0.exception
    }

    /// Whether a rule of AWS raised it, rather than what became of the call on the way: a failure, a lock that others hold, a rate.
    #[must_use]
    pub fn is_a_rules(&self) -> bool {
        match self.0.exception {
            Exception::InternalServerException | Exception::ThrottlingException => false,
            Exception::ConflictException => self.0.reason.is_some(),
            _ => true,
        }
    }

    /// AWS's reason, if the exception has one.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The resource that it is about, for the log.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.0.resource_id.as_deref()
    }

    /// The type of that resource.
    #[must_use]
    pub fn resource_type(&self) -> Option<&str> {
        self.0.resource_type.as_ref().map(Into::into)
    }

    /// The names of the members that failed validation.
    #[must_use]
    pub fn field_names(&self) -> Option<Vec<String>> {
        let names: Vec<String> = self.0.fields.iter().map(|field| field.name.to_string()).collect();
        (!names.is_empty()).then_some(names)
    }

    /// The members that failed validation, for the log: no sentence repeats a value.
    #[must_use]
    pub fn fields(&self) -> Option<String> {
        let fields: Vec<String> =
            self.0.fields.iter().map(|field| format!("{}: {}", field.name, field.message)).collect();
        (!fields.is_empty()).then(|| fields.join("; "))
    }

    /// What went wrong inside, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.exception.as_ref(), self.0.message)
    }
}

impl std::error::Error for ServiceError {}

/// The members that go on the wire, without `__type`.
impl Serialize for ServiceError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
