//! Postings: for how long a list is posted, who reads it, what is objected to, and what that holds up.
mod bound;
mod days;
mod life;
mod named;
mod outside;
mod privacy;
