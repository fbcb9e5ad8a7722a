//! Plans: their life cycle, and what they may hold.
mod content;
mod life;
mod versions;
