//! Accounts and their roles from tables.
pub mod accounts;
pub mod assignments;
