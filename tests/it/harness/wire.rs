//! What stands in an answer before the SDK reads it: the SDK's structs can't say whether a member was there.

use std::sync::{Arc, Mutex};

use aws_sdk_pinpointsmsvoicev2::config::{
    ConfigBag, Intercept, RuntimeComponents, interceptors::AfterDeserializationInterceptorContextRef,
};

/// An interceptor that keeps the body of the last answer.
#[derive(Clone, Debug, Default)]
pub struct Wire(Arc<Mutex<Vec<u8>>>);

impl Wire {
    /// The names of the answer's members, in alphabetical order.
    pub fn members(&self) -> Vec<String> {
        let body = self.0.lock().expect("nobody panicked while holding it");
        let answer: serde_json::Value = serde_json::from_slice(&body).expect("the answer is JSON");
        let mut members: Vec<String> = answer.as_object().expect("it is an object").keys().cloned().collect();
        members.sort();
        members
    }
}

impl Intercept for Wire {
    fn name(&self) -> &'static str {
        "Wire"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let body = context.response().body().bytes().expect("the answer is in memory");
        *self.0.lock().expect("nobody panicked while holding it") = body.to_vec();
        Ok(())
    }
}
