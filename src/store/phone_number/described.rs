//! What DescribePhoneNumbers reads.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::LifeRow;
use crate::{
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        message::MessageType,
        phone_number::{NumberType, PhoneNumberId, PhoneNumberInformation},
        pool::PoolId,
        registration::RegistrationId,
        resource::Key,
    },
    store::{
        keyset::{Column, List, Select, parse_all},
        next_token::{Page, Position},
    },
};

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
struct InformationRow {
    id: Uuid,
    account_id: String,
    phone_number: String,
    iso_country_code: String,
    message_type: Text<MessageType>,
    number_capabilities: Vec<String>,
    number_type: Text<NumberType>,
    monthly_leasing_price: String,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_name: String,
    international_sending_enabled: bool,
    deletion_protection_enabled: bool,
    pool_id: Option<Uuid>,
    registration_id: Option<Uuid>,
    created_at: OffsetDateTime,
    /// That of the account whose row it is.
    present: OffsetDateTime,
    #[sqlx(flatten)]
    life: LifeRow,
}

/// One page of the phone numbers on a list that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, PhoneNumberInformation)>, ServiceError> {
    let scope = list.scope;
    // The pool is looked up number by number: a join may read every association for a few numbers.
    let from = "
        from (
            select n.id, n.account_id, n.region, n.phone_number, n.iso_country_code, n.message_type,
                   n.number_capabilities, n.number_type, n.monthly_leasing_price, n.two_way_enabled,
                   case when n.two_way_enabled then n.two_way_channel_arn end as two_way_channel_arn,
                   case when n.two_way_enabled then n.two_way_channel_role end as two_way_channel_role,
                   n.self_managed_opt_outs_enabled, n.opt_out_list_id, l.name as opt_out_list_name,
                   n.international_sending_enabled, n.deletion_protection_enabled,
                   (select a.pool_id from callsign.pool_origination_identity a where a.phone_number_id = n.id) as pool_id,
                   (select a.registration_id from callsign.registration_association a
                    where a.phone_number_id = n.id) as registration_id,
                   n.created_at, n.active_at, n.changing_status, n.changing_until
            from callsign.phone_number n
            join callsign.opt_out_list l on l.id = n.opt_out_list_id) n
        where ";
    let rows: Vec<InformationRow> = Select::listing_by_list(from, list, filters)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|row| row.information(scope)).collect()
}

/// What DescribePhoneNumbers answers about one number.
///
/// # Errors
///
/// The database's; InternalServerException if the number isn't there.
pub async fn describe(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<PhoneNumberInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    rows.into_iter()
        .next()
        .map(|(_, number)| number)
        .ok_or_else(|| ServiceError::internal("a number just leased is gone"))
}

fn column(filter: &str) -> Option<Column> {
    Some(Column::Text(match filter {
        "status" => {
            let pieces = &[
                "case when active_at > ",
                " then 'PENDING' when changing_until > ",
                " then changing_status else 'ACTIVE' end",
            ];
            let active_from = "greatest(active_at, changing_until)";
            return Some(Column::Status { pieces, active_from });
        }
        "number-capability" => return Some(Column::Array("number_capabilities")),
        "iso-country-code" => "iso_country_code",
        "message-type" => "message_type",
        "number-type" => "number_type",
        "two-way-enabled" => "two_way_enabled::text",
        "self-managed-opt-outs-enabled" => "self_managed_opt_outs_enabled::text",
        "opt-out-list-name" => "opt_out_list_name",
        "deletion-protection-enabled" => "deletion_protection_enabled::text",
        "two-way-channel-arn" => "two_way_channel_arn",
        _ => return None,
    }))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> Result<(Position, PhoneNumberInformation), ServiceError> {
        let id = PhoneNumberId::of(self.id);
        let position = Position { created_at: self.created_at, key: self.id };
        let information = PhoneNumberInformation {
            phone_number_arn: scope.arn_in(&self.account_id, id.path()),
            phone_number_id: id.as_str().to_owned(),
            phone_number: self.phone_number,
            status: self.life.life()?.status(self.present),
            iso_country_code: self.iso_country_code,
            message_type: self.message_type.0,
            number_capabilities: parse_all(&self.number_capabilities)?,
            number_type: self.number_type.0,
            monthly_leasing_price: self.monthly_leasing_price,
            two_way_enabled: self.two_way_enabled,
            two_way_channel_arn: self.two_way_channel_arn,
            two_way_channel_role: self.two_way_channel_role,
            self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
            opt_out_list_name: self.opt_out_list_name,
            international_sending_enabled: Some(self.international_sending_enabled),
            deletion_protection_enabled: Some(self.deletion_protection_enabled),
            pool_id: self.pool_id.map(|key| PoolId::of(key).as_str().to_owned()),
            registration_id: self.registration_id.map(|key| RegistrationId::of(key).as_str().to_owned()),
            messaging_limits: None,
            created_timestamp: self.created_at,
        };
        Ok((position, information))
    }
}
