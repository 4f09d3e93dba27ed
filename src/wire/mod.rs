//! What goes over the wire: AWS JSON 1.0, its protocol errors, and the signatures of AWS.

pub mod answer;
pub mod aws_json;
pub mod miscased;
pub mod other_service;
pub mod sigv4;
