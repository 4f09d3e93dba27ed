//! The settings that a pool has in common with the phone numbers and RCS agents in it.

use uuid::Uuid;

use super::two_way::TwoWay;

/// What a pool and the phone numbers and RCS agents in it have in common, keywords aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The key of the opt-out list.
    pub opt_out_list_id: Uuid,
    /// Whether the account answers HELP and STOP itself.
    pub self_managed_opt_outs_enabled: bool,
    /// Where incoming messages go.
    pub two_way: TwoWay,
}

impl Settings {
    /// What a new phone number has, a new RCS agent, and a pool that was created from a sender ID.
    /// Documented: two-way and self-managed opt-outs are off until they are switched on.
    #[must_use]
    pub fn new(opt_out_list_id: Uuid) -> Self {
        Self { opt_out_list_id, self_managed_opt_outs_enabled: false, two_way: TwoWay::default() }
    }
}
