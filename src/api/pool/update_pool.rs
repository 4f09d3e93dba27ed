//! # UpdatePool
//!
//! Updates the configuration of an existing pool; what is absent stays as it is.
//!
//! - Documented: two-way needs a channel, and self-managed opt-outs need two-way.
//! - Assumed (row 27): the opt-out list, two-way and self-managed opt-outs are written through to every phone number and RCS agent in
//!   the pool, in the same transaction; if none of them changes, none is touched.
//! - Assumed: a pool that isn't ACTIVE is refused, as for every other change of it.

use serde::{Deserialize, Serialize};

use crate::{
    api::{opt_out_list::lock_named, phone_number::read_two_way_update},
    database::unit_of_work::Tx,
    domain::{country, sharing::Permission, two_way_update::TwoWayUpdate},
    model::{
        error::ServiceError,
        member::Members,
        opt_out_list::OptOutListName,
        pool::{PoolId, PoolInformation},
        resource::{self, Named},
        shape::OPT_OUT_LIST_NAME_OR_ARN,
    },
    path::{Call, Operation, Run},
    store::{
        self,
        pool::{Lock, PoolUpdate},
        pool_event::What,
    },
};

/// The operation.
pub struct UpdatePool;

/// `UpdatePoolRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    pool_id: Option<String>,
    two_way_enabled: Option<bool>,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: Option<bool>,
    opt_out_list_name: Option<String>,
    shared_routes_enabled: Option<bool>,
    deletion_protection_enabled: Option<bool>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    pool: Named<PoolId>,
    two_way: TwoWayUpdate,
    opt_out_list: Option<Named<OptOutListName>>,
    shared_routes_enabled: Option<bool>,
    deletion_protection_enabled: Option<bool>,
}

impl Operation for UpdatePool {
    const NAME: &'static str = "UpdatePool";
    type Input = Input;
    type Request = Request;
    type Output = PoolInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let pool_id = members.required_pool_id(input.pool_id);
        let two_way = read_two_way_update(
            &mut members,
            input.two_way_enabled,
            input.two_way_channel_arn,
            input.two_way_channel_role,
            input.self_managed_opt_outs_enabled,
        );
        let list = members.optional("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        members.verdict()?;
        let pool = resource::pool("poolId", &pool_id, &call.caller)?;
        two_way.check_channel(&call.caller)?;
        Ok(Request {
            pool,
            two_way,
            opt_out_list: list.map(|name| resource::opt_out_list("optOutListName", &name, &call.caller)).transpose()?,
            shared_routes_enabled: input.shared_routes_enabled,
            deletion_protection_enabled: input.deletion_protection_enabled,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let list = request.opt_out_list.iter().map(Named::resource).map(Permission::Use);
        [Permission::Own(request.pool.resource())].into_iter().chain(list).collect()
    }
}

impl Run for UpdatePool {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<PoolInformation, ServiceError> {
        let scope = call.scope_of(&request.pool.resource())?;
        let pool = store::pool::lock(tx, &scope, &request.pool.key, Lock::Alone)
            .await?
            .ok_or_else(|| request.pool.not_found())?;
        // Identities are locked before lists, and only if what they share may change.
        let there = &pool.configuration.settings;
        let two_way = request.two_way.apply(there);
        let may_change_members =
            request.opt_out_list.is_some() || two_way.as_ref().is_ok_and(|settings| settings != there);
        let members = if may_change_members {
            store::origination_identity::lock_of_pool(tx, pool.key).await?
        } else {
            store::origination_identity::Members::default()
        };
        let list = lock_named(request.opt_out_list.as_ref(), call, tx).await?;

        pool.is_active(call.now())?;
        let mut settings = two_way?;
        if let Some(list) = list {
            settings.opt_out_list_id = list;
        }
        let changes_members = settings != *there;
        if changes_members {
            if settings.two_way.enabled {
                for member in &members.phone_numbers {
                    country::allows_two_way("twoWayEnabled", &member.iso_country_code)?;
                }
            }
            call.may_change_members(&members)?;
        }

        let update = PoolUpdate {
            settings: &settings,
            shared_routes_enabled: request.shared_routes_enabled,
            deletion_protection_enabled: request.deletion_protection_enabled,
        };
        store::pool::update(tx, pool.key, &update).await?;
        if changes_members {
            let (phone_numbers, rcs_agents) = members.keys();
            store::phone_number::configure(tx, &phone_numbers, &settings).await?;
            store::rcs_agent::configure(tx, &rcs_agents, &settings).await?;
        }
        store::pool_event::note(tx, pool.key, What::Updated, &call.event(&scope)).await?;
        store::pool::describe(tx, &scope, pool.key).await
    }
}
