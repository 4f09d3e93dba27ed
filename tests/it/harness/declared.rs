//! Whatever a test is about, no operation may raise what the model doesn't declare for it.

use aws_sdk_pinpointsmsvoicev2::config::{
    ConfigBag, Intercept, RuntimeComponents, interceptors::FinalizerInterceptorContextRef,
};

use super::model;

/// An interceptor that holds the exceptions of every answer against the model.
#[derive(Debug)]
pub struct Declared;

impl Intercept for Declared {
    fn name(&self) -> &'static str {
        "Declared"
    }

    /// # Panics
    ///
    /// If the exception, or a member of it, isn't the model's.
    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let (Some(request), Some(response)) = (context.request(), context.response()) else { return Ok(()) };
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.trim_start_matches("PinpointSMSVoiceV2.");
        let body = response.body().bytes().unwrap_or_default();
        if let Ok(answer) = serde_json::from_slice(body) {
            assert_eq!(model::faults_of_exception(operation, &answer), Vec::<String>::new());
        }
        Ok(())
    }
}
