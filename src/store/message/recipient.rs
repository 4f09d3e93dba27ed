//! What counts of the phone that a message goes to, and of the account that sends it, read in one trip.

use sqlx::{
    PgConnection,
    types::{Json, Text},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{
        account::AccountTier,
        message::{
            destination::Destination,
            recipient::{NumberOverride, Protection},
        },
    },
    model::{
        account::SpendLimitName,
        arn::Scope,
        error::ServiceError,
        phone_number::NumberCapability,
        protect_configuration::{ProtectConfigurationId, ProtectConfigurationRuleOverrideAction, ProtectStatus},
    },
};

/// Whose list of who opted out holds for a message. Assumed (M12.5), see `domain::message::recipient::OptOutList`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOuts {
    /// That of the pool or the number.
    On(Uuid),
    /// The list `Default`.
    OnDefault,
    /// None: the account manages opt-outs itself.
    Nowhere,
}

/// How [`OptOuts::OnDefault`] is kept.
const ON_DEFAULT: &str = "Default";

impl OptOuts {
    /// On a list, or nowhere.
    #[must_use]
    pub fn on(list: Option<Uuid>) -> Self {
        list.map_or(Self::Nowhere, Self::On)
    }

    /// As it is kept for later.
    #[must_use]
    pub fn kept(self) -> Option<String> {
        match self {
            Self::On(list) => Some(list.hyphenated().to_string()),
            Self::OnDefault => Some(ON_DEFAULT.to_owned()),
            Self::Nowhere => None,
        }
    }

    /// As it was kept.
    #[must_use]
    pub fn of_kept(kept: Option<&str>) -> Self {
        match kept {
            Some(ON_DEFAULT) => Self::OnDefault,
            kept => Self::on(kept.and_then(|list| list.parse().ok())),
        }
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose message it is.
    pub scope: &'a Scope,
    /// Where it goes.
    pub destination: &'a Destination,
    /// Where the phone may stand as opted out.
    pub opt_outs: OptOuts,
    /// What protects it; without one, the default of the scope.
    pub protect_configuration: Option<Uuid>,
    /// As what protect configurations take the message.
    pub capability: NumberCapability,
    /// The RCS agent whose testers count as verified, if those of one do.
    pub tested: Option<Uuid>,
    /// The account's present.
    pub now: OffsetDateTime,
}

/// What is known.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are the query's columns")]
pub struct Recipient {
    /// The scope's own tier, if it has one.
    pub tier: Option<AccountTier>,
    /// The scope's overrides of spend limits.
    pub overrides: Vec<(SpendLimitName, i64)>,
    /// Whether the scope verified the number, or it is a tester that counts.
    pub is_verified: bool,
    /// Whether the scope leases the number itself.
    pub is_leased: bool,
    /// Whether the number is opted out.
    pub is_opted_out: bool,
    /// Whether a rule says how the phone behaves.
    pub has_handset: bool,
    /// What protects the scope, if anything does.
    pub protection: Option<Protection>,
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "they are the query's columns")]
struct Row {
    tier: Option<Text<AccountTier>>,
    overrides: Option<Json<Vec<(SpendLimitName, i64)>>>,
    is_verified: bool,
    is_leased: bool,
    is_opted_out: bool,
    has_handset: bool,
    protect_configuration: Option<Uuid>,
    action: Option<Text<ProtectConfigurationRuleOverrideAction>>,
    expires_at: Option<OffsetDateTime>,
    protect_status: Option<Text<ProtectStatus>>,
}

impl Row {
    fn protection(&self, now: OffsetDateTime) -> Option<Protection> {
        let number_override = |action: ProtectConfigurationRuleOverrideAction| {
            NumberOverride { status: action.into(), expires_at: self.expires_at }.at(now)
        };
        Some(Protection {
            protect_configuration_id: ProtectConfigurationId::of(self.protect_configuration?).as_str().to_owned(),
            number_override: self.action.as_ref().and_then(|Text(action)| number_override(*action)),
            country_rule: self.protect_status.as_ref().map(|Text(status)| *status),
        })
    }
}

/// Reads it. A scope without a row has nothing.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, asked: &Asked<'_>) -> Result<Recipient, ServiceError> {
    let Asked { scope, destination, opt_outs, protect_configuration, capability, tested, now } = *asked;
    let list = match opt_outs {
        OptOuts::On(list) => Some(list),
        OptOuts::OnDefault | OptOuts::Nowhere => None,
    };
    let row: Row = sqlx::query_as(
        "select s.tier,
                (select jsonb_agg(jsonb_build_array(l.name, l.monthly_limit)) from callsign.spend_limit_override l
                 where l.account_id = $1 and l.region = $2) as overrides,
                exists (select from callsign.verified_destination_number v
                        where v.account_id = $1 and v.region = $2 and v.destination_phone_number = $3
                          and case when v.rcs_agent_id is null then v.verified_at is not null
                                   else v.rcs_agent_id = $9 and v.verified_at <= $10 end) as is_verified,
                exists (select from callsign.phone_number n
                        where n.account_id = $1 and n.region = $2 and n.phone_number = $3) as is_leased,
                exists (select from callsign.opted_out_number o
                        where o.opted_out_number = $3
                          and o.opt_out_list_id = case
                              when $5 then (select l.id from callsign.opt_out_list l
                                            where l.account_id = $1 and l.region = $2 and l.name = 'Default')
                              else $4 end) as is_opted_out,
                exists (select from callsign.handset h
                        where (h.account_id is null or h.account_id = $1) and (h.region is null or h.region = $2)
                          and h.times is distinct from 0 and $3 like replace(h.phone, '*', '%')) as has_handset,
                c.id as protect_configuration, o.action, o.expires_at, r.protect_status
         from (values ($1, $2)) as asked (account_id, region)
         left join callsign.account_region s on s.account_id = asked.account_id and s.region = asked.region
         left join callsign.protect_configuration c
             on c.account_id = asked.account_id and c.region = asked.region
             and case when $6::uuid is null then c.account_default else c.id = $6 end
         left join callsign.protect_number_override o
             on o.protect_configuration_id = c.id and o.destination_phone_number = $3
         left join callsign.protect_country_rule r
             on r.protect_configuration_id = c.id and r.number_capability = $7 and r.iso_country_code = $8",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&destination.phone_number)
    .bind(list)
    .bind(opt_outs == OptOuts::OnDefault)
    .bind(protect_configuration)
    .bind(capability.as_ref())
    .bind(&destination.iso_country_code)
    .bind(tested)
    .bind(now)
    .fetch_one(tx)
    .await?;
    let protection = row.protection(now);
    Ok(Recipient {
        tier: row.tier.map(|Text(tier)| tier),
        overrides: row.overrides.map(|Json(overrides)| overrides).unwrap_or_default(),
        is_verified: row.is_verified,
        is_leased: row.is_leased,
        is_opted_out: row.is_opted_out,
        has_handset: row.has_handset,
        protection,
    })
}
