//! What the world around the service does to it: silence, slowness, refusals; and what its callers see of that.
mod bounds;
mod health;
mod inside;
mod kept;
pub mod killed;
mod limits;
mod looks;
mod lost;
mod passing;
mod pooler;
mod process;
mod replica;
mod traces;
mod urged;
