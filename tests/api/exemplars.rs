//! Exemplars: found, fostered, recognised, published, adopted, and what they have brought.
mod bad_input;
mod facts;
mod life;
mod reforms;
mod results;
mod visible;
