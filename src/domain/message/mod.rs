//! Messages: where they go, what they cost, what they are sent from, what refuses them, and what becomes of them.
//!
//! The road of a message, each step a file: [`destination`] (which country), [`body`] (encoding and parts), [`rcs`] (what an RCS message says), [`price`],
//! [`identity`] (what OriginationIdentity names), [`direct`] or [`selection`] (what it is sent from, by [`reach`]),
//! [`recipient`] (may this phone be written to), [`cost`] (may it cost that much); then [`handset`] and [`schedule`] (what
//! happens when), [`record`] (how that is told) and [`feedback`]. Settled (MD1): the order of the checks.

pub mod body;
pub mod budget;
pub mod channel;
pub mod content;
pub mod cost;
pub mod destination;
pub mod direct;
pub mod event;
pub mod feedback;
pub mod handset;
pub mod identity;
pub mod kind;
pub mod one_time_code;
pub mod price;
pub mod rcs;
pub mod reach;
pub mod recipient;
pub mod record;
pub mod schedule;
pub mod selection;
