//! Registrations: the catalogue of their types, what their fields take, how a version comes from draft to approval, and what may be
//! associated with them.

pub mod associating;
pub mod association;
pub mod attachment;
pub mod catalogue;
pub mod compliance;
pub mod form;
pub mod life;
pub mod record;
pub mod review;
pub mod settings;
pub mod short_code;
pub mod writing;
