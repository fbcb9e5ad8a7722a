//! What everybody reads and writes without an account: lists while they are posted, and objections by their secrets. No id of
//! a dossier, of a unit or of an account is in it.
pub mod dto;
pub mod view;
