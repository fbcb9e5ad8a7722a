//! Nominations: their life cycle, what they may hold, and the levels they climb.
mod content;
mod levels;
mod life;
mod once;
mod sent;
