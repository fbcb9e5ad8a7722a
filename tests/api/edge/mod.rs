//! What comes in from outside, one kind after the other: every member and parameter of the spec that is of the kind.
mod aliases;
mod days;
mod ids;
mod order;
mod paths;
mod provinces;
mod queries;
mod text;
