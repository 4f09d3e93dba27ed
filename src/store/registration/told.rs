//! The event bus of an account, which is told of each status that its registrations come to.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    domain::{
        deployment::Events,
        registration::{
            life::Registration,
            record::{Changed, EVENT_TYPE},
        },
    },
    model::{arn::Scope, error::ServiceError, registration::RegistrationStatus, resource::Key},
    store::delivery::{self, NewDelivery, Of, told::event_bus},
};

/// Tells that a registration came to a status at a moment, in the transaction in which it does. Documented: AWS does so by itself, from
/// the source `aws.sms-voice`. Assumed: it goes where events of messages go, to the bus `default` of the account and region; settled: as
/// they do, only where something was set for it.
///
/// # Errors
///
/// The database's.
pub async fn tell(
    tx: &mut PgConnection,
    events: &Events,
    scope: &Scope,
    registration: &Registration,
    status: RegistrationStatus,
    at: OffsetDateTime,
) -> Result<(), ServiceError> {
    let destination_arn = event_bus(scope.account_id(), scope.region());
    let (id, registration_type) = (registration.id(), &registration.registration_type);
    let changed = Changed {
        registration_arn: &scope.arn(id.path()),
        registration_id: id.as_str(),
        version_number: registration.current().number,
        registration_type,
        status,
        at,
    };
    if !changed.is_told() || !events.go_to_event_bus(&destination_arn) {
        return Ok(());
    }
    let told = NewDelivery {
        account_id: scope.account_id().to_owned(),
        region: scope.region().to_owned(),
        of: Of::Registration(registration.key),
        event_type: Some(EVENT_TYPE.to_owned()),
        sent_by: None,
        destination_arn,
        record: changed.text().map_err(ServiceError::internal)?,
    };
    delivery::insert(tx, &[told]).await
}
