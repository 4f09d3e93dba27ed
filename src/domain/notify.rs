//! Notify: one-time codes that AWS sends for a brand, in its own templates and from its own identities.

mod configuration;
pub mod country;
mod limits;
mod sending;
mod settings;
pub mod template;

pub use configuration::{Decided, NotifyConfiguration, decided, enabled_channels, enabled_countries, fits_a_channel};
pub use limits::{DailyLimits, Quotas as DailyQuotas, SentToday, day};
pub use sending::{Sending, body};
pub use settings::Notify;
