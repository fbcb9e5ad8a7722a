//! Who there is: units and how they change, the people who act for them, how these sign in, and what was done.
//! Nothing here knows of movements, plans or awards.
pub mod auth;
pub mod clients;
pub mod identities;
pub mod jobs;
pub mod journal;
pub mod oauth;
pub mod operations;
pub mod reorganisations;
pub mod second_factors;
pub mod sso;
pub mod units;
pub mod users;
