//! # UpdateRcsAgent
//!
//! Updates the configuration of an RCS agent; what is absent stays as it is.
//!
//! - Documented: two-way needs a channel, self-managed opt-outs and media settings need two-way; a bucket and its role are set and unset
//!   together; `ALL` stands alone among events.
//! - Assumed (decision RD37): the Reasons for media settings, and that switching two-way off unsets them.
//! - Assumed (decision RD38): the settings that an agent shares with its pool are the pool's while it is in one.

use serde::{Deserialize, Serialize};

use super::{lock, named, read_id};
use crate::{
    api::{opt_out_list::lock_named, phone_number::read_two_way_update},
    database::unit_of_work::Tx,
    domain::{
        rcs_agent::{MediaUpdate, may_be_published, touches_settings},
        sharing::Permission,
        two_way_update::TwoWayUpdate,
    },
    model::{
        error::ServiceError,
        member::Members,
        opt_out_list::OptOutListName,
        rcs_agent::{RcsAgentId, RcsAgentInformation},
        resource::{self, Named},
        shape::{
            IAM_ROLE_ARN_OR_UNSET, OPT_OUT_LIST_NAME_OR_ARN, RCS_EVENT_TYPE, TWO_WAY_MEDIA_S3_BUCKET_NAME_OR_UNSET,
            TWO_WAY_MEDIA_S3_KEY_PREFIX,
        },
    },
    path::{Call, Operation, Run},
    store::{
        self,
        rcs_agent::{Lock, RcsAgentUpdate},
    },
};

/// The operation.
pub struct UpdateRcsAgent;

/// `UpdateRcsAgentRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    rcs_agent_id: Option<String>,
    deletion_protection_enabled: Option<bool>,
    opt_out_list_name: Option<String>,
    self_managed_opt_outs_enabled: Option<bool>,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    two_way_enabled: Option<bool>,
    #[serde(rename = "TwoWayMediaS3BucketName")]
    two_way_media_s3_bucket_name: Option<String>,
    #[serde(rename = "TwoWayMediaS3KeyPrefix")]
    two_way_media_s3_key_prefix: Option<String>,
    #[serde(rename = "TwoWayMediaS3Role")]
    two_way_media_s3_role: Option<String>,
    two_way_rcs_events_enabled: Option<Vec<String>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    rcs_agent: Named<RcsAgentId>,
    two_way: TwoWayUpdate,
    media: MediaUpdate,
    events: Option<Vec<String>>,
    opt_out_list: Option<Named<OptOutListName>>,
    deletion_protection_enabled: Option<bool>,
}

impl Operation for UpdateRcsAgent {
    const NAME: &'static str = "UpdateRcsAgent";
    type Input = Input;
    type Request = Request;
    type Output = RcsAgentInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.rcs_agent_id);
        let list = members.optional("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        let two_way = read_two_way_update(
            &mut members,
            input.two_way_enabled,
            input.two_way_channel_arn,
            input.two_way_channel_role,
            input.self_managed_opt_outs_enabled,
        );
        let (bucket, prefix) = (input.two_way_media_s3_bucket_name, input.two_way_media_s3_key_prefix);
        let media = MediaUpdate {
            bucket_name: members.optional("twoWayMediaS3BucketName", bucket, &TWO_WAY_MEDIA_S3_BUCKET_NAME_OR_UNSET),
            key_prefix: members.optional("twoWayMediaS3KeyPrefix", prefix, &TWO_WAY_MEDIA_S3_KEY_PREFIX),
            role: members.optional("twoWayMediaS3Role", input.two_way_media_s3_role, &IAM_ROLE_ARN_OR_UNSET),
        };
        let are_named = input.two_way_rcs_events_enabled.is_some();
        let events = members.list("twoWayRcsEventsEnabled", input.two_way_rcs_events_enabled, 0..=100, &RCS_EVENT_TYPE);
        members.verdict()?;
        media.is_whole()?;
        may_be_published(&events)?;
        let rcs_agent = named(&id, call)?;
        two_way.check_channel(&call.caller)?;
        Ok(Request {
            rcs_agent,
            two_way,
            media,
            events: are_named.then_some(events),
            opt_out_list: list.map(|name| resource::opt_out_list("optOutListName", &name, &call.caller)).transpose()?,
            deletion_protection_enabled: input.deletion_protection_enabled,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let list = request.opt_out_list.iter().map(Named::resource).map(Permission::Use);
        [Permission::Own(request.rcs_agent.resource())].into_iter().chain(list).collect()
    }
}

impl Run for UpdateRcsAgent {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<RcsAgentInformation, ServiceError> {
        let (scope, agent) = lock(&request.rcs_agent, Lock::Alone, call, tx).await?;
        let list = lock_named(request.opt_out_list.as_ref(), call, tx).await?;
        if touches_settings(&request.two_way, list.is_some()) {
            let is_in_pool = store::pool_origination_identity::holds_rcs_agent(tx, agent.key).await?;
            agent.may_be_configured(is_in_pool)?;
        }
        let mut settings = request.two_way.apply(&agent.settings)?;
        if let Some(list) = list {
            settings.opt_out_list_id = list;
        }
        let media = request.media.apply(&agent.media, settings.two_way.enabled)?;

        store::rcs_agent::configure(tx, &[agent.key], &settings).await?;
        let update = RcsAgentUpdate {
            media: &media,
            events: request.events.as_deref(),
            deletion_protection_enabled: request.deletion_protection_enabled,
        };
        store::rcs_agent::update(tx, agent.key, &update).await?;
        Ok(store::rcs_agent::describe(tx, &scope, agent.key).await?.briefly())
    }
}
