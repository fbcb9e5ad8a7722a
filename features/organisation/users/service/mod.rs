//! Making and changing accounts and roles. Every change reaches other instances within a second.
//!
//! Each first counts up the counter of accounts, which lets such writes through one after the other: so two that are
//! right each by itself cannot together give a role twice, or leave the ministry without an administrator.
mod accounts;
mod assignments;
mod delegations;
mod password;
pub mod second_factor;

pub use accounts::{NewUser, counted_up, create, update};
pub use assignments::{assign, update_assignment};
pub use delegations::{delegate, revoke};
pub use password::change_own;
