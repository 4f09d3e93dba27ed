//! `/_callsign/v1/sns/`: what envelopes of SNS point at, open to everybody whatever the Host. It holds no secret and changes nothing.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
};
use quick_xml::escape::escape;
use tracing::error;
use url::form_urlencoded;
use uuid::Uuid;

use super::{PREFIX, State};
use crate::{model::error::ServiceError, staging::sns};

/// Answers a request for a path of it; `None` for all others, and for what is there for nobody.
pub async fn answer(request: &HttpRequest, state: &State) -> Option<HttpResponse> {
    let path = request.path().strip_prefix(PREFIX)?.strip_prefix("v1/sns/")?;
    let shared = state.shared.get().filter(|_| [Method::GET, Method::HEAD].contains(request.method()))?;
    let answered = if path == "confirm" {
        let mut query = form_urlencoded::parse(request.query_string().as_bytes());
        let token = query.find(|(name, _)| name == "Token").map(|(_, token)| token.into_owned())?;
        sns::subscription_arn(shared, token).await.map(|arn| arn.map(|arn| ("text/xml", confirmed(&arn))))
    } else {
        sns::certificate(shared, path).await.map(|found| found.map(|pem| ("application/x-pem-file", pem)))
    };
    answered.unwrap_or_else(|failure| failed(&failure)).map(|(media_type, body)| {
        HttpResponse::Ok()
            .content_type(media_type)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(body)
    })
}

fn failed<T>(failure: &ServiceError) -> Option<T> {
    error!(cause = failure.cause().unwrap_or_default(), "what envelopes of SNS point at can't be read");
    None
}

fn confirmed(arn: &str) -> String {
    format!(
        "<ConfirmSubscriptionResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><ConfirmSubscriptionResult>\
         <SubscriptionArn>{}</SubscriptionArn></ConfirmSubscriptionResult><ResponseMetadata><RequestId>{}</RequestId>\
         </ResponseMetadata></ConfirmSubscriptionResponse>",
        escape(arn),
        Uuid::new_v4()
    )
}
