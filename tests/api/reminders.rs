//! Reminders: their life, the ladder that they climb, what they are of and what ends them, and who sees them.
mod by_hand;
mod ladder;
mod letters;
mod life;
mod subjects;
mod visible;
