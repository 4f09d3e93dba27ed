//! The operations on phone numbers, one a file.

mod describe_phone_numbers;
mod list_available_phone_numbers;
mod release_phone_number;
mod request_phone_number;
mod update_phone_number;
