//! Who may begin now: turns at a resource, and lanes in which work comes together.

pub mod lanes;
pub mod turns;
