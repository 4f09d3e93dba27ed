//! GetResourcePolicy.
