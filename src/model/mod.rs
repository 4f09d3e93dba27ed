//! The vocabulary of the AWS model: what requests and answers are made of.
//!
//! Nothing here reads or writes anything, and no rule of AWS about the state lives here.

pub mod arn;
pub mod caller;
pub mod enumeration;
pub mod error;
pub mod filter;
pub mod information;
pub mod member;
pub mod shape;
pub mod structure;
pub mod tag;
pub mod timestamp;
