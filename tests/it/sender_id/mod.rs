//! The operations on sender ids, one a file.

mod describe_sender_ids;
mod release_sender_id;
mod request_sender_id;
mod update_sender_id;
