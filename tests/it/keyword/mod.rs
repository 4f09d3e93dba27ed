//! The operations on keywords, one a file.

mod delete_keyword;
mod describe_keywords;
mod put_keyword;
