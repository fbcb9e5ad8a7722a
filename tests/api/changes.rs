//! The feed of changes, snapshots, and copies that are made of both.
mod bad_input;
mod copies;
mod copy;
mod killed;
mod order;
mod scopes;
mod snapshots;
mod streams;
mod visible;
mod waiting;
