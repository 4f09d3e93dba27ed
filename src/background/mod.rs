//! What goes on beside the calls.

pub mod lifecycle;
pub mod sweep;
