//! What an error says, whatever operation raised it.

use std::fmt::Debug;

use aws_sdk_pinpointsmsvoicev2::{
    error::{ProvideErrorMetadata, SdkError},
    types::error::{
        AccessDeniedException, ConflictException, ResourceNotFoundException, ServiceQuotaExceededException,
        ValidationException,
    },
};

/// The members of an error, as the SDK read them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The exception's name.
    pub exception: String,
    /// AWS's reason, if any.
    pub reason: Option<String>,
    /// The kind of resource, if any.
    pub resource_type: Option<String>,
    /// The resource, if any.
    pub resource_id: Option<String>,
    /// The names of the fields, in their order.
    pub fields: Vec<String>,
    /// The text.
    pub message: String,
}

impl Refusal {
    /// Whether it is this exception with this reason.
    pub fn is(&self, exception: &str, reason: &str) -> bool {
        self.exception == exception && self.reason.as_deref() == Some(reason)
    }

    /// Exception, reason, resource type and resource id in one comparable line; `-` for what is absent.
    pub fn line(&self) -> String {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        format!(
            "{} {} {} {}",
            self.exception,
            or_dash(&self.reason),
            or_dash(&self.resource_type),
            or_dash(&self.resource_id)
        )
    }
}

/// What the refusal of a call says.
///
/// # Panics
///
/// If the call succeeded, or failed otherwise than by an error of the service.
pub fn refusal<O, E>(outcome: Result<O, SdkError<E>>) -> Refusal
where
    O: Debug,
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
{
    let error = match outcome {
        Ok(answer) => panic!("the call was answered: {answer:?}"),
        Err(error) => error,
    };
    let Some(error) = error.as_service_error() else { panic!("not an error of the service: {error:?}") };
    let mut refusal = Refusal {
        exception: error.code().unwrap_or_default().to_owned(),
        message: error.message().unwrap_or_default().to_owned(),
        ..Refusal::default()
    };
    // The operation's error enum hides the exception's struct behind `source`.
    let Some(source) = error.source() else { return refusal };
    if let Some(exception) = source.downcast_ref::<ConflictException>() {
        refusal.reason = exception.reason().map(|reason| reason.as_str().to_owned());
        refusal.resource_type = exception.resource_type().map(|kind| kind.as_str().to_owned());
        refusal.resource_id = exception.resource_id().map(str::to_owned);
    } else if let Some(exception) = source.downcast_ref::<ValidationException>() {
        refusal.reason = exception.reason().map(|reason| reason.as_str().to_owned());
        refusal.fields = exception.fields().iter().map(|field| field.name().to_owned()).collect();
    } else if let Some(exception) = source.downcast_ref::<ResourceNotFoundException>() {
        refusal.resource_type = exception.resource_type().map(|kind| kind.as_str().to_owned());
        refusal.resource_id = exception.resource_id().map(str::to_owned);
    } else if let Some(exception) = source.downcast_ref::<ServiceQuotaExceededException>() {
        refusal.reason = exception.reason().map(|reason| reason.as_str().to_owned());
    } else if let Some(exception) = source.downcast_ref::<AccessDeniedException>() {
        refusal.reason = exception.reason().map(|reason| reason.as_str().to_owned());
    }
    refusal
}
