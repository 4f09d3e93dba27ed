//! PutResourcePolicy.
