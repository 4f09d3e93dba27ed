//! The operations on opt out lists, one a file.

mod create_opt_out_list;
mod delete_opt_out_list;
mod delete_opted_out_number;
mod describe_opt_out_lists;
mod describe_opted_out_numbers;
mod put_opted_out_number;
