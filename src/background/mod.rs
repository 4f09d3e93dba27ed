//! What goes on beside the calls.

pub mod sweep;
