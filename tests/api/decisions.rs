//! Decisions and the award register.
mod life;
mod register;
