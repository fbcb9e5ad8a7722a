//! Decisions and the award register.
mod after;
mod life;
mod many;
mod prizes;
mod register;
