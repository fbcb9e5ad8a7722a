//! Inspections: who inspects whom, what the team reads and for how long, what becomes of what is recommended.
mod covered;
mod figures;
mod life;
mod papers;
mod recommendations;
mod team;
