//! The whole suite, one binary: the real server on a real PostgreSQL, called by the official SDK.

mod harness;

mod associate_origination_identity;
mod delete_keyword;
mod delete_opt_out_list;
mod delete_opted_out_number;
mod describe_keywords;
mod describe_opt_out_lists;
mod describe_opted_out_numbers;
mod embedded;
mod model_based;
mod put_keyword;
mod put_opted_out_number;
mod sigv4;
