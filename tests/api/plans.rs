//! Plans: their life cycle, and what they may hold.
mod changes;
mod content;
mod digest;
pub mod life;
mod origin;
mod parts;
mod shares;
mod supplements;
mod versions;
