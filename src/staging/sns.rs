//! What envelopes of SNS point at: the certificate that they are checked by, and where a subscription may be confirmed.
//!
//! Documented: the form of ConfirmSubscription's answer.

use crate::{
    database::unit_of_work::{Mode, Tx},
    model::error::ServiceError,
    path::Shared,
    store::{sns_signing_key, sns_subscription},
};

/// The certificate of this name, in PEM, if there is one.
///
/// # Errors
///
/// The database's.
pub async fn certificate(shared: &Shared, name: &str) -> Result<Option<String>, ServiceError> {
    let connections = shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let kept = sns_signing_key::find(&mut tx).await?;
        tx.commit().await?;
        Ok(kept)
    };
    let kept = shared.database.work(work).await?;
    let is_named = |kept: &sns_signing_key::SigningKey| {
        name == format!("SimpleNotificationService-{}.pem", kept.certificate_sha256)
    };
    Ok(kept.filter(is_named).map(|kept| kept.certificate))
}

/// The ARN of the subscription that a token is of, if there is one. Nothing changes: an endpoint has confirmed when it took the request.
///
/// # Errors
///
/// The database's.
pub async fn subscription_arn(shared: &Shared, token: String) -> Result<Option<String>, ServiceError> {
    let connections = shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let found = sns_subscription::find(&mut tx, &token).await?;
        tx.commit().await?;
        Ok(found)
    };
    Ok(shared.database.work(work).await?.map(|found| found.arn()))
}
