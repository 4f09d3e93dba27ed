//! DeleteResourcePolicy.
