//! Nominations: their life cycle, what they may hold, and the levels they climb.
mod content;
mod identity;
mod levels;
mod life;
mod once;
mod sent;
