//! Reminders: their life, the ladder that they climb, what they are of and what ends them, and who sees them.
mod ladder;
mod life;
mod subjects;
mod visible;
