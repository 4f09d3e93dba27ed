//! What DescribeRcsAgentCountryLaunchStatus reads.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::rcs_agent::{carriers, platform_id},
    model::{
        error::ServiceError,
        filter::Filter,
        rcs_agent::{CountryLaunchStatus, CountryLaunchStatusInformation},
        registration::RegistrationId,
    },
    store::{
        keyset::{Column, Select},
        next_token::{Page, Position},
    },
};

/// The filter by IsoCountryCodes, which is a member of its own in requests.
pub const ISO_COUNTRY_CODE: &str = "iso-country-code";

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    registration_id: Uuid,
    iso_country_code: String,
    status: Text<CountryLaunchStatus>,
    created_at: OffsetDateTime,
}

const LAUNCHES: &str = "
    select * from (
        select a.id, a.rcs_agent_id, a.registration_id, a.created_at,
               left(r.registration_type, 2) as iso_country_code,
               callsign.rcs_launch_status(r.registration_status) as status
        from callsign.registration_association a
        join callsign.registration r on r.id = a.registration_id
        where r.registration_type <> 'TEST_RCS_LAUNCH_REGISTRATION') a
    where rcs_agent_id = ";

fn column(filter: &str) -> Option<Column> {
    match filter {
        "country-launch-status" => Some(Column::Text("status")),
        ISO_COUNTRY_CODE => Some(Column::Text("iso_country_code")),
        _ => None,
    }
}

/// One page of the launches of an RCS agent that pass `filters`, in the order in which their registrations were associated.
///
/// # Errors
///
/// The database's.
pub async fn launches(
    tx: &mut PgConnection,
    agent: Uuid,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, CountryLaunchStatusInformation)>, ServiceError> {
    let rows: Vec<Row> = Select::of(LAUNCHES, agent)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    let described = rows.into_iter().map(|row| {
        let (registration, status) = (RegistrationId::of(row.registration_id), row.status.0);
        let is_asked = status != CountryLaunchStatus::Created;
        let information = CountryLaunchStatusInformation {
            iso_country_code: row.iso_country_code,
            status,
            rcs_platform_id: is_asked.then(|| platform_id(&registration)),
            registration_id: registration.as_str().to_owned(),
            carrier_status: carriers(status),
        };
        (Position { created_at: row.created_at, key: row.id }, information)
    });
    Ok(described.collect())
}
